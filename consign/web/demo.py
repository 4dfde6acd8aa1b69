"""The demo world's own page: be anyone, to see what they see."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consign.people.models import Contact, Maker, Membership, Role, User
from consign.people.queries import advisers, everybody, makers_with_people, memberships
from consign.web.access import demo_only
from consign.web.addresses import ours
from consign.web.signin import BACKEND, start_page


@dataclass(frozen=True)
class Persona:
    """Somebody of the demo world: who they are, what they can try, and where that begins."""

    user: User
    role: str
    trying: str
    start: str


@dataclass(frozen=True)
class Group:
    """People who do the same work, or work at the same place."""

    title: str
    personas: Sequence[Persona]


@demo_only
def people(request: HttpRequest) -> HttpResponse:
    """Everyone of the demo world; one button each signs in as them."""
    groups = [
        *_desks(),
        Group(_("Makers"), [_maker(one, one.person) for one in makers_with_people() if one.person]),
        Group(_("Advisers of cooperatives"), [_adviser(contact) for contact in advisers()]),
    ]
    found = [group for group in groups if group.personas]
    context = {"groups": found, "pin": settings.DEMO_PIN}
    return render(request, "demo/people.html", context)


@demo_only
@require_POST
def become(request: HttpRequest, person: int) -> HttpResponse:
    """Sign in as this person, and begin where the card says."""
    user = get_object_or_404(everybody(), pk=person)
    login(request, user, backend=BACKEND)
    return redirect(ours(request, request.POST.get("next", "")) or start_page(user))


def _desks() -> list[Group]:
    """The people of each coworking, managers first."""
    groups: dict[str, list[Persona]] = {}
    for membership in memberships():
        groups.setdefault(membership.coworking.name, []).append(_member(membership))
    return [Group(name, personas) for name, personas in groups.items()]


def _member(membership: Membership) -> Persona:
    if membership.role == Role.MANAGER:
        role = _("manager")
        trying = _("Look at the month, close it, mark the payouts paid.")
    else:
        role = _("at the desk")
        trying = _("Accept arrivals, print labels, scan and sell, take something back.")
    start = reverse("desk_today", args=[membership.coworking.slug])
    return Persona(membership.user, role, trying, start)


def _maker(maker: Maker, person: User) -> Persona:
    trying = _("Register a piece with a photo, see what has sold, read a statement.")
    return Persona(person, maker.name, trying, reverse("my_home", args=[maker.slug]))


def _adviser(contact: Contact) -> Persona:
    trying = _("Read the statements of your entrepreneurs.")
    start = reverse("cooperative", args=[contact.entity.slug])
    return Persona(contact.user, contact.entity.legal_name, trying, start)
