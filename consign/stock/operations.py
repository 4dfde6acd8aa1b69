"""Writes about goods: announce, accept, move, give back; take and put back for the till."""

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from consign.agreements.queries import standing_on
from consign.atomic import expect_transaction
from consign.codes import label
from consign.days import local_day
from consign.journal.operations import note
from consign.people.models import Coworking, Maker, User
from consign.refusal import KeyReused, Refused
from consign.stock.lists import ListRead
from consign.stock.models import (
    Announcement,
    AnnouncementState,
    Item,
    Movement,
    MovementKind,
    Photo,
    Placement,
    PriceChange,
    Showcase,
)
from consign.stock.photos import fit_to_show
from consign.stock.queries import sold_from, why_none

LARGEST_PRICE = Decimal("100000.00")
LARGEST_QUANTITY = 1000


class NoTitle(Refused):
    code = "no_title"
    sentence = _("Give the piece a name.")


class PriceOutOfRange(Refused):
    code = "price_out_of_range"
    sentence = _("A price lies between 0.01 and 100 000 euro, VAT included.")


class QuantityOutOfRange(Refused):
    code = "quantity_out_of_range"
    sentence = _("The number of pieces lies between 1 and 1000.")


class AlreadyAnnounced(Refused):
    code = "already_announced"
    sentence = _("“%(title)s” is already announced at %(coworking)s and waits for its desk.")


class AlreadyDecided(Refused):
    code = "already_decided"
    sentence = _("Somebody has already accepted or declined “%(title)s”.")


class WrongShowcase(Refused):
    code = "wrong_showcase"
    sentence = _("Choose a showcase of this coworking.")


class NotEnough(Refused):
    code = "not_enough"
    sentence = _("Only %(left)s of “%(title)s” left here.")


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


def register_item(
    *,
    maker: Maker,
    title: str,
    price: Decimal,
    by: User | None,
    at: datetime,
    vat_percent: Decimal = Decimal(21),
    story: str = "",
    materials: str = "",
    size: str = "",
    reference: str = "",
    key: uuid.UUID | None = None,
) -> Item:
    """A new item of a maker under a fresh label code.

    The same key with the same content returns the item it made, however that was edited since.
    Refused: NoTitle, PriceOutOfRange, KeyReused.
    """
    told = [maker.pk, title, price, vat_percent, story, materials, size, reference]
    content = hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()
    known = _made_with(key, content)
    if known is not None:
        return known
    item = Item(
        maker=maker,
        code=_free_code(),
        key=key,
        content=content if key else "",
        title=_titled(title),
        story=story.strip(),
        materials=materials.strip(),
        size=size.strip(),
        reference=reference.strip(),
        price=_priced(price),
        vat_percent=vat_percent,
        created_at=at,
    )
    try:
        with transaction.atomic():
            item.save()
            PriceChange.objects.create(item=item, price=item.price, by=by, at=at)
            _note(by, at, "register", item)
    except IntegrityError:
        known = _made_with(key, content)
        if known is None:
            raise
        return known
    return item


def edit_item(
    *,
    item: Item,
    by: User,
    at: datetime,
    title: str,
    story: str,
    materials: str,
    size: str,
    vat_percent: Decimal,
) -> Item:
    """Change what is told about an item; sales already made keep what they said.

    Refused: NoTitle.
    """
    with transaction.atomic():
        item.title, item.story = _titled(title), story.strip()
        item.materials, item.size = materials.strip(), size.strip()
        item.vat_percent = vat_percent
        item.save(update_fields=["title", "story", "materials", "size", "vat_percent"])
        _note(by, at, "edit", item)
    return item


def reprice(*, item: Item, price: Decimal, by: User, at: datetime) -> Item:
    """A new price from now on, kept in the history; the same price changes nothing.

    Labels printed before say the old price.  Refused: PriceOutOfRange.
    """
    if _priced(price) != item.price:
        with transaction.atomic():
            before, item.price = item.price, price
            item.save(update_fields=["price"])
            PriceChange.objects.create(item=item, price=price, by=by, at=at)
            _note(by, at, "reprice", item, before=str(before), price=str(price))
    return item


