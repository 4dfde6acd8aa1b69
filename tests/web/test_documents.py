"""Documents: who reads them, what they say, and what the payee answers to its self-billed ones."""

import csv
import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from consign.agreements.models import Mode
from consign.agreements.operations import end_affiliation
from consign.invoices.models import Answer, Document
from consign.invoices.operations import answer
from consign.journal.models import Event
from consign.money.documents import DocumentKind
from consign.monthend.operations import void_settlement
from consign.payouts.models import PaymentRequest
from consign.payouts.requests import receive
from consign.people.models import Coworking, Maker, Role, User, VatStatus
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
    make_paid,
    make_person,
    make_placed,
    make_refund,
    make_sale,
    make_selling_maker,
    moment,
)
from tests.kept import kept
from tests.paper.reading import texts
from tests.web.conftest import As, Clock, Costs, text_of

MONTH = "/desk/rcoop/month/2026-10/documents"

pytestmark = pytest.mark.django_db


@kept
def closed(rcoop: Coworking, plume: Maker) -> Settlement:
    """October 2026 of "Comme une plume": 90.00 sold, 27.00 commission."""
    item = make_placed(rcoop, plume, price="45.00", quantity=2).item
    make_sale(rcoop, item, at="2026-10-05 14:30", quantity=2)
    (settlement,) = make_closed(rcoop)
    return settlement


@kept
def invoice(closed: Settlement) -> Document:
    """What Rcoop charges for October."""
    return closed.documents.get()


@kept
def adviser(closed: Settlement) -> User:
    """Advises the payee of "Comme une plume"."""
    claire = make_person("claire")
    add_adviser(entity=closed.account.payee, user=claire, by=None, at=START)
    return claire


@kept
def bois(rcoop: Coworking, ben: User) -> Maker:
    """Ben's project, whose pieces Rcoop sells in its own name."""
    return make_selling_maker(
        rcoop, "Bois de Lune", person=ben, vat=VatStatus.LIABLE, mode=Mode.OWN_NAME
    )


@kept
def own(rcoop: Coworking, bois: Maker) -> Document:
    """The self-billed invoice of October, issued on the first of November."""
    make_sale(rcoop, make_placed(rcoop, bois, "Chandelier", price="20.00").item)
    (settlement,) = make_closed(rcoop)
    return settlement.documents.get()


@kept
def asked(rcoop: Coworking, ada: User) -> Document:
    """An invoice of 24.20 for a shelf on which nothing was sold: it is still to be paid."""
    maker = make_maker("Petit", person=ada)
    make_agreement(rcoop, make_affiliation(maker), fee="24.20", starts_on=date(2026, 10, 1))
    (settlement,) = make_closed(rcoop)
    return settlement.documents.get()


def addresses(document: Document) -> list[str]:
    return [f"/documents/{document.pk}{end}" for end in ("/", ".pdf", ".xml")]


class TestWhoMayRead:
    @pytest.mark.parametrize("who", ["ada", "cleo", "adviser"])
    def test_maker_manager_and_adviser(
        self, invoice: Document, who: str, signed_in: As, request: pytest.FixtureRequest
    ) -> None:
        request.getfixturevalue("adviser")
        client = signed_in(request.getfixturevalue(who))
        assert [client.get(page).status_code for page in addresses(invoice)] == [200] * 3

    @pytest.mark.parametrize("who", ["ben", "dan", "vic"])
    def test_for_others_there_is_none(
        self,
        invoice: Document,
        terre: Maker,
        who: str,
        signed_in: As,
        request: pytest.FixtureRequest,
    ) -> None:
        client = signed_in(request.getfixturevalue(who))
        assert [client.get(page).status_code for page in addresses(invoice)] == [404] * 3
        assert client.post(addresses(invoice)[0], {"say": "accept"}).status_code == 404

    def test_managers_and_advisers_of_elsewhere_read_nothing(
        self, invoice: Document, filature: Coworking, signed_in: As
    ) -> None:
        manager = make_member(filature, make_person("eve"), Role.MANAGER)
        other = make_person("fay")
        add_adviser(entity=make_entity("JobYourself SC"), user=other, by=None, at=START)
        for reader in (manager, other):
            client = signed_in(reader)
            assert {client.get(page).status_code for page in addresses(invoice)} == {404}

    def test_the_payee_after_the_move_reads_nothing_of_before(
        self, invoice: Document, plume: Maker, signed_in: As
    ) -> None:
        old = plume.affiliations.get()
        end_affiliation(affiliation=old, ends_on=date(2026, 10, 31), by=None, at=START)
        dies = make_entity("Dies SC")
        make_affiliation(plume, dies, starts_on=date(2026, 11, 1))
        fay = make_person("fay")
        add_adviser(entity=dies, user=fay, by=None, at=START)
        client = signed_in(fay)
        assert {client.get(page).status_code for page in addresses(invoice)} == {404}

    def test_a_stranger_signs_in_first(self, client: Client, invoice: Document) -> None:
        for page in addresses(invoice):
            assert client.get(page).headers["Location"] == f"/signin/?next={page}"

    def test_what_does_not_exist(self, ada: User, signed_in: As) -> None:
        for end in ("/", ".pdf", ".xml"):
            assert signed_in(ada).get(f"/documents/999999{end}").status_code == 404

    def test_reading_is_noted(self, invoice: Document, ada: User, ben: User, signed_in: As) -> None:
        for page in addresses(invoice):
            signed_in(ada).get(page)
            signed_in(ben).get(page)
        events = Event.objects.filter(verb="read document")
        assert [(one.by_id, one.subject) for one in events] == [(ada.pk, invoice.number)] * 3


