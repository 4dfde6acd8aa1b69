"""Faces on label paper: from any place of the first sheet, over as many sheets as they need."""

from collections.abc import Iterable
from decimal import Decimal
from io import BytesIO
from itertools import chain
from typing import BinaryIO

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consign.labels.face import Face
from consign.labels.layout import CAPITAL, CODE_SIZE, Layout, layout, smallest_with
from consign.labels.papers import name_of
from consign.labels.sheets import Kind, Sheet
from consign.labels.small import draw_words
from consign.paper import qr
from consign.paper.ink import Ink
from consign.paper.lengths import Length, mm
from consign.paper.lines import cut, fitted, shrink, wrap
from consign.refusal import Refused

Shift = tuple[Decimal | Length, Decimal | Length]

SELLER_SIZE: Length = 6.5
SELLER_SMALL: Length = 5.5


class StartOutsideSheet(Refused):
    code = "start_outside_sheet"
    sentence = gettext_lazy("This paper has labels 1 to %(last)s. Start at one of them.")


class NothingToPrint(Refused):
    code = "nothing_to_print"
    sentence = gettext_lazy("No label is chosen. Choose at least one.")


class CodeTooSmall(Refused):
    code = "code_too_small"
    sentence = gettext_lazy(
        "%(url)s is too long for labels of this size: phones could not read it. "
        "The smallest paper it fits on: %(paper)s."
    )


class AddressTooLong(Refused):
    code = "address_too_long"
    sentence = gettext_lazy(
        "%(url)s is too long for any label: phones could not read it. Give this installation a "
        "shorter address."
    )


def label_sheet(
    faces: Iterable[Face],
    *,
    sheet: Sheet,
    start_at: int = 1,
    shift: Shift = (0, 0),
    language: str,
) -> bytes:
    """The faces on this paper as PDF; see `write_label_sheet`."""
    stream = BytesIO()
    write_label_sheet(stream, faces, sheet=sheet, start_at=start_at, shift=shift, language=language)
    return stream.getvalue()


def write_label_sheet(
    stream: BinaryIO,
    faces: Iterable[Face],
    *,
    sheet: Sheet,
    start_at: int = 1,
    shift: Shift = (0, 0),
    language: str,
) -> None:
    """Draw the faces on this paper, the first at place `start_at`, and write the PDF.

    `shift` corrects a printer: millimetres to the right and down.  Faces are taken one by one and
    may come from a generator.  The same faces give the same bytes.

    Raises StartOutsideSheet, NothingToPrint, and CodeTooSmall or AddressTooLong when an address is
    so long that its symbol would have modules below half a millimetre.  Then nothing has been
    written.
    """
    if not 1 <= start_at <= sheet.places:
        raise StartOutsideSheet(place="start_at", last=sheet.places)
    left = iter(faces)
    first = next(left, None)
    if first is None:
        raise NothingToPrint(place="faces")
    with translation.override(language):
        title = _("Labels")
    size = mm(sheet.page[0]), mm(sheet.page[1])
    ink = Ink(stream, title=title, author="Consign", language=language, size=size)
    place = start_at
    for face in chain([first], left):
        if place > sheet.places:
            ink.turn()
            place = 1
        x, y = sheet.corner(place)
        _draw(ink, face, sheet, x=mm(x) + mm(shift[0]), y=mm(y) + mm(shift[1]))
        place += 1
    ink.turn()
    ink.close()


def _draw(ink: Ink, face: Face, sheet: Sheet, *, x: Length, y: Length) -> None:
    modules = qr.matrix(face.url if sheet.kind == Kind.FULL else face.code)
    found = layout(sheet, len(modules))
    if found is None:
        raise _too_small(face.url, len(modules))
    if found.module:
        top = ink.height - y - found.symbol_y
        qr.draw(ink.canvas, modules, x=x + found.symbol_x, y=top, module=found.module)
    if sheet.kind != Kind.FULL:
        return draw_words(ink, face, found, sheet, x=x + found.text_x, y=y + found.text_y)
    code = face.spaced_code
    size = shrink(code, size=CODE_SIZE * found.scale, room=found.code_room, bold=True)
    ink.text(x + found.code_x, y + found.code_y, code, size=size, bold=True, align="centre")
    return _draw_words(ink, face, found, x=x + found.text_x, y=y + found.text_y)


def _too_small(url: str, modules: int) -> Refused:
    sheet = smallest_with(modules)
    if sheet is None:
        return AddressTooLong(place="url", url=url)
    return CodeTooSmall(place="url", url=url, paper=name_of(sheet))


def _draw_words(ink: Ink, face: Face, found: Layout, *, x: Length, y: Length) -> None:
    """Title and details from the top; price, maker and seller at the same height on every label."""
    scale, room = found.scale, found.text_room
    size, lines = fitted(
        face.title, size=10.5 * scale, smallest=8 * scale, room=room, lines=2, bold=True
    )
    line = y + 10 * scale + size * CAPITAL
    for words in lines:
        ink.text(x, line, words, size=size, bold=True)
        line += size * 1.14
    details = cut(face.details, size=7 * scale, room=room)
    ink.text(x, line - size * 0.18, details, size=7 * scale)
    size = shrink(face.price_text, size=20 * scale, room=room, bold=True)
    ink.text(x, y + 62 * scale, face.price_text, size=size, bold=True)
    ink.rule(x, y + 69 * scale, to=x + room, weight=0.6 * scale, stitched=True)
    size, lines = fitted(face.maker, size=9 * scale, smallest=7 * scale, room=room, lines=1)
    ink.text(x, y + 80 * scale, "".join(lines), size=size)
    line = y + 80 * scale
    size, lines = _seller(face.seller_line, scale=scale, room=room)
    for words in lines:
        line += size * 1.2
        ink.text(x, line + 1.5 * scale, words, size=size)


def _seller(text: str, *, scale: Length, room: Length) -> tuple[Length, tuple[str, ...]]:
    """The seller's line in two lines or three, as small as it takes: it is never cut."""
    small = SELLER_SMALL * scale
    if len(wrap(text, size=small, room=room)) <= 2:
        return fitted(text, size=SELLER_SIZE * scale, smallest=small, room=room, lines=2)
    return fitted(text, size=small, smallest=0.5, room=room, lines=3)
