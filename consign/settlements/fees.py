"""Shelf fees of a month: prorated by days, the parts of a month adding up to it.

A fee belongs to the days on which its terms hold.  When terms or payee change in the middle of a
month each side owes its days, and the cent that rounding leaves goes to the last.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import zip_longest

from django.db import transaction
from django.db.models import Max, Min, Q

from consign.agreements.models import Agreement
from consign.days import Month, start_of
from consign.journal.operations import note
from consign.ledger.models import Account, Entry, EntryKind
from consign.ledger.operations import Owner, Posting, lock_accounts, post_entries
from consign.money.split import share_out
from consign.people.models import Coworking, Maker, User
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
    def key(self) -> tuple[int, int]:
        """The keys of payee and maker."""
        affiliation = self.agreement.affiliation
        return affiliation.payee_id, affiliation.maker_id

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
    return _fees(_terms_of_makers([coworking], month.first, month.last), [month])


def fees_to_come(coworking: Coworking, month: Month) -> list[ShelfFee]:
    """The shelf fees of a month that are not charged yet, on accounts where it is still open."""
    return _to_come(shelf_fees(coworking, month))


def fees_to_come_of(
    maker: Maker, coworkings: Sequence[Coworking], months: Sequence[Month]
) -> list[ShelfFee]:
    """The same of one maker, for months in their order, in as many queries for one as for many."""
    terms = _terms_of_makers(coworkings, months[0].first, months[-1].last, maker)
    return _to_come(_fees(terms, months))


def charge(*, fee: ShelfFee, by: User | None, at: datetime) -> bool:
    """Book a shelf fee on the last of its days, and tell whether there was still one to book.

    Looked at under the account's lock: what another run has charged is not charged again, and
    nothing is charged for a month that was closed meanwhile.
    """
    coworking = fee.agreement.coworking
    with transaction.atomic():
        account = lock_accounts(coworking=coworking, owners=[fee.owner])[fee.owner]
        if _is_over(account, fee):
            return False
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
    return True


def fees_left_behind(coworking: Coworking, month: Month) -> dict[tuple[int, int], Month]:
    """The first month before this one whose shelf fee no closing has taken, by the keys of payee
    and maker.

    A coworking's first closing is where it begins: what was owed before was settled elsewhere.
    """
    begun = live().filter(coworking=coworking).aggregate(period=Min("period"))["period"]
    if begun is None:
        return {}
    start = Month.parse(begun)
    closed = _closed_until([coworking.pk])
    found: dict[tuple[int, int], Month] = {}
    for terms in _terms_of_makers([coworking], start.first, month.previous.last):
        affiliation = terms[0].affiliation
        owner = (affiliation.payee_id, affiliation.maker_id)
        until = closed.get((coworking.pk, *owner))
        first = max(start, Month.of(until).next) if until else start
        left = _first_with_fee(terms, max(first, Month.of(terms[0].starts_on)), month)
        if left is not None:
            found[owner] = min(left, found.get(owner, left))
    return found


def _fees(terms: Iterable[Sequence[Agreement]], months: Sequence[Month]) -> list[ShelfFee]:
    known = list(terms)
    found = (fee for month in months for of in known for fee in fees_under(of, month))
    return [fee for fee in found if fee.amount]


def _to_come(fees: Sequence[ShelfFee]) -> list[ShelfFee]:
    """Those that are neither charged nor of a month closed without them."""
    if not fees:
        return []
    charged = set(
        Entry.objects.filter(
            kind=EntryKind.FEE,
            account__coworking__in={fee.agreement.coworking_id for fee in fees},
            reference__in=[fee.reference for fee in fees],
        ).values_list("reference", flat=True)
    )
    closed = _closed_until({fee.agreement.coworking_id for fee in fees})
    return [
        fee
        for fee in fees
        if fee.reference not in charged
        and closed.get((fee.agreement.coworking_id, *fee.key), date.min) < fee.month.last
    ]


def _first_with_fee(terms: Sequence[Agreement], first: Month, before: Month) -> Month | None:
    month = first
    while month < before:
        if any(fee.amount for fee in fees_under(terms, month)):
            return month
        month = month.next
    return None


def _closed_until(coworkings: Collection[int]) -> dict[tuple[int, int, int], date]:
    """The last day that is closed, by the keys of coworking, payee and maker."""
    known = live().filter(coworking__in=coworkings)
    rows = known.values_list("coworking", "account__payee", "account__maker")
    return {(where, payee, maker): day for where, payee, maker, day in rows.annotate(Max("until"))}


def _is_over(account: Account, fee: ShelfFee) -> bool:
    """Whether the fee is charged, or its month closed without it."""
    charged = Entry.objects.filter(account=account, kind=EntryKind.FEE, reference=fee.reference)
    return charged.exists() or live().filter(account=account, until__gte=fee.month.last).exists()


def _terms_of_makers(
    coworkings: Sequence[Coworking], first: date, last: date, maker: Maker | None = None
) -> Iterator[list[Agreement]]:
    """The accepted agreements of a coworking under each affiliation that has some of these days,
    by their start."""
    known = (
        Agreement.objects.filter(
            coworking__in=coworkings,
            accepted_at__isnull=False,
            starts_on__lte=last,
            affiliation__starts_on__lte=last,
        )
        .filter(
            Q(affiliation__ends_on__isnull=True) | Q(affiliation__ends_on__gte=first),
            Q(affiliation__maker=maker) if maker else Q(),
        )
        .select_related("coworking__operator", "affiliation__payee", "affiliation__maker")
        .order_by("affiliation__maker__name", "affiliation__starts_on", "starts_on")
    )
    grouped: dict[tuple[int, int], list[Agreement]] = defaultdict(list)
    for agreement in known:
        grouped[agreement.coworking_id, agreement.affiliation_id].append(agreement)
    yield from grouped.values()


def fees_under(terms: Sequence[Agreement], month: Month) -> Iterator[ShelfFee]:
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
