"""What every page shows around its own content: languages, the reader's places, navigation."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from consign.people.models import LANGUAGES, Maker, Membership, Role, User
from consign.people.queries import entities_of, makers_of, memberships_of
from consign.till.models import Device

# Address, name, and whether the reader is there already.
Place = tuple[str, str, bool]
# Pages whose address lies under another tab than the one they belong to.
BELONGS_TO = {
    "my_terms": "my_money",
    "my_propose": "my_money",
    "my_figures": "my_home",
}


@dataclass(frozen=True)
class Link:
    """One tab; `current` when the reader is there already."""

    url: str
    label: str
    icon: str = ""
    current: bool = False


@dataclass
class Frame:
    """The frame of one page; it is worked out only where a template asks for it."""

    request: HttpRequest
    language: str
    demo: bool

    @property
    def languages(self) -> list[tuple[str, str, bool]]:
        return [(code, name, code == self.language) for code, name in LANGUAGES]

    @cached_property
    def places(self) -> list[Place]:
        """Everywhere this person has something to do: projects, desks, cooperatives."""
        found = [(reverse("my_home", args=[maker.slug]), maker.name) for maker in self._makers]
        found += [
            (reverse("desk_today", args=[here.coworking.slug]), here.coworking.name)
            for here in self._memberships
        ]
        if isinstance(self.request.user, User):
            found += [
                (reverse("cooperative", args=[entity.slug]), entity.legal_name)
                for entity in entities_of(self.request.user)
            ]
        return [(url, label, self.request.path.startswith(url)) for url, label in found]

    @property
    def device(self) -> Device | None:
        """The paired device that shows a page of its till while nobody is signed in on it."""
        if self.request.user.is_authenticated:
            return None
        return getattr(self.request, "device", None)

    @property
    def nav(self) -> list[Link]:
        """The tabs of the section the page stands in, where that section is the reader's.

        The view's arguments tell which it is.
        """
        match = self.request.resolver_match
        if match is None:
            return []
        own, here = match.kwargs.get("maker"), match.kwargs.get("coworking")
        if match.view_name.startswith("my_") and own in {maker.slug for maker in self._makers}:
            parent = BELONGS_TO.get(match.view_name)
            return portal_tabs(own, reverse(parent, args=[own]) if parent else self.request.path)
        role = {member.coworking.slug: member.role for member in self._memberships}.get(here or "")
        if match.view_name.startswith("desk_") and here and role:
            return desk_tabs(here, self.request.path, manages=role == Role.MANAGER)
        if here and getattr(self.request, "device", None):
            return till_tabs(here, self.request.path)
        return []

    @cached_property
    def _makers(self) -> list[Maker]:
        user = self.request.user
        return list(makers_of(user)) if isinstance(user, User) else []

    @cached_property
    def _memberships(self) -> list[Membership]:
        user = self.request.user
        return list(memberships_of(user)) if isinstance(user, User) else []


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `frame` for base.html."""
    language = getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)
    return {"frame": Frame(request, language, settings.DEMO)}


def portal_tabs(maker: str, path: str) -> list[Link]:
    """The tabs of a maker's portal, for a page at `path` or below it."""
    tabs = [
        (reverse("my_home", args=[maker]), _("Overview"), "chart"),
        (reverse("my_pieces", args=[maker]), _("Pieces"), "box"),
        (reverse("my_sold", args=[maker]), _("Sold"), "basket"),
        (reverse("my_money", args=[maker]), _("Money"), "euro"),
    ]
    return _tabs(tabs, path)


def till_tabs(coworking: str, path: str) -> list[Link]:
    """The tabs of a device that nobody is signed in on."""
    tabs = [
        (reverse("desk_till", args=[coworking]), _("Till"), "scan"),
        (reverse("desk_closing", args=[coworking]), _("Close the till"), "cash"),
    ]
    return _tabs(tabs, path)


def desk_tabs(coworking: str, path: str, *, manages: bool) -> list[Link]:
    """The tabs of a desk; its managers have more."""
    tabs = [
        (reverse("desk_till", args=[coworking]), _("Till"), "scan"),
        (reverse("desk_today", args=[coworking]), _("Today"), "calendar"),
        (reverse("desk_intake", args=[coworking]), _("Arrivals"), "truck"),
        (reverse("desk_goods", args=[coworking]), _("Goods"), "box"),
        (reverse("desk_labels", args=[coworking]), _("Labels"), "label"),
    ]
    if manages:
        tabs += [
            (reverse("desk_makers", args=[coworking]), _("Makers"), "people"),
            (reverse("desk_month", args=[coworking]), _("Month end"), "euro"),
            (reverse("desk_figures", args=[coworking]), _("Figures"), "chart"),
        ]
    return _tabs(tabs, path)


def _tabs(tabs: list[tuple[str, str, str]], path: str) -> list[Link]:
    """The longest address that the page's own begins with is where the reader is."""
    here = max((url for url, *_rest in tabs if path.startswith(url)), default="")
    return [Link(url, label, icon, url == here) for url, label, icon in tabs]
