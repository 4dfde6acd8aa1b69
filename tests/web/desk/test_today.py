"""What the till took on a day."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from consign.people.models import Coworking, Maker
from consign.stock.operations import announce
from consign.till.models import Payment
from tests.factories import START, make_item, make_placed, make_refund, make_sale
from tests.web.desk.conftest import Address


def test_takings_and_tickets_of_a_day(
    desk: Client, rcoop: Coworking, plume: Maker, terre: Maker, at: Address
) -> None:
    necklace = make_placed(rcoop, plume, price="45.00").item
    bowls = make_placed(rcoop, terre, "Bol bleu", price="12.99", quantity=3).item
    first = make_sale(rcoop, [necklace, bowls], at="2026-10-05 08:00")
    second = make_sale(rcoop, bowls, at="2026-10-05 09:00", paid_with=Payment.CASH)
    back = make_refund(first, at="2026-10-05 10:00", line=2)
    make_sale(rcoop, bowls, at="2026-10-06")
    page = desk.get(at("desk_today"), {"day": "2026-10-05"})
    takings = page.context["takings"]
    assert list(page.context["page_obj"]) == [back, second, first]
    assert (takings.sales, takings.refunds) == (2, 1)
    assert (takings.cash, takings.card) == (Decimal("13.00"), Decimal("45.00"))
    assert "and one more" in page.content.decode()


def test_sale_late_in_the_evening_belongs_to_its_local_day(
    desk: Client, rcoop: Coworking, plume: Maker, at: Address
) -> None:
    late = make_sale(rcoop, make_placed(rcoop, plume).item, at="2026-10-05 22:30")
    assert list(desk.get(at("desk_today"), {"day": "2026-10-06"}).context["page_obj"]) == [late]


@pytest.mark.parametrize("day", ["", "yesterday", "2999-01-01", "0001-01-01"])
def test_other_words_than_a_past_day_show_today(desk: Client, at: Address, day: str) -> None:
    page = desk.get(at("desk_today"), {"day": day})
    assert page.context["day"] == page.context["today"]
    assert page.context["after"] is None
    assert "Nothing sold yet today" in page.content.decode()


def test_waiting_announcements_are_counted(
    desk: Client, rcoop: Coworking, plume: Maker, at: Address
) -> None:
    announce(item=make_item(plume), coworking=rcoop, quantity=2, by=None, at=START)
    page = desk.get(at("desk_today")).content.decode()
    assert "Announced" in page
    assert at("desk_till") in page


def test_many_tickets_cost_as_many_queries_as_one(
    rcoop: Coworking, plume: Maker, at: Address, queries: Callable[[str], int]
) -> None:
    item = make_placed(rcoop, plume, quantity=9).item
    page = at("desk_today") + "?day=2026-10-05"
    make_sale(rcoop, item)
    one = queries(page)
    for _ticket in range(3):
        make_sale(rcoop, item)
    assert queries(page) == one
