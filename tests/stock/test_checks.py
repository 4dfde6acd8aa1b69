"""A count that was tampered with is found."""

import pytest

from consign.people.models import Coworking, Maker
from consign.stock.checks import problems
from consign.stock.models import Movement, Placement
from tests.factories import make_placed, make_refund, make_sale
from tests.underneath import change

pytestmark = pytest.mark.django_db


@pytest.fixture
def placement(rcoop: Coworking, plume: Maker) -> Placement:
    """Three pieces, of which two were sold and one came back."""
    placed = make_placed(rcoop, plume, quantity=3)
    make_refund(make_sale(rcoop, placed.item, quantity=2))
    return placed


def told(placement: Placement) -> list[str]:
    return [f"stock: placement {placement.pk} of {placement.item.code} is miscounted"]


def test_counts_follow_from_movements(placement: Placement) -> None:
    assert list(problems()) == []


def test_a_changed_count_is_found(placement: Placement) -> None:
    Placement.objects.filter(pk=placement.pk).update(on_hand=7)
    assert list(problems()) == told(placement)


def test_a_changed_movement_is_found(placement: Placement) -> None:
    change(Movement.objects.filter(placement=placement, quantity=-2), quantity=-1)
    assert list(problems()) == told(placement)


def test_a_missing_movement_is_found(placement: Placement) -> None:
    Movement.objects.filter(placement=placement, quantity=1).delete()
    assert list(problems()) == told(placement)


def test_a_placement_without_any_movement_is_found(placement: Placement) -> None:
    Movement.objects.filter(placement=placement).delete()
    assert list(problems()) == told(placement)
