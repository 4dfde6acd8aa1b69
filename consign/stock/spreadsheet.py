"""Writing a spreadsheet (.xlsx), row by row, into a file that vanishes when it is closed."""

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from consign.stock.exporting import Cell, plain_text

WIDEST, NARROWEST = 40, 11
HEADER = Font(bold=True)
SHADE = PatternFill("solid", fgColor="EFE9DF")


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, the first row, which stays in view, and what stands below it."""

    title: str
    heading: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def as_workbook(sheets: Iterable[Sheet]) -> IO[bytes]:
    """A workbook with these sheets, ready to be read from its beginning."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        _add(book, sheet)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    book.save(file)
    file.seek(0)
    return file


def _add(book: Workbook, told: Sheet) -> None:
    sheet: Any = book.create_sheet(told.title[:31])
    sheet.freeze_panes = "A2"
    for number, name in enumerate(told.heading, 1):
        width = min(WIDEST, max(NARROWEST, len(name) + 4))
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([_header(sheet, name) for name in told.heading])
    for row in told.rows:
        sheet.append([_cell(sheet, value) for value in row])


def _header(sheet: Any, name: str) -> Any:
    cell = WriteOnlyCell(sheet, name)
    cell.font, cell.fill = HEADER, SHADE
    return cell


def _cell(sheet: Any, value: Cell) -> Any:
    cell: Any = WriteOnlyCell(sheet)
    if isinstance(value, str):
        # A text is a text, whatever it begins with.
        cell.value, cell.data_type = plain_text(value), "s"
        return cell
    cell.value = value
    if isinstance(value, Decimal) and value.as_tuple().exponent:
        cell.number_format = "0.00"
    return cell
