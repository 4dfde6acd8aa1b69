"""The documents of closed months, from the sales, refunds and fees that closing took."""

import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from consign.agreements.models import CommissionBase, CommissionVat, Mode
from consign.days import Month
from consign.ledger.bookings import adjust
from consign.ledger.models import Account, Entry, EntryKind
from consign.money.split import CENT, ZERO
from consign.monthend.checks import problems
from consign.monthend.preview import month_preview
from consign.monthend.statement import so_far, statement_of
from consign.people.models import Coworking, Maker, VatStatus
from consign.people.operations import set_vat_status
from consign.settlements.documents import documents
from consign.settlements.models import Settlement
from tests.factories import (
    START,
    make_agreement,
    make_closed,
    make_coworking,
    make_refund,
    moment,
)
from tests.settlements.months import closed, fee, maker_on, sell, taxed, told

pytestmark = pytest.mark.django_db


class TestAsAgent:
    def test_a_return_after_payout(self, rcoop: Coworking, plume: Maker) -> None:
        """A necklace of October comes back in November, with a ring sold and a shelf to pay."""
        necklace = sell(rcoop, plume, "45.00", "2026-10-20")
        october = closed(rcoop, "2026-10")
        fee(rcoop, plume, "12.10", "2026-11-01")
        sell(rcoop, plume, "20.00", "2026-11-05")
        make_refund(necklace, at="2026-11-20")
        november = closed(rcoop, "2026-11")
        assert [told(one) for one in documents(october)] == [("380", "", "11.16", "13.50")]
        assert [told(one) for one in documents(november)] == [
            ("380", "", "14.96", "18.10"),
            ("381", "2026-10", "11.16", "13.50"),
        ]
        # The necklace's payout of 31.50 is still in the account: nobody has paid it.
        assert november.change == Decimal("-29.60")

    def test_a_refund_within_the_month_nets(self, rcoop: Coworking, plume: Maker) -> None:
        make_refund(sell(rcoop, plume, "45.00", "2026-10-05"), at="2026-10-20")
        sell(rcoop, plume, "20.00", "2026-10-21")
        assert [told(one) for one in documents(closed(rcoop, "2026-10"))] == [
            ("380", "", "4.96", "6.00")
        ]

    def test_all_given_back_within_the_month_is_no_document(
        self, rcoop: Coworking, plume: Maker
    ) -> None:
        make_refund(sell(rcoop, plume, "45.00", "2026-10-05"), at="2026-10-20")
        assert documents(closed(rcoop, "2026-10")) == []

    def test_refunds_of_two_months_are_two_credit_notes(
        self, rcoop: Coworking, plume: Maker
    ) -> None:
        september = sell(rcoop, plume, "10.00", "2026-09-05")
        closed(rcoop, "2026-09")
        october = sell(rcoop, plume, "20.00", "2026-10-05")
        closed(rcoop, "2026-10")
        make_refund(october, at="2026-11-05")
        make_refund(september, at="2026-11-06")
        assert [told(one) for one in documents(closed(rcoop, "2026-11"))] == [
            ("381", "2026-09", "2.48", "3.00"),
            ("381", "2026-10", "4.96", "6.00"),
        ]

    def test_a_late_sale_belongs_to_the_month_that_takes_it(
        self, rcoop: Coworking, plume: Maker
    ) -> None:
        """Sold in October, recorded when October was closed: November's invoice has it, and a
        refund in November nets with it."""
        sell(rcoop, plume, "45.00", "2026-10-05")
        october = closed(rcoop, "2026-10")
        late = sell(rcoop, plume, "20.00", "2026-10-31", recorded="2026-11-02")
        kept = sell(rcoop, plume, "30.00", "2026-10-30", recorded="2026-11-02")
        make_refund(late, at="2026-11-05")
        november = closed(rcoop, "2026-11")
        assert [told(one) for one in documents(november)] == [("380", "", "7.44", "9.00")]
        # Refunded in December, the other late one corrects the month that took it: November.
        make_refund(kept, at="2026-12-05")
        assert [told(one) for one in documents(closed(rcoop, "2026-12"))] == [
            ("381", "2026-11", "7.44", "9.00")
        ]
        assert [told(one) for one in documents(october)] == [("380", "", "11.16", "13.50")]

    def test_an_exempt_coworking_issues_without_vat(self) -> None:
        coworking = make_coworking("Small", vat=VatStatus.EXEMPT)
        maker = maker_on(coworking, vat=CommissionVat.NONE)
        sell(coworking, maker, "45.00", "2026-10-05")
        (document,) = documents(closed(coworking, "2026-10"))
        assert taxed([document]) == [("E", "0")]
        assert told(document) == ("380", "", "13.50", "13.50")

    def test_a_coworking_that_becomes_liable_issues_one_of_each(self) -> None:
        coworking = make_coworking("Small", vat=VatStatus.EXEMPT)
        maker = maker_on(coworking)
        set_vat_status(
            entity=coworking.operator,
            status=VatStatus.LIABLE,
            starts_on=date(2026, 10, 15),
            by=None,
            at=START,
        )
        sell(coworking, maker, "45.00", "2026-10-14")
        sell(coworking, maker, "45.00", "2026-10-15")
        found = documents(closed(coworking, "2026-10"))
        assert taxed(found) == [("E", "0"), ("S", "21")]
        assert [one.amounts.net for one in found] == [Decimal("13.50"), Decimal("11.16")]

    def test_losses_and_adjustments_stand_on_none(self, rcoop: Coworking, plume: Maker) -> None:
        adjust(
            coworking=rcoop,
            maker=plume,
            amount=Decimal("5.00"),
            reason="Goodwill",
            by=None,
            at=moment("2026-10-05"),
        )
        assert documents(closed(rcoop, "2026-10")) == []

    def test_every_account_has_its_own(self, rcoop: Coworking, plume: Maker, terre: Maker) -> None:
        sell(rcoop, plume, "45.00", "2026-10-05")
        sell(rcoop, terre, "20.00", "2026-10-05")
        found = [[told(one) for one in documents(one)] for one in make_closed(rcoop, "2026-10")]
        assert found == [[("380", "", "11.16", "13.50")], [("380", "", "4.13", "5.00")]]


