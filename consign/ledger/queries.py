"""Reads about accounts and what stands in them."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from django.db.models import Aggregate, Count, Max, Min, Q, QuerySet, Sum

from consign.ledger.models import Account, Entry, EntryKind
from consign.money.split import ZERO
from consign.people.models import Coworking, Maker, User


@dataclass(frozen=True)
class Reach:
    """How far a closing looks into an account: entries up to a day, and up to the last row seen.

    Both only ever grow, so the entries between two closings are exactly those inside the later
    reach and outside the earlier one, and an entry written later for an earlier day falls into the
    next closing.
    """

    until: date
    last_entry: int

    def covers(self, on: date, entry: int) -> bool:
        """Whether an entry of that day and number was there to be seen."""
        return on <= self.until and entry <= self.last_entry


@dataclass(frozen=True)
class Tally:
    """Sums over entries of an account: what a statement's totals are made of.

    `commission_vat` is the VAT on top of net commissions, deducted like a fee; below zero when more
    was given back than charged.
    """

    count: int
    last_entry: int
    sales: Decimal
    commission: Decimal
    refunds: Decimal
    commission_reversed: Decimal
    fees: Decimal
    compensations: Decimal
    adjustments: Decimal
    returned: Decimal
    received: Decimal
    commission_vat: Decimal

    def with_commission_vat(self, amount: Decimal) -> "Tally":
        """The same sums with VAT on the commission that a closing would add."""
        return replace(self, commission_vat=self.commission_vat + amount)

    @property
    def change(self) -> Decimal:
        """What these entries change in the balance."""
        return (
            self.sales
            - self.commission
            - self.refunds
            + self.commission_reversed
            - self.commission_vat
            - self.fees
            + self.compensations
            + self.adjustments
            + self.returned
            + self.received
        )


# What a statement's totals are made of: a column of the entries of one kind, and the sign it is
# shown with.
SUMMED = {
    "sales": ("gross", EntryKind.SALE, 1),
    "commission": ("commission", EntryKind.SALE, 1),
    "refunds": ("gross", EntryKind.REFUND, -1),
    "commission_reversed": ("commission", EntryKind.REFUND, -1),
    "fees": ("amount", EntryKind.FEE, -1),
    "compensations": ("amount", EntryKind.LOSS, 1),
    "adjustments": ("amount", EntryKind.ADJUSTMENT, 1),
    "returned": ("amount", EntryKind.PAYOUT_RETURNED, 1),
    "received": ("amount", EntryKind.RECEIVED, 1),
    "commission_vat": ("amount", EntryKind.COMMISSION_VAT, -1),
}


class Countable(Protocol):
    """An entry, as a row or not."""

    @property
    def kind(self) -> str: ...
    @property
    def gross(self) -> Decimal: ...
    @property
    def commission(self) -> Decimal: ...
    @property
    def amount(self) -> Decimal: ...


def accounts_at(coworking: Coworking) -> QuerySet[Account]:
    return _accounts().filter(coworking=coworking)


def accounts_of(maker: Maker) -> QuerySet[Account]:
    return _accounts().filter(maker=maker)


def accounts_seen_by(user: User) -> QuerySet[Account]:
    """Accounts a person may read: their own projects', their coworkings' (managers), and those
    of the legal entities they advise."""
    return (
        _accounts()
        .filter(
            Q(maker__person=user)
            | Q(coworking__memberships__user=user, coworking__memberships__role="manager")
            | Q(payee__contacts__user=user)
        )
        .distinct()
    )


def balances_at(coworking: Coworking) -> QuerySet[Account]:
    """A coworking's accounts, each with its `balance` (None before its first entry)."""
    return accounts_at(coworking).annotate(balance=Sum("entries__amount"))


def balances_seen_by(user: User) -> QuerySet[Account]:
    """The accounts a person may read, each with its `balance` (None before its first entry)."""
    seen = accounts_seen_by(user).order_by().values("pk")
    return _accounts().filter(pk__in=seen).annotate(balance=Sum("entries__amount"))


def entries_of(account: Account) -> QuerySet[Entry]:
    return Entry.objects.filter(account=account).order_by("on", "id")


def entries_between(account: Account, before: Reach | None, now: Reach) -> QuerySet[Entry]:
    """The entries inside `now` and not yet inside `before`; payouts are not among them.

    A payout belongs to the settlement it pays, which has already taken it off its closing.
    """
    inside = entries_of(account).filter(on__lte=now.until, id__lte=now.last_entry)
    inside = inside.exclude(kind=EntryKind.PAYOUT)
    if before is None:
        return inside
    return inside.exclude(on__lte=before.until, id__lte=before.last_entry)


def booked_with(key: uuid.UUID) -> bool:
    """Whether something was booked with this key before."""
    return Entry.objects.filter(key=key).exists()


def last_entry(account: Account) -> int:
    """The number of the account's newest row, 0 when it has none."""
    return entries_of(account).aggregate(n=Max("id"))["n"] or 0


def tally(entries: QuerySet[Entry]) -> Tally:
    """Sum entries in the database, in one query."""
    return _tally(entries.order_by().aggregate(**_sums()))


def tallies(entries: QuerySet[Entry]) -> dict[int, Tally]:
    """The same for entries of several accounts, by the account's key; also in one query."""
    rows = entries.order_by().values("account").annotate(**_sums())
    return {row["account"]: _tally(row) for row in rows}


@dataclass(frozen=True)
class AccountSum:
    """Entries of one account added up, and the day of the earliest."""

    amount: Decimal
    first: date


def sums_by_account(entries: QuerySet[Entry]) -> dict[int, AccountSum]:
    """Entries of several accounts added up, by the account's key, in one query."""
    rows = entries.order_by().values("account").annotate(n=Sum("amount"), first=Min("on"))
    return {row["account"]: AccountSum(row["n"], row["first"]) for row in rows}


def tally_of(booked: Iterable[Countable]) -> Tally:
    """Sum entries that are at hand, by the same rule."""
    found = dict.fromkeys(SUMMED, ZERO)
    count = 0
    for entry in booked:
        count += 1
        for name, (column, kind, sign) in SUMMED.items():
            if entry.kind == kind:
                found[name] += sign * getattr(entry, column)
    return Tally(count=count, last_entry=0, **found)


def _sums() -> dict[str, Aggregate]:
    sums: dict[str, Aggregate] = {
        f"sum_of_{name}": Sum(column, filter=Q(kind=kind))
        for name, (column, kind, _sign) in SUMMED.items()
    }
    return {"number": Count("id"), "last": Max("id"), **sums}


def _tally(found: Mapping[str, Any]) -> Tally:
    """Nothing is 0.00, never -0.00: what is added to it loses the sign of a zero."""
    return Tally(
        count=found["number"],
        last_entry=found["last"] or 0,
        **{
            name: ZERO + sign * (found[f"sum_of_{name}"] or ZERO)
            for name, (_column, _kind, sign) in SUMMED.items()
        },
    )


def balance(account: Account) -> Decimal:
    """All that is owed on an account right now, closed or not, paid payouts taken off."""
    return entries_of(account).order_by().aggregate(n=Sum("amount"))["n"] or ZERO


def _accounts() -> QuerySet[Account]:
    return Account.objects.select_related("coworking", "payee", "maker").order_by(
        "coworking__name", "maker__name", "payee__legal_name"
    )
