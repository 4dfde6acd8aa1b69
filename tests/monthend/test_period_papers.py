"""A payee's month in one place, and in one file whose totals are those of its statements."""

import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consign.agreements.models import Mode
from consign.days import Month
from consign.ledger.models import Account
from consign.monthend.document_papers import paper_of
from consign.monthend.moving import move_maker
from consign.monthend.operations import void_settlement
from consign.monthend.period_papers import PeriodPapers, period_papers, period_zip
from consign.monthend.statement import statement_of
from consign.monthend.statement_pdf import statement_pdf
from consign.payouts.queries import requests_of
from consign.people.models import Coworking, Kind, LegalEntity, Maker, Role, User, VatStatus
from consign.people.operations import add_adviser
from consign.settlements.models import Settlement
from tests.factories import (
    START,
    make_affiliation,
    make_agreement,
    make_closed,
    make_entity,
    make_maker,
    make_member,
    make_person,
    make_placed,
    make_refund,
    make_sale,
    moment,
)
from tests.kept import kept

pytestmark = pytest.mark.django_db
OCTOBER = Month(2026, 10)


@kept
def dies(db: None) -> LegalEntity:
    return make_entity("Dies SC", kind=Kind.COOPERATIVE, vat=VatStatus.LIABLE)


@kept
def claire(dies: LegalEntity) -> User:
    """Advises Dies."""
    user = make_person("claire")
    add_adviser(entity=dies, user=user, by=None, at=START)
    return user


@kept
def lueur(dies: LegalEntity, rcoop: Coworking, filature: Coworking) -> Maker:
    """Sells in both coworkings: as an agent here, in the other's own name there."""
    maker = make_maker("Lueur")
    affiliation = make_affiliation(maker, dies)
    make_agreement(rcoop, affiliation)
    make_agreement(filature, affiliation, mode=Mode.OWN_NAME)
    return maker


@kept
def cahier(dies: LegalEntity, rcoop: Coworking) -> Maker:
    maker = make_maker("Cahier")
    make_agreement(rcoop, make_affiliation(maker, dies))
    return maker


@kept
def october(
    rcoop: Coworking, filature: Coworking, lueur: Maker, cahier: Maker
) -> dict[str, Settlement]:
    """October closed in both coworkings; a refund leaves Cahier owing, and it is asked for it."""
    back = make_sale(rcoop, make_placed(rcoop, cahier, "Carnet").item, at="2026-09-05")
    make_closed(rcoop, "2026-09")
    make_sale(rcoop, make_placed(rcoop, lueur, "Bougie", price="40.00").item)
    make_sale(filature, make_placed(filature, lueur, "Lampe", price="20.00").item)
    make_refund(back, at="2026-10-06")
    closed = [*make_closed(rcoop), *make_closed(filature)]
    return {f"{one.coworking.slug}/{one.account.maker.slug}": one for one in closed}


