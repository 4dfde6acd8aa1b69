"""How a maker and their pieces stand: who is paid and for how long; announced, on show, sold."""

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from consign.agreements.endings import Ending, endings_of
from consign.agreements.models import Affiliation
from consign.agreements.queries import affiliation_on, affiliations_of
from consign.people.models import Maker
from consign.stock.models import LOSSES, AnnouncementState, Item, MovementKind


@dataclass(frozen=True)
class Badge:
    """One word about a piece; `state` gives it its colour."""

    state: str
    label: str


@dataclass(frozen=True)
class Paid:
    """Whether somebody is paid for a maker.

    `last` is the last day of whoever was, when nobody is now, and `following` who will be.
    `endings` tell when it soon ends.
    """

    last: date | None = None
    following: Affiliation | None = None
    endings: list[Ending] = field(default_factory=list)

    @property
    def gap(self) -> bool:
        return self.last is not None


def paid(maker: Maker, day: date) -> Paid:
    """Who is paid on a day; a maker who never had a payee has no gap yet."""
    if affiliation_on(maker, day) is not None:
        return Paid(endings=endings_of(maker, day))
    known = affiliations_of(maker)
    earlier = known.filter(ends_on__lt=day).first()
    return Paid(
        last=earlier.ends_on if earlier else None,
        following=known.filter(starts_on__gt=day).last(),
    )


def standing(item: Item) -> list[Badge]:
    """Announced and on show at once when some of it is coming; one of `stock.queries.items_of`."""
    announced = [Badge("announced", _("announced"))] if _told(item, "waiting") else []
    away = [Badge("info", _("under way"))] if _told(item, "away") else []
    return announced + away + _on_hand(item) or [_gone(item)]


def _on_hand(item: Item) -> list[Badge]:
    places = item.placements.all()
    if not places:
        return []
    if any(place.showcase.on_show for place in places):
        return [Badge("on_show", _("on show"))]
    return [Badge("info", _("in the back room"))]


def _gone(item: Item) -> Badge:
    last = _told(item, "last_kind")
    if last == MovementKind.SOLD:
        return Badge("sold", _("sold"))
    if last == MovementKind.GIVEN_BACK:
        return Badge("closed", _("back with you"))
    if last in LOSSES:
        return Badge("lost", str(MovementKind(str(last)).label))
    latest = next(iter(item.announcements.all()), None)
    if latest is not None and latest.state == AnnouncementState.DECLINED:
        return Badge("refused", _("declined"))
    return Badge("draft", _("not announced"))


def _told(item: Item, name: str) -> object:
    """What the query has worked out about the item."""
    return getattr(item, name)
