"""The pieces of an account that are still there when a month ends, as its statement tells them."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Max, Sum

from consign.agreements.models import Agreement
from consign.agreements.queries import affiliation_on, agreement_on
from consign.days import Month, local_day, start_of
from consign.ledger.models import Account
from consign.money.split import ZERO, loss_value
from consign.people.models import Coworking, Maker, VatStatus
from consign.people.queries import service_vat_on, vat_on
from consign.slips.queries import agreed_values
from consign.stock.models import Item, Movement, PriceChange
from consign.stock.under_way import ARRIVED
from consign.till.lines import terms_of


@dataclass(frozen=True)
class PieceLeft:
    """Pieces of an item that are still there.

    `loss_value` is what the coworking owes for one of them if it is lost; after the day `until`
    they should have been fetched.
    """

    code: str
    title: str
    quantity: int
    price: Decimal
    loss_value: Decimal
    until: date | None

    def as_json(self) -> dict[str, Any]:
        """As a settlement keeps it."""
        return {name: _plain(value) for name, value in asdict(self).items()}


def pieces_left(account: Account, month: Month) -> list[PieceLeft]:
    """What is there on the month's last day, by title; nothing once it is another payee's."""
    affiliation = affiliation_on(account.maker, month.last)
    if affiliation is None or affiliation.payee_id != account.payee_id:
        return []
    agreement = agreement_on(account.coworking, affiliation, month.last)
    return pieces_at(account.coworking, account.maker, agreement, start_of(month.next.first))


def pieces_at(
    coworking: Coworking,
    maker: Maker,
    agreement: Agreement | None,
    moment: datetime,
    day: date | None = None,
) -> list[PieceLeft]:
    """What of a maker was at a coworking just before a moment, valued by these terms,
    or as both sides had confirmed on a deposit slip by then.

    `day` says whose VAT status and rates count for the value, by default the moment's own.
    """
    moved = Movement.objects.filter(
        placement__item__maker=maker, placement__showcase__coworking=coworking, at__lt=moment
    )
    arrived = Max("at", filter=ARRIVED)
    rows = moved.values("placement__item").annotate(n=Sum("quantity"), arrived=arrived)
    there = {row["placement__item"]: row for row in rows if row["n"] > 0}
    prices = _prices(there, moment)
    items = Item.objects.filter(pk__in=there).order_by("title", "pk")
    agreed = agreed_values(there, coworking, before=moment)
    value = _Value(coworking, agreement, day or local_day(moment - timedelta(microseconds=1)))
    return [
        PieceLeft(
            code=item.code,
            title=item.title,
            quantity=there[item.pk]["n"],
            price=prices.get(item.pk, item.price),
            loss_value=agreed.get(
                item.pk, value.of(prices.get(item.pk, item.price), item.vat_percent)
            ),
            until=value.until(there[item.pk]["arrived"]),
        )
        for item in items
    ]


def pieces_left_from(kept: Iterable[Mapping[str, Any]]) -> list[PieceLeft]:
    """The pieces as a settlement has kept them."""
    return [
        PieceLeft(
            code=row["code"],
            title=row["title"],
            quantity=row["quantity"],
            price=Decimal(row["price"]),
            loss_value=Decimal(row["loss_value"]),
            until=date.fromisoformat(row["until"]) if row["until"] else None,
        )
        for row in kept
    ]


class _Value:
    """What the terms of a day say of pieces: what one is worth, and how long it may stay."""

    def __init__(self, coworking: Coworking, agreement: Agreement | None, day: date) -> None:
        self.agreement = agreement
        self.service_vat_percent = service_vat_on(coworking, day)
        payee = agreement.affiliation.payee if agreement else None
        self.liable = payee is not None and vat_on(payee, day) == VatStatus.LIABLE

    def of(self, price: Decimal, goods_vat_percent: Decimal) -> Decimal:
        if self.agreement is None:
            return ZERO
        return loss_value(
            price=price,
            terms=terms_of(self.agreement, self.service_vat_percent),
            vat_percent=goods_vat_percent if self.liable else ZERO,
            percent=self.agreement.loss_percent,
        )

    def until(self, arrived: datetime | None) -> date | None:
        if self.agreement is None or arrived is None:
            return None
        return local_day(arrived) + timedelta(days=self.agreement.unsold_days)


def _prices(items: Iterable[int], moment: datetime) -> dict[int, Decimal]:
    """What items cost just before a moment, by their key."""
    known = PriceChange.objects.filter(item__in=list(items), at__lt=moment)
    return dict(known.order_by("at", "pk").values_list("item", "price"))


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int) else str(value)
