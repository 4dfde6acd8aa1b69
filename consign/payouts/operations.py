"""Preparing payouts, marking them paid, withdrawing them."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from consign.atomic import expect_transaction
from consign.codes.numbers import next_number
from consign.days import local_day, start_of
from consign.journal.operations import note
from consign.ledger.models import EntryKind
from consign.ledger.operations import Posting, lock_account, post_entries
from consign.payouts.models import Payout, PayoutState
from consign.people.models import Coworking, User
from consign.refusal import Refused
from consign.settlements.models import Settlement

SERIES = "PO"


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


class NothingChosen(Refused):
    code = "nothing_chosen"
    sentence = _("Choose at least one payout.")


def prepare(*, settlement: Settlement, by: User | None, at: datetime) -> Payout | None:
    """The payout of a settlement, inside the closing's transaction; None when nothing is paid.

    Holder and account are those frozen in the settlement.  Refused: NoBankAccount.
    """
    expect_transaction("prepare")
    if not settlement.payout:
        return None
    payee = settlement.parties["payee"]
    if not payee["iban"]:
        raise NoBankAccount(payee=payee["legal_name"])
    payout = Payout(
        coworking=settlement.coworking,
        settlement=settlement,
        amount=settlement.payout,
        holder=payee["holder"],
        iban=payee["iban"],
        message=f"{settlement.coworking.name} {settlement.period} {settlement.number}"
        f" {settlement.parties['maker']}"[:140],
    )
    payout.number = next_number(
        issuer=settlement.coworking.slug, series=SERIES, year=local_day(at).year
    )
    payout.save(force_insert=True)
    note(
        by=by,
        at=at,
        verb="prepare payout",
        subject=payout.number,
        chain=settlement.coworking.slug,
        amount=str(payout.amount),
    )
    return payout


def mark_paid(
    *, coworking: Coworking, numbers: Sequence[str], paid_on: date, by: User, at: datetime
) -> list[Payout]:
    """Say that payouts have left the bank: their accounts are debited; all of them or none.

    One that was already marked paid stays as it is, so saying it twice does no harm.

    Refused: NothingChosen, PaidInFuture, PaidBeforeClosing, NotToPay.
    """
    if not numbers:
        raise NothingChosen(place="payouts")
    if paid_on > local_day(at):
        raise PaidInFuture(place="paid_on")
    with transaction.atomic():
        payouts = _locked(coworking, numbers)
        for payout in payouts:
            if payout.state == PayoutState.PREPARED:
                _pay(payout, paid_on, by, at)
    return payouts


def withdraw(*, settlement: Settlement, by: User, at: datetime) -> None:
    """Take back a payout that has not left, inside the voiding's transaction.

    Refused: AlreadyPaid.
    """
    expect_transaction("withdraw")
    lock_account(account=settlement.account)
    payout = Payout.objects.select_for_update().filter(settlement=settlement).first()
    if payout is None or payout.state == PayoutState.WITHDRAWN:
        return
    if payout.state == PayoutState.PAID:
        raise AlreadyPaid(number=payout.number)
    payout.state = PayoutState.WITHDRAWN
    payout.save(update_fields=["state"])
    _note(payout, "withdraw payout", by, at)


def _locked(coworking: Coworking, numbers: Sequence[str]) -> list[Payout]:
    """Lock the accounts, then the payouts; every number asked for must be there to pay."""
    wanted = Payout.objects.filter(coworking=coworking, number__in=numbers)
    for payout in wanted.select_related("settlement__account").order_by("settlement__account"):
        lock_account(account=payout.settlement.account)
    rows = wanted.select_for_update(of=("self",)).select_related("settlement__account")
    found = list(rows.order_by("pk"))
    known = {payout.number for payout in found if payout.state != PayoutState.WITHDRAWN}
    for number in numbers:
        if number not in known:
            raise NotToPay(place="payouts", number=number)
    return found


def _pay(payout: Payout, paid_on: date, by: User, at: datetime) -> None:
    if paid_on < local_day(payout.settlement.settled_at):
        raise PaidBeforeClosing(place="paid_on", number=payout.number)
    payout.state, payout.paid_on, payout.paid_by = PayoutState.PAID, paid_on, by
    payout.save(update_fields=["state", "paid_on", "paid_by"])
    posting = Posting(
        account=payout.settlement.account,
        kind=EntryKind.PAYOUT,
        amount=-payout.amount,
        reference=payout.number,
    )
    post_entries(postings=[posting], occurred_at=start_of(paid_on), at=at)
    _note(payout, "mark paid", by, at)


def _note(payout: Payout, verb: str, by: User, at: datetime) -> None:
    note(by=by, at=at, verb=verb, subject=payout.number, chain=payout.coworking.slug)
