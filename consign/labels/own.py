"""Papers of a coworking's own: whether they can be, and what there is room for."""

from decimal import Decimal
from math import ceil
from typing import NamedTuple

from consign.labels.layout import COMFORTABLE, SMALLEST, layout
from consign.labels.sheets import Kind, Sheet
from consign.paper.lengths import Length

CODE_MODULES = 21
"""The symbol of a code alone."""

A4 = Decimal(210), Decimal(297)
DPI = 203, 300, 600
NARROWEST, LOWEST = Decimal(15), Decimal(6)
WIDEST, HIGHEST = Decimal(300), Decimal(420)
# Type of a full label is this part of the usual size at least; smaller ones are arranged otherwise.
LEAST_SCALE: Length = 0.6


class Size(NamedTuple):
    """Millimetres, whole."""

    wide: int
    high: int


def kind_of(sheet: Sheet, modules: int) -> Kind | None:
    """What a label of this size has room for, with an address of so many modules; None for less
    than any symbol needs."""
    full = layout(_as(sheet, Kind.FULL), modules)
    if full and full.scale >= LEAST_SCALE:
        return Kind.FULL
    return Kind.SMALL if layout(_as(sheet, Kind.SMALL), CODE_MODULES) else None


def nearest(sheet: Sheet, modules: int, *, module: Length = SMALLEST) -> Size | None:
    """The nearest larger size, in whole millimetres, whose symbol has modules of `module`."""

    def fits(wide: Length, high: Length) -> bool:
        found = layout(_as(sheet, sheet.kind, wide, high), modules)
        return bool(found and found.module >= module)

    wides = range(ceil(sheet.wide), int(WIDEST) + 1)
    wide = next((wide for wide in wides if fits(wide, float(HIGHEST))), None)
    if wide is None:
        return None
    highs = range(ceil(sheet.high), int(HIGHEST) + 1)
    high = next((high for high in highs if fits(wide, high)), None)
    return Size(wide, high) if high else None


def nearest_with_a_code(sheet: Sheet) -> Size | None:
    """The nearest larger size on which the code alone fits, to be scanned by the till."""
    return nearest(_as(sheet, Kind.SMALL), CODE_MODULES)


def modules_on(sheet: Sheet, address: int) -> int:
    """The modules of the symbol a paper shows, where an address has so many."""
    return address if sheet.kind in (Kind.FULL, Kind.CARD) else CODE_MODULES


def hard_to_scan(sheet: Sheet, address: int) -> bool:
    """Whether the symbol is large enough to be read, but not at once."""
    found = layout(sheet, modules_on(sheet, address))
    return bool(found and 0 < found.module < COMFORTABLE)


def comfortable(sheet: Sheet, address: int) -> Size | None:
    """The nearest larger size whose symbol is read at once."""
    return nearest(sheet, modules_on(sheet, address), module=COMFORTABLE)


def _as(sheet: Sheet, kind: Kind, wide: Length | None = None, high: Length | None = None) -> Sheet:
    """The same paper for another kind or size; only what the arrangement asks for."""
    size = wide or sheet.wide, high or sheet.high
    return Sheet("", size, 1, 1, *size, 0, 0, *size, kind, sheet.dpi, sheet.fold)
