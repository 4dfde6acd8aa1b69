"""Settlements, payouts, bank files, requests and the bank's lines all tell of the same money."""

import hashlib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet
from lxml import etree

from consign.ledger.models import Account, Entry, EntryKind
from consign.ledger.queries import Reach, balance, entries_between, last_entry, tally
from consign.money.split import ZERO
from consign.payouts.models import (
    BankLine,
    LineState,
    PaymentRequest,
    Payout,
    PayoutState,
    Remittance,
    RemittanceState,
    RequestState,
)
from consign.payouts.queries import cause_of, payouts_in, received_for, to_be_paid
from consign.settlements.queries import last_settlement, reach_of, settlements
from consign.till.models import Payment, SalePayment

LEFT = (PayoutState.PAID, PayoutState.RETURNED)
NUMBER = "{*}PmtId/{*}EndToEndId"
AMOUNT = "{*}Amt/{*}InstdAmt"


def problems() -> Iterator[str]:
    """A sentence for each settlement, payout, file, request, line or account that disagrees."""
    live = Payout.objects.filter(settlement=OuterRef("pk"), amount=OuterRef("payout"))
    live = live.exclude(state=PayoutState.WITHDRAWN)
    for settlement in settlements().filter(~Exists(live), payout__gt=0).iterator(2000):
        yield f"payouts: settlement {settlement.number} pays but has no payout of its amount"
    yield from _payouts_and_entries()
    yield from _payouts_and_remittances()
    for remittance in Remittance.objects.filter(state=RemittanceState.EXPORTED).iterator(50):
        yield from _wrong_with_file(remittance)
    yield from _requests()
    yield from _lines()
    for account in Account.objects.select_related("coworking", "maker").iterator(2000):
        if not _agrees(account):
            yield f"payouts: account {account.pk} does not agree with what was closed and paid"


def _payouts_and_entries() -> Iterator[str]:
    left, returned = _booked(EntryKind.PAYOUT), _booked(EntryKind.PAYOUT_RETURNED)
    for words, wrong in (
        ("is paid but its account does not say so", Q(~Exists(left), state__in=LEFT)),
        ("is not paid but its account says so", Q(Exists(left)) & ~Q(state__in=LEFT)),
        (
            "came back but its account does not say so",
            Q(~Exists(returned), state=PayoutState.RETURNED),
        ),
        (
            "did not come back but its account says so",
            Q(Exists(returned)) & ~Q(state=PayoutState.RETURNED),
        ),
    ):
        yield from _told(words, Payout.objects.filter(wrong))


def _booked(kind: EntryKind) -> QuerySet[Entry]:
    return Entry.objects.filter(
        account=OuterRef("settlement__account"), kind=kind, reference=OuterRef("number")
    )


def _payouts_and_remittances() -> Iterator[str]:
    """What waits in a remittance is in one that waits; what is with the bank was handed to it."""
    exported = Q(remittance__state=RemittanceState.EXPORTED)
    wrong = Q(state=PayoutState.ORDERED) & ~exported
    wrong |= Q(state=PayoutState.PREPARED) & exported
    wrong |= Q(remittance__state=RemittanceState.CANCELLED)
    yield from _told("is in a remittance of another state", Payout.objects.filter(wrong))


def _wrong_with_file(remittance: Remittance) -> Iterator[str]:
    content = remittance.file.encode()
    if hashlib.sha256(content).hexdigest() != remittance.file_digest:
        yield f"payouts: the file of {remittance.number} is not the one handed to the bank"
        return
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    transfers = etree.fromstring(content, parser).iter("{*}CdtTrfTxInf")
    told = {one.findtext(NUMBER): Decimal(one.findtext(AMOUNT) or 0) for one in transfers}
    if told != {payout.number: payout.amount for payout in payouts_in(remittance)}:
        yield f"payouts: the file of {remittance.number} does not hold its payouts"


def _requests() -> Iterator[str]:
    """An open request has not come in whole; one that is paid has; an account has one open."""
    asked = PaymentRequest.objects.select_related("settlement__account").order_by("pk")
    seen: set[int] = set()
    for request in asked.filter(state__in=[RequestState.OPEN, RequestState.PAID]).iterator(2000):
        whole = received_for(request) >= request.amount
        if whole != (request.state == RequestState.PAID):
            yield f"payouts: {request.number} does not agree with what was received"
        if request.state == RequestState.OPEN:
            account = request.settlement.account_id
            if account in seen:
                yield f"payouts: account {account} is asked for two requests"
            seen.add(account)


def _lines() -> Iterator[str]:
    """What a line was matched with left, came back or came in by just its amount."""
    matched = BankLine.objects.filter(state=LineState.MATCHED).select_related(
        "payout", "request__settlement", "sale_payment__sale"
    )
    for line in matched.order_by("pk").iterator(2000):
        if line.payout is not None and not _fits(line, line.payout):
            yield f"payouts: bank line {line.pk} does not agree with {line.payout.number}"
        if line.request is not None and not _received(line, line.request):
            yield f"payouts: bank line {line.pk} was not received for {line.request.number}"
        if line.sale_payment is not None and not _arrived(line, line.sale_payment):
            yield f"payouts: bank line {line.pk} is not the transfer it is matched with"
    yield from _lines_of_files()


def _lines_of_files() -> Iterator[str]:
    matched = BankLine.objects.filter(remittance__isnull=False).select_related("remittance")
    for line in matched.defer("remittance__file").order_by("pk").iterator(2000):
        if line.remittance is not None and line.remittance.state != RemittanceState.EXPORTED:
            yield f"payouts: bank line {line.pk} pays {line.remittance.number}, which has no file"
    for line in matched.filter(sale_payment__isnull=False).iterator(2000):
        if line.sale_payment is not None and not _arrived(line, line.sale_payment):
            yield f"payouts: bank line {line.pk} is not the transfer it is matched with"


def _fits(line: BankLine, payout: Payout) -> bool:
    if line.amount < 0:
        return line.amount == -payout.amount and payout.state in LEFT
    return line.amount == payout.amount and payout.state == PayoutState.RETURNED


def _received(line: BankLine, request: PaymentRequest) -> bool:
    return Entry.objects.filter(
        account=request.settlement.account_id,
        kind=EntryKind.RECEIVED,
        reference=f"{request.number}/{cause_of(line)}",
        amount=line.amount,
    ).exists()


def _arrived(line: BankLine, transfer: SalePayment) -> bool:
    here = transfer.sale.coworking_id == line.coworking_id
    return here and transfer.means == Payment.TRANSFER and transfer.amount == line.amount


def _told(words: str, wrong: QuerySet[Payout]) -> Iterator[str]:
    for payout in wrong.order_by("pk").iterator(2000):
        yield f"payouts: {payout.number} {words}"


def _agrees(account: Account) -> bool:
    """What is owed = the last closing + what was closed for payment + what is still open."""
    last = last_settlement(account)
    everything = Reach(date.max, last_entry(account))
    still_open = tally(entries_between(account, reach_of(last), everything)).change
    closed = last.closing if last else ZERO
    return balance(account) == closed + to_be_paid(account) + still_open
