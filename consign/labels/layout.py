"""Where things stand on a label: measured once for a paper and a size of symbol."""

from dataclasses import dataclass
from functools import lru_cache

from consign.labels.sheets import L7160, Sheet
from consign.paper.lengths import Length, mm
from consign.paper.qr import QUIET

DOT = mm(25.4) / 300
"""One dot of an office printer: a module is a whole number of them, so that its edges are sharp."""

FEWEST_DOTS = 6  # 0.51 mm: phones read no less from a hand's breadth
MOST_DOTS = 12  # 1.02 mm: larger reads no better and leaves no room for words
MARGIN = mm(2)
SYMBOL_SHARE: Length = 0.42  # of the label's width; the rest is for words
CAPITAL: Length = 0.66  # height of a capital letter, in sizes
CODE_SIZE: Length = 10


@dataclass(frozen=True)
class Layout:
    """Places on one label, in points from its top left corner.

    `scale` is 1 on a label of 63.5 × 38.1 mm; sizes of type follow it.
    """

    scale: Length
    module: Length
    symbol_x: Length
    symbol_y: Length
    code_x: Length
    code_y: Length
    code_room: Length
    text_x: Length
    text_y: Length
    text_room: Length


@lru_cache(maxsize=64)
def layout(sheet: Sheet, modules: int) -> Layout | None:
    """Where things stand beside a symbol of so many modules; None where phones could not read it.

    The symbol is as large as its share of the label allows, in whole dots a module, with its
    margin white; the code stands below it, the words to its right.
    """
    wide, high = mm(sheet.wide), mm(sheet.high)
    scale = min(wide / mm(L7160.wide), high / mm(L7160.high))
    capital = CODE_SIZE * scale * CAPITAL
    around = modules + 2 * QUIET
    room = min(wide * SYMBOL_SHARE, high - MARGIN - capital)
    dots = min(int(room / around / DOT), MOST_DOTS)
    if dots < FEWEST_DOTS:
        return None
    module = dots * DOT
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
