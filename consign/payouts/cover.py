"""Whether the makers' money is there: what is owed, beside what lies in the drawer and at the bank.

Only what somebody counted and what the bank has told counts; each says as of which day.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from consign.days import local_day
from consign.ledger.models import Entry, EntryKind
from consign.money.split import ZERO
from consign.payouts.models import BankLine, BankStatement, LineState
from consign.payouts.owed import Owed, owed_at, owed_to
from consign.people.models import Coworking, LegalEntity, User
from consign.people.queries import bank_account_on
from consign.till.counts import card_takings, cash_since, last_counts

# What moves the bank account and is booked here: often by hand, before the bank tells it.
AT_THE_BANK = (EntryKind.PAYOUT, EntryKind.PAYOUT_RETURNED, EntryKind.RECEIVED)


class Unknown(StrEnum):
    """What nobody has told yet."""

    NO_STATEMENT = "no_statement"
    NEVER_COUNTED = "never_counted"


@dataclass(frozen=True)
class Cash:
    """What was counted in the drawers, the one that waits longest at `counted_at`, and what came
    and went by sales since."""

    counted: Decimal
    counted_at: datetime
    since: Decimal

    @property
    def amount(self) -> Decimal:
        return self.counted + self.since


@dataclass(frozen=True)
class AtTheBank:
    """The last closing balance the bank has told (of several accounts: their sum), its day, and
    what was booked since as paid, returned or received.

    `as_of` is the day of the account that was told of least lately.
    """

    closing: Decimal
    closed_on: date
    since: Decimal
    as_of: date

    @property
    def amount(self) -> Decimal:
        return self.closing + self.since


@dataclass(frozen=True)
class MoneyCover:
    """What is owed beside what is there.

    `card` was paid by card after `card_after` and is still under way to the bank account.  `cash`
    and `bank` are None while `unknown` says why; they count as nothing then.  `open_lines` of the
    bank wait to be matched: until they are, what they paid still looks owed.
    """

    owed: Owed
    cash: Cash | None
    card: Decimal
    card_after: date
    bank: AtTheBank | None
    open_lines: int

    @property
    def there(self) -> Decimal:
        cash, bank = self.cash, self.bank
        return (cash.amount if cash else ZERO) + self.card + (bank.amount if bank else ZERO)

    @property
    def covered(self) -> bool:
        return self.there >= self.owed.total

    @property
    def missing(self) -> Decimal:
        return max(self.owed.total - self.there, ZERO)

    @property
    def unknown(self) -> tuple[Unknown, ...]:
        facts = ((self.bank, Unknown.NO_STATEMENT), (self.cash, Unknown.NEVER_COUNTED))
        return tuple(word for fact, word in facts if fact is None)

    @property
    def as_of(self) -> date | None:
        """The day of the oldest of the facts; None without any."""
        told = [self.bank.as_of] if self.bank else []
        told += [local_day(self.cash.counted_at)] if self.cash else []
        return min(told, default=None)


@dataclass(frozen=True)
class Answer:
    """What makers and advisers are told: yes or no, and as of when; None is unknown.

    Unknown while the bank has told nothing.  A drawer that nobody counted holds nothing.
    """

    covered: bool | None
    as_of: date | None


@dataclass(frozen=True)
class PayeeCover:
    """What a coworking owes a payee for all its makers, and whether the makers' money is there."""

    coworking: Coworking
    owed: Decimal
    answer: Answer


def money_cover(coworking: Coworking, on: date) -> MoneyCover:
    """What a coworking owes and what is there, as known on a day; in a handful of queries."""
    bank = _bank(coworking, on)
    told_until = bank.closed_on if bank else on
    card_after = told_until - timedelta(days=coworking.card_days)
    waiting = BankLine.objects.filter(coworking=coworking, state=LineState.OPEN)
    return MoneyCover(
        owed=owed_at(coworking, on),
        cash=_cash(coworking),
        card=card_takings(coworking, card_after),
        card_after=card_after,
        bank=bank,
        open_lines=waiting.count(),
    )


def answer_for_makers(coworking: Coworking, on: date) -> Answer:
    """Whether the makers' money is there, without any amount."""
    return answer_of(money_cover(coworking, on))


def answer_of(cover: MoneyCover) -> Answer:
    """The plain answer behind the figures."""
    if cover.bank is None:
        return Answer(covered=None, as_of=None)
    return Answer(covered=cover.covered, as_of=cover.as_of)


def covers_for(payee: LegalEntity, user: User, on: date) -> list[PayeeCover]:
    """What each coworking owes a payee, and whether it is there, by coworking."""
    return [
        PayeeCover(coworking, amount, answer_for_makers(coworking, on))
        for coworking, amount in owed_to(payee, user).items()
    ]


def _cash(coworking: Coworking) -> Cash | None:
    counts = last_counts(coworking)
    if not counts:
        return None
    return Cash(
        counted=sum((count.amount for count in counts), ZERO),
        counted_at=min(count.counted_at for count in counts),
        since=sum((cash_since(count) for count in counts), ZERO),
    )


def _bank(coworking: Coworking, on: date) -> AtTheBank | None:
    statements = list(_last_statements(coworking, on))
    if not statements:
        return None
    account = bank_account_on(coworking.operator, on)
    used = [one for one in statements if account is not None and one.iban == account.iban]
    # What is paid leaves from the account in use; the others are savings, told of now and then.
    closed_on = max(one.closed_on for one in used or statements)
    moved = Entry.objects.filter(
        account__coworking=coworking, kind__in=AT_THE_BANK, on__gt=closed_on
    )
    return AtTheBank(
        closing=sum((one.closing for one in statements), ZERO),
        closed_on=closed_on,
        since=moved.aggregate(n=Sum("amount"))["n"] or ZERO,
        as_of=min(one.closed_on for one in statements),
    )


def _last_statements(coworking: Coworking, on: date) -> QuerySet[BankStatement]:
    """The latest statement of each bank account that closed by a day."""
    told = BankStatement.objects.filter(coworking=coworking, closed_on__lte=on)
    later = told.filter(iban=OuterRef("iban")).filter(
        Q(closed_on__gt=OuterRef("closed_on"))
        | Q(closed_on=OuterRef("closed_on"), pk__gt=OuterRef("pk"))
    )
    return told.filter(~Exists(later))
