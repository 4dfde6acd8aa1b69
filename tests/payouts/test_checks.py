"""Closings, payouts and accounts that do not agree with each other are found."""

from decimal import Decimal

import pytest

from consign.ledger.models import Account, Entry
from consign.monthend.operations import void_settlement
from consign.payouts.checks import problems
from consign.payouts.models import Payout, PayoutState
from consign.people.models import Coworking, Maker, User
from consign.settlements.models import Settlement
from tests.factories import make_closed, make_paid, make_placed, make_refund, make_sale, moment
from tests.kept import kept
from tests.underneath import change

pytestmark = pytest.mark.django_db


@kept(autouse=True)
def world(rcoop: Coworking, plume: Maker) -> None:
    """October paid, November waiting to be paid, December open."""
    item = make_placed(rcoop, plume, quantity=9).item
    sale = make_sale(rcoop, item, at="2026-10-05")
    make_paid(make_closed(rcoop, "2026-10"), on="2026-11-03")
    make_sale(rcoop, item, at="2026-11-05", quantity=3)
    make_refund(sale, at="2026-11-06")
    make_closed(rcoop, "2026-11")
    make_sale(rcoop, item, at="2026-12-05")


def disagreeing() -> str:
    return (
        f"payouts: account {Account.objects.get().pk} does not agree with what was closed and paid"
    )


def test_what_was_closed_is_what_is_paid() -> None:
    assert Payout.objects.count() == 2
    assert list(problems()) == []


def test_a_settlement_without_its_payout_is_found() -> None:
    Payout.objects.filter(number="PO-2026-00002").delete()
    assert list(problems()) == [
        "payouts: settlement R-2026-00002 pays but has no payout of its amount",
        disagreeing(),
    ]


def test_a_payout_of_another_amount_is_found() -> None:
    change(Payout.objects.filter(number="PO-2026-00002"), amount=Decimal("1.00"))
    assert list(problems()) == [
        "payouts: settlement R-2026-00002 pays but has no payout of its amount",
        disagreeing(),
    ]


def test_a_withdrawn_payout_of_a_live_settlement_is_found() -> None:
    change(Payout.objects.filter(number="PO-2026-00002"), state=PayoutState.WITHDRAWN)
    assert list(problems()) == [
        "payouts: settlement R-2026-00002 pays but has no payout of its amount",
        disagreeing(),
    ]


def test_a_paid_payout_without_its_entry_is_found() -> None:
    Entry.objects.filter(reference="PO-2026-00001").delete()
    assert list(problems()) == [
        "payouts: PO-2026-00001 is paid but its account does not say so",
        disagreeing(),
    ]


def test_a_payout_that_only_claims_to_be_paid_is_found(cleo: User) -> None:
    change(
        Payout.objects.filter(number="PO-2026-00002"),
        state=PayoutState.PAID,
        paid_on="2026-12-03",
        paid_by=cleo,
    )
    assert list(problems()) == [
        "payouts: PO-2026-00002 is paid but its account does not say so",
        disagreeing(),
    ]


def test_an_altered_entry_of_a_payout_is_found() -> None:
    change(Entry.objects.filter(reference="PO-2026-00001"), amount=Decimal("-30.00"))
    assert list(problems()) == [disagreeing()]


def test_an_altered_figure_is_found() -> None:
    change(Settlement.objects.filter(number="R-2026-00002"), change=Decimal("64.00"))
    assert disagreeing() in list(problems())


def test_what_was_taken_back_needs_no_payout(cleo: User) -> None:
    last = Settlement.objects.get(number="R-2026-00002")
    void_settlement(settlement=last, by=cleo, at=moment("2026-12-06"))
    assert list(problems()) == []