class TestVatOnTop:
    def test_it_is_computed_once_a_month_and_booked_by_closing(self, rcoop: Coworking) -> None:
        """E1b: 45.00 less 13.50 and 2.84 of VAT, on an invoice of 16.34."""
        maker = maker_on(rcoop, VatStatus.EXEMPT, vat=CommissionVat.ADDED)
        sell(rcoop, maker, "45.00", "2026-10-05")
        settlement = closed(rcoop, "2026-10")
        assert [told(one) for one in documents(settlement)] == [("380", "", "13.50", "16.34")]
        assert settlement.payout == Decimal("28.66")

    def test_once_for_the_month_and_not_for_each_line(self, rcoop: Coworking) -> None:
        """Three commissions of 0.30: 21 % of each is 0.06, of their sum 0.19."""
        maker = maker_on(rcoop, vat=CommissionVat.ADDED)
        for day in ("05", "06", "07"):
            sell(rcoop, maker, "1.00", f"2026-10-{day}")
        (document,) = documents(closed(rcoop, "2026-10"))
        assert document.amounts.vat_added == Decimal("0.19")

    def test_beside_a_fee(self, rcoop: Coworking) -> None:
        """Net 10.03 and a fee of 10.00: 2.11 on top, 22.14 due, and an odd cent."""
        maker = maker_on(rcoop, percent="59", vat=CommissionVat.ADDED)
        sell(rcoop, maker, "17.00", "2026-10-05")
        fee(rcoop, maker, "10.00", "2026-10-05")
        settlement = closed(rcoop, "2026-10")
        (document,) = documents(settlement)
        amounts = document.amounts
        assert (amounts.vat_added, amounts.total) == (Decimal("2.11"), Decimal("22.14"))
        assert (amounts.net, amounts.vat, amounts.rounding) == (
            Decimal("18.29"),
            Decimal("3.84"),
            CENT,
        )
        assert settlement.change == Decimal("17.00") - Decimal("22.14")

    def test_more_may_be_given_back_than_charged(self, rcoop: Coworking) -> None:
        maker = maker_on(rcoop, VatStatus.EXEMPT, vat=CommissionVat.ADDED)
        necklace = sell(rcoop, maker, "45.00", "2026-10-05")
        closed(rcoop, "2026-10")
        make_refund(necklace, at="2026-11-05")
        sell(rcoop, maker, "10.00", "2026-11-06")
        november = closed(rcoop, "2026-11")
        assert [told(one) for one in documents(november)] == [
            ("380", "", "3.00", "3.63"),
            ("381", "2026-10", "13.50", "16.34"),
        ]
        # Less VAT taken than given back: 0.63 - 2.84.
        assert statement_of(november).totals.commission_vat == Decimal("-2.21")
        assert november.change == Decimal("6.37") - Decimal("28.66")

    def test_the_statement_so_far_and_the_preview_know_it_before(self, rcoop: Coworking) -> None:
        maker = maker_on(rcoop, VatStatus.EXEMPT, vat=CommissionVat.ADDED)
        sell(rcoop, maker, "45.00", "2026-10-05")
        account = Account.objects.get()
        assert so_far(account, Month(2026, 10)).payout == Decimal("28.66")
        (row,) = month_preview(rcoop, Month(2026, 10))
        assert row.payout == Decimal("28.66") == closed(rcoop, "2026-10").payout
        assert so_far(account, Month(2026, 11)).documents == []


