"""Asking for what is owed after a closing below zero, and booking what comes in for it."""

import re
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from consign.atomic import expect_transaction
from consign.codes.epc import payment_code
from consign.codes.numbers import next_in, next_number
from consign.codes.reference import ogm, reference_text
from consign.days import local_day, start_of
from consign.journal.operations import note
from consign.ledger.models import Account, Entry, EntryKind
from consign.ledger.operations import Posting, lock_account, post_entries
from consign.money.documents import DAYS_TO_PAY
from consign.payouts.models import PaymentRequest, RequestState
from consign.payouts.queries import open_request, received_for
from consign.people.models import User
from consign.refusal import KeyReused, Refused
from consign.settlements.models import Settlement

SERIES = "RQ"
# One series for the whole house: operators share bank accounts, and a reference names one request.
REFERENCES = "OGM"
EVERYWHERE = "consign"
CAUSE = re.compile(r"[A-Za-z0-9.-]{1,20}")


class AlreadyReceived(Refused):
    code = "already_received"
    sentence = _("Money came in for %(number)s: its month can no longer be opened again.")


class NothingReceived(Refused):
    code = "nothing_received"
    sentence = _("Enter what came in, an amount above zero.")


class ReceivedInFuture(Refused):
    code = "received_in_future"
    sentence = _("The day on which the money came in lies in the future.")


def request_payment(
    *, settlement: Settlement, by: User | None, at: datetime
) -> PaymentRequest | None:
    """Ask for a closing below zero, inside the closing's transaction; None when nothing is asked.

    An earlier request of the account is replaced: what it asked for is part of this closing.  A
    coworking without a bank account can close all the same, and then asks for nothing: there is
    nowhere to pay to, and the debt stands on the statement until sales or a later request cover it.
    """
    expect_transaction("request_payment")
    account = lock_account(account=settlement.account)
    _change(open_request(account), RequestState.REPLACED)
    owed_to = settlement.parties["coworking"]
    if settlement.closing >= 0 or not owed_to["iban"]:
        return None
    day = local_day(at)
    issuer = settlement.coworking.slug
    request = PaymentRequest(
        coworking=settlement.coworking,
        settlement=settlement,
        number=next_number(issuer=issuer, series=SERIES, year=day.year),
        amount=-settlement.closing,
        reference=ogm(next_in(issuer=EVERYWHERE, series=REFERENCES, year=0)),
        holder=owed_to["holder"],
        iban=owed_to["iban"],
        bic=owed_to.get("bic", ""),
        due_on=day + DAYS_TO_PAY,
    )
    request.save(force_insert=True)
    _note(request, "request payment", request.amount, by, at)
    return request


def withdraw_request(*, settlement: Settlement, by: User, at: datetime) -> None:
    """Take a request back, inside the voiding's transaction; the one it replaced holds again.

    Refused: AlreadyReceived.
    """
    expect_transaction("withdraw_request")
    account = lock_account(account=settlement.account)
    request = PaymentRequest.objects.filter(settlement=settlement).first()
    if request is not None and request.state in (RequestState.OPEN, RequestState.PAID):
        if received_for(request):
            raise AlreadyReceived(number=request.number)
        _change(request, RequestState.WITHDRAWN)
        _note(request, "withdraw request", request.amount, by, at)
    # Each closing replaces what is open, so what this one replaced is that of the one before.
    before = PaymentRequest.objects.filter(
        settlement=settlement.previous, state=RequestState.REPLACED
    ).first()
    _change(before, RequestState.OPEN)
    _settle_open(account)


def receive(
    *,
    request: PaymentRequest,
    amount: Decimal,
    received_on: date,
    by: User,
    at: datetime,
    cause: str,
) -> Entry:
    """Book money that came in for a request; what is more than asked for stays on the balance.

    Whichever request of the account is named, the open one is paid once enough came in since its
    closing.  `cause` (1 to 20 letters, digits, points or hyphens; ValueError otherwise) tells one
    receipt of a request from another: said twice, it is booked once.

    Refused: NothingReceived, ReceivedInFuture; KeyReused when the same cause comes with another
    amount or day.
    """
    if not CAUSE.fullmatch(cause):
        raise ValueError(f"not a cause: {cause!r}")
    if amount <= 0:
        raise NothingReceived(place="amount")
    if received_on > local_day(at):
        raise ReceivedInFuture(place="received_on")
    with transaction.atomic():
        account = lock_account(account=request.settlement.account)
        reference = f"{request.number}/{cause}"
        known = Entry.objects.filter(
            account=account, kind=EntryKind.RECEIVED, reference=reference
        ).first()
        if known is not None:
            if (known.amount, known.on) != (amount, received_on):
                raise KeyReused(place="cause")
            return known
        posting = Posting(
            account=account,
            kind=EntryKind.RECEIVED,
            amount=amount,
            reference=reference,
            memo=reference_text(request.reference),
        )
        (entry,) = post_entries(postings=[posting], occurred_at=start_of(received_on), at=at)
        _settle_open(account)
        _note(request, "receive payment", amount, by, at)
    request.refresh_from_db(fields=["state"])
    return entry


def payment_code_of(request: PaymentRequest, amount: Decimal | None = None) -> str:
    """What the QR code of a request says (EPC069-12), for all of it or for what is left of it."""
    return payment_code(
        name=request.holder,
        iban=request.iban,
        amount=request.amount if amount is None else amount,
        reference=request.reference,
        bic=request.bic,
    )


def _settle_open(account: Account) -> None:
    """The open request of a locked account is paid once what it asked for came in."""
    request = open_request(account)
    if request is not None and received_for(request) >= request.amount:
        _change(request, RequestState.PAID)


def _change(request: PaymentRequest | None, state: RequestState) -> None:
    if request is not None:
        request.state = state
        request.save(update_fields=["state"])


def _note(
    request: PaymentRequest, verb: str, amount: Decimal, by: User | None, at: datetime
) -> None:
    chain = request.coworking.slug
    note(by=by, at=at, verb=verb, subject=request.number, chain=chain, amount=str(amount))
