"""Spreadsheets as makers save them, and as nobody should."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook

HEADER = ("Réf", "Pièce", "Qté", "Prix", "TVA")


def workbook(*rows: Sequence[Any], header: Sequence[str] = HEADER) -> bytes:
    """One sheet with a header and these rows."""
    return saved(sheets({"Feuil1": [header, *rows]}))


def sheets(told: Mapping[str, Iterable[Sequence[Any]]]) -> Workbook:
    """A workbook with these sheets, still open to be changed."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in told.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    return book


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def changed(data: bytes, parts: Mapping[str, bytes | None]) -> bytes:
    """A workbook with other parts in its zip; None takes one away."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", 8) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            if content is not None:
                new.writestr(name, content)
    return file.getvalue()


def part(data: bytes, name: str = "xl/worksheets/sheet1.xml") -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return parts.read(name)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip of files by their names."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
    return file.getvalue()