def add_photo(*, item: Item, data: bytes, by: User | None, at: datetime) -> Photo:
    """One more picture of an item.  Refused: NotAPhoto, PhotoTooLarge; nothing is kept then."""
    shown = fit_to_show(data)
    name = uuid.uuid4().hex
    photo = Photo(item=item, width=shown.width, height=shown.height)
    with transaction.atomic():
        Item.objects.select_for_update().get(pk=item.pk)
        photo.position = item.photos.count() + 1
        photo.large.save(f"{name}.jpg", ContentFile(shown.large), save=False)
        photo.small.save(f"{name}-small.jpg", ContentFile(shown.small), save=False)
        photo.save()
        _note(by, at, "add photo", item, position=photo.position)
    return photo


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
            _note(by, at, "announce", item, coworking.slug, quantity=quantity)
    except IntegrityError:
        raise AlreadyAnnounced(title=item.title, coworking=coworking.name) from None
    return announcement


def bring(
    *,
    maker: Maker,
    coworking: Coworking,
    title: str,
    price: Decimal,
    quantity: int,
    key: uuid.UUID,
    by: User,
    at: datetime,
    photo: bytes | None = None,
    vat_percent: Decimal = Decimal(21),
    story: str = "",
    materials: str = "",
    size: str = "",
) -> Item:
    """Register an item, with its photo, and announce it at a coworking: all of it or nothing.

    The same key again returns the item it made.  Refused: all that `register_item`, `add_photo`
    and `announce` refuse.
    """
    with transaction.atomic():
        item = register_item(
            maker=maker,
            title=title,
            price=price,
            vat_percent=vat_percent,
            story=story,
            materials=materials,
            size=size,
            key=key,
            by=by,
            at=at,
        )
        if item.announcements.exists():
            return item
        announce(item=item, coworking=coworking, quantity=quantity, by=by, at=at)
        # Last: a file that was written stays, even when the rows are rolled back.
        if photo is not None:
            add_photo(item=item, data=photo, by=by, at=at)
    return item


def announce_list(
    *,
    maker: Maker,
    coworking: Coworking,
    read: ListRead,
    by: User | None,
    at: datetime,
    key: uuid.UUID | None = None,
) -> list[Item]:
    """Register and announce every row of a maker's list that could be read, all or none.

    The same key with the same list again does nothing more.  Refused: all that `register_item` and
    `announce` refuse.
    """
    with transaction.atomic():
        made = []
        for row in read.rows:
            item = register_item(
                maker=maker,
                title=row.title,
                price=row.price,
                vat_percent=row.vat_percent,
                story=row.remark,
                materials=row.materials,
                size=row.size,
                reference=row.reference,
                key=row.key(key) if key else None,
                by=by,
                at=at,
            )
            made.append(item)
            if not item.announcements.exists():
                announce(item=item, coworking=coworking, quantity=row.quantity, by=by, at=at)
    return made


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
        placement = _locked_placement(item, showcase)
        _decide(announcement, AnnouncementState.ACCEPTED, by, at, accepted=quantity)
        _move(placement, quantity, MovementKind.ACCEPTED, "", by, at)
        _note(by, at, "accept", item, showcase.coworking.slug, quantity=quantity)
    return placement


def decline(*, announcement: Announcement, reason: str, by: User, at: datetime) -> None:
    """Say no to announced pieces, with a word for the maker.  Refused: AlreadyDecided."""
    with transaction.atomic():
        _decide(announcement, AnnouncementState.DECLINED, by, at, reason=reason.strip())
        _note(by, at, "decline", announcement.item, announcement.coworking.slug)


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
        both = _locked([placement.pk, target.pk])
        _expect_on_hand(both[placement.pk], quantity)
        _move(both[placement.pk], -quantity, MovementKind.MOVED, "", by, at)
        _move(both[target.pk], quantity, MovementKind.MOVED, "", by, at)
        _note(by, at, "move", placement.item, showcase.coworking.slug, quantity=quantity)
    return both[target.pk]


def give_back(*, placement: Placement, quantity: int, by: User, at: datetime) -> None:
    """The maker takes pieces home.  Refused: QuantityOutOfRange, NotEnough."""
    expect_count(quantity=quantity)
    with transaction.atomic():
        locked = _locked([placement.pk])[placement.pk]
        _expect_on_hand(locked, quantity)
        _move(locked, -quantity, MovementKind.GIVEN_BACK, "", by, at)
        slug = placement.showcase.coworking.slug
        _note(by, at, "give back", placement.item, slug, quantity=quantity)


