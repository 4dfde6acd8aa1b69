"""Reads about payouts and their remittances, payment requests, and what the bank said."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Sum, Value, When

from consign.days import Month
from consign.ledger.models import Account, EntryKind
from consign.ledger.queries import Reach, accounts_seen_by, entries_between, last_entry
from consign.money.split import ZERO
from consign.payouts.models import (
    WAITING,
    BankLine,
    BankStatement,
    LineState,
    PaymentRequest,
    Payout,
    PayoutState,
    Remittance,
    RequestState,
)
from consign.people.models import Coworking, Maker, User
from consign.people.queries import managed_by
from consign.settlements.models import Settlement
from consign.settlements.queries import reach_of

# What is still to do comes first.
ORDER = (PayoutState.PREPARED, PayoutState.ORDERED, PayoutState.RETURNED, PayoutState.PAID)


def payouts_at(coworking: Coworking, month: Month | None = None) -> QuerySet[Payout]:
    """Payouts of a coworking: those to pay first, then those with the bank, returned and paid."""
    place = Case(
        *(When(state=state, then=Value(place)) for place, state in enumerate(ORDER)),
        output_field=IntegerField(),
    )
    found = (
        Payout.objects.filter(coworking=coworking)
        .exclude(state=PayoutState.WITHDRAWN)
        .select_related("settlement__account__payee", "settlement__account__maker")
        .order_by(place, "-settlement__period", "settlement__account__maker__name", "pk")
    )
    return found.filter(settlement__period=str(month)) if month else found


def next_payout_day(coworking: Coworking, today: date) -> date | None:
    """By when a coworking will have paid next; None where it has not said by which day it pays."""
    if coworking.payout_day is None:
        return None
    day = Month.of(today).first.replace(day=coworking.payout_day)
    return day if day >= today else Month.of(today).next.first.replace(day=coworking.payout_day)


def payouts_seen_by(user: User) -> QuerySet[Payout]:
    """Payouts of the accounts a person may read, those withdrawn left out."""
    return (
        Payout.objects.filter(settlement__account__in=_seen_by(user))
        .exclude(state=PayoutState.WITHDRAWN)
        .select_related("coworking", "settlement__account__payee", "settlement__account__maker")
    )


def payouts_of(settlements: Iterable[Settlement]) -> dict[int, Payout]:
    """The payout of each settlement that has one, by the settlement's key."""
    found = Payout.objects.filter(settlement__in=list(settlements))
    return {payout.settlement_id: payout for payout in found}


def to_be_paid(account: Account) -> Decimal:
    """What was closed for payment on an account and has not left yet."""
    waiting = Payout.objects.filter(settlement__account=account, state__in=WAITING)
    return waiting.aggregate(n=Sum("amount"))["n"] or ZERO


def to_be_paid_by_account(maker: Maker) -> dict[int, Decimal]:
    """What was closed for payment to a maker and has not left yet, by the account's key."""
    waiting = Payout.objects.filter(settlement__account__maker=maker, state__in=WAITING).order_by()
    rows = waiting.values("settlement__account").annotate(n=Sum("amount"))
    return {row["settlement__account"]: row["n"] for row in rows}


def payouts_to_order(coworking: Coworking) -> QuerySet[Payout]:
    """Payouts that a new remittance can take: to pay, and in none."""
    return payouts_at(coworking).filter(state=PayoutState.PREPARED, remittance=None)


def remittances_at(coworking: Coworking) -> QuerySet[Remittance]:
    """Remittances, latest first, each with its `payout_count` and `total` (None when empty)."""
    return _remittances().filter(coworking=coworking)


def remittances_seen_by(user: User) -> QuerySet[Remittance]:
    """Remittances of the coworkings a person manages."""
    return _remittances().filter(coworking__in=managed_by(user).order_by().values("pk"))


def payouts_in(remittance: Remittance) -> QuerySet[Payout]:
    """The payouts of a remittance, by number: the order they have in its file."""
    return (
        Payout.objects.filter(remittance=remittance)
        .select_related("settlement__account__payee", "settlement__account__maker")
        .order_by("number")
    )


