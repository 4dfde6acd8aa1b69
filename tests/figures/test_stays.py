"""How long pieces stood: first come, first sold; moved and brought back, they keep their day."""

from datetime import date

import pytest

from consign.figures.stays import Stay, stays
from consign.people.models import Coworking, Maker
from consign.stock.models import Item, Movement, Placement
from consign.stock.operations import move
from tests.factories import (
    any_person,
    make_placed,
    make_refund,
    make_sale,
    make_showcase,
    moment,
)

pytestmark = pytest.mark.django_db
CAME, LATER = date(2026, 9, 1), date(2026, 9, 20)


def of(item: Item) -> list[Stay]:
    return stays(Movement.objects.filter(placement__item=item))


@pytest.fixture
def placed(rcoop: Coworking, plume: Maker) -> Placement:
    return make_placed(rcoop, plume, quantity=3, at=moment("2026-09-01 10:00"))


def test_what_is_there_stands_since_it_came(placed: Placement) -> None:
    (stay,) = of(placed.item)
    assert (stay.pieces, stay.came_on, stay.sold_on) == (3, CAME, None)
    assert stay.days(date(2026, 9, 11)) == 10


def test_what_sold_took_from_the_day_it_came(rcoop: Coworking, placed: Placement) -> None:
    make_sale(rcoop, placed.item, at="2026-09-08", quantity=2)
    sold, there = of(placed.item)
    assert (sold.pieces, sold.sold_on, sold.days(LATER)) == (2, date(2026, 9, 8), 7)
    assert (there.pieces, there.sold_on) == (1, None)


def test_what_moves_keeps_its_day(rcoop: Coworking, placed: Placement) -> None:
    shelf = make_showcase(rcoop, "Shelf")
    move(placement=placed, showcase=shelf, quantity=2, by=any_person(), at=moment("2026-09-15"))
    assert {(stay.came_on, stay.sold_on) for stay in of(placed.item)} == {(CAME, None)}
    assert sum(stay.pieces for stay in of(placed.item)) == 3


def test_what_came_back_was_not_sold(rcoop: Coworking, placed: Placement) -> None:
    sale = make_sale(rcoop, placed.item, at="2026-09-08", quantity=2)
    make_refund(sale, at="2026-09-10")
    told = of(placed.item)
    assert {stay.came_on for stay in told} == {CAME}
    assert sum(stay.pieces for stay in told if stay.sold_on) == 1
    assert sum(stay.pieces for stay in told if not stay.sold_on) == 2
