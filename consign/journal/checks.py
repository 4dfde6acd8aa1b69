"""The journal's chains are whole: no row changed, none missing."""

from collections.abc import Iterator

from consign.journal.models import Chain, Event
from consign.journal.operations import digest


def problems() -> Iterator[str]:
    """A sentence for each chain that was broken, naming the first row that does not fit."""
    for chain in Chain.objects.order_by("name"):
        yield from _problems_of(chain)


def _problems_of(chain: Chain) -> Iterator[str]:
    before, position = "", 0
    for event in Event.objects.filter(chain=chain).order_by("position").iterator(2000):
        position += 1
        before = digest(
            before=before,
            verb=event.verb,
            subject=event.subject,
            facts=event.facts,
            at=event.at,
            by=event.by_id,
        )
        if event.position != position or event.digest != before:
            yield f"journal {chain.name}: event {event.position} was changed or one is missing"
            return
    if (position, before) != (chain.length, chain.digest):
        yield f"journal {chain.name}: its last events are missing"
