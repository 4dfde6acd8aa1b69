"""The tills of a coworking: where its cash lies."""

from consign.people.models import Coworking
from consign.till.models import Till

FIRST = "1"


def first_till(coworking: Coworking) -> Till:
    """The till sales go to unless another is named; every coworking has one from its first on."""
    found = tills_of(coworking)
    if found:
        return found[0]
    # Two first sales at once: the second insert waits for the first and then does nothing.
    Till.objects.bulk_create([Till(coworking=coworking, name=FIRST)], ignore_conflicts=True)
    return tills_of(coworking)[0]


def tills_of(coworking: Coworking) -> list[Till]:
    """Every till of a coworking, the first one first."""
    return list(Till.objects.filter(coworking=coworking).order_by("pk"))
