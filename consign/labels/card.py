"""A card for the window: the picture, the story, and a price to be read from the street."""

from collections.abc import Iterator

from consign.labels.face import Face
from consign.labels.layout import CAPITAL, Layout
from consign.paper.lengths import Length, mm
from consign.paper.lines import ELLIPSIS, cut, fitted, shrink, wrap
from consign.paper.pen import Pen
from consign.paper.qr import QUIET

# Heights on a card of 105 × 148 mm; other cards are these in proportion.
PHOTO_HIGH = mm(61)
PHOTO_WITHOUT_STORY = mm(69)
GAP = mm(5)
SEAMS = (mm(2), mm(3.4))
HAIR: Length = 0.5
STORY_SIZE: Length = 9.5
LEADING: Length = 1.34
SELLER_LINES = 3
TRAILING = " .,;:–-\N{NO-BREAK SPACE}"

# A line: text, size of type, whether it is bold, and how far it lies below the one before.
Words = tuple[str, Length, bool, Length]


def draw_card(
    pen: Pen, face: Face, found: Layout, *, x: Length, y: Length, bare: bool = False
) -> None:
    """Everything but the symbol and its code; a `bare` card shows where the photo would be."""
    left, top, room = x + found.text_x, y + found.text_y, found.text_room
    words_low = y + found.symbol_y - QUIET * found.module - mm(1) * found.scale
    words_top = top + mm(8) * found.scale
    if face.picture:
        _draw_photo(pen, face, found, x=left, y=top, bare=bare)
        words_top = top + (_photo_high(face) + GAP) * found.scale
    else:
        _draw_seams(pen, found, x=left, y=top)
        words_low -= SEAMS[-1] * found.scale
        _draw_seams(pen, found, x=left, y=words_low)
    _draw_words(pen, face, found, x=left, y=words_top, low=words_low)
    low = y + found.code_y
    narrow = room - (found.text_x + room - found.symbol_x) - mm(5) * found.scale
    _draw_foot(pen, face, found, x=left, low=low, room=narrow)


def _draw_photo(pen: Pen, face: Face, found: Layout, *, x: Length, y: Length, bare: bool) -> None:
    """As large as it fits, never stretched, from the edge the words begin at."""
    if face.picture is None:
        return
    room = _photo_high(face) * found.scale
    scale = min(found.text_room / face.picture.width, room / face.picture.height)
    wide, high = face.picture.width * scale, face.picture.height * scale
    top = y + (room - high) / 2
    if bare:
        frame(pen, x, top, wide=wide, high=high)
    else:
        pen.picture(face.picture, x, top, wide=wide, high=high)


def _photo_high(face: Face) -> Length:
    return PHOTO_HIGH if face.story else PHOTO_WITHOUT_STORY


def _draw_seams(pen: Pen, found: Layout, *, x: Length, y: Length) -> None:
    for gap in SEAMS:
        to, weight = x + found.text_room, 0.9 * found.scale
        pen.rule(x, y + gap * found.scale, to=to, weight=weight, stitched=True)


def _draw_words(pen: Pen, face: Face, found: Layout, *, x: Length, y: Length, low: Length) -> None:
    """Title, maker and story below the photo; without one they stand in the middle, larger."""
    lines = list(_words(face, found, high=low - y))
    line = y
    if face.picture is None:
        line += max(0, low - y - sum(advance for *_text, advance in lines)) * 0.42
    for text, size, bold, advance in lines:
        line += advance
        pen.text(x, line, text, size=size, bold=bold)


def _words(face: Face, found: Layout, *, high: Length) -> Iterator[Words]:
    """Each line, and how far its baseline lies below the one before it."""
    scale, room = found.scale, found.text_room
    most, count = (20, 2) if face.picture else (32, 3)
    size, lines = fitted(
        face.title, size=most * scale, smallest=13 * scale, room=room, lines=count, bold=True
    )
    used = size * CAPITAL
    for number, text in enumerate(lines):
        advance = size * (1.12 if number else CAPITAL)
        used += size * 1.12 if number else 0
        yield text, size, True, advance
    maker = 12 * scale
    used += maker + size * 0.3
    yield cut(face.maker, size=maker, room=room), maker, False, maker + size * 0.3
    size = STORY_SIZE * scale * (1 if face.picture else 1.15)
    gap = size * 0.6
    for text in story_lines(face.story, size=size, room=room, high=high - used - gap):
        yield text, size, False, size * LEADING + gap
        gap = 0


def _draw_foot(
    pen: Pen, face: Face, found: Layout, *, x: Length, low: Length, room: Length
) -> None:
    """Set from the lower edge up, and drawn in the order it is read."""
    lines = list(_foot(face, scale=found.scale, room=room))
    drawn: list[tuple[Length, Words]] = []
    line = low
    for words in lines:
        drawn.append((line, words))
        line -= words[-1]
    for line, (text, size, bold, _rise) in reversed(drawn):
        pen.text(x, line, text, size=size, bold=bold)


def _foot(face: Face, *, scale: Length, room: Length) -> Iterator[Words]:
    """From the lowest line up, each with how far the next one lies above it: who sells, what it is
    made of, the price before, the price."""
    size, lines = fitted(
        face.seller_line, size=7 * scale, smallest=0.5, room=room, lines=SELLER_LINES
    )
    for number, text in enumerate(lines[::-1], start=1):
        yield text, size, False, size * 1.22 + (3 * scale if number == len(lines) else 0)
    size = 8.5 * scale
    details = wrap(face.details, size=size, room=room, lines=2)
    for number, text in enumerate(details[::-1], start=1):
        yield text, size, False, size * 1.22 + (6 * scale if number == len(details) else 0)
    if face.before_text:
        size = shrink(face.before_text, size=9 * scale, room=room)
        yield face.before_text, size, False, size * 1.22 + 5 * scale
    size = shrink(face.price_text, size=38 * scale, room=room, bold=True)
    yield face.price_text, size, True, 0


def story_lines(text: str, *, size: Length, room: Length, high: Length) -> list[str]:
    """As much of a story as there is room for; what is too long ends with a whole word and `…`."""
    count = int(high / (size * LEADING))
    if count < 1:
        return []
    lines = wrap(text, size=size, room=room)
    if len(lines) <= count:
        return lines
    kept = lines[:count]
    last = kept[-1].rstrip(TRAILING) + ELLIPSIS
    if cut(last, size=size, room=room) != last:
        last = kept[-1].rsplit(" ", 1)[0].rstrip(TRAILING) + ELLIPSIS
    return [*kept[:-1], last]


def frame(pen: Pen, x: Length, y: Length, *, wide: Length, high: Length) -> None:
    """A thin black line around an area, inside it."""
    pen.band(x, y, wide=wide, high=HAIR, grey=0)
    pen.band(x, y + high - HAIR, wide=wide, high=HAIR, grey=0)
    pen.band(x, y, wide=HAIR, high=high, grey=0)
    pen.band(x + wide - HAIR, y, wide=HAIR, high=high, grey=0)
