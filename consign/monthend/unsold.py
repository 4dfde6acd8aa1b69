"""Pieces that stayed as long as was agreed: who fetches what, by when, and what storage costs.

Makers are reminded of them in `consign.notices.unsold`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from uuid import UUID, uuid5

from django.db.models import Max, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from consign.agreements.models import Agreement
from consign.agreements.queries import agreements_in_force
from consign.days import Month, local_day
from consign.ledger.bookings import charge_fee
from consign.ledger.models import Entry
from consign.ledger.queries import booked_with
from consign.money.split import ZERO
from consign.people.models import Coworking, Maker, User
from consign.refusal import Refused
from consign.stock.models import Item, Movement, Placement
from consign.stock.under_way import ARRIVED

SOON = timedelta(days=14)
STORAGE = UUID("5c0b6d7e-1f0e-4c55-9f0a-7a8a6d1d2c11")


class NothingStored(Refused):
    code = "nothing_stored"
    sentence = gettext_lazy("No piece of %(maker)s costs storage here this month.")


class StorageCharged(Refused):
    code = "storage_charged"
    sentence = gettext_lazy("Storage of %(month)s is charged to %(maker)s already.")


class Phase(Enum):
    """How far a piece is."""

    SOON = "soon"
    TO_FETCH = "to_fetch"
    STORED = "stored"


@dataclass(frozen=True)
class Unsold:
    """Pieces of an item that stayed, or soon will have, as long as was agreed.

    `until` is the last day they may stay, `fetch_until` the last to fetch them; after it each
    calendar month begun costs `fee` a piece, in euro with VAT.
    """

    item: Item
    coworking: Coworking
    pieces: int
    arrived_on: date
    until: date
    fetch_until: date
    fee: Decimal

    def phase(self, day: date) -> Phase:
        if day <= self.until:
            return Phase.SOON
        return Phase.TO_FETCH if day <= self.fetch_until else Phase.STORED

    @property
    def storage(self) -> Decimal:
        """What a month of storage costs for all of them."""
        return self.fee * self.pieces


def unsold_at(coworking: Coworking, day: date, maker: Maker | None = None) -> list[Unsold]:
    """What may stay for at most two more weeks, or should be gone, by maker and day.

    In as many queries for one piece as for many.
    """
    terms = agreements_in_force(coworking, day)
    there = _there(coworking, maker, terms)
    arrived = _arrived(coworking, there)
    items = Item.objects.select_related("maker").prefetch_related("photos").in_bulk(there)
    found = [
        _unsold(item, coworking, there[pk], local_day(arrived[pk]), terms[item.maker_id])
        for pk, item in items.items()
        if pk in arrived and item.maker_id in terms
    ]
    due = [one for one in found if one.until - SOON <= day]
    return sorted(due, key=lambda one: (one.item.maker.name, one.item.maker_id, one.until))


def charge_storage(*, coworking: Coworking, maker: Maker, by: User, at: datetime) -> Entry:
    """Charge a maker the storage of this month, for pieces that are there and nobody fetched.

    Refused: NothingStored; StorageCharged when this month is charged already.
    """
    day = local_day(at)
    month = Month.of(day)
    key = storage_key(coworking, maker, month)
    if booked_with(key):
        raise StorageCharged(maker=maker.name, month=month.in_words)
    stored = [one for one in unsold_at(coworking, day, maker) if one.phase(day) == Phase.STORED]
    amount = sum((one.storage for one in stored), ZERO)
    if not amount:
        raise NothingStored(maker=maker.name)
    pieces = sum(one.pieces for one in stored if one.fee)
    with override(_language(maker)):
        label = _("Storage, %(month)s: %(pieces)s pieces") % {
            "month": month.in_words,
            "pieces": pieces,
        }
    return charge_fee(
        coworking=coworking, maker=maker, label=label, amount=amount, key=key, by=by, at=at
    )


def storage_key(coworking: Coworking, maker: Maker, month: Month) -> UUID:
    """What the entry of a maker's storage of a month is known by, so that it is charged once."""
    return uuid5(STORAGE, f"{coworking.pk} {maker.pk} {month}")


def _unsold(
    item: Item, coworking: Coworking, pieces: int, arrived: date, terms: Agreement
) -> Unsold:
    until = arrived + timedelta(days=terms.unsold_days)
    fetch_until = until + timedelta(days=terms.pickup_days)
    return Unsold(item, coworking, pieces, arrived, until, fetch_until, terms.storage_fee)


def _there(coworking: Coworking, maker: Maker | None, makers: Iterable[int]) -> dict[int, int]:
    """How many pieces are there, by the key of the item."""
    rows = Placement.objects.filter(
        showcase__coworking=coworking, on_hand__gt=0, item__maker__in=list(makers)
    )
    if maker is not None:
        rows = rows.filter(item__maker=maker)
    return dict(rows.order_by().values_list("item").annotate(n=Sum("on_hand")))


def _arrived(coworking: Coworking, items: Iterable[int]) -> dict[int, datetime]:
    moved = Movement.objects.filter(
        ARRIVED, placement__showcase__coworking=coworking, placement__item__in=list(items)
    )
    return dict(moved.order_by().values_list("placement__item").annotate(last=Max("at")))


def _language(maker: Maker) -> str:
    return maker.person.language if maker.person else "en"
