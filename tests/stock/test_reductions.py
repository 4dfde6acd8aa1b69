"""Lower prices for a while, and the price the law has said beside them."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from consign.people.models import Coworking, Maker, User
from consign.stock.items import reprice
from consign.stock.models import Item, Placement, Reduction
from consign.stock.operations import accept, announce
from consign.stock.prices import lowest_before, prior_prices, reductions_of
from consign.stock.reductions import (
    AlreadyReduced,
    LowerPrice,
    NothingReduced,
    NotLower,
    ReductionInPast,
    end_reduction,
    keep_up,
    plan_reductions,
)
from tests.factories import any_person, make_item, make_placed, moment

NOW = moment("2026-10-05 10:00")
TODAY = date(2026, 10, 5)


@pytest.fixture
def placed(rcoop: Coworking, plume: Maker) -> Placement:
    return make_placed(rcoop, plume, price="50.00", at=moment("2026-08-01"))


def plan(item: Item, by: User, price: str = "40.00", **told: Any) -> Reduction:
    facts = {"starts_on": TODAY, "ends_on": None, "at": NOW, **told}
    lower = [LowerPrice(item, Decimal(price))]
    return plan_reductions(lower=lower, by=by, **facts)[0]


def bring_in(item: Item, coworking: Coworking, at: datetime) -> Placement:
    announcement = announce(item=item, coworking=coworking, quantity=1, by=None, at=at)
    showcase = coworking.showcases.get()
    by = any_person()
    return accept(announcement=announcement, showcase=showcase, quantity=1, by=by, at=at)


def price_of(item: Item) -> str:
    return str(Item.objects.get(pk=item.pk).price)


def prior(placed: Placement, at: Any = NOW) -> Decimal | None:
    return prior_prices([placed.item], placed.showcase.coworking, at).get(placed.item.pk)


def test_what_begins_today_begins_at_once(placed: Placement, ada: User) -> None:
    plan(placed.item, ada)
    assert price_of(placed.item) == "40.00"
    assert prior(placed) == Decimal("50.00")


def test_what_is_planned_begins_on_its_day_and_ends_after_its_last(
    placed: Placement, ada: User
) -> None:
    plan(placed.item, ada, starts_on=date(2026, 10, 10), ends_on=date(2026, 10, 12))
    assert keep_up(at=moment("2026-10-09 21:59")) == 0
    assert price_of(placed.item) == "50.00"
    # Midnight in Brussels is 22:00 in UTC.
    assert keep_up(at=moment("2026-10-09 22:01")) == 1
    assert price_of(placed.item) == "40.00"
    assert keep_up(at=moment("2026-10-12 21:59")) == 0
    assert keep_up(at=moment("2026-10-12 22:01")) == 1
    assert price_of(placed.item) == "50.00"
    assert keep_up(at=moment("2026-10-13")) == 0


def test_a_reduction_nobody_kept_up_with_is_over_without_having_begun(
    placed: Placement, ada: User
) -> None:
    plan(placed.item, ada, starts_on=date(2026, 10, 10), ends_on=date(2026, 10, 12))
    assert keep_up(at=moment("2026-11-01")) == 0
    assert price_of(placed.item) == "50.00"
    assert not reductions_of(placed.item.maker).exists()


def test_somebody_may_end_it_before_and_again_is_no_error(placed: Placement, ada: User) -> None:
    planned = plan(placed.item, ada)
    for _again in range(2):
        over = end_reduction(reduction=planned, by=ada, at=NOW + timedelta(hours=1))
    assert over.ended_at == NOW + timedelta(hours=1)
    assert price_of(placed.item) == "50.00"
    assert prior(placed, NOW + timedelta(hours=2)) is None


def test_one_that_has_not_begun_is_called_off(placed: Placement, ada: User) -> None:
    planned = plan(placed.item, ada, starts_on=date(2026, 10, 10))
    end_reduction(reduction=planned, by=ada, at=NOW)
    assert keep_up(at=moment("2026-10-11")) == 0
    assert price_of(placed.item) == "50.00"


def test_another_price_ends_a_reduction(placed: Placement, ada: User) -> None:
    plan(placed.item, ada)
    reprice(item=Item.objects.get(pk=placed.item.pk), price=Decimal("45.00"), by=ada, at=NOW)
    assert not reductions_of(placed.item.maker).exists()
    assert keep_up(at=moment("2027-01-01")) == 0
    assert price_of(placed.item) == "45.00"


def test_a_price_that_fell_meanwhile_is_not_raised_by_a_plan(placed: Placement, ada: User) -> None:
    plan(placed.item, ada, starts_on=date(2026, 10, 10))
    reprice(item=Item.objects.get(pk=placed.item.pk), price=Decimal("30.00"), by=ada, at=NOW)
    assert keep_up(at=moment("2026-10-11")) == 0
    assert price_of(placed.item) == "30.00"


@pytest.mark.parametrize("price", ["50.00", "60.00", "0.00"])
def test_a_reduced_price_is_lower_and_above_zero(placed: Placement, ada: User, price: str) -> None:
    with pytest.raises(NotLower):
        plan(placed.item, ada, price=price)


def test_one_reduction_at_a_time(placed: Placement, ada: User) -> None:
    plan(placed.item, ada)
    with pytest.raises(AlreadyReduced):
        plan(placed.item, ada, price="30.00")


def test_all_of_them_or_none(placed: Placement, rcoop: Coworking, plume: Maker, ada: User) -> None:
    cheap = make_item(plume, price="20.00")
    lower = [LowerPrice(placed.item, Decimal("40.00")), LowerPrice(cheap, Decimal("20.00"))]
    with pytest.raises(NotLower):
        plan_reductions(lower=lower, starts_on=TODAY, ends_on=None, by=ada, at=NOW)
    assert price_of(placed.item) == "50.00"


def test_nothing_chosen_and_days_gone_by_are_refused(placed: Placement, ada: User) -> None:
    with pytest.raises(NothingReduced):
        plan_reductions(lower=[], starts_on=TODAY, ends_on=None, by=ada, at=NOW)
    with pytest.raises(ReductionInPast):
        plan(placed.item, ada, starts_on=TODAY - timedelta(days=1))
    with pytest.raises(ReductionInPast):
        plan(placed.item, ada, ends_on=TODAY - timedelta(days=1))


def test_the_lowest_price_of_thirty_days_is_said(placed: Placement, ada: User) -> None:
    item = Item.objects.get(pk=placed.item.pk)
    reprice(item=item, price=Decimal("44.00"), by=ada, at=moment("2026-09-10"))
    reprice(item=item, price=Decimal("60.00"), by=ada, at=moment("2026-09-20"))
    plan(item, ada, price="42.00")
    assert prior(placed) == Decimal("44.00")


def test_a_price_raised_to_be_lowered_is_no_reduction(placed: Placement, ada: User) -> None:
    item = Item.objects.get(pk=placed.item.pk)
    reprice(item=item, price=Decimal("80.00"), by=ada, at=moment("2026-10-04"))
    plan(item, ada, price="50.00")
    assert prior(placed) is None


def test_prices_of_before_the_piece_was_on_sale_here_do_not_count(
    rcoop: Coworking, plume: Maker, ada: User
) -> None:
    item = make_item(plume, price="45.00")
    reprice(item=item, price=Decimal("50.00"), by=ada, at=moment("2026-09-25"))
    placed = bring_in(item, rcoop, moment("2026-09-28"))
    plan(item, ada)
    assert prior(placed) == Decimal("50.00")


def test_a_piece_that_came_after_the_reduction_was_never_dearer_here(
    rcoop: Coworking, plume: Maker, ada: User
) -> None:
    item = make_item(plume, price="50.00")
    plan(item, ada)
    placed = bring_in(item, rcoop, moment("2026-10-06"))
    assert prior(placed, moment("2026-10-07")) is None


def test_a_price_that_ended_as_the_thirty_days_began_counts_no_more() -> None:
    begun = moment("2026-10-31")
    asked = [(moment("2026-01-01"), Decimal(10)), (begun - timedelta(days=30), Decimal(20))]
    assert lowest_before(asked, begun, None) == Decimal(20)
    a_little_later = begun - timedelta(days=30) + timedelta(seconds=1)
    assert lowest_before([asked[0], (a_little_later, Decimal(20))], begun, None) == Decimal(10)


def test_one_item_or_many_cost_as_many_queries(
    rcoop: Coworking, plume: Maker, ada: User, django_assert_num_queries: Any
) -> None:
    items = [make_placed(rcoop, plume, price="50.00").item for _n in range(3)]
    for item in items:
        plan(item, ada)
    with django_assert_num_queries(3):
        assert len(prior_prices(items, rcoop, NOW)) == 3
