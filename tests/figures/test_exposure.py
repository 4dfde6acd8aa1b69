"""Who had how much of the window: pieces counted every evening, in showcases that are on show."""

from datetime import date

import pytest

from consign.figures.exposure import Exposure, exposures
from consign.people.models import Coworking, Maker
from tests.factories import make_placed, make_sale, make_selling_maker, make_showcase, moment

pytestmark = pytest.mark.django_db
SINCE, UNTIL = date(2026, 9, 1), date(2026, 9, 10)


def test_pieces_are_counted_every_evening(rcoop: Coworking, plume: Maker) -> None:
    placed = make_placed(rcoop, plume, quantity=3, at=moment("2026-09-06 10:00"))
    make_sale(rcoop, placed.item, at="2026-09-09 12:00", quantity=3)
    # The evenings of 6, 7 and 8 September.
    assert exposures(rcoop, SINCE, UNTIL) == {plume.pk: Exposure(evenings=9, days=3, places=1)}


def test_what_was_there_before_counts_from_the_first_day(rcoop: Coworking, plume: Maker) -> None:
    make_placed(rcoop, plume, quantity=2, at=moment("2026-08-01 10:00"))
    assert exposures(rcoop, SINCE, UNTIL) == {plume.pk: Exposure(evenings=20, days=10, places=1)}


def test_days_in_two_showcases_are_one_day(rcoop: Coworking, plume: Maker) -> None:
    shelf = make_showcase(rcoop, "Shelf")
    make_placed(rcoop, plume, at=moment("2026-09-01 10:00"))
    make_placed(rcoop, plume, "Broche", showcase=shelf, at=moment("2026-09-10 10:00"))
    assert exposures(rcoop, SINCE, UNTIL) == {plume.pk: Exposure(evenings=11, days=10, places=2)}


def test_a_back_room_is_no_window_and_later_is_not_yet(rcoop: Coworking, plume: Maker) -> None:
    back = make_showcase(rcoop, "Back room", on_show=False)
    make_placed(rcoop, plume, showcase=back, at=moment("2026-09-01 10:00"))
    make_placed(rcoop, plume, "Broche", at=moment("2026-09-11 10:00"))
    assert exposures(rcoop, SINCE, UNTIL) == {}


def test_another_coworkings_window_is_not_counted(
    rcoop: Coworking, filature: Coworking, plume: Maker
) -> None:
    make_selling_maker(filature, "Terre")
    make_placed(rcoop, plume, at=moment("2026-09-01 10:00"))
    assert exposures(filature, SINCE, UNTIL) == {}
