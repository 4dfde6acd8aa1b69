"""Writes about goods for others' acts: taken and put back for the till, written off for a loss.

Each is a part of an act that has its own transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from consign.atomic import expect_transaction
from consign.people.models import Coworking, User
from consign.stock.counting import (
    NotEnough,
    change_count,
    expect_count,
    expect_on_hand,
    lock_placements,
    note_item,
)
from consign.stock.models import Item, MovementKind, Placement
from consign.stock.queries import sold_from, why_none


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


def pick(*, coworking: Coworking, wanted: Sequence[Wanted]) -> list[list[Picked]]:
    """Lock the placements of what is wanted and choose from which pieces are taken.

    Inside the sale's transaction, first of all its locks.  Showcases on show give before back
    rooms.  Refused: QuantityOutOfRange, AlreadySold, Withdrawn, NotHere, NotEnough.
    """
    expect_transaction("pick")
    rows = (
        Placement.objects.select_for_update(of=("self",))
        .filter(item__in={line.item.pk for line in wanted}, showcase__coworking=coworking)
        .select_related("showcase")
        .order_by("pk")
    )
    left = {row: row.on_hand for row in sorted(rows, key=lambda row: not row.showcase.on_show)}
    return [_pick_line(coworking, line, left) for line in wanted]


def take(*, picked: Sequence[Picked], reference: str, by: User, at: datetime) -> None:
    """Take picked pieces for the sale line `reference`; the locks are held since `pick`."""
    expect_transaction("take")
    for pick in picked:
        change_count(pick.placement, -pick.quantity, MovementKind.SOLD, reference, by, at)


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
    slug = placement.showcase.coworking.slug
    note_item(by, at, "write off", placement.item, slug, quantity=quantity, kind=kind)


def _pick_line(coworking: Coworking, line: Wanted, left: dict[Placement, int]) -> list[Picked]:
    expect_count(quantity=line.quantity, place=line.place)
    missing, picked = line.quantity, []
    for placement, here in left.items():
        taken = min(missing, here) if placement.item_id == line.item.pk else 0
        if taken:
            picked.append(Picked(placement, taken))
            left[placement] -= taken
            missing -= taken
    if missing:
        _refuse_missing(coworking, line, line.quantity - missing)
    return picked


def _refuse_missing(coworking: Coworking, line: Wanted, left: int) -> None:
    if left:
        raise NotEnough(place=line.place, title=line.item.title, left=left)
    raise why_none(line.item, coworking, place=line.place)
