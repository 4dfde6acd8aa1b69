"""Reads about pieces on their way from one coworking to another."""

from collections.abc import Iterable

from django.db.models import F, Q, QuerySet, Sum

from consign.people.models import Coworking, Maker, User
from consign.people.queries import desks_of
from consign.stock.models import TRANSITS, Item, Movement, MovementKind, Transit

# What brought pieces to a coworking: the time they may stay counts from there.
ARRIVED = Q(kind=MovementKind.ACCEPTED) | Q(
    kind=MovementKind.MOVED, reference__startswith=TRANSITS, quantity__gt=0
)


def transits() -> QuerySet[Transit]:
    """With the item, where it left and where it goes, what waits longest at first."""
    return Transit.objects.select_related(
        "left__item__maker", "left__showcase__coworking", "coworking", "sent_by"
    ).order_by("sent_at", "pk")


def coming_to(coworking: Coworking) -> QuerySet[Transit]:
    """What is under way to a coworking."""
    return transits().filter(coworking=coworking, over_at__isnull=True)


def sent_from(coworking: Coworking) -> QuerySet[Transit]:
    """What a coworking has sent and nobody has received yet."""
    return transits().filter(left__showcase__coworking=coworking, over_at__isnull=True)


def under_way_of(maker: Maker) -> QuerySet[Transit]:
    """A maker's pieces that are between two coworkings."""
    return transits().filter(left__item__maker=maker, over_at__isnull=True)


def on_the_way(items: Iterable[Item]) -> dict[int, list[Transit]]:
    """What is under way, by the key of the item."""
    found: dict[int, list[Transit]] = {}
    for one in transits().filter(left__item__in=list(items), over_at__isnull=True):
        found.setdefault(one.left.item_id, []).append(one)
    return found


def transits_seen_by(user: User) -> QuerySet[Transit]:
    """What a person's own pieces travelled, and what left or comes to the desks they stand at."""
    desks = desks_of(user).order_by().values("pk")
    return transits().filter(
        Q(left__item__maker__person=user)
        | Q(coworking__in=desks)
        | Q(left__showcase__coworking__in=desks)
    )


def gone_astray() -> list[str]:
    """The references of transits whose movements do not leave as many pieces as are under way."""
    moved = Movement.objects.filter(reference__startswith=TRANSITS).values("reference")
    sums = dict(moved.annotate(n=Sum("quantity")).values_list("reference", "n"))
    told = Transit.objects.annotate(away=F("quantity") - F("received") - F("taken_back"))
    known = {f"{TRANSITS}{pk}": -away for pk, away in told.values_list("pk", "away")}
    return sorted(
        reference
        for reference in known.keys() | sums.keys()
        if known.get(reference) != sums.get(reference)
    )
