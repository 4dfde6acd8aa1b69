"""The VAT a coworking itself owes on goods it sold in its own name: there the seller is the
coworking, so the tax inside what customers paid is its own, month by month and rate by rate."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum
from django.db.models.functions import TruncMonth

from consign.agreements.models import Mode
from consign.days import Month
from consign.ledger.models import Entry, EntryKind
from consign.money.split import ZERO
from consign.money.vat import vat_inside
from consign.monthend.statement_receipts import InvoiceWanted, together, wanted_by
from consign.people.models import Coworking
from consign.till.models import SaleLine
from consign.till.queries import with_invoice


@dataclass(frozen=True)
class OwnVat:
    """What customers paid a coworking for goods it sold in its own name, in one month at one rate.

    Refunds of the month are taken off; paid = vat + base.
    """

    month: Month
    vat_percent: Decimal
    paid: Decimal
    vat: Decimal
    base: Decimal


def own_vat_on_sales(coworking: Coworking, month: Month | None = None) -> list[OwnVat]:
    """All makers together, by month and rate, of one month or of all.

    Nothing for what was sold while the coworking was exempt.
    """
    sold = Entry.objects.filter(
        account__coworking=coworking,
        kind__in=[EntryKind.SALE, EntryKind.REFUND],
        mode=Mode.OWN_NAME,
        service_vat_percent__gt=0,
    )
    if month is not None:
        sold = sold.filter(on__gte=month.first, on__lte=month.last)
    rows = sold.annotate(first=TruncMonth("on")).values("first", "vat_percent")
    return [
        _taxed(Month.of(row["first"]), row["vat_percent"] or ZERO, row["paid"])
        for row in rows.annotate(paid=Sum("gross")).order_by("first", "vat_percent")
    ]


def own_invoices_wanted(coworking: Coworking, month: Month) -> list[InvoiceWanted]:
    """What businesses bought in the coworking's own name in a month and want an invoice for: here
    its operator owes it."""
    sold = SaleLine.objects.filter(
        sale__coworking=coworking, sale__on__gte=month.first, sale__on__lte=month.last
    )
    return together(map(wanted_by, with_invoice(sold, Mode.OWN_NAME)))


def _taxed(month: Month, percent: Decimal, paid: Decimal) -> OwnVat:
    return OwnVat(month, percent, paid, *vat_inside(paid=paid, percent=percent))
