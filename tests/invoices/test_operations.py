"""Documents are issued with the closing they belong to: numbered, frozen, and never edited."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from consign.agreements.models import CommissionVat, Mode
from consign.agreements.operations import amend_affiliation
from consign.codes.models import Counter
from consign.days import Month
from consign.invoices.checks import problems
from consign.invoices.models import Answer, Document, Original
from consign.invoices.operations import (
    AlreadyAnswered,
    NoReasonGiven,
    NotSelfBilled,
    TooLate,
    answer,
)
from consign.invoices.queries import documents_of, live_documents_of
from consign.ledger.bookings import adjust
from consign.monthend.checks import problems as statement_problems
from consign.monthend.operations import close_month, void_settlement
from consign.payouts.models import PaymentRequest
from consign.people.models import Coworking, Maker, VatStatus
from consign.people.operations import amend_legal_entity
from consign.settlements.models import Settlement
from consign.settlements.operations import NoAddress
from tests.factories import (
    any_person,
    make_closed,
    make_coworking,
    make_placed,
    make_refund,
    make_sale,
    make_selling_maker,
    moment,
)
from tests.invoices.forgetting import forget_documents
from tests.kept import kept
from tests.settlements.months import closed, fee, maker_on, sell

pytestmark = pytest.mark.django_db


def told(document: Document) -> tuple[str, str, str, str, str]:
    return (
        document.number,
        str(document.net),
        str(document.vat),
        str(document.rounding),
        str(document.total),
    )


def issued(settlement: Settlement) -> list[Document]:
    return list(documents_of(settlement))


class TestFigures:
    def test_a_commission_with_its_vat(self, rcoop: Coworking, plume: Maker) -> None:
        sell(rcoop, plume, "45.00", "2026-10-05")
        (document,) = issued(closed(rcoop, "2026-10"))
        assert told(document) == ("I-2026-00001", "11.16", "2.34", "0.00", "13.50")
        assert (document.set_off, document.due) == (Decimal("13.50"), Decimal("0.00"))
        assert document.facts["payment"]["means"] == "97"
        assert document.due_on is None

    def test_the_odd_cent_is_shown(self, rcoop: Coworking, plume: Maker) -> None:
        for price in ("45.00", "20.00"):
            sell(rcoop, plume, price, "2026-10-05")
        (document,) = issued(closed(rcoop, "2026-10"))
        assert told(document)[1:] == ("16.12", "3.39", "-0.01", "19.50")

    def test_each_percentage_and_each_fee_has_its_line(
        self, rcoop: Coworking, plume: Maker
    ) -> None:
        """E8: 19.50 of commission and 11.29 of shelf are 30.79; the lines add up to the net."""
        sell(rcoop, plume, "45.00", "2026-10-05")
        sell(rcoop, plume, "20.00", "2026-10-06")
        fee(rcoop, plume, "11.29", "2026-10-07")
        (document,) = issued(closed(rcoop, "2026-10"))
        assert told(document)[1:] == ("25.45", "5.34", "0.00", "30.79")
        lines = document.lines.order_by("position")
        assert [(line.quantity, line.net) for line in lines] == [
            (1, Decimal("16.12")),
            (1, Decimal("9.33")),
        ]
        assert "30" in lines[0].text
        assert "65,00" in lines[0].detail

    def test_goods_sold_in_the_coworkings_own_name_are_listed_by_piece(
        self, rcoop: Coworking
    ) -> None:
        maker = maker_on(rcoop, mode=Mode.OWN_NAME)
        rings = make_placed(rcoop, maker, price="45.00", quantity=3).item
        kept = make_sale(rcoop, rings, at="2026-10-05", quantity=3)
        make_refund(kept, at="2026-10-09", quantity=1)
        (document,) = issued(closed(rcoop, "2026-10"))
        assert document.kind == "self_billed_invoice"
        assert told(document)[1:] == ("52.07", "10.93", "0.00", "63.00")
        (line,) = document.lines.all()
        assert (line.quantity, line.net) == (2, Decimal("52.07"))
        # What is left to transfer is the payout, to the payee's own account.
        assert document.due == Decimal("63.00")
        assert document.facts["payment"]["iban"] == document.facts["seller"]["iban"]
        assert document.facts["payment"]["reference"].startswith("PO-")
        assert document.facts["agreed_on"]

    def test_a_fee_above_sales_is_still_to_be_paid(self, rcoop: Coworking, plume: Maker) -> None:
        """E9: of 36.25 the 20.00 of sales are withheld; 16.25 are asked for."""
        sell(rcoop, plume, "20.00", "2026-10-05")
        fee(rcoop, plume, "30.25", "2026-10-01")
        settlement = closed(rcoop, "2026-10")
        (document,) = issued(settlement)
        assert told(document)[1:] == ("29.96", "6.29", "0.00", "36.25")
        assert (document.set_off, document.due) == (Decimal("20.00"), Decimal("16.25"))
        request = PaymentRequest.objects.get(settlement=settlement)
        assert request.amount == Decimal("16.25")
        assert document.facts["payment"]["reference"] == request.reference
        assert document.due_on is not None

    def test_what_is_owed_for_an_older_sale_is_not_asked_for_twice(
        self, rcoop: Coworking, plume: Maker
    ) -> None:
        """The commission is withheld from the month's own sale; the refund is owed besides."""
        october = sell(rcoop, plume, "45.00", "2026-10-20")
        closed(rcoop, "2026-10")
        sell(rcoop, plume, "20.00", "2026-11-05")
        make_refund(october, at="2026-11-20")
        invoice, credit_note = issued(closed(rcoop, "2026-11"))
        assert (invoice.due, credit_note.due) == (Decimal("0.00"), Decimal("0.00"))

    def test_a_sale_given_back_in_its_month_withholds_nothing(
        self, rcoop: Coworking, plume: Maker
    ) -> None:
        make_refund(sell(rcoop, plume, "45.00", "2026-10-05"), at="2026-10-20")
        fee(rcoop, plume, "12.10", "2026-10-01")
        (document,) = issued(closed(rcoop, "2026-10"))
        assert document.due == Decimal("12.10")

    def test_an_older_debt_stays_on_its_own_invoice(self, rcoop: Coworking, plume: Maker) -> None:
        for month in ("2026-10", "2026-11"):
            fee(rcoop, plume, "30.25", f"{month}-01")
            sell(rcoop, plume, "10.00", f"{month}-05")
            (document,) = issued(closed(rcoop, month))
            assert document.due == Decimal("23.25")

    def test_a_correction_is_owed_besides(self, rcoop: Coworking, plume: Maker) -> None:
        fee(rcoop, plume, "12.10", "2026-10-01")
        adjust(
            coworking=rcoop,
            maker=plume,
            amount=Decimal("-5.00"),
            reason="Counted twice",
            by=any_person(),
            at=moment("2026-10-02"),
        )
        (document,) = issued(closed(rcoop, "2026-10"))
        assert document.due == Decimal("12.10")

    def test_an_exempt_coworking_says_why_there_is_no_vat(self) -> None:
        coworking = make_coworking("Small", vat=VatStatus.EXEMPT)
        maker = maker_on(coworking, vat=CommissionVat.NONE)
        sell(coworking, maker, "45.00", "2026-10-05")
        (document,) = issued(closed(coworking, "2026-10"))
        assert told(document)[1:] == ("13.50", "0.00", "0.00", "13.50")
        assert (document.category, document.facts["exemption"] != "") == ("E", True)


