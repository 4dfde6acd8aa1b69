"""What closing a month would do is what closing it then does."""

import random
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consign.agreements.models import Agreement
from consign.days import Month
from consign.ledger.queries import accounts_of
from consign.monthend.operations import MonthClosed, close_month
from consign.monthend.preview import AccountPreview, month_preview, summed
from consign.payouts.operations import NoBankAccount
from consign.people.models import Coworking, Maker
from consign.settlements.operations import EarlierMonthOpen
from consign.stock.models import Item
from consign.till.models import Sale
from tests.factories import (
    any_person,
    make_affiliation,
    make_agreement,
    make_closed,
    make_entity,
    make_maker,
    make_paid,
    make_placed,
    make_refund,
    make_sale,
    make_selling_maker,
    moment,
)
from tests.kept import kept

OCTOBER, NOVEMBER, DECEMBER = Month(2026, 10), Month(2026, 11), Month(2026, 12)


@kept
def necklaces(rcoop: Coworking, plume: Maker) -> Item:
    """Nine of them, 45.00 each: 31.50 of it is Plume's."""
    return make_placed(rcoop, plume, quantity=9).item


def the_row(coworking: Coworking, month: Month = OCTOBER) -> AccountPreview:
    (row,) = month_preview(coworking, month)
    return row


def closed(coworking: Coworking, month: Month) -> MonthClosed:
    at = moment(f"{month.next.first} 08:00")
    return close_month(coworking=coworking, month=month, by=any_person(), at=at)


def expect_as_closed(coworking: Coworking, month: Month) -> None:
    """Preview a month, close it, and compare every account."""
    rows = month_preview(coworking, month)
    run = closed(coworking, month)
    told = {row.account: (row.opening, row.totals.change, row.payout) for row in rows}
    done = {one.account: (one.opening, one.change, one.payout) for one in run.made}
    refused = {one.account: str(one.reason) for one in run.refused}
    assert refused == {row.account: str(row.refusal) for row in rows if row.refusal}
    assert done == {account: told[account] for account in told if account not in refused}
    closings = {one.account: (one.closing, one.minimum) for one in run.made}
    assert closings == {
        row.account: (row.closing, row.minimum) for row in rows if row.refusal is None
    }


def test_a_sale_is_previewed_to_the_cent(rcoop: Coworking, necklaces: Item) -> None:
    make_sale(rcoop, necklaces)
    row = the_row(rcoop)
    assert (row.opening, row.totals.sales, row.commission) == (
        Decimal("0.00"),
        Decimal("45.00"),
        Decimal("13.50"),
    )
    assert (row.payout, row.closing, row.refusal) == (Decimal("31.50"), Decimal("0.00"), None)
    expect_as_closed(rcoop, OCTOBER)


def test_what_is_closed_or_empty_is_left_out(
    rcoop: Coworking, necklaces: Item, terre: Maker
) -> None:
    make_sale(rcoop, make_placed(rcoop, terre).item, at="2026-11-02")
    make_sale(rcoop, necklaces)
    make_closed(rcoop)
    assert month_preview(rcoop, OCTOBER) == []
    assert [row.account.maker for row in month_preview(rcoop, NOVEMBER)] == [terre]


def test_another_coworkings_sales_are_not_ours(
    rcoop: Coworking, filature: Coworking, plume: Maker
) -> None:
    make_agreement(filature, plume.affiliations.get())
    make_sale(filature, make_placed(filature, plume).item)
    assert month_preview(rcoop, OCTOBER) == []
    assert len(month_preview(filature, OCTOBER)) == 1


def test_a_refund_of_what_was_paid_goes_below_zero(rcoop: Coworking, necklaces: Item) -> None:
    sale = make_sale(rcoop, necklaces)
    make_paid(make_closed(rcoop), on="2026-11-02")
    make_refund(sale, at="2026-11-10")
    row = the_row(rcoop, NOVEMBER)
    assert (row.totals.refunds, row.commission, row.balance) == (
        Decimal("45.00"),
        Decimal("-13.50"),
        Decimal("-31.50"),
    )
    assert (row.negative, row.below_minimum, row.payout) == (True, False, Decimal("0.00"))
    expect_as_closed(rcoop, NOVEMBER)
    # And it is carried on, with nothing new in the month.
    assert the_row(rcoop, DECEMBER).opening == Decimal("-31.50")
    expect_as_closed(rcoop, DECEMBER)


def test_less_than_the_minimum_is_carried_on(rcoop: Coworking) -> None:
    maker = make_selling_maker(rcoop, minimum="50.00")
    make_sale(rcoop, make_placed(rcoop, maker).item)
    row = the_row(rcoop)
    assert (row.minimum, row.below_minimum, row.closing) == (
        Decimal("50.00"),
        True,
        Decimal("31.50"),
    )
    expect_as_closed(rcoop, OCTOBER)


def test_the_coworkings_minimum_holds_where_nothing_was_agreed(
    rcoop: Coworking, necklaces: Item
) -> None:
    make_sale(rcoop, necklaces)
    Agreement.objects.update(starts_on=date(2026, 12, 1))
    Coworking.objects.filter(pk=rcoop.pk).update(minimum_payout=Decimal("40.00"))
    rcoop.refresh_from_db()
    assert the_row(rcoop).below_minimum
    expect_as_closed(rcoop, OCTOBER)


