"""The tills of a coworking: where its cash lies."""

from consign.atomic import expect_transaction
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


def lock_till(coworking: Coworking, till: int | None) -> Till:
    """The till with this key, or the first one, locked until the act at it is over.

    After the accounts, before the counter.
    """
    expect_transaction("lock_till")
    locked = Till.objects.select_for_update().order_by("pk")
    if till is not None:
        return locked.get(pk=till)
    found = locked.filter(coworking=coworking).first()
    return found or locked.get(pk=first_till(coworking).pk)


def tills_of(coworking: Coworking) -> list[Till]:
    """Every till of a coworking, the first one first."""
    return list(Till.objects.filter(coworking=coworking).order_by("pk"))


def till_at(coworking: Coworking, key: str) -> Till | None:
    """A till of a coworking by its key, as an address names it; None for anything else."""
    found = (till for till in tills_of(coworking) if str(till.pk) == key)
    return next(found, None)
