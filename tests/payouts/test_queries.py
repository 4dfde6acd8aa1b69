"""What is to pay and what has left."""

from datetime import date
from decimal import Decimal

import pytest

from consign.days import Month
from consign.ledger.models import Account
from consign.monthend.operations import void_settlement
from consign.payouts.models import BankLine, LineState, PaymentRequest, Payout, RequestState
from consign.payouts.operations import mark_returned
from consign.payouts.queries import (
    bank_lines_at,
    bank_lines_seen_by,
    next_payout_day,
    payouts_at,
    payouts_in,
    payouts_of,
    payouts_seen_by,
    payouts_to_order,
    remittances_at,
    remittances_seen_by,
    requests_at,
    requests_of,
    requests_seen_by,
    statements_at,
    statements_seen_by,
    to_be_paid,
    to_be_paid_by_account,
    total_of,
)
from consign.people.models import Coworking, Maker, User
from consign.people.operations import add_adviser
from consign.settlements.models import Settlement
from consign.stock.models import Item
from tests.factories import START, make_closed, make_paid, make_placed, make_sale, moment
from tests.kept import kept
from tests.payouts.bank import make_debt, make_exported, make_remittance, read, told

pytestmark = pytest.mark.django_db


@kept
def pieces(rcoop: Coworking, plume: Maker, terre: Maker) -> list[Item]:
    return [make_placed(rcoop, maker, quantity=5).item for maker in (terre, plume)]


@kept
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


@pytest.mark.parametrize(
    ("day", "today", "pays_on"),
    [
        (5, "2026-11-24", "2026-12-05"),
        (5, "2026-12-05", "2026-12-05"),
        (5, "2026-12-06", "2027-01-05"),
        (28, "2027-02-01", "2027-02-28"),
    ],
)
def test_the_next_day_a_coworking_pays_by(
    rcoop: Coworking, day: int, today: str, pays_on: str
) -> None:
    assert next_payout_day(rcoop, date.fromisoformat(today)) is None
    rcoop.payout_day = day
    assert next_payout_day(rcoop, date.fromisoformat(today)) == date.fromisoformat(pays_on)


def test_what_is_still_to_do_comes_before_what_is_done(
    rcoop: Coworking, pieces: list[Item], october: list[Settlement], cleo: User
) -> None:
    """Plume's is paid; Terre's is with the bank, and then comes back."""
    make_exported(rcoop, ["PO-2026-00002"])
    make_sale(rcoop, pieces[1], at="2026-11-05")
    make_closed(rcoop, "2026-11")

    def states() -> list[str]:
        return [payout.state for payout in payouts_at(rcoop)]

    assert states() == ["prepared", "ordered", "paid"]
    assert to_be_paid(october[1].account) == Decimal("33.75")
    assert sum(to_be_paid_by_account(october[1].account.maker).values()) == Decimal("33.75")
    mark_returned(
        payout=Payout.objects.get(number="PO-2026-00002"),
        returned_on=date(2026, 11, 5),
        reason="AC04",
        by=cleo,
        at=moment("2026-11-06"),
    )
    assert states() == ["prepared", "returned", "paid"]


def test_remittances_with_what_is_in_them(
    rcoop: Coworking, filature: Coworking, pieces: list[Item], cleo: User, dan: User, ada: User
) -> None:
    make_sale(rcoop, pieces, at="2026-10-05")
    make_closed(rcoop)
    first = make_exported(rcoop, ["PO-2026-00001"])
    assert [payout.number for payout in payouts_to_order(rcoop)] == ["PO-2026-00002"]
    second = make_remittance(rcoop, ["PO-2026-00002"], at="2026-11-03")
    assert not payouts_to_order(rcoop).exists()
    assert list(remittances_at(rcoop)) == list(remittances_seen_by(cleo)) == [second, first]
    told = vars(remittances_at(rcoop)[0])
    assert (told["payout_count"], told["total"]) == (1, Decimal("33.75"))
    assert "file" not in told
    assert [payout.number for payout in payouts_in(first)] == ["PO-2026-00001"]
    assert total_of(first) == Decimal("31.50")
    for nobody in (dan, ada):
        assert not remittances_seen_by(nobody).exists()
    assert not remittances_at(filature).exists()


def test_requests_are_read_by_those_who_read_the_account(
    rcoop: Coworking,
    filature: Coworking,
    plume: Maker,
    ada: User,
    ben: User,
    cleo: User,
    dan: User,
    vic: User,
) -> None:
    add_adviser(entity=plume.affiliations.get().payee, user=vic, by=None, at=START)
    make_debt(rcoop, plume)
    (october,) = make_closed(rcoop)
    (asked,) = requests_at(rcoop)
    assert requests_of([october]) == {october.pk: asked}
    assert requests_of([]) == {}
    for reader in (ada, cleo, vic):
        assert list(requests_seen_by(reader)) == [asked]
    for other in (ben, dan):
        assert not requests_seen_by(other).exists()
    assert not requests_at(filature).exists()
    void_settlement(settlement=october, by=cleo, at=moment("2026-11-04"))
    assert PaymentRequest.objects.get().state == RequestState.WITHDRAWN
    assert not requests_at(rcoop).exists()


def test_lines_of_the_bank_are_for_managers(
    rcoop: Coworking, filature: Coworking, cleo: User, dan: User
) -> None:
    read(rcoop, told("5.00"), by=cleo)
    read(rcoop, told("6.00", "2026-11-06"), told("7.00"), by=cleo, closed_on="2026-11-06")
    assert [line.amount for line in bank_lines_at(rcoop)] == [6, 7, 5]
    assert bank_lines_at(rcoop, LineState.OPEN, LineState.ASIDE).count() == 3
    assert not bank_lines_at(rcoop, LineState.MATCHED).exists()
    assert not bank_lines_at(filature).exists()
    assert list(bank_lines_seen_by(cleo)) == list(bank_lines_at(rcoop))
    assert not bank_lines_seen_by(dan).exists()
    counts = [(one.closed_on.day, vars(one)["line_count"]) for one in statements_at(rcoop)]
    assert counts == [(6, 2), (5, 1)]
    assert list(statements_seen_by(cleo)) == list(statements_at(rcoop))
    assert not statements_seen_by(dan).exists()
    assert BankLine.objects.count() == 3
