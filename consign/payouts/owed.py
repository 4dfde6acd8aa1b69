"""What a coworking owes its makers: by age, by account and by payee."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, Sum

from consign.days import Month
from consign.ledger.models import Account, Entry
from consign.ledger.queries import accounts_at, accounts_seen_by, sums_by_account
from consign.money.split import ZERO
from consign.people.models import Coworking, LegalEntity, User

# A part of what is owed, and the day on which it became owed.
Part = tuple[date, Decimal]


@dataclass(frozen=True)
class Owed:
    """What is owed on all accounts, and since when; accounts below zero take nothing off.

    What was paid is taken off what had been owed longest.
    """

    this_month: Decimal = ZERO
    last_month: Decimal = ZERO
    older: Decimal = ZERO
    oldest: date | None = None

    @property
    def total(self) -> Decimal:
        return self.this_month + self.last_month + self.older


@dataclass(frozen=True)
class AccountOwed:
    """What is owed on one account, and the day since when."""

    account: Account
    amount: Decimal
    since: date


def owed_at(coworking: Coworking, on: date) -> Owed:
    """What a coworking owes on all its accounts, by age seen from a day."""
    return aged([part for parts in _unpaid_at(coworking, on).values() for part in parts], on)


def owed_by_account(coworking: Coworking, on: date) -> list[AccountOwed]:
    """Each account on which something is owed, the one that waits longest first."""
    parts = _unpaid_at(coworking, on)
    found = [
        AccountOwed(account, _sum(parts[account.pk]), min(day for day, _ in parts[account.pk]))
        for account in accounts_at(coworking)
        if account.pk in parts
    ]
    return sorted(found, key=lambda one: (one.since, one.account.maker.name))


def owed_to(payee: LegalEntity, user: User) -> dict[Coworking, Decimal]:
    """What each coworking owes a payee, on the accounts a person may read."""
    accounts = list(accounts_seen_by(user).filter(payee=payee))
    sums = sums_by_account(Entry.objects.filter(account__in=accounts))
    owed: dict[Coworking, Decimal] = {}
    for account in accounts:
        balance = sums[account.pk].amount if account.pk in sums else ZERO
        owed[account.coworking] = owed.get(account.coworking, ZERO) + max(balance, ZERO)
    return owed


def unpaid(balance: Decimal, credited: Iterable[Part]) -> Iterator[Part]:
    """What a balance still owes of what was credited, latest first: the oldest was paid first."""
    left = balance
    for day, amount in credited:
        if left <= 0:
            return
        yield day, min(left, amount)
        left -= amount


def aged(parts: Sequence[Part], on: date) -> Owed:
    """Parts added up by month, seen from a day."""
    this, last = Month.of(on).first, Month.of(on).previous.first
    return Owed(
        this_month=sum((amount for day, amount in parts if day >= this), ZERO),
        last_month=sum((amount for day, amount in parts if last <= day < this), ZERO),
        older=sum((amount for day, amount in parts if day < last), ZERO),
        oldest=min((day for day, _amount in parts), default=None),
    )


def _unpaid_at(coworking: Coworking, on: date) -> dict[int, list[Part]]:
    """What is still owed of what was credited, by the account's key, latest first."""
    sums = sums_by_account(Entry.objects.filter(account__coworking=coworking))
    owed = {key: one.amount for key, one in sums.items() if one.amount > 0}
    recently = Q(on__gte=Month.of(on).previous.first)
    credited = _credits(owed, recently)
    # Whoever is paid every month has nothing older, and then it is not looked for.
    longer = [key for key, amount in owed.items() if _sum(credited[key]) < amount]
    for key, parts in _credits(longer, ~recently).items():
        credited[key] += parts
    return {key: list(unpaid(amount, credited[key])) for key, amount in owed.items()}


def _credits(accounts: Iterable[int], when: Q) -> dict[int, list[Part]]:
    """What was credited to each account, by day, latest first."""
    found: dict[int, list[Part]] = {key: [] for key in accounts}
    if found:
        entries = Entry.objects.filter(when, account__in=found.keys(), amount__gt=0)
        rows = entries.order_by("-on").values("account", "on").annotate(n=Sum("amount"))
        for row in rows:
            found[row["account"]].append((row["on"], row["n"]))
    return found


def _sum(parts: Iterable[Part]) -> Decimal:
    return sum((amount for _day, amount in parts), ZERO)
