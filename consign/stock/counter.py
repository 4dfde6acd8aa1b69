"""Writes about goods for others' acts: taken and put back for the till, written off for a loss.

Each is a part of an act that has its own transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from consign.atomic import expect_transaction
from consign.people.models import Coworking, User
from consign.refusal import Refused
from consign.stock.counting import (
    NotEnough,
    change_count,
    end_unmet,
    expect_count,
    expect_on_hand,
    lock_holds,
    lock_placement,
    lock_placements,
    note_item,
)
from consign.stock.models import Hold, Item, MovementKind, Placement
from consign.stock.queries import showcases_of, sold_from, why_none


class NoShowcase(Refused):
    code = "no_showcase"
    sentence = _("%(coworking)s has no showcase yet. A manager adds one first.")


@dataclass(frozen=True)
class Wanted:
    """Some of an item that a customer wants; `place` names the line in what was sent."""

    item: Item
    quantity: int
    place: str = ""


@dataclass(frozen=True)
class Picked:
    """Pieces set aside under lock, not yet taken."""

    placement: Placement
    quantity: int


@dataclass(frozen=True)
class Pick:
    """What is set aside for one line; `missing` pieces are not there, and `reason` says why.

    They are counted in at `home` when the line is taken all the same.  `held` is what is kept for
    somebody of the item.
    """

    item: Item
    picked: tuple[Picked, ...]
    missing: int = 0
    home: Placement | None = None
    reason: Refused | None = None
    held: tuple[Hold, ...] = ()


def pick(*, coworking: Coworking, wanted: Sequence[Wanted], short: bool = False) -> list[Pick]:
    """Lock the placements of what is wanted and choose from which pieces are taken.

    Inside the sale's transaction, first of all its locks.  Showcases on show give before back
    rooms.  With `short`, pieces that are not there are missing instead of refused: they were sold
    where nobody could ask.  Refused: QuantityOutOfRange, AlreadySold, Withdrawn, WrittenOff,
    NotHere, NotEnough; with `short` the first alone, and NoShowcase.
    """
    expect_transaction("pick")
    for line in wanted:
        expect_count(quantity=line.quantity, place=line.place)
    left = _lock_pieces(coworking, wanted)
    held = tuple(lock_holds({line.item.pk for line in wanted}, coworking))
    chosen = [_choose(line, left) for line in wanted]
    picks = [
        _short(coworking, line, picked, list(left), count_in=short)
        for line, picked in zip(wanted, chosen, strict=True)
    ]
    return [replace(one, held=held) for one in picks] if held else picks


def take(*, pick: Pick, reference: str, by: User, at: datetime) -> None:
    """Take picked pieces for the sale line `reference`; the locks are held since `pick`.

    What was kept for somebody and is not there any more is kept no longer.
    """
    expect_transaction("take")
    if pick.home is not None:
        change_count(pick.home, pick.missing, MovementKind.FOUND, reference, by, at)
        change_count(pick.home, -pick.missing, MovementKind.SOLD, reference, by, at)
    for one in pick.picked:
        change_count(one.placement, -one.quantity, MovementKind.SOLD, reference, by, at)
    end_unmet(pick.held, pick.item, by, at)


def count_out(
    *, placement: Placement, quantity: int, reference: str, by: User, at: datetime
) -> None:
    """Take off again what was counted in for the line `reference`, from a locked placement."""
    expect_transaction("count_out")
    change_count(placement, -quantity, MovementKind.FOUND, reference, by, at)


def lock_returns(*, coworking: Coworking, references: Sequence[str]) -> dict[str, Placement]:
    """Lock the placements sale lines were taken from: returned pieces go back there."""
    expect_transaction("lock_returns")
    source = {reference: sold_from(reference, coworking)[0].pk for reference in references}
    locked = lock_placements(sorted(source.values()))
    return {reference: locked[pk] for reference, pk in source.items()}


def put_back(
    *, placement: Placement, quantity: int, reference: str, by: User, at: datetime
) -> None:
    """Put returned pieces back for the refund line `reference`, under `lock_returns`' lock."""
    expect_transaction("put_back")
    change_count(placement, quantity, MovementKind.RETURNED, reference, by, at)


def lock_to_write_off(*, placement: Placement) -> Placement:
    """Lock a placement from which pieces are missing, inside the loss's transaction."""
    expect_transaction("lock_to_write_off")
    return lock_placements([placement.pk])[placement.pk]


def write_off(
    *,
    placement: Placement,
    quantity: int,
    kind: MovementKind,
    reference: str,
    by: User,
    at: datetime,
) -> None:
    """Take lost, stolen or broken pieces off a locked placement, for the loss `reference`.

    Refused: QuantityOutOfRange, NotEnough.
    """
    expect_transaction("write_off")
    expect_count(quantity=quantity)
    expect_on_hand(placement, quantity)
    change_count(placement, -quantity, kind, reference, by, at)
    coworking = placement.showcase.coworking
    end_unmet(lock_holds([placement.item_id], coworking), placement.item, by, at)
    slug = coworking.slug
    note_item(by, at, "write off", placement.item, slug, quantity=quantity, kind=kind)


def _lock_pieces(coworking: Coworking, wanted: Sequence[Wanted]) -> dict[Placement, int]:
    """The placements of what is wanted, locked, with what each has to give; on show first."""
    rows = (
        Placement.objects.select_for_update(of=("self",))
        .filter(item__in={line.item.pk for line in wanted}, showcase__coworking=coworking)
        .select_related("showcase")
        .order_by("pk")
    )
    return {row: row.on_hand for row in sorted(rows, key=lambda row: not row.showcase.on_show)}


def _choose(line: Wanted, left: dict[Placement, int]) -> tuple[Picked, ...]:
    missing, picked = line.quantity, []
    for placement, here in left.items():
        taken = min(missing, here) if placement.item_id == line.item.pk else 0
        if taken:
            picked.append(Picked(placement, taken))
            left[placement] -= taken
            missing -= taken
    return tuple(picked)


def _short(
    coworking: Coworking,
    line: Wanted,
    picked: tuple[Picked, ...],
    known: list[Placement],
    *,
    count_in: bool,
) -> Pick:
    """The pick of a line, once it is known what of it is missing."""
    missing = line.quantity - sum(one.quantity for one in picked)
    if not missing:
        return Pick(line.item, picked)
    reason = _why_missing(coworking, line, line.quantity - missing)
    if not count_in:
        raise reason
    homes = [placement for placement in known if placement.item_id == line.item.pk]
    home = homes[0] if homes else _new_home(coworking, line.item)
    return Pick(line.item, picked, missing, home, reason)


def _why_missing(coworking: Coworking, line: Wanted, left: int) -> Refused:
    if left:
        return NotEnough(place=line.place, title=line.item.title, left=left)
    return why_none(line.item, coworking, place=line.place)


def _new_home(coworking: Coworking, item: Item) -> Placement:
    """Where a piece is counted in that was never here by the books: the first showcase."""
    showcase = showcases_of(coworking).first()
    if showcase is None:
        raise NoShowcase(coworking=coworking.name)
    return lock_placement(item, showcase)