def unpacked(packed: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def rows_of(content: bytes) -> list[Mapping[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def numbers(papers: PeriodPapers) -> list[str]:
    return [document.number for document in papers.documents]


def test_a_month_has_all_its_makers_over_all_coworkings(
    dies: LegalEntity, claire: User, october: dict[str, Settlement]
) -> None:
    papers = period_papers(dies, OCTOBER, claire)
    told = [
        (one.line.maker, one.line.coworking, one.payout is not None, one.request is not None)
        for one in papers.statements
    ]
    assert told == [
        ("Cahier", "Rcoop", False, True),
        ("Lueur", "La Filature", True, False),
        ("Lueur", "Rcoop", True, False),
    ]
    assert [one.settlement.pk for one in papers.statements] == [
        line.settlement for line in papers.cover.lines
    ]
    # Lueur's commission, and the commission that Cahier gets back.
    assert numbers(papers) == ["SB-LA-FILATURE-2026-00001", "I-2026-00002", "N-2026-00001"]
    owing = october["rcoop/cahier"]
    assert list(papers.requests) == [owing.pk]
    assert papers.requests[owing.pk].amount == -owing.closing


def test_the_file_holds_every_paper_once_in_its_folder(
    dies: LegalEntity, claire: User, october: dict[str, Settlement]
) -> None:
    papers = period_papers(dies, OCTOBER, claire)
    files = unpacked(period_zip(papers, "nl"))
    assert list(files) == [
        "cover.csv",
        "documents.csv",
        "rcoop/cahier/R-2026-00002.pdf",
        "la-filature/lueur/R-2026-00001.pdf",
        "rcoop/lueur/R-2026-00003.pdf",
        "la-filature/lueur/SB-LA-FILATURE-2026-00001.pdf",
        "la-filature/lueur/SB-LA-FILATURE-2026-00001.xml",
        "rcoop/lueur/I-2026-00002.pdf",
        "rcoop/lueur/I-2026-00002.xml",
        "rcoop/cahier/N-2026-00001.pdf",
        "rcoop/cahier/N-2026-00001.xml",
    ]
    assert all(re.fullmatch(r"([a-z0-9-]+/){0,2}[A-Za-z0-9-]+\.[a-z]{3}", name) for name in files)
    lueur = october["rcoop/lueur"]
    paper = files["rcoop/lueur/R-2026-00003.pdf"]
    assert paper == statement_pdf(statement_of(lueur), "nl")
    document = lueur.documents.get()
    assert files["rcoop/lueur/I-2026-00002.xml"] == document.original.xml.encode()
    digest = hashlib.sha256(files["rcoop/lueur/I-2026-00002.xml"]).hexdigest()
    assert digest == document.original.digest
    assert files["rcoop/lueur/I-2026-00002.pdf"] == paper_of(
        document, requests_of([lueur]).get(lueur.pk)
    )


def test_the_totals_of_the_file_are_those_of_the_statements(
    dies: LegalEntity, claire: User, october: dict[str, Settlement]
) -> None:
    files = unpacked(period_zip(period_papers(dies, OCTOBER, claire), "fr"))
    cover, documents = rows_of(files["cover.csv"]), rows_of(files["documents.csv"])
    told = {
        (one.number, one.account.maker.name, one.coworking.name): statement_of(one)
        for one in october.values()
    }
    assert len(cover) == len(told) + 1
    assert Decimal(cover[-1]["payout"]) == sum(one.payout for one in told.values())
    for row in cover[:-1]:
        statement = told.pop((row["number"], row["maker"], row["coworking"]))
        assert (row["payout"], row["closing"]) == (str(statement.payout), str(statement.closing))
        listed = {
            one["number"]: one["total"]
            for one in documents
            if (one["maker"], one["coworking"]) == (row["maker"], row["coworking"])
        }
        issued = statement.documents_with_papers
        assert listed == {paper.number: str(one.amounts.total) for one, paper in issued if paper}
    assert not told


def test_the_same_month_gives_the_same_bytes(
    dies: LegalEntity, claire: User, october: dict[str, Settlement]
) -> None:
    first = period_zip(period_papers(dies, OCTOBER, claire), "fr")
    assert period_zip(period_papers(dies, OCTOBER, claire), "fr") == first
    assert period_zip(period_papers(dies, OCTOBER, claire), "nl") != first


def test_what_was_taken_back_is_there_with_what_takes_it_back(
    dies: LegalEntity, claire: User, cleo: User, rcoop: Coworking, lueur: Maker
) -> None:
    make_sale(rcoop, make_placed(rcoop, lueur, price="40.00").item)
    (closed,) = make_closed(rcoop)
    void_settlement(settlement=closed, by=cleo, at=moment("2026-11-02"))
    papers = period_papers(dies, OCTOBER, claire)
    assert papers
    assert not papers.statements
    assert numbers(papers) == ["I-2026-00001", "N-2026-00001"]
    make_closed(rcoop)
    papers = period_papers(dies, OCTOBER, claire)
    files = unpacked(period_zip(papers, "fr"))
    assert numbers(papers) == ["I-2026-00001", "I-2026-00002", "N-2026-00001"]
    assert len(files) == 2 + 1 + 2 * 3


def test_a_makers_later_life_elsewhere_never_shows(
    dies: LegalEntity, claire: User, cleo: User, rcoop: Coworking, cahier: Maker
) -> None:
    item = make_placed(rcoop, cahier, quantity=9).item
    make_sale(rcoop, item, at="2026-10-05")
    other = make_entity("Next SC", vat=VatStatus.LIABLE)
    move_maker(
        maker=cahier, payee=other, starts_on=date(2026, 10, 16), by=cleo, at=moment("2026-10-10")
    )
    following = cahier.affiliations.get(payee=other)
    make_agreement(rcoop, following, percent="25")
    make_sale(rcoop, item, at="2026-10-20")
    make_closed(rcoop)
    make_sale(rcoop, item, at="2026-11-05")
    make_closed(rcoop, "2026-11")
    assert Account.objects.filter(maker=cahier).count() == 2
    papers = period_papers(dies, OCTOBER, claire)
    (one,) = papers.statements
    assert one.settlement.account.payee == dies
    assert one.line.amounts.sales == Decimal("45.00")
    assert {document.settlement.account.payee for document in papers.documents} == {dies}
    files = unpacked(period_zip(papers, "fr"))
    assert all(b"Next SC" not in content for content in files.values())
    assert not period_papers(dies, OCTOBER.next, claire)
    assert not period_papers(other, OCTOBER, claire)


def test_each_reads_what_is_theirs(
    dies: LegalEntity,
    october: dict[str, Settlement],
    filature: Coworking,
    cleo: User,
    vic: User,
) -> None:
    fay = make_member(filature, make_person("fay"), Role.MANAGER)
    assert numbers(period_papers(dies, OCTOBER, fay)) == ["SB-LA-FILATURE-2026-00001"]
    assert numbers(period_papers(dies, OCTOBER, cleo)) == ["I-2026-00002", "N-2026-00001"]
    assert not period_papers(dies, OCTOBER, vic)


def test_three_makers_cost_as_many_queries_as_one(
    dies: LegalEntity, claire: User, rcoop: Coworking, cahier: Maker
) -> None:
    counts = []
    for name in ("Cahier", "Bois", "Argile"):
        maker = cahier
        if name != "Cahier":
            maker = make_maker(name)
            make_agreement(rcoop, make_affiliation(maker, dies))
        make_sale(rcoop, make_placed(rcoop, maker).item)
        make_closed(rcoop)
        with CaptureQueriesContext(connection) as queries:
            papers = period_papers(dies, OCTOBER, claire)
            assert [one.settlement.account.maker.name for one in papers.statements]
            assert [one.original.digest for one in papers.documents]
        counts.append(len(queries))
    assert len(set(counts)) == 1
