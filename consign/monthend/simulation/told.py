"""What has come of a scenario, however it was worked out, and how the format writes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from consign.ledger.queries import Tally
from consign.money.documents import Document
from consign.money.split import cents


@dataclass(frozen=True)
class LineTold:
    """One sale or refund on the account of a payee and a maker, by the scenario's names."""

    event: str
    payee: str
    maker: str
    paid: Decimal
    vat_percent: Decimal
    commission: Decimal


@dataclass(frozen=True)
class RateTold:
    """The VAT inside what customers paid at one rate; `period` where several months are told."""

    vat_percent: Decimal
    paid: Decimal
    vat: Decimal
    base: Decimal
    period: str = ""


@dataclass(frozen=True)
class StatementTold:
    """One account in one month."""

    payee: str
    maker: str
    period: str
    opening: Decimal
    totals: Tally
    payout: Decimal
    closing: Decimal
    vat_on_sales: Sequence[RateTold]
    documents: Sequence[Document]


@dataclass(frozen=True)
class Told:
    """A whole result; `own_vat` is None where the coworking sells as agent."""

    lines: Sequence[LineTold]
    statements: Sequence[StatementTold]
    own_vat: Sequence[RateTold] | None


def as_json(told: Told) -> dict[str, Any]:
    """The result in the words and cents of the format, in its order."""
    found: dict[str, Any] = {
        "lines": [_line(line) for line in told.lines],
        "statements": sorted(
            map(_statement, told.statements),
            key=lambda one: (one["payee"], one["maker"], one["period"]),
        ),
    }
    if told.own_vat is not None:
        found["coworking_vat_on_sales"] = [
            {"period": rate.period, **_rate(rate)} for rate in told.own_vat
        ]
    return found


def _line(line: LineTold) -> dict[str, Any]:
    return {
        "event": line.event,
        "payee": line.payee,
        "maker": line.maker,
        "amount_paid_cents": cents(line.paid),
        "vat_rate_percent": _percent(line.vat_percent),
        "commission_cents": cents(line.commission),
        "payee_share_cents": cents(line.paid - line.commission),
    }


def _statement(told: StatementTold) -> dict[str, Any]:
    sums = told.totals
    return {
        "payee": told.payee,
        "maker": told.maker,
        "period": told.period,
        "opening_cents": cents(told.opening),
        "sales_paid_cents": cents(sums.sales),
        "refunds_paid_cents": cents(sums.refunds),
        "commission_cents": cents(sums.commission),
        "commission_reversed_cents": cents(sums.commission_reversed),
        "commission_vat_added_cents": cents(sums.commission_vat),
        "fees_cents": cents(sums.fees),
        "compensations_cents": cents(sums.compensations),
        "adjustments_cents": cents(sums.adjustments),
        "payout_cents": cents(told.payout),
        "closing_cents": cents(told.closing),
        "vat_on_sales": [_rate(rate) for rate in told.vat_on_sales],
        "documents": [_document(document) for document in told.documents],
    }


def _rate(rate: RateTold) -> dict[str, Any]:
    return {
        "vat_rate_percent": _percent(rate.vat_percent),
        "paid_cents": cents(rate.paid),
        "vat_cents": cents(rate.vat),
        "base_cents": cents(rate.base),
    }


def _document(document: Document) -> dict[str, Any]:
    amounts = document.amounts
    corrects = {"period": document.corrects, "kind": str(document.kind.corrects)}
    return {
        "kind": str(document.kind),
        "type_code": document.kind.type_code,
        "vat_category": str(document.category),
        "vat_rate_percent": _percent(document.percent),
        "net_cents": cents(amounts.net),
        "vat_cents": cents(amounts.vat),
        "rounding_cents": cents(amounts.rounding),
        "due_cents": cents(amounts.total),
        "corrects": corrects if document.corrects else None,
    }


def _percent(value: Decimal) -> str:
    """Without trailing zeros: `21`, `12.5`."""
    return f"{value.normalize():f}"
