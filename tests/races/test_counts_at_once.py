"""Two people count the same piece, begin the same count, decide the same difference."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pytest

from consign.stock.checks import problems
from consign.stock.deciding import DifferenceDecided, decide_difference
from consign.stock.models import Counted, Difference, DifferenceState, Placement, Stocktake
from consign.stock.stocktaking import close_count, count_piece, start_count
from tests.factories import make_coworking, make_person, make_placed, make_selling_maker, moment

AtOnce = Callable[[Sequence[Callable[[], Any]]], list[Any]]
pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
AT = moment("2026-10-05")


@pytest.fixture
def placed(transactional_db: None) -> Placement:
    rcoop = make_coworking()
    return make_placed(rcoop, make_selling_maker(rcoop), quantity=5)


def test_two_who_begin_have_one_count(at_once: AtOnce, placed: Placement) -> None:
    begin = partial(start_count, showcase=placed.showcase, by=make_person("dan"), at=AT)
    assert set(at_once([begin, begin])) == {Stocktake.objects.get()}


def test_no_scan_of_the_same_piece_is_lost(at_once: AtOnce, placed: Placement) -> None:
    dan = make_person("dan")
    count = start_count(showcase=placed.showcase, by=dan, at=AT)
    scan = partial(count_piece, stocktake=count, item=placed.item, by=dan, at=AT)
    done = at_once([scan] * 6)
    assert {type(one) for one in done} == {Counted}
    assert Counted.objects.get().found == 6


def test_one_of_two_decides(at_once: AtOnce, placed: Placement) -> None:
    dan = make_person("dan")
    count = start_count(showcase=placed.showcase, by=dan, at=AT)
    count_piece(stocktake=count, item=placed.item, quantity=7, by=dan, at=AT)
    (difference,) = close_count(stocktake=count, by=dan, at=AT)
    decide = partial(decide_difference, difference=difference, by=dan, at=AT)
    done = at_once([partial(decide, decision=DifferenceState.COUNTED_IN)] * 2)
    kinds = sorted(type(one).__name__ for one in done)
    assert kinds == [Difference.__name__, DifferenceDecided.__name__]
    placed.refresh_from_db()
    assert placed.on_hand == 7
    assert list(problems()) == []
