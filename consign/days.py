"""The local day of a moment, months, and counting days.

A day is a day in Brussels (settings.TIME_ZONE): the payee, the terms and the VAT status of a sale
follow it, so a sale at 23:10 UTC on 14 November belongs to the 15th.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Self

from django.utils import formats, timezone

WRITTEN = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


def local_day(moment: datetime) -> date:
    """The local day of an aware moment; a naive one raises ValueError."""
    return timezone.localdate(moment)


def start_of(day: date) -> datetime:
    """The first moment of a local day, aware and in UTC."""
    midnight = datetime.combine(day, time.min)
    return timezone.make_aware(midnight).astimezone(UTC)


def of_this_century(day: date) -> bool:
    """Whether a day somebody typed can be meant: it has a beginning and a day after, everywhere."""
    return 2000 <= day.year < 2100


def day_after(day: date) -> date:
    return day + timedelta(days=1)


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month, the period every account is closed for."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `2026-11`; anything else, and a year without neighbours, raises ValueError."""
        found = WRITTEN.fullmatch(text)
        if found is None or not date.min.year < int(found[1]) < date.max.year:
            raise ValueError(f"not a month: {text!r}")
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    @property
    def in_words(self) -> str:
        """`November 2026`, in the language that is active."""
        return formats.date_format(self.first, "YEAR_MONTH_FORMAT")

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> "Month":
        year, index = divmod(self.year * 12 + self.number, 12)
        return Month(year, index + 1)

    @property
    def previous(self) -> "Month":
        return Month.of(self.first - timedelta(days=1))
