"""What a maker is owed: the same figures as the statement so far, in a handful of queries."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from consign.agreements.operations import end_affiliation
from consign.days import Month
from consign.ledger.queries import balance
from consign.monthend.balances import Balance, balances, together
from consign.monthend.operations import void_settlement
from consign.monthend.statement import so_far
from consign.payouts.queries import to_be_paid
from consign.people.models import Coworking, Maker, User
from tests.factories import (
    START,
    make_affiliation,
    make_agreement,
    make_closed,
    make_entity,
    make_paid,
    make_placed,
    make_refund,
    make_sale,
    moment,
)

NOVEMBER = Month(2026, 11)

pytestmark = pytest.mark.django_db


def checked(maker: Maker) -> list[Balance]:
    """The balances, each compared with the long way round."""
    found = balances(maker)
    for one in found:
        assert one.so_far == so_far(one.account, NOVEMBER).balance
        assert one.to_be_paid == to_be_paid(one.account)
        assert one.so_far + one.to_be_paid == balance(one.account)
    return found


def test_from_the_first_sale_to_a_refund_after_the_payout(rcoop: Coworking, plume: Maker) -> None:
    assert checked(plume) == []
    item = make_placed(rcoop, plume, price="45.00", quantity=5).item
    sale = make_sale(rcoop, item, at="2026-09-05")
    (first,) = checked(plume)
    assert (first.so_far, first.since, first.to_be_paid) == (
        Decimal("31.50"),
        date(2026, 9, 5),
        Decimal("0.00"),
    )
    closed = make_closed(rcoop, "2026-09")
    (waiting,) = checked(plume)
    assert (waiting.so_far, waiting.since) == (Decimal("0.00"), None)
    assert waiting.to_be_paid == Decimal("31.50")
    make_paid(closed, on="2026-10-05")
    (paid,) = checked(plume)
    assert (paid.so_far, paid.to_be_paid) == (Decimal("0.00"), Decimal("0.00"))
    make_refund(sale, at="2026-10-20")
    (owing,) = checked(plume)
    assert (owing.so_far, owing.since) == (Decimal("-31.50"), date(2026, 10, 20))
    make_closed(rcoop, "2026-10")
    (carried,) = checked(plume)
    assert (carried.so_far, carried.since) == (Decimal("-31.50"), None)


def test_a_month_taken_back_is_open_again(rcoop: Coworking, plume: Maker, cleo: User) -> None:
    make_sale(rcoop, make_placed(rcoop, plume, price="45.00").item, at="2026-10-05")
    (closed,) = make_closed(rcoop)
    void_settlement(settlement=closed, by=cleo, at=moment("2026-11-02"))
    (one,) = checked(plume)
    assert (one.so_far, one.to_be_paid) == (Decimal("31.50"), Decimal("0.00"))


def test_each_coworking_and_payee_on_its_own(
    rcoop: Coworking, filature: Coworking, plume: Maker, terre: Maker
) -> None:
    old = plume.affiliations.get()
    make_agreement(filature, old)
    here = make_placed(rcoop, plume, price="10.00", quantity=5).item
    there = make_placed(filature, plume, "There", price="20.00").item
    make_sale(rcoop, here, at="2026-10-05")
    make_sale(filature, there, at="2026-10-06")
    make_sale(rcoop, make_placed(rcoop, terre, "Bol").item, at="2026-10-05")
    end_affiliation(affiliation=old, ends_on=date(2026, 10, 31), by=None, at=START)
    later = make_affiliation(plume, make_entity("Dies SC"), starts_on=date(2026, 11, 1))
    make_agreement(rcoop, later)
    make_sale(rcoop, here, at="2026-11-05", quantity=3)
    found = checked(plume)
    assert [
        (one.account.coworking.name, one.account.payee.legal_name, str(one.so_far)) for one in found
    ] == [
        ("La Filature", "Comme une plume payee", "14.00"),
        ("Rcoop", "Comme une plume payee", "7.00"),
        ("Rcoop", "Dies SC", "21.00"),
    ]
    assert together(found).so_far == Decimal("42.00")
    make_closed(rcoop, "2026-10")
    assert together(checked(plume)).to_be_paid == Decimal("7.00")


def test_many_accounts_take_as_many_queries_as_one(
    rcoop: Coworking,
    filature: Coworking,
    plume: Maker,
    django_assert_num_queries: Callable[..., object],
) -> None:
    make_agreement(filature, plume.affiliations.get())
    item = make_placed(rcoop, plume, quantity=9).item
    for month in ("08", "09", "10"):
        make_sale(rcoop, item, at=f"2026-{month}-05")
        make_closed(rcoop, f"2026-{month}")
        make_sale(rcoop, item, at=f"2026-{month}-05")
    make_sale(filature, make_placed(filature, plume, "There").item, at="2026-10-06")
    with django_assert_num_queries(4):  # type: ignore[attr-defined]
        balances(plume)
