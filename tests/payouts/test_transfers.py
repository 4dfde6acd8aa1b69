"""What customers pay by transfer finds its ticket when the bank tells of it."""

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from consign.ledger.models import Entry
from consign.payouts.checks import problems
from consign.payouts.cover import money_cover
from consign.payouts.matching import (
    AlreadyMatched,
    AmountDiffers,
    NotATransfer,
    OtherCoworking,
    match_line,
)
from consign.payouts.models import BankLine, LineState
from consign.payouts.proposing import Proposal, proposals, proposals_for
from consign.payouts.transfers import transfers_at, transfers_owed
from consign.people.models import Coworking, Maker, User
from consign.till.lines import LineWanted
from consign.till.models import Payment, RefundReason, Sale, SalePayment
from consign.till.operations import record_sale
from consign.till.payments import Paid
from consign.till.refunds import refund_sale, undo_sale
from consign.till.taking_back import LineBack
from tests.factories import any_person, make_placed, make_sale, make_selling_maker, moment
from tests.kept import kept
from tests.payouts.bank import read, told

pytestmark = pytest.mark.django_db


@kept
def sale(rcoop: Coworking, plume: Maker) -> Sale:
    """45.00 by transfer, of 4 November."""
    placed = make_placed(rcoop, plume)
    return make_sale(rcoop, placed.item, at="2026-11-04", paid_with=Payment.TRANSFER)


@pytest.fixture
def payment(sale: Sale) -> SalePayment:
    return sale.payments.get()


def line_of(coworking: Coworking, by: User, amount: str, **facts: Any) -> BankLine:
    read(coworking, told(amount, **facts), by=by, identification=f"S {BankLine.objects.count()}")
    return BankLine.objects.order_by("-pk")[0]


def matched(line: BankLine, by: User, transfer: SalePayment) -> BankLine:
    return match_line(line=line, transfer=transfer, by=by, at=moment("2026-11-07"))


def undo(sale: Sale) -> None:
    undo_sale(sale=sale, key=uuid.uuid4(), by=any_person(), at=moment("2026-11-04 12:03"))


class TestByItself:
    def test_reference_and_amount_are_enough(
        self, rcoop: Coworking, cleo: User, payment: SalePayment
    ) -> None:
        entries = Entry.objects.count()
        done = read(rcoop, told("45.00", reference=payment.reference), by=cleo)
        assert (done.new, done.transfers, done.received, done.left_open) == (1, 1, 0, 0)
        line = BankLine.objects.get()
        assert (line.state, line.sale_payment) == (LineState.MATCHED, payment)
        assert line.matched_by == cleo
        assert Entry.objects.count() == entries
        assert list(problems()) == []

    def test_a_part_of_a_ticket_is_a_transfer_too(
        self, rcoop: Coworking, plume: Maker, cleo: User
    ) -> None:
        sale = record_sale(
            coworking=rcoop,
            wanted=[LineWanted(make_placed(rcoop, plume).item.code)],
            paid_with=Payment.MIXED,
            payments=[
                Paid(Payment.CASH, Decimal("5.00")),
                Paid(Payment.TRANSFER, Decimal("40.00")),
            ],
            key=uuid.uuid4(),
            by=cleo,
            at=moment("2026-11-04"),
        ).sale
        payment = sale.payments.get(means=Payment.TRANSFER)
        assert read(rcoop, told("40.00", reference=payment.reference), by=cleo).transfers == 1

    @pytest.mark.parametrize("amount", ["44.99", "45.01", "90.00", "-45.00"])
    def test_another_amount_waits(
        self, rcoop: Coworking, cleo: User, payment: SalePayment, amount: str
    ) -> None:
        done = read(rcoop, told(amount, reference=payment.reference), by=cleo)
        assert (done.transfers, done.left_open) == (0, 1)

    def test_told_twice_it_arrives_once(
        self, rcoop: Coworking, cleo: User, payment: SalePayment
    ) -> None:
        facts = {"reference": payment.reference}
        both = [told("45.00", **facts, bank_reference=f"B{n}") for n in (1, 2)]
        done = read(rcoop, *both, by=cleo)
        assert (done.transfers, done.left_open) == (1, 1)
        again = read(
            rcoop, told("45.00", **facts, bank_reference="B3"), by=cleo, closed_on="2026-11-06"
        )
        assert (again.transfers, again.left_open) == (0, 1)

    def test_what_was_undone_is_not_waited_for(
        self, rcoop: Coworking, cleo: User, sale: Sale, payment: SalePayment
    ) -> None:
        undo(sale)
        assert read(rcoop, told("45.00", reference=payment.reference), by=cleo).left_open == 1

    def test_a_ticket_of_another_coworking_is_none_here(
        self, rcoop: Coworking, filature: Coworking, cleo: User
    ) -> None:
        item = make_placed(filature, make_selling_maker(filature, "Other")).item
        other = make_sale(filature, item, paid_with=Payment.TRANSFER).payments.get()
        assert read(rcoop, told("45.00", reference=other.reference), by=cleo).left_open == 1


