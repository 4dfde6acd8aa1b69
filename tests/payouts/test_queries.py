"""What is to pay and what has left."""

from decimal import Decimal

import pytest

from consign.days import Month
from consign.ledger.models import Account
from consign.monthend.operations import void_settlement
from consign.payouts.models import Payout
from consign.payouts.queries import (
    payouts_at,
    payouts_of,
    payouts_seen_by,
    to_be_paid,
    to_be_paid_by_account,
)
from consign.people.models import Coworking, Maker, User
from consign.people.operations import add_adviser
from consign.settlements.models import Settlement
from consign.stock.models import Item
from tests.factories import START, make_closed, make_paid, make_placed, make_sale, moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def pieces(rcoop: Coworking, plume: Maker, terre: Maker) -> list[Item]:
    return [make_placed(rcoop, maker, quantity=5).item for maker in (terre, plume)]


@pytest.fixture
def october(rcoop: Coworking, pieces: list[Item]) -> list[Settlement]:
    """Plume's and Terre's October, Plume's paid."""
    make_sale(rcoop, pieces, at="2026-10-05")
    plumes, terres = make_closed(rcoop, "2026-10")
    make_paid([plumes], on="2026-11-03")
    return [plumes, terres]


def test_those_to_pay_come_first_then_the_latest_months(
    rcoop: Coworking, pieces: list[Item], october: list[Settlement], filature: Coworking
) -> None:
    make_sale(rcoop, pieces, at="2026-11-05")
    make_closed(rcoop, "2026-11")
    told = [(one.settlement.period, one.settlement.account.maker.name) for one in payouts_at(rcoop)]
    assert told == [
        ("2026-11", "Comme une plume"),
        ("2026-11", "Terre de Ben"),
        ("2026-10", "Terre de Ben"),
        ("2026-10", "Comme une plume"),
    ]
    assert payouts_at(rcoop, Month(2026, 10)).count() == 2
    assert not payouts_at(rcoop, Month(2026, 9)).exists()
    assert not payouts_at(filature).exists()


def test_what_was_withdrawn_is_neither_to_pay_nor_listed(
    rcoop: Coworking, october: list[Settlement], terre: Maker, ben: User, cleo: User
) -> None:
    account = Account.objects.get(maker=terre)
    assert to_be_paid(account) == Decimal("33.75")
    void_settlement(settlement=october[1], by=cleo, at=moment("2026-11-04"))
    assert to_be_paid(account) == Decimal("0.00")
    assert to_be_paid_by_account(terre) == {}
    assert [one.settlement for one in payouts_at(rcoop)] == october[:1]
    assert not payouts_seen_by(ben).exists()


def test_a_settlement_knows_its_payout(october: list[Settlement]) -> None:
    found = payouts_of(october)
    assert {pk: payout.amount for pk, payout in found.items()} == {
        october[0].pk: Decimal("31.50"),
        october[1].pk: Decimal("33.75"),
    }
    assert payouts_of([]) == {}


def test_what_waits_to_leave_by_account(
    october: list[Settlement], plume: Maker, terre: Maker
) -> None:
    plumes, terres = (settlement.account for settlement in october)
    assert (to_be_paid(plumes), to_be_paid(terres)) == (Decimal("0.00"), Decimal("33.75"))
    assert to_be_paid_by_account(plume) == {}
    assert to_be_paid_by_account(terre) == {terres.pk: Decimal("33.75")}


def test_each_reads_their_own(
    october: list[Settlement], plume: Maker, ada: User, dan: User, cleo: User, vic: User
) -> None:
    add_adviser(entity=plume.affiliations.get().payee, user=vic, by=None, at=START)

    def seen(user: User) -> set[Payout]:
        return set(payouts_seen_by(user))

    plumes, terres = (payouts_of([settlement])[settlement.pk] for settlement in october)
    assert seen(ada) == seen(vic) == {plumes}
    assert seen(cleo) == {plumes, terres}
    assert seen(dan) == set()
