"""What customers pay by transfer: which of it the bank has told, and which it has not."""

from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef, QuerySet

from consign.payouts.models import BankLine, PaymentRequest, Payout, Remittance
from consign.people.models import Coworking
from consign.till.models import Payment, SalePayment

# What a line of the bank can be for.
Target = Payout | Remittance | PaymentRequest | SalePayment
TOLD = Exists(BankLine.objects.filter(sale_payment=OuterRef("pk")))
GIVEN_UP = Exists(
    SalePayment.objects.filter(
        sale__refund_of=OuterRef("sale"), means=Payment.TRANSFER, amount__lt=0
    )
)


def number_of(target: Target) -> str:
    """What a line of the bank is for, by the number people know: of a transfer its ticket's."""
    return target.sale.number if isinstance(target, SalePayment) else target.number


def transfers_at(coworking: Coworking) -> QuerySet[SalePayment]:
    """Every transfer customers were to make, latest first, with its ticket.

    `number` is that of the ticket, `arrived` whether the bank has told it, and `undone` whether the
    sale was undone, so that nobody waits for it.
    """
    return transfers_of([coworking.pk])


def transfers_of(coworkings: Iterable[int]) -> QuerySet[SalePayment]:
    """The same of several coworkings, by their keys."""
    known = SalePayment.objects.filter(
        sale__coworking__in=coworkings, sale__refund_of__isnull=True, means=Payment.TRANSFER
    )
    return (
        known.annotate(number=F("sale__number"), arrived=TOLD, undone=GIVEN_UP)
        .select_related("sale")
        .order_by("-sale__sold_at", "-pk")
    )


def transfers_owed(coworking: Coworking) -> QuerySet[SalePayment]:
    """Those that have not arrived, the oldest first; nothing is owed for a free piece."""
    return owed_of([coworking.pk])


def owed_of(coworkings: Iterable[int]) -> QuerySet[SalePayment]:
    """The same of several coworkings, by their keys."""
    waiting = transfers_of(coworkings).filter(~TOLD, ~GIVEN_UP, amount__gt=0)
    return waiting.order_by("sale__sold_at", "pk")
