"""What closing a month would do, account by account, before anybody closes it.

The figures come from the same sums and the same rules as `settle`, for all accounts at once and
in as many queries for one as for many.  Shelf fees that closing would charge, and VAT that it would
add to commissions, are in them.  Nothing is written.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from consign.days import Month
from consign.ledger.models import Account, Entry
from consign.ledger.queries import Tally, accounts_at, tallies
from consign.money.documents import documents_of, vat_added
from consign.money.split import ZERO
from consign.payouts.operations import NoBankAccount
from consign.people.models import BankAccount, Coworking
from consign.people.queries import bank_accounts_on, has_address
from consign.refusal import Refused
from consign.settlements.documents import closed_at, parts_by_account
from consign.settlements.fees import ShelfFee, fees_left_behind, fees_to_come
from consign.settlements.models import Settlement
from consign.settlements.operations import EarlierMonthOpen, NoAddress
from consign.settlements.queries import (
    first_unsettled_days,
    last_settlements_at,
    minimum_payouts,
    payable,
    unsettled_at,
)

NOTHING = Tally(0, 0, *[ZERO] * 10)


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
    fees_to_come: Decimal = ZERO
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
        """What the coworking keeps: commission on sales less what refunds gave back, with the VAT
        on top of it."""
        sums = self.totals
        return sums.commission - sums.commission_reversed + sums.commission_vat

    @property
    def others(self) -> Decimal:
        """Fees, compensations, adjustments, returned payouts and payments received together."""
        sums = self.totals
        plus = sums.compensations + sums.adjustments + sums.returned + sums.received
        return plus - sums.fees

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
    fees_to_come: Decimal
    payout: Decimal
    closing: Decimal


@dataclass(frozen=True)
class _Known:
    """What was read about all accounts of a coworking; fees by the keys of payee and maker."""

    month: Month
    tallies: Mapping[int, Tally]
    vat_to_come: Mapping[int, Decimal]
    fees: Mapping[tuple[int, int], Decimal]
    settled: Mapping[int, Settlement]
    waiting_since: Mapping[int, date]
    fees_left: Mapping[tuple[int, int], Month]
    minimums: Mapping[tuple[int, int], Decimal]
    banks: Mapping[int, BankAccount]


def month_preview(
    coworking: Coworking, month: Month, today: date | None = None
) -> list[AccountPreview]:
    """Every account that has something to close for a month, and how it would be closed today (on
    its last day, when nothing else is said).

    Accounts that are closed for the month, and those without anything to close, are left out, just
    as `close_month` passes them over.
    """
    fees = fees_to_come(coworking, month)
    accounts = _accounts(coworking, fees)
    waiting = unsettled_at(coworking, month.last)
    known = _Known(
        month=month,
        tallies=tallies(waiting),
        vat_to_come=_vat_to_come(coworking, waiting),
        fees=_by_owner(fees),
        settled=last_settlements_at(coworking),
        waiting_since=first_unsettled_days(coworking, month.previous.last),
        fees_left=fees_left_behind(coworking, month),
        minimums=minimum_payouts(coworking, month.last),
        banks=bank_accounts_on(
            (one.payee for one in accounts), max(month.last, today or month.last)
        ),
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
        fees_to_come=total(row.fees_to_come for row in rows),
        payout=total(row.payout for row in rows),
        closing=total(row.closing for row in rows),
    )


def _previewed(account: Account, known: _Known, coworking: Coworking) -> AccountPreview | None:
    last = known.settled.get(account.pk)
    if last is not None and last.period >= str(known.month):
        return None
    fees = known.fees.get((account.payee_id, account.maker_id), ZERO)
    totals = known.tallies.get(account.pk, NOTHING)
    totals = replace(
        totals.with_commission_vat(known.vat_to_come.get(account.pk, ZERO)),
        fees=totals.fees + fees,
    )
    opening = last.closing if last else ZERO
    if not totals.count and not opening and not fees:
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
        fees_to_come=fees,
        refusal=_refusal(account, payout, earlier, known),
        earlier=earlier,
    )


def _accounts(coworking: Coworking, fees: Sequence[ShelfFee]) -> list[Account]:
    """Those there are, and those a shelf fee would open, by maker."""
    known = list(accounts_at(coworking))
    there = {(account.payee_id, account.maker_id) for account in known}
    for fee in fees:
        if (fee.owner.payee.pk, fee.owner.maker.pk) not in there:
            there.add((fee.owner.payee.pk, fee.owner.maker.pk))
            known.append(Account(coworking=coworking, payee=fee.owner.payee, maker=fee.owner.maker))
    return sorted(known, key=lambda account: (account.maker.name, account.payee.legal_name))


def _by_owner(fees: Iterable[ShelfFee]) -> Mapping[tuple[int, int], Decimal]:
    found: dict[tuple[int, int], Decimal] = defaultdict(lambda: ZERO)
    for fee in fees:
        found[fee.owner.payee.pk, fee.owner.maker.pk] += fee.amount
    return found


def _vat_to_come(coworking: Coworking, waiting: QuerySet[Entry]) -> dict[int, Decimal]:
    """The VAT that closing would add to net commissions, by the account's key."""
    parts = parts_by_account(waiting, closed_at(coworking))
    return {account: vat_added(documents_of(of)) for account, of in parts.items()}


def _earlier(account: Account, last: Settlement | None, known: _Known) -> Month | None:
    """The first month before this one that is still open for the account."""
    if last is not None and last.closing:
        after = Month.parse(last.period).next
        return after if after < known.month else None
    since = known.waiting_since.get(account.pk)
    left = known.fees_left.get((account.payee_id, account.maker_id))
    return min([month for month in (since and Month.of(since), left) if month], default=None)


def _refusal(
    account: Account, payout: Decimal, earlier: Month | None, known: _Known
) -> Refused | None:
    if earlier is not None:
        return EarlierMonthOpen(maker=account.maker.name, month=earlier.in_words)
    if payout and account.payee_id not in known.banks:
        return NoBankAccount(payee=account.payee.legal_name)
    if not has_address(account.payee):
        return NoAddress(payee=account.payee.legal_name)
    return None
