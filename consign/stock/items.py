"""Writes about items: register, tell about and price them."""

import hashlib
import json
import uuid
from datetime import datetime
from decimal import Decimal
from typing import Any, Required, TypedDict

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from consign.codes import label
from consign.people.models import Maker, User
from consign.refusal import KeyReused, Refused
from consign.stock.counting import note_item
from consign.stock.models import Item, PriceChange
from consign.stock.reductions import end_running
from consign.stock.words import folded

LARGEST_PRICE = Decimal("100000.00")
LIGHTEST, HEAVIEST = Decimal("0.01"), Decimal(10_000)
EDITED = (
    "title",
    "story",
    "materials",
    "size",
    "care",
    "metal_grams",
    "agreed_value",
    "vat_percent",
    "words",
)


class NoTitle(Refused):
    code = "no_title"
    sentence = _("Give the piece a name.")


class PriceOutOfRange(Refused):
    code = "price_out_of_range"
    sentence = _("A price lies between 0.01 and 100 000 euro, VAT included.")


class MetalOutOfRange(Refused):
    code = "metal_out_of_range"
    sentence = _(
        "A weight of precious metal lies between 0.01 and 10 000 grams, with two decimals at most."
    )


class ValueOutOfRange(Refused):
    code = "value_out_of_range"
    sentence = _("An agreed value lies between 0 and 100 000 euro.")


class About(TypedDict, total=False):
    """What a maker tells about a new item, as `register_item` takes it; the rest has a default."""

    title: Required[str]
    price: Required[Decimal]
    vat_percent: Decimal
    story: str
    materials: str
    size: str
    care: str
    metal_grams: Decimal | None
    agreed_value: Decimal | None


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
    care: str = "",
    metal_grams: Decimal | None = None,
    agreed_value: Decimal | None = None,
    key: uuid.UUID | None = None,
) -> Item:
    """A new item of a maker under a fresh label code.

    `metal_grams` is the weight of the precious metal, `agreed_value` what the maker asks for a
    lost piece; both may be unknown.  The same key with the same content returns the item it made,
    however that was edited since.  Refused: NoTitle, PriceOutOfRange, MetalOutOfRange,
    ValueOutOfRange, KeyReused.
    """
    item = new_item(
        maker=maker,
        title=title,
        price=price,
        at=at,
        vat_percent=vat_percent,
        story=story,
        materials=materials,
        size=size,
        reference=reference,
        care=care,
        metal_grams=metal_grams,
        agreed_value=agreed_value,
        key=key,
    )
    known = _made_with(key, item.content)
    if known is not None:
        return known
    item.code = _free_code()
    try:
        with transaction.atomic():
            item.save()
            PriceChange.objects.create(item=item, price=item.price, by=by, at=at)
            note_item(by, at, "register", item)
    except IntegrityError:
        known = _made_with(key, item.content)
        if known is None:
            raise
        return known
    return item


def new_item(
    *,
    maker: Maker,
    title: str,
    price: Decimal,
    at: datetime,
    vat_percent: Decimal = Decimal(21),
    story: str = "",
    materials: str = "",
    size: str = "",
    reference: str = "",
    care: str = "",
    metal_grams: Decimal | None = None,
    agreed_value: Decimal | None = None,
    key: uuid.UUID | None = None,
) -> Item:
    """An item as it may be registered, without a code and not saved.

    Refused: NoTitle, PriceOutOfRange, MetalOutOfRange, ValueOutOfRange.
    """
    expect_sound(title=title, price=price, metal_grams=metal_grams, agreed_value=agreed_value)
    told = [maker.pk, title, price, vat_percent, story, materials, size, reference]
    return Item(
        maker=maker,
        key=key,
        content=_digest(told, [care, metal_grams, agreed_value]) if key else "",
        title=title.strip(),
        story=story.strip(),
        materials=materials.strip(),
        size=size.strip(),
        care=care.strip(),
        metal_grams=metal_grams,
        agreed_value=agreed_value,
        reference=reference.strip(),
        price=price,
        vat_percent=vat_percent,
        created_at=at,
        words=folded(title, materials, story),
    )


def expect_sound(
    *, title: str, price: Decimal, metal_grams: Decimal | None, agreed_value: Decimal | None
) -> None:
    """Refuse what cannot be told of an item: NoTitle, PriceOutOfRange, MetalOutOfRange,
    ValueOutOfRange."""
    _titled(title)
    _priced(price)
    _weighed(metal_grams)
    _valued(agreed_value)


def edit_item(
    *,
    item: Item,
    by: User,
    at: datetime,
    title: str,
    story: str,
    materials: str,
    size: str,
    care: str,
    metal_grams: Decimal | None,
    agreed_value: Decimal | None,
    vat_percent: Decimal,
) -> Item:
    """Change what is told about an item; sales already made keep what they said.

    Refused: NoTitle, MetalOutOfRange, ValueOutOfRange.
    """
    with transaction.atomic():
        item.title, item.story = _titled(title), story.strip()
        item.materials, item.size, item.care = materials.strip(), size.strip(), care.strip()
        item.metal_grams, item.agreed_value = _weighed(metal_grams), _valued(agreed_value)
        item.vat_percent, item.words = vat_percent, folded(title, materials, story)
        item.save(update_fields=EDITED)
        note_item(by, at, "edit", item)
    return item


def reprice(*, item: Item, price: Decimal, by: User, at: datetime) -> Item:
    """A new price from now on, kept in the history; the same price changes nothing.

    Labels printed before say the old price, and a reduction that runs is over.  Refused:
    PriceOutOfRange.
    """
    if _priced(price) != item.price:
        with transaction.atomic():
            before, item.price = item.price, price
            item.save(update_fields=["price"])
            PriceChange.objects.create(item=item, price=price, by=by, at=at)
            end_running(item=item, by=by, at=at)
            note_item(by, at, "reprice", item, before=str(before), price=str(price))
    return item


def _free_code() -> str:
    """A label code nobody has yet; with many items a drawn one is taken now and then."""
    code = label.draw()
    while Item.objects.filter(code=code).exists():
        code = label.draw()
    return code


def _digest(told: list[Any], more: list[Any]) -> str:
    """What an item was first sent with, in short.

    Content without anything of `more` has the digest it had before there was more to tell.
    """
    sent = [*told, *map(_plain, more)] if any(one not in (None, "") for one in more) else told
    return hashlib.sha256(json.dumps(sent, default=str).encode()).hexdigest()


def _plain(value: Any) -> Any:
    """3.50 grams are 3.5 grams."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


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


def _weighed(grams: Decimal | None) -> Decimal | None:
    if grams is None:
        return None
    hundredths = grams * 100
    if not LIGHTEST <= grams <= HEAVIEST or hundredths != hundredths.to_integral_value():
        raise MetalOutOfRange(place="metal_grams")
    return grams


def _valued(value: Decimal | None) -> Decimal | None:
    if value is not None and not 0 <= value <= LARGEST_PRICE:
        raise ValueOutOfRange(place="agreed_value")
    return value
