"""The count on hand: it changes under a lock only, and never without a movement that says why."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from consign.journal.operations import note
from consign.people.models import User
from consign.refusal import Refused
from consign.stock.models import Item, Movement, MovementKind, Placement, Showcase

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
