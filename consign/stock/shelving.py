"""Putting many items on a shelf at once, in as many writes for a thousand as for one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from consign.atomic import expect_transaction
from consign.codes import label
from consign.people.models import Maker, User
from consign.stock.models import Item, Movement, MovementKind, Placement, PriceChange, Showcase


@dataclass(frozen=True)
class Piece:
    """So many equal pieces of a maker, at a price; one that costs nothing is a price too."""

    maker: Maker
    title: str
    price: Decimal
    vat_percent: Decimal
    quantity: int


def shelve(
    *, showcase: Showcase, pieces: Sequence[Piece], by: User, at: datetime
) -> list[Placement]:
    """Register pieces under fresh codes and count them into a showcase, in their order.

    Inside a transaction, for whoever has checked each piece already: nothing is refused here.
    """
    expect_transaction("shelve")
    codes = free_codes(len(pieces))
    items = Item.objects.bulk_create(
        [
            Item(
                maker=piece.maker,
                code=code,
                title=piece.title,
                price=piece.price,
                vat_percent=piece.vat_percent,
                created_at=at,
            )
            for piece, code in zip(pieces, codes, strict=True)
        ]
    )
    PriceChange.objects.bulk_create(
        [PriceChange(item=item, price=item.price, by=by, at=at) for item in items]
    )
    placements = Placement.objects.bulk_create(
        [
            Placement(item=item, showcase=showcase, on_hand=piece.quantity)
            for piece, item in zip(pieces, items, strict=True)
        ]
    )
    Movement.objects.bulk_create(
        [
            Movement(
                placement=placement,
                kind=MovementKind.ACCEPTED,
                quantity=placement.on_hand,
                by=by,
                at=at,
            )
            for placement in placements
        ]
    )
    return placements


def free_codes(count: int) -> list[str]:
    """So many label codes nobody has yet, each of them once."""
    codes: set[str] = set()
    while len(codes) < count:
        codes |= {label.draw() for _missing in range(count - len(codes))}
        codes -= set(Item.objects.filter(code__in=codes).values_list("code", flat=True))
    return list(codes)
