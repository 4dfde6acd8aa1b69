"""Reads about closed months."""

import hashlib
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from consign.agreements.models import Agreement
from consign.days import Month
from consign.ledger.models import Account, Entry
from consign.ledger.queries import Reach, accounts_seen_by, entries_between
from consign.people.models import Coworking, Maker, User
from consign.settlements.models import Settlement


def settlements() -> QuerySet[Settlement]:
    """Live settlements, latest month first."""
    return (
        Settlement.objects.filter(voided_at__isnull=True)
        .select_related("coworking", "account__payee", "account__maker", "previous")
        .order_by("-period", "account__maker__name", "account__payee__legal_name")
    )


def settlements_at(coworking: Coworking, month: Month | None = None) -> QuerySet[Settlement]:
    found = settlements().filter(coworking=coworking)
    return found.filter(period=str(month)) if month else found


def settlements_of(maker: Maker) -> QuerySet[Settlement]:
    return settlements().filter(account__maker=maker)


def settlements_seen_by(user: User) -> QuerySet[Settlement]:
    """Settlements of the accounts a person may read."""
    return settlements().filter(account__in=accounts_seen_by(user))


def last_settlement(account: Account) -> Settlement | None:
    """The account's latest live settlement: the next one opens with its closing."""
    return settlements().filter(account=account).order_by("-period").first()


def reach_of(settlement: Settlement | None) -> Reach | None:
    return settlement and Reach(settlement.until, settlement.last_entry)


def entries_of(settlement: Settlement) -> QuerySet[Entry]:
    """The entries a settlement closed: those in its reach and not in the one before."""
    return entries_between(
        settlement.account,
        reach_of(settlement.previous),
        Reach(settlement.until, settlement.last_entry),
    )


def fingerprint(entries: QuerySet[Entry]) -> str:
    """A hash over numbers and amounts of entries: it changes when one is added, lost or altered."""
    found = hashlib.sha256()
    for pk, amount in entries.values_list("pk", "amount").iterator(5000):
        found.update(f"{pk}:{amount};".encode())
    return found.hexdigest()


def minimum_payout(account: Account, day: date) -> Decimal:
    """The smallest balance paid out: the latest accepted agreement's, else the coworking's."""
    agreement = (
        Agreement.objects.filter(
            coworking=account.coworking,
            affiliation__maker=account.maker,
            affiliation__payee=account.payee,
            accepted_at__isnull=False,
            starts_on__lte=day,
        )
        .order_by("-starts_on")
        .first()
    )
    return agreement.minimum_payout if agreement else account.coworking.minimum_payout
