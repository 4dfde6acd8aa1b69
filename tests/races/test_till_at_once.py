"""Sales and closings of one till at once: each sale is in one closing, each day is closed once."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from consign.journal.checks import problems as journal_problems
from consign.till.checks import problems as till_problems
from consign.till.closings import close_day
from consign.till.models import CashCount, DayClosing, Payment, Sale
from consign.till.places import first_till
from consign.till.running import held_by
from tests.factories import make_coworking, make_person, make_placed, make_selling_maker, moment
from tests.till.closing import close, in_pieces, sell

AtOnce = Callable[[Sequence[Callable[[], Any]]], list[Any]]
pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_sales_and_closings_at_once(at_once: AtOnce) -> None:
    """Each sale is in the closing of its day or in the next one, never in both."""
    rcoop, dan, eve = make_coworking(), make_person("dan"), make_person("eve")
    items = [make_placed(rcoop, make_selling_maker(rcoop, f"Maker {n}")).item for n in range(6)]
    till = first_till(rcoop)
    sales = [partial(sell, till, item, dan, Payment.CASH) for item in items]
    closings = [
        partial(close, till, who, "0.00", opening="0.00", reason="Counted while we sold")
        for who in (dan, eve)
    ]

    done = at_once([*sales[:3], *closings, *sales[3:]])

    ended = sorted(type(result).__name__ for result in done)
    assert ended == ["AlreadyClosed", "Closed", *["Sale"] * 6]
    close(till, dan, "270.00", at="2026-10-06 18:00", reason="The rest of yesterday")
    held = [sale for closing in DayClosing.objects.all() for sale in held_by(closing)]
    assert sorted(sale.pk for sale in held) == sorted(sale.pk for sale in Sale.objects.all())
    assert sum(closing.cash for closing in DayClosing.objects.all()) == Decimal("270.00")
    assert [one.number for one in DayClosing.objects.order_by("pk")] == [
        "D-2026-00001",
        "D-2026-00002",
    ]
    assert CashCount.objects.count() == 2
    assert [*till_problems(), *journal_problems()] == []


def test_the_same_closing_sent_at_once_is_one(at_once: AtOnce) -> None:
    rcoop, dan = make_coworking(), make_person("dan")
    act = partial(close, first_till(rcoop), dan, "80.00", opening="80.00")

    done = at_once([act] * 4)

    assert sorted(result.replayed for result in done) == [False, True, True, True]
    assert {result.closing for result in done} == {DayClosing.objects.get()}
    assert CashCount.objects.count() == 1


def test_what_was_seen_before_a_sale_closes_nothing_after_it(at_once: AtOnce) -> None:
    """The sale comes first, and the figures have changed; or the closing, and it is in the next."""
    rcoop, dan = make_coworking(), make_person("dan")
    till, item = first_till(rcoop), make_placed(rcoop, make_selling_maker(rcoop)).item
    end = partial(
        close_day,
        till=till,
        pieces=in_pieces("80.00"),
        opening=Decimal("80.00"),
        banked=Decimal("0.00"),
        expected=Decimal("80.00"),
        by=dan,
        at=moment("2026-10-05 18:00"),
    )

    _sold, ended = at_once([partial(sell, till, item, dan, Payment.CASH), end])

    assert type(ended).__name__ in ("Closed", "SoldMeanwhile")
    made = DayClosing.objects.count()
    assert made == (type(ended).__name__ == "Closed")
    assert [*till_problems(), *journal_problems()] == []