class TestCreditNotes:
    def test_one_names_the_invoice_it_corrects(self, rcoop: Coworking, plume: Maker) -> None:
        october = sell(rcoop, plume, "45.00", "2026-10-20")
        (invoice,) = issued(closed(rcoop, "2026-10"))
        make_refund(october, at="2026-11-20")
        (credit_note,) = issued(closed(rcoop, "2026-11"))
        assert told(credit_note) == ("N-2026-00001", "11.16", "2.34", "0.00", "13.50")
        assert credit_note.corrects == invoice
        assert credit_note.facts["corrects"]["number"] == "I-2026-00001"

    def test_without_documents_for_that_month_it_names_the_statement(
        self, rcoop: Coworking, plume: Maker
    ) -> None:
        """A month that was closed by a version that issued none."""
        october = sell(rcoop, plume, "45.00", "2026-10-20")
        statement = closed(rcoop, "2026-10")
        forget_documents()
        make_refund(october, at="2026-11-20")
        (november,) = make_closed(rcoop, "2026-11")
        (credit_note,) = issued(november)
        assert credit_note.corrects is None
        assert credit_note.facts["corrects"]["number"] == statement.number


class TestNumbers:
    def test_every_payee_has_a_series_of_its_own(self, rcoop: Coworking) -> None:
        for _each in range(2):
            maker = maker_on(rcoop, mode=Mode.OWN_NAME)
            sell(rcoop, maker, "45.00", "2026-10-05")
        settled = make_closed(rcoop, "2026-10")
        numbers = {issued(one)[0].number for one in settled}
        assert numbers == {"SB-RCOOP-2026-00001"}
        assert len({issued(one)[0].issuer for one in settled}) == 2

    def test_a_refused_closing_gives_its_numbers_back(self, rcoop: Coworking, plume: Maker) -> None:
        sell(rcoop, plume, "45.00", "2026-10-05")
        payee = plume.affiliations.get().payee
        amend_legal_entity(entity=payee, town=" ", by=None, at=moment("2026-10-06"))
        run = close_month(
            coworking=rcoop, month=Month(2026, 10), by=any_person(), at=moment("2026-11-02")
        )
        assert [type(one.reason) for one in run.refused] == [NoAddress]
        assert not Counter.objects.filter(series__in=["I", "R", "PO"]).exists()
        amend_legal_entity(entity=payee, town="Ixelles", by=None, at=moment("2026-11-02"))
        (document,) = issued(closed(rcoop, "2026-10"))
        assert document.number == "I-2026-00001"

    def test_days_never_go_back_within_a_series(self, rcoop: Coworking) -> None:
        """Whoever began before midnight and comes later takes the day of who came first."""
        for name in ("One", "Two"):
            sell(rcoop, make_selling_maker(rcoop, name), "45.00", "2026-10-05")
        first, second = rcoop.accounts.order_by("maker__name")
        for account, at in ((first, "2026-11-03 00:01"), (second, "2026-11-02 23:59")):
            rcoop.accounts.exclude(pk=account.pk)
            close_month(
                coworking=rcoop,
                month=Month(2026, 10),
                by=any_person(),
                at=moment(at),
                after=None if account == first else first.pk,
                enough=lambda: True,
            )
        days = Document.objects.order_by("sequence").values_list("issued_on", flat=True)
        assert list(days) == [date(2026, 11, 3), date(2026, 11, 3)]
        assert list(problems()) == []


