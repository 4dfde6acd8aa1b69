"""What an adviser of a cooperative reads: the statements of its makers, and no others."""

import io
import zipfile
from datetime import date

import pytest
from django.test import Client

from consign.agreements.models import Mode
from consign.agreements.operations import end_affiliation
from consign.invoices.models import Document
from consign.journal.models import Event
from consign.people.models import Coworking, Kind, LegalEntity, Maker, User, VatStatus
from consign.people.operations import add_adviser
from consign.settlements.models import Settlement
from tests.factories import (
    START,
    make_affiliation,
    make_agreement,
    make_closed,
    make_entity,
    make_maker,
    make_paid,
    make_person,
    make_placed,
    make_sale,
)
from tests.kept import kept
from tests.payouts.bank import read
from tests.web.conftest import As, Clock, Costs, text_of

PAGE = "/cooperative/dies-sc/"

pytestmark = pytest.mark.django_db


@kept
def dies(db: None) -> LegalEntity:
    return make_entity("Dies SC", kind=Kind.COOPERATIVE, vat=VatStatus.LIABLE)


@kept
def claire(dies: LegalEntity) -> User:
    user = make_person("claire")
    add_adviser(entity=dies, user=user, by=None, at=START)
    return user


def through(dies: LegalEntity, coworking: Coworking, name: str) -> Maker:
    """A maker whom the cooperative is paid for."""
    maker = make_maker(name)
    make_agreement(coworking, make_affiliation(maker, dies))
    return maker


def test_statements_by_month_with_what_is_paid_in_all(
    dies: LegalEntity, claire: User, rcoop: Coworking, filature: Coworking, signed_in: As
) -> None:
    lueur = through(dies, rcoop, "Lueur")
    make_agreement(filature, lueur.affiliations.get())
    cahier = through(dies, rcoop, "Cahier")
    make_sale(rcoop, make_placed(rcoop, lueur, price="10.00").item, at="2026-09-05")
    make_paid(make_closed(rcoop, "2026-09"), on="2026-10-05")
    make_sale(rcoop, make_placed(rcoop, lueur, "A", price="20.00").item, at="2026-10-05")
    make_sale(filature, make_placed(filature, lueur, "B", price="40.00").item, at="2026-10-05")
    make_sale(rcoop, make_placed(rcoop, cahier, "C", price="60.00").item, at="2026-10-05")
    make_closed(rcoop)
    make_closed(filature)
    page = signed_in(claire).get(PAGE)
    rows = [
        (row.period, row.account.maker.name, row.coworking.name, str(row.payout), str(together))
        for row, _payout, together in page.context["rows"]
    ]
    assert rows == [
        ("2026-10", "Cahier", "Rcoop", "42.00", "84.00"),
        ("2026-10", "Lueur", "Rcoop", "14.00", "84.00"),
        ("2026-10", "Lueur", "La Filature", "28.00", "84.00"),
        ("2026-09", "Lueur", "Rcoop", "7.00", "7.00"),
    ]
    told = text_of(page)
    assert told.count("<table") == told.count("</table>") == 2
    for words in ("October 2026", "€84.00 in all", "to be paid", "paid on 05/10/2026"):
        assert words in told


def test_statements_under_another_payee_are_not_among_them(
    dies: LegalEntity, claire: User, rcoop: Coworking, plume: Maker, signed_in: As
) -> None:
    item = make_placed(rcoop, plume, quantity=3).item
    make_sale(rcoop, item, at="2026-09-05")
    before = make_closed(rcoop, "2026-09")
    old = plume.affiliations.get()
    end_affiliation(affiliation=old, ends_on=date(2026, 9, 30), by=None, at=START)
    make_agreement(rcoop, make_affiliation(plume, dies, starts_on=date(2026, 10, 1)))
    make_sale(rcoop, item, at="2026-10-05")
    after = make_closed(rcoop)
    client = signed_in(claire)
    assert [row for row, *_rest in client.get(PAGE).context["rows"]] == after
    assert client.get(f"/statements/{before[0].pk}/").status_code == 404
    assert client.get(f"/statements/{after[0].pk}/").status_code == 200


@pytest.mark.parametrize("who", ["ada", "dan", "cleo", "vic"])
def test_for_others_it_is_not_there(
    dies: LegalEntity,
    rcoop: Coworking,
    who: str,
    signed_in: As,
    request: pytest.FixtureRequest,
) -> None:
    assert signed_in(request.getfixturevalue(who)).get(PAGE).status_code == 404


