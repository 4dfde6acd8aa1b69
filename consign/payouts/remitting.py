"""Remittances: payouts gathered into a bank file that one person prepares and another approves."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consign.bank.credit_transfer import credit_transfer_file
from consign.codes.numbers import next_number
from consign.days import local_day
from consign.journal.operations import note
from consign.money.split import ZERO
from consign.payouts.contents import order_of
from consign.payouts.gathering import expect_same, fill, free, lock_remittance, to_take
from consign.payouts.locks import lock_rows
from consign.payouts.models import Payout, PayoutState, Remittance, RemittanceState
from consign.payouts.operations import NothingChosen
from consign.people.models import Coworking, User
from consign.refusal import Refused

SERIES = "RM"


class ExecutionInPast(Refused):
    code = "execution_in_past"
    sentence = _("The day of execution has passed. Choose today or a later day.")


class ExecutionPassed(ExecutionInPast):
    sentence = _(
        "%(number)s was to be executed on %(day)s, which has passed."
        " Cancel it and prepare a new one for a later day."
    )


class RemittanceApproved(Refused):
    code = "remittance_approved"
    sentence = _("%(number)s was approved. To change it, cancel it and prepare a new one.")


class RemittanceCancelled(Refused):
    code = "remittance_cancelled"
    sentence = _("%(number)s was cancelled. Prepare a new one.")


class ApprovedByPreparer(Refused):
    code = "same_person_approves"
    sentence = _("Somebody else than who prepared %(number)s has to approve it.")


class PreparedByAnother(Refused):
    code = "prepared_by_another"
    sentence = _(
        "Somebody else prepared %(number)s. Approve it, or cancel it and prepare your own."
    )


class NotApproved(Refused):
    code = "not_approved"
    sentence = _("%(number)s is not approved. Another manager has to approve it first.")


class AlreadyExported(Refused):
    code = "already_exported"
    sentence = _(
        "%(number)s is with the bank. What the bank does not carry out is marked as returned,"
        " payout by payout."
    )


def prepare_remittance(
    *,
    coworking: Coworking,
    numbers: Sequence[str],
    execution_on: date,
    by: User,
    at: datetime,
    batch_booking: bool = False,
    instant: bool = False,
) -> Remittance:
    """Gather payouts into a draft, to be executed on a day; all of them or none.

    Each takes the account its payee has confirmed for that day.  With `batch_booking` the bank
    books one sum.  Somebody else has to approve it before the bank is given anything.

    Refused: NothingChosen, ExecutionInPast, NotToPay, InRemittance, NoBankAccount,
    NoDebtorAccount; NoAddress and NotWritable for what no bank would take.
    """
    _expect_chosen(numbers, execution_on, at)
    with transaction.atomic():
        chosen = Q(coworking=coworking, number__in=numbers)
        payouts = to_take(lock_rows(Payout.objects.filter(chosen)), numbers, None)
        # Counted for whoever pays: a bank refuses a second file of one number.
        issuer = coworking.operator.enterprise_number
        remittance = Remittance(
            coworking=coworking,
            number=next_number(issuer=issuer, series=SERIES, year=local_day(at).year),
            execution_on=execution_on,
            batch_booking=batch_booking,
            instant=instant,
            prepared_by=by,
            prepared_at=at,
        )
        remittance.save(force_insert=True)
        fill(remittance, payouts, at)
        _note(remittance, "prepare remittance", payouts, by, at)
    return remittance


def change_remittance(
    *,
    remittance: Remittance,
    execution_on: date,
    batch_booking: bool,
    instant: bool,
    by: User,
    at: datetime,
    numbers: Sequence[str] | None = None,
) -> Remittance:
    """Other payouts (None keeps them), day or switches, while it is a draft.

    Only who prepared it changes it, so that whoever approves it had no hand in it.  Accounts are
    taken anew.

    Refused: PreparedByAnother, RemittanceApproved, AlreadyExported, RemittanceCancelled,
    RemittanceChanged, and as `prepare_remittance` does.
    """
    _expect_chosen(numbers, execution_on, at)
    with transaction.atomic():
        chosen = Q(coworking=remittance.coworking, number__in=numbers or [])
        remittance, locked = lock_remittance(remittance, chosen)
        _expect_draft(remittance)
        if remittance.prepared_by != by:
            raise PreparedByAnother(number=remittance.number)
        inside = [one for one in locked if one.remittance_id == remittance.pk]
        payouts = inside if numbers is None else to_take(locked, numbers, remittance)
        free(one for one in inside if one not in payouts)
        remittance.execution_on = execution_on
        remittance.batch_booking, remittance.instant = batch_booking, instant
        remittance.save(update_fields=["execution_on", "batch_booking", "instant"])
        fill(remittance, payouts, at)
        _note(remittance, "change remittance", payouts, by, at)
    return remittance


def approve(*, remittance: Remittance, digest: str, by: User, at: datetime) -> Remittance:
    """A second person says that what was read may go to the bank; again is no error.

    `digest` is the `contents_digest` of what that person was shown.

    Refused: ApprovedByPreparer, RemittanceChanged, AccountChanged; ExecutionInPast;
    RemittanceApproved when somebody else approved it before, AlreadyExported, RemittanceCancelled.
    """
    with transaction.atomic():
        remittance, payouts = lock_remittance(remittance)
        done = (RemittanceState.APPROVED, RemittanceState.EXPORTED)
        if remittance.state in done and remittance.approved_by == by:
            return remittance
        _expect_draft(remittance)
        if remittance.prepared_by == by:
            raise ApprovedByPreparer(number=remittance.number)
        _expect_to_come(remittance, at)
        expect_same(remittance, payouts, digest)
        remittance.state, remittance.approved_digest = RemittanceState.APPROVED, digest
        remittance.approved_by, remittance.approved_at = by, at
        remittance.save(update_fields=["state", "approved_digest", "approved_by", "approved_at"])
        _note(remittance, "approve remittance", payouts, by, at, digest=digest)
    return remittance


def export(*, remittance: Remittance, by: User, at: datetime) -> Remittance:
    """Make the bank's file of what was approved, once; exported again, it is the same file.

    Its payouts are with the bank from now on.

    Refused: NotApproved, RemittanceCancelled, ExecutionInPast, RemittanceChanged, AccountChanged.
    """
    with transaction.atomic():
        remittance, payouts = lock_remittance(remittance)
        if remittance.state == RemittanceState.EXPORTED:
            return remittance
        _expect_approved(remittance)
        _expect_to_come(remittance, at)
        expect_same(remittance, payouts, remittance.approved_digest)
        content = credit_transfer_file(order_of(remittance, payouts, at))
        remittance.file = content.decode()
        remittance.file_digest = hashlib.sha256(content).hexdigest()
        remittance.state = RemittanceState.EXPORTED
        remittance.exported_by, remittance.exported_at = by, at
        remittance.save(
            update_fields=["file", "file_digest", "state", "exported_by", "exported_at"]
        )
        for payout in payouts:
            payout.state = PayoutState.ORDERED
            payout.save(update_fields=["state"])
        _note(remittance, "export remittance", payouts, by, at, digest=remittance.file_digest)
    return remittance


def cancel(*, remittance: Remittance, by: User, at: datetime) -> Remittance:
    """Give its payouts free again; again is no error.  Refused: AlreadyExported."""
    with transaction.atomic():
        remittance, payouts = lock_remittance(remittance)
        if remittance.state == RemittanceState.CANCELLED:
            return remittance
        if remittance.state == RemittanceState.EXPORTED:
            raise AlreadyExported(number=remittance.number)
        free(payouts)
        remittance.state = RemittanceState.CANCELLED
        remittance.cancelled_by, remittance.cancelled_at = by, at
        remittance.save(update_fields=["state", "cancelled_by", "cancelled_at"])
        _note(remittance, "cancel remittance", payouts, by, at)
    return remittance


def _expect_chosen(numbers: Sequence[str] | None, execution_on: date, at: datetime) -> None:
    if numbers is not None and not numbers:
        raise NothingChosen(place="payouts")
    if execution_on < local_day(at):
        raise ExecutionInPast(place="execution_on")


def _expect_to_come(remittance: Remittance, at: datetime) -> None:
    if remittance.execution_on < local_day(at):
        told = {"number": remittance.number, "day": remittance.execution_on}
        raise ExecutionPassed(place="execution_on", **told)


def _expect_draft(remittance: Remittance) -> None:
    number = remittance.number
    match remittance.state:
        case RemittanceState.APPROVED:
            raise RemittanceApproved(number=number)
        case RemittanceState.EXPORTED:
            raise AlreadyExported(number=number)
        case RemittanceState.CANCELLED:
            raise RemittanceCancelled(number=number)


def _expect_approved(remittance: Remittance) -> None:
    if remittance.state == RemittanceState.CANCELLED:
        raise RemittanceCancelled(number=remittance.number)
    if remittance.state == RemittanceState.DRAFT:
        raise NotApproved(number=remittance.number)


def _note(
    remittance: Remittance,
    verb: str,
    payouts: Sequence[Payout],
    by: User,
    at: datetime,
    **facts: str,
) -> None:
    total = sum((payout.amount for payout in payouts), ZERO)
    note(
        by=by,
        at=at,
        verb=verb,
        subject=remittance.number,
        chain=remittance.coworking.slug,
        payouts=[payout.number for payout in payouts],
        total=str(total),
        **facts,
    )
