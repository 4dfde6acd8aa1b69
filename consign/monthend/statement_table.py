"""The statement as rows for a spreadsheet: the same frozen data as page, paper and API.

The first column says which part of the statement a row belongs to.  The shares of the parts `line`
and `other` add up to the statement's change; no other part has any.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone

from consign.codes.text import enterprise_text
from consign.monthend.statement import Statement
from consign.monthend.statement_lines import OtherLine, StatementLine
from consign.monthend.statement_papers import Paper
from consign.monthend.statement_receipts import InvoiceWanted
from consign.paper.spreadsheet import table

COLUMNS = (
    "part",
    "kind",
    "on",
    "time",
    "ticket",
    "code",
    "title",
    "quantity",
    "unit_price",
    "discount",
    "discount_bearer",
    "mode",
    "paid",
    "vat_percent",
    "commission_percent",
    "commission",
    "share",
    "first_ticket",
    "first_statement",
    "memo",
    "reason",
    "amount",
    "net",
    "vat",
    "rounding",
    "document_number",
    "settled",
    "due",
)
Row = Mapping[str, Any]


def statement_csv(statement: Statement) -> bytes:
    """Every figure of a statement, line by line and sum by sum; amounts as `45.00`."""
    return table(COLUMNS, statement_rows(statement))


def statement_rows(statement: Statement) -> Iterator[Row]:
    """The rows of that file."""
    yield from map(_line, statement.lines)
    yield from map(_other, statement.others)
    if statement.totals.commission_vat:
        taken = -statement.totals.commission_vat
        yield {"part": "other", "kind": "commission_vat", "share": taken}
    yield from _sums(statement)
    yield from _vat(statement)
    yield from _money_asked(statement)
    for day in statement.days:
        facts = {"on": day.on, "vat_percent": _percent(day.vat_percent), "paid": day.paid}
        yield {"part": "day", **facts}
    for line in statement.listed_apart:
        yield {"part": "above_250", "on": line.on, "title": line.title, "paid": line.paid}
    yield from map(_invoice_wanted, statement.invoices_wanted)
    for piece in statement.left:
        yield {
            "part": "left",
            "code": piece.code,
            "title": piece.title,
            "quantity": piece.quantity,
            "unit_price": piece.price,
            "amount": piece.loss_value,
            "on": piece.until,
        }


def _line(line: StatementLine) -> Row:
    sold = timezone.localtime(line.sold_at)
    return {
        "part": "line",
        "kind": "sale" if line.quantity > 0 else "refund",
        "on": line.on,
        "time": f"{sold:%H:%M}",
        "ticket": line.ticket,
        "code": line.code,
        "title": line.title,
        "quantity": line.quantity,
        "unit_price": line.unit_price,
        "discount": line.discount,
        "discount_bearer": line.discount_bearer if line.discount else "",
        "mode": line.mode,
        "paid": line.paid,
        "vat_percent": _percent(line.vat_percent),
        "commission_percent": _percent(line.commission_percent),
        "commission": line.commission,
        "share": line.share,
        "first_ticket": line.first_ticket,
        "first_statement": line.first_statement,
    }


def _other(line: OtherLine) -> Row:
    return {
        "part": "other",
        "kind": line.kind,
        "on": line.on,
        "ticket": line.reference,
        "quantity": line.quantity,
        "vat_percent": None if line.vat_percent is None else _percent(line.vat_percent),
        "share": line.amount,
        "memo": line.memo,
        "reason": line.reason,
    }


def _invoice_wanted(wanted: InvoiceWanted) -> Row:
    """The customer's enterprise number is the `memo`, the name its `reason`."""
    return {
        "part": "invoice_wanted",
        "kind": "refund" if wanted.first_ticket else "sale",
        "on": wanted.on,
        "ticket": wanted.ticket,
        "first_ticket": wanted.first_ticket,
        "vat_percent": _percent(wanted.vat_percent),
        "paid": wanted.paid,
        "memo": enterprise_text(wanted.number),
        "reason": wanted.name,
    }


def _sums(statement: Statement) -> Iterator[Row]:
    sums = statement.totals
    for kind, amount in (
        ("opening", statement.opening),
        ("sales", sums.sales),
        ("commission", sums.commission),
        ("refunds", sums.refunds),
        ("commission_reversed", sums.commission_reversed),
        ("commission_vat", sums.commission_vat),
        ("fees", sums.fees),
        ("compensations", sums.compensations),
        ("adjustments", sums.adjustments),
        ("returned", sums.returned),
        ("received", sums.received),
        ("change", sums.change),
        ("balance", statement.balance),
        ("payout", statement.payout),
        ("closing", statement.closing),
    ):
        told = {"ticket": statement.payout_number, **_sent(statement)}
        yield {
            "part": "total",
            "kind": kind,
            "amount": amount,
            **(told if kind == "payout" else {}),
        }


def _sent(statement: Statement) -> Row:
    """When the payout left; of one that came back, when and why."""
    if statement.returned_on:
        return {"on": statement.returned_on, "reason": statement.returned_reason}
    return {"on": statement.paid_on}


def _vat(statement: Statement) -> Iterator[Row]:
    for rate in statement.vat_on_sales:
        yield {
            "part": "vat_on_sales",
            "vat_percent": _percent(rate.vat_percent),
            "paid": rate.paid,
            "net": rate.base,
            "vat": rate.vat,
        }
    for document, paper in statement.documents_with_papers:
        yield {
            "part": "document",
            "kind": document.kind.value,
            "memo": document.corrects,
            "vat_percent": _percent(document.percent),
            "net": document.amounts.net,
            "vat": document.amounts.vat,
            "rounding": document.amounts.rounding,
            "amount": document.amounts.total,
            **(_issued(paper) if paper else {}),
        }


def _issued(paper: Paper) -> Row:
    return {
        "on": paper.issued_on,
        "document_number": paper.number,
        "settled": paper.settled,
        "due": paper.due,
    }


def _money_asked(statement: Statement) -> Iterator[Row]:
    """What the payee is asked to pay; the transfer's reference is its `ticket`."""
    asked = statement.asked
    if asked is not None:
        yield {
            "part": "request",
            "kind": asked.state,
            "on": asked.due_on,
            "ticket": asked.reference,
            "memo": asked.number,
            "amount": asked.amount,
        }


def _percent(value: Decimal) -> str:
    return f"{value.normalize():f}"
