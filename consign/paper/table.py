"""Tables on paper: fixed columns, head on every page, rows in one pass."""

from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from consign.paper.ink import BEFORE, Ink
from consign.paper.lengths import Length, mm
from consign.paper.lines import cut, fitted, shrink, wrap
from consign.paper.pen import Align

SIZE: Length = 8.5
SMALL: Length = 7.25
LEADING: Length = 10.5
PAD = mm(1.3)
GAP = mm(2.5)
UNDER: Length = 9.5
HAIR: Length = 0.25
DROP: Length = 2.6


@dataclass(frozen=True)
class Column:
    """A column of a table: its words, its width in millimetres, and which side it leans on.

    One column may have no width: it takes what the others leave.  A text that leans left is
    wrapped into at most `lines` lines; one that leans right is an amount: it is never cut, but
    drawn smaller where it would not fit.
    """

    title: str
    wide: Length | None = None
    align: Align = "left"
    lines: int = 2


class Page(Protocol):
    """What a table needs of the paper it stands on."""

    ink: Ink
    left: Length
    right: Length
    y: Length

    def need(self, height: Length) -> bool: ...


@dataclass(frozen=True)
class Cell:
    """One cell, measured: the size it is drawn in and its lines."""

    size: Length
    lines: Sequence[str]


class Table:
    """A table being drawn downwards; begin and end it with `with`.

    The head is drawn with the first row and again on every page, with the group that goes on.
    The time a row takes does not depend on how many there were before.
    """

    def __init__(self, paper: Page, columns: Sequence[Column]) -> None:
        self._paper = paper
        self._columns = columns
        self._places = _places(columns, left=paper.left, right=paper.right)
        self._head = [
            Cell(*fitted(column.title, size=SMALL, smallest=5, room=room, lines=2, bold=True))
            for column, (_, room) in zip(columns, self._places, strict=True)
        ]
        self._group = ""
        self._begun = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._paper.y += mm(8)

    def group(self, title: str) -> None:
        """A heading for the rows that follow; it never stands alone at the foot of a page."""
        self._group = ""
        self._open(mm(18))
        self._group = title
        self._draw_group()

    def row(self, cells: Sequence[str], *, note: str = "") -> None:
        """One row, a text for each column; `note` runs below it in small type.

        A row is never split over two pages.  Too many or too few cells raise ValueError.
        """
        self._draw(cells, note=note)
        self._rule(HAIR, grey=0.72)

    def total(self, cells: Sequence[str]) -> None:
        """A row in bold below a line; it ends its group."""
        self._draw(cells, bold=True)
        self._group = ""
        self._paper.y += mm(1.5)

    def _draw(self, cells: Sequence[str], *, bold: bool = False, note: str = "") -> None:
        measured = [
            _measure(text, column, room, bold=bold)
            for text, column, (_, room) in zip(cells, self._columns, self._places, strict=True)
        ]
        notes = wrap(note, size=SMALL, room=self._paper.right - self._paper.left) if note else []
        deep = max(1, *(len(cell.lines) for cell in measured))
        high = deep * LEADING + len(notes) * UNDER + 2 * PAD
        self._open(high)
        if bold:
            self._rule(0.6)
        self._draw_cells(measured, deep=0, bold=bold)
        y = self._paper.y + PAD + deep * LEADING
        for line in notes:
            y += UNDER
            self._paper.ink.text(self._paper.left, y - 2, line, size=SMALL)
        self._paper.y += high

    def _draw_cells(self, cells: Sequence[Cell], *, deep: int, bold: bool) -> None:
        """Cells beside each other; one with fewer lines than `deep` is sunk to the last."""
        for cell, column, (left, room) in zip(cells, self._columns, self._places, strict=True):
            x = left + room * BEFORE[column.align]
            y = self._paper.y + PAD + max(0, deep - len(cell.lines)) * LEADING
            for line in cell.lines:
                y += LEADING
                self._paper.ink.text(
                    x, y - DROP, line, size=cell.size, bold=bold, align=column.align
                )

    def _open(self, high: Length) -> None:
        """Make room for a row, with the head where one is due."""
        if not self._begun:
            self._paper.need(high + 3 * LEADING + 4 * PAD)
            self._draw_head()
            self._begun = True
        elif self._paper.need(high):
            self._draw_head()
            if self._group:
                self._draw_group()

    def _draw_head(self) -> None:
        deep = max(len(cell.lines) for cell in self._head)
        self._draw_cells(self._head, deep=deep, bold=True)
        self._paper.y += deep * LEADING + 2 * PAD
        self._rule(0.6)

    def _draw_group(self) -> None:
        room = self._paper.right - self._paper.left
        self._paper.y += mm(2.8)
        title = cut(self._group, size=9.5, room=room, bold=True)
        self._paper.ink.text(self._paper.left, self._paper.y + 8.5, title, size=9.5, bold=True)
        self._paper.y += 9.5 + PAD
        self._rule(HAIR, grey=0.72)

    def _rule(self, weight: Length, *, grey: Length = 0) -> None:
        paper = self._paper
        paper.ink.rule(paper.left, paper.y, to=paper.right, weight=weight, grey=grey)


def _places(
    columns: Sequence[Column], *, left: Length, right: Length
) -> list[tuple[Length, Length]]:
    """Left end and room of every column."""
    taken = sum(mm(column.wide) for column in columns if column.wide is not None)
    rest = right - left - taken - GAP * (len(columns) - 1)
    places = []
    for column in columns:
        room = rest if column.wide is None else mm(column.wide)
        places.append((left, room))
        left += room + GAP
    return places


def _measure(text: str, column: Column, room: Length, *, bold: bool) -> Cell:
    if column.align == "right":
        return Cell(shrink(text, size=SIZE, room=room, bold=bold), [text] if text else [])
    return Cell(SIZE, wrap(text, size=SIZE, room=room, bold=bold, lines=column.lines))