class TestInTheCoworkingsOwnName:
    def test_the_share_is_self_billed_at_the_rate_of_the_payees_supply(
        self, rcoop: Coworking
    ) -> None:
        """E3: 45.00, of which 31.50 are the payee's: 26.03 and 5.47 of VAT."""
        maker = maker_on(rcoop, mode=Mode.OWN_NAME)
        sell(rcoop, maker, "45.00", "2026-10-05")
        settlement = closed(rcoop, "2026-10")
        (document,) = documents(settlement)
        assert told(document) == ("389", "", "26.03", "31.50")
        assert taxed([document]) == [("S", "21")]
        assert settlement.payout == Decimal("31.50")

    def test_an_exempt_payee_supplies_without_vat(self, rcoop: Coworking) -> None:
        """E4: the coworking owes VAT on all of the price, and the payee none."""
        maker = maker_on(rcoop, VatStatus.EXEMPT, mode=Mode.OWN_NAME)
        sell(rcoop, maker, "45.00", "2026-10-05")
        settlement = closed(rcoop, "2026-10")
        (document,) = documents(settlement)
        assert taxed([document]) == [("E", "0")]
        assert told(document) == ("389", "", "31.50", "31.50")
        assert Entry.objects.get(kind=EntryKind.SALE).vat_percent == 21

    def test_a_document_for_each_category_and_rate(self, rcoop: Coworking) -> None:
        """The payee becomes exempt on 20 October; books at 6 %, and something at 0 %."""
        maker = maker_on(rcoop, mode=Mode.OWN_NAME)
        set_vat_status(
            entity=maker.affiliations.get().payee,
            status=VatStatus.EXEMPT,
            starts_on=date(2026, 10, 20),
            by=None,
            at=START,
        )
        for day, vat in (("05", "21"), ("06", "6"), ("07", "0"), ("20", "21")):
            sell(rcoop, maker, "10.00", f"2026-10-{day}", vat=vat)
        found = documents(closed(rcoop, "2026-10"))
        assert taxed(found) == [("E", "0"), ("Z", "0"), ("S", "6"), ("S", "21")]
        assert {(one.kind.type_code, one.amounts.total) for one in found} == {
            ("389", Decimal("7.00"))
        }

    def test_a_refund_of_another_month_is_a_credit_note_at_the_rate_of_its_sale(
        self, rcoop: Coworking
    ) -> None:
        maker = maker_on(rcoop, mode=Mode.OWN_NAME)
        book = sell(rcoop, maker, "20.00", "2026-10-05", vat="6")
        closed(rcoop, "2026-10")
        make_refund(book, at="2026-11-05")
        (document,) = documents(closed(rcoop, "2026-11"))
        assert told(document) == ("261", "2026-10", "13.21", "14.00")
        assert document.percent == 6

    def test_a_fee_stands_alone_on_a_commission_invoice(self, rcoop: Coworking) -> None:
        maker = maker_on(rcoop, mode=Mode.OWN_NAME, fee="24.20")
        sell(rcoop, maker, "45.00", "2026-10-05")
        settlement = closed(rcoop, "2026-10")
        assert [told(one) for one in documents(settlement)] == [
            ("380", "", "20.00", "24.20"),
            ("389", "", "26.03", "31.50"),
        ]
        assert settlement.payout == Decimal("7.30")

    def test_a_month_that_changes_its_mode_has_both(self, rcoop: Coworking) -> None:
        maker = maker_on(rcoop)
        make_agreement(
            rcoop, maker.affiliations.get(), mode=Mode.OWN_NAME, starts_on=date(2026, 10, 15)
        )
        sell(rcoop, maker, "45.00", "2026-10-14")
        sell(rcoop, maker, "45.00", "2026-10-15")
        assert [told(one) for one in documents(closed(rcoop, "2026-10"))] == [
            ("380", "", "11.16", "13.50"),
            ("389", "", "26.03", "31.50"),
        ]


class TestWhateverHappens:
    """Sales, refunds and fees of any terms; each example is undone before the next."""

    @given(data=st.data())
    @settings(max_examples=25)
    def test_documents_ask_for_what_the_statement_takes(self, data: st.DataObject) -> None:
        with transaction.atomic():
            self.live_through(data)
            transaction.set_rollback(True)

    def live_through(self, data: st.DataObject) -> None:
        coworking = make_coworking(f"C {uuid.uuid4()}")
        mode = data.draw(st.sampled_from(list(Mode)))
        added = [] if mode == Mode.OWN_NAME else [CommissionVat.ADDED]
        maker = maker_on(
            coworking,
            data.draw(st.sampled_from(list(VatStatus))),
            mode=mode,
            percent=str(data.draw(st.sampled_from(["0", "30", "33.3333", "50"]))),
            base=data.draw(st.sampled_from(list(CommissionBase))),
            vat=data.draw(st.sampled_from([CommissionVat.INCLUDED, *added])),
            fee=str(data.draw(st.sampled_from(["0.00", "24.20", "0.07"]))),
        )
        sales = []
        for month in ("2026-10", "2026-11"):
            for cents in data.draw(st.lists(st.integers(1, 9_999), max_size=3)):
                price = str(Decimal(cents) / 100)
                vat = data.draw(st.sampled_from(["21", "6"]))
                sales.append(sell(coworking, maker, price, f"{month}-10", vat=vat))
            for sale in list(sales):
                if data.draw(st.booleans()):
                    make_refund(sale, at=f"{month}-20")
                    sales.remove(sale)
            make_closed(coworking, month)
        assert list(problems()) == []
        found = [one for each in Settlement.objects.all() for one in documents(each)]
        assert {one.amounts.rounding for one in found} <= {-CENT, ZERO, CENT}
