"""What every page shows around its own content: languages, the reader's places, navigation."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from consign.people.models import LANGUAGES, Coworking, Maker, Membership, Role, User
from consign.people.queries import entities_of, makers_of, memberships_of

# Address, name, and whether the reader is there already.
Place = tuple[str, str, bool]


@dataclass(frozen=True)
class Link:
    """One tab; `current` when the reader is there already."""

    url: str
    label: str
    icon: str = ""
    current: bool = False


@dataclass
class Frame:
    """The frame of one page; navigation is worked out only where a template asks for it."""

    request: HttpRequest
    language: str
    demo: bool
    _places: list[Place] | None = field(default=None, init=False)

    @property
    def languages(self) -> list[tuple[str, str, bool]]:
        return [(code, name, code == self.language) for code, name in LANGUAGES]

    @property
    def places(self) -> list[Place]:
        """Everywhere this person has something to do: projects, desks, cooperatives."""
        if self._places is None:
            user = self.request.user
            self._places = self._places_of(user) if isinstance(user, User) else []
        return self._places

    @property
    def nav(self) -> list[Link]:
        """The tabs of the section the page stands in; a view's arguments tell which it is."""
        match = self.request.resolver_match
        if match is None or not isinstance(self.request.user, User):
            return []
        if match.view_name.startswith("my_"):
            return self._tabs(_portal_tabs(match.kwargs["maker"]))
        if match.view_name.startswith("desk_"):
            return self._tabs(_desk_tabs(match.kwargs["coworking"], self.request.user))
        return []

    def _places_of(self, user: User) -> list[Place]:
        found = [(reverse("my_pieces", args=[maker.slug]), maker.name) for maker in makers_of(user)]
        found += [
            (reverse("desk_today", args=[here.coworking.slug]), here.coworking.name)
            for here in memberships_of(user)
        ]
        found += [
            (reverse("cooperative", args=[entity.slug]), entity.legal_name)
            for entity in entities_of(user)
        ]
        return [(url, label, self.request.path.startswith(url)) for url, label in found]

    def _tabs(self, tabs: list[tuple[str, str, str]]) -> list[Link]:
        """The longest address that the page's own begins with is where the reader is."""
        here = max((url for url, *_rest in tabs if self.request.path.startswith(url)), default="")
        return [Link(url, label, icon, url == here) for url, label, icon in tabs]


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `frame` for base.html."""
    language = getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)
    return {"frame": Frame(request, language, settings.DEMO)}


def _portal_tabs(maker: Maker | str) -> list[tuple[str, str, str]]:
    slug = maker.slug if isinstance(maker, Maker) else maker
    return [
        (reverse("my_pieces", args=[slug]), _("Pieces"), "box"),
        (reverse("my_sold", args=[slug]), _("Sold"), "basket"),
        (reverse("my_money", args=[slug]), _("Money"), "euro"),
    ]


def _desk_tabs(coworking: Coworking | str, user: User) -> list[tuple[str, str, str]]:
    slug = coworking.slug if isinstance(coworking, Coworking) else coworking
    tabs = [
        (reverse("desk_till", args=[slug]), _("Till"), "scan"),
        (reverse("desk_today", args=[slug]), _("Today"), "calendar"),
        (reverse("desk_intake", args=[slug]), _("Arrivals"), "truck"),
        (reverse("desk_goods", args=[slug]), _("Goods"), "box"),
        (reverse("desk_labels", args=[slug]), _("Labels"), "label"),
    ]
    here = Membership.objects.filter(user=user, coworking__slug=slug, role=Role.MANAGER)
    if here.exists():
        tabs += [
            (reverse("desk_makers", args=[slug]), _("Makers"), "people"),
            (reverse("desk_month", args=[slug]), _("Month end"), "euro"),
        ]
    return tabs
