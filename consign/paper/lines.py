"""Texts into lines of a given width.

Every function takes any text and gives printable ones; widths and sizes are in points.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate, takewhile
from typing import NamedTuple

from consign.paper.fonts import printable, width
from consign.paper.lengths import Length

ELLIPSIS = "…"
STEP: Length = 0.25
# A lone dash, a sign or a currency stays with what stands before it, however it was typed.
CLINGING = re.compile(r" (?=[–—:;?!»€%](?: |$))|(?<=«) ")
# After a hyphen between letters a line may end; a no-break space is part of its word.
AFTER_HYPHEN = re.compile(r"(?<=[^\W\d][-–/])(?=\w)")


class Line(NamedTuple):
    """A line, what joined it to the one before it, and the hyphen of a broken word."""

    joint: str
    text: str
    hyphen: str = ""


def cut(text: str, *, size: Length, room: Length, bold: bool = False) -> str:
    """The text in one line: whole if it fits, else its beginning with an ellipsis."""
    text = printable(text)
    if width(text, size=size, bold=bold) <= room:
        return text
    kept = _fitting(text, size=size, room=room - width(ELLIPSIS, size=size, bold=bold), bold=bold)
    return text[:kept].rstrip(" \N{NO-BREAK SPACE},;:–-") + ELLIPSIS


def wrap(
    text: str, *, size: Length, room: Length, bold: bool = False, lines: int | None = None
) -> list[str]:
    """The text in lines of at most `room`; beyond `lines` the last one ends in an ellipsis.

    A word wider than the room is broken.  An empty text has no line.
    """
    text = CLINGING.sub("\N{NO-BREAK SPACE}", printable(text).strip())
    if width(text, size=size, bold=bold) <= room:
        return [text] if text else []
    found = list(_broken(text, size=size, room=room, bold=bold))
    if lines is None or len(found) <= lines:
        return [line.text + line.hyphen for line in found]
    kept, rest = found[: lines - 1], found[lines - 1 :]
    last = rest[0].text + "".join(line.joint + line.text for line in rest[1:])
    return [
        *(line.text + line.hyphen for line in kept),
        cut(last, size=size, room=room, bold=bold),
    ]


def shrink(text: str, *, size: Length, room: Length, bold: bool = False) -> Length:
    """The largest size up to `size` at which the text fits in one line."""
    wanted = width(printable(text), size=size, bold=bold)
    return size if wanted <= room else size * room / wanted


@lru_cache(maxsize=2048)
def fitted(
    text: str, *, size: Length, smallest: Length, room: Length, lines: int, bold: bool = False
) -> tuple[Length, tuple[str, ...]]:
    """The largest size from `size` down to `smallest` at which the text fits whole, and its lines.

    Words stay whole as long as a smaller size helps.  At `smallest` words are broken and the last
    line may end in an ellipsis; a caller that may lose nothing gives a `smallest` near zero.
    """
    while size > smallest:
        found = wrap(text, size=size, room=room, bold=bold)
        if len(found) <= lines and _whole(text, size=size, room=room, bold=bold):
            return size, tuple(found)
        size -= STEP
    return smallest, tuple(wrap(text, size=smallest, room=room, bold=bold, lines=lines))


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """Pieces that are not broken, each with what joins it to the one before it."""
    for word in text.split(" "):
        for index, piece in enumerate(AFTER_HYPHEN.split(word)):
            if piece:
                yield ("" if index else " "), piece


def _whole(text: str, *, size: Length, room: Length, bold: bool) -> bool:
    pieces = (piece for _, piece in _parts(printable(text)))
    return all(width(piece, size=size, bold=bold) <= room for piece in pieces)


def _broken(text: str, *, size: Length, room: Length, bold: bool) -> Iterator[Line]:
    line, begun = "", ""
    for joint, piece in _parts(text):
        longer = line + joint + piece if line else piece
        if width(longer, size=size, bold=bold) <= room:
            line = longer
            continue
        if line:
            yield Line(begun, line)
        line, begun = piece, joint
        while width(line, size=size, bold=bold) > room:
            first = _split(begun, line, size=size, room=room, bold=bold)
            yield first
            line, begun = line[len(first.text) :], ""
    yield Line(begun, line)


def _split(joint: str, word: str, *, size: Length, room: Length, bold: bool) -> Line:
    """The beginning of a word that is wider than the room, with a hyphen between letters."""
    room -= width("-", size=size, bold=bold)
    kept = max(1, _fitting(word, size=size, room=room, bold=bold))
    return Line(joint, word[:kept], "-" if word[kept - 1 : kept + 1].isalpha() else "")


def _fitting(text: str, *, size: Length, room: Length, bold: bool) -> int:
    """How many characters from the start fit in the room."""
    ends = accumulate(width(char, size=size, bold=bold) for char in text)
    return sum(1 for _ in takewhile(lambda end: end <= room, ends))
