"""Where things stand on a label: measured once for a paper and a size of symbol."""

from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from consign.labels.sheets import L7160, SHEETS, Kind, Sheet
from consign.paper.lengths import Length, mm
from consign.paper.qr import QUIET

SMALLEST = mm(0.5)
"""Phones read no smaller module from a hand's breadth."""

COMFORTABLE = mm(0.6)
"""From here on a phone reads it at once, 15 cm away in ordinary light: four pixels a module."""

LARGEST = mm(1.02)  # a larger one reads no better and leaves no room for words
MARGIN = mm(2)
TIGHT = mm(1.2)  # of small labels and tags
SYMBOL_SHARE: Length = 0.42  # of the label's width; the rest is for words
CAPITAL: Length = 0.66  # height of a capital letter, in sizes
CODE_SIZE: Length = 10


@dataclass(frozen=True)
class Layout:
    """Places on one label, in points from its top left corner.

    `scale` is 1 on a label of 63.5 × 38.1 mm; sizes of type follow it.  On all but full labels the
    code stands among the words; without a symbol `module` is 0.
    """

    scale: Length
    module: Length
    symbol_x: Length
    symbol_y: Length
    text_x: Length
    text_y: Length
    text_room: Length
    code_x: Length = 0
    code_y: Length = 0
    code_room: Length = 0


def dot(sheet: Sheet) -> Length:
    """One dot of the printer: a module is a whole number of them, so that its edges are sharp."""
    return mm(25.4) / sheet.dpi


@lru_cache(maxsize=256)
def layout(sheet: Sheet, modules: int) -> Layout | None:
    """Where things stand with a symbol of so many modules; None where phones could not read it.

    The symbol is as large as its share of the label allows, in whole dots a module, with its
    margin white.
    """
    return LAYOUTS[sheet.kind](sheet, modules)


def smallest_with(modules: int) -> Sheet | None:
    """The smallest paper on which a symbol of so many modules, an address, can be read."""
    full = (one for one in SHEETS.values() if one.kind == Kind.FULL)
    fits = [sheet for sheet in full if layout(sheet, modules)]
    return min(fits, key=lambda sheet: sheet.wide * sheet.high, default=None)


def _full(sheet: Sheet, modules: int) -> Layout | None:
    """The code below the symbol, the words to its right."""
    wide, high = mm(sheet.wide), mm(sheet.high)
    scale = min(wide / mm(L7160.wide), high / mm(L7160.high))
    capital = CODE_SIZE * scale * CAPITAL
    room = min(wide * SYMBOL_SHARE, high - MARGIN - capital)
    module = _module(sheet, modules, room)
    if not module:
        return None
    side, quiet = modules * module, QUIET * module
    top = max(quiet, (high - side - quiet - capital) / 2)
    left = max(MARGIN, quiet)
    text_x = left + side + quiet
    return Layout(
        scale=scale,
        module=module,
        symbol_x=left,
        symbol_y=top,
        code_x=left + side / 2,
        code_y=top + side + quiet + capital,
        code_room=left + side + quiet,
        text_x=text_x,
        text_y=(high - mm(L7160.high) * scale) / 2,
        text_room=wide - MARGIN - text_x,
    )


def _small(sheet: Sheet, modules: int) -> Layout | None:
    """The symbol as high as the label, all words to its right."""
    wide, high = mm(sheet.wide), mm(sheet.high)
    module = _module(sheet, modules, min(high, wide * SYMBOL_SHARE))
    if not module:
        return None
    side, quiet = modules * module, QUIET * module
    text_x = quiet + side + quiet
    scale = min(high / mm(16.9), wide / mm(35.6))
    symbol_y = (high - side) / 2
    return Layout(scale, module, quiet, symbol_y, text_x, TIGHT, wide - TIGHT - text_x)


def _folded(sheet: Sheet, modules: int) -> Layout | None:
    """The symbol in the middle of the left half, the words on the right one."""
    half, high = mm(sheet.half), mm(sheet.high)
    module = _module(sheet, modules, min(half, high))
    if not module:
        return None
    side = modules * module
    text_x = half + mm(sheet.fold) + TIGHT
    scale = min(half / mm(22), high / mm(15))
    x, y = (half - side) / 2, (high - side) / 2
    return Layout(scale, module, x, y, text_x, TIGHT, half - 2 * TIGHT)


def _words(sheet: Sheet, _modules: int) -> Layout:
    wide, high = mm(sheet.wide), mm(sheet.high)
    scale = min(wide / mm(25.4), high / mm(10))
    return Layout(scale, 0, 0, 0, TIGHT, TIGHT, wide - 2 * TIGHT)


def _module(sheet: Sheet, modules: int, room: Length) -> Length:
    """The largest module of whole dots with which a symbol and its margin fit; 0 if none does."""
    one = dot(sheet)
    fewest, most = ceil(SMALLEST / one), int(LARGEST / one)
    dots = min(int(room / (modules + 2 * QUIET) / one), most)
    return dots * one if dots >= fewest else 0


def _card(sheet: Sheet, modules: int) -> Layout | None:
    """The symbol in the lower right corner; everything else keeps clear of it."""
    wide, high = mm(sheet.wide), mm(sheet.high)
    scale = wide / mm(105)
    module = _module(sheet, modules, mm(34) * scale)
    if not module:
        return None
    side, edge = modules * module, mm(8) * scale
    x, y = wide - edge - side, high - edge - mm(5) * scale - side
    room = wide - 2 * edge
    baseline = high - edge
    middle = x + side / 2
    return Layout(scale, module, x, y, edge, edge, room, middle, baseline, side + edge)


LAYOUTS = {
    Kind.FULL: _full,
    Kind.SMALL: _small,
    Kind.FOLDED: _folded,
    Kind.WORDS: _words,
    Kind.CARD: _card,
}
