"""What the street sees on the web: pieces on show of makers who agreed to be shown there."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Window
from django.db.models.functions import DenseRank

from consign.people.models import Coworking, Maker
from consign.stock.models import Item, Photo, Placement
from consign.stock.queries import items
from consign.stock.words import first_words, folded, materials_in

SUGGESTED = 12


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for: words, a material, the most it may cost, and where."""

    words: str = ""
    material: str = ""
    most: Decimal | None = None
    coworking: Coworking | None = None

    @property
    def says_something(self) -> bool:
        return bool(self.words.strip() or self.material.strip() or self.most is not None)


def on_show(coworking: Coworking) -> QuerySet[Item]:
    """What a passer-by can buy there now: items with pieces in a showcase that is on show."""
    return _shown(showcase__coworking=coworking)


def on_show_of(maker: Maker) -> QuerySet[Item]:
    """A maker's items with pieces on show anywhere."""
    return _shown().filter(maker=maker)


def found(wanted: Wanted) -> QuerySet[Item]:
    """What is on show and fits: each word stands in what is told of a piece or of its maker."""
    there = {"showcase__coworking": wanted.coworking} if wanted.coworking else {}
    fits = [_told(word) for word in first_words(wanted.words)]
    fits += [Q(words__contains=word) for word in first_words(wanted.material)]
    if wanted.most is not None:
        fits.append(Q(price__lte=wanted.most))
    return _shown(**there).filter(*fits)


def materials_on_show() -> list[str]:
    """The materials most pieces on show are made of, as their makers write them, most used first.

    Makers write them in a row (`silver, glass beads`): each part counts by itself.
    """
    used: Counter[str] = Counter()
    written: dict[str, str] = {}
    for told in _shown().order_by().values_list("materials", flat=True):
        for part in set(materials_in(told)):
            used[folded(part)] += 1
            written.setdefault(folded(part), part)
    return [written[one] for one, _times in used.most_common(SUGGESTED)]


def makers_on_show() -> QuerySet[Maker]:
    """Makers with pieces on show, and when the newest of them was registered (`newest`)."""
    shown = Q(items__placements__showcase__on_show=True, items__placements__on_hand__gt=0)
    return (
        Maker.objects.filter(shown, online=True)
        .annotate(newest=Max("items__created_at"))
        .order_by("name", "pk")
    )


def where_shown(maker: Maker) -> QuerySet[Coworking]:
    """The coworkings that show pieces of a maker now, and how many items each (`shown`)."""
    theirs = Q(showcases__placements__item__maker=maker)
    there = Q(showcases__on_show=True, showcases__placements__on_hand__gt=0)
    return (
        Coworking.objects.filter(theirs, there)
        .annotate(shown=Count("showcases__placements__item", distinct=True))
        .order_by("name")
    )


def latest_on_show(count: int) -> dict[int, list[Item]]:
    """The newest pieces on show at each coworking, by its key, those with a picture first."""
    pictured = Exists(Photo.objects.filter(item=OuterRef("item")))
    shown = Placement.objects.filter(
        showcase__on_show=True, on_hand__gt=0, item__maker__online=True
    )
    # An item in two showcases of a coworking has one rank there.
    rank = Window(
        DenseRank(),
        partition_by=F("showcase__coworking"),
        order_by=[F("pictured").desc(), F("item").desc()],
    )
    ranked = shown.annotate(pictured=pictured, rank=rank).filter(rank__lte=count)
    rows = list(ranked.order_by("rank").values_list("showcase__coworking", "item"))
    known = items().in_bulk({item for _coworking, item in rows})
    found: dict[int, list[Item]] = {}
    for coworking, item in dict.fromkeys(rows):
        found.setdefault(coworking, []).append(known[item])
    return found


def _shown(**where: object) -> QuerySet[Item]:
    there = Placement.objects.filter(
        item=OuterRef("pk"), showcase__on_show=True, on_hand__gt=0, **where
    )
    return items().filter(Exists(there), maker__online=True)


def _told(word: str) -> Q:
    """A word in what is told of a piece, or of its maker, of whom there are few."""
    makers = [
        pk
        for pk, *told in Maker.objects.filter(online=True).values_list("pk", "name", "craft")
        if word in folded(*told)
    ]
    return Q(words__contains=word) | Q(maker__in=makers)
