"""How much of the window each maker had: pieces counted every evening, days, places."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum
from django.db.models.functions import TruncDate

from consign.days import start_of
from consign.people.models import Coworking
from consign.stock.models import Movement


@dataclass(frozen=True)
class Exposure:
    """What a maker had on show: `evenings` adds up the pieces there were each evening, `days` had
    any, in `places` showcases."""

    evenings: int = 0
    days: int = 0
    places: int = 0


def exposures(coworking: Coworking, since: date, until: date) -> dict[int, Exposure]:
    """Of every maker with pieces on show from a day to a day, both in it, by the maker's key."""
    shown = Movement.objects.filter(
        placement__showcase__coworking=coworking,
        placement__showcase__on_show=True,
        at__lt=start_of(until + timedelta(days=1)),
    ).order_by()
    keys = ("placement__item__maker", "placement__showcase")
    before = shown.filter(at__lt=start_of(since)).values_list(*keys).annotate(Sum("quantity"))
    during = shown.filter(at__gte=start_of(since)).annotate(on=TruncDate("at"))
    changes: dict[tuple[int, int], list[tuple[date, int]]] = defaultdict(list)
    for maker, showcase, pieces in before:
        changes[maker, showcase].append((since, pieces))
    for maker, showcase, on, pieces in during.values_list(*keys, "on").annotate(Sum("quantity")):
        changes[maker, showcase].append((on, pieces))
    found: dict[int, list[set[date]]] = defaultdict(list)
    evenings: dict[int, int] = defaultdict(int)
    for (maker, _showcase), told in changes.items():
        days, sum_of_evenings = _evenings(sorted(told), until)
        evenings[maker] += sum_of_evenings
        if days:
            found[maker].append(days)
    return {
        maker: Exposure(evenings[maker], len(set().union(*places)), len(places))
        for maker, places in found.items()
    }


def _evenings(changes: list[tuple[date, int]], until: date) -> tuple[set[date], int]:
    """The days with pieces there in the evening, and how many pieces those evenings add up to."""
    days: set[date] = set()
    there = added = 0
    after = until + timedelta(days=1)
    ends = [on for on, _pieces in changes[1:]] + [after]
    for (on, pieces), end in zip(changes, ends, strict=True):
        there += pieces
        if there > 0:
            days.update(on + timedelta(days=number) for number in range((end - on).days))
            added += there * (end - on).days
    return days, added
