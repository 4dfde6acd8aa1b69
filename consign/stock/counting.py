"""The count on hand: it changes under a lock only, and never without a movement that says why."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db.models import F, Sum
from django.utils.translation import gettext_lazy as _

from consign.journal.operations import note
from consign.people.models import Coworking, User
from consign.refusal import Refused
from consign.stock.models import Hold, Item, Movement, MovementKind, Placement, Showcase

LARGEST_QUANTITY = 1000


class QuantityOutOfRange(Refused):
    code = "quantity_out_of_range"
    sentence = _("The number of pieces lies between 1 and 1000.")


class NotEnough(Refused):
    code = "not_enough"
    sentence = _("Only %(left)s of “%(title)s” left here.")


def expect_count(*, quantity: int, place: str = "quantity") -> None:
    """Refuse with QuantityOutOfRange what is no number of pieces."""
    if not 1 <= quantity <= LARGEST_QUANTITY:
        raise QuantityOutOfRange(place=place)


def lock_placement(item: Item, showcase: Showcase) -> Placement:
    """The placement of an item in a showcase, locked; opened when it is the first time."""
    placement = Placement.objects.get_or_create(item=item, showcase=showcase)[0]
    return lock_placements([placement.pk])[placement.pk]


def lock_placements(pks: Sequence[int]) -> dict[int, Placement]:
    """Placements by their number, locked in its order until the transaction is over."""
    rows = Placement.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk")
    return {row.pk: row for row in rows.select_related("item", "showcase__coworking")}


def expect_on_hand(placement: Placement, quantity: int) -> None:
    """Refuse with NotEnough more pieces than a locked placement has."""
    if placement.on_hand < quantity:
        raise NotEnough(place="quantity", left=placement.on_hand, title=placement.item.title)


def change_count(
    placement: Placement, quantity: int, kind: MovementKind, reference: str, by: User, at: datetime
) -> None:
    """Change a locked placement and write down why; afterwards it knows its new count."""
    Placement.objects.filter(pk=placement.pk).update(on_hand=F("on_hand") + quantity)
    placement.on_hand += quantity
    Movement.objects.create(
        placement=placement, kind=kind, quantity=quantity, reference=reference, by=by, at=at
    )


def lock_holds(items: Collection[int], coworking: Coworking) -> list[Hold]:
    """What a coworking keeps of some items, by their keys, locked; after their placements."""
    rows = Hold.objects.select_for_update().filter(coworking=coworking, item__in=items)
    return list(rows.filter(ended_at__isnull=True).order_by("pk"))


def end_unmet(holds: Iterable[Hold], item: Item, by: User, at: datetime) -> None:
    """End locked holds of an item until no more is kept than is there, what ends first at first."""
    live = [one for one in holds if one.item_id == item.pk and not one.ended_at and one.until > at]
    if not live:
        return
    here = Placement.objects.filter(item=item, showcase__coworking=live[0].coworking_id)
    there = here.aggregate(n=Sum("on_hand"))["n"] or 0
    kept = sum(one.quantity for one in live)
    for one in sorted(live, key=lambda one: (one.until, one.pk)):
        if kept <= there:
            return
        one.ended_by, one.ended_at = by, at
        one.save(update_fields=["ended_by", "ended_at"])
        kept -= one.quantity


def note_item(
    by: User | None,
    at: datetime,
    verb: str,
    item: Item,
    chain: str = "house",
    **facts: str | int,
) -> None:
    """Remember in the journal what was done with an item."""
    note(by=by, at=at, verb=verb, subject=f"item {item.code}", chain=chain, **facts)
