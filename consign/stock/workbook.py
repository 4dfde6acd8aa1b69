"""A spreadsheet (.xlsx) as a table of texts.

A workbook is a zip of XML made by somebody else: how much comes out of it is known before anything
is unpacked, nothing is computed, and what cannot be trusted is said cell by cell.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook

from consign.refusal import Refused
from consign.stock.tables import (
    FEWEST_HEADERS,
    HEADER_WITHIN,
    NOTHING,
    NotAList,
    Table,
    best_header,
    clean,
    within_limit,
)
from consign.stock.zips import DamagedZip, opened, unpacked

MOST_COLUMNS = 1_000
MOST_SHEETS = 20
MOST_PARTS = 1_000
MOST_UNPACKED = 40_000_000
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED = "EncryptedPackage".encode("utf-16-le")
BOOK, MACROS = "xl/workbook.xml", "xl/vbaProject.bin"
FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
HIDDEN = re.compile(rb"<(?:\w+:)?row [^>]*\bhidden=[\"'](?:1|true)")
UNTRUSTED = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
DIGITS = ".15g"  # as many as a spreadsheet shows: what a computer cannot write in binary stays away

Line = Sequence[Any]


class LockedWorkbook(Refused):
    code = "locked_workbook"
    sentence = _("This file has a password. Save it without one, as .xlsx or CSV.")


class OldWorkbook(Refused):
    code = "old_workbook"
    sentence = _("We cannot read this kind of spreadsheet. Save it as .xlsx or CSV.")


class WorkbookWithMacros(Refused):
    code = "workbook_with_macros"
    sentence = _("This spreadsheet holds macros. Save it as .xlsx or CSV, then choose it again.")


class WorkbookTooLarge(Refused):
    code = "workbook_too_large"
    sentence = _("There is too much in this spreadsheet. Save the sheet with your list as CSV.")


def is_workbook(data: bytes) -> bool:
    """Whether a file is one of a spreadsheet program, whatever its name says."""
    return data.startswith((ZIP, OLE))


def read_workbook(data: bytes) -> Table:
    """The sheet whose header names the most columns we know; of equal ones the first.

    A cell shows what the program that saved the file computed; without that, and where a date or
    an error stands in place of a text, the table's flaws say so.  Hidden rows are read too.

    Refuses `locked_workbook`, `old_workbook`, `workbook_with_macros`, `workbook_too_large`,
    `list_too_long` and `not_a_list`.
    """
    if data.startswith(OLE):
        raise LockedWorkbook if LOCKED in data else OldWorkbook
    plain = _plain(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _Reader(plain).table()
    except Refused:
        raise
    except Exception:  # noqa: BLE001 - a damaged workbook fails in as many ways as there are
        raise NotAList from None


@dataclass(frozen=True)
class _Plain:
    """The XML of a workbook, not packed any more; and what it told while it was looked through."""

    data: bytes
    formulas: bool
    hidden: bool


def _plain(data: bytes) -> _Plain:
    try:
        with opened(io.BytesIO(data), most=MOST_PARTS) as archive:
            _expect_workbook(set(archive.namelist()))
            return _copied(archive, [one for one in archive.infolist() if _is_xml(one)])
    except DamagedZip:
        raise NotAList from None


def _expect_workbook(names: set[str]) -> None:
    if MACROS in names:
        raise WorkbookWithMacros
    if BOOK not in names:
        raise OldWorkbook if {"content.xml", "xl/workbook.bin"} & names else NotAList


def _is_xml(part: zipfile.ZipInfo) -> bool:
    return part.filename.endswith((".xml", ".rels"))


def _copied(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> _Plain:
    if sum(one.file_size for one in parts) > MOST_UNPACKED:
        raise WorkbookTooLarge
    formulas = hidden = False
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as copy:
        for one in parts:
            xml = unpacked(archive, one, most=MOST_UNPACKED)
            if UNTRUSTED.search(xml):
                raise NotAList
            formulas = formulas or bool(FORMULA.search(xml))
            hidden = hidden or bool(HIDDEN.search(xml))
            copy.writestr(one.filename, xml)
    return _Plain(file.getvalue(), formulas, hidden)


class _Reader:
    """Reads one workbook: its saved values, and where it holds formulas whether they have any."""

    def __init__(self, plain: _Plain) -> None:
        self.plain = plain
        self.flaws: dict[tuple[int, int], str] = {}
        self.book = self._opened(values=True)

    def table(self) -> Table:
        known, above, index = max(
            ((*best_header(self._texts(index, HEADER_WITHIN)), -index) for index in self._shown()),
            default=(0, 0, 0),
        )
        if known < FEWEST_HEADERS:
            raise NotAList
        return self._read(-index, -above)

    def _read(self, index: int, above: int) -> Table:
        self.flaws.clear()
        header = _trimmed(list(self._texts(index, above + 1))[above])
        unsaved = self._formulas(index, len(header)) if self.plain.formulas else set()
        rows = self._rows(self.book, index, columns=len(header))
        lines = (self._line(number, row, unsaved) for number, row in rows if number > above + 1)
        body = within_limit(lines)
        title = self.book.worksheets[index].title if len(self._shown()) > 1 else ""
        return Table(";", header, body, above + 2, self.flaws, clean(title), self.plain.hidden)

    def _shown(self) -> list[int]:
        """The sheets to look at; a hidden one is nobody's list."""
        sheets = enumerate(self.book.worksheets[:MOST_SHEETS])
        return [index for index, sheet in sheets if sheet.sheet_state == "visible"]

    def _texts(self, index: int, rows: int) -> Iterator[list[str]]:
        for number, row in self._rows(self.book, index, columns=MOST_COLUMNS, rows=rows):
            yield self._line(number, row, set())

    def _line(self, number: int, row: Line, unsaved: set[tuple[int, int]]) -> list[str]:
        if all(cell.value is None for cell in row) and not unsaved:
            return NOTHING
        return [self._text(cell, (number, at), unsaved) for at, cell in enumerate(row)]

    def _text(self, cell: Any, place: tuple[int, int], unsaved: set[tuple[int, int]]) -> str:
        value = cell.value
        if isinstance(value, str):
            if cell.data_type == "e":
                self.flaws[place] = "formula_error"
            return clean(value)
        if value is None:
            if place in unsaved:
                self.flaws[place] = "formula_unsaved"
                return "="
            return ""
        if isinstance(value, date | time | timedelta):
            self.flaws[place] = "date_in_cell"
            return _day(value)
        return _number(value, percent="%" in cell.number_format)

    def _formulas(self, index: int, columns: int) -> set[tuple[int, int]]:
        """Where formulas stand, by row number and column."""
        rows = self._rows(self._opened(values=False), index, columns=columns)
        return {
            (number, at)
            for number, row in rows
            for at, cell in enumerate(row)
            if cell.data_type == "f"
        }

    def _rows(
        self, book: Any, index: int, *, columns: int, rows: int | None = None
    ) -> Iterator[tuple[int, Line]]:
        sheet = book.worksheets[index]
        # What a file says about its own size is not to be trusted.
        sheet.reset_dimensions()
        yield from enumerate(sheet.iter_rows(max_col=columns, max_row=rows), 1)

    def _opened(self, *, values: bool) -> Any:
        return load_workbook(
            io.BytesIO(self.plain.data), read_only=True, data_only=values, keep_links=False
        )


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells


def _number(value: Any, *, percent: bool) -> str:
    """A number as the spreadsheet shows it: 12.5 and not 12.499999999999998; `21 %` is 21."""
    if isinstance(value, bool):
        return str(value).lower()
    number = Decimal(format(value, DIGITS) if not isinstance(value, int) else value)
    return f"{(number.scaleb(2) if percent else number).normalize():f}"


def _day(value: date | time | timedelta) -> str:
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    return str(value)
