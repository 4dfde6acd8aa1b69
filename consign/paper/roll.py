"""A paper as long as it needs to be, for the narrow roll of a till's printer.

    roll = Roll(WIDE, title="Ticket S-2026-00001", author="Rcoop", language="en")
    roll.centred("Rcoop", size=13, bold=True)
    roll.pair("Bague plume", "45,00 €", bold=True)
    roll.rule()
    roll.symbol("https://VITRINE.EXAMPLE/T/…")
    pdf = roll.finish()

Such a printer sets 203 dots to the inch (eight to the millimetre), black or nothing.  A symbol
begins and ends between dots and its modules are whole dots, so that none is wider than another.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from math import ceil

from consign.paper import qr
from consign.paper.fonts import printable, width
from consign.paper.ink import BEFORE, Ink
from consign.paper.lengths import Length, mm
from consign.paper.lines import shrink, wrap
from consign.paper.pen import Align

DOT = mm(0.125)
SIZE: Length = 8.5
LEADING = 1.25
GAP = mm(2)
EDGE = mm(4)
# A hand scanner reads 0.4 mm; beyond 0.75 mm a phone has to step back.
LARGEST_MODULE = 6
# Kept from the page's edges, so that nobody's rounding makes it a dot larger and stretches it.
HAIR: Length = 0.001
# No viewer shows a longer page.
LONGEST: Length = 14400


@dataclass(frozen=True)
class Width:
    """How wide a roll is, and how much of it is printed on; in millimetres."""

    paper: int
    printed: int


WIDE = Width(80, 72)
NARROW = Width(58, 48)

Drawing = Callable[[Ink, Length], None]
Block = tuple[Length, Drawing]
"""How high it is, and how it is drawn below a height."""


class Roll:
    """Texts and amounts below each other; `finish` cuts the paper where they end."""

    def __init__(self, width: Width, *, title: str, author: str, language: str) -> None:
        self._facts = {"title": title, "author": author, "language": language}
        self._wide = _dots(mm(width.paper))
        self._room = _dots(mm(width.printed))
        self._left = _dots((self._wide - self._room) / 2)
        self._blocks: list[Block] = []

    def text(
        self, text: str, *, size: Length = SIZE, bold: bool = False, align: Align = "left"
    ) -> None:
        """A text in as many lines as it takes."""
        for line in wrap(text, size=size, room=self._room, bold=bold):
            self._line(line, size=size, bold=bold, align=align)

    def pair(self, words: str, amount: str, *, size: Length = SIZE, bold: bool = False) -> None:
        """Words on the left, and beside their first line an amount on the right, never cut."""
        small = shrink(amount, size=size, room=self._room / 2, bold=bold)
        taken = width(printable(amount), size=small, bold=bold) + GAP
        first, *more = wrap(words, size=size, room=self._room - taken, bold=bold) or [""]
        self._line(first, size=size, bold=bold, amount=(amount, small))
        for line in more:
            self._line(line, size=size, bold=bold)

    def rule(self) -> None:
        """A line across, with white above and below."""
        left, to = self._left, self._left + self._room
        self._blocks.append((2 * GAP, lambda ink, y: ink.rule(left, y + GAP, to=to, weight=0.7)))

    def space(self, millimetres: Length) -> None:
        """So much white."""
        self._blocks.append((mm(millimetres), lambda _ink, _y: None))

    def symbol(self, text: str) -> None:
        """A QR code in the middle with its white margin; its modules are whole dots."""
        modules = qr.matrix(text)
        side = len(modules) + 2 * qr.QUIET
        dots = max(1, min(LARGEST_MODULE, int(self._room / DOT) // side))
        margin = qr.QUIET * dots * DOT
        left = _dots((self._wide - side * dots * DOT) / 2) + margin

        def draw(ink: Ink, y: Length) -> None:
            top = ink.height - _dots(y) - margin
            qr.draw(ink.canvas, modules, x=left, y=top, module=dots * DOT)

        self._blocks.append((side * dots * DOT + DOT, draw))

    def finish(self) -> bytes:
        """The paper as PDF: one page, unless it is longer than any viewer shows."""
        pages = list(self._pages())
        stream = BytesIO()
        ink = Ink(stream, **self._facts, size=(self._wide, pages[0][0]))
        for high, blocks in pages:
            ink.height, y = high, EDGE
            ink.canvas.setPageSize((self._wide - HAIR, high - HAIR))
            for block, draw in blocks:
                draw(ink, y)
                y += block
            ink.turn()
        ink.close()
        return stream.getvalue()

    def _line(
        self,
        line: str,
        *,
        size: Length,
        bold: bool,
        align: Align = "left",
        amount: tuple[str, Length] = ("", 1),
    ) -> None:
        x, end = self._left + self._room * BEFORE[align], self._left + self._room

        def draw(ink: Ink, y: Length) -> None:
            ink.text(x, y + size, line, size=size, bold=bold, align=align)
            words, small = amount
            if words:
                ink.text(end, y + size, words, size=small, bold=bold, align="right")

        self._blocks.append((size * LEADING, draw))

    def _pages(self) -> Iterator[tuple[Length, list[Block]]]:
        """How high each page is, and its blocks."""
        high, blocks = 2 * EDGE, list[Block]()
        for block in self._blocks:
            if high + block[0] > LONGEST:
                yield _dots(high), blocks
                high, blocks = 2 * EDGE, []
            high += block[0]
            blocks.append(block)
        yield _dots(high), blocks


def _dots(length: Length) -> Length:
    """The same length, or a little more: whole dots."""
    return ceil(length / DOT - 1e-6) * DOT
