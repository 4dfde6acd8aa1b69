"""One label on a page, whatever its kind and whatever it is drawn on."""

from django.utils.translation import gettext_lazy as _

from consign.labels.card import draw_card
from consign.labels.face import Face
from consign.labels.layout import CAPITAL, CODE_SIZE, Layout, layout, smallest_with
from consign.labels.papers import name_of
from consign.labels.sheets import Kind, Sheet
from consign.labels.small import draw_words
from consign.paper import qr
from consign.paper.lengths import Length
from consign.paper.lines import cut, fitted, shrink, wrap
from consign.paper.pen import Pen
from consign.refusal import Refused

SELLER_SIZE: Length = 6.5
SELLER_SMALL: Length = 5.5
BEFORE_SIZE: Length = 6.5


class CodeTooSmall(Refused):
    code = "code_too_small"
    sentence = _(
        "%(url)s is too long for labels of this size: phones could not read it. "
        "The smallest paper it fits on: %(paper)s."
    )


class AddressTooLong(Refused):
    code = "address_too_long"
    sentence = _(
        "%(url)s is too long for any label: phones could not read it. Give this installation a "
        "shorter address."
    )


def draw_label(
    pen: Pen, face: Face, sheet: Sheet, *, x: Length, y: Length, bare: bool = False
) -> None:
    """A face with its top left corner at `x`, `y`; a `bare` one has no photo.

    Refused: CodeTooSmall, AddressTooLong.
    """
    with_address = sheet.kind in (Kind.FULL, Kind.CARD)
    modules = qr.matrix(face.url if with_address else face.code)
    found = layout(sheet, len(modules))
    if found is None:
        raise _too_small(face.url, len(modules))
    if found.module:
        pen.symbol(modules, x + found.symbol_x, y + found.symbol_y, module=found.module)
    if not with_address:
        return draw_words(pen, face, found, sheet, x=x + found.text_x, y=y + found.text_y)
    code = face.spaced_code
    size = shrink(code, size=CODE_SIZE * found.scale, room=found.code_room, bold=True)
    pen.text(x + found.code_x, y + found.code_y, code, size=size, bold=True, align="centre")
    if sheet.kind == Kind.CARD:
        return draw_card(pen, face, found, x=x, y=y, bare=bare)
    return _draw_words(pen, face, found, x=x + found.text_x, y=y + found.text_y)


def _too_small(url: str, modules: int) -> Refused:
    sheet = smallest_with(modules)
    if sheet is None:
        return AddressTooLong(place="url", url=url)
    return CodeTooSmall(place="url", url=url, paper=name_of(sheet))


def _draw_words(pen: Pen, face: Face, found: Layout, *, x: Length, y: Length) -> None:
    """Title and details from the top; price, maker and seller at the same height on every label."""
    scale, room = found.scale, found.text_room
    size, lines = fitted(
        face.title, size=10.5 * scale, smallest=8 * scale, room=room, lines=2, bold=True
    )
    line = y + 10 * scale + size * CAPITAL
    for words in lines:
        pen.text(x, line, words, size=size, bold=True)
        line += size * 1.14
    details = cut(face.details, size=7 * scale, room=room)
    pen.text(x, line - size * 0.18, details, size=7 * scale)
    _draw_price(pen, face, x=x, y=y, scale=scale, room=room)
    pen.rule(x, y + 69 * scale, to=x + room, weight=0.6 * scale, stitched=True)
    size, lines = fitted(face.maker, size=9 * scale, smallest=7 * scale, room=room, lines=1)
    pen.text(x, y + 80 * scale, "".join(lines), size=size)
    line = y + 80 * scale
    size, lines = seller(face.seller_line, scale=scale, room=room)
    for words in lines:
        line += size * 1.2
        pen.text(x, line + 1.5 * scale, words, size=size)


def _draw_price(pen: Pen, face: Face, *, x: Length, y: Length, scale: Length, room: Length) -> None:
    """A reduced price makes room below it for the one before."""
    most, line = (17, 57.5) if face.before_text else (20, 62)
    size = shrink(face.price_text, size=most * scale, room=room, bold=True)
    pen.text(x, y + line * scale, face.price_text, size=size, bold=True)
    if face.before_text:
        size = shrink(face.before_text, size=BEFORE_SIZE * scale, room=room)
        pen.text(x, y + 65.5 * scale, face.before_text, size=size)


def seller(text: str, *, scale: Length, room: Length) -> tuple[Length, tuple[str, ...]]:
    """The seller's line in two lines or three, as small as it takes: it is never cut."""
    small = SELLER_SMALL * scale
    if len(wrap(text, size=small, room=room)) <= 2:
        return fitted(text, size=SELLER_SIZE * scale, smallest=small, room=room, lines=2)
    return fitted(text, size=small, smallest=0.5, room=room, lines=3)
