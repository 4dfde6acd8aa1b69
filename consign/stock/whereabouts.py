"""Where a maker's pieces are, coworking by coworking."""

from dataclasses import dataclass

from django.db.models import F, Sum

from consign.people.models import Coworking, Maker
from consign.stock.models import Placement, Transit


@dataclass(frozen=True)
class Whereabouts:
    """How many pieces of a maker a coworking has on show and inside, and how many are coming."""

    coworking: Coworking
    on_show: int
    inside: int
    coming: int


def whereabouts(maker: Maker) -> list[Whereabouts]:
    """Every coworking that has pieces of a maker or soon will, by name."""
    there: dict[int, dict[bool, int]] = {}
    placed = Placement.objects.filter(item__maker=maker, on_hand__gt=0).order_by()
    keys = ("showcase__coworking", "showcase__on_show")
    for coworking, shown, pieces in placed.values_list(*keys).annotate(Sum("on_hand")):
        there.setdefault(coworking, {})[shown] = pieces
    sent = Transit.objects.filter(left__item__maker=maker, over_at__isnull=True).order_by()
    on_the_way = F("quantity") - F("received") - F("taken_back")
    coming = dict(sent.values_list("coworking").annotate(n=Sum(on_the_way)))
    known = Coworking.objects.filter(pk__in={*there, *coming}).order_by("name", "pk")
    return [
        Whereabouts(
            coworking=one,
            on_show=there.get(one.pk, {}).get(True, 0),
            inside=there.get(one.pk, {}).get(False, 0),
            coming=coming.get(one.pk, 0),
        )
        for one in known
    ]
