"""Reads about items and where they are."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from consign.agreements.queries import makers_kept_by
from consign.codes import label
from consign.people.models import Coworking, Maker, User
from consign.people.queries import desks_of
from consign.refusal import Refused
from consign.stock.models import (
    LOSSES,
    Announcement,
    AnnouncementState,
    Hold,
    HoldWish,
    HoldWishState,
    Item,
    Movement,
    MovementKind,
    Photo,
    Placement,
    Showcase,
    Transit,
)

# How long after a new price a label may still hang about with the old one.
LABELS_HANG = timedelta(days=60)


class UnknownCode(Refused):
    code = "unknown_code"
    sentence = _("No piece has the code %(code)s. Is the label from another network?")


class AlreadySold(Refused):
    code = "already_sold"
    sentence = _("“%(title)s” has been sold. Is it a second piece? Ask its maker to announce it.")


class Withdrawn(Refused):
    code = "withdrawn"
    sentence = _("“%(title)s” was given back to its maker and is not for sale here.")


class WrittenOff(Refused):
    code = "written_off"
    sentence = _("“%(title)s” was reported lost, stolen or broken. Is it here? Tell a manager.")


class NotHere(Refused):
    code = "not_here"
    sentence = _("“%(title)s” has not been accepted here. Accept it first, then sell it.")


class Elsewhere(NotHere):
    """The same, where it is known which other coworking has it."""

    sentence = _("“%(title)s” is at %(coworking)s now. Sell it there, or accept it here first.")


class OnTheWay(NotHere):
    """The same, where it is under way to this coworking."""

    sentence = _("“%(title)s” is on its way here. Receive it first, then sell it.")


def by_code(text: str, *, place: str = "") -> Item:
    """The item a scanned address or a typed code means.

    Refused: NotACode, MistypedCode (the check character tells), UnknownCode.
    """
    code = _read(text, place)
    item = items().filter(code=code).first()
    if item is None:
        raise UnknownCode(place=place, code=label.spaced(code))
    return item


def by_codes(texts: Sequence[tuple[str, str]]) -> list[Item]:
    """The items that several codes mean, each given with its place in what was sent, in one query
    and without pictures.  Refused like `by_code`."""
    codes = [_read(text, place) for text, place in texts]
    found = Item.objects.select_related("maker").filter(code__in=codes)
    known = {item.code: item for item in found}
    for code, (_text, place) in zip(codes, texts, strict=True):
        if code not in known:
            raise UnknownCode(place=place, code=label.spaced(code))
    return [known[code] for code in codes]


def _read(text: str, place: str) -> str:
    try:
        return label.read(text)
    except Refused as refused:
        refused.place = place
        raise


def prices_on_labels(item: Item, at: datetime) -> set[Decimal]:
    """The prices that labels printed in the last 60 days may still say, besides today's."""
    known = item.price_changes.order_by("at", "pk").values_list("at", "price")
    return set(still_shown(known, at)) - {item.price}


def still_shown(changes: Iterable[tuple[datetime, Decimal]], at: datetime) -> list[Decimal]:
    """Of prices and when they began, in this order, those that another has followed but that may
    still hang about on labels."""
    since = at - LABELS_HANG
    return [price for (_from, price), (until, _next) in pairwise(changes) if until >= since]


def matching(text: str, *, item: str = "") -> Q:
    """What a person looks for: a code, scanned or typed, or part of a title or a maker's name.

    `item` is the path to the item in the rows that are looked through (`item__`).
    """
    # PostgreSQL takes no NUL in a text.
    words = text.replace("\0", "").strip()
    columns = ("title", "reference", "maker__name")
    parts = [Q(**{f"{item}{column}__icontains": words}) for column in columns]
    return Q(_coded(words, f"{item}code"), *parts, _connector=Q.OR)


def items() -> QuerySet[Item]:
    """Items with their maker and pictures at hand, newest first."""
    return (
        Item.objects.select_related("maker")
        .prefetch_related(Prefetch("photos", queryset=Photo.objects.order_by("position")))
        .order_by("-id")
    )


