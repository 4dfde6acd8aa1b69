"""Faces on label paper: from any place of the first sheet, over as many sheets as they need."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from io import BytesIO
from itertools import chain
from typing import BinaryIO

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consign.labels.drawing import AddressTooLong, CodeTooSmall, draw_label
from consign.labels.face import Face
from consign.labels.marks import NONE, Marks, draw_marks
from consign.labels.sheets import Sheet
from consign.paper.ink import Ink
from consign.paper.lengths import Length, mm
from consign.paper.pen import Pen
from consign.paper.raster import Raster
from consign.refusal import Refused

__all__ = [
    "AddressTooLong",
    "CodeTooSmall",
    "NothingToPrint",
    "Shift",
    "StartOutsideSheet",
    "first_sheet",
    "label_sheet",
    "write_label_sheet",
]

Shift = tuple[Decimal | Length, Decimal | Length]

PIXELS = 1100
"""How wide a preview is: sharp on a phone's whole width."""


class StartOutsideSheet(Refused):
    code = "start_outside_sheet"
    sentence = gettext_lazy("This paper has labels 1 to %(last)s. Start at one of them.")


class NothingToPrint(Refused):
    code = "nothing_to_print"
    sentence = gettext_lazy("No label is chosen. Choose at least one.")


def label_sheet(
    faces: Iterable[Face],
    *,
    sheet: Sheet,
    start_at: int = 1,
    shift: Shift = (0, 0),
    marks: Marks = NONE,
    language: str,
) -> bytes:
    """The faces on this paper as PDF; see `write_label_sheet`."""
    stream = BytesIO()
    write_label_sheet(
        stream,
        faces,
        sheet=sheet,
        start_at=start_at,
        shift=shift,
        marks=marks,
        language=language,
    )
    return stream.getvalue()


def write_label_sheet(
    stream: BinaryIO,
    faces: Iterable[Face],
    *,
    sheet: Sheet,
    start_at: int = 1,
    shift: Shift = (0, 0),
    marks: Marks = NONE,
    language: str,
) -> None:
    """Draw the faces on this paper, the first at place `start_at`, and write the PDF.

    `shift` corrects a printer: millimetres to the right and down.  Faces are taken one by one and
    may come from a generator.  The same faces give the same bytes.

    Raises StartOutsideSheet, NothingToPrint, and CodeTooSmall or AddressTooLong when an address is
    so long that its symbol would have modules below half a millimetre.  Then nothing has been
    written.
    """
    some = _some(faces, sheet, start_at)
    with translation.override(language):
        title = _("Labels")
    ink = Ink(stream, title=title, author="Consign", language=language, size=_size(sheet))
    place = start_at
    for face in some:
        if place > sheet.places:
            ink.turn()
            place = 1
        _draw(ink, face, sheet, place, shift, marks)
        place += 1
    ink.turn()
    ink.close()


def first_sheet(
    faces: Iterable[Face],
    *,
    sheet: Sheet,
    start_at: int = 1,
    shift: Shift = (0, 0),
    marks: Marks = NONE,
) -> bytes:
    """The first page of the same as a picture (PNG), to look at before anything is printed.

    Raises what `write_label_sheet` raises.
    """
    some = _some(faces, sheet, start_at)
    page = Raster(size=_size(sheet), pixels=PIXELS)
    for place, face in zip(range(start_at, sheet.places + 1), some, strict=False):
        _draw(page, face, sheet, place, shift, marks)
    return page.png()


def _some(faces: Iterable[Face], sheet: Sheet, start_at: int) -> Iterator[Face]:
    """All of them, of which there is at least one, from a place that there is."""
    if not 1 <= start_at <= sheet.places:
        raise StartOutsideSheet(place="start_at", last=sheet.places)
    left = iter(faces)
    first = next(left, None)
    if first is None:
        raise NothingToPrint(place="faces")
    return chain([first], left)


def _size(sheet: Sheet) -> tuple[Length, Length]:
    return mm(sheet.page[0]), mm(sheet.page[1])


def _draw(pen: Pen, face: Face, sheet: Sheet, place: int, shift: Shift, marks: Marks) -> None:
    corner = sheet.corner(place)
    x, y = mm(corner[0]) + mm(shift[0]), mm(corner[1]) + mm(shift[1])
    draw_marks(pen, sheet, place, marks, x=x, y=y)
    draw_label(pen, face, sheet, x=x, y=y, bare=marks.proof)
