"""A file of cells, with its header: a spreadsheet, or a text whose signs are found by trying."""

import contextlib
import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from django.utils.translation import gettext_lazy as _

from consign.refusal import Refused
from consign.stock.columns import Column, meanings

HEADER_WITHIN = 10  # some lists carry a title or a date above their header
FEWEST_HEADERS = 2
DELIMITERS = ";\t,"
MOST_ROWS = 5_000
MOST_LINES = 1_048_576  # of a sheet, nearly all of them empty
NOTHING: list[str] = []


class NotAList(Refused):
    code = "not_a_list"
    sentence = _(
        "We cannot read this file as a list of pieces. Save your list as .xlsx or CSV, "
        "with a first line that names the columns, for example: Piece; Quantity; Price."
    )


class ListTooLong(Refused):
    code = "list_too_long"
    sentence = _("This list is too long. Send at most %(rows)d lines at a time.")


@dataclass(frozen=True)
class Table:
    """A header and what stands below it.

    `delimiter` is what separates cells, `first` the number of the row below the header.  `flaws`
    says of cells, by row number and column index, why their text cannot be trusted.  `sheet` names
    the sheet of a workbook with several; `hidden` tells whether some of its rows are hidden.
    """

    delimiter: str
    header: list[str]
    body: list[list[str]]
    first: int
    flaws: Mapping[tuple[int, int], str] = field(default_factory=dict)
    sheet: str = ""
    hidden: bool = False

    @cached_property
    def columns(self) -> list[Column | None]:
        return meanings(self.header)

    @cached_property
    def places(self) -> dict[Column, int]:
        """Where each column stands, in the order of the file; twice: the first place."""
        found: dict[Column, int] = {}
        for index, column in enumerate(self.columns):
            if column is not None:
                found.setdefault(column, index)
        return found

    @cached_property
    def remark_is_last(self) -> bool:
        return self.columns[-1] is Column.REMARK

    def fits(self, cells: list[str]) -> bool:
        """A remark is free text: a separator typed inside it only makes it longer."""
        return self.remark_is_last or not any(cells[len(self.header) :])

    def cell(self, column: Column, cells: list[str]) -> str:
        """The text in that column; nothing where the list has no such column."""
        index = self.places.get(column)
        if index is None:
            return ""
        if column is Column.REMARK and self.remark_is_last:
            return f"{self.delimiter} ".join(cell for cell in cells[index:] if cell)
        return cells[index] if index < len(cells) else ""


def known_columns(header: Sequence[str]) -> int:
    """How many columns we know a row would name, were it the header."""
    return len({column for column in meanings(header) if column is not None})


def best_header(lines: Iterable[Sequence[str]]) -> tuple[int, int]:
    """How many columns the best header among the first lines names, and its index."""
    first = enumerate(islice(lines, HEADER_WITHIN))
    return max(((known_columns(line), -index) for index, line in first), default=(0, 0))


def read_text(data: bytes) -> Table:
    """The separator and the line under which a header has the most columns we know.

    Refuses `not_a_list` when no line names two columns, or the bytes are no text.
    """
    content = _decoded(data)
    best = max(((*_header(content, sign), sign) for sign in DELIMITERS), key=lambda one: one[0])
    known, above, delimiter = best
    if known < FEWEST_HEADERS:
        raise NotAList
    try:
        lines = _lines(content, delimiter)
        header = next(islice(lines, -above, None))
        body = within_limit(lines)
    except csv.Error:
        raise NotAList from None
    return Table(delimiter, header, body, 2 - above)


def within_limit(lines: Iterable[list[str]]) -> list[list[str]]:
    """All lines of a body; refuses `list_too_long`.  Empty lines count for nothing."""
    body: list[list[str]] = []
    filled = 0
    for line in lines:
        some = any(line)
        filled += some
        if filled > MOST_ROWS or len(body) == MOST_LINES:
            raise ListTooLong(rows=MOST_ROWS)
        body.append(line if some else NOTHING)
    return body


def clean(cell: str) -> str:
    """One line without control characters; a formula stays the text it is.

    The apostrophe that keeps a spreadsheet from running what it precedes goes.
    """
    if not cell.isprintable():
        cell = "".join(sign if sign.isprintable() else " " for sign in cell)
    cell = " ".join(cell.split())
    return cell[1:] if cell[:1] == "'" and cell[1:2] in RUNS else cell


# What a spreadsheet takes for the beginning of a formula.
RUNS = ("=", "+", "-", "@")


def _header(content: str, delimiter: str) -> tuple[int, int]:
    try:
        return best_header(_lines(content, delimiter))
    except csv.Error:
        return 0, 0


def _lines(content: str, delimiter: str) -> Iterator[list[str]]:
    for line in csv.reader(io.StringIO(content, newline=""), delimiter=delimiter):
        yield [clean(cell) for cell in line]


def _decoded(data: bytes) -> str:
    """The text of the file; Excel's "Unicode text" is UTF-16, its older CSV Windows-1252."""
    utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\x00" in data and not utf16:
        raise NotAList
    for encoding in ("utf-16",) if utf16 else ("utf-8-sig", "cp1252"):
        with contextlib.suppress(UnicodeDecodeError):
            return data.decode(encoding)
    raise NotAList
