"""A file of cells: its encoding, its separator and its header, found by trying."""

import contextlib
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from consign.refusal import Refused
from consign.stock.columns import Column, meanings

HEADER_WITHIN = 10  # some lists carry a title or a date above their header
FEWEST_HEADERS = 2
DELIMITERS = ";\t,"


class NotAList(Refused):
    code = "not_a_list"
    sentence = _(
        "We cannot read this file as a list of pieces. Save your list as CSV, "
        "with a first line that names the columns, for example: Piece; Quantity; Price."
    )


@dataclass(frozen=True)
class Table:
    """A header and what stands below it, under one separator."""

    delimiter: str
    header: list[str]
    body: list[list[str]]
    first: int

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

    @property
    def known(self) -> int:
        return len(self.places)

    @property
    def remark_is_last(self) -> bool:
        return self.columns[-1] is Column.REMARK

    def fits(self, cells: list[str]) -> bool:
        """A remark is free text: a separator typed inside it only makes it longer."""
        return self.remark_is_last or not any(cells[len(self.header) :])

    def cell(self, column: Column, cells: list[str], *, absent: str = "") -> str:
        """The text in that column; `absent` where the list has no such column."""
        if column not in self.places:
            return absent
        index = self.places[column]
        if column is Column.REMARK and self.remark_is_last:
            return f"{self.delimiter} ".join(cell for cell in cells[index:] if cell)
        return cells[index] if index < len(cells) else ""


def read_table(data: bytes) -> Table:
    """The separator and the line under which a header has the most columns we know.

    Refuses `not_a_list` when no line names two columns, or the bytes are no text.
    """
    text = _decoded(data)
    tables = [table for sign in DELIMITERS for table in _tables(text, sign)]
    best = max(tables, key=lambda table: table.known, default=None)
    if best is None or best.known < FEWEST_HEADERS:
        raise NotAList
    return best


def _tables(text: str, delimiter: str) -> Iterator[Table]:
    try:
        lines = [
            [_clean(cell) for cell in line]
            for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        ]
    except csv.Error:
        return
    for index, line in enumerate(lines[:HEADER_WITHIN]):
        if line:
            yield Table(delimiter, line, lines[index + 1 :], index + 2)


def _clean(cell: str) -> str:
    """One line without control characters; a formula stays the text it is."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in cell).split())


def _decoded(data: bytes) -> str:
    """The text of the file; Excel's "Unicode text" is UTF-16, its older CSV Windows-1252."""
    utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\x00" in data and not utf16:
        raise NotAList
    for encoding in ("utf-16",) if utf16 else ("utf-8-sig", "cp1252"):
        with contextlib.suppress(UnicodeDecodeError):
            return data.decode(encoding)
    raise NotAList
