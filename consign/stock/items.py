"""Writes about items: register, tell about, price and photograph them."""

import hashlib
import json
import uuid
from datetime import datetime
from decimal import Decimal

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from consign.codes import label
from consign.people.models import Maker, User
from consign.refusal import KeyReused, Refused
from consign.stock.counting import note_item
from consign.stock.models import Item, Photo, PriceChange
from consign.stock.photos import fit_to_show

LARGEST_PRICE = Decimal("100000.00")


class NoTitle(Refused):
    code = "no_title"
    sentence = _("Give the piece a name.")


class PriceOutOfRange(Refused):
    code = "price_out_of_range"
    sentence = _("A price lies between 0.01 and 100 000 euro, VAT included.")


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
            note_item(by, at, "register", item)
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
        note_item(by, at, "edit", item)
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
            note_item(by, at, "reprice", item, before=str(before), price=str(price))
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
        note_item(by, at, "add photo", item, position=photo.position)
    return photo


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


def _titled(title: str) -> str:
    if not title.strip():
        raise NoTitle(place="title")
    return title.strip()


def _priced(price: Decimal) -> Decimal:
    if not 0 < price <= LARGEST_PRICE:
        raise PriceOutOfRange(place="price")
    return price
