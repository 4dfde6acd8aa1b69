"""Each settlement proves itself: its entries, its opening, its figures."""

from collections.abc import Iterator

from consign.ledger.queries import tally
from consign.money.split import ZERO
from consign.settlements.models import Settlement
from consign.settlements.queries import entries_of, fingerprint, settlements


def problems() -> Iterator[str]:
    """A sentence for each live settlement that no longer follows from its entries."""
    for settlement in settlements().iterator(2000):
        for wrong in _wrong_with(settlement):
            yield f"settlements: {settlement.coworking.slug} {settlement.number}: {wrong}"


def _wrong_with(settlement: Settlement) -> Iterator[str]:
    found = tally(entries_of(settlement))
    opening = settlement.previous.closing if settlement.previous else ZERO
    if (found.count, found.change) != (settlement.count, settlement.change):
        yield "its entries do not add up to its change"
    if fingerprint(entries_of(settlement)) != settlement.fingerprint:
        yield "its entries were altered"
    if settlement.opening != opening:
        yield "its opening is not the closing before it"
