"""What may be drawn around labels: marks to cut along, and frames of a proof."""

from collections.abc import Iterator
from dataclasses import dataclass

from consign.labels.card import frame
from consign.labels.sheets import Sheet
from consign.paper.lengths import Length, mm
from consign.paper.pen import Pen

LONGEST = 4
SHORTEST = 1
AWAY = 0.5
HAIR = mm(0.2)


@dataclass(frozen=True)
class Marks:
    """`cut`: thin marks at the corners of labels, outside them, for plain paper.  `proof`: black on
    white alone, photos and all, each label framed, to be laid upon the real paper."""

    cut: bool = False
    proof: bool = False


NONE = Marks()


def can_be_cut(sheet: Sheet) -> bool:
    """Whether there is room for marks beside the labels."""
    return any(_long(room) for place in (1, sheet.places) for room in _around(sheet, place))


def draw_marks(pen: Pen, sheet: Sheet, place: int, marks: Marks, *, x: Length, y: Length) -> None:
    """Around the label at a place, whose top left corner is at `x`, `y`."""
    wide, high = mm(sheet.wide), mm(sheet.high)
    if marks.proof:
        frame(pen, x, y, wide=wide, high=high)
    if not marks.cut:
        return
    for left, top, across, down in _lines(sheet, place):
        pen.band(x + mm(left), y + mm(top), wide=mm(across) or HAIR, high=mm(down) or HAIR, grey=0)


def _around(sheet: Sheet, place: int) -> tuple[Length, Length, Length, Length]:
    """White left, right, above and below a label: up to the page's edge, or half the gap."""
    row, column = divmod(place - 1, sheet.columns)
    x, y = sheet.corner(place)
    across, down = (sheet.step_x - sheet.wide) / 2, (sheet.step_y - sheet.high) / 2
    return (
        across if column else x,
        across if column < sheet.columns - 1 else sheet.page[0] - x - sheet.wide,
        down if row else y,
        down if row < sheet.rows - 1 else sheet.page[1] - y - sheet.high,
    )


def _long(room: Length) -> Length:
    """How long a mark is in so much white; none where it would not be seen."""
    long = min(LONGEST, room - AWAY)
    return long if long >= SHORTEST else 0


def _lines(sheet: Sheet, place: int) -> Iterator[tuple[Length, Length, Length, Length]]:
    """Each mark from the label's corner: left, top, across, down; 0 for a hair's width."""
    left, right, above, below = map(_long, _around(sheet, place))
    wide, high = sheet.wide, sheet.high
    for y in (0, high):
        if left:
            yield -AWAY - left, y, left, 0
        if right:
            yield wide + AWAY, y, right, 0
    for x in (0, wide):
        if above:
            yield x, -AWAY - above, 0, above
        if below:
            yield x, high + AWAY, 0, below
