"""A chart as plain data: the picture, the table beside it and the file say the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.utils.formats import number_format
from django.utils.translation import get_language

from consign.money.text import money
from consign.paper.spreadsheet import table

Value = Decimal | int


class Unit(StrEnum):
    """What a column's numbers are; pieces, days and the like are whole."""

    MONEY = "money"
    WHOLE = "whole"


@dataclass(frozen=True)
class Column:
    """One row of numbers: `key` in the file, `label` for people."""

    key: str
    label: str
    unit: Unit = Unit.WHOLE


@dataclass(frozen=True)
class Row:
    """One bar: what it is, in the file (`key`), in the table (`label`), beside it (`short`)."""

    key: str
    label: str
    values: tuple[Value, ...]
    short: str = ""
    url: str = ""


@dataclass(frozen=True)
class Chart:
    """Some figures under one title; the first `drawn` columns are the bars of the picture.

    A second column that is drawn is a part of the first: it stands inside its bar.  Over time the
    bars stand beside each other, else they lie one below the other, the first `longest` of them.
    """

    key: str
    title: str
    says: str
    what: Column
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    over_time: bool = False
    drawn: int = 1
    longest: int = 10

    @property
    def empty(self) -> bool:
        """Whether there is nothing to look at."""
        return not any(any(row.values) for row in self.rows)

    @property
    def table(self) -> list[tuple[Row, list[tuple[Column, str]]]]:
        """Every row with its numbers in the reader's language."""
        return [(row, self._told(row)) for row in self.rows]

    @property
    def left_out(self) -> int:
        """How many rows the picture has no room for."""
        return 0 if self.over_time else max(len(self.rows) - self.longest, 0)

    def _told(self, row: Row) -> list[tuple[Column, str]]:
        told = zip(self.columns, row.values, strict=True)
        return [(column, said(value, column.unit)) for column, value in told]


def said(value: Value, unit: Unit) -> str:
    """A number of a chart as the reader's language writes it."""
    if unit == Unit.MONEY:
        return money(Decimal(value), get_language() or "en")
    return number_format(value, use_l10n=True, force_grouping=True)


def chart_csv(chart: Chart) -> bytes:
    """A chart's numbers as a file; amounts as `45.00`."""
    keys = [column.key for column in chart.columns]
    rows = [
        {chart.what.key: row.key, **dict(zip(keys, row.values, strict=True))} for row in chart.rows
    ]
    return table([chart.what.key, *keys], rows)
