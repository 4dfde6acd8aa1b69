"""Preparing payouts, saying that they left or came back, withdrawing them."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from consign.atomic import expect_transaction
from consign.codes.numbers import next_number
from consign.codes.reference import looks_like_reference
from consign.days import local_day, start_of
from consign.journal.operations import note
from consign.ledger.bookings import NoReason
from consign.ledger.models import EntryKind
from consign.ledger.operations import Posting, lock_account, post_entries
from consign.payouts.locks import lock_payouts
from consign.payouts.models import WAITING, Payout, PayoutState
from consign.people.models import Coworking, User
from consign.refusal import Refused
from consign.settlements.models import Settlement

SERIES = "PO"
LONGEST_MESSAGE = 140
LONGEST_REASON = 140


class NoBankAccount(Refused):
    code = "no_bank_account"
    sentence = _("%(payee)s has no bank account. Enter its IBAN and holder, then close again.")


class PaidInFuture(Refused):
    code = "paid_in_future"
    sentence = _("The day of payment lies in the future. Mark payouts paid once they are.")


class PaidBeforeClosing(Refused):
    code = "paid_before_closing"
    sentence = _("%(number)s cannot have been paid before its month was over.")


class NotToPay(Refused):
    code = "not_to_pay"
    sentence = _("%(number)s is not waiting to be paid.")


class AlreadyPaid(Refused):
    code = "already_paid"
    sentence = _("%(number)s was paid. What has left cannot be taken back here.")


class WithTheBank(AlreadyPaid):
    sentence = _("%(number)s is with the bank. What has left cannot be taken back here.")


class NothingChosen(Refused):
    code = "nothing_chosen"
    sentence = _("Choose at least one payout.")


class InRemittance(Refused):
    code = "in_remittance"
    sentence = _("%(number)s is in %(remittance)s. Take it out there, or cancel that one first.")


class ReturnedInFuture(Refused):
    code = "returned_in_future"
    sentence = _("The day on which the money came back lies in the future.")


class ReturnedBeforePaid(Refused):
    code = "returned_before_paid"
    sentence = _("%(number)s left on %(day)s: it cannot have come back before.")


class NotSent(Refused):
    code = "not_sent"
    sentence = _("%(number)s has not left: nothing can have come back.")


def prepare(
    *,
    settlement: Settlement,
    by: User | None,
    at: datetime,
) -> Payout | None:
    """The payout of a settlement, inside the closing's transaction; None when nothing is paid.

    Holder and account are those frozen in the settlement.  The payee reads what it wishes to: a
    structured reference or words of its own; otherwise coworking, month, statement and maker.
    Refused: NoBankAccount.
    """
    expect_transaction("prepare")
    if not settlement.payout:
        return None
    payee = settlement.parties["payee"]
    if not payee["iban"]:
        raise NoBankAccount(payee=payee["legal_name"])
    reference, message = _wished(settlement)
    payout = Payout(
        coworking=settlement.coworking,
        settlement=settlement,
        amount=settlement.payout,
        holder=payee["holder"],
        iban=payee["iban"],
        bic=payee.get("bic", ""),
        reference=reference,
        message=message,
    )
    payout.number = next_number(
        issuer=settlement.coworking.slug, series=SERIES, year=local_day(at).year
    )
    payout.save(force_insert=True)
    _note(payout, "prepare payout", by, at, amount=str(payout.amount))
    return payout


def mark_paid(
    *, coworking: Coworking, numbers: Sequence[str], paid_on: date, by: User, at: datetime
) -> list[Payout]:
    """Say that payouts have left the bank: their accounts are debited; all of them or none.

    One that was already marked paid stays as it is, so saying it twice does no harm.

    Refused: NothingChosen, PaidInFuture, PaidBeforeClosing, NotToPay; InRemittance for one that
    waits for its remittance to be handed to the bank.
    """
    if not numbers:
        raise NothingChosen(place="payouts")
    if paid_on > local_day(at):
        raise PaidInFuture(place="paid_on")
    with transaction.atomic():
        payouts = _locked(coworking, numbers)
        for payout in payouts:
            if payout.state in WAITING:
                _expect_free(payout)
                _pay(payout, paid_on, by, at)
    return payouts


def mark_returned(
    *, payout: Payout, returned_on: date, reason: str, by: User, at: datetime
) -> Payout:
    """Say that the money of a payout came back: it is owed again, in the next statement.

    `reason` is the bank's code (`AC04`) or somebody's words.  Saying it again is no error.

    Refused: ReturnedInFuture, NoReason, NotSent, ReturnedBeforePaid; PaidBeforeClosing.
    """
    if returned_on > local_day(at):
        raise ReturnedInFuture(place="returned_on")
    why = " ".join(reason.split())[:LONGEST_REASON]
    if not why:
        raise NoReason(place="reason")
    with transaction.atomic():
        (payout,) = lock_payouts(Payout.objects.filter(pk=payout.pk))
        if payout.state != PayoutState.RETURNED:
            _return(payout, returned_on, why, by, at)
    return payout


def withdraw(*, settlement: Settlement, by: User, at: datetime) -> None:
    """Take back a payout that has not left, inside the voiding's transaction.

    Refused: InRemittance, AlreadyPaid.
    """
    expect_transaction("withdraw")
    lock_account(account=settlement.account)
    payout = Payout.objects.select_for_update().filter(settlement=settlement).first()
    if payout is None or payout.state == PayoutState.WITHDRAWN:
        return
    _expect_free(payout)
    if payout.state == PayoutState.ORDERED:
        raise WithTheBank(number=payout.number)
    if payout.state != PayoutState.PREPARED:
        raise AlreadyPaid(number=payout.number)
    payout.state = PayoutState.WITHDRAWN
    payout.save(update_fields=["state"])
    _note(payout, "withdraw payout", by, at)


def _wished(settlement: Settlement) -> tuple[str, str]:
    """The structured reference, if the payee gave one, and the words a transfer carries without."""
    wish = settlement.parties.get("payment_reference", "")
    told = f"{settlement.coworking.name} {settlement.period} {settlement.number}"
    own = f"{told} {settlement.parties['maker']}"[:LONGEST_MESSAGE]
    if looks_like_reference(wish):
        return wish, own
    return "", wish[:LONGEST_MESSAGE] or own


def _expect_free(payout: Payout) -> None:
    """What waits in a remittance leaves with its file, or not at all."""
    if payout.state == PayoutState.PREPARED and payout.remittance is not None:
        told = {"number": payout.number, "remittance": payout.remittance.number}
        raise InRemittance(place="payouts", **told)


def _locked(coworking: Coworking, numbers: Sequence[str]) -> list[Payout]:
    """Lock the accounts, then the payouts; every number asked for must be there to pay."""
    found = lock_payouts(Payout.objects.filter(coworking=coworking, number__in=numbers))
    over = (PayoutState.WITHDRAWN, PayoutState.RETURNED)
    known = {payout.number for payout in found if payout.state not in over}
    for number in numbers:
        if number not in known:
            raise NotToPay(place="payouts", number=number)
    return found


def _pay(payout: Payout, on: date, by: User, at: datetime, place: str = "paid_on") -> None:
    if on < local_day(payout.settlement.settled_at):
        raise PaidBeforeClosing(place=place, number=payout.number)
    payout.state, payout.paid_on, payout.paid_by = PayoutState.PAID, on, by
    payout.save(update_fields=["state", "paid_on", "paid_by"])
    _post(payout, EntryKind.PAYOUT, -payout.amount, on, at)
    _note(payout, "mark paid", by, at)


def _return(payout: Payout, on: date, why: str, by: User, at: datetime) -> None:
    if payout.state == PayoutState.ORDERED:
        # Nobody has said yet that it left; had it not, it could not come back.  Both are booked,
        # so that the account tells the same whichever was said first.
        _pay(payout, on, by, at, place="returned_on")
    if payout.state != PayoutState.PAID or payout.paid_on is None:
        raise NotSent(number=payout.number)
    if on < payout.paid_on:
        raise ReturnedBeforePaid(place="returned_on", number=payout.number, day=payout.paid_on)
    payout.state, payout.returned_on, payout.returned_by = PayoutState.RETURNED, on, by
    payout.returned_reason = why
    payout.save(update_fields=["state", "returned_on", "returned_by", "returned_reason"])
    _post(payout, EntryKind.PAYOUT_RETURNED, payout.amount, on, at, why)
    _note(payout, "mark returned", by, at)


def _post(
    payout: Payout, kind: EntryKind, amount: Decimal, on: date, at: datetime, why: str = ""
) -> None:
    posting = Posting(
        account=payout.settlement.account,
        kind=kind,
        amount=amount,
        reference=payout.number,
        reason=why,
    )
    post_entries(postings=[posting], occurred_at=start_of(on), at=at)


def _note(payout: Payout, verb: str, by: User | None, at: datetime, **facts: str) -> None:
    note(by=by, at=at, verb=verb, subject=payout.number, chain=payout.coworking.slug, **facts)
