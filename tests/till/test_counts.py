"""What lies in the drawer, and what was paid by card lately."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from consign.journal.models import Event
from consign.people.models import Coworking, Maker, User
from consign.stock.models import Item
from consign.till.counts import (
    CountOutOfRange,
    card_takings,
    cash_since,
    count_cash,
    last_count,
    last_counts,
)
from consign.till.models import CashCount, Payment, Till
from consign.till.places import first_till
from tests.factories import make_placed, make_refund, make_sale, moment
from tests.till.closing import sell

pytestmark = pytest.mark.django_db


def counted(
    coworking: Coworking, by: User, amount: str = "100.00", at: str = "2026-10-05 12:00"
) -> CashCount:
    return count_cash(till=first_till(coworking), amount=Decimal(amount), by=by, at=moment(at))


@pytest.fixture
def bowl(rcoop: Coworking, terre: Maker) -> Item:
    return make_placed(rcoop, terre, "Bol bleu", price="12.99", quantity=9).item


def test_the_latest_count_holds(rcoop: Coworking, filature: Coworking, dan: User) -> None:
    assert last_count(first_till(rcoop)) is None
    latest = counted(rcoop, dan, "80.00", at="2026-10-06")
    counted(rcoop, dan, "90.00", at="2026-10-05")
    counted(filature, dan, "10.00", at="2026-10-07")
    assert last_count(first_till(rcoop)) == latest
    assert (latest.amount, latest.counted_by) == (Decimal("80.00"), dan)
    event = Event.objects.filter(verb="count cash").order_by("pk")[0]
    assert (event.chain.name, event.facts) == ("rcoop", {"amount": "80.00"})


@pytest.mark.parametrize("amount", ["-0.01", "100000.01"])
def test_no_drawer_holds_less_than_nothing_or_a_fortune(
    rcoop: Coworking, dan: User, amount: str
) -> None:
    with pytest.raises(CountOutOfRange) as refused:
        counted(rcoop, dan, amount)
    assert (refused.value.code, refused.value.place) == ("count_out_of_range", "amount")
    assert not CashCount.objects.exists()


@pytest.mark.parametrize("amount", ["0.00", "100000.00"])
def test_the_least_and_the_most(rcoop: Coworking, dan: User, amount: str) -> None:
    assert counted(rcoop, dan, amount).amount == Decimal(amount)


def test_cash_that_came_and_went_since(rcoop: Coworking, dan: User, bowl: Item) -> None:
    """12.99 is 13.00 in cash: what lies in the drawer counts, not what stands on the ticket."""
    make_sale(rcoop, bowl, at="2026-10-05 11:00", paid_with=Payment.CASH)
    count = counted(rcoop, dan)
    assert cash_since(count) == Decimal("0.00")
    make_sale(rcoop, bowl, at="2026-10-05 13:00", paid_with=Payment.CARD)
    sale = make_sale(rcoop, bowl, at="2026-10-05 13:00", paid_with=Payment.CASH, quantity=2)
    assert (sale.total, cash_since(count)) == (Decimal("25.98"), Decimal("26.00"))
    make_refund(sale, at="2026-10-06")
    assert cash_since(count) == Decimal("13.00")


def test_a_sale_without_network_was_in_the_drawer_when_it_was_counted(
    rcoop: Coworking, dan: User, bowl: Item
) -> None:
    count = counted(rcoop, dan)
    make_sale(
        rcoop, bowl, at="2026-10-05 11:00", recorded="2026-10-05 18:00", paid_with=Payment.CASH
    )
    assert cash_since(count) == Decimal("0.00")


def test_each_till_has_its_own(
    rcoop: Coworking, filature: Coworking, dan: User, bowl: Item
) -> None:
    first_till(rcoop)
    market = Till.objects.create(coworking=rcoop, name="Market")
    assert last_counts(rcoop) == []
    here = counted(rcoop, dan, "80.00")
    there = count_cash(till=market, amount=Decimal("20.00"), by=dan, at=moment("2026-10-05"))
    counted(filature, dan, "10.00")
    sell(market, bowl, dan, Payment.CASH, at="2026-10-05 13:00")
    assert last_counts(rcoop) == [here, there]
    assert (cash_since(here), cash_since(there)) == (Decimal("0.00"), Decimal("13.00"))
    assert last_count(market) == there


def test_what_was_paid_by_card_after_a_day(
    rcoop: Coworking, filature: Coworking, bowl: Item
) -> None:
    make_sale(rcoop, bowl, at="2026-10-05")
    make_sale(rcoop, bowl, at="2026-10-06", paid_with=Payment.CASH)
    sale = make_sale(rcoop, bowl, at="2026-10-06", quantity=2)
    make_refund(sale, at="2026-10-07")
    assert card_takings(rcoop, date(2026, 10, 4)) == Decimal("25.98")
    assert card_takings(rcoop, date(2026, 10, 5)) == Decimal("12.99")
    assert card_takings(rcoop, date(2026, 10, 6)) == Decimal("-12.99")
    assert card_takings(rcoop, date(2026, 10, 7)) == Decimal("0.00")
    assert card_takings(filature, date(2026, 10, 1)) == Decimal("0.00")


def test_a_count_is_never_edited_and_never_below_zero(rcoop: Coworking, dan: User) -> None:
    count = counted(rcoop, dan)
    with pytest.raises(IntegrityError), transaction.atomic():
        CashCount.objects.update(amount=Decimal("1.00"))
    with pytest.raises(IntegrityError), transaction.atomic():
        CashCount.objects.create(
            till=count.till, amount=Decimal("-0.01"), counted_by=dan, counted_at=count.counted_at
        )
