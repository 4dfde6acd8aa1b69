import pytest

from consign.labels.layout import MARGIN, SMALLEST, dot, layout, smallest_with
from consign.labels.sheets import L7160, SHEETS, Kind, Sheet
from consign.paper.lengths import mm
from consign.paper.qr import QUIET

SMALL = Sheet("small", (210, 297), 5, 13, 38.1, 21.2, 4.7, 10.7, 40.6, 21.2)
LARGE = Sheet("large", (210, 297), 2, 4, 99.1, 67.7, 4.65, 13.1, 101.6, 67.7)


@pytest.mark.parametrize(
    ("modules", "dots"), [(21, 10), (25, 9), (29, 8), (33, 7), (37, 7), (41, 6)]
)
def test_a_longer_address_has_smaller_modules_of_whole_dots(modules: int, dots: int) -> None:
    found = layout(L7160, modules)
    assert found is not None
    assert found.module == pytest.approx(dots * dot(L7160))


def test_no_module_is_below_half_a_millimetre() -> None:
    assert layout(L7160, 45) is None
    assert layout(SMALL, 25) is None
    smallest = layout(L7160, 41)
    assert smallest is not None
    assert smallest.module >= mm(0.5)


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS.keys())
@pytest.mark.parametrize("modules", [21, 25, 29, 33, 37, 41, 45])
def test_modules_are_whole_dots_of_the_papers_printer_and_large_enough(
    sheet: Sheet, modules: int
) -> None:
    found = layout(sheet, modules)
    if found is None or sheet.kind == Kind.WORDS:
        return
    assert (found.module / dot(sheet)) == pytest.approx(round(found.module / dot(sheet)))
    assert found.module >= SMALLEST


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS.keys())
def test_every_paper_has_room_for_what_it_shows(sheet: Sheet) -> None:
    found = layout(sheet, 29 if sheet.kind == Kind.FULL else 21)
    assert found is not None
    side, quiet = (29 if sheet.kind == Kind.FULL else 21) * found.module, QUIET * found.module
    assert found.symbol_x >= quiet
    assert found.symbol_x + side + quiet <= (mm(sheet.half) if sheet.fold else mm(sheet.wide))
    assert found.symbol_y + side + quiet <= mm(sheet.high) + 0.01
    assert found.text_x + found.text_room <= mm(sheet.wide)
    assert found.text_room > mm(10)


def test_the_nearest_paper_that_works_is_named() -> None:
    found = smallest_with(37)
    assert found is not None
    assert found.name == "62x29"
    assert smallest_with(77) is None


@pytest.mark.parametrize("sheet", [L7160, LARGE])
@pytest.mark.parametrize("modules", [21, 25, 29, 33, 37])
def test_the_symbol_keeps_its_white_margin_inside_the_label(sheet: Sheet, modules: int) -> None:
    found = layout(sheet, modules)
    assert found is not None
    quiet, side = QUIET * found.module, modules * found.module
    assert found.symbol_x >= quiet
    assert found.symbol_y >= quiet
    assert found.text_x >= found.symbol_x + side + quiet
    assert found.code_y <= mm(sheet.high) - MARGIN
    assert found.code_y - found.symbol_y - side > quiet


def test_words_have_more_than_half_of_the_usual_label() -> None:
    found = layout(L7160, 25)
    assert found is not None
    assert found.text_room > mm(L7160.wide) / 2
    assert found.text_x + found.text_room == pytest.approx(mm(L7160.wide) - MARGIN)


def test_a_larger_label_has_larger_type() -> None:
    usual, large = layout(L7160, 25), layout(LARGE, 25)
    assert usual is not None
    assert large is not None
    assert usual.scale == 1
    assert large.scale > 1.5