class TestThePage:
    def test_it_says_what_the_document_says(
        self, invoice: Document, closed: Settlement, ada: User, signed_in: As
    ) -> None:
        told = text_of(signed_in(ada).get(addresses(invoice)[0]))
        for words in (
            "Invoice",
            "I-2026-00001",
            "issued on 01/11/2026",
            "Rcoop SC",
            "Comme une plume payee",
            "€22.31",
            "€4.69",
            "€27.00",
            "Nothing to transfer",
            f'href="/statements/{closed.pk}/"',
            f'href="/documents/{invoice.pk}.pdf"',
            f'href="/documents/{invoice.pk}.xml"',
        ):
            assert words in told, words
        assert told.count("<h1") == 1
        assert "counts as accepted" not in told

    def test_a_correction_and_what_it_corrects_lead_to_each_other(
        self, rcoop: Coworking, plume: Maker, ada: User, signed_in: As
    ) -> None:
        sale = make_sale(rcoop, make_placed(rcoop, plume).item, at="2026-09-05")
        (september,) = make_closed(rcoop, "2026-09")
        make_refund(sale, at="2026-10-06")
        (october,) = make_closed(rcoop)
        first, credit = september.documents.get(), october.documents.get()
        client = signed_in(ada)
        told = text_of(client.get(addresses(credit)[0]))
        assert "Credit note" in told
        assert f'href="/documents/{first.pk}/">{first.number}</a>' in told
        told = text_of(client.get(addresses(first)[0]))
        assert "Corrected by" in told
        assert f'href="/documents/{credit.pk}/">{credit.number}</a>' in told

    def test_what_was_taken_back_says_so_and_leads_on(
        self, invoice: Document, closed: Settlement, ada: User, cleo: User, signed_in: As
    ) -> None:
        void_settlement(settlement=closed, by=cleo, at=moment("2026-11-02"))
        back = Document.objects.get(reverses=invoice)
        client = signed_in(ada)
        told = text_of(client.get(addresses(invoice)[0]))
        assert f"taken back by {back.number}" in told
        assert f'href="/documents/{back.pk}/"' in told
        assert f'href="/statements/{closed.pk}/"' not in told
        assert "Takes back" in text_of(client.get(addresses(back)[0]))

    def test_what_is_due_has_a_reference_and_a_code_until_it_is_paid(
        self, asked: Document, ada: User, cleo: User, signed_in: As
    ) -> None:
        request = PaymentRequest.objects.get()
        client = signed_in(ada)
        page, paper, _xml = addresses(asked)
        told = text_of(client.get(page))
        reference = request.reference
        assert f"+++{reference[:3]}/{reference[3:7]}/{reference[7:]}+++" in told
        assert told.count("<svg xmlns") == 1
        assert f'href="/requests/{request.pk}/"' in told
        with_code = client.get(paper).content
        receive(
            request=request,
            amount=Decimal("24.20"),
            received_on=date(2026, 11, 4),
            by=cleo,
            at=moment("2026-11-05"),
            cause="B1",
        )
        told = text_of(client.get(page))
        assert "<svg xmlns" not in told
        assert "received" in told
        without = client.get(paper).content
        assert "Scan it" not in " ".join(texts(without))
        assert len(without) < len(with_code)

    @pytest.mark.parametrize(
        ("who", "up", "tab"),
        [
            ("ada", "/my/comme-une-plume/money/", True),
            ("cleo", "/desk/rcoop/month/2026-10/", True),
            ("adviser", "/cooperative/comme-une-plume-payee/2026-10/", False),
        ],
    )
    def test_everybody_goes_back_to_where_they_were(
        self,
        invoice: Document,
        adviser: User,
        who: str,
        up: str,
        tab: bool,
        signed_in: As,
        request: pytest.FixtureRequest,
    ) -> None:
        client = signed_in(request.getfixturevalue(who))
        told = text_of(client.get(addresses(invoice)[0]))
        assert f'class="back" href="{up}"' in told
        assert ('aria-current="page"' in told) == tab

    def test_many_lines_cost_as_many_queries_as_one(
        self,
        own: Document,
        rcoop: Coworking,
        bois: Maker,
        ben: User,
        signed_in: As,
        clock: Clock,
        costs: Costs,
    ) -> None:
        clock("2026-11-05")
        client = signed_in(ben)
        one = costs(client, addresses(own)[0])
        for title in ("Bol", "Vase", "Plat"):
            make_sale(rcoop, make_placed(rcoop, bois, title).item, at="2026-11-05")
        (november,) = make_closed(rcoop, "2026-11")
        document = november.documents.get()
        assert document.lines.count() == 3
        assert costs(client, addresses(document)[0]) == one


