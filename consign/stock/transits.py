"""Writes about pieces that go from one coworking to another: sent, received, taken back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from consign.agreements.queries import standing_on
from consign.days import local_day
from consign.people.models import Coworking, User
from consign.refusal import Refused
from consign.stock.counting import (
    change_count,
    end_unmet,
    expect_count,
    expect_on_hand,
    lock_holds,
    lock_placement,
    lock_placements,
    note_item,
)
from consign.stock.models import MovementKind, Placement, Showcase, Transit
from consign.stock.operations import WrongShowcase


class SameCoworking(Refused):
    code = "same_coworking"
    sentence = _("Pieces travel to another coworking. Within this one, move them.")


class NotUnderWay(Refused):
    code = "not_under_way"
    sentence = _("Only %(left)s of “%(title)s” are still under way.")


def send(
    *,
    placement: Placement,
    coworking: Coworking,
    quantity: int,
    by: User,
    at: datetime,
    remark: str = "",
) -> Transit:
    """Pieces leave for another coworking; until they are received nobody can sell them.

    Their label stays valid.  Refused: QuantityOutOfRange, SameCoworking, NotEnough; NoPayee,
    NoAgreement or NoVatStatus when the maker cannot sell there today.
    """
    expect_count(quantity=quantity)
    here = placement.showcase.coworking
    if coworking == here:
        raise SameCoworking(place="coworking")
    standing_on(coworking, placement.item.maker, local_day(at), place="coworking")
    with transaction.atomic():
        left = lock_placements([placement.pk])[placement.pk]
        expect_on_hand(left, quantity)
        sent = Transit.objects.create(
            left=left,
            coworking=coworking,
            quantity=quantity,
            remark=" ".join(remark.replace("\0", "").split()),
            sent_by=by,
            sent_at=at,
        )
        change_count(left, -quantity, MovementKind.MOVED, sent.reference, by, at)
        end_unmet(lock_holds([left.item_id], here), left.item, by, at)
        note_item(by, at, "send", left.item, here.slug, quantity=quantity, to=coworking.slug)
    return sent


def receive(
    *, transit: Transit, showcase: Showcase, quantity: int, by: User, at: datetime
) -> Placement:
    """Count pieces that arrived into a showcase; the others stay under way until they arrive too
    or are taken back.

    Refused: QuantityOutOfRange, WrongShowcase, NotUnderWay; NoPayee, NoAgreement or NoVatStatus.
    """
    expect_count(quantity=quantity)
    if showcase.coworking_id != transit.coworking_id:
        raise WrongShowcase(place="showcase")
    item = transit.left.item
    standing_on(transit.coworking, item.maker, local_day(at))
    with transaction.atomic():
        placement = lock_placement(item, showcase)
        known = _lock(transit, quantity)
        known.received += quantity
        _keep(known, at)
        change_count(placement, quantity, MovementKind.MOVED, known.reference, by, at)
        note_item(by, at, "receive", item, transit.coworking.slug, quantity=quantity)
    return placement


def take_back(*, transit: Transit, quantity: int, by: User, at: datetime) -> Placement:
    """Pieces that did not arrive are back where they left: never sent, or found again there.

    What nobody finds is taken back too, and written off there.  Refused: QuantityOutOfRange,
    NotUnderWay.
    """
    expect_count(quantity=quantity)
    with transaction.atomic():
        placement = lock_placements([transit.left_id])[transit.left_id]
        known = _lock(transit, quantity)
        known.taken_back += quantity
        _keep(known, at)
        change_count(placement, quantity, MovementKind.MOVED, known.reference, by, at)
        chain = placement.showcase.coworking.slug
        note_item(by, at, "take back", placement.item, chain, quantity=quantity)
    return placement


def _lock(transit: Transit, quantity: int) -> Transit:
    """The transit as it is now, locked after the placement; Refused: NotUnderWay."""
    known = Transit.objects.select_for_update(of=("self",)).get(pk=transit.pk)
    if quantity > known.under_way:
        raise NotUnderWay(place="quantity", left=known.under_way, title=transit.left.item.title)
    return known


def _keep(transit: Transit, at: datetime) -> None:
    transit.over_at = None if transit.under_way else at
    transit.save(update_fields=["received", "taken_back", "over_at"])