class TestByHand:
    def test_a_line_without_reference(
        self, rcoop: Coworking, cleo: User, payment: SalePayment
    ) -> None:
        line = matched(line_of(rcoop, cleo, "45.00"), cleo, payment)
        assert (line.state, line.sale_payment) == (LineState.MATCHED, payment)
        assert matched(line, cleo, payment) == line
        assert not transfers_owed(rcoop).exists()

    def test_another_amount(self, rcoop: Coworking, cleo: User, payment: SalePayment) -> None:
        line = line_of(rcoop, cleo, "40.00")
        with pytest.raises(AmountDiffers, match=payment.sale.number):
            matched(line, cleo, payment)

    def test_one_that_arrived(self, rcoop: Coworking, cleo: User, payment: SalePayment) -> None:
        line_of(rcoop, cleo, "45.00", reference=payment.reference)
        with pytest.raises(AlreadyMatched):
            matched(line_of(rcoop, cleo, "45.00"), cleo, payment)

    def test_a_line_that_is_something_else(
        self, rcoop: Coworking, plume: Maker, cleo: User, payment: SalePayment
    ) -> None:
        line = line_of(rcoop, cleo, "45.00", reference=payment.reference)
        item = make_placed(rcoop, plume, "Other").item
        other = make_sale(rcoop, item, paid_with=Payment.TRANSFER).payments.get()
        with pytest.raises(AlreadyMatched):
            matched(line, cleo, other)

    def test_what_is_no_transfer_or_is_not_waited_for(
        self, rcoop: Coworking, plume: Maker, cleo: User, sale: Sale, payment: SalePayment
    ) -> None:
        by_card = make_sale(rcoop, make_placed(rcoop, plume, "Other").item).payments.get()
        line = line_of(rcoop, cleo, "45.00")
        with pytest.raises(NotATransfer):
            matched(line, cleo, by_card)
        undo(sale)
        with pytest.raises(NotATransfer):
            matched(line, cleo, payment)

    def test_another_coworkings(self, filature: Coworking, rcoop: Coworking, cleo: User) -> None:
        item = make_placed(filature, make_selling_maker(filature, "Other")).item
        other = make_sale(filature, item, paid_with=Payment.TRANSFER).payments.get()
        with pytest.raises(OtherCoworking):
            matched(line_of(rcoop, cleo, "45.00"), cleo, other)


class TestProposals:
    def told(self, found: list[Proposal]) -> list[tuple[object, bool, int]]:
        return [(one.transfer, one.fits, len(one.why)) for one in found]

    def test_by_amount_and_by_a_reference_written_by_hand(
        self, rcoop: Coworking, cleo: User, payment: SalePayment
    ) -> None:
        spaced = " ".join((payment.reference[:4], payment.reference[4:])).lower()
        assert self.told(proposals(line_of(rcoop, cleo, "45.00"))) == [(payment, True, 1)]
        line = line_of(rcoop, cleo, "45.00", text=f"Thanks! {spaced}")
        assert self.told(proposals(line)) == [(payment, True, 2)]
        assert proposals(line_of(rcoop, cleo, "44.00")) == []
        assert proposals(line_of(rcoop, cleo, "-45.00")) == []

    def test_another_amount_is_told_with_its_reason(
        self, rcoop: Coworking, cleo: User, payment: SalePayment
    ) -> None:
        (one,) = proposals(line_of(rcoop, cleo, "40.00", reference=payment.reference))
        assert (one.target, one.fits, one.over) == (payment, False, False)
        assert one.why == (f"The reference is that of ticket {payment.sale.number}.",)

    def test_by_its_reference_also_what_has_arrived_or_was_undone(
        self, rcoop: Coworking, plume: Maker, cleo: User, payment: SalePayment
    ) -> None:
        line_of(rcoop, cleo, "45.00", reference=payment.reference)
        (one,) = proposals(line_of(rcoop, cleo, "45.00", reference=payment.reference, text="Again"))
        assert (one.fits, one.over, one.why[-1]) == (False, True, "It has arrived.")
        item = make_placed(rcoop, plume, "Other").item
        other = make_sale(rcoop, item, at="2026-11-04", paid_with=Payment.TRANSFER)
        undo(other)
        reference = other.payments.get().reference
        (one,) = proposals(line_of(rcoop, cleo, "45.00", reference=reference))
        assert (one.fits, one.over, one.why[-1]) == (False, True, "It was undone.")

    def test_many_lines_take_as_many_queries_as_one(
        self, rcoop: Coworking, cleo: User, payment: SalePayment
    ) -> None:
        lines = [line_of(rcoop, cleo, "45.00", text=f"Line {n}") for n in range(4)]
        costs = []
        for few in (lines[:1], lines):
            with CaptureQueriesContext(connection) as captured:
                found = proposals_for(few)
            assert all(one[0].transfer == payment for one in found.values())
            costs.append(len(captured))
        assert costs[0] == costs[1]