def items_of(maker: Maker) -> QuerySet[Item]:
    """A maker's items, newest first, with where they are and what is announced at hand.

    `on_hand` counts them over all coworkings; `waiting` tells whether some are announced, `away`
    whether some are on their way between coworkings;
    `last_kind` is the kind of their last movement, None before the first.
    """
    waiting = Announcement.objects.filter(item=OuterRef("pk"), state=AnnouncementState.WAITING)
    moved = Movement.objects.filter(placement__item=OuterRef("pk")).order_by("-id")
    away = Transit.objects.filter(left__item=OuterRef("pk"), over_at__isnull=True)
    return (
        items()
        .filter(maker=maker)
        .annotate(
            on_hand=Coalesce(Sum("placements__on_hand"), 0),
            waiting=Exists(waiting),
            away=Exists(away),
            last_kind=Subquery(moved.values("kind")[:1]),
        )
        .prefetch_related(
            Prefetch("placements", queryset=placements().filter(on_hand__gt=0)),
            Prefetch("announcements", queryset=announcements()),
        )
    )


def labelled_at(coworking: Coworking) -> QuerySet[Item]:
    """Items a coworking prints labels for: those it has and those announced to it, by maker.

    `pieces` is how many of them there are.
    """
    here = Placement.objects.filter(item=OuterRef("pk"), showcase__coworking=coworking)
    coming = Announcement.objects.filter(
        item=OuterRef("pk"), coworking=coworking, state=AnnouncementState.WAITING
    )
    on_hand = Subquery(here.order_by().values("item").annotate(n=Sum("on_hand")).values("n"))
    pieces = Coalesce(on_hand, 0) + Coalesce(Subquery(coming.values("quantity")[:1]), 0)
    found = items().annotate(pieces=pieces).filter(pieces__gt=0)
    return found.order_by("maker__name", "title", "pk")


def placements() -> QuerySet[Placement]:
    return Placement.objects.select_related("showcase__coworking").order_by(
        "showcase__coworking__name", "-showcase__on_show", "showcase__name"
    )


def placed_at(coworking: Coworking) -> QuerySet[Placement]:
    """Where pieces are or were at a coworking, with item, maker and pictures."""
    return (
        Placement.objects.filter(showcase__coworking=coworking)
        .select_related("showcase__coworking", "item__maker")
        .prefetch_related("item__photos")
        .order_by("item__maker__name", "item__title", "pk")
    )


def placements_at(coworking: Coworking) -> QuerySet[Placement]:
    """What is on hand at a coworking, with item, maker and pictures."""
    return placed_at(coworking).filter(on_hand__gt=0)


def places_of(item: Item) -> QuerySet[Placement]:
    """Where pieces of an item are right now."""
    return placements().filter(item=item, on_hand__gt=0)


def on_hand_at(item: Item, coworking: Coworking) -> int:
    """How many pieces of an item a coworking has."""
    here = Placement.objects.filter(item=item, showcase__coworking=coworking)
    return int(here.aggregate(n=Coalesce(Sum("on_hand"), 0))["n"])


def holds_at(coworking: Coworking, at: datetime) -> QuerySet[Hold]:
    """What a coworking keeps for somebody at a moment, with items, what ends first at first."""
    live = Hold.objects.filter(coworking=coworking, ended_at__isnull=True, until__gt=at)
    return live.select_related("item__maker", "made_by").order_by("until", "pk")


def wishes_at(coworking: Coworking) -> QuerySet[HoldWish]:
    """What passers-by ask to have kept and nobody has answered yet, longest waiting first."""
    waiting = HoldWish.objects.filter(coworking=coworking, state=HoldWishState.ASKED)
    return waiting.select_related("item__maker", "coworking").order_by("confirmed_at", "pk")


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


def announcements_to(coworking: Coworking) -> QuerySet[Announcement]:
    """Every announcement to a coworking, also those that were decided on."""
    return Announcement.objects.filter(coworking=coworking).select_related("item__maker")


def showcases_of(coworking: Coworking) -> QuerySet[Showcase]:
    return Showcase.objects.filter(coworking=coworking).order_by("-on_show", "name")


def last_movement(item: Item, coworking: Coworking) -> Movement | None:
    """What happened last to an item at a coworking: it tells why none is left."""
    return (
        Movement.objects.filter(placement__item=item, placement__showcase__coworking=coworking)
        .order_by("-id")
        .first()
    )


