"""What a till must know of the pieces of a coworking, all of them in a few queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum

from consign.people.models import Coworking
from consign.refusal import Refused
from consign.stock.models import Hold, Item, Movement, Photo, Placement, PriceChange
from consign.stock.queries import LABELS_HANG, holds_at, reason_none, still_shown

# How long a till still knows a piece that is no longer there, to say what became of it.
REMEMBERED = timedelta(days=90)


@dataclass(frozen=True)
class AtHand:
    """An item that is or lately was at a coworking.

    `maker` is the maker's key, `was` the other prices that labels may still say, the latest first,
    `photo` the name of its small picture's file, `held` what is kept for whom, and `none` why there
    is none of it.
    """

    code: str
    title: str
    maker: int
    price: Decimal
    was: tuple[Decimal, ...]
    on_hand: int
    photo: str
    held: tuple[Hold, ...]
    none: Refused | None


def at_hand(coworking: Coworking, at: datetime) -> list[AtHand]:
    """Every item that is at a coworking, or was in the last 90 days, the newest first."""
    here = Placement.objects.filter(showcase__coworking=coworking, on_hand__gt=0)
    moved = Movement.objects.filter(
        placement__showcase__coworking=coworking, at__gte=at - REMEMBERED
    )
    wanted = Item.objects.filter(
        Q(pk__in=here.values("item")) | Q(pk__in=moved.values("placement__item"))
    )
    counts = dict(here.order_by().values_list("item").annotate(n=Sum("on_hand")))
    last = dict(moved.order_by("pk").values_list("placement__item", "kind"))
    elsewhere = _elsewhere(coworking, wanted)
    was = _older_prices(wanted, at)
    held: dict[int, list[Hold]] = defaultdict(list)
    for hold in holds_at(coworking, at):
        held[hold.item_id].append(hold)
    small = Photo.objects.filter(item=OuterRef("pk")).order_by("position").values("small")[:1]
    rows = wanted.order_by("-pk").values_list(
        "pk", "code", "title", "maker", "price", Subquery(small)
    )
    return [
        AtHand(
            code=code,
            title=title,
            maker=maker,
            price=price,
            was=tuple(_unlike(price, was[pk])),
            on_hand=counts.get(pk, 0),
            photo=photo or "",
            held=tuple(held[pk]),
            none=None if pk in counts else reason_none(title, last[pk], elsewhere.get(pk, "")),
        )
        for pk, code, title, maker, price, photo in rows
    ]


def _elsewhere(coworking: Coworking, wanted: QuerySet[Item]) -> dict[int, str]:
    """The name of another coworking that has pieces, by the item's key."""
    there = Placement.objects.filter(on_hand__gt=0, item__in=_keys(wanted))
    there = there.exclude(showcase__coworking=coworking).order_by("-showcase__coworking__name")
    return dict(there.values_list("item", "showcase__coworking__name"))


def _older_prices(wanted: QuerySet[Item], at: datetime) -> dict[int, list[Decimal]]:
    """By the item's key, prices that labels may still say, the oldest first."""
    lately = PriceChange.objects.filter(at__gte=at - LABELS_HANG).values("item")
    known = PriceChange.objects.filter(item__in=_keys(wanted)).filter(item__in=lately)
    changes: dict[int, list[tuple[datetime, Decimal]]] = defaultdict(list)
    for item, begun, price in known.order_by("at", "pk").values_list("item", "at", "price"):
        changes[item].append((begun, price))
    found = {item: still_shown(of_item, at) for item, of_item in changes.items()}
    return defaultdict(list, found)


def _unlike(price: Decimal, older: Iterable[Decimal]) -> list[Decimal]:
    """Older prices but today's, each once, the latest first."""
    return [one for one in dict.fromkeys(reversed(list(older))) if one != price]


def _keys(rows: QuerySet[Item]) -> QuerySet[Any]:
    return rows.order_by().values("pk")
