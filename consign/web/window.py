"""The public window: coworkings, makers and pieces, for whoever stands in the street."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from consign.labels import qr
from consign.people.models import Coworking, Maker, User
from consign.people.queries import coworkings, memberships_of
from consign.people.roles import is_maker
from consign.refusal import Refused
from consign.stock.models import Item, Placement
from consign.stock.queries import (
    by_code,
    latest_on_show,
    on_show,
    on_show_of,
    places_of,
    was_accepted,
)
from consign.web.access import public
from consign.web.addresses import public_url

PIECES = 48


@public
def home(request: HttpRequest) -> HttpResponse:
    """Every coworking of this installation, each with its latest pieces."""
    places = [(coworking, latest_on_show(coworking, 4)) for coworking in coworkings()]
    return render(request, "window/home.html", {"places": places})


@public
def coworking(request: HttpRequest, coworking: str) -> HttpResponse:
    """What a coworking has on show now."""
    found = get_object_or_404(coworkings(), slug=coworking)
    page = Paginator(on_show(found), PIECES).get_page(request.GET.get("page"))
    return render(request, "window/coworking.html", {"coworking": found, "page_obj": page})


@public
def maker(request: HttpRequest, maker: str) -> HttpResponse:
    """A maker's story, and their pieces on show anywhere."""
    found = get_object_or_404(Maker, slug=maker)
    page = Paginator(on_show_of(found), PIECES).get_page(request.GET.get("page"))
    return render(request, "window/maker.html", {"maker": found, "page_obj": page})


@public
def piece(request: HttpRequest, code: str) -> HttpResponse:
    """The page a label's QR code opens: picture, story, price, and whether it is still there.

    Somebody of a desk gets "Sell" on it.  A piece that never arrived is shown to its maker only.
    """
    try:
        item = by_code(code)
    except Refused as refused:
        return _no_piece(request, str(refused))
    places = list(places_of(item))
    if not (places or was_accepted(item) or _own(request, item)):
        return _no_piece(request, "")
    context = {
        "item": item,
        "places": _coworkings(places),
        "available": any(place.showcase.on_show for place in places),
        "desks": _desks(request),
        "own": _own(request, item),
        "symbol": qr.svg(qr.address(public_url(request), item.code), title=item.title),
    }
    return render(request, "window/piece.html", context)


def _no_piece(request: HttpRequest, sentence: str) -> HttpResponse:
    return render(request, "window/no_piece.html", {"sentence": sentence}, status=404)


def _coworkings(places: list[Placement]) -> list[Coworking]:
    """The coworkings where pieces are on show, each once."""
    shown = [place.showcase.coworking for place in places if place.showcase.on_show]
    return list(dict.fromkeys(shown))


def _desks(request: HttpRequest) -> list[Coworking]:
    """The desks where the reader may sell."""
    if not isinstance(request.user, User):
        return []
    return [here.coworking for here in memberships_of(request.user)]


def _own(request: HttpRequest, item: Item) -> bool:
    return isinstance(request.user, User) and is_maker(request.user, item.maker)
