"""The stretches of time figures are looked at over, and the bars each is cut into."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.dates import MONTHS_3
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from consign.days import Month
from consign.figures.sums import Sums, days_between, months_until

# How far back each reaches, in the word that stands in the address.
DAYS = {"30": 30, "90": 91}
YEAR = "365"
MONTHS = 12


@dataclass(frozen=True)
class Period:
    """From a day to a day, both in it; `name` stands in addresses, `label` is for people."""

    name: str
    label: str
    since: date
    until: date

    def cut(self, sums: Mapping[date, Sums]) -> list[tuple[str, str, str, Sums]]:
        """The sums of each bar, as (key, words, short words, sums): days, weeks or months."""
        if self.name == YEAR:
            return self._by_month(sums)
        return self._by_day(sums) if self.name == "30" else self._by_week(sums)

    def _by_day(self, sums: Mapping[date, Sums]) -> list[tuple[str, str, str, Sums]]:
        return [
            (str(day), date_format(day, "SHORT_DATE_FORMAT"), str(day.day), sums.get(day, Sums()))
            for day in days_between(self.since, self.until)
        ]

    def _by_week(self, sums: Mapping[date, Sums]) -> list[tuple[str, str, str, Sums]]:
        weeks: dict[date, Sums] = defaultdict(Sums)
        for day in days_between(self.since, self.until):
            weeks[day - timedelta(days=(day - self.since).days % 7)] += sums.get(day, Sums())
        return [
            (
                str(first),
                _("week from %(day)s") % {"day": date_format(first, "SHORT_DATE_FORMAT")},
                f"{first.day}/{first.month}",
                told,
            )
            for first, told in weeks.items()
        ]

    def _by_month(self, sums: Mapping[date, Sums]) -> list[tuple[str, str, str, Sums]]:
        months: dict[Month, Sums] = defaultdict(Sums)
        for day, told in sums.items():
            months[Month.of(day)] += told
        return [
            (str(month), capfirst(month.in_words), str(MONTHS_3[month.number]), months[month])
            for month in months_until(self.until, MONTHS)
        ]


def periods(today: date) -> list[Period]:
    """Those one can choose from, the shortest first."""
    return [
        Period("30", _("30 days"), today - timedelta(days=DAYS["30"] - 1), today),
        Period("90", _("13 weeks"), today - timedelta(days=DAYS["90"] - 1), today),
        Period(YEAR, _("12 months"), months_until(today, MONTHS)[0].first, today),
    ]


def period_named(name: str, today: date) -> Period:
    """The one an address names; the shortest for any other name."""
    known = periods(today)
    return next((one for one in known if one.name == name), known[0])
