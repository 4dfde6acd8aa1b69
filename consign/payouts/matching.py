"""Saying what a line of the bank was: a payout that left or came back, a remittance, a receipt."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from consign.atomic import expect_transaction
from consign.bank.statement import NO_REASON_GIVEN
from consign.journal.operations import note
from consign.ledger.operations import lock_account
from consign.money.split import ZERO
from consign.money.text import money
from consign.payouts.contents import NotExported
from consign.payouts.locks import lock_payouts, lock_transfers
from consign.payouts.models import (
    MATCHES,
    WAITING,
    BankLine,
    LineState,
    PaymentRequest,
    Payout,
    PayoutState,
    Remittance,
    RemittanceState,
)
from consign.payouts.operations import NotToPay, mark_paid, mark_returned
from consign.payouts.queries import cause_of, payouts_in
from consign.payouts.requests import receive
from consign.payouts.transfers import Target, number_of, transfers_owed
from consign.people.models import Coworking, User
from consign.refusal import Refused
from consign.till.models import SalePayment


class AmountDiffers(Refused):
    code = "amount_differs"
    sentence = _("The bank's line says %(found)s, %(number)s says %(expected)s.")


class AlreadyMatched(Refused):
    code = "already_matched"
    sentence = _("This line, or %(number)s, was matched before. Look at both again.")


class OtherCoworking(Refused):
    code = "other_coworking"
    sentence = _("%(number)s belongs to another coworking.")


class NotATransfer(Refused):
    code = "not_a_transfer"
    sentence = _("Ticket %(number)s does not wait for a transfer.")


class NoLineChosen(Refused):
    code = "no_line_chosen"
    sentence = _("Choose at least one line.")


class UnknownLine(Refused):
    code = "unknown_line"
    sentence = _("One of these lines is not there any more. Open the page again.")


def match_line(
    *,
    line: BankLine,
    by: User,
    at: datetime,
    payout: Payout | None = None,
    request: PaymentRequest | None = None,
    remittance: Remittance | None = None,
    transfer: SalePayment | None = None,
) -> BankLine:
    """Say by hand what a line was, and book it on the bank's day; again the same is no error.

    A payout leaves with a line of minus its amount and comes back with one of plus, a remittance
    leaves with minus its total; a request takes any amount above zero, a customer's transfer its
    own.  What was marked paid or returned before, on any day, is matched without booking it again.

    ValueError unless exactly one is named.  Refused: AmountDiffers, AlreadyMatched, OtherCoworking,
    and as `mark_paid`, `mark_returned` and `receive` do.
    """
    (target,) = (one for one in (payout, request, remittance, transfer) if one is not None)
    number = number_of(target)
    if _coworking_of(target) != line.coworking_id:
        raise OtherCoworking(number=number)
    with transaction.atomic():
        _lock(target)
        line = _lines(line.coworking, [line.pk])[0]
        if line.state == LineState.MATCHED:
            if target not in (line.payout, line.request, line.remittance, line.sale_payment):
                raise AlreadyMatched(number=number)
            return line
        book(line=line, target=target, by=by, at=at)
        chain = line.coworking.slug
        note(by=by, at=at, verb="match bank line", subject=number, chain=chain, line=line.pk)
    return line


def set_aside(
    *, coworking: Coworking, lines: Sequence[int], by: User, at: datetime
) -> list[BankLine]:
    """Lines, by their keys, that are about nothing here: they no longer wait to be matched.

    Refused: NoLineChosen, UnknownLine, AlreadyMatched.
    """
    return _put(coworking, lines, LineState.ASIDE, "set bank lines aside", by, at)


def take_back_aside(
    *, coworking: Coworking, lines: Sequence[int], by: User, at: datetime
) -> list[BankLine]:
    """Lines that were set aside wait again.  Refused: NoLineChosen, UnknownLine, AlreadyMatched."""
    return _put(coworking, lines, LineState.OPEN, "take bank lines back", by, at)


def book(*, line: BankLine, target: Target, by: User, at: datetime) -> None:
    """Book a line that waits, under the locks of what it is for, and remember what it was."""
    expect_transaction("book")
    match target:
        case Payout():
            _book_payout(line, Payout.objects.get(pk=target.pk), by, at)
            line.payout = target
        case Remittance():
            _book_remittance(line, target, by, at)
            line.remittance = target
        case PaymentRequest():
            _book_receipt(line, target, by, at)
            line.request = target
        case SalePayment():
            _expect_arrival(line, target)
            line.sale_payment = target
    line.state, line.matched_by, line.matched_at = LineState.MATCHED, by, at
    line.save(update_fields=[*MATCHES, "state", "matched_by", "matched_at"])


def _coworking_of(target: Target) -> int:
    owner = target.sale if isinstance(target, SalePayment) else target
    return owner.coworking_id


def _book_payout(line: BankLine, payout: Payout, by: User, at: datetime) -> None:
    left, came_back = line.amount == -payout.amount, line.amount == payout.amount
    if not left and not came_back:
        raise _differs(line, payout.number, -payout.amount)
    if BankLine.objects.filter(payout=payout, amount=line.amount).exists():
        # The bank has told this before.  If it says so twice, it was paid twice.
        raise AlreadyMatched(number=payout.number)
    if left:
        _left(line, payout, by, at)
    elif payout.state != PayoutState.RETURNED:
        reason = line.return_reason or NO_REASON_GIVEN
        mark_returned(payout=payout, returned_on=line.booked_on, reason=reason, by=by, at=at)


def _left(line: BankLine, payout: Payout, by: User, at: datetime) -> None:
    if payout.state == PayoutState.WITHDRAWN:
        raise NotToPay(place="payouts", number=payout.number)
    if payout.state in WAITING:
        _pay(line, [payout.number], by, at)


def _book_remittance(line: BankLine, remittance: Remittance, by: User, at: datetime) -> None:
    """A bank may leave out of its sum what was paid or refused one by one."""
    if remittance.state != RemittanceState.EXPORTED:
        raise NotExported(number=remittance.number)
    if BankLine.objects.filter(remittance=remittance).exists():
        raise AlreadyMatched(number=remittance.number)
    payouts = list(payouts_in(remittance))
    waiting = [payout for payout in payouts if payout.state in WAITING]
    expected = [sum((payout.amount for payout in waiting), ZERO)]
    if not BankLine.objects.filter(payout__in=payouts).exists():
        expected.append(sum((payout.amount for payout in payouts), ZERO))
    if not line.amount or -line.amount not in expected:
        raise _differs(line, remittance.number, -expected[-1])
    if waiting:
        _pay(line, [payout.number for payout in waiting], by, at)


def _book_receipt(line: BankLine, request: PaymentRequest, by: User, at: datetime) -> None:
    receive(
        request=request,
        amount=line.amount,
        received_on=line.booked_on,
        by=by,
        at=at,
        cause=cause_of(line),
    )


def _expect_arrival(line: BankLine, transfer: SalePayment) -> None:
    """Nothing is booked for a customer's transfer: its sale has done that."""
    number = transfer.sale.number
    if BankLine.objects.filter(sale_payment=transfer).exists():
        raise AlreadyMatched(number=number)
    if not transfers_owed(line.coworking).filter(pk=transfer.pk).exists():
        raise NotATransfer(number=number)
    if line.amount != transfer.amount:
        raise _differs(line, number, transfer.amount)