class TestParties:
    def test_what_stood_on_it_stays(self, rcoop: Coworking, plume: Maker) -> None:
        sell(rcoop, plume, "45.00", "2026-10-05")
        affiliation = plume.affiliations.get()
        amend_affiliation(
            affiliation=affiliation,
            project_code="D-2077",
            payment_reference="",
            by=None,
            at=moment("2026-10-06"),
        )
        (document,) = issued(closed(rcoop, "2026-10"))
        amend_legal_entity(
            entity=affiliation.payee,
            legal_name="Another name",
            street="Elsewhere 1",
            by=None,
            at=moment("2026-11-05"),
        )
        document.refresh_from_db()
        assert document.facts["buyer"]["street"] == "Rue des Artisans 1"
        assert document.facts["buyer_reference"] == "D-2077"
        assert "Another name" not in Original.objects.get(document=document).xml

    def test_it_speaks_the_payees_language(self, rcoop: Coworking, plume: Maker) -> None:
        payee = plume.affiliations.get().payee
        amend_legal_entity(entity=payee, language="nl", by=None, at=moment("2026-10-01"))
        sell(rcoop, plume, "45.00", "2026-10-05")
        (document,) = issued(closed(rcoop, "2026-10"))
        assert document.language == "nl"
        assert "€ 45,00" in document.lines.get().detail.replace("\N{NO-BREAK SPACE}", " ")


