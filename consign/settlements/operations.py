"""Closing an account for a month, and taking a closing back."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from consign.atomic import expect_transaction
from consign.codes.numbers import next_number
from consign.days import Month, day_after, local_day, start_of
from consign.journal.operations import note
from consign.ledger.models import Account, Entry, EntryKind
from consign.ledger.operations import Posting, lock_account, post_entries
from consign.ledger.queries import Reach, entries_between, last_entry, tally
from consign.money.documents import vat_added
from consign.money.split import ZERO
from consign.people.models import User
from consign.people.queries import has_address
from consign.refusal import Refused
from consign.settlements.documents import closed_before, documents_to_come
from consign.settlements.models import Settlement
from consign.settlements.queries import (
    entries_of,
    fingerprint,
    last_settlement,
    minimum_payout,
    parties,
    payable,
    reach_of,
)

SERIES = "R"


class MonthNotOver(Refused):
    code = "month_not_over"
    sentence = _("%(month)s is not over. Say explicitly that you want to close it early.")


class AlreadySettled(Refused):
    code = "already_settled"
    sentence = _("%(maker)s: %(month)s is already closed.")


class EarlierMonthOpen(Refused):
    code = "earlier_month_open"
    sentence = _("%(maker)s: an earlier month is still open. Close %(month)s first.")


class NothingToSettle(Refused):
    code = "nothing_to_settle"
    sentence = _("%(maker)s: nothing happened in %(month)s and nothing was carried over.")


class NoAddress(Refused):
    code = "no_address"
    sentence = _(
        "%(payee)s has no whole address, and no invoice can be issued without. Enter street,"
        " postcode and town, then close again."
    )


class NotTheLast(Refused):
    code = "not_the_last"
    sentence = _("A later month was closed since. Take that one back first.")


def settle(
    *,
    account: Account,
    month: Month,
    by: User | None,
    at: datetime,
    early: bool = False,
    left: Sequence[dict[str, Any]] = (),
) -> Settlement:
    """Close an account for a month; inside a transaction, under the account's lock.

    Takes every entry of the month and every late one of months closed before.  Where VAT comes on
    top of the commission, it is computed from the month's documents and booked with it.  The
    balance is paid when it is above zero and reaches the minimum, otherwise carried on.  `left`
    tells the pieces that are still there; it is kept as it is.

    Refused: MonthNotOver unless `early`; AlreadySettled; EarlierMonthOpen; NothingToSettle;
    NoAddress of either side.
    """
    expect_transaction("settle")
    expect_over(month=month, at=at, early=early)
    account = lock_account(account=account)
    previous = last_settlement(account)
    _expect_next(account, previous, month)
    opening = previous.closing if previous else ZERO
    if not opening and not _entries(account, previous, _reach(account, month)).exists():
        raise NothingToSettle(maker=account.maker.name, month=month.in_words)
    _expect_addresses(account)
    number = next_number(issuer=account.coworking.slug, series=SERIES, year=month.year)
    _add_vat(account, previous, month, number, at)
    reach = _reach(account, month)
    entries = _entries(account, previous, reach)
    sums = tally(entries)
    minimum = minimum_payout(account, month.last)
    settlement = Settlement(
        coworking=account.coworking,
        account=account,
        number=number,
        period=str(month),
        until=reach.until,
        last_entry=reach.last_entry,
        count=sums.count,
        fingerprint=fingerprint(entries),
        previous=previous,
        opening=opening,
        change=sums.change,
        minimum=minimum,
        payout=payable(opening, sums, minimum),
        parties=parties(account, month, local_day(at)),
        left=list(left),
        settled_by=by,
        settled_at=at,
    )
    settlement.save(force_insert=True)
    settlement.refresh_from_db(fields=["closing"])
    note(by=by, at=at, verb="settle", subject=settlement.number, chain=account.coworking.slug)
    return settlement


def void(*, settlement: Settlement, by: User, at: datetime) -> None:
    """Take a closing back as a whole: its entries are open again, its number stays used.

    Inside a transaction; the caller has made sure that nothing was paid.  Refused: NotTheLast.
    """
    expect_transaction("void")
    lock_account(account=settlement.account)
    if last_settlement(settlement.account) != settlement:
        raise NotTheLast
    settlement.voided_by, settlement.voided_at = by, at
    settlement.save(update_fields=["voided_by", "voided_at"])
    _take_vat_back(settlement, at)
    note(by=by, at=at, verb="void", subject=settlement.number, chain=settlement.coworking.slug)


def expect_over(*, month: Month, at: datetime, early: bool) -> None:
    """Refuse with MonthNotOver while the month still runs, unless closing early was asked for."""
    if local_day(at) <= month.last and not early:
        raise MonthNotOver(place="period", month=month.in_words)


def _reach(account: Account, month: Month) -> Reach:
    return Reach(month.last, last_entry(account))


def _entries(account: Account, previous: Settlement | None, reach: Reach) -> QuerySet[Entry]:
    return entries_between(account, reach_of(previous), reach)


def _add_vat(
    account: Account, previous: Settlement | None, month: Month, number: str, at: datetime
) -> None:
    """Book the VAT on net commissions: it is known only now, once for each document."""
    entries = _entries(account, previous, _reach(account, month))
    added = vat_added(documents_to_come(entries, closed_before(account, str(month))))
    if added:
        _post_vat(account, -added, number, month.last, at)


def _take_vat_back(settlement: Settlement, at: datetime) -> None:
    """The opposite of what the closing booked; the next closing of the month books it anew."""
    booked = entries_of(settlement).filter(
        kind=EntryKind.COMMISSION_VAT, reference=settlement.number
    )
    for entry in booked:
        reference = f"{settlement.number}/void"
        _post_vat(settlement.account, -entry.amount, reference, entry.on, at)


def _post_vat(account: Account, amount: Decimal, reference: str, on: date, at: datetime) -> None:
    posting = Posting(
        account=account, kind=EntryKind.COMMISSION_VAT, amount=amount, reference=reference
    )
    post_entries(postings=[posting], occurred_at=start_of(on), at=at)


def _expect_addresses(account: Account) -> None:
    """Papers and transfers need them: said before anything has a number."""
    for entity in (account.payee, account.coworking.operator):
        if not has_address(entity):
            raise NoAddress(payee=entity.legal_name)


def _expect_next(account: Account, previous: Settlement | None, month: Month) -> None:
    """The month must be the next one that has anything to close."""
    maker = account.maker.name
    if previous is not None and previous.period >= str(month):
        raise AlreadySettled(place="period", maker=maker, month=month.in_words)
    before = Reach(month.previous.last, last_entry(account))
    skipped = entries_between(account, reach_of(previous), before)
    if previous is not None:
        skipped = skipped.filter(on__gte=day_after(previous.until))
        if previous.closing and str(Month.parse(previous.period).next) < str(month):
            open_month = Month.parse(previous.period).next
            raise EarlierMonthOpen(place="period", maker=maker, month=open_month.in_words)
    first = skipped.first()
    if first is not None:
        open_month = Month.of(first.on)
        raise EarlierMonthOpen(place="period", maker=maker, month=open_month.in_words)
