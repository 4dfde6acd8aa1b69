"""An A4 paper of the house: title, parties, totals, tables and notes, from top to bottom.

    paper = Paper(title="Statement 2026-11", author="Rcoop", language="en")
    paper.heading("Statement", subtitle="November 2026", aside=["No 2026-0042", "1 December 2026"])
    paper.parties(Party("Showcase", "Rcoop SC", ["Rue …"]), Party("Payee", "Dies SC", ["…"]))
    paper.totals([Total("Sales", "1 045,00 €"), Total("To be paid", "731,50 €", strong=True)])
    paper.section("Sales")
    with paper.table([Column("Day", 20), Column("Item"), Column("Price", 22, "right")]) as table:
        table.group("Comme une plume")
        table.row(["2 Nov", "Ring", "45,00 €"])
        table.total(["", "Together", "45,00 €"])
    paper.note("Sold in the name and for the account of the payee.")
    pdf = paper.finish()

Texts arrive ready, in the reader's language; any text can be drawn.  Everything is black on white
with hairlines and light bands, so that it prints well without colour.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from django.utils import translation
from django.utils.translation import gettext as _

from consign.paper.ink import Ink
from consign.paper.lengths import Length, mm
from consign.paper.lines import cut, fitted, shrink, wrap
from consign.paper.table import Column, Table

LEFT = mm(18)
TOP = mm(18)
BOTTOM = mm(20)


@dataclass(frozen=True)
class Party:
    """Who a paper is from or for: the part they play, their name, and their lines below it."""

    role: str
    name: str
    lines: Sequence[str] = ()


@dataclass(frozen=True)
class Total:
    """One figure with its words; a strong one stands out, a note explains it in small type."""

    label: str
    amount: str
    strong: bool = False
    note: str = ""


class Paper:
    """An A4 paper being drawn; `finish` gives its bytes.

    Blocks follow each other downwards and turn the page by themselves.  From the second page on
    the title stands small at the top; every page has a foot with `foot` and "page n / N".
    """

    def __init__(self, *, title: str, author: str, language: str, foot: str = "") -> None:
        self.title = title
        self.foot = foot or title
        self.language = language
        self._stream = BytesIO()
        self.ink = Ink(self._stream, title=title, author=author, language=language)
        self.left = LEFT
        self.right = self.ink.width - LEFT
        self.y = TOP
        self.pages = 1

    @property
    def room(self) -> Length:
        """From the left margin to the right one."""
        return self.right - self.left

    def space(self, millimetres: Length) -> None:
        """Leave so much white, unless the page ends here."""
        self.y += mm(millimetres)

    def need(self, height: Length) -> bool:
        """Turn the page unless so many points are left; True when it was turned."""
        if self.y + height <= self.ink.height - BOTTOM:
            return False
        self.turn()
        return True

    def turn(self) -> None:
        """End this page and begin the next with the small title."""
        self._end_page()
        self.pages += 1
        self.y = TOP - mm(4)
        title = cut(self.title, size=8, room=self.room, bold=True)
        self.ink.text(self.left, self.y, title, size=8, bold=True)
        self.y += mm(2.2)
        self.ink.rule(self.left, self.y, to=self.right, weight=0.6, stitched=True)
        self.y += mm(7)

    def heading(self, title: str, *, subtitle: str = "", aside: Sequence[str] = ()) -> None:
        """The large title, what it is about, and a few lines on the right (number, date)."""
        room = self.room * (0.62 if aside else 1)
        size, lines = fitted(title, size=24, smallest=15, room=room, lines=2, bold=True)
        top = self.y
        for line in lines:
            self.y += size
            self.ink.text(self.left, self.y, line, size=size, bold=True)
            self.y += size * 0.15
        for line in wrap(subtitle, size=11.5, room=room):
            self.y += 15
            self.ink.text(self.left, self.y, line, size=11.5)
        below = self._aside(aside, top + size)
        self.y = max(self.y, below) + mm(4.5)
        self.ink.rule(self.left, self.y, to=self.right, weight=0.8, stitched=True)
        self.y += mm(8)

    def parties(self, *parties: Party) -> None:
        """Two or three parties side by side."""
        gap = mm(8)
        room = (self.room - gap * (len(parties) - 1)) / len(parties)
        blocks = [_party_lines(party, room) for party in parties]
        high = max(sum(leading for *_, leading in block) for block in blocks)
        self.need(high)
        for index, block in enumerate(blocks):
            y = self.y
            for text, size, bold, leading in block:
                y += leading
                self.ink.text(self.left + index * (room + gap), y, text, size=size, bold=bold)
        self.y += high + mm(9)

    def totals(self, totals: Sequence[Total]) -> None:
        """Figures below each other, amounts under amounts; strong ones large on a light band."""
        for total in totals:
            self._total(total)
        self.y += mm(8)

    def section(self, title: str, *, intro: str = "") -> None:
        """A heading inside the paper, also in the viewer's outline; never the last on a page."""
        self.need(mm(34))
        self.ink.bookmark(title, y=self.y)
        for line in wrap(title, size=13, room=self.room, bold=True, lines=2):
            self.y += 14
            self.ink.text(self.left, self.y, line, size=13, bold=True)
        self.y += mm(2)
        if intro:
            self.note(intro)

    def table(self, columns: Sequence[Column]) -> Table:
        """A table of these columns as wide as the paper; use it in a `with`."""
        return Table(self, columns)

    def note(self, text: str) -> None:
        """A paragraph in small type; a line break begins a new one."""
        for paragraph in text.splitlines():
            for line in wrap(paragraph, size=8.5, room=self.room):
                self.need(12)
                self.y += 11.5
                self.ink.text(self.left, self.y, line, size=8.5)
            self.y += mm(1)
        self.y += mm(1.5)

    def signatures(self, *roles: str) -> None:
        """Room to sign for two or three, side by side and never apart: day, name, signature."""
        gap = mm(8)
        room = (self.room - gap * (len(roles) - 1)) / len(roles)
        with translation.override(self.language):
            below = _("Day, name and signature")
        self.need(mm(34))
        for index, role in enumerate(roles):
            x = self.left + index * (room + gap)
            y = self.y
            for line in wrap(role, size=9, room=room, bold=True, lines=2):
                y += 12
                self.ink.text(x, y, line, size=9, bold=True)
            self.ink.rule(x, self.y + mm(27), to=x + room, weight=0.5)
            self.ink.text(x, self.y + mm(31), below, size=7.5)
        self.y += mm(34)

    def finish(self) -> bytes:
        """The paper as PDF; nothing can be drawn afterwards."""
        self._end_page()
        with translation.override(self.language):
            for number in range(1, self.pages + 1):
                words = _("page %(number)s / %(count)s") % {"number": number, "count": self.pages}
                with self.ink.fill(f"foot{number}"):
                    self.ink.text(self.right, self._foot_line(), words, size=7.5, align="right")
        self.ink.close()
        return self._stream.getvalue()

    def _end_page(self) -> None:
        line = self._foot_line()
        self.ink.rule(self.left, line - mm(4.5), to=self.right, weight=0.3)
        foot = cut(self.foot, size=7.5, room=self.room - mm(32))
        self.ink.text(self.left, line, foot, size=7.5)
        self.ink.reserve(f"foot{self.pages}")
        self.ink.turn()

    def _foot_line(self) -> Length:
        return self.ink.height - mm(10)

    def _aside(self, lines: Sequence[str], y: Length) -> Length:
        for index, line in enumerate(lines):
            size = shrink(line, size=10, room=self.room * 0.34, bold=not index)
            self.ink.text(self.right, y, line, size=size, bold=not index, align="right")
            y += 14
        return y - 14 if lines else 0

    def _total(self, total: Total) -> None:
        size, high = (12.0, mm(9.5)) if total.strong else (9.5, mm(6.2))
        notes = wrap(total.note, size=7.5, room=self.room * 0.62)
        self.need(high + 9.5 * len(notes))
        if total.strong:
            self.ink.band(self.left, self.y, wide=self.room, high=high + 9.5 * len(notes))
        inset = mm(3)
        line = self.y + high / 2 + size * 0.33
        words, label = fitted(
            total.label, size=size, smallest=6, room=self.room * 0.6, lines=1, bold=total.strong
        )
        self.ink.text(self.left + inset, line, "".join(label), size=words, bold=total.strong)
        size = shrink(total.amount, size=size, room=self.room * 0.34, bold=total.strong)
        self.ink.text(
            self.right - inset, line, total.amount, size=size, bold=total.strong, align="right"
        )
        self.y += high
        for text in notes:
            self.ink.text(self.left + inset, self.y + 5, text, size=7.5)
            self.y += 9.5
        if not total.strong:
            self.ink.rule(self.left, self.y, to=self.right, weight=0.25, grey=0.72)


def _party_lines(party: Party, room: Length) -> list[tuple[str, Length, bool, Length]]:
    """Text, size, weight and leading of each line."""
    lines: list[tuple[str, Length, bool, Length]] = [
        (cut(party.role, size=7.5, room=room), 7.5, False, 8)
    ]
    # A legal name is said whole: 140 letters fit three lines.
    size, names = fitted(party.name, size=11, smallest=7, room=room, lines=3, bold=True)
    lines += [(name, size, True, 14) for name in names]
    for text in party.lines:
        lines += [(line, 9, False, 12.5) for line in wrap(text, size=9, room=room)]
    return lines
