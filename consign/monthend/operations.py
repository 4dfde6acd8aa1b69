"""Closing a coworking's month: charge shelf fees, settle every account, prepare what is paid."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction

from consign.days import Month
from consign.journal.operations import note
from consign.ledger.models import Account
from consign.ledger.queries import accounts_at
from consign.monthend.checks import expect_agreement
from consign.monthend.left import pieces_left
from consign.payouts.operations import prepare, withdraw
from consign.people.models import Coworking, User
from consign.refusal import Refused
from consign.settlements.fees import charge, fees_to_come
from consign.settlements.models import Settlement
from consign.settlements.operations import (
    AlreadySettled,
    NothingToSettle,
    expect_over,
    settle,
    void,
)


@dataclass(frozen=True)
class NotClosed:
    """An account that could not be closed, and why."""

    account: Account
    reason: Refused


@dataclass
class MonthClosed:
    """What a run has done: settlements it made, accounts closed before, accounts refused."""

    month: Month
    made: list[Settlement] = field(default_factory=list)
    before: list[Account] = field(default_factory=list)
    refused: list[NotClosed] = field(default_factory=list)


def close_month(
    *,
    coworking: Coworking,
    month: Month,
    by: User | None,
    at: datetime,
    early: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> MonthClosed:
    """Settle every account of a coworking for a month and prepare its payouts.

    Shelf fees come first.  One transaction for each account: a refusal stops only its own, a run
    that was interrupted is started again, and what was closed stays as it is.  Each closing proves
    that its statement agrees with entries, documents and payout before it is kept.  Accounts
    without anything to close are passed over.  Refused as a whole: MonthNotOver, unless `early`.
    """
    expect_over(month=month, at=at, early=early)
    run = MonthClosed(month)
    for fee in fees_to_come(coworking, month):
        charge(fee=fee, by=by, at=at)
    accounts = list(accounts_at(coworking))
    for done, account in enumerate(accounts, start=1):
        _close_account(run, account, by, at, early=early)
        if progress is not None:
            progress(done, len(accounts))
    return run


def void_settlement(*, settlement: Settlement, by: User, at: datetime) -> None:
    """Take the last closing of an account back, while nothing was paid for it.

    Refused: AlreadyPaid, NotTheLast.
    """
    with transaction.atomic():
        withdraw(settlement=settlement, by=by, at=at)
        void(settlement=settlement, by=by, at=at)


def _close_account(
    run: MonthClosed, account: Account, by: User | None, at: datetime, *, early: bool
) -> None:
    try:
        with transaction.atomic():
            left = [piece.as_json() for piece in pieces_left(account, run.month)]
            settlement = settle(
                account=account, month=run.month, by=by, at=at, early=early, left=left
            )
            prepare(settlement=settlement, by=by, at=at)
            expect_agreement(settlement)
    except NothingToSettle:
        return
    except (AlreadySettled, IntegrityError) as found:
        # Two month ends at once on SQLite and PostgreSQL: the lock lets one through, and the
        # database's own rule stops whatever the lock did not.
        if isinstance(found, IntegrityError) and not _closed(account, run.month):
            raise
        run.before.append(account)
    except Refused as reason:
        run.refused.append(NotClosed(account, reason))
    else:
        run.made.append(settlement)


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
