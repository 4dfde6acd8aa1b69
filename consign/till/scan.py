"""What a scanned or typed code means at a till, before anything is sold."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from consign.agreements.queries import standing_on
from consign.people.models import Coworking
from consign.refusal import Refused
from consign.stock.models import Hold, Item
from consign.stock.queries import by_code, holds_at, on_hand_at, why_none


@dataclass(frozen=True)
class Scanned:
    """A code understood: the piece, its price and how many are here.

    `refusal` is what selling one of it here on this day would be refused with, None when it can be
    sold.  The sale itself decides again, under its locks.  `held` is what is kept for somebody: it
    is sold all the same.
    """

    item: Item
    price: Decimal
    on_hand: int
    refusal: Refused | None = None
    held: tuple[Hold, ...] = ()

    @property
    def sellable(self) -> bool:
        return self.refusal is None


def scan(coworking: Coworking, text: str, day: date, *, at: datetime | None = None) -> Scanned:
    """The piece behind a code and whether this coworking can sell it on a day.

    Refused when there is no piece: NotACode, MistypedCode, UnknownCode.  Everything that would
    stop its sale (NoPayee, NoAgreement, NoVatStatus; NotHere, AlreadySold, Withdrawn) is told in
    `refusal`, in the order a sale would find it.  What is kept is told of the moment `at`.
    """
    item = by_code(text)
    on_hand = on_hand_at(item, coworking)
    held = tuple(holds_at(coworking, at).filter(item=item)) if at and on_hand else ()
    return Scanned(item, item.price, on_hand, _refusal(coworking, item, on_hand, day), held)


def _refusal(coworking: Coworking, item: Item, on_hand: int, day: date) -> Refused | None:
    try:
        standing_on(coworking, item.maker, day)
    except Refused as refused:
        return refused
    return None if on_hand else why_none(item, coworking)
