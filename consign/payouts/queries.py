"""Reads about payouts."""

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import QuerySet, Sum

from consign.days import Month
from consign.ledger.models import Account
from consign.ledger.queries import accounts_seen_by
from consign.money.split import ZERO
from consign.payouts.models import Payout, PayoutState
from consign.people.models import Coworking, Maker, User
from consign.settlements.models import Settlement


def payouts_at(coworking: Coworking, month: Month | None = None) -> QuerySet[Payout]:
    """Payouts of a coworking, those to pay first."""
    found = (
        Payout.objects.filter(coworking=coworking)
        .exclude(state=PayoutState.WITHDRAWN)
        .select_related("settlement__account__payee", "settlement__account__maker")
        .order_by("-state", "-settlement__period", "settlement__account__maker__name")
    )
    return found.filter(settlement__period=str(month)) if month else found


def payouts_seen_by(user: User) -> QuerySet[Payout]:
    """Payouts of the accounts a person may read, those withdrawn left out."""
    seen = accounts_seen_by(user).order_by().values("pk")
    return (
        Payout.objects.filter(settlement__account__in=seen)
        .exclude(state=PayoutState.WITHDRAWN)
        .select_related("coworking", "settlement__account__payee", "settlement__account__maker")
    )


def payouts_of(settlements: Iterable[Settlement]) -> dict[int, Payout]:
    """The payout of each settlement that has one, by the settlement's key."""
    found = Payout.objects.filter(settlement__in=list(settlements))
    return {payout.settlement_id: payout for payout in found}


def to_be_paid(account: Account) -> Decimal:
    """What was closed for payment on an account and has not left yet."""
    waiting = Payout.objects.filter(settlement__account=account, state=PayoutState.PREPARED)
    return waiting.aggregate(n=Sum("amount"))["n"] or ZERO


def to_be_paid_by_account(maker: Maker) -> dict[int, Decimal]:
    """What was closed for payment to a maker and has not left yet, by the account's key."""
    waiting = Payout.objects.filter(
        settlement__account__maker=maker, state=PayoutState.PREPARED
    ).order_by()
    rows = waiting.values("settlement__account").annotate(n=Sum("amount"))
    return {row["settlement__account"]: row["n"] for row in rows}