def test_advisers_of_another_see_nothing(dies: LegalEntity, claire: User, signed_in: As) -> None:
    other = make_entity("JobYourself SC")
    assert signed_in(claire).get(f"/cooperative/{other.slug}/").status_code == 404


def test_a_stranger_signs_in_first(client: Client, dies: LegalEntity) -> None:
    assert client.get(PAGE).headers["Location"] == f"/signin/?next={PAGE}"


def test_before_the_first_statement(claire: User, signed_in: As) -> None:
    assert "No statements yet" in text_of(signed_in(claire).get(PAGE))


def test_many_statements_cost_as_many_queries_as_one(
    dies: LegalEntity, claire: User, rcoop: Coworking, signed_in: As, costs: Costs
) -> None:
    client = signed_in(claire)
    item = make_placed(rcoop, through(dies, rcoop, "Lueur"), quantity=9).item
    make_sale(rcoop, item, at="2026-08-05")
    make_closed(rcoop, "2026-08")
    one = costs(client, PAGE)
    other = make_placed(rcoop, through(dies, rcoop, "Cahier"), quantity=9).item
    for month in ("09", "10"):
        make_sale(rcoop, [item, other], at=f"2026-{month}-05")
        make_closed(rcoop, f"2026-{month}")
    assert costs(client, PAGE) == one


