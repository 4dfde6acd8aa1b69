"""What counts of showcases tell: what was expected and found, and which differences wait."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from consign.people.models import Coworking
from consign.stock.models import (
    COUNTS,
    Counted,
    Difference,
    DifferenceState,
    Item,
    Movement,
    MovementKind,
    Placement,
    Showcase,
    Stocktake,
)
from consign.stock.queries import items, showcases_of


@dataclass(frozen=True)
class CountRow:
    """An item in a count; `found` is None while nobody has counted it."""

    item: Item
    expected: int
    found: int | None

    @property
    def differs(self) -> bool:
        return (self.found or 0) != self.expected

    @property
    def missing(self) -> int:
        """Pieces that are not found yet; below zero when more were found than expected."""
        return self.expected - (self.found or 0)


def open_count(showcase: Showcase) -> Stocktake | None:
    """The count of a showcase that goes on."""
    return stocktakes().filter(showcase=showcase, closed_at__isnull=True).first()


def stocktakes() -> QuerySet[Stocktake]:
    """Counts with showcase and people, the latest first."""
    known = Stocktake.objects.select_related("showcase__coworking", "started_by", "closed_by")
    return known.order_by("-pk")


def stocktakes_of(coworkings: QuerySet[Coworking]) -> QuerySet[Stocktake]:
    """The counts of all showcases of some coworkings."""
    return stocktakes().filter(showcase__coworking__in=coworkings.order_by().values("pk"))


def stocktakes_at(coworking: Coworking) -> QuerySet[Stocktake]:
    return stocktakes().filter(showcase__coworking=coworking)


def showcases_to_count(coworking: Coworking) -> QuerySet[Any]:
    """Showcases with what is in them: `pieces`; the count that goes on: `counting`, its number or
    None; and when one was closed last: `counted_at`."""
    here = Placement.objects.filter(showcase=OuterRef("pk")).order_by().values("showcase")
    known = Stocktake.objects.filter(showcase=OuterRef("pk"))
    closed = known.filter(closed_at__isnull=False).order_by("-pk")
    return showcases_of(coworking).annotate(
        pieces=Coalesce(Subquery(here.annotate(n=Sum("on_hand")).values("n")), 0),
        counting=Subquery(known.filter(closed_at__isnull=True).values("pk")[:1]),
        counted_at=Subquery(closed.values("closed_at")[:1]),
    )


def rows_of(stocktake: Stocktake) -> list[CountRow]:
    """What is in a showcase by the books and what was found in it, by maker and title.

    Of what was counted, expected is what the books said then; of the rest, what they say now.
    """
    counted = {row.item_id: row for row in stocktake.counted.all()}
    here = dict(
        Placement.objects.filter(showcase=stocktake.showcase_id, on_hand__gt=0).values_list(
            "item", "on_hand"
        )
    )
    known = items_of(stocktake).order_by("maker__name", "title", "pk")
    return [_row(item, counted.get(item.pk), here.get(item.pk, 0)) for item in known]


def items_of(stocktake: Stocktake) -> QuerySet[Item]:
    """What is in a showcase by the books or was found in it: no other item can be corrected."""
    here = Placement.objects.filter(showcase=stocktake.showcase_id, on_hand__gt=0)
    return items().filter(
        Q(pk__in=stocktake.counted.values("item")) | Q(pk__in=here.values("item"))
    )


def row_of(stocktake: Stocktake, item: Item) -> CountRow:
    """One of these."""
    here = Placement.objects.filter(showcase=stocktake.showcase_id, item=item).first()
    counted = stocktake.counted.filter(item=item).first()
    return _row(item, counted, here.on_hand if here else 0)


def differences() -> QuerySet[Difference]:
    """Differences with item, maker, pictures, showcase and who decided; those that wait first."""
    photographed = Prefetch("placement__item__photos")
    return (
        Difference.objects.select_related(
            "stocktake__showcase__coworking",
            "placement__item__maker",
            "placement__showcase__coworking",
            "decided_by",
        )
        .prefetch_related(photographed)
        .order_by("decided_at", "placement__item__maker__name", "placement__item__title", "pk")
    )


def differences_of(coworkings: QuerySet[Coworking]) -> QuerySet[Difference]:
    """The differences found in all showcases of some coworkings."""
    here = coworkings.order_by().values("pk")
    return differences().filter(placement__showcase__coworking__in=here)


def differences_at(coworking: Coworking) -> QuerySet[Difference]:
    return differences().filter(placement__showcase__coworking=coworking)


def waiting_at(coworking: Coworking) -> QuerySet[Difference]:
    """Differences of a coworking that nobody has decided about."""
    return differences_at(coworking).filter(state=DifferenceState.OPEN)


def other_places(difference: Difference) -> list[tuple[Showcase, int]]:
    """The coworking's other showcases with how many pieces they have by the books: for surplus
    pieces, those that have as many; for missing ones, all."""
    place = difference.placement
    known = Placement.objects.filter(item=place.item_id).values_list("showcase", "on_hand")
    there = dict(known)
    others = showcases_of(place.showcase.coworking).exclude(pk=place.showcase_id)
    least = 0 if difference.missing else difference.pieces
    found = [(showcase, there.get(showcase.pk, 0)) for showcase in others]
    return [(showcase, pieces) for showcase, pieces in found if pieces >= least]


def moved_since(difference: Difference) -> QuerySet[Movement]:
    """What happened to the pieces since the count was begun: it may explain the difference."""
    since = difference.stocktake.started_at
    return difference.placement.movements.filter(at__gte=since).select_related("by").order_by("pk")


def wrongly_counted_in() -> Iterator[str]:
    """References of differences whose pieces were not counted in as was decided: there should be
    none."""
    decided = Difference.objects.filter(state=DifferenceState.COUNTED_IN)
    due = {(one.reference, one.placement_id): one.pieces for one in decided}
    found = Movement.objects.filter(kind=MovementKind.FOUND, reference__startswith=COUNTS)
    sums = found.order_by().values_list("reference", "placement").annotate(n=Sum("quantity"))
    known = {(reference, placement): pieces for reference, placement, pieces in sums}
    for where in sorted({*due, *known}):
        if due.get(where) != known.get(where):
            yield where[0]


def _row(item: Item, counted: Counted | None, on_hand: int) -> CountRow:
    if counted is None:
        return CountRow(item, on_hand, None)
    return CountRow(item, counted.expected, counted.found)
