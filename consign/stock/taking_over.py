"""A maker's list becomes items, in as many writes for thousands of lines as for one."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from consign.agreements.queries import standing_on
from consign.days import local_day
from consign.journal.operations import note
from consign.people.models import Coworking, Maker, User
from consign.refusal import KeyReused
from consign.stock.counting import expect_count
from consign.stock.items import new_item
from consign.stock.lists import ListRead, ListRow
from consign.stock.models import Announcement, Item, PriceChange
from consign.stock.shelving import free_codes


def announce_list(
    *,
    maker: Maker,
    coworking: Coworking,
    read: ListRead,
    by: User | None,
    at: datetime,
    key: UUID | None = None,
) -> list[Item]:
    """Register and announce every row of a maker's list that could be read, all or none.

    The same key with the same list again does nothing more.  The journal has one event for all of
    them, with every code.  Refused: all that `register_item` and `announce` refuse.
    """
    items = [_item(maker, row, at, key) for row in read.rows]
    try:
        return _announced(items, read.rows, maker, coworking, by, at)
    except IntegrityError:
        # At this very moment somebody sent the same list, or was given one of the same codes.
        items = [_item(maker, row, at, key) for row in read.rows]
        return _announced(items, read.rows, maker, coworking, by, at)


def _announced(
    items: Sequence[Item],
    rows: Sequence[ListRow],
    maker: Maker,
    coworking: Coworking,
    by: User | None,
    at: datetime,
) -> list[Item]:
    with transaction.atomic():
        known = _made_before(items)
        pairs = zip(items, rows, strict=True)
        new = [(item, row.quantity) for item, row in pairs if item.key not in known]
        if new:
            standing_on(coworking, maker, local_day(at), place="coworking")
            _write(new, coworking, by, at)
    return [known.get(item.key, item) for item in items]


def _write(
    new: Sequence[tuple[Item, int]], coworking: Coworking, by: User | None, at: datetime
) -> None:
    codes = free_codes(len(new))
    for (item, quantity), code in zip(new, codes, strict=True):
        expect_count(quantity=quantity)
        item.code = code
    items = Item.objects.bulk_create([item for item, _quantity in new])
    PriceChange.objects.bulk_create(
        [PriceChange(item=item, price=item.price, by=by, at=at) for item in items]
    )
    Announcement.objects.bulk_create(
        [
            Announcement(
                item=item,
                coworking=coworking,
                quantity=quantity,
                announced_by=by,
                announced_at=at,
            )
            for item, quantity in new
        ]
    )
    note(
        by=by,
        at=at,
        verb="announce list",
        subject=f"item {codes[0]}",
        chain=coworking.slug,
        codes=codes,
        quantities=[quantity for _item, quantity in new],
    )


def _made_before(items: Sequence[Item]) -> dict[UUID | None, Item]:
    """Items by the keys of some that are to be made; KeyReused when one was made otherwise."""
    content: dict[UUID | None, str] = {item.key: item.content for item in items if item.key}
    known = {item.key: item for item in Item.objects.filter(key__in=content)} if content else {}
    if any(item.content != content[key] for key, item in known.items()):
        raise KeyReused(place="key")
    return known


def _item(maker: Maker, row: ListRow, at: datetime, key: UUID | None) -> Item:
    return new_item(
        maker=maker,
        title=row.title,
        price=row.price,
        vat_percent=row.vat_percent,
        story=row.remark,
        materials=row.materials,
        size=row.size,
        reference=row.reference,
        care=row.care,
        metal_grams=row.metal_grams,
        agreed_value=row.agreed_value,
        key=row.key(key) if key else None,
        at=at,
    )
