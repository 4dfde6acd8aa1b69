"""Counting a showcase: what is found against the books; `deciding` is about the differences."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from consign.journal.operations import note
from consign.people.models import User
from consign.refusal import Refused
from consign.stock.counting import (
    expect_count,
    lock_placement,
    lock_placements,
    note_item,
)
from consign.stock.counts import open_count
from consign.stock.models import (
    Counted,
    Difference,
    DifferenceState,
    Item,
    Placement,
    Showcase,
    Stocktake,
)


class CountClosed(Refused):
    code = "count_closed"
    sentence = _("This count is closed. Start a new one to count “%(showcase)s” again.")


def start_count(*, showcase: Showcase, by: User, at: datetime) -> Stocktake:
    """Begin to count a showcase; while a count of it is open, this gives that one, to anybody."""
    known = open_count(showcase)
    if known:
        return known
    try:
        with transaction.atomic():
            made = Stocktake.objects.create(showcase=showcase, started_by=by, started_at=at)
            _note(made, "start count", by, at)
    except IntegrityError:
        # Somebody else has begun at the same moment.
        return Stocktake.objects.get(showcase=showcase, closed_at__isnull=True)
    return made


def count_piece(
    *, stocktake: Stocktake, item: Item, by: User, at: datetime, quantity: int = 1
) -> Counted:
    """Add pieces of an item to what was found; several people may count at once.

    Refused: QuantityOutOfRange, also beyond 1000 pieces together; CountClosed.
    """
    expect_count(quantity=quantity)
    with transaction.atomic():
        row = _lock_counted(stocktake, item, by, at)
        expect_count(quantity=row.found + quantity)
        _write(row, by, at, found=F("found") + quantity)
    return row


def set_found(*, stocktake: Stocktake, item: Item, found: int, by: User, at: datetime) -> Counted:
    """Correct by hand how many of an item were found; none is a number too.

    Refused: QuantityOutOfRange, CountClosed.
    """
    if found:
        expect_count(quantity=found, place="found")
    with transaction.atomic():
        row = _lock_counted(stocktake, item, by, at)
        _write(row, by, at, found=found)
        note_item(by, at, "correct count", item, _slug(stocktake), found=found)
    return row


def close_count(*, stocktake: Stocktake, by: User, at: datetime) -> list[Difference]:
    """End a count and write down each difference; the same again gives the same ones.

    Nothing in the books changes.  What was counted is compared with what the books said when it was
    last counted, so a piece that was sold or brought since then is no difference.  What nobody
    counted is missing, as many as the books say now.  When pieces are sold between two scans of the
    same item, no one can tell whether they were among those scanned before: the books of the last
    scan count, and a person decides.  The same holds for a sale without network that was made
    before the scan and arrived after it.

    Differences of earlier counts of the showcase that still wait are counted again by this.
    """
    with transaction.atomic():
        locked = _lock_showcase(stocktake)
        known = _lock_stocktake(stocktake)
        if known.closed_at is None:
            _supersede(stocktake, by, at)
            made = Difference.objects.bulk_create(_differences(known, locked))
            known.closed_by, known.closed_at = by, at
            known.save(update_fields=["closed_by", "closed_at"])
            _note(stocktake, "close count", by, at, differences=len(made))
    stocktake.closed_by, stocktake.closed_at = known.closed_by, known.closed_at
    return list(stocktake.differences.select_related("placement__item").order_by("pk"))


def _lock_counted(stocktake: Stocktake, item: Item, by: User, at: datetime) -> Counted:
    """The row of an item in an open count, locked with it, with what the books say now; the item
    has a placement in the showcase from its first scan on."""
    on_hand = lock_placement(item, stocktake.showcase).on_hand
    if _lock_stocktake(stocktake).closed_at:
        raise CountClosed(showcase=stocktake.showcase.name)
    row, _made = Counted.objects.get_or_create(
        stocktake=stocktake,
        item=item,
        defaults={"found": 0, "expected": on_hand, "last_by": by, "last_at": at},
    )
    row.expected = on_hand
    return row


def _write(row: Counted, by: User, at: datetime, **found: Any) -> None:
    same = Counted.objects.filter(pk=row.pk)
    same.update(expected=row.expected, last_by=by, last_at=at, **found)
    row.refresh_from_db()


def _lock_stocktake(stocktake: Stocktake) -> Stocktake:
    return Stocktake.objects.select_for_update().get(pk=stocktake.pk)


def _lock_showcase(stocktake: Stocktake) -> set[int]:
    here = Placement.objects.filter(showcase=stocktake.showcase_id)
    return set(lock_placements(list(here.values_list("pk", flat=True))))


def _differences(stocktake: Stocktake, locked: set[int]) -> list[Difference]:
    """What differs, in the locked placements and in those that a scan has opened meanwhile."""
    counted = {row.item_id: row for row in stocktake.counted.all()}
    made = []
    for place in Placement.objects.filter(showcase=stocktake.showcase_id).order_by("pk"):
        row = counted.get(place.item_id)
        if row is None and place.pk not in locked:
            # It has come after everything was looked at.
            continue
        expected, found = (row.expected, row.found) if row else (place.on_hand, 0)
        if expected != found:
            made.append(
                Difference(
                    stocktake=stocktake,
                    placement=place,
                    expected=expected,
                    found=found,
                    on_hand=place.on_hand,
                )
            )
    return made


def _supersede(stocktake: Stocktake, by: User, at: datetime) -> None:
    earlier = Difference.objects.filter(
        placement__showcase=stocktake.showcase_id, state=DifferenceState.OPEN
    )
    earlier.update(state=DifferenceState.RECOUNTED, decided_by=by, decided_at=at)


def _slug(stocktake: Stocktake) -> str:
    return stocktake.showcase.coworking.slug


def _note(stocktake: Stocktake, verb: str, by: User, at: datetime, **facts: int) -> None:
    subject = f"count {stocktake.pk} of {stocktake.showcase.name}"
    note(by=by, at=at, verb=verb, subject=subject, chain=_slug(stocktake), **facts)
