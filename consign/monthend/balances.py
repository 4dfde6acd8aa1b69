"""What a maker is owed on each account right now, in a handful of queries.

The figures are those of the statement so far, without its lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from consign.ledger.models import Account
from consign.ledger.queries import accounts_of, sums_by_account
from consign.money.split import ZERO
from consign.payouts.queries import to_be_paid_by_account
from consign.people.models import Maker
from consign.settlements.queries import last_settlements_of, unsettled_of


@dataclass(frozen=True)
class Balance:
    """One account between two statements.

    `so_far` is what would be owed if it closed now, `since` the day of the first sale or refund in
    it (None without any); `to_be_paid` was closed for payment and has not left yet.
    """

    account: Account
    so_far: Decimal
    since: date | None
    to_be_paid: Decimal


@dataclass(frozen=True)
class Together:
    """Balances added up, over all coworkings and payees of a maker."""

    so_far: Decimal
    to_be_paid: Decimal


def balances(maker: Maker) -> list[Balance]:
    """Every account of a maker, by coworking."""
    closed = last_settlements_of(maker)
    open_sums = sums_by_account(unsettled_of(maker))
    waiting = to_be_paid_by_account(maker)
    found = []
    for account in accounts_of(maker):
        last, new = closed.get(account.pk), open_sums.get(account.pk)
        carried = last.closing if last else ZERO
        found.append(
            Balance(
                account=account,
                so_far=carried + (new.amount if new else ZERO),
                since=new.first if new else None,
                to_be_paid=waiting.get(account.pk, ZERO),
            )
        )
    return found


def together(balances: Sequence[Balance]) -> Together:
    """What is owed to the maker in all."""
    return Together(
        so_far=sum((balance.so_far for balance in balances), ZERO),
        to_be_paid=sum((balance.to_be_paid for balance in balances), ZERO),
    )
