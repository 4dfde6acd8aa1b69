"""Every count on hand is the sum of its movements; what a count found is counted in once; what
left one coworking is under way or has arrived."""

from collections.abc import Iterator

from consign.stock.counts import wrongly_counted_in
from consign.stock.queries import miscounted
from consign.stock.under_way import gone_astray


def problems() -> Iterator[str]:
    """A sentence for each placement whose count does not follow from its movements, and for each
    difference of a count or transit whose movements do not follow from it."""
    for placement in miscounted().select_related("item").iterator(2000):
        yield f"stock: placement {placement.pk} of {placement.item.code} is miscounted"
    for reference in wrongly_counted_in():
        yield f"stock: {reference} is not counted in as it was decided"
    for reference in gone_astray():
        yield f"stock: {reference} has not moved as many pieces as it says"
