"""Somebody sells at a till and closes it."""

import uuid
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from consign.money.split import cents
from consign.people.models import User
from consign.stock.models import Item
from consign.till.closings import Closed, close_day
from consign.till.drawer import COINS, NOTES
from consign.till.lines import LineWanted
from consign.till.models import Payment, Sale, Till
from consign.till.operations import Desk, record_sale
from consign.till.payments import Paid
from tests.factories import moment


def in_pieces(amount: str) -> dict[int, int]:
    """An amount in as few notes and coins as it takes."""
    left, found = cents(amount), {}
    for kind in (*NOTES, *COINS):
        found[kind], left = divmod(left, kind)
    return {kind: count for kind, count in found.items() if count}


def close(
    till: Till,
    by: User,
    counted: str,
    *,
    at: str = "2026-10-05 18:00",
    opening: str | None = None,
    banked: str = "0.00",
    reason: str = "",
    on: date | None = None,
) -> Closed:
    return close_day(
        till=till,
        pieces=in_pieces(counted),
        opening=Decimal(opening) if opening else None,
        banked=Decimal(banked),
        reason=reason,
        on=on,
        by=by,
        at=moment(at),
    )


def sell(
    till: Till,
    item: Item,
    by: User,
    paid_with: Payment,
    payments: Sequence[Paid] = (),
    *,
    at: str = "2026-10-05 09:00",
) -> Sale:
    """One piece, at this till."""
    return record_sale(
        coworking=till.coworking,
        wanted=[LineWanted(item.code)],
        paid_with=paid_with,
        payments=payments,
        key=uuid.uuid4(),
        by=by,
        at=moment(at),
        desk=Desk(till),
    ).sale
