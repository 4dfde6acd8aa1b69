"""What stands in a maker's open months besides sales, for both sides to see."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from consign.agreements.models import Agreement
from consign.days import Month
from consign.ledger.models import Account, Entry
from consign.monthend.statement_lines import OtherLine
from consign.monthend.statement_rows import OTHERS, others_of
from consign.people.models import Coworking, Maker
from consign.settlements.fees import ShelfFee, fees_to_come_of
from consign.settlements.queries import unsettled_of


@dataclass(frozen=True)
class Booked:
    """A fee, compensation, adjustment, returned payout or payment that no settlement has closed."""

    account: Account
    line: OtherLine


@dataclass(frozen=True)
class OpenMonth:
    """What was booked, the latest first, and the shelf fees that closing will charge."""

    booked: Sequence[Booked]
    fees: Sequence[ShelfFee]

    def __bool__(self) -> bool:
        return bool(self.booked or self.fees)


def coworkings_of(maker: Maker) -> list[Coworking]:
    """Where a maker has an account, or terms that could open one."""
    accounts = Account.objects.filter(coworking=OuterRef("pk"), maker=maker)
    terms = Agreement.objects.filter(coworking=OuterRef("pk"), affiliation__maker=maker)
    found = Coworking.objects.filter(Exists(accounts) | Exists(terms))
    return list(found.select_related("operator").order_by("name"))


def open_month(maker: Maker, month: Month, coworkings: Sequence[Coworking]) -> OpenMonth:
    """All of a maker's accounts at some coworkings; shelf fees are those of the month, and of the
    one before while that is not closed."""
    entries = unsettled_of(maker).filter(kind__in=OTHERS, account__coworking__in=coworkings)
    by_account: dict[Account, list[Entry]] = defaultdict(list)
    for entry in entries.select_related("account__coworking", "account__payee").order_by("-id"):
        by_account[entry.account].append(entry)
    booked = [
        Booked(account, line)
        for account, found in by_account.items()
        for line in others_of(account, found)
    ]
    return OpenMonth(
        booked=sorted(booked, key=lambda one: one.line.on, reverse=True),
        fees=fees_to_come_of(maker, coworkings, [month.previous, month]),
    )
