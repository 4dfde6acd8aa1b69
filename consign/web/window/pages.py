"""The public window: coworkings, makers and pieces, for whoever stands in the street."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from consign.codes.address import piece_address, public_url
from consign.paper import qr
from consign.people.models import Coworking, Maker, User
from consign.people.queries import coworkings, memberships_of
from consign.people.roles import is_maker
from consign.refusal import Refused
from consign.stock.models import LOSSES, Item, Movement, MovementKind, Photo, Placement
from consign.stock.on_show import latest_on_show, on_show, on_show_of, where_shown
from consign.stock.prices import prior_prices
from consign.stock.queries import (
    by_code,
    latest_movement,
    places_of,
)
from consign.web.access import public
from consign.web.window.finding import finder
from consign.web.window.freshness import kept_a_minute
from consign.web.window.sharing import brand, product, shared, store, website

PIECES = 48
LATEST = 4

# A badge's state and its words.
Badge = tuple[str, str]


@public
@kept_a_minute
def home(request: HttpRequest) -> HttpResponse:
    """Every coworking of this installation, each with its latest pieces."""
    latest = latest_on_show(LATEST)
    places = [(coworking, latest.get(coworking.pk, [])) for coworking in coworkings()]
    places.sort(key=lambda place: not place[1])
    told = shared(request, data=website(public_url(request)), feed=reverse("feed"))
    context = {"places": places, "finder": finder(), "shared": told}
    return render(request, "window/home.html", context)


@public
@kept_a_minute
def coworking(request: HttpRequest, coworking: str) -> HttpResponse:
    """What a coworking has on show now."""
    found = get_object_or_404(coworkings(), slug=coworking)
    page = Paginator(on_show(found), PIECES).get_page(request.GET.get("page"))
    told = shared(
        request,
        data=store(found, public_url(request), page),
        photo=_first_photo(page),
        feed=reverse("window_feed", args=[found.slug]),
    )
    context = {"coworking": found, "page_obj": page, "finder": finder(found), "shared": told}
    return render(request, "window/coworking.html", context)


@public
@kept_a_minute
def maker(request: HttpRequest, maker: str) -> HttpResponse:
    """A maker's story, where to see their pieces, and the pieces on show anywhere.

    A maker who has not agreed to be on the web has no page but for themselves.
    """
    found = get_object_or_404(Maker, slug=maker)
    own = _is_maker(request, found)
    if not found.online and not own:
        raise Http404
    page = Paginator(on_show_of(found), PIECES).get_page(request.GET.get("page"))
    told = shared(
        request,
        data=brand(found, public_url(request), page),
        kind="profile",
        photo=_first_photo(page),
        feed=reverse("maker_feed", args=[found.slug]),
        listed=found.online,
    )
    context = {
        "maker": found,
        "page_obj": page,
        "places": where_shown(found) if found.online else [],
        "own": own,
        "shared": told,
    }
    return render(request, "window/maker.html", context)


@public
@kept_a_minute
def piece(request: HttpRequest, code: str) -> HttpResponse:
    """The page a label's QR code opens: picture, story, price, and whether it is still there.

    Somebody of a desk gets "Sell" on it.  A piece that never arrived is shown to its maker only.
    Whoever holds a label may read it, also where the maker is not on the web; it is listed nowhere
    then.
    """
    try:
        item = by_code(code)
    except Refused as refused:
        return _no_piece(request, str(refused))
    last, own = latest_movement(item), _is_maker(request, item.maker)
    if last is None and not own:
        return _no_piece(request, "")
    places = list(places_of(item))
    having = list(dict.fromkeys(place.showcase.coworking for place in places))
    photos = list(item.photos.all())
    base = public_url(request)
    on_show_now = any(place.showcase.on_show for place in places)
    context = {
        "item": item,
        "photos": photos,
        "places": having,
        "prior": _prior(item, having),
        "badge": _badge(places, last),
        "desks": _desks(request, places),
        "own": own,
        "symbol": qr.svg(piece_address(base, item.code), title=item.title),
        "shared": shared(
            request,
            data=product(item, having, base),
            kind="product",
            photo=photos[0] if photos else None,
            listed=item.maker.online and on_show_now,
        ),
    }
    return render(request, "window/piece.html", context)


def _first_photo(items: Iterable[Item]) -> Photo | None:
    return next((photo for item in items for photo in item.photos.all()), None)


def _no_piece(request: HttpRequest, sentence: str) -> HttpResponse:
    return render(request, "window/no_piece.html", {"sentence": sentence}, status=404)


def _prior(item: Item, places: Sequence[Coworking]) -> Decimal | None:
    """What the law has said beside a reduced price: where it differs between coworkings, the
    lowest."""
    now = timezone.now()
    told = [prior_prices([item], coworking, now).get(item.pk) for coworking in places]
    return min((one for one in told if one is not None), default=None)


def _badge(places: Sequence[Placement], last: Movement | None) -> Badge:
    """Whether a piece is still there, in the words of the street."""
    if any(place.showcase.on_show for place in places):
        return "on_show", _("in the window")
    if places:
        return "info", _("inside: ask at the desk")
    if last is None:
        return "announced", _("not in a window yet")
    if last.kind == MovementKind.GIVEN_BACK:
        return "closed", _("back with its maker")
    if last.kind in LOSSES:
        return "closed", _("not there any more")
    return "sold", _("has found a home")


def _desks(request: HttpRequest, places: Sequence[Placement]) -> list[tuple[Coworking, bool]]:
    """The desks where the reader may sell; first those that have the piece."""
    if not isinstance(request.user, User):
        return []
    having = {place.showcase.coworking_id for place in places}
    desks = [here.coworking for here in memberships_of(request.user)]
    return sorted(((desk, desk.pk in having) for desk in desks), key=lambda desk: not desk[1])


def _is_maker(request: HttpRequest, maker: Maker) -> bool:
    return isinstance(request.user, User) and is_maker(request.user, maker)