def total_of(remittance: Remittance) -> Decimal:
    return payouts_in(remittance).aggregate(n=Sum("amount"))["n"] or ZERO


def requests_at(coworking: Coworking) -> QuerySet[PaymentRequest]:
    """What a coworking has asked for, latest first, those withdrawn left out."""
    return _requests().filter(coworking=coworking)


def requests_seen_by(user: User) -> QuerySet[PaymentRequest]:
    """Requests on the accounts a person may read, those withdrawn left out."""
    return _requests().filter(settlement__account__in=_seen_by(user))


def requests_of(settlements: Iterable[Settlement]) -> dict[int, PaymentRequest]:
    """The request each settlement gave rise to, by the settlement's key."""
    found = PaymentRequest.objects.filter(settlement__in=list(settlements))
    return {request.settlement_id: request for request in found}


def open_request(account: Account) -> PaymentRequest | None:
    """What is asked for on an account and has not come in; there is at most one."""
    known = PaymentRequest.objects.filter(settlement__account=account, state=RequestState.OPEN)
    return known.select_related("settlement__account").first()


def received_for(request: PaymentRequest) -> Decimal:
    """What came in on the account since the closing that asks.

    Also with an earlier request's reference: a payee that pays by an older paper has paid.
    """
    settlement = request.settlement
    account = settlement.account
    now = Reach(date.max, last_entry(account))
    found = entries_between(account, reach_of(settlement), now).filter(kind=EntryKind.RECEIVED)
    return found.order_by().aggregate(n=Sum("amount"))["n"] or ZERO


def left_to_receive(request: PaymentRequest) -> Decimal:
    """What of a request has not come in yet."""
    return max(request.amount - received_for(request), ZERO)


def statements_at(coworking: Coworking) -> QuerySet[BankStatement]:
    """The bank's statements that were read in, latest first, each with its `line_count` and
    `open_count`."""
    return _statements().filter(coworking=coworking)


def statements_seen_by(user: User) -> QuerySet[BankStatement]:
    """The same, of the coworkings a person manages."""
    return _statements().filter(coworking__in=managed_by(user).order_by().values("pk"))


def bank_lines_at(coworking: Coworking, *states: LineState) -> QuerySet[BankLine]:
    """What the bank booked, latest first; only lines in these states, if any are named."""
    found = _lines().filter(coworking=coworking)
    return found.filter(state__in=states) if states else found


def bank_lines_seen_by(user: User) -> QuerySet[BankLine]:
    """Lines of the coworkings a person manages."""
    return _lines().filter(coworking__in=managed_by(user).order_by().values("pk"))


def cause_of(line: BankLine) -> str:
    """What tells the receipt of a line from others of its request, in the entry's reference."""
    return f"L{line.pk}"


def _seen_by(user: User) -> QuerySet[Account]:
    """For use inside a query; neither sorted nor joined."""
    return Account.objects.filter(pk__in=accounts_seen_by(user).order_by().values("pk"))


def _remittances() -> QuerySet[Remittance]:
    return (
        Remittance.objects.select_related(
            "coworking", "prepared_by", "approved_by", "exported_by", "cancelled_by"
        )
        .defer("file")
        .annotate(payout_count=Count("payouts"), total=Sum("payouts__amount"))
        .order_by("-prepared_at", "-pk")
    )


def _requests() -> QuerySet[PaymentRequest]:
    return (
        PaymentRequest.objects.exclude(state=RequestState.WITHDRAWN)
        .select_related("coworking", "settlement__account__payee", "settlement__account__maker")
        .order_by("-settlement__period", "settlement__account__maker__name", "-pk")
    )


def _statements() -> QuerySet[BankStatement]:
    waiting = Q(lines__state=LineState.OPEN)
    return (
        BankStatement.objects.select_related("coworking", "read_by")
        .annotate(line_count=Count("lines"), open_count=Count("lines", filter=waiting))
        .order_by("-closed_on", "-pk")
    )


def _lines() -> QuerySet[BankLine]:
    return (
        BankLine.objects.select_related(
            "statement", "payout", "remittance", "request", "sale_payment__sale"
        )
        .defer("remittance__file")
        .order_by("-booked_on", "-statement", "position")
    )
