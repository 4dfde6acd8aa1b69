"""Reads about items and where they are."""

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from consign.codes import label
from consign.people.models import Coworking, Maker
from consign.refusal import Refused
from consign.stock.models import (
    Announcement,
    AnnouncementState,
    Item,
    Movement,
    MovementKind,
    Photo,
    Placement,
    Showcase,
)


class UnknownCode(Refused):
    code = "unknown_code"
    sentence = _("No piece has the code %(code)s. Is the label from another network?")


def by_code(text: str, *, place: str = "") -> Item:
    """The item a scanned address or a typed code means.

    Refused: NotACode, MistypedCode (the check character tells), UnknownCode.
    """
    code = label.read(text)
    item = items().filter(code=code).first()
    if item is None:
        raise UnknownCode(place=place, code=label.spaced(code))
    return item


def items() -> QuerySet[Item]:
    """Items with their maker and pictures at hand, newest first."""
    return (
        Item.objects.select_related("maker")
        .prefetch_related(Prefetch("photos", queryset=Photo.objects.order_by("position")))
        .order_by("-id")
    )


def items_of(maker: Maker) -> QuerySet[Item]:
    """A maker's items, newest first, with `on_hand` over all coworkings and `waiting` pieces."""
    waiting = Announcement.objects.filter(item=OuterRef("pk"), state=AnnouncementState.WAITING)
    return (
        items()
        .filter(maker=maker)
        .annotate(
            on_hand=Coalesce(Sum("placements__on_hand"), 0),
            waiting=Exists(waiting),
        )
        .prefetch_related(
            Prefetch("placements", queryset=placements().filter(on_hand__gt=0)),
            Prefetch("announcements", queryset=announcements()),
        )
    )


def items_at(coworking: Coworking) -> QuerySet[Item]:
    """Items that are or were placed at a coworking, with `on_hand` there."""
    return (
        items()
        .filter(placements__showcase__coworking=coworking)
        .annotate(on_hand=Sum("placements__on_hand"))
    )


def on_show(coworking: Coworking) -> QuerySet[Item]:
    """What a passer-by can buy now: items with pieces in a showcase that is on show."""
    here = Placement.objects.filter(
        item=OuterRef("pk"), showcase__coworking=coworking, showcase__on_show=True, on_hand__gt=0
    )
    return items().filter(Exists(here))


def on_show_of(maker: Maker) -> QuerySet[Item]:
    """A maker's items with pieces on show anywhere."""
    shown = Placement.objects.filter(item=OuterRef("pk"), showcase__on_show=True, on_hand__gt=0)
    return items().filter(Exists(shown), maker=maker)


def placements() -> QuerySet[Placement]:
    return Placement.objects.select_related("showcase__coworking").order_by(
        "showcase__coworking__name", "-showcase__on_show", "showcase__name"
    )


def placements_at(coworking: Coworking) -> QuerySet[Placement]:
    """What is on hand at a coworking, with item, maker and pictures."""
    return (
        Placement.objects.filter(showcase__coworking=coworking, on_hand__gt=0)
        .select_related("showcase", "item__maker")
        .prefetch_related("item__photos")
        .order_by("item__maker__name", "item__title", "pk")
    )


def places_of(item: Item) -> QuerySet[Placement]:
    """Where pieces of an item are right now."""
    return placements().filter(item=item, on_hand__gt=0)


def on_hand_at(item: Item, coworking: Coworking) -> int:
    """How many pieces of an item a coworking has."""
    here = Placement.objects.filter(item=item, showcase__coworking=coworking)
    return here.aggregate(n=Coalesce(Sum("on_hand"), 0))["n"]


def announcements() -> QuerySet[Announcement]:
    return Announcement.objects.select_related("coworking").order_by("-announced_at")


def announced_at(coworking: Coworking) -> QuerySet[Announcement]:
    """What makers have announced and nobody has decided on yet, longest waiting first."""
    return (
        Announcement.objects.filter(coworking=coworking, state=AnnouncementState.WAITING)
        .select_related("item__maker")
        .prefetch_related("item__photos")
        .order_by("item__maker__name", "announced_at")
    )


def showcases_of(coworking: Coworking) -> QuerySet[Showcase]:
    return Showcase.objects.filter(coworking=coworking).order_by("-on_show", "name")


def last_movement(item: Item, coworking: Coworking) -> Movement | None:
    """What happened last to an item at a coworking: it tells why none is left."""
    return (
        Movement.objects.filter(placement__item=item, placement__showcase__coworking=coworking)
        .order_by("-id")
        .first()
    )


def miscounted() -> QuerySet[Placement]:
    """Placements whose count on hand is not the sum of their movements: there should be none."""
    summed = Coalesce(Sum("movements__quantity"), 0)
    return Placement.objects.annotate(moved=summed).filter(~Q(moved=F("on_hand")))


def sold_from(reference: str, coworking: Coworking) -> list[Placement]:
    """The placements a sale line was taken from, in the order they were locked."""
    moved = Movement.objects.filter(
        reference=reference, kind=MovementKind.SOLD, placement__showcase__coworking=coworking
    )
    return [movement.placement for movement in moved.select_related("placement").order_by("id")]
