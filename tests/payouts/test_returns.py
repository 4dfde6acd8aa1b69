"""Money that came back is owed again, and stands in the next statement."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from consign.journal.models import Event
from consign.ledger.bookings import NoReason
from consign.ledger.models import Entry, EntryKind
from consign.ledger.queries import balance
from consign.payouts.checks import problems
from consign.payouts.models import Payout, PayoutState
from consign.payouts.operations import (
    NotSent,
    PaidBeforeClosing,
    ReturnedBeforePaid,
    ReturnedInFuture,
    mark_paid,
    mark_returned,
)
from consign.payouts.queries import to_be_paid
from consign.payouts.reasons import REASONS, reason_in_words
from consign.people.models import Coworking, Maker, User
from consign.settlements.models import Settlement
from tests.factories import make_closed, make_paid, make_placed, make_sale, moment
from tests.kept import kept
from tests.payouts.bank import make_exported, make_remittance

pytestmark = pytest.mark.django_db
NOVEMBER_5 = date(2026, 11, 5)


@kept
def october(rcoop: Coworking, plume: Maker) -> Settlement:
    """31.50 of October, closed on the first of November and not paid yet."""
    make_sale(rcoop, make_placed(rcoop, plume).item)
    (settlement,) = make_closed(rcoop)
    return settlement


@kept
def paid(october: Settlement) -> Payout:
    """The same, paid on 3 November."""
    make_paid([october], on="2026-11-03")
    return Payout.objects.get()


def returned(
    payout: Payout, by: User, *, on: date = NOVEMBER_5, reason: str = "AC04", at: str = "2026-11-06"
) -> Payout:
    return mark_returned(payout=payout, returned_on=on, reason=reason, by=by, at=moment(at))


def test_what_came_back_is_owed_again(paid: Payout, october: Settlement, cleo: User) -> None:
    payout = returned(paid, cleo)
    assert (payout.state, payout.paid_on) == (PayoutState.RETURNED, date(2026, 11, 3))
    assert (payout.returned_on, payout.returned_by) == (NOVEMBER_5, cleo)
    assert payout.returned_reason == "AC04"
    entry = Entry.objects.get(kind=EntryKind.PAYOUT_RETURNED)
    assert (entry.account, entry.amount, entry.reference, entry.on, entry.reason) == (
        october.account,
        Decimal("31.50"),
        "PO-2026-00001",
        NOVEMBER_5,
        "AC04",
    )
    assert balance(october.account) == Decimal("31.50")
    assert to_be_paid(october.account) == Decimal("0.00")
    assert Event.objects.get(verb="mark returned").subject == "PO-2026-00001"
    assert list(problems()) == []


def test_it_is_in_the_next_statement_and_paid_with_it(
    rcoop: Coworking, paid: Payout, cleo: User
) -> None:
    returned(paid, cleo)
    (november,) = make_closed(rcoop, "2026-11")
    assert (november.opening, november.change, november.payout) == (
        Decimal("0.00"),
        Decimal("31.50"),
        Decimal("31.50"),
    )
    assert list(problems()) == []


def test_said_twice_it_came_back_once(paid: Payout, cleo: User) -> None:
    returned(paid, cleo)
    again = returned(paid, cleo, on=date(2026, 11, 6), reason="Once more")
    assert (again.returned_on, again.returned_reason) == (NOVEMBER_5, "AC04")
    assert Entry.objects.filter(kind=EntryKind.PAYOUT_RETURNED).count() == 1


def test_what_was_with_the_bank_left_and_came_back_the_same_day(
    rcoop: Coworking, october: Settlement, cleo: User
) -> None:
    make_exported(rcoop)
    payout = returned(Payout.objects.get(), cleo)
    assert (payout.state, payout.paid_on) == (PayoutState.RETURNED, NOVEMBER_5)
    kinds = Entry.objects.filter(reference=payout.number).order_by("pk")
    assert [(entry.kind, entry.amount) for entry in kinds] == [
        (EntryKind.PAYOUT, Decimal("-31.50")),
        (EntryKind.PAYOUT_RETURNED, Decimal("31.50")),
    ]
    assert list(problems()) == []


def test_it_may_come_back_on_the_day_it_left(paid: Payout, cleo: User) -> None:
    assert returned(paid, cleo, on=date(2026, 11, 3)).returned_on == date(2026, 11, 3)


class TestRefusals:
    @pytest.fixture(autouse=True)
    def nothing_booked(self, october: Settlement) -> object:
        yield
        assert not Entry.objects.filter(kind=EntryKind.PAYOUT_RETURNED).exists()
        assert not Payout.objects.filter(state=PayoutState.RETURNED).exists()

    def test_a_day_in_the_future(self, paid: Payout, cleo: User) -> None:
        with pytest.raises(ReturnedInFuture) as refused:
            returned(paid, cleo, at="2026-11-04")
        assert (refused.value.code, refused.value.place) == ("returned_in_future", "returned_on")

    @pytest.mark.parametrize("reason", ["", "  \n"])
    def test_no_reason(self, paid: Payout, cleo: User, reason: str) -> None:
        with pytest.raises(NoReason) as refused:
            returned(paid, cleo, reason=reason)
        assert refused.value.place == "reason"

    def test_before_it_left(self, paid: Payout, cleo: User) -> None:
        with pytest.raises(ReturnedBeforePaid, match="PO-2026-00001") as refused:
            returned(paid, cleo, on=date(2026, 11, 2))
        assert (refused.value.code, refused.value.place) == ("returned_before_paid", "returned_on")

    def test_what_is_still_to_pay(self, rcoop: Coworking, cleo: User) -> None:
        with pytest.raises(NotSent, match="PO-2026-00001") as refused:
            returned(Payout.objects.get(), cleo)
        assert refused.value.code == "not_sent"
        make_remittance(rcoop)
        with pytest.raises(NotSent):
            returned(Payout.objects.get(), cleo)

    def test_what_is_with_the_bank_cannot_have_come_back_before_its_closing(
        self, rcoop: Coworking, cleo: User
    ) -> None:
        make_exported(rcoop)
        with pytest.raises(PaidBeforeClosing) as refused:
            returned(Payout.objects.get(), cleo, on=date(2026, 10, 31))
        assert refused.value.place == "returned_on"
        assert Payout.objects.get().state == PayoutState.ORDERED


def test_a_long_reason_is_cut(paid: Payout, cleo: User) -> None:
    assert returned(paid, cleo, reason="why " * 60).returned_reason == ("why " * 60)[:140]


def test_a_banks_code_is_told_in_words_and_words_as_they_are() -> None:
    assert reason_in_words("AC04") == "the account was closed (AC04)"
    assert reason_in_words("Julie asked for it") == "Julie asked for it"
    assert all(len(code) == 4 for code in REASONS)
    with translation.override("fr"):
        assert reason_in_words("AC04").endswith("(AC04)")


def test_paid_again_by_hand_it_is_paid_on_the_first_day(
    rcoop: Coworking, paid: Payout, cleo: User
) -> None:
    (again,) = mark_paid(
        coworking=rcoop,
        numbers=[paid.number],
        paid_on=NOVEMBER_5,
        by=cleo,
        at=moment("2026-11-06"),
    )
    assert again.paid_on == date(2026, 11, 3)
