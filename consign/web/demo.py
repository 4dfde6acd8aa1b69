"""The demo world's own page: be anyone, to see what they see."""

from dataclasses import dataclass

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consign.people.models import Role, User
from consign.people.queries import entities_of, everybody, makers_of, memberships_of
from consign.web.access import demo_only
from consign.web.signin import BACKEND, start_page


@dataclass(frozen=True)
class Persona:
    """Somebody of the demo world, with a word on what they can try."""

    user: User
    role: str
    trying: str


@demo_only
def people(request: HttpRequest) -> HttpResponse:
    """Everyone of the demo world; one button each signs in as them."""
    found = [persona for persona in map(_persona, everybody()) if persona is not None]
    return render(request, "demo/people.html", {"personas": found})


@demo_only
@require_POST
def become(request: HttpRequest, person: int) -> HttpResponse:
    """Sign in as this person."""
    user = get_object_or_404(everybody(), pk=person)
    login(request, user, backend=BACKEND)
    return redirect(start_page(user))


def _persona(user: User) -> Persona | None:
    places = list(memberships_of(user))
    if any(place.role == Role.MANAGER for place in places):
        role = _("manages %(names)s")
        trying = _("Look at the month, close it, mark the payouts paid.")
        return _told(user, role, [place.coworking.name for place in places], trying)
    if places:
        role = _("at the desk of %(names)s")
        trying = _("Accept arrivals, print labels, scan and sell, take something back.")
        return _told(user, role, [place.coworking.name for place in places], trying)
    if makers := list(makers_of(user)):
        role = _("maker: %(names)s")
        trying = _("Register a piece with a photo, see what has sold, read a statement.")
        return _told(user, role, [maker.name for maker in makers], trying)
    if entities := list(entities_of(user)):
        role = _("adviser at %(names)s")
        trying = _("Read the statements of your entrepreneurs.")
        return _told(user, role, [entity.legal_name for entity in entities], trying)
    return None


def _told(user: User, role: str, names: list[str], trying: str) -> Persona:
    return Persona(user, role % {"names": ", ".join(names)}, trying)
