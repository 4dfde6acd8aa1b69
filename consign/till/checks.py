"""Each sale adds up and is paid, each of its lines has its entry and its movement, and the closings
of a till hold them all."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q, Sum

from consign.ledger.models import Entry
from consign.stock.models import Movement
from consign.till.addresses import transfer_reference
from consign.till.conflict_checks import problems as conflict_problems
from consign.till.drawer import worth
from consign.till.models import DayClosing, Payment, Sale, SaleLine, SalePayment
from consign.till.queries import Takings, takings_of
from consign.till.running import held_by


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
    yield from _otherwise_paid()
    yield from _closed_otherwise()
    yield from conflict_problems()


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


def _otherwise_paid() -> Iterator[str]:
    """What was paid of a ticket adds up to it, and a transfer can be known at the bank."""
    parts = Sale.objects.annotate(paid=Sum("payments__amount"))
    unequal = parts.filter(~Q(paid=F("total") + F("cash_rounding")) | Q(paid__isnull=True))
    for sale in unequal.iterator(2000):
        yield f"till: the payments of {sale.number} do not add up to what was to pay"
    transfers = SalePayment.objects.filter(means=Payment.TRANSFER, sale__refund_of__isnull=True)
    for payment in transfers.select_related("sale").iterator(2000):
        if payment.reference != transfer_reference(payment.sale.key):
            yield f"till: the transfer of {payment.sale.number} has not its reference"


def _closed_otherwise() -> Iterator[str]:
    """Closings form a chain, and each says what its sales took and its pieces come to."""
    chain = DayClosing.objects.select_related("till", "previous").order_by("pk")
    for closing in chain.iterator(500):
        if not _follows(closing):
            yield f"till: {closing.number} does not begin where the closing before it ended"
        if not _holds(closing):
            yield f"till: {closing.number} does not say what its sales took"
        if worth({int(cents): count for cents, count in closing.pieces.items()}) != closing.counted:
            yield f"till: the coins and notes of {closing.number} do not come to what was counted"


def _follows(closing: DayClosing) -> bool:
    before = closing.previous
    if before is None:
        return True
    return (before.till_id, before.left) == (closing.till_id, closing.opening) and (
        before.on < closing.on and (before.through_id or 0) <= (closing.through_id or 0)
    )


def _holds(closing: DayClosing) -> bool:
    took = takings_of(held_by(closing))
    return took == Takings(
        closing.sales, closing.refunds, closing.cash, closing.card, closing.transfer
    )