class TestTheFiles:
    def test_the_structured_invoice_is_the_one_that_was_kept(
        self, invoice: Document, ada: User, signed_in: As
    ) -> None:
        page = signed_in(ada).get(addresses(invoice)[2])
        assert page.content == invoice.original.xml.encode()
        assert page.headers["Content-Type"] == "application/xml"
        name = 'attachment; filename="I-2026-00001.xml"'
        assert page.headers["Content-Disposition"] == name
        assert page.headers["Cache-Control"] == "private"

    def test_the_paper_has_its_number_and_total(
        self, invoice: Document, ada: User, signed_in: As
    ) -> None:
        page = signed_in(ada).get(addresses(invoice)[1])
        assert page.headers["Content-Type"] == "application/pdf"
        assert page.headers["Content-Disposition"] == 'inline; filename="I-2026-00001.pdf"'
        told = " ".join(texts(page.content))
        assert "I-2026-00001" in told
        # The payee reads French.
        assert "27,00" in told


class TestTheAnswer:
    @pytest.fixture(autouse=True)
    def november(self, clock: Clock) -> None:
        clock("2026-11-05")

    def test_who_binds_the_payee_accepts(self, own: Document, ben: User, signed_in: As) -> None:
        client = signed_in(ben)
        page = addresses(own)[0]
        told = text_of(client.get(page))
        assert own.number == "SB-RCOOP-2026-00001"
        assert "counts as accepted from 16/11/2026" in told
        assert 'value="accept"' in told
        told = text_of(client.post(page, {"say": "accept"}, follow=True))
        assert "Ben accepted it on 05/11/2026." in told
        assert 'value="accept"' not in told
        assert Answer.objects.get().accepted

    def test_contesting_says_why(self, own: Document, ben: User, signed_in: As) -> None:
        client = signed_in(ben)
        page = addresses(own)[0]
        empty = client.post(page, {"say": "contest", "reason": " "})
        assert empty.status_code == 400
        assert not Answer.objects.exists()
        reason = "The candlestick came back."
        told = text_of(client.post(page, {"say": "contest", "reason": reason}, follow=True))
        assert "Ben contested it on 05/11/2026" in told
        assert reason in told

    def test_the_first_word_stays(self, own: Document, ben: User, signed_in: As) -> None:
        answer(document=own, accepted=True, by=ben, at=moment("2026-11-04"))
        contest = {"say": "contest", "reason": "Too late."}
        page = signed_in(ben).post(addresses(own)[0], contest)
        assert page.status_code == 409
        told = text_of(page)
        assert "was answered before. What was said stays." in told
        assert "Ben accepted it on 04/11/2026." in told
        assert Answer.objects.get().accepted

    def test_advisers_answer_where_there_are_any(
        self, own: Document, ben: User, signed_in: As
    ) -> None:
        fay = make_person("fay")
        add_adviser(entity=own.issuer, user=fay, by=None, at=START)
        page = addresses(own)[0]
        assert 'value="accept"' not in text_of(signed_in(ben).get(page))
        assert signed_in(ben).post(page, {"say": "accept"}).status_code == 404
        assert 'value="accept"' in text_of(signed_in(fay).get(page))
        assert signed_in(fay).post(page, {"say": "accept"}).status_code == 302

    def test_the_issuer_cannot_answer_for_the_payee(
        self, own: Document, cleo: User, signed_in: As
    ) -> None:
        client = signed_in(cleo)
        told = text_of(client.get(addresses(own)[0]))
        assert "may still contest it" in told
        assert 'value="accept"' not in told
        assert client.post(addresses(own)[0], {"say": "accept"}).status_code == 404

    def test_nobody_accepts_what_the_operator_issued(
        self, invoice: Document, ada: User, signed_in: As
    ) -> None:
        page = signed_in(ada).post(addresses(invoice)[0], {"say": "accept"})
        assert page.status_code == 404

    def test_another_word_is_not_there(self, own: Document, ben: User, signed_in: As) -> None:
        assert signed_in(ben).post(addresses(own)[0], {"say": "burn"}).status_code == 404
        assert signed_in(ben).post(addresses(own)[0]).status_code == 404

    def test_silence_counts_in_the_end(
        self, own: Document, ben: User, signed_in: As, clock: Clock
    ) -> None:
        client = signed_in(ben)
        clock("2026-11-15")
        assert 'value="accept"' in text_of(client.get(addresses(own)[0]))
        clock("2026-11-16")
        told = text_of(client.get(addresses(own)[0]))
        assert "it counts as accepted since 16/11/2026" in told
        assert 'value="accept"' not in told


