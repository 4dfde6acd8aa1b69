"""Each sale adds up, and each of its lines has its entry and its movement."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q, Sum

from consign.ledger.models import Entry
from consign.stock.models import Movement
from consign.till.models import Sale, SaleLine


def problems() -> Iterator[str]:
    """A sentence for each sale or line that does not agree with the rest."""
    unequal = Sale.objects.annotate(lines_total=Sum("lines__gross")).filter(
        ~Q(lines_total=F("total")) | Q(lines_total__isnull=True)
    )
    for sale in unequal.iterator(2000):
        yield f"till: the lines of {sale.number} do not add up to its total"
    entry = Entry.objects.filter(
        account=OuterRef("account"),
        reference=OuterRef("reference"),
        on=OuterRef("sale__on"),
        gross=OuterRef("gross"),
        commission=OuterRef("commission"),
        amount=OuterRef("share"),
    )
    for line in SaleLine.objects.filter(~Exists(entry)).iterator(2000):
        yield f"till: line {line.reference} has no entry of its day and share"
    yield from _otherwise_taxed()
    moved = Movement.objects.filter(
        reference=OuterRef("reference"), placement__item=OuterRef("item")
    )
    for line in SaleLine.objects.filter(~Exists(moved)).iterator(2000):
        yield f"till: line {line.reference} has no movement of goods"
    yield from _returned_too_often()


def _otherwise_taxed() -> Iterator[str]:
    """A line and its entry were frozen together: what VAT made of the sale stands in both."""
    same = Entry.objects.filter(
        account=OuterRef("account"),
        reference=OuterRef("reference"),
        mode=OuterRef("agreement__mode"),
        commission_vat=OuterRef("agreement__commission_vat"),
        service_vat_percent=OuterRef("service_vat_percent"),
        payee_vat_status=OuterRef("payee_vat_status"),
        vat_percent=OuterRef("vat_percent"),
        supply_vat_percent=OuterRef("supply_vat_percent"),
    )
    booked = Entry.objects.filter(account=OuterRef("account"), reference=OuterRef("reference"))
    for line in SaleLine.objects.filter(Exists(booked), ~Exists(same)).iterator(2000):
        yield f"till: line {line.reference} is taxed otherwise than its entry"


def _returned_too_often() -> Iterator[str]:
    over = SaleLine.objects.annotate(back=Sum("reversed_by__quantity")).filter(
        reverses__isnull=True, back__lt=-F("quantity")
    )
    for line in over.iterator(2000):
        yield f"till: more of {line.reference} came back than was sold"
