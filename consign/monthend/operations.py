"""Closing a coworking's month: charge shelf fees, settle every account, prepare what is paid."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction

from consign.days import Month
from consign.invoices.operations import reverse
from consign.invoices.queries import without_documents
from consign.journal.operations import note
from consign.ledger.models import Account
from consign.ledger.operations import lock_accounts
from consign.ledger.queries import accounts_at
from consign.monthend.checks import expect_agreement, told
from consign.monthend.left import pieces_left
from consign.monthend.papers import issue_late, issue_papers, keep_originals
from consign.payouts.operations import prepare, withdraw
from consign.payouts.requests import request_payment, withdraw_request
from consign.people.models import Coworking, User
from consign.refusal import Refused
from consign.settlements.fees import ShelfFee, charge, fees_left_behind, fees_to_come
from consign.settlements.models import Settlement
from consign.settlements.operations import (
    AlreadySettled,
    EarlierMonthOpen,
    NothingToSettle,
    expect_over,
    settle,
    void,
)
from consign.settlements.queries import last_settlements_at


@dataclass(frozen=True)
class NotClosed:
    """An account that could not be closed, and why."""

    account: Account
    reason: Refused


@dataclass
class MonthClosed:
    """What a run has done: settlements it made, accounts closed before, accounts refused.

    Of `of` accounts it has looked at `done`.  A run that paused says after which account.
    """

    month: Month
    made: list[Settlement] = field(default_factory=list)
    before: list[Account] = field(default_factory=list)
    refused: list[NotClosed] = field(default_factory=list)
    done: int = 0
    of: int = 0
    paused_after: Account | None = None


def close_month(
    *,
    coworking: Coworking,
    month: Month,
    by: User | None,
    at: datetime,
    early: bool = False,
    progress: Callable[[int, int], None] | None = None,
    enough: Callable[[], bool] | None = None,
    after: int | None = None,
) -> MonthClosed:
    """Settle every account of a coworking for a month: payouts, requests and documents with it.

    Account by account: its shelf fees first, then its closing, each in a transaction of its own.  A
    refusal stops only its own account, a run that was interrupted is started again, and what was
    closed stays as it is.  Each closing proves that its statement agrees with entries, documents
    and payout before it is kept.  Accounts without anything to close are passed over.

    The run pauses when `enough` says so, after one account at least; the next one goes on `after`
    the account, by its number, where it has paused.  Refused as a whole: MonthNotOver, unless
    `early`.
    """
    expect_over(month=month, at=at, early=early)
    run = _Run(coworking, month, by, at, early=early)
    begin = run.position(after)
    for done, account in enumerate(run.accounts[begin:], start=begin + 1):
        run.close(account)
        run.told.done = done
        if progress is not None:
            progress(done, run.told.of)
        if done < run.told.of and enough is not None and enough():
            run.told.paused_after = account
            break
    return run.told


def void_settlement(*, settlement: Settlement, by: User, at: datetime) -> None:
    """Take the last closing of an account back, while nothing was paid for it.

    Its documents are taken back by their opposites: numbers stay used.  Refused: AlreadyPaid,
    InRemittance, AlreadyReceived, NotTheLast.
    """
    with transaction.atomic():
        withdraw(settlement=settlement, by=by, at=at)
        withdraw_request(settlement=settlement, by=by, at=at)
        void(settlement=settlement, by=by, at=at)
        keep_originals(reverse(settlement=settlement, by=by, at=at))


class _Run:
    """One run over the accounts of a coworking: what it knows, and what it has to tell."""

    def __init__(
        self, coworking: Coworking, month: Month, by: User | None, at: datetime, *, early: bool
    ) -> None:
        self.month, self.by, self.at, self.early = month, by, at, early
        self.fees: dict[tuple[int, int], list[ShelfFee]] = defaultdict(list)
        fees = fees_to_come(coworking, month)
        for fee in fees:
            self.fees[fee.key].append(fee)
        self.fees_left = fees_left_behind(coworking, month)
        self.settled = last_settlements_at(coworking)
        self.without_papers = without_documents(coworking, month)
        with transaction.atomic():
            lock_accounts(coworking=coworking, owners=[fee.owner for fee in fees])
        self.accounts = list(accounts_at(coworking))
        self.told = MonthClosed(month, of=len(self.accounts))

    def position(self, after: int | None) -> int:
        """Where to go on; from the beginning when the account is not there."""
        known = [account.pk for account in self.accounts]
        return known.index(after) + 1 if after in known else 0

    def close(self, account: Account) -> None:
        """Close one account and keep what came of it."""
        last = self.settled.get(account.pk)
        if last is not None and last.period >= str(self.month):
            self._issue_late(account)
            self.told.before.append(account)
            return
        try:
            self._charge_fees(account)
            settlement = self._settle(account)
        except NothingToSettle:
            return
        except (AlreadySettled, IntegrityError) as found:
            # Two month ends at once on SQLite and PostgreSQL: the lock lets one through, and the
            # database's own rule stops whatever the lock did not.
            if isinstance(found, IntegrityError) and not _closed(account, self.month):
                raise
            self.told.before.append(account)
        except Refused as reason:
            self.told.refused.append(NotClosed(account, reason))
        else:
            self.told.made.append(settlement)

    def _issue_late(self, account: Account) -> None:
        """The documents of a month that was closed before there were any."""
        settlement = self.without_papers.get(account.pk)
        if settlement is not None:
            issue_late(settlement=settlement, by=self.by, at=self.at)

    def _charge_fees(self, account: Account) -> None:
        owner = (account.payee_id, account.maker_id)
        if owner in self.fees_left:
            month = self.fees_left[owner].in_words
            raise EarlierMonthOpen(place="period", maker=account.maker.name, month=month)
        for fee in self.fees[owner]:
            charge(fee=fee, by=self.by, at=self.at)

    def _settle(self, account: Account) -> Settlement:
        with transaction.atomic():
            left = [piece.as_json() for piece in pieces_left(account, self.month)]
            settlement = settle(
                account=account,
                month=self.month,
                by=self.by,
                at=self.at,
                early=self.early,
                left=left,
            )
            prepare(settlement=settlement, by=self.by, at=self.at)
            request_payment(settlement=settlement, by=self.by, at=self.at)
            statement = told(settlement)
            issue_papers(settlement=settlement, statement=statement, by=self.by, at=self.at)
            expect_agreement(statement, settlement)
        return settlement


def _closed(account: Account, month: Month) -> bool:
    return Settlement.objects.filter(
        account=account, period=str(month), voided_at__isnull=True
    ).exists()


def note_reading(*, settlement: Settlement, by: User, at: datetime) -> None:
    """Remember in the journal who read a statement, and when."""
    with transaction.atomic():
        note(
            by=by,
            at=at,
            verb="read statement",
            subject=settlement.number,
            chain=settlement.coworking.slug,
        )
