"""The price a reduction is measured against: the lowest of the thirty days before it.

Economic Law Code VI.18: who announces a lower price also says the lowest price asked in the thirty
days before, in the same shop; for goods on sale there for less time, the lowest since they were.
The law lets a reduction that only grows keep its first reference price; the stricter reading is
kept here, so that what is shown is never too high.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from django.db.models import Min, QuerySet

from consign.people.models import Coworking, Maker
from consign.stock.models import Item, Movement, PriceChange, Reduction

LOOKED_BACK = timedelta(days=30)

# A price and the moment from which it was asked.
Asked = tuple[datetime, Decimal]


def reductions_of(maker: Maker) -> QuerySet[Reduction]:
    """A maker's reductions that run or are planned, what begins first at first."""
    found = Reduction.objects.filter(item__maker=maker, ended_at__isnull=True)
    return found.select_related("item__maker").order_by("starts_on", "item__title", "pk")


def running(items: Collection[int]) -> QuerySet[Reduction]:
    """The reductions that hold now, of items by their key."""
    return Reduction.objects.filter(item__in=items, begun_at__isnull=False, ended_at__isnull=True)


def prior_prices(items: Iterable[Item], coworking: Coworking, at: datetime) -> dict[int, Decimal]:
    """What has to be said beside a reduced price at a coworking, by the key of the item.

    An item is only in it while a reduction runs that is one here: a piece that came after it began
    was never dearer in this shop.
    """
    found = {one.item_id: one for one in running({item.pk for item in items})}
    if not found:
        return {}
    asked = _asked(found)
    since = _on_sale_since(found, coworking)
    told: dict[int, Decimal] = {}
    for pk, reduction in found.items():
        begun = reduction.begun_at
        if begun is None or begun > at:
            continue
        prior = lowest_before(asked[pk], begun, since.get(pk))
        if prior is not None and prior > reduction.price:
            told[pk] = prior
    return told


def lowest_before(
    asked: Sequence[Asked], begun: datetime, on_sale_since: datetime | None
) -> Decimal | None:
    """The lowest price asked in the thirty days before `begun`, or since a piece was on sale.

    `asked` are all its prices by the moment they began; None when it was not on sale before.
    """
    first = max(begun - LOOKED_BACK, on_sale_since or begun - LOOKED_BACK)
    if first >= begun:
        return None
    closed = [*asked, (begun, Decimal(0))]
    held = [
        price for (start, price), (end, _next) in pairwise(closed) if start < begun and end > first
    ]
    return min(held, default=None)


def _asked(items: Collection[int]) -> dict[int, list[Asked]]:
    known = PriceChange.objects.filter(item__in=items).order_by("at", "pk")
    found: dict[int, list[Asked]] = defaultdict(list)
    for item, at, price in known.values_list("item", "at", "price"):
        found[item].append((at, price))
    return found


def _on_sale_since(items: Collection[int], coworking: Coworking) -> dict[int, datetime]:
    moved = Movement.objects.filter(
        placement__item__in=items, placement__showcase__coworking=coworking
    )
    rows = moved.values("placement__item").annotate(first=Min("at"))
    return {row["placement__item"]: row["first"] for row in rows}
