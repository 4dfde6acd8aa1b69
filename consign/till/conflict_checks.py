"""Pieces are counted in for conflicts alone, and out again when they were not sold after all."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum

from consign.stock.models import COUNTS, Movement, MovementKind
from consign.till.models import Conflict, ConflictState, SaleLine
from consign.till.queries import conflicts

# An item at a coworking, by their keys.
Where = tuple[int, int]
OVER = (ConflictState.REFUNDED, ConflictState.LOST)


def problems() -> Iterator[str]:
    """A sentence for each conflict, and each piece counted in, that does not agree."""
    yield from _counted_in_for_nothing()
    counted = _counted_in()
    for conflict in _known():
        line, told = conflict.line, f"till: the conflict of {conflict.line.reference}"
        if counted.pop(line.pk, 0) != conflict.missing:
            yield f"{told} is of other pieces than were counted in"
        if not _decided(conflict):
            yield f"{told} does not agree with what came back"
    for reference in SaleLine.objects.filter(pk__in=counted).values_list("reference", flat=True):
        yield f"till: pieces of {reference} were counted in without a conflict"
    yield from _left_over()


def _known() -> Iterator[Conflict]:
    return conflicts().select_related(None).select_related("line__sale", "other").iterator(500)


def _found() -> QuerySet[Movement]:
    """Pieces counted in by sales; those of counts of showcases are looked after by the stock."""
    found = Movement.objects.filter(kind=MovementKind.FOUND)
    return found.exclude(reference__startswith=COUNTS)


def _counted_in_for_nothing() -> Iterator[str]:
    """Each piece counted in, or out again, belongs to a line of its item there."""
    line = SaleLine.objects.filter(
        reference=OuterRef("reference"),
        item=OuterRef("placement__item"),
        sale__coworking=OuterRef("placement__showcase__coworking"),
    )
    sold, back = Exists(line.filter(quantity__gt=0)), Exists(line.filter(quantity__lt=0))
    found = _found()
    strange = found.filter(Q(~sold, quantity__gt=0) | Q(~back, quantity__lt=0))
    for reference in strange.values_list("reference", flat=True).iterator(2000):
        yield f"till: pieces were counted in without a conflict, for {reference or 'nothing'}"


def _counted_in() -> dict[int, int]:
    """How many pieces were counted in for each line."""
    found = _found().filter(
        quantity__gt=0,
        reference=OuterRef("reference"),
        placement__item=OuterRef("item"),
        placement__showcase__coworking=OuterRef("sale__coworking"),
    )
    lines = SaleLine.objects.filter(Exists(found), quantity__gt=0).order_by()
    sums = found.order_by().values("reference").annotate(n=Sum("quantity")).values("n")
    return dict(lines.annotate(n=Subquery(sums)).values_list("pk", "n"))


def _decided(conflict: Any) -> bool:
    """Open while pieces are missing; afterwards one of the two tickets gave them back."""
    back = conflict.line.quantity - conflict.left
    if conflict.state == ConflictState.OPEN:
        return bool(back < conflict.missing)
    if conflict.state not in OVER:
        return True
    others = conflict.state == ConflictState.REFUNDED and conflict.other_left is not None
    gave = others and conflict.other.quantity - conflict.other_left
    return bool(back >= conflict.missing or gave)


def _left_over() -> Iterator[str]:
    """What is still counted in of an item is what its conflicts say."""
    at_least: dict[Where, int] = defaultdict(int)
    at_most: dict[Where, int] = defaultdict(int)
    for conflict in _known():
        least, most = _still_in(conflict)
        where = (conflict.line.item_id, conflict.line.sale.coworking_id)
        at_least[where] += least
        at_most[where] += most
    found = _found().order_by()
    columns = (F("placement__item"), F("placement__showcase__coworking"))
    for item, coworking, count in found.values_list(*columns).annotate(n=Sum("quantity")):
        where = (item, coworking)
        if not at_least[where] <= count <= at_most[where]:
            yield f"till: {count} pieces of item {item} are counted in, a conflict says otherwise"


def _still_in(conflict: Any) -> tuple[int, int]:
    """How many pieces are counted in for a conflict, at least and at most: of one that was kept,
    those that came back before went out again, and those after did not."""
    waiting = max(conflict.missing - (conflict.line.quantity - conflict.left), 0)
    if conflict.state in OVER:
        return 0, 0
    return waiting, conflict.missing if conflict.state == ConflictState.KEPT else waiting
