"""Every line of a slip is the movement it was drawn up from."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Abs

from consign.slips.models import Slip, SlipKind, SlipLine
from consign.slips.queries import GATHERED
from consign.stock.models import Movement


def problems() -> Iterator[str]:
    """A sentence for each line that is not its movement, or stands where its slip does not, and
    for each slip without a line."""
    for kind in SlipKind:
        yield from _wrong_lines(kind)
    fallen = Q(stands=True, slip__voided_at__isnull=False)
    missing = Q(stands=False, slip__voided_at__isnull=True)
    for line in SlipLine.objects.filter(fallen | missing).select_related("slip").iterator(2000):
        yield f"slips: line {line.position} of {line.slip.number} does not stand as its slip does"
    for slip in Slip.objects.filter(lines__isnull=True).iterator(2000):
        yield f"slips: {slip.number} has no line"


def _wrong_lines(kind: SlipKind) -> Iterator[str]:
    moved = Movement.objects.filter(
        GATHERED[kind],
        pk=OuterRef("movement"),
        placement__item=OuterRef("item"),
        placement__item__maker=OuterRef("slip__maker"),
        placement__showcase__coworking=OuterRef("slip__coworking"),
    ).annotate(pieces=Abs(F("quantity")))
    right = Exists(moved.filter(pieces=OuterRef("quantity")))
    wrong = SlipLine.objects.filter(~right, slip__kind=kind)
    for line in wrong.select_related("slip").iterator(2000):
        yield f"slips: line {line.position} of {line.slip.number} is not its movement"
