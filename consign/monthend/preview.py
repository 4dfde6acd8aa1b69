"""What closing a month would do, account by account, before anybody closes it.

The figures come from the same sums and the same rule as `settle`, for all accounts at once: six
queries, however many accounts there are.  Nothing is written.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from consign.days import Month
from consign.ledger.models import Account
from consign.ledger.queries import Tally, accounts_at, tallies
from consign.money.split import ZERO
from consign.payouts.operations import NoBankAccount
from consign.people.models import BankAccount, Coworking
from consign.people.queries import bank_accounts_on
from consign.refusal import Refused
from consign.settlements.models import Settlement
from consign.settlements.operations import EarlierMonthOpen
from consign.settlements.queries import (
    first_unsettled_days,
    last_settlements_at,
    minimum_payouts,
    payable,
    unsettled_at,
)

NOTHING = Tally(0, 0, *[ZERO] * 8)


@dataclass(frozen=True)
class AccountPreview:
    """One account as closing the month would leave it.

    `refusal` is why it would not be closed; `earlier` the month that has to be closed before it.
    """

    account: Account
    totals: Tally
    opening: Decimal
    payout: Decimal
    minimum: Decimal
    refusal: Refused | None = None
    earlier: Month | None = None

    @property
    def balance(self) -> Decimal:
        """What would be owed before anything is paid."""
        return self.opening + self.totals.change

    @property
    def closing(self) -> Decimal:
        return self.balance - self.payout

    @property
    def commission(self) -> Decimal:
        """What the coworking keeps: commission on sales less what refunds gave back."""
        return self.totals.commission - self.totals.commission_reversed

    @property
    def others(self) -> Decimal:
        """Fees, compensations, adjustments and returned payouts together."""
        sums = self.totals
        return sums.compensations + sums.adjustments + sums.returned - sums.fees

    @property
    def below_minimum(self) -> bool:
        return ZERO < self.balance < self.minimum

    @property
    def negative(self) -> bool:
        return self.balance < ZERO


@dataclass(frozen=True)
class Sums:
    """The figures of several previews added up."""

    opening: Decimal
    sales: Decimal
    refunds: Decimal
    commission: Decimal
    others: Decimal
    payout: Decimal
    closing: Decimal


@dataclass(frozen=True)
class _Known:
    """What was read about all accounts of a coworking."""

    month: Month
    tallies: Mapping[int, Tally]
    settled: Mapping[int, Settlement]
    waiting_since: Mapping[int, date]
    minimums: Mapping[tuple[int, int], Decimal]
    banks: Mapping[int, BankAccount]


def month_preview(coworking: Coworking, month: Month) -> list[AccountPreview]:
    """Every account that has something to close for a month, and how it would be closed now.

    Accounts that are closed for the month, and those without anything to close, are left out, just
    as `close_month` passes them over.
    """
    accounts = list(accounts_at(coworking))
    known = _Known(
        month=month,
        tallies=tallies(unsettled_at(coworking, month.last)),
        settled=last_settlements_at(coworking),
        waiting_since=first_unsettled_days(coworking, month.previous.last),
        minimums=minimum_payouts(coworking, month.last),
        banks=bank_accounts_on((account.payee for account in accounts), month.last),
    )
    return [
        preview
        for account in accounts
        if (preview := _previewed(account, known, coworking)) is not None
    ]


def summed(previews: Iterable[AccountPreview]) -> Sums:
    """The columns of a preview added up."""
    rows = list(previews)

    def total(amounts: Iterable[Decimal]) -> Decimal:
        return sum(amounts, ZERO)

    return Sums(
        opening=total(row.opening for row in rows),
        sales=total(row.totals.sales for row in rows),
        refunds=total(row.totals.refunds for row in rows),
        commission=total(row.commission for row in rows),
        others=total(row.others for row in rows),
        payout=total(row.payout for row in rows),
        closing=total(row.closing for row in rows),
    )


def _previewed(account: Account, known: _Known, coworking: Coworking) -> AccountPreview | None:
    last = known.settled.get(account.pk)
    if last is not None and last.period >= str(known.month):
        return None
    totals = known.tallies.get(account.pk, NOTHING)
    opening = last.closing if last else ZERO
    if not totals.count and not opening:
        return None
    minimum = known.minimums.get((account.maker_id, account.payee_id), coworking.minimum_payout)
    payout = payable(opening, totals, minimum)
    earlier = _earlier(account, last, known)
    return AccountPreview(
        account=account,
        totals=totals,
        opening=opening,
        payout=payout,
        minimum=minimum,
        refusal=_refusal(account, payout, earlier, known),
        earlier=earlier,
    )


def _earlier(account: Account, last: Settlement | None, known: _Known) -> Month | None:
    """The first month before this one that is still open for the account."""
    if last is not None and last.closing:
        after = Month.parse(last.period).next
        return after if after < known.month else None
    since = known.waiting_since.get(account.pk)
    return Month.of(since) if since else None


def _refusal(
    account: Account, payout: Decimal, earlier: Month | None, known: _Known
) -> Refused | None:
    if earlier is not None:
        return EarlierMonthOpen(maker=account.maker.name, month=earlier.in_words)
    if payout and account.payee_id not in known.banks:
        return NoBankAccount(payee=account.payee.legal_name)
    return None