def why_none(item: Item, coworking: Coworking, *, place: str = "") -> Refused:
    """Why a coworking has no piece of an item to sell: AlreadySold, Withdrawn, WrittenOff, NotHere
    or, when another has it, Elsewhere."""
    last = last_movement(item, coworking)
    there = places_of(item).exclude(showcase__coworking=coworking).first()
    elsewhere = there.showcase.coworking.name if there else ""
    if Transit.objects.filter(left__item=item, coworking=coworking, over_at__isnull=True).exists():
        return OnTheWay(place=place, title=item.title)
    return reason_none(item.title, last.kind if last else None, elsewhere, place=place)


def reason_none(title: str, last: str | None, elsewhere: str, *, place: str = "") -> Refused:
    """Why none of an item is at a coworking, from the kind of its last movement there and the name
    of another coworking that has some."""
    left = last in (None, MovementKind.MOVED, MovementKind.GIVEN_BACK)
    if left and elsewhere:
        return Elsewhere(place=place, title=title, coworking=elsewhere)
    reason: type[Refused] = AlreadySold
    if last in (None, MovementKind.MOVED):
        reason = NotHere
    elif last == MovementKind.GIVEN_BACK:
        reason = Withdrawn
    elif last in LOSSES:
        reason = WrittenOff
    return reason(place=place, title=title)


def losses_of(item: Item) -> QuerySet[Movement]:
    """The movements that wrote pieces of an item off, the latest first."""
    lost = Movement.objects.filter(placement__item=item, kind__in=LOSSES)
    return lost.select_related("placement__showcase__coworking").order_by("-id")


def written_off(placement: Placement, reference: str, quantity: int) -> bool:
    """Whether so many pieces were written off a placement for the loss `reference`."""
    lost = Movement.objects.filter(placement=placement, reference=reference, kind__in=LOSSES)
    return lost.filter(quantity=-quantity).exists()


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


def latest_movement(item: Item) -> Movement | None:
    """What happened last to an item, anywhere."""
    return Movement.objects.filter(placement__item=item).order_by("-id").first()


def _coded(text: str, column: str) -> Q:
    """The code that was scanned or typed, or the beginning of one."""
    try:
        return Q(**{column: label.read(text)})
    except Refused:
        return Q(**{f"{column}__istartswith": text.replace(" ", "")})


def items_seen_by(user: User) -> QuerySet[Item]:
    """Items a person works with: of the makers they keep, and those that are, were or are announced
    at their desk; `seen` are the placements they may see."""
    desks = desks_of(user).order_by().values("pk")
    placed = Placement.objects.filter(item=OuterRef("pk"), showcase__coworking__in=desks)
    coming = Announcement.objects.filter(item=OuterRef("pk"), coworking__in=desks)
    kept = makers_kept_by(user).order_by().values("pk")
    seen = placements_seen_by(user).filter(on_hand__gt=0)
    return (
        items()
        .filter(Q(maker__in=kept) | Exists(placed) | Exists(coming))
        .prefetch_related(Prefetch("placements", queryset=seen, to_attr="seen"))
    )


def placements_seen_by(user: User) -> QuerySet[Placement]:
    """Placements of a person's own items, and all of the coworkings at whose desk they stand."""
    return Placement.objects.filter(
        Q(item__maker__person=user)
        | Q(showcase__coworking__in=desks_of(user).order_by().values("pk"))
    ).select_related("item__maker", "showcase__coworking")


def announcements_seen_by(user: User) -> QuerySet[Announcement]:
    """Announcements of a person's own items, and all to the desks they stand at."""
    return Announcement.objects.filter(
        Q(item__maker__person=user) | Q(coworking__in=desks_of(user).order_by().values("pk"))
    ).select_related("item__maker", "coworking")


def references_of(maker: Maker, *, but: Collection[UUID] = ()) -> set[str]:
    """The references a maker has given to items, in small letters; `but` are keys of items that do
    not count."""
    known = Item.objects.filter(maker=maker).exclude(reference="").exclude(key__in=but)
    return {reference.casefold() for reference in known.values_list("reference", flat=True)}


def codes_of(maker: Maker, codes: Collection[str]) -> set[str]:
    """Those of some label codes that a maker's items have."""
    return set(Item.objects.filter(maker=maker, code__in=codes).values_list("code", flat=True))
