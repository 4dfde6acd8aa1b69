"""Amounts, days and moments as one language writes them on paper."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import formats, timezone

from consign.money.text import money, percent_text


@dataclass(frozen=True)
class Written:
    """How the reader of a paper reads; days follow the language that is active."""

    language: str

    def money(self, amount: Decimal) -> str:
        return money(amount, self.language)

    def percent(self, value: Decimal) -> str:
        return percent_text(value, self.language)

    def day(self, day: date) -> str:
        return formats.date_format(day, "SHORT_DATE_FORMAT")

    def moment(self, moment: datetime) -> str:
        return formats.date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")
