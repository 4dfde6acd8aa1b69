"""Writes about keeping goods: announce, accept, move, give back."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Unpack

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from consign.agreements.queries import standing_on
from consign.days import local_day
from consign.journal.operations import note
from consign.people.models import Coworking, Maker, User
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
from consign.stock.items import About, register_item
from consign.stock.models import (
    Announcement,
    AnnouncementState,
    Item,
    MovementKind,
    Placement,
    Showcase,
)
from consign.stock.photos import fit_all
from consign.stock.pictures import put_photos


class AlreadyAnnounced(Refused):
    code = "already_announced"
    sentence = _("“%(title)s” is already announced at %(coworking)s and waits for its desk.")


class AlreadyDecided(Refused):
    code = "already_decided"
    sentence = _("Somebody has already accepted or declined “%(title)s”.")


class WrongShowcase(Refused):
    code = "wrong_showcase"
    sentence = _("Choose a showcase of this coworking.")


def add_showcase(
    *, coworking: Coworking, name: str, by: User | None, at: datetime, on_show: bool = True
) -> Showcase:
    """A window, shelf or back room; the same name again gives the same one."""
    with transaction.atomic():
        showcase, created = Showcase.objects.get_or_create(
            coworking=coworking, name=name.strip(), defaults={"on_show": on_show}
        )
        if created:
            note(by=by, at=at, verb="add showcase", subject=name, chain=coworking.slug)
    return showcase


def announce(
    *, item: Item, coworking: Coworking, quantity: int, by: User | None, at: datetime
) -> Announcement:
    """Tell a coworking that pieces are coming; its desk accepts or declines them.

    Refused: QuantityOutOfRange; AlreadyAnnounced while the last word still waits there; NoPayee,
    NoAgreement or NoVatStatus when the maker cannot sell there today.
    """
    expect_count(quantity=quantity)
    standing_on(coworking, item.maker, local_day(at), place="coworking")
    try:
        with transaction.atomic():
            announcement = Announcement.objects.create(
                item=item, coworking=coworking, quantity=quantity, announced_by=by, announced_at=at
            )
            note_item(by, at, "announce", item, coworking.slug, quantity=quantity)
    except IntegrityError:
        raise AlreadyAnnounced(title=item.title, coworking=coworking.name) from None
    return announcement


def bring(
    *,
    maker: Maker,
    coworking: Coworking,
    quantity: int,
    key: uuid.UUID,
    by: User,
    at: datetime,
    photos: Iterable[bytes] = (),
    **about: Unpack[About],
) -> Item:
    """Register an item, with its photos, and announce it at a coworking: all of it or nothing.

    The same key again returns the item it made.  Refused: all that `register_item`, `add_photos`
    and `announce` refuse.
    """
    # Before the transaction: pictures take their time, and nobody else should wait for them.
    shown = fit_all(photos)
    with transaction.atomic():
        item = register_item(maker=maker, key=key, by=by, at=at, **about)
        if item.announcements.exists():
            return item
        announce(item=item, coworking=coworking, quantity=quantity, by=by, at=at)
        # Last: a file that was written stays, even when the rows are rolled back.
        put_photos(item=item, shown=shown, by=by, at=at)
    return item


def accept(
    *, announcement: Announcement, showcase: Showcase, quantity: int, by: User, at: datetime
) -> Placement:
    """Count announced pieces into a showcase; the number may differ from what was announced.

    Refused: QuantityOutOfRange, WrongShowcase, AlreadyDecided; NoPayee, NoAgreement or NoVatStatus.
    """
    expect_count(quantity=quantity)
    if showcase.coworking_id != announcement.coworking_id:
        raise WrongShowcase(place="showcase")
    item = announcement.item
    standing_on(announcement.coworking, item.maker, local_day(at))
    with transaction.atomic():
        placement = lock_placement(item, showcase)
        _decide(announcement, AnnouncementState.ACCEPTED, by, at, accepted=quantity)
        change_count(placement, quantity, MovementKind.ACCEPTED, "", by, at)
        note_item(by, at, "accept", item, showcase.coworking.slug, quantity=quantity)
    return placement


def decline(*, announcement: Announcement, reason: str, by: User, at: datetime) -> None:
    """Say no to announced pieces, with a word for the maker.  Refused: AlreadyDecided."""
    with transaction.atomic():
        _decide(announcement, AnnouncementState.DECLINED, by, at, reason=reason.strip())
        note_item(by, at, "decline", announcement.item, announcement.coworking.slug)


def move(
    *, placement: Placement, showcase: Showcase, quantity: int, by: User, at: datetime
) -> Placement:
    """Carry pieces to another showcase of the same coworking.

    Refused: QuantityOutOfRange, WrongShowcase, NotEnough.
    """
    expect_count(quantity=quantity)
    if showcase.coworking_id != placement.showcase.coworking_id:
        raise WrongShowcase(place="showcase")
    with transaction.atomic():
        target = Placement.objects.get_or_create(item=placement.item, showcase=showcase)[0]
        both = lock_placements([placement.pk, target.pk])
        expect_on_hand(both[placement.pk], quantity)
        change_count(both[placement.pk], -quantity, MovementKind.MOVED, "", by, at)
        change_count(both[target.pk], quantity, MovementKind.MOVED, "", by, at)
        note_item(by, at, "move", placement.item, showcase.coworking.slug, quantity=quantity)
    return both[target.pk]


def give_back(*, placement: Placement, quantity: int, by: User, at: datetime) -> None:
    """The maker takes pieces home.  Refused: QuantityOutOfRange, NotEnough."""
    expect_count(quantity=quantity)
    with transaction.atomic():
        locked = lock_placements([placement.pk])[placement.pk]
        expect_on_hand(locked, quantity)
        change_count(locked, -quantity, MovementKind.GIVEN_BACK, "", by, at)
        coworking = locked.showcase.coworking
        end_unmet(lock_holds([locked.item_id], coworking), locked.item, by, at)
        note_item(by, at, "give back", locked.item, coworking.slug, quantity=quantity)


def _decide(
    announcement: Announcement, state: AnnouncementState, by: User, at: datetime, **decided: Any
) -> None:
    waiting = Announcement.objects.filter(pk=announcement.pk, state=AnnouncementState.WAITING)
    if not waiting.update(state=state, decided_by=by, decided_at=at, **decided):
        raise AlreadyDecided(title=announcement.item.title)
    announcement.refresh_from_db()
