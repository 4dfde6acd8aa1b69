"""How a ticket is paid: in one way or in several, what is cash rounded to five cents."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from consign.money.split import ZERO, cash_rounding
from consign.people.models import Coworking
from consign.refusal import Refused
from consign.till.addresses import transfer_reference
from consign.till.models import MEANS, MEANS_BACK, Payment, Sale, SalePayment

LARGEST_CASH = Decimal("3000.00")


class TooMuchCash(Refused):
    code = "too_much_cash"
    sentence = _("The law allows cash up to 3 000 €. Take a card instead.")


class PaymentsDoNotAddUp(Refused):
    code = "payments_do_not_add_up"
    sentence = _("What is paid comes to %(paid)s €, the ticket to %(to_pay)s €.")


class NotAMeans(Refused):
    code = "not_a_means"
    sentence = _("Say for each part whether it is cash, card or transfer, each of them once.")


class NotPaidBack(Refused):
    code = "not_paid_back"
    sentence = _("Money goes back in cash or on the card.")


@dataclass(frozen=True)
class Paid:
    """A part of what is paid in one way."""

    means: Payment
    amount: Decimal


@dataclass(frozen=True)
class Settled:
    """How a ticket is paid: its parts, which add up to total and rounding."""

    paid_with: Payment
    parts: tuple[Paid, ...]
    rounding: Decimal

    def rows(self, sale: Sale) -> list[SalePayment]:
        return [
            SalePayment(
                sale=sale,
                means=part.means,
                amount=part.amount,
                reference=_reference(sale, part.means),
            )
            for part in self.parts
        ]


def settle(
    coworking: Coworking, total: Decimal, paid_with: Payment, parts: Sequence[Paid] = ()
) -> Settled:
    """How a total is paid.

    In one way nothing needs to be said of amounts; `mixed` names its parts, and the part in cash is
    what is left of the total after the others, rounded (Code of economic law, VI.7/1: what is paid
    in cash).  Refused: NotAMeans, PaymentsDoNotAddUp, TooMuchCash.
    """
    if paid_with == Payment.MIXED:
        return _mixed(coworking, total, parts)
    if paid_with not in MEANS:
        raise NotAMeans(place="paid_with")
    rounding = rounding_of(coworking, total, paid_with)
    only = Paid(paid_with, total + rounding)
    if parts and [Paid(part.means, part.amount) for part in parts] != [only]:
        raise PaymentsDoNotAddUp(place="payments", paid=_sum(parts), to_pay=only.amount)
    _expect_lawful(only)
    return Settled(paid_with, (only,), rounding)


def settle_back(coworking: Coworking, total: Decimal, paid_with: Payment) -> Settled:
    """How money is given back, `total` below zero: `none` gives back nothing.  Refused:
    NotPaidBack."""
    if paid_with == Payment.NONE:
        return Settled(paid_with, (Paid(paid_with, total),), ZERO)
    if paid_with not in MEANS_BACK:
        raise NotPaidBack(place="paid_with")
    rounding = rounding_of(coworking, total, paid_with)
    return Settled(paid_with, (Paid(paid_with, total + rounding),), rounding)


def settle_undone(sale: Sale) -> Settled:
    """The payments of a sale taken back as they came."""
    parts = tuple(Paid(Payment(one.means), -one.amount) for one in sale.payments.all())
    return Settled(Payment(sale.paid_with), parts, -sale.cash_rounding)


def rounding_of(coworking: Coworking, total: Decimal, paid_with: Payment) -> Decimal:
    """What is added to a total: something only when it is paid in cash."""
    rounds = paid_with == Payment.CASH and coworking.rounds_cash
    return cash_rounding(total) if rounds else ZERO


def _mixed(coworking: Coworking, total: Decimal, parts: Sequence[Paid]) -> Settled:
    means = [part.means for part in parts]
    if len(parts) < 2 or len(set(means)) < len(means) or not set(means) <= set(MEANS):
        raise NotAMeans(place="payments")
    left = total - _sum([part for part in parts if part.means != Payment.CASH])
    rounding = rounding_of(coworking, left, Payment.CASH) if Payment.CASH in means else ZERO
    if _sum(parts) != total + rounding or min(part.amount for part in parts) <= ZERO:
        raise PaymentsDoNotAddUp(place="payments", paid=_sum(parts), to_pay=total + rounding)
    for part in parts:
        _expect_lawful(part)
    return Settled(Payment.MIXED, tuple(parts), rounding)


def _expect_lawful(part: Paid) -> None:
    if part.means == Payment.CASH and part.amount > LARGEST_CASH:
        raise TooMuchCash(place="paid_with")


def _reference(sale: Sale, means: Payment) -> str:
    arrives = means == Payment.TRANSFER and sale.refund_of_id is None
    return transfer_reference(sale.key) if arrives else ""


def _sum(parts: Sequence[Paid]) -> Decimal:
    return sum((part.amount for part in parts), ZERO)
