"""Sums that must always hold in the ledger, whatever was done to its rows underneath."""

from collections.abc import Iterator

from django.db.models import F, Q

from consign.ledger.models import Entry


def problems() -> Iterator[str]:
    """A sentence for each entry that contradicts itself."""
    wrong = Entry.objects.filter(kind__in=["sale", "refund"]).exclude(
        amount=F("gross") - F("commission")
    )
    for entry in wrong.iterator(2000):
        yield f"ledger: entry {entry.pk} ({entry.reference}) is not gross less commission"
    signs = (
        Q(kind="sale", gross__lt=0) | Q(kind="refund", gross__gt=0) | Q(kind="payout", amount__gt=0)
    )
    for entry in Entry.objects.filter(signs).iterator(2000):
        yield f"ledger: entry {entry.pk} ({entry.reference}) has the wrong sign"
