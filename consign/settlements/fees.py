"""Shelf fees of a month: prorated by days, the parts of a month adding up to it.

A fee belongs to the days on which its terms hold.  When terms or payee change in the middle of a
month each side owes its days, and the cent that rounding leaves goes to the last.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import zip_longest

from django.db import transaction
from django.db.models import Q

from consign.agreements.models import Agreement
from consign.days import Month, start_of
from consign.journal.operations import note
from consign.ledger.models import Entry, EntryKind
from consign.ledger.operations import Owner, Posting, lock_accounts, post_entries
from consign.money.split import share_out
from consign.people.models import Coworking, User
from consign.people.queries import service_vat_on
from consign.settlements.queries import live

# How the references of shelf fees begin.
SHELF = "shelf "
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class ShelfFee:
    """What one agreement's shelf costs in one month, VAT included, for so many of its days."""

    agreement: Agreement
    month: Month
    first: date
    last: date
    amount: Decimal

    @property
    def owner(self) -> Owner:
        return Owner(self.agreement.affiliation.payee, self.agreement.affiliation.maker)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def reference(self) -> str:
        """Names the agreement and the month, so that no month is charged twice."""
        return f"{SHELF}{self.month} {self.agreement.pk}"

    @property
    def memo(self) -> str:
        """The days it is for, of those of the month."""
        return f"{self.days}/{self.month.last.day}"


def shelf_fees(coworking: Coworking, month: Month) -> list[ShelfFee]:
    """The shelf fees of a month, charged or not, by maker and day."""
    found = [fee for terms in _terms_of_makers(coworking, month) for fee in _fees(terms, month)]
    return [fee for fee in found if fee.amount]


def fees_to_come(coworking: Coworking, month: Month) -> list[ShelfFee]:
    """The shelf fees of a month that are not charged yet, on accounts where it is still open."""
    fees = shelf_fees(coworking, month)
    charged = set(
        Entry.objects.filter(
            kind=EntryKind.FEE,
            account__coworking=coworking,
            reference__in=[fee.reference for fee in fees],
        ).values_list("reference", flat=True)
    )
    closed = set(
        live()
        .filter(coworking=coworking, until__gte=month.last)
        .values_list("account__payee", "account__maker")
    )
    return [
        fee
        for fee in fees
        if fee.reference not in charged and (fee.owner.payee.pk, fee.owner.maker.pk) not in closed
    ]


def charge(*, fee: ShelfFee, by: User | None, at: datetime) -> None:
    """Book a shelf fee on the last of its days; the database refuses it a second time."""
    coworking = fee.agreement.coworking
    with transaction.atomic():
        account = lock_accounts(coworking=coworking, owners=[fee.owner])[fee.owner]
        posting = Posting(
            account=account,
            kind=EntryKind.FEE,
            amount=-fee.amount,
            reference=fee.reference,
            memo=fee.memo,
            service_vat_percent=service_vat_on(coworking, fee.last),
        )
        post_entries(postings=[posting], occurred_at=start_of(fee.last), at=at)
        note(
            by=by,
            at=at,
            verb="charge shelf fee",
            subject=f"maker {fee.owner.maker.slug}",
            chain=coworking.slug,
            month=str(fee.month),
            amount=str(fee.amount),
        )


def _terms_of_makers(coworking: Coworking, month: Month) -> Iterator[list[Agreement]]:
    """The accepted agreements under each affiliation that lasts into the month, by their start."""
    known = (
        Agreement.objects.filter(
            coworking=coworking,
            accepted_at__isnull=False,
            starts_on__lte=month.last,
            affiliation__starts_on__lte=month.last,
        )
        .filter(
            Q(affiliation__ends_on__isnull=True) | Q(affiliation__ends_on__gte=month.first),
        )
        .select_related("coworking__operator", "affiliation__payee", "affiliation__maker")
        .order_by("affiliation__maker__name", "affiliation__starts_on", "starts_on")
    )
    grouped: dict[int, list[Agreement]] = defaultdict(list)
    for agreement in known:
        grouped[agreement.affiliation_id].append(agreement)
    yield from grouped.values()


def _fees(terms: Sequence[Agreement], month: Month) -> Iterator[ShelfFee]:
    """Each agreement until the day before the next one begins."""
    for agreement, following in zip_longest(terms, terms[1:]):
        first = max(month.first, agreement.starts_on, agreement.affiliation.starts_on)
        ends = [month.last, agreement.ends_on, agreement.affiliation.ends_on]
        if following is not None:
            ends.append(following.starts_on - ONE_DAY)
        last = min(day for day in ends if day is not None)
        if first <= last:
            yield ShelfFee(agreement, month, first, last, _part(agreement, first, last, month))


def _part(agreement: Agreement, first: date, last: date, month: Month) -> Decimal:
    before, after = (first - month.first).days, (month.last - last).days
    days = month.last.day - before - after
    return share_out(whole=agreement.shelf_fee, weights=[before, days, after])[1]