class TestTakingBack:
    def test_a_voided_closing_takes_its_documents_back(
        self, rcoop: Coworking, plume: Maker
    ) -> None:
        sell(rcoop, plume, "45.00", "2026-10-05")
        settlement = closed(rcoop, "2026-10")
        void_settlement(settlement=settlement, by=any_person(), at=moment("2026-11-03"))
        invoice, credit_note = issued(settlement)
        assert (credit_note.number, credit_note.reverses) == ("N-2026-00001", invoice)
        assert credit_note.total == invoice.total
        assert Original.objects.count() == 2
        assert not live_documents_of(settlement).exists()
        (again,) = issued(closed(rcoop, "2026-10"))
        assert again.number == "I-2026-00002"
        assert list(problems()) == []

    def test_a_credit_note_is_taken_back_by_an_invoice(
        self, rcoop: Coworking, plume: Maker
    ) -> None:
        october = sell(rcoop, plume, "45.00", "2026-10-20")
        closed(rcoop, "2026-10")
        make_refund(october, at="2026-11-20")
        november = closed(rcoop, "2026-11")
        void_settlement(settlement=november, by=any_person(), at=moment("2026-12-03"))
        assert [one.number for one in issued(november)] == ["N-2026-00001", "I-2026-00002"]
        # What is closed again corrects October's invoice, not the one that only took back.
        (credit_note,) = issued(closed(rcoop, "2026-11"))
        assert credit_note.corrects is not None
        assert credit_note.corrects.number == "I-2026-00001"


class TestAnswers:
    @kept
    def self_billed(self, rcoop: Coworking) -> Document:
        maker = maker_on(rcoop, mode=Mode.OWN_NAME)
        sell(rcoop, maker, "45.00", "2026-10-05")
        return issued(closed(rcoop, "2026-10"))[0]

    def test_it_is_accepted_once(self, self_billed: Document) -> None:
        by, at = any_person(), moment("2026-11-04")
        first = answer(document=self_billed, accepted=True, by=by, at=at)
        again = answer(document=self_billed, accepted=True, by=any_person(), at=at)
        assert (again.pk, again.by) == (first.pk, by)
        with pytest.raises(AlreadyAnswered):
            answer(document=self_billed, accepted=False, reason="No", by=by, at=at)
        assert Answer.objects.get().accepted

    def test_contesting_says_why(self, self_billed: Document) -> None:
        by, at = any_person(), moment("2026-11-04")
        with pytest.raises(NoReasonGiven):
            answer(document=self_billed, accepted=False, reason=" ", by=by, at=at)
        answer(document=self_billed, accepted=False, reason="Two pieces, not one", by=by, at=at)
        assert Answer.objects.get().reason == "Two pieces, not one"

    def test_after_the_days_agreed_it_counts_as_accepted(self, self_billed: Document) -> None:
        by, last, late = any_person(), moment("2026-11-15"), moment("2026-11-16")
        with pytest.raises(TooLate):
            answer(document=self_billed, accepted=False, reason="No", by=by, at=late)
        answer(document=self_billed, accepted=False, reason="No", by=by, at=last)
        assert not Answer.objects.get().accepted

    def test_the_coworkings_own_invoice_is_not_answered(
        self, rcoop: Coworking, plume: Maker
    ) -> None:
        sell(rcoop, plume, "45.00", "2026-10-05")
        (document,) = issued(closed(rcoop, "2026-10"))
        with pytest.raises(NotSelfBilled):
            answer(document=document, accepted=True, by=any_person(), at=moment("2026-11-04"))