def test_a_payee_without_an_account_is_named(rcoop: Coworking) -> None:
    maker = make_maker()
    make_agreement(rcoop, make_affiliation(maker, make_entity("Payee SC", bank=False)))
    make_sale(rcoop, make_placed(rcoop, maker).item)
    assert isinstance(the_row(rcoop).refusal, NoBankAccount)
    expect_as_closed(rcoop, OCTOBER)


def test_an_earlier_month_comes_first(rcoop: Coworking, necklaces: Item) -> None:
    make_sale(rcoop, necklaces, at="2026-09-05")
    make_sale(rcoop, necklaces, at="2026-11-05")
    row = the_row(rcoop, NOVEMBER)
    assert isinstance(row.refusal, EarlierMonthOpen)
    assert row.earlier == Month(2026, 9)
    expect_as_closed(rcoop, NOVEMBER)


def test_a_carried_balance_opens_every_month(rcoop: Coworking) -> None:
    maker = make_selling_maker(rcoop, minimum="50.00")
    item = make_placed(rcoop, maker, quantity=2).item
    make_sale(rcoop, item)
    make_closed(rcoop)
    make_sale(rcoop, item, at="2026-12-05")
    assert the_row(rcoop, DECEMBER).earlier == NOVEMBER
    expect_as_closed(rcoop, DECEMBER)
    expect_as_closed(rcoop, NOVEMBER)
    expect_as_closed(rcoop, DECEMBER)


def test_what_came_late_for_a_closed_month_is_in_the_next(
    rcoop: Coworking, necklaces: Item
) -> None:
    make_sale(rcoop, necklaces, at="2026-10-05")
    make_closed(rcoop)
    make_sale(rcoop, necklaces, at="2026-10-30")
    assert month_preview(rcoop, OCTOBER) == []
    row = the_row(rcoop, NOVEMBER)
    assert (row.earlier, row.payout) == (None, Decimal("31.50"))
    expect_as_closed(rcoop, NOVEMBER)


def test_two_payees_of_one_maker_stay_apart(rcoop: Coworking) -> None:
    maker = make_maker()
    make_agreement(rcoop, make_affiliation(maker, make_entity("JYB"), ends_on=date(2026, 10, 15)))
    make_agreement(
        rcoop, make_affiliation(maker, make_entity("Dies"), starts_on=date(2026, 10, 16))
    )
    item = make_placed(rcoop, maker, quantity=2).item
    make_sale(rcoop, item, at="2026-10-15")
    make_sale(rcoop, item, at="2026-10-16")
    rows = month_preview(rcoop, OCTOBER)
    assert [row.account for row in rows] == list(accounts_of(maker))
    assert [row.payout for row in rows] == [Decimal("31.50")] * 2
    expect_as_closed(rcoop, OCTOBER)


def test_columns_add_up(rcoop: Coworking, necklaces: Item, terre: Maker) -> None:
    make_sale(rcoop, [necklaces, make_placed(rcoop, terre, price="12.00").item])
    rows = month_preview(rcoop, OCTOBER)
    sums = summed(rows)
    assert (sums.sales, sums.commission, sums.payout, sums.closing) == (
        Decimal("57.00"),
        Decimal("16.50"),
        Decimal("40.50"),
        Decimal("0.00"),
    )
    assert sums.opening + sums.sales - sums.refunds - sums.commission + sums.others == (
        sums.payout + sums.closing
    )


def test_three_accounts_cost_as_many_queries_as_one(rcoop: Coworking) -> None:
    counts = []
    for index in range(3):
        maker = make_selling_maker(rcoop, f"Maker {index}")
        make_sale(rcoop, make_placed(rcoop, maker).item)
        with CaptureQueriesContext(connection) as queries:
            month_preview(rcoop, OCTOBER)
        counts.append(len(queries))
    assert len(set(counts)) == 1


@pytest.mark.parametrize("seed", range(3))
def test_any_half_year_is_previewed_as_it_is_closed(rcoop: Coworking, seed: int) -> None:
    """Sales, refunds and late slips at random, months closed in and out of turn."""
    dice = random.Random(seed)
    makers = [make_selling_maker(rcoop, f"Maker {n}", minimum=f"{n * 40}.00") for n in range(3)]
    items = [make_placed(rcoop, maker, price="33.33", quantity=90).item for maker in makers]
    for number in range(3, 9):
        for _ in range(dice.randrange(6)):
            day = f"2026-{max(1, number - dice.randrange(2)):02d}-{dice.randrange(1, 29):02d}"
            make_sale(rcoop, dice.choice(items), at=day, quantity=dice.randrange(1, 4))
        sold = list(Sale.objects.filter(refund_of=None, refunds=None))
        for sale in dice.sample(sold, min(len(sold), dice.randrange(3))):
            make_refund(sale, at=f"2026-{number:02d}-28")
        if dice.random() < 0.7:
            expect_as_closed(rcoop, Month(2026, number))
    for number in range(1, 9):
        expect_as_closed(rcoop, Month(2026, number))
    assert month_preview(rcoop, Month(2026, 8)) == []
