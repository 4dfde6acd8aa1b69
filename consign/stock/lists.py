"""Reading the list a maker keeps of their pieces.  Pure: bytes in, rows and problems out.

Makers keep lists in whatever they have: semicolons or commas or tabs, decimal commas, an old
Windows code page, a title above the header.  What can be read without guessing is read; every
other line is left out with its reason, so that the maker corrects their own list.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from django.utils.translation import gettext_lazy as _

from consign.codes import label
from consign.refusal import Refused
from consign.stock.cells import UnclearError, taken
from consign.stock.columns import Column
from consign.stock.problems import ListProblem
from consign.stock.tables import MOST_ROWS, ListTooLong, NotAList, Table, read_text
from consign.stock.workbook import is_workbook, read_workbook

MOST_BYTES = 5_000_000
STANDARD_VAT = Decimal(21)
SHOWN = 40
# What a date standing in a cell may well be meant to say.
DATED = (Column.REMARK,)
# Columns of which a second one would be a choice we do not make.
ONCE = (
    Column.TITLE,
    Column.QUANTITY,
    Column.PRICE,
    Column.VAT,
    Column.METAL,
    Column.VALUE,
    Column.CODE,
)

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
    care: str = ""
    metal_grams: Decimal | None = None
    agreed_value: Decimal | None = None
    photos: tuple[str, ...] = ()

    def key(self, of_list: UUID) -> UUID:
        """The key of this line's item when the list is taken over under the key `of_list`."""
        return uuid5(of_list, str(self.number))


@dataclass(frozen=True)
class Named:
    """How a line names its piece, even one with problems; label codes without spaces."""

    reference: str
    code: str


@dataclass(frozen=True)
class ListRead:
    """What a list says.  A line is in `rows` or has at least one problem, never both.

    `named` has every line by its number; `sheet` is the name of the sheet that was chosen among
    several, `hidden` tells that hidden rows were read as well, `headings` are the columns as the
    maker wrote them.
    """

    rows: list[ListRow]
    problems: list[ListProblem]
    named: Mapping[int, Named] = field(default_factory=dict)
    sheet: str = ""
    hidden: bool = False
    headings: Mapping[Column, str] = field(default_factory=dict)

    @property
    def left_out(self) -> list[int]:
        """The numbers of the lines with problems; one may have several."""
        return sorted({problem.number for problem in self.problems})

    def without(self, references: Collection[str], codes: Collection[str] = ()) -> "ListRead":
        """The same list; a line whose reference, in small letters, or else whose label code is
        among these has that as its only problem."""
        known = dict(self._known(references, codes))
        others = [no for no in self.problems if no.number not in known]
        return replace(self, problems=others).but_for(known.values())

    def but_for(self, found: Iterable[ListProblem]) -> "ListRead":
        """The same list with more problems, and without the rows they are about."""
        problems = sorted([*self.problems, *found], key=lambda one: one.number)
        wrong = {problem.number for problem in problems}
        kept = [row for row in self.rows if row.number not in wrong]
        return replace(self, rows=kept, problems=problems)

    def _known(
        self, references: Collection[str], codes: Collection[str]
    ) -> Iterator[tuple[int, ListProblem]]:
        for number, named in self.named.items():
            if named.reference and named.reference.casefold() in references:
                yield number, ListProblem(number, "", "reference_known", named.reference)
            elif named.code and named.code in codes:
                told = label.spaced(named.code)
                yield number, ListProblem(number, "", "code_known", told)


def read_list(data: bytes) -> ListRead:
    """Read a maker's list: a spreadsheet (.xlsx), or CSV with semicolons, tabs or commas, in
    UTF-8, UTF-16 or Windows-1252.  What it is tells its content, not its name.

    The header may be in French, Dutch, English or German; a piece's name and its price are
    needed, the rest may be absent: then each line is one piece at the standard VAT rate.
    A price is taken as written, however surprising (`1.045,00 €` is 1045.00).

    Refuses `not_a_list`, `list_too_long`, `column_missing`, `column_twice` and what
    `read_workbook` refuses, which are about the whole file; what is wrong with a single line comes
    back as its problems.
    """
    if len(data) > MOST_BYTES:
        raise ListTooLong(rows=MOST_ROWS)
    table = read_workbook(data) if is_workbook(data) else read_text(data)
    _check_columns(table.columns)
    return _Reader(table).read()


def _check_columns(columns: Sequence[Column | None]) -> None:
    for column in (Column.TITLE, Column.PRICE):
        if column not in columns:
            raise ColumnMissing(column=column.label)
    for column in ONCE:
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
        named: dict[int, Named] = {}
        for number, cells in enumerate(self.table.body, self.table.first):
            if not cells:
                continue
            named[number] = self.named(cells)
            told: dict[Column, Any] = {}
            found = list(self.problems(number, cells, told))
            problems.extend(found)
            if not found:
                rows.append(_row(number, told))
        table = self.table
        headings = {column: table.header[index] for column, index in table.places.items()}
        return ListRead(rows, problems, named, table.sheet, table.hidden, headings)

    def named(self, cells: list[str]) -> Named:
        code = self.table.cell(Column.CODE, cells)
        try:
            return Named(self.table.cell(Column.REFERENCE, cells), label.read(code) if code else "")
        except Refused:
            return Named(self.table.cell(Column.REFERENCE, cells), "")

    def problems(
        self, number: int, cells: list[str], told: dict[Column, Any]
    ) -> Iterator[ListProblem]:
        """What is wrong with a line; what its cells say otherwise goes into `told`."""
        if not self.table.fits(cells):
            yield ListProblem(number, "", "too_many_cells")
            return
        for column, index in self.table.places.items():
            cell = self.table.cell(column, cells)
            try:
                self.expect_sound(number, index, column)
                told[column] = taken(cell, column)
                if column is Column.REFERENCE:
                    self.seen(cell, number)
            except UnclearError as no:
                name = self.table.header[index]
                yield ListProblem(number, name, no.code, cell[:SHOWN], no.longest, no.first)

    def expect_sound(self, number: int, index: int, column: Column) -> None:
        flaw = self.table.flaws.get((number, index))
        if flaw is not None and not (flaw == "date_in_cell" and column in DATED):
            raise UnclearError(flaw)

    def seen(self, reference: str, number: int) -> None:
        first = self.references.setdefault(reference.casefold(), number) if reference else number
        if first != number:
            raise UnclearError("reference_twice", first=first)


def _row(number: int, told: Mapping[Column, Any]) -> ListRow:
    """A line without problems.  A list without a quantity column names single pieces."""
    return ListRow(
        number=number,
        reference=told.get(Column.REFERENCE, ""),
        title=told[Column.TITLE],
        materials=told.get(Column.MATERIALS, ""),
        size=told.get(Column.SIZE, ""),
        quantity=told.get(Column.QUANTITY, 1),
        price=told[Column.PRICE],
        vat_percent=told.get(Column.VAT, STANDARD_VAT),
        remark=told.get(Column.REMARK, ""),
        care=told.get(Column.CARE, ""),
        metal_grams=told.get(Column.METAL),
        agreed_value=told.get(Column.VALUE),
        photos=told.get(Column.PHOTOS, ()),
    )
