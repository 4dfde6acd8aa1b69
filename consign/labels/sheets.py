"""Papers with labels on them, in millimetres: sheets, rolls and tags for jewellery."""

from dataclasses import dataclass
from enum import Enum

from consign.paper.lengths import Length


class Kind(Enum):
    """What there is room for.

    FULL: a symbol with the address of the piece's page, and all its words.  SMALL: the symbol holds
    the code alone, which the till reads as well; a customer's phone shows it as text.  FOLDED: the
    same on the left half, price and code on the right one; the seller is named by the ticket only.
    WORDS: too small for any symbol a tablet reads; the code is there to be typed.  CARD: a card for
    the window, with the picture and the story of the piece.
    """

    FULL = "full"
    SMALL = "small"
    FOLDED = "folded"
    WORDS = "words"
    CARD = "card"


@dataclass(frozen=True)
class Sheet:
    """One kind of label paper: page, grid, label, margins of the first label, and steps.

    A roll is a page with one label.  `dpi` is the printer's: a module is a whole number of its
    dots.  `fold` lies between the halves of a tag and stays white.  `called` is what people call a
    paper of their own.
    """

    name: str
    page: tuple[Length, Length]
    columns: int
    rows: int
    wide: Length
    high: Length
    left: Length
    top: Length
    step_x: Length
    step_y: Length
    kind: Kind = Kind.FULL
    dpi: int = 300
    fold: Length = 0
    called: str = ""

    @property
    def places(self) -> int:
        """Labels on one page."""
        return self.columns * self.rows

    @property
    def half(self) -> Length:
        """The width of one half of a tag."""
        return (self.wide - self.fold) / 2

    def corner(self, place: int) -> tuple[Length, Length]:
        """Top left corner of a place, counted from 1, row by row from the top left."""
        row, column = divmod(place - 1, self.columns)
        return self.left + column * self.step_x, self.top + row * self.step_y


def a4(
    name: str,
    grid: tuple[int, int],
    label: tuple[Length, Length],
    step_x: Length,
    kind: Kind = Kind.FULL,
) -> Sheet:
    """A sheet whose grid lies in the middle of the page, row under row without a gap."""
    (columns, rows), (wide, high) = grid, label
    left = (210 - (columns - 1) * step_x - wide) / 2
    return Sheet(
        name=name,
        page=(210, 297),
        columns=columns,
        rows=rows,
        wide=wide,
        high=high,
        left=round_mm(left),
        top=round_mm((297 - rows * high) / 2),
        step_x=step_x,
        step_y=high,
        kind=kind,
    )


def roll(
    name: str,
    wide: Length,
    high: Length,
    *,
    dpi: int = 203,
    kind: Kind = Kind.FULL,
    fold: Length = 0,
    tail: Length = 0,
) -> Sheet:
    """One label after the other; a tag may have a tail to its right, where nothing is printed."""
    page = (wide + tail, high)
    return Sheet(name, page, 1, 1, wide, high, 0, 0, page[0], high, kind, dpi, fold)


def round_mm(length: Length) -> Length:
    """Hundredths of a millimetre: no printer knows less."""
    return int(length * 100 + 0.5) / 100


def cards(name: str, wide: Length, high: Length, gap: Length) -> Sheet:
    """Four cards for the window on a sheet, with room to cut between them."""
    left, top = (210 - 2 * wide - gap) / 2, (297 - 2 * high - gap) / 2
    steps = (wide + gap, high + gap)
    return Sheet(name, (210, 297), 2, 2, wide, high, left, top, *steps, Kind.CARD)


L7160 = a4("L7160", (3, 7), (63.5, 38.1), 66.0)

# Sizes as their makers publish them; sheets of other brands have the same grids.  Tags are typical.
SHEETS = {
    sheet.name: sheet
    for sheet in (
        L7160,
        a4("L7159", (3, 8), (63.5, 33.9), 66.0),
        a4("3474", (3, 8), (70.0, 37.0), 70.0),
        a4("L7651", (5, 13), (38.1, 21.2), 40.6, Kind.SMALL),
        a4("L4732", (5, 16), (35.6, 16.9), 38.1, Kind.SMALL),
        a4("L4731", (7, 27), (25.4, 10.0), 27.9, Kind.WORDS),
        roll("62x29", 62, 29, dpi=300),
        roll("57x32", 57, 32),
        roll("54x25", 54, 25),
        roll("80x50", 80, 50),
        roll("butterfly", 72, 16, kind=Kind.FOLDED, fold=12),
        roll("rat-tail", 44, 15, kind=Kind.FOLDED, tail=36),
        roll("A6", 105, 148, dpi=300, kind=Kind.CARD),
        cards("A6x4", 98, 140, 6),
    )
}