class TestTheMonth:
    @pytest.fixture(autouse=True)
    def november(self, clock: Clock) -> None:
        clock("2026-11-05")

    def test_all_documents_with_the_sums_of_each_kind(
        self, invoice: Document, own: Document, asked: Document, cleo: User, signed_in: As
    ) -> None:
        page = signed_in(cleo).get(f"{MONTH}/")
        found = [(document.number, state) for document, state in page.context["rows"]]
        assert found == [
            ("I-2026-00001", None),
            ("I-2026-00002", None),
            ("SB-RCOOP-2026-00001", "waiting"),
        ]
        sums = [(one["kind"], one["number"], one["total"]) for one in page.context["sums"]]
        assert sums == [
            (DocumentKind.COMMISSION_INVOICE, 2, Decimal("51.20")),
            (DocumentKind.SELF_BILLED_INVOICE, 1, Decimal("14.00")),
        ]
        told = text_of(page)
        for words in ("3 documents of October 2026", "to be accepted", "€24.20", "€14.00"):
            assert words in told, words

    def test_a_month_without_any(self, rcoop: Coworking, cleo: User, signed_in: As) -> None:
        client = signed_in(cleo)
        assert "No documents yet" in text_of(client.get(f"{MONTH}/"))
        assert client.get(f"{MONTH}.zip").status_code == 404
        assert client.get("/desk/rcoop/month/soon/documents/").status_code == 404

    @pytest.mark.parametrize("who", ["ada", "adviser", "dan", "vic", "elsewhere"])
    def test_for_others_there_is_none(
        self,
        invoice: Document,
        adviser: User,
        filature: Coworking,
        who: str,
        signed_in: As,
        request: pytest.FixtureRequest,
    ) -> None:
        if who == "elsewhere":
            reader = make_member(filature, make_person("eve"), Role.MANAGER)
        else:
            reader = request.getfixturevalue(who)
        client = signed_in(reader)
        assert [client.get(f"{MONTH}{end}").status_code for end in ("/", ".zip", ".csv")] == [
            404
        ] * 3

    def test_a_stranger_signs_in_first(self, client: Client, invoice: Document) -> None:
        for end in ("/", ".zip", ".csv"):
            assert client.get(f"{MONTH}{end}").status_code == 302

    def test_one_file_holds_them_all(
        self, invoice: Document, own: Document, cleo: User, signed_in: As
    ) -> None:
        client = signed_in(cleo)
        page = client.get(f"{MONTH}.zip")
        name = 'attachment; filename="rcoop-2026-10-documents.zip"'
        assert page.headers["Content-Disposition"] == name
        with zipfile.ZipFile(io.BytesIO(page.content)) as archive:
            assert archive.namelist() == [
                "documents.csv",
                "comme-une-plume-payee/I-2026-00001.pdf",
                "comme-une-plume-payee/I-2026-00001.xml",
                "bois-de-lune-payee/SB-RCOOP-2026-00001.pdf",
                "bois-de-lune-payee/SB-RCOOP-2026-00001.xml",
            ]
            kept = archive.read("bois-de-lune-payee/SB-RCOOP-2026-00001.xml")
            paper = archive.read("comme-une-plume-payee/I-2026-00001.pdf")
            listed = archive.read("documents.csv")
        assert kept == own.original.xml.encode()
        assert paper == client.get(addresses(invoice)[1]).content
        assert listed == client.get(f"{MONTH}.csv").content
        rows = list(csv.DictReader(io.StringIO(listed.decode())))
        assert [(row["number"], row["total"], row["accepted_from"]) for row in rows] == [
            ("I-2026-00001", "27.00", ""),
            ("SB-RCOOP-2026-00001", "14.00", "2026-11-16"),
        ]
        assert client.get(f"{MONTH}.zip").content == page.content
        read = Event.objects.filter(verb="read document", by=cleo).values_list("subject", flat=True)
        assert list(read).count(own.number) == 2

    def test_two_payees_may_use_the_same_number(
        self, own: Document, rcoop: Coworking, cleo: User, signed_in: As
    ) -> None:
        lune = make_selling_maker(rcoop, "Lune", vat=VatStatus.LIABLE, mode=Mode.OWN_NAME)
        make_sale(rcoop, make_placed(rcoop, lune).item)
        make_closed(rcoop)
        page = signed_in(cleo).get(f"{MONTH}.zip")
        with zipfile.ZipFile(io.BytesIO(page.content)) as archive:
            papers = [name for name in archive.namelist() if name.endswith(".pdf")]
        assert papers == [
            "bois-de-lune-payee/SB-RCOOP-2026-00001.pdf",
            "lune-payee/SB-RCOOP-2026-00001.pdf",
        ]

    def test_what_was_taken_back_stays_with_what_takes_it_back(
        self, invoice: Document, closed: Settlement, cleo: User, signed_in: As
    ) -> None:
        void_settlement(settlement=closed, by=cleo, at=moment("2026-11-02"))
        page = signed_in(cleo).get(f"{MONTH}/")
        numbers = [document.number for document, _state in page.context["rows"]]
        assert numbers == ["I-2026-00001", "N-2026-00001"]
        rows = list(
            csv.DictReader(io.StringIO(signed_in(cleo).get(f"{MONTH}.csv").content.decode()))
        )
        assert [(row["corrects"], row["taken_back_by"]) for row in rows] == [
            ("", "N-2026-00001"),
            ("I-2026-00001", ""),
        ]

    def test_many_cost_as_many_queries_as_one(
        self, invoice: Document, rcoop: Coworking, cleo: User, signed_in: As, costs: Costs
    ) -> None:
        client = signed_in(cleo)
        one = costs(client, f"{MONTH}/")
        one_list = costs(client, f"{MONTH}.csv")
        for name in ("Bois", "Argile"):
            maker = make_selling_maker(rcoop, name, mode=Mode.OWN_NAME)
            make_sale(rcoop, make_placed(rcoop, maker).item)
        make_closed(rcoop)
        assert len(client.get(f"{MONTH}/").context["rows"]) == 3
        assert costs(client, f"{MONTH}/") == one
        assert costs(client, f"{MONTH}.csv") == one_list


def test_a_closed_month_that_was_paid_settles_its_invoice(
    closed: Settlement, invoice: Document, ada: User, signed_in: As
) -> None:
    make_paid([closed], on="2026-11-05")
    told = text_of(signed_in(ada).get(f"/statements/{closed.pk}/"))
    assert f'href="/documents/{invoice.pk}/">I-2026-00001</a>' in told
    assert "settled on this statement" in told