def lock_to_write_off(*, placement: Placement) -> Placement:
    """Lock a placement from which pieces are missing, inside the loss's transaction."""
    expect_transaction("lock_to_write_off")
    return _locked([placement.pk])[placement.pk]


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
    _expect_on_hand(placement, quantity)
    _move(placement, -quantity, kind, reference, by, at)
    slug = placement.showcase.coworking.slug
    _note(by, at, "write off", placement.item, slug, quantity=quantity, kind=kind)


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
        _move(pick.placement, -pick.quantity, MovementKind.SOLD, reference, by, at)


def lock_returns(*, coworking: Coworking, references: Sequence[str]) -> dict[str, Placement]:
    """Lock the placements sale lines were taken from: returned pieces go back there."""
    expect_transaction("lock_returns")
    source = {reference: sold_from(reference, coworking)[0].pk for reference in references}
    locked = _locked(sorted(source.values()))
    return {reference: locked[pk] for reference, pk in source.items()}


def put_back(
    *, placement: Placement, quantity: int, reference: str, by: User, at: datetime
) -> None:
    """Put returned pieces back for the refund line `reference`, under `lock_returns`' lock."""
    expect_transaction("put_back")
    _move(placement, quantity, MovementKind.RETURNED, reference, by, at)


def _free_code() -> str:
    """A label code nobody has yet; with many items a drawn one is taken now and then."""
    code = label.draw()
    while Item.objects.filter(code=code).exists():
        code = label.draw()
    return code


def _made_with(key: uuid.UUID | None, content: str) -> Item | None:
    """The item a key has made before; KeyReused when it was sent with other content."""
    known = Item.objects.select_related("maker").filter(key=key).first() if key else None
    if known is not None and known.content != content:
        raise KeyReused(place="key")
    return known


def expect_count(*, quantity: int, place: str = "quantity") -> None:
    """Refuse with QuantityOutOfRange what is no number of pieces."""
    if not 1 <= quantity <= LARGEST_QUANTITY:
        raise QuantityOutOfRange(place=place)


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


def _locked_placement(item: Item, showcase: Showcase) -> Placement:
    placement = Placement.objects.get_or_create(item=item, showcase=showcase)[0]
    return _locked([placement.pk])[placement.pk]


def _locked(pks: Sequence[int]) -> dict[int, Placement]:
    rows = Placement.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk")
    return {row.pk: row for row in rows.select_related("item", "showcase__coworking")}


def _expect_on_hand(placement: Placement, quantity: int) -> None:
    if placement.on_hand < quantity:
        raise NotEnough(place="quantity", left=placement.on_hand, title=placement.item.title)


def _move(
    placement: Placement, quantity: int, kind: MovementKind, reference: str, by: User, at: datetime
) -> None:
    """Change a locked placement and write down why; afterwards it knows its new count."""
    Placement.objects.filter(pk=placement.pk).update(on_hand=F("on_hand") + quantity)
    placement.on_hand += quantity
    Movement.objects.create(
        placement=placement, kind=kind, quantity=quantity, reference=reference, by=by, at=at
    )


def _decide(
    announcement: Announcement, state: AnnouncementState, by: User, at: datetime, **decided: Any
) -> None:
    waiting = Announcement.objects.filter(pk=announcement.pk, state=AnnouncementState.WAITING)
    if not waiting.update(state=state, decided_by=by, decided_at=at, **decided):
        raise AlreadyDecided(title=announcement.item.title)
    announcement.refresh_from_db()


def _titled(title: str) -> str:
    if not title.strip():
        raise NoTitle(place="title")
    return title.strip()


def _priced(price: Decimal) -> Decimal:
    if not 0 < price <= LARGEST_PRICE:
        raise PriceOutOfRange(place="price")
    return price


def _note(
    by: User | None,
    at: datetime,
    verb: str,
    item: Item,
    chain: str = "house",
    **facts: str | int,
) -> None:
    note(by=by, at=at, verb=verb, subject=f"item {item.code}", chain=chain, **facts)
