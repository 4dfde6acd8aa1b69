"""What the seller's own books need of a month's sales: VAT by rate, receipts by day, dear pieces
one by one, and the customers who want an invoice.

All of it leaves out what the coworking sold in its own name: there it is the seller itself.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from consign.money.split import ZERO
from consign.money.vat import vat_inside
from consign.monthend.statement_lines import StatementLine
from consign.people.models import VatStatus
from consign.till.models import SaleLine

# Pieces above this price stand one by one in a seller's daily receipts (royal decree n° 1).
LISTED_APART = Decimal("250.00")


@dataclass(frozen=True)
class DayRate:
    """What was paid on one day at one VAT rate, for the seller's daily receipts."""

    on: date
    vat_percent: Decimal
    paid: Decimal


@dataclass(frozen=True)
class RateVat:
    """The VAT in a month's sales at one rate."""

    vat_percent: Decimal
    paid: Decimal
    vat: Decimal
    base: Decimal


@dataclass(frozen=True)
class InvoiceWanted:
    """What a business bought on one ticket at one VAT rate, and wants an invoice for.

    Below zero it came back, of ticket `first_ticket`.
    """

    on: date
    ticket: str
    first_ticket: str
    number: str
    name: str
    vat_percent: Decimal
    paid: Decimal


def vat_on_sales(lines: Iterable[StatementLine]) -> list[RateVat]:
    """Once per rate, over the lines a liable payee sold; what the coworking sold in its own name is
    taxed on its side."""
    paid: dict[Decimal, Decimal] = defaultdict(lambda: ZERO)
    for line in lines:
        if not line.in_own_name and line.payee_vat_status == VatStatus.LIABLE:
            paid[line.vat_percent] += line.paid
    return [
        RateVat(rate, paid[rate], *vat_inside(paid=paid[rate], percent=rate))
        for rate in sorted(paid)
    ]


def days_of(lines: Iterable[StatementLine]) -> list[DayRate]:
    """What the payee sold: receipts of the coworking's own sales are in its own journal."""
    paid: dict[tuple[date, Decimal], Decimal] = defaultdict(lambda: ZERO)
    for line in lines:
        if not line.in_own_name:
            paid[line.on, line.vat_percent] += line.paid
    return [DayRate(on, rate, paid[on, rate]) for on, rate in sorted(paid)]


def listed_apart(lines: Iterable[StatementLine]) -> list[StatementLine]:
    return [line for line in lines if not line.in_own_name and line.unit_price > LISTED_APART]


def invoices_wanted(lines: Iterable[StatementLine]) -> list[InvoiceWanted]:
    """Each ticket and rate once, in the order of the sales."""
    return together(
        InvoiceWanted(
            on=line.on,
            ticket=line.ticket,
            first_ticket=line.first_ticket,
            number=line.business_number,
            name=line.business_name,
            vat_percent=line.vat_percent,
            paid=line.paid,
        )
        for line in lines
        if line.business_number and not line.in_own_name
    )


def wanted_by(line: SaleLine) -> InvoiceWanted:
    """The same of one line of a ticket somebody wants an invoice for."""
    sale, first = line.sale, line.sale.refund_of
    return InvoiceWanted(
        on=sale.on,
        ticket=sale.number,
        first_ticket=first.number if first else "",
        number=(first or sale).business_number,
        name=(first or sale).business_name,
        vat_percent=line.vat_percent,
        paid=line.gross,
    )


def together(wanted: Iterable[InvoiceWanted]) -> list[InvoiceWanted]:
    """Those of one ticket and rate added up."""
    sums: dict[InvoiceWanted, Decimal] = defaultdict(lambda: ZERO)
    for one in wanted:
        sums[replace(one, paid=ZERO)] += one.paid
    return [replace(one, paid=paid) for one, paid in sums.items()]