class TestOwed:
    def test_what_has_not_arrived_is_owed_the_oldest_first(
        self, rcoop: Coworking, plume: Maker, cleo: User, payment: SalePayment
    ) -> None:
        item = make_placed(rcoop, plume, "Other").item
        older = make_sale(rcoop, item, at="2026-11-01", paid_with=Payment.TRANSFER).payments.get()
        make_sale(rcoop, make_placed(rcoop, plume, "By card").item)
        assert list(transfers_owed(rcoop)) == [older, payment]
        line_of(rcoop, cleo, "45.00", reference=older.reference)
        assert list(transfers_owed(rcoop)) == [payment]
        assert list(transfers_at(rcoop)) == [payment, older]

    def test_a_sale_undone_is_owed_no_more_but_one_refunded_in_cash_is(
        self, rcoop: Coworking, plume: Maker, sale: Sale
    ) -> None:
        item = make_placed(rcoop, plume, "Other").item
        other = make_sale(rcoop, item, at="2026-11-04", paid_with=Payment.TRANSFER)
        undo(sale)
        refund_sale(
            sale=other,
            back=[LineBack(1)],
            reason=RefundReason.GESTURE,
            key=uuid.uuid4(),
            by=any_person(),
            at=moment("2026-11-05"),
        )
        assert list(transfers_owed(rcoop)) == [other.payments.get()]

    def test_a_free_piece_owes_nothing(self, rcoop: Coworking, plume: Maker) -> None:
        item = make_placed(rcoop, plume).item
        make_sale(rcoop, item, discount="45.00", paid_with=Payment.TRANSFER)
        assert not transfers_owed(rcoop).exists()

    def test_cover_counts_a_transfer_when_the_bank_has_told_it(
        self, rcoop: Coworking, cleo: User, payment: SalePayment
    ) -> None:
        day = date(2026, 11, 6)
        read(rcoop, told("1.00"), by=cleo, closed_on="2026-11-04", opening="0.00")
        before = money_cover(rcoop, day)
        assert before.there == Decimal("1.00")
        read(rcoop, told("45.00", reference=payment.reference), by=cleo, opening="1.00")
        assert money_cover(rcoop, day).there == Decimal("46.00")


class TestRules:
    def test_the_check_tells_a_line_that_is_not_its_transfer(
        self, rcoop: Coworking, plume: Maker, cleo: User, payment: SalePayment
    ) -> None:
        item = make_placed(rcoop, plume, "Other", price="12.00").item
        other = make_sale(rcoop, item, paid_with=Payment.TRANSFER).payments.get()
        line = line_of(rcoop, cleo, "45.00", reference=payment.reference)
        BankLine.objects.filter(pk=line.pk).update(sale_payment=other)
        assert list(problems()) == [
            f"payouts: bank line {line.pk} is not the transfer it is matched with"
        ]

    def test_the_database_refuses_what_cannot_be(
        self, rcoop: Coworking, cleo: User, payment: SalePayment
    ) -> None:
        line_of(rcoop, cleo, "45.00", reference=payment.reference)
        waits = BankLine.objects.filter(pk=line_of(rcoop, cleo, "45.00").pk)
        for changes in (
            {"sale_payment": payment},
            {"state": "matched"},
            {"state": "matched", "sale_payment": payment},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                waits.update(**changes)
