"""Rows as a file that spreadsheets open: CSV with a header, commas, UTF-8."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
# A spreadsheet takes a text that begins with one of these for a formula, and runs it.
RUNS = ("=", "+", "-", "@", "\t", "\r")


def table(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """These columns of rows, with a header; a row without one of them leaves it empty."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(columns)
    writer.writerows([cell(row.get(column)) for column in columns] for row in rows)
    return file.getvalue().encode()


def cell(value: Any) -> str:
    """A value as a spreadsheet may read it: what only looks like a formula stays text."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(RUNS) and not NUMBER.fullmatch(text) else text
