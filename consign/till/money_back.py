"""What a refund would give back, before anything is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum
from django.db.models.functions import Coalesce

from consign.agreements.queries import payees_on
from consign.money.split import ZERO, split_return
from consign.till.lines import as_sold
from consign.till.models import Payment, Sale, SaleLine
from consign.till.payments import settle_back
from consign.till.refunds import NotASale
from consign.till.taking_back import LineBack, NothingToRefund, RefundExceedsSale


@dataclass(frozen=True)
class MoneyBack:
    """What a customer gets back, above zero; `to_pay` is rounded when it is paid in cash."""

    total: Decimal
    to_pay: Decimal


def left_on(sale: Sale) -> dict[int, int]:
    """How many pieces of each line of a ticket can still come back, by its position."""
    lines = sale.lines.annotate(returned=Coalesce(Sum("reversed_by__quantity"), 0))
    return {line.position: line.quantity + line.returned for line in lines}


def of_former_payees(refund: Sale, day: date) -> list[SaleLine]:
    """The lines of a refund whose pieces belong to a payee that is no longer the maker's: sold
    again they would be the new one's."""
    lines = list(refund.lines.all())
    now = payees_on([line.account.maker for line in lines], day)
    return [line for line in lines if now.get(line.account.maker_id) != line.account.payee_id]


def money_back(sale: Sale, back: Sequence[LineBack], paid_with: Payment) -> MoneyBack:
    """What a refund of these pieces would pay out; the refund decides again, under its locks.

    Each line of the ticket is named at most once.  Refused as the refund would be: NotASale,
    NothingToRefund, RefundExceedsSale, NotPaidBack.
    """
    if sale.refund_of_id is not None:
        raise NotASale
    left = left_on(sale)
    if not back or not {line.line for line in back} <= left.keys():
        raise NothingToRefund(place="lines")
    total = sum((_paid_back(sale, line, left[line.line]) for line in back), ZERO)
    rounding = settle_back(sale.coworking, -total, paid_with).rounding
    return MoneyBack(total, total - rounding)


def _paid_back(sale: Sale, back: LineBack, left: int) -> Decimal:
    line = sale.lines.all()[back.line - 1]
    if not 1 <= back.quantity <= left:
        raise RefundExceedsSale(place=f"lines.{line.position}", left=left, title=line.title)
    change = split_return(sold=as_sold(line), left_before=left, left_after=left - back.quantity)
    return -change.paid
