"""Blocks that only documents have: a row of facts, and a transfer with its code to scan."""

from collections.abc import Sequence
from typing import NamedTuple

from consign.paper import qr
from consign.paper.lengths import Length, mm
from consign.paper.lines import fitted, shrink, wrap
from consign.paper.page import Paper, Total

GAP = mm(8)
SYMBOL = mm(34)
"""The side of a payment code without its margin; a module is half a millimetre at the very least,
for the guidelines end at 69 of them."""
UNDER = mm(5.5)
ROW: Length = 25


class Fact(NamedTuple):
    """Something known of the document, and what it is called."""

    label: str
    text: str


def draw_facts(paper: Paper, facts: Sequence[Fact]) -> None:
    """The facts side by side, each under what it is called."""
    room = (paper.room - GAP * (len(facts) - 1)) / len(facts)
    deepest = paper.y
    for index, fact in enumerate(facts):
        x = paper.left + index * (room + GAP)
        y = paper.y + 8
        label = shrink(fact.label, size=7.5, room=room)
        paper.ink.text(x, y, fact.label, size=label)
        size, lines = fitted(fact.text, size=9.5, smallest=7, room=room, lines=3)
        for line in lines:
            y += size * 1.32
            paper.ink.text(x, y, line, size=size)
        deepest = max(deepest, y)
    paper.y = deepest + mm(5)


def keep_together(paper: Paper, totals: Sequence[Total]) -> None:
    """Turn the page unless all of these figures find room on it."""
    paper.need(sum(mm(9.5 if one.strong else 6.2) + (9.5 if one.note else 0) for one in totals))


def draw_transfer(
    paper: Paper, title: str, rows: Sequence[Fact], *, code: str = "", hint: str = ""
) -> None:
    """How to transfer what is due, all on one page; with a code, it is drawn beside its rows.

    The code keeps its white margin, and `hint` below it says what it is for.
    """
    hints = wrap(hint, size=7.5, room=SYMBOL) if code else []
    deep = SYMBOL + UNDER + 9.5 * len(hints) if code else 0
    paper.need(mm(13.2) + max(deep, ROW * len(rows)))
    paper.section(title)
    # A comma or a p of the title hangs down, and may not reach into the code's margin.
    top = paper.y + mm(3.2)
    if code:
        _draw_code(paper, code, top)
        for index, line in enumerate(hints):
            paper.ink.text(paper.left, top + SYMBOL + UNDER + 9.5 * index, line, size=7.5)
    left = paper.left + (SYMBOL + GAP if code else 0)
    for index, row in enumerate(rows):
        y = top + ROW * index
        paper.ink.text(left, y + 6, row.label, size=7.5)
        size = shrink(row.text, size=10, room=paper.right - left, bold=not index)
        paper.ink.text(left, y + 18, row.text, size=size, bold=not index)
    paper.y = top + max(deep, ROW * len(rows))


def _draw_code(paper: Paper, code: str, top: Length) -> None:
    """The symbol at the left margin; the paper around it is its white margin of four modules."""
    modules = qr.matrix(code)
    qr.draw(
        paper.ink.canvas,
        modules,
        x=paper.left,
        y=paper.ink.height - top,
        module=SYMBOL / len(modules),
    )
