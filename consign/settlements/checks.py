"""Each settlement proves itself: its entries, its opening, its payout, its number."""

from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Concat, Substr

from consign.ledger.models import Entry, EntryKind
from consign.ledger.queries import tally
from consign.money.split import ZERO
from consign.settlements.models import Settlement
from consign.settlements.queries import entries_of, fingerprint, settlements


def problems() -> Iterator[str]:
    """A sentence for each live settlement that no longer follows from its entries, for each number
    that is missing, and for each VAT entry that no closing booked."""
    for settlement in settlements().iterator(2000):
        for wrong in _wrong_with(settlement):
            yield f"settlements: {settlement.coworking.slug} {settlement.number}: {wrong}"
    yield from _numbers_with_holes()
    yield from _vat_of_no_closing()


def _wrong_with(settlement: Settlement) -> Iterator[str]:
    found = tally(entries_of(settlement))
    opening = settlement.previous.closing if settlement.previous else ZERO
    if (found.count, found.change) != (settlement.count, settlement.change):
        yield "its entries do not add up to its change"
    if fingerprint(entries_of(settlement)) != settlement.fingerprint:
        yield "its entries were altered"
    if settlement.opening != opening:
        yield "its opening is not the closing before it"
    balance = settlement.opening + settlement.change
    due = balance if balance > 0 and balance >= settlement.minimum else ZERO
    if settlement.payout != due:
        yield "its payout does not follow from its balance and its minimum"


def _numbers_with_holes() -> Iterator[str]:
    """Numbers of a coworking and year run from 1 without a hole; those taken back keep theirs."""
    series = Settlement.objects.annotate(series=Substr("number", 1, 7))
    rows = series.values("coworking__slug", "series").annotate(n=Count("pk"))
    for row in rows.order_by("coworking__slug", "series"):
        known = Settlement.objects.filter(
            coworking__slug=row["coworking__slug"], number__startswith=row["series"]
        )
        last = known.order_by("-number").values_list("number", flat=True)[0]
        if last != f"{row['series']}{row['n']:05d}":
            yield f"settlements: {row['coworking__slug']} {row['series']}: its numbers have a hole"


def _vat_of_no_closing() -> Iterator[str]:
    """VAT on the commission is booked by a closing, and taken back with it."""
    closings = Settlement.objects.filter(account=OuterRef("account"))
    booked = closings.filter(number=OuterRef("reference"))
    voided = closings.filter(voided_at__isnull=False).annotate(
        reference=Concat(F("number"), Value("/void"))
    )
    taken_back = voided.filter(reference=OuterRef("reference"))
    lost = Entry.objects.filter(
        ~Q(Exists(booked)) & ~Q(Exists(taken_back)), kind=EntryKind.COMMISSION_VAT
    )
    for entry in lost.order_by("pk").iterator(2000):
        yield f"settlements: entry {entry.pk} ({entry.reference}) is VAT of no closing"
