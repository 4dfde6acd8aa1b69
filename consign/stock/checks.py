"""Every count on hand is the sum of its movements."""

from collections.abc import Iterator

from consign.stock.queries import miscounted


def problems() -> Iterator[str]:
    """A sentence for each placement whose count does not follow from its movements."""
    for placement in miscounted().select_related("item").iterator(2000):
        yield f"stock: placement {placement.pk} of {placement.item.code} is miscounted"