def _pay(line: BankLine, numbers: Sequence[str], by: User, at: datetime) -> None:
    mark_paid(coworking=line.coworking, numbers=numbers, paid_on=line.booked_on, by=by, at=at)


def _differs(line: BankLine, number: str, expected: Decimal) -> AmountDiffers:
    language = get_language() or "en"
    told = {"found": money(line.amount, language), "expected": money(expected, language)}
    return AmountDiffers(place="amount", number=number, **told)


def _lock(target: Target) -> None:
    match target:
        case Payout():
            lock_payouts(Payout.objects.filter(pk=target.pk))
        case Remittance():
            lock_payouts(Payout.objects.filter(remittance=target))
        case PaymentRequest():
            lock_account(account=target.settlement.account)
        case SalePayment():
            lock_transfers([target.reference])


def _lines(coworking: Coworking, keys: Sequence[int]) -> list[BankLine]:
    """Lock lines, by number; every key must be there."""
    rows = BankLine.objects.select_for_update(of=("self",)).select_related("coworking")
    found = list(rows.filter(coworking=coworking, pk__in=keys).order_by("pk"))
    if len(found) != len(set(keys)):
        raise UnknownLine(place="lines")
    return found


def _put(
    coworking: Coworking,
    keys: Sequence[int],
    state: LineState,
    verb: str,
    by: User,
    at: datetime,
) -> list[BankLine]:
    if not keys:
        raise NoLineChosen(place="lines")
    with transaction.atomic():
        lines = _lines(coworking, keys)
        for line in lines:
            if line.state == LineState.MATCHED:
                raise AlreadyMatched(place="lines", number=line.statement.identification)
            line.state = state
            line.save(update_fields=["state"])
        told = [line.pk for line in lines]
        note(by=by, at=at, verb=verb, subject="bank lines", chain=coworking.slug, lines=told)
    return lines