class TestTheDatabaseRefuses:
    @kept
    def document(self, rcoop: Coworking, plume: Maker) -> Document:
        sell(rcoop, plume, "45.00", "2026-10-05")
        return issued(closed(rcoop, "2026-10"))[0]

    @pytest.mark.parametrize("column", ["net", "vat", "set_off", "sequence", "year"])
    def test_changing_a_document(self, document: Document, column: str) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Document.objects.filter(pk=document.pk).update(**{column: 1})

    @pytest.mark.parametrize(
        ("table", "column"),
        [
            ("invoices_documentline", "net"),
            ("invoices_original", "document_id"),
            ("invoices_document", "number"),
        ],
    )
    def test_changing_what_belongs_to_it(self, document: Document, table: str, column: str) -> None:
        with (
            pytest.raises(IntegrityError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"UPDATE {table} SET {column} = {column}")

    @pytest.mark.parametrize(
        "changed",
        [
            {"number": "I-2026-00001", "sequence": 2},
            {"number": "I-2026-00002", "sequence": 1},
            {"rounding": Decimal("0.02")},
            {"net": Decimal("-1.00")},
            {"set_off": Decimal("13.51")},
            {"set_off": Decimal("-0.01")},
            {"category": "E"},
            {"category": "X"},
            {"kind": "receipt"},
        ],
    )
    def test_a_document_that_cannot_be(
        self, document: Document, changed: dict[str, object]
    ) -> None:
        fresh = {"number": "I-2026-00009", "sequence": 9, "percent": Decimal(12), **changed}
        copy = Document(
            **{
                field.attname: getattr(document, field.attname)
                for field in Document._meta.concrete_fields
                if field.attname not in ("id", "total", "due")
            }
            | fresh
        )
        with pytest.raises(IntegrityError), transaction.atomic():
            Document.objects.bulk_create([copy])

    def test_the_same_document_of_a_closing_twice(self, document: Document) -> None:
        copy = Document(
            **{
                field.attname: getattr(document, field.attname)
                for field in Document._meta.concrete_fields
                if field.attname not in ("id", "total", "due")
            }
            | {"number": "I-2026-00009", "sequence": 9}
        )
        with pytest.raises(IntegrityError), transaction.atomic():
            Document.objects.bulk_create([copy])


class TestIssuingLate:
    def test_a_month_closed_without_documents_gets_them_by_closing_again(
        self, rcoop: Coworking, plume: Maker
    ) -> None:
        sell(rcoop, plume, "45.00", "2026-10-05")
        settlement = closed(rcoop, "2026-10")
        forget_documents()
        sell(rcoop, plume, "20.00", "2026-11-05")
        closed_later = make_closed(rcoop, "2026-11")
        forget_documents()
        assert "was not issued" in next(statement_problems())
        run = close_month(
            coworking=rcoop, month=Month(2026, 10), by=any_person(), at=moment("2026-12-09")
        )
        assert (run.made, len(run.before)) == ([], 1)
        (document,) = issued(settlement)
        assert document.issued_on == date(2026, 12, 9)
        for month in (10, 10, 11):
            close_month(
                coworking=rcoop, month=Month(2026, month), by=any_person(), at=moment("2026-12-10")
            )
        assert [len(issued(one)) for one in (settlement, *closed_later)] == [1, 1]
        assert list(statement_problems()) == []


class TestSelfcheck:
    def test_an_original_that_was_altered_is_found(self, rcoop: Coworking, plume: Maker) -> None:
        sell(rcoop, plume, "45.00", "2026-10-05")
        closed(rcoop, "2026-10")
        kept = Original.objects.get()
        Original.objects.all().delete()
        assert "is missing" in next(problems())
        Original.objects.create(
            document=kept.document, xml=kept.xml.replace("13.50", "13.51"), digest=kept.digest
        )
        assert "was altered" in next(problems())

    def test_a_hole_in_a_series_is_found(self, rcoop: Coworking, plume: Maker) -> None:
        for month in ("2026-10", "2026-11"):
            sell(rcoop, plume, "45.00", f"{month}-05")
            closed(rcoop, month)
        first = Document.objects.order_by("pk")[0]
        first.lines.all().delete()
        first.original.delete()
        first.delete()
        assert "where 1 is missing" in next(problems())
