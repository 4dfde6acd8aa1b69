"""Affiliations that end soon with nothing to follow them: when to warn, and how loudly."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from consign.agreements.models import Affiliation
from consign.days import day_after
from consign.people.models import LegalEntity, Maker

# So many days before the last one, people are told: the nearest comes first.
WARN_BEFORE = (7, 30, 60)


@dataclass(frozen=True)
class Ending:
    """An affiliation that ends soon with nothing to follow it.

    `days` are left until the last one, 0 on it; `warning` is how near it is: 60, 30 or 7.
    """

    affiliation: Affiliation
    last: date
    days: int
    warning: int

    @property
    def kind(self) -> str:
        """How loudly to say it: the nearer, the louder."""
        return {60: "info", 30: "warn", 7: "bad"}[self.warning]

    @property
    def first_without(self) -> date:
        """The first day on which nobody is paid for the maker."""
        return day_after(self.last)


def ending(affiliation: Affiliation, day: date) -> Ending | None:
    """What to say of an affiliation that nothing follows, seen from a day; None while its end is
    far off, unknown or past."""
    last = affiliation.ends_on
    if last is None or last < day:
        return None
    days = (last - day).days
    warning = next((before for before in WARN_BEFORE if days <= before), None)
    return Ending(affiliation, last, days, warning) if warning is not None else None


def endings(day: date) -> list[Ending]:
    """Every affiliation that ends soon with nothing to follow it, the nearest first."""
    return _endings(Affiliation.objects.all(), day)


def endings_of(maker: Maker, day: date) -> list[Ending]:
    """The same of one maker."""
    return _endings(Affiliation.objects.filter(maker=maker), day)


def endings_for(payee: LegalEntity, day: date) -> list[Ending]:
    """The same of all makers of a legal entity."""
    return _endings(Affiliation.objects.filter(payee=payee), day)


def _endings(affiliations: QuerySet[Affiliation], day: date) -> list[Ending]:
    soon = affiliations.filter(ends_on__gte=day, ends_on__lte=day + timedelta(days=WARN_BEFORE[-1]))
    soon = soon.select_related("maker__person", "payee").order_by("ends_on", "pk")
    rows = list(soon)
    begun = Affiliation.objects.filter(maker__in=[row.maker_id for row in rows])
    first_days = set(begun.values_list("maker", "starts_on"))
    ends = (ending(row, day) for row in rows)
    return [
        one
        for one in ends
        if one and (one.affiliation.maker_id, one.first_without) not in first_days
    ]
