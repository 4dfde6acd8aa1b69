import pytest

from consign.labels.sheets import L7160, SHEETS, Sheet


def test_the_avery_sheet_has_twenty_one_labels() -> None:
    assert L7160.places == 21
    assert (L7160.wide, L7160.high) == (63.5, 38.1)


ON_A4 = [sheet for sheet in SHEETS.values() if sheet.page == (210, 297)]


@pytest.mark.parametrize("sheet", ON_A4, ids=lambda sheet: sheet.name)
def test_the_grid_lies_in_the_middle_of_its_page(sheet: Sheet) -> None:
    x, y = sheet.corner(sheet.places)
    assert x + sheet.wide + sheet.left == pytest.approx(sheet.page[0], abs=0.2)
    assert y + sheet.high + sheet.top == pytest.approx(sheet.page[1], abs=0.2)


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS.keys())
def test_labels_do_not_overlap(sheet: Sheet) -> None:
    assert sheet.step_x >= sheet.wide
    assert sheet.step_y >= sheet.high


def test_places_are_counted_row_by_row() -> None:
    assert L7160.corner(1) == (7.25, 15.15)
    assert L7160.corner(2) == pytest.approx((73.25, 15.15))
    assert L7160.corner(4) == pytest.approx((7.25, 53.25))


def test_papers_have_as_many_labels_as_their_packets_say() -> None:
    assert {sheet.name: sheet.places for sheet in ON_A4} == {
        "L7160": 21,
        "L7159": 24,
        "3474": 24,
        "L7651": 65,
        "L4732": 80,
        "L4731": 189,
        "A6x4": 4,
    }


def test_the_halves_of_a_tag_leave_its_fold_white() -> None:
    butterfly = SHEETS["butterfly"]
    assert 2 * butterfly.half + butterfly.fold == butterfly.wide
    assert SHEETS["rat-tail"].page[0] > SHEETS["rat-tail"].wide


def test_a_sheet_is_found_by_its_name() -> None:
    assert all(sheet.name == name for name, sheet in SHEETS.items())
    assert SHEETS["L7160"] is L7160
