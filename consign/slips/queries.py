"""Reads about slips, and about what stands on none yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Exists, Min, OuterRef, Prefetch, Q, QuerySet, Sum

from consign.people.models import Coworking, Maker, User
from consign.people.queries import desks_of, entities_of
from consign.slips.models import Slip, SlipKind, SlipLine, SlipState
from consign.stock.models import (
    TRANSITS,
    Announcement,
    AnnouncementState,
    Item,
    Movement,
    MovementKind,
)

ON_THE_WAY = Q(kind=MovementKind.MOVED, reference__startswith=TRANSITS)
# Which movements a slip of a kind gathers.
GATHERED = {
    SlipKind.DEPOSIT: Q(kind=MovementKind.ACCEPTED) | ON_THE_WAY & Q(quantity__gt=0),
    SlipKind.WITHDRAWAL: Q(kind=MovementKind.GIVEN_BACK) | ON_THE_WAY & Q(quantity__lt=0),
}
STANDING = SlipLine.objects.filter(movement=OuterRef("pk"), stands=True)
STATES = {
    SlipState.VOID: Q(voided_at__isnull=False),
    SlipState.CONFIRMED: Q(confirmed_at__isnull=False),
    SlipState.ANSWERED: Q(
        answered_at__isnull=False, confirmed_at__isnull=True, voided_at__isnull=True
    ),
    SlipState.DISPUTED: Q(
        objected_at__isnull=False, answered_at__isnull=True, voided_at__isnull=True
    ),
    SlipState.WAITING: Q(
        objected_at__isnull=True, confirmed_at__isnull=True, voided_at__isnull=True
    ),
}


@dataclass(frozen=True)
class ToDraw:
    """What a maker's next slip of a kind would hold."""

    maker: Maker
    kind: SlipKind
    lines: int
    pieces: int
    since: datetime


def gathered(coworking: Coworking, kind: SlipKind) -> QuerySet[Movement]:
    """Movements that belong on slips of a kind, the oldest first, with item and maker."""
    found = Movement.objects.filter(GATHERED[kind], placement__showcase__coworking=coworking)
    return found.select_related("placement__item__maker", "placement__showcase").order_by("pk")


def gathered_of(coworking: Coworking, maker: Maker, kind: SlipKind) -> QuerySet[Movement]:
    """The same of one maker, with pictures."""
    found = gathered(coworking, kind).filter(placement__item__maker=maker)
    return found.prefetch_related("placement__item__photos")


def unslipped(coworking: Coworking, kind: SlipKind) -> QuerySet[Movement]:
    """Those of them that stand on no slip yet."""
    return gathered(coworking, kind).filter(~Exists(STANDING))


def unslipped_of(coworking: Coworking, maker: Maker, kind: SlipKind) -> QuerySet[Movement]:
    """The same of one maker, with pictures."""
    return gathered_of(coworking, maker, kind).filter(~Exists(STANDING))


def to_draw_up(coworking: Coworking) -> list[ToDraw]:
    """Whose slips are to be drawn up, by maker."""
    found = []
    for kind in SlipKind:
        rows = (
            unslipped(coworking, kind)
            .order_by()
            .values("placement__item__maker")
            .annotate(lines=Count("pk"), pieces=Sum("quantity"), since=Min("at"))
        )
        makers = Maker.objects.in_bulk([row["placement__item__maker"] for row in rows])
        found += [
            ToDraw(
                makers[row["placement__item__maker"]],
                kind,
                row["lines"],
                abs(row["pieces"]),
                row["since"],
            )
            for row in rows
        ]
    return sorted(found, key=lambda one: (one.maker.name, one.kind))


def announced_of(coworking: Coworking, movements: Iterable[Movement]) -> dict[int, int]:
    """How many were announced of what came in, by the movement's key, where they were announced."""
    coming = [one for one in movements if one.kind == MovementKind.ACCEPTED]
    decided = Announcement.objects.filter(
        coworking=coworking,
        state=AnnouncementState.ACCEPTED,
        item__in={one.placement.item_id for one in coming},
    )
    told = {(one.item_id, one.decided_at): one.quantity for one in decided}
    keys = {one.pk: (one.placement.item_id, one.at) for one in coming}
    return {pk: told[key] for pk, key in keys.items() if key in told}


def slips() -> QuerySet[Slip]:
    """Slips with all that a list tells of them, the newest first."""
    return (
        Slip.objects.select_related("coworking", "maker__person", "payee")
        .annotate(pieces=Sum("lines__quantity"))
        .order_by("-id")
    )


def told(found: QuerySet[Slip]) -> QuerySet[Slip]:
    """Slips with what their own page tells besides: their lines, and who said what."""
    lines = SlipLine.objects.prefetch_related("item__photos").order_by("position")
    return found.select_related(
        "coworking__operator", "drawn_up_by", "confirmed_by", "objected_by", "answered_by"
    ).prefetch_related(Prefetch("lines", queryset=lines))


def slips_at(coworking: Coworking) -> QuerySet[Slip]:
    return slips().filter(coworking=coworking)


def slips_of(maker: Maker) -> QuerySet[Slip]:
    return slips().filter(maker=maker)


def slips_seen_by(user: User) -> QuerySet[Slip]:
    """Slips a person may read: of their projects, of the desks they stand at, and of the legal
    entities they advise."""
    desks = desks_of(user).order_by().values("pk")
    advised = entities_of(user).order_by().values("pk")
    return slips().filter(Q(maker__person=user) | Q(coworking__in=desks) | Q(payee__in=advised))


def in_state(found: QuerySet[Slip], state: SlipState) -> QuerySet[Slip]:
    return found.filter(STATES[state])


def matching(text: str) -> Q:
    """What a person looks for: part of a number or of a maker's name."""
    words = text.replace("\0", "").strip()
    return Q(number__icontains=words) | Q(maker__name__icontains=words)


def waiting_for(maker: Maker) -> int:
    """How many slips wait for a maker's word."""
    waits = STATES[SlipState.WAITING] | STATES[SlipState.ANSWERED]
    return Slip.objects.filter(waits, maker=maker).count()


def agreed_value_of(item: Item, coworking: Coworking) -> Decimal | None:
    """What both sides agreed one lost piece is worth: on the latest deposit slip of the item there
    that both confirmed and that names a value; None without any."""
    return agreed_values([item.pk], coworking).get(item.pk)


def agreed_values(
    items: Iterable[int], coworking: Coworking, before: datetime | None = None
) -> dict[int, Decimal]:
    """The same of several items, by their keys, in one query; with `before` as it was agreed just
    before a moment."""
    named = SlipLine.objects.filter(
        item__in=list(items),
        slip__coworking=coworking,
        slip__kind=SlipKind.DEPOSIT,
        slip__confirmed_at__isnull=False,
        agreed_value__isnull=False,
    )
    if before is not None:
        named = named.filter(slip__confirmed_at__lt=before)
    rows = named.order_by("slip", "position").values_list("item", "agreed_value")
    return {item: value for item, value in rows if value is not None}
