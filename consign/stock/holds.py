"""Keeping pieces for somebody until a moment, and letting go of them."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from consign.people.models import Coworking, User
from consign.refusal import Refused
from consign.stock.counting import expect_count, lock_placements, note_item
from consign.stock.models import Hold, Item, Placement
from consign.stock.queries import holds_at

LONGEST = timedelta(days=60)
LONGEST_NAME = 80


class HoldTooMuch(Refused):
    code = "hold_too_much"
    sentence = _("Only %(left)s of “%(title)s” can still be kept: the others are gone or kept.")


class HoldForNobody(Refused):
    code = "hold_for_nobody"
    sentence = _("Say for whom it is kept, in at most 80 characters.")


class HoldTooLong(Refused):
    code = "hold_too_long"
    sentence = _("A piece is kept until a later moment, and for at most 60 days.")


def hold(
    *,
    item: Item,
    coworking: Coworking,
    name: str,
    until: datetime,
    by: User,
    at: datetime,
    quantity: int = 1,
) -> Hold:
    """Keep pieces that are at a coworking for somebody; the till says so, and sells them all the
    same.

    Refused: QuantityOutOfRange, HoldForNobody, HoldTooLong, HoldTooMuch when fewer are there than
    are kept together.
    """
    expect_count(quantity=quantity)
    name = " ".join(name.replace("\0", "").split())
    if not name or len(name) > LONGEST_NAME:
        raise HoldForNobody(place="name")
    if not at < until <= at + LONGEST:
        raise HoldTooLong(place="until")
    with transaction.atomic():
        there = _lock(item, coworking)
        kept = sum(one.quantity for one in holds_at(coworking, at).filter(item=item))
        if kept + quantity > there:
            left = max(there - kept, 0)
            raise HoldTooMuch(place="quantity", left=left, title=item.title)
        made = Hold.objects.create(
            item=item,
            coworking=coworking,
            name=name,
            quantity=quantity,
            until=until,
            made_by=by,
            made_at=at,
        )
        note_item(by, at, "hold", item, coworking.slug, quantity=quantity)
    return made


def release(*, hold: Hold, by: User, at: datetime) -> Hold:
    """Let go of what was kept; again, or after it has ended by itself, changes nothing."""
    with transaction.atomic():
        _lock(hold.item, hold.coworking)
        known = Hold.objects.select_for_update(of=("self",)).select_related("item").get(pk=hold.pk)
        if known.ended_at is None and known.until > at:
            known.ended_by, known.ended_at = by, at
            known.save(update_fields=["ended_by", "ended_at"])
            slug = hold.coworking.slug
            note_item(by, at, "release", known.item, slug, quantity=known.quantity)
    return known


def _lock(item: Item, coworking: Coworking) -> int:
    """Lock where an item is at a coworking; how many pieces are there."""
    here = Placement.objects.filter(item=item, showcase__coworking=coworking)
    locked = lock_placements(list(here.values_list("pk", flat=True)))
    return sum(placement.on_hand for placement in locked.values())
