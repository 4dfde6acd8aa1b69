"""A page that shows how far a printer prints beside the labels."""

from io import BytesIO

from django.utils import translation
from django.utils.translation import gettext as _

from consign.labels.pdf import Shift
from consign.labels.sheets import Sheet
from consign.paper.ink import Ink
from consign.paper.lengths import Length, mm
from consign.paper.lines import wrap

HAIR = mm(0.2)
TICKS = 6
SIZE: Length = 6.5
LINE = SIZE * 1.2


def calibration_page(*, sheet: Sheet, shift: Shift = (0, 0), language: str) -> bytes:
    """The outline of every label of a paper as PDF, printed as labels would be.

    On plain paper, held against the light with a sheet of labels behind it, the frames lie on the
    edges of the labels; the scales in the first one count millimetres from its corner.
    """
    stream = BytesIO()
    with translation.override(language):
        title = _("Calibration page")
        words = _(
            "Print at 100 %. Hold it with the labels against the light and measure how far the "
            "frames lie from the edges of the labels."
        )
    size = mm(sheet.page[0]), mm(sheet.page[1])
    ink = Ink(stream, title=title, author="Consign", language=language, size=size)
    corners = [_moved(sheet.corner(place), shift) for place in range(1, sheet.places + 1)]
    for x, y in corners:
        _frame(ink, x, y, wide=mm(sheet.wide), high=mm(sheet.high))
    _scales(ink, *corners[0])
    _tell(ink, words, corners[0], sheet)
    ink.turn()
    ink.close()
    return stream.getvalue()


def _tell(ink: Ink, words: str, corner: tuple[Length, Length], sheet: Sheet) -> None:
    """In the first label, where it has room for all of it."""
    x, y = corner
    lines = wrap(words, size=SIZE, room=mm(sheet.wide) - mm(6))
    if len(lines) * LINE > mm(sheet.high) - mm(6):
        return
    for number, text in enumerate(lines, start=1):
        ink.text(x + mm(4), y + mm(4) + number * LINE, text, size=SIZE)


def _moved(corner: tuple[Length, Length], shift: Shift) -> tuple[Length, Length]:
    return mm(corner[0]) + mm(shift[0]), mm(corner[1]) + mm(shift[1])


def _frame(ink: Ink, x: Length, y: Length, *, wide: Length, high: Length) -> None:
    ink.band(x, y, wide=wide, high=HAIR, grey=0)
    ink.band(x, y + high - HAIR, wide=wide, high=HAIR, grey=0)
    ink.band(x, y, wide=HAIR, high=high, grey=0)
    ink.band(x + wide - HAIR, y, wide=HAIR, high=high, grey=0)


def _scales(ink: Ink, x: Length, y: Length) -> None:
    """A tick for every millimetre along the upper and the left edge."""
    for number in range(1, TICKS):
        ink.band(x + mm(number), y, wide=HAIR, high=mm(2), grey=0)
        ink.band(x, y + mm(number), wide=mm(2), high=HAIR, grey=0)
