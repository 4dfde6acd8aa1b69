"""How a piece stands, in the words its maker reads: announced, on show, sold, back."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from consign.stock.models import AnnouncementState, Item, MovementKind


@dataclass(frozen=True)
class Badge:
    """One word about a piece; `state` gives it its colour."""

    state: str
    label: str


def standing(item: Item) -> list[Badge]:
    """Announced and on show at once when some of it is coming; one of `stock.queries.items_of`."""
    announced = [Badge("announced", _("announced"))] if _told(item, "waiting") else []
    return announced + _on_hand(item) or [_gone(item)]


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
    latest = next(iter(item.announcements.all()), None)
    if latest is not None and latest.state == AnnouncementState.DECLINED:
        return Badge("refused", _("declined"))
    return Badge("draft", _("not announced"))


def _told(item: Item, name: str) -> object:
    """What the query has worked out about the item."""
    return getattr(item, name)
