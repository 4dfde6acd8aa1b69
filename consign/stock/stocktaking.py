"""Counting a showcase: what is found against the books, and a decision about each difference."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from consign.journal.operations import note
from consign.people.models import User
from consign.refusal import Refused
from consign.stock.counting import (
    change_count,
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
    MovementKind,
    Placement,
    Showcase,
    Stocktake,
)
from consign.stock.operations import WrongShowcase, move

LONGEST_REMARK = 200
# What somebody can say of a difference.
DECISIONS = (
    DifferenceState.COUNTED_IN,
    DifferenceState.MOVED,
    DifferenceState.SETTLED,
    DifferenceState.MISCOUNTED,
)


class CountClosed(Refused):
    code = "count_closed"
    sentence = _("This count is closed. Start a new one to count “%(showcase)s” again.")


class DifferenceDecided(Refused):
    code = "difference_decided"
    sentence = _("Somebody has already decided about this difference.")


class NothingToCountIn(Refused):
    code = "nothing_to_count_in"
    sentence = _("Only pieces that were found beyond the books can be counted in.")


class OtherShowcaseMissing(Refused):
    code = "other_showcase_missing"
    sentence = _("Choose the other showcase.")


class NotSettled(Refused):
    code = "not_settled"
    sentence = _(
        "The books do not agree with the count yet: they say %(on_hand)s, and would have to say "
        "%(due)s. Write off, sell or move the pieces first."
    )


class RemarkTooLong(Refused):
    code = "remark_too_long"
    sentence = _("Say it in at most 200 characters.")


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


def decide_difference(
    *,
    difference: Difference,
    decision: DifferenceState,
    by: User,
    at: datetime,
    showcase: Showcase | None = None,
    remark: str = "",
) -> Difference:
    """Say what a difference comes from, once.

    COUNTED_IN: the pieces that were found beyond the books are counted in.  MOVED: missing pieces
    are in another `showcase` of the coworking, or surplus ones come from there; they are moved.
    SETTLED: meanwhile the books say what was found, because the pieces were written off, sold or
    moved.  MISCOUNTED: the books were right, nothing changes.

    Refused: DifferenceDecided, NothingToCountIn, NotSettled, RemarkTooLong; of a move
    OtherShowcaseMissing, WrongShowcase, QuantityOutOfRange and NotEnough.
    """
    remark = " ".join(remark.replace("\0", "").split())
    if len(remark) > LONGEST_REMARK:
        raise RemarkTooLong(place="remark")
    if decision not in DECISIONS:
        raise ValueError(f"{decision} is for nobody to say")
    with transaction.atomic():
        other = _other(difference, showcase) if decision == DifferenceState.MOVED else None
        place = _lock_places(difference, other)
        known = _lock_difference(difference)
        _ACTS[decision](known, place, other, by, at)
        known.state, known.remark = decision, remark
        known.decided_by, known.decided_at = by, at
        known.save(update_fields=["state", "remark", "decided_by", "decided_at"])
        slug, facts = place.showcase.coworking.slug, {"difference": known.pk}
        note_item(by, at, f"decide {decision.value}", place.item, slug, **facts)
    return known


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


def _other(difference: Difference, showcase: Showcase | None) -> Placement:
    """Where the pieces are, or come from; opened when it is the first time."""
    here = difference.placement.showcase
    if showcase is None or showcase.pk == here.pk:
        raise OtherShowcaseMissing(place="showcase")
    if showcase.coworking_id != here.coworking_id:
        raise WrongShowcase(place="showcase")
    item = difference.placement.item
    return Placement.objects.get_or_create(item=item, showcase=showcase)[0]


def _lock_places(difference: Difference, other: Placement | None) -> Placement:
    """Where the pieces were counted, locked, with the other place of a move."""
    pks = [difference.placement_id, *([other.pk] if other else [])]
    return lock_placements(pks)[difference.placement_id]


def _lock_difference(difference: Difference) -> Difference:
    locked = Difference.objects.select_for_update(of=("self",)).select_related("stocktake")
    known = locked.get(pk=difference.pk)
    if known.state != DifferenceState.OPEN:
        raise DifferenceDecided
    return known


def _count_in(
    known: Difference, place: Placement, _other: Placement | None, by: User, at: datetime
) -> None:
    if known.missing:
        raise NothingToCountIn(place="decision")
    change_count(place, known.pieces, MovementKind.FOUND, known.reference, by, at)


def _move(
    known: Difference, place: Placement, other: Placement | None, by: User, at: datetime
) -> None:
    if other is None:
        raise OtherShowcaseMissing(place="showcase")
    source, target = (place, other) if known.missing else (other, place)
    move(placement=source, showcase=target.showcase, quantity=known.pieces, by=by, at=at)


def _settle(
    known: Difference, place: Placement, _other: Placement | None, _by: User, _at: datetime
) -> None:
    change = known.found - known.expected
    due = max(known.on_hand + change, 0)
    agrees = place.on_hand <= due if known.missing else place.on_hand >= due
    if not agrees:
        raise NotSettled(place="decision", on_hand=place.on_hand, due=due)


def _leave(
    _known: Difference, _place: Placement, _other: Placement | None, _by: User, _at: datetime
) -> None:
    """The books were right."""


_ACTS = {
    DifferenceState.COUNTED_IN: _count_in,
    DifferenceState.MOVED: _move,
    DifferenceState.SETTLED: _settle,
    DifferenceState.MISCOUNTED: _leave,
}


def _slug(stocktake: Stocktake) -> str:
    return stocktake.showcase.coworking.slug


def _note(stocktake: Stocktake, verb: str, by: User, at: datetime, **facts: int) -> None:
    subject = f"count {stocktake.pk} of {stocktake.showcase.name}"
    note(by=by, at=at, verb=verb, subject=subject, chain=_slug(stocktake), **facts)
