"""Reading the list a maker keeps of their pieces.  Pure: bytes in, rows and problems out.

Makers keep lists in whatever they have: semicolons or commas or tabs, decimal commas, an old
Windows code page, a title above the header.  What can be read without guessing is read; every
other line is left out with its reason, so that the maker corrects their own list.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID, uuid5

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consign.refusal import Refused
from consign.stock.cells import MOST_PIECES, UnclearError, check, price, quantity, vat_percent
from consign.stock.columns import Column
from consign.stock.tables import NotAList, Table, read_table

MOST_BYTES = 1_000_000
MOST_ROWS = 2_000
STANDARD_VAT = "21"
SHOWN = 40

__all__ = [
    "ColumnMissing",
    "ColumnTwice",
    "ListProblem",
    "ListRead",
    "ListRow",
    "ListTooLong",
    "NotAList",
    "read_list",
]


class ListTooLong(Refused):
    code = "list_too_long"
    sentence = _("This list is too long. Send at most %(rows)d lines at a time.")


class ColumnMissing(Refused):
    code = "column_missing"
    sentence = _("The list has no column “%(column)s”. Add it and send the list again.")


class ColumnTwice(Refused):
    code = "column_twice"
    sentence = _("Two columns of the list could be “%(column)s”. Keep one and send the list again.")


@dataclass(frozen=True)
class ListRow:
    """A line that can be announced.  `number` is its row in the file, the header's included.

    Price is in euro with VAT, above zero; quantity at least one; texts may be empty, but never
    the title.
    """

    number: int
    reference: str
    title: str
    materials: str
    size: str
    quantity: int
    price: Decimal
    vat_percent: Decimal
    remark: str

    def key(self, of_list: UUID) -> UUID:
        """The key of this line's item when the list is taken over under the key `of_list`."""
        return uuid5(of_list, str(self.number))


_SENTENCES: dict[str, str | Promise] = {
    "title_missing": _("The piece has no name. Write one."),
    "text_too_long": _("This text is too long. Shorten it to %(longest)d characters."),
    "quantity_missing": _("The quantity is empty. Write how many pieces you bring."),
    "quantity_not_whole": _("“%(cell)s” is not a whole number of pieces."),
    "quantity_too_large": _("%(cell)s pieces is more than we can take. At most %(most)d."),
    "made_to_order": _(
        "The quantity is 0: nothing can be shown yet. Register the piece once it is made."
    ),
    "price_missing": _("The price is empty. Write what a customer pays, VAT included."),
    "price_unreadable": _("“%(cell)s” is not a price. Write it like 12,50."),
    "price_too_fine": _(
        "“%(cell)s” has three decimals or an unclear thousand. Write it like 1000 or 12,50."
    ),
    "price_not_above_zero": _("The price must be above zero."),
    "vat_missing": _("The VAT rate is empty. Write 21, 12 or 6."),
    "vat_unknown": _("“%(cell)s” is not a VAT rate of goods. Write 21, 12 or 6."),
    "reference_twice": _("This reference already stands in row %(first)d. Give each its own."),
    "reference_known": _(
        "You have registered “%(cell)s” before. Give another piece a reference of its own."
    ),
    "too_many_cells": _("This line has more cells than the header. Check its separators."),
}


@dataclass(frozen=True)
class ListProblem:
    """Why a line was left out: its row, the column at fault and a stable code.

    `column` is the header as the maker wrote it, empty when it is the whole line.
    """

    number: int
    column: str
    code: str
    cell: str = ""
    longest: int = 0
    first: int = 0

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, in the reader's language."""
        return str(_SENTENCES[self.code]) % {
            "cell": self.cell,
            "longest": self.longest,
            "first": self.first,
            "most": MOST_PIECES,
        }


@dataclass(frozen=True)
class ListRead:
    """What a list says.  A line is in `rows` or has at least one problem, never both."""

    rows: list[ListRow]
    problems: list[ListProblem]

    def without(self, references: Collection[str]) -> "ListRead":
        """The same list; lines whose reference, in small letters, is among these are left out."""
        kept = [row for row in self.rows if row.reference.casefold() not in references]
        known = [
            ListProblem(row.number, "", "reference_known", row.reference)
            for row in self.rows
            if row.reference.casefold() in references
        ]
        return ListRead(kept, sorted([*self.problems, *known], key=lambda one: one.number))


def read_list(data: bytes) -> ListRead:
    """Read a maker's list: CSV with semicolons, tabs or commas, UTF-8, UTF-16 or Windows-1252.

    The header may be in French, Dutch, English or German; a piece's name and its price are
    needed, the rest may be absent: then each line is one piece at the standard VAT rate.
    A price is taken as written, however surprising (`1.045,00 €` is 1045.00).

    Refuses `not_a_list`, `list_too_long`, `column_missing` and `column_twice`, which are about
    the whole file; what is wrong with a single line comes back as its problems.
    """
    if len(data) > MOST_BYTES:
        raise ListTooLong(rows=MOST_ROWS)
    table = read_table(data)
    _check_columns(table.columns)
    if len(table.body) > MOST_ROWS:
        raise ListTooLong(rows=MOST_ROWS)
    return _Reader(table).read()


def _check_columns(columns: Sequence[Column | None]) -> None:
    for column in (Column.TITLE, Column.PRICE):
        if column not in columns:
            raise ColumnMissing(column=column.label)
    for column in (Column.TITLE, Column.QUANTITY, Column.PRICE, Column.VAT):
        if columns.count(column) > 1:
            raise ColumnTwice(column=column.label)


class _Reader:
    """Reads the lines under one header and remembers the references it has seen."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.references: dict[str, int] = {}

    def read(self) -> ListRead:
        rows: list[ListRow] = []
        problems: list[ListProblem] = []
        for number, cells in enumerate(self.table.body, self.table.first):
            if not any(cells):
                continue
            found = list(self.problems(number, cells))
            problems.extend(found)
            if not found:
                rows.append(self.row(number, cells))
        return ListRead(rows, problems)

    def problems(self, number: int, cells: list[str]) -> Iterator[ListProblem]:
        if not self.table.fits(cells):
            yield ListProblem(number, "", "too_many_cells")
            return
        for column, index in self.table.places.items():
            cell = self.table.cell(column, cells)
            try:
                check(cell, column)
                if column is Column.REFERENCE:
                    self.seen(cell, number)
            except UnclearError as no:
                name = self.table.header[index]
                yield ListProblem(number, name, no.code, cell[:SHOWN], no.longest, no.first)

    def seen(self, reference: str, number: int) -> None:
        first = self.references.setdefault(reference.casefold(), number) if reference else number
        if first != number:
            raise UnclearError("reference_twice", first=first)

    def row(self, number: int, cells: list[str]) -> ListRow:
        """A line without problems.  A list without a quantity column names single pieces."""
        table = self.table
        return ListRow(
            number=number,
            reference=table.cell(Column.REFERENCE, cells),
            title=table.cell(Column.TITLE, cells),
            materials=table.cell(Column.MATERIALS, cells),
            size=table.cell(Column.SIZE, cells),
            quantity=quantity(table.cell(Column.QUANTITY, cells, absent="1")),
            price=price(table.cell(Column.PRICE, cells)),
            vat_percent=vat_percent(table.cell(Column.VAT, cells, absent=STANDARD_VAT)),
            remark=table.cell(Column.REMARK, cells),
        )
