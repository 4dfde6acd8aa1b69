"""The words of labels too small for the usual arrangement: tags, tiny sheets."""

from consign.labels.face import Face
from consign.labels.layout import Layout
from consign.labels.sheets import Kind, Sheet
from consign.paper.lengths import Length, mm
from consign.paper.lines import fitted, shrink
from consign.paper.pen import Pen

# A line of words: text, size of type, whether it is bold.
Words = tuple[str, Length, bool]

LINE: Length = 1.16
CODE_SIZE: Length = 6.5
SELLER_SIZE: Length = 4.2
BEFORE_SIZE: Length = 4.8
SMALLEST_SELLER: Length = 0.5


def draw_words(pen: Pen, face: Face, found: Layout, sheet: Sheet, *, x: Length, y: Length) -> None:
    """Price, code and title, one below the other, in the middle of the label's height.

    Small sheets name the seller as well, whole; tags and labels of words leave that to the ticket.
    Labels of words have no room for the price before a reduced one.
    """
    lines = list(_lines(face, found, with_seller=sheet.kind == Kind.SMALL))
    high = sum(size * LINE for _text, size, _bold in lines)
    room = mm(sheet.high) - 2 * found.text_y
    squeeze = min(1, room / high)
    line = y + (room - high * squeeze) / 2
    for text, size, bold in lines:
        line += size * LINE * squeeze
        pen.text(x, line - size * squeeze * 0.24, text, size=size * squeeze, bold=bold)


def _lines(face: Face, found: Layout, *, with_seller: bool) -> list[Words]:
    scale, room = found.scale, found.text_room
    size, title = fitted(face.title, size=6 * scale, smallest=4.5 * scale, room=room, lines=1)
    words: list[Words] = [(text, size, False) for text in title]
    for text, most in ((face.price_text, 10 * scale), (face.spaced_code, CODE_SIZE * scale)):
        words.append((text, shrink(text, size=most, room=room, bold=True), True))
    if face.before_text and found.module:
        size = shrink(face.before_text, size=BEFORE_SIZE * scale, room=room)
        words.insert(len(title) + 1, (face.before_text, size, False))
    if with_seller:
        words += _seller(face.seller_line, scale, room)
    return words


def _seller(text: str, scale: Length, room: Length) -> list[Words]:
    if not text:
        return []
    size, lines = fitted(
        text, size=SELLER_SIZE * scale, smallest=SMALLEST_SELLER, room=room, lines=3
    )
    return [(line, size, False) for line in lines]
