"""Changing an item in one act, without overwriting what somebody else changed meanwhile."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from consign.people.models import User
from consign.refusal import Refused
from consign.stock.items import edit_item, reprice
from consign.stock.models import Item


class ChangedMeanwhile(Refused):
    code = "changed_meanwhile"
    sentence = _("“%(title)s” was changed meanwhile. Read it again, then make your change.")


class Left(Enum):
    """Says that a part stays as it is where None would say that there is none."""

    AS_IT_IS = "as it is"


@dataclass(frozen=True)
class Changes:
    """What is to be different; None leaves a part as it is.

    A weight and an agreed value can also be taken back: there None means that none is known.
    """

    title: str | None = None
    story: str | None = None
    materials: str | None = None
    size: str | None = None
    vat_percent: Decimal | None = None
    price: Decimal | None = None
    care: str | None = None
    metal_grams: Decimal | Left | None = Left.AS_IT_IS
    agreed_value: Decimal | Left | None = Left.AS_IT_IS


def version_of(item: Item) -> str:
    """A short text that differs whenever a part of the item that can be edited differs."""
    parts = [
        item.title,
        item.story,
        item.materials,
        item.size,
        f"{item.vat_percent.normalize():f}",
        str(item.price),
        item.care,
        "" if item.metal_grams is None else f"{item.metal_grams.normalize():f}",
        "" if item.agreed_value is None else str(item.agreed_value),
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def amend_item(
    *, item: Item, changes: Changes, by: User, at: datetime, seen: str | None = None
) -> Item:
    """Change an item and its price, all or nothing; `seen` is the version the change starts from.

    Refused: ChangedMeanwhile when the item is no longer that version; NoTitle, PriceOutOfRange,
    MetalOutOfRange, ValueOutOfRange.
    """
    with transaction.atomic():
        found = Item.objects.select_for_update(of=("self",)).select_related("maker").get(pk=item.pk)
        if seen not in (None, version_of(found)):
            raise ChangedMeanwhile(title=found.title)
        edit_item(
            item=found,
            by=by,
            at=at,
            title=_or(changes.title, found.title),
            story=_or(changes.story, found.story),
            materials=_or(changes.materials, found.materials),
            size=_or(changes.size, found.size),
            care=_or(changes.care, found.care),
            metal_grams=_known(changes.metal_grams, found.metal_grams),
            agreed_value=_known(changes.agreed_value, found.agreed_value),
            vat_percent=found.vat_percent if changes.vat_percent is None else changes.vat_percent,
        )
        if changes.price is not None:
            reprice(item=found, price=changes.price, by=by, at=at)
    return found


def _or(new: str | None, old: str) -> str:
    return old if new is None else new


def _known(new: Decimal | Left | None, old: Decimal | None) -> Decimal | None:
    return old if isinstance(new, Left) else new