class TestTheMonth:
    """One month of the entity, over all its makers and coworkings."""

    MONTH = f"{PAGE}2026-10/"

    @kept
    def own(self, dies: LegalEntity, filature: Coworking) -> Document:
        """Of Lueur, whose lamp La Filature sold in its own name."""
        maker = make_maker("Lueur")
        make_agreement(filature, make_affiliation(maker, dies), mode=Mode.OWN_NAME)
        make_sale(filature, make_placed(filature, maker, "Lampe", price="20.00").item)
        (closed,) = make_closed(filature)
        return closed.documents.get()

    @kept
    def cahier(self, dies: LegalEntity, rcoop: Coworking) -> Settlement:
        maker = through(dies, rcoop, "Cahier")
        make_sale(rcoop, make_placed(rcoop, maker, price="60.00").item)
        (closed,) = make_closed(rcoop)
        return closed

    def test_every_maker_document_and_paper_has_its_place(
        self, own: Document, cahier: Settlement, claire: User, signed_in: As, clock: Clock
    ) -> None:
        clock("2026-11-05")
        invoice = cahier.documents.get()
        told = text_of(signed_in(claire).get(self.MONTH))
        for words in (
            "Dies SC: 2 statements",
            "Cahier",
            "Lueur",
            "La Filature",
            "€42.00",
            "€14.00",
            "€56.00",
            "to be paid",
            "to be accepted",
            f'href="/statements/{cahier.pk}.pdf"',
            f'href="/documents/{invoice.pk}.xml"',
            f'href="/documents/{own.pk}/"',
            f'href="{self.MONTH}papers.zip"',
            f'href="{PAGE}2026-09/"',
            f'href="{PAGE}2026-11/"',
        ):
            assert words in told, words
        assert told.count("<h1") == 1

    def test_an_adviser_answers_what_was_issued_in_the_entitys_name(
        self, own: Document, claire: User, signed_in: As, clock: Clock
    ) -> None:
        clock("2026-11-05")
        client = signed_in(claire)
        page = f"/documents/{own.pk}/"
        assert 'value="accept"' in text_of(client.get(page))
        assert client.post(page, {"say": "accept"}).status_code == 302
        told = text_of(client.get(self.MONTH))
        assert "Issued in your name" not in told
        assert "accepted" in told

    def test_whether_the_money_is_there(
        self,
        own: Document,
        cahier: Settlement,
        claire: User,
        cleo: User,
        signed_in: As,
        clock: Clock,
    ) -> None:
        clock("2026-11-12")
        read(cahier.coworking, by=cleo, closed_on="2026-11-10", opening="500.00", at="2026-11-11")
        page = signed_in(claire).get(self.MONTH)
        told = [
            (one.coworking.name, str(one.owed), one.answer.covered) for one in page.context["owed"]
        ]
        assert told == [("La Filature", "14.00", None), ("Rcoop", "42.00", True)]
        assert "On 10/11/2026 it had all it owes" in text_of(page)
        assert "500.00" not in text_of(page)
        make_paid([cahier], on="2026-11-12")
        again = signed_in(claire).get(self.MONTH)
        assert [one.coworking.name for one in again.context["owed"]] == ["La Filature"]
        assert "paid on 12/11/2026" in text_of(again)

    def test_all_papers_in_one_file_and_that_is_noted(
        self, own: Document, cahier: Settlement, claire: User, signed_in: As
    ) -> None:
        page = signed_in(claire).get(f"{self.MONTH}papers.zip")
        name = 'attachment; filename="dies-sc-2026-10.zip"'
        assert page.headers["Content-Disposition"] == name
        assert page.headers["Cache-Control"] == "private"
        with zipfile.ZipFile(io.BytesIO(page.content)) as archive:
            names = archive.namelist()
            kept = archive.read(f"la-filature/lueur/{own.number}.xml")
        assert kept == own.original.xml.encode()
        assert f"rcoop/cahier/{cahier.number}.pdf" in names
        read_by_claire = Event.objects.filter(by=claire, verb__startswith="read ")
        assert sorted(read_by_claire.values_list("verb", "subject")) == [
            ("read document", "I-2026-00001"),
            ("read document", "SB-LA-FILATURE-2026-00001"),
            ("read statement", "R-2026-00001"),
            ("read statement", "R-2026-00001"),
        ]

    @pytest.mark.parametrize("who", ["ada", "dan", "cleo", "vic", "other"])
    def test_for_others_it_is_not_there(
        self, cahier: Settlement, who: str, signed_in: As, request: pytest.FixtureRequest
    ) -> None:
        if who == "other":
            reader = make_person("fay")
            add_adviser(entity=make_entity("JobYourself SC"), user=reader, by=None, at=START)
        else:
            reader = request.getfixturevalue(who)
        client = signed_in(reader)
        assert client.get(self.MONTH).status_code == 404
        assert client.get(f"{self.MONTH}papers.zip").status_code == 404

    def test_a_stranger_signs_in_first(self, client: Client, cahier: Settlement) -> None:
        for page in (self.MONTH, f"{self.MONTH}papers.zip"):
            assert client.get(page).headers["Location"] == f"/signin/?next={page}"

    def test_a_makers_later_life_elsewhere_never_shows(
        self, cahier: Settlement, claire: User, rcoop: Coworking, signed_in: As
    ) -> None:
        maker = cahier.account.maker
        old = maker.affiliations.get()
        end_affiliation(affiliation=old, ends_on=date(2026, 10, 31), by=None, at=START)
        following = make_affiliation(maker, make_entity("Next SC"), starts_on=date(2026, 11, 1))
        make_agreement(rcoop, following)
        make_sale(rcoop, make_placed(rcoop, maker, "New", price="99.00").item, at="2026-11-03")
        make_closed(rcoop, "2026-11")
        client = signed_in(claire)
        assert "Nothing closed yet" in text_of(client.get(f"{PAGE}2026-11/"))
        assert client.get(f"{PAGE}2026-11/papers.zip").status_code == 404
        for page in (PAGE, self.MONTH):
            told = text_of(client.get(page))
            assert "Cahier" in told
            assert "Next SC" not in told
            assert "99.00" not in told

    @pytest.mark.parametrize("period", ["2026-13", "0000-01", "soon"])
    def test_what_is_no_month(self, claire: User, signed_in: As, period: str) -> None:
        client = signed_in(claire)
        assert client.get(f"{PAGE}{period}/").status_code == 404
        assert client.get(f"{PAGE}{period}/papers.zip").status_code == 404

    def test_three_makers_cost_as_many_queries_as_one(
        self,
        dies: LegalEntity,
        cahier: Settlement,
        claire: User,
        rcoop: Coworking,
        signed_in: As,
        costs: Costs,
    ) -> None:
        client = signed_in(claire)
        one = costs(client, self.MONTH)
        for name in ("Bois", "Argile"):
            make_sale(rcoop, make_placed(rcoop, through(dies, rcoop, name)).item)
        make_closed(rcoop)
        assert len(client.get(self.MONTH).context["papers"].statements) == 3
        assert costs(client, self.MONTH) == one
