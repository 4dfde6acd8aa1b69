"""Who may see a page.  Every view carries one of these marks; a test walks the addresses.

What is not theirs does not exist for a reader: 404, never 403.  Someone who is not signed in is
sent to sign in first.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control

from consign.people.models import Coworking, Maker, User
from consign.people.queries import entities_of, makers_of
from consign.people.roles import may_sell, may_settle
from consign.till.models import Device
from consign.web.addresses import came_from
from consign.web.device import paired, seen

View = Callable[..., HttpResponseBase]


class Reader(HttpRequest):
    """A request of somebody who is signed in."""

    user: User


class AtTill(HttpRequest):
    """A request at a till: `device` is the paired one it comes from, `seller` who of the desk is
    signed in.  One of the two may be missing, never both; `user` may be nobody."""

    device: Device | None
    seller: User | None


class Marked(Protocol):
    access: str

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase: ...


def public(view: View) -> Marked:
    """Anyone."""
    return _mark(view, "public")


def demo_only(view: View) -> Marked:
    """Anyone, but only in the demo world."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return _mark(guarded, "demo")


def signed_in(view: View) -> Marked:
    """Anyone who is signed in; the view scopes what it reads to them."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _sign_in_first(request)
        return _private(request, view(cast("Reader", request), *args, **kwargs))

    return _mark(guarded, "signed_in")


def maker_only(view: View) -> Marked:
    """Makers: the address holds the project's `maker` slug, the view gets the Maker."""
    return _scoped(view, "maker", _maker)


def desk_only(view: View) -> Marked:
    """Whoever stands at the desk of the coworking in the address; the view gets the Coworking."""
    return _scoped(view, "coworking", _desk)


def till_only(view: View) -> Marked:
    """Whoever stands at the desk of the coworking in the address, and devices paired with one of
    its tills, also while nobody is signed in on them; the view gets the Coworking."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        device = paired(request)
        if not request.user.is_authenticated and device is None:
            return _sign_in_first(request)
        known = Coworking.objects.select_related("operator")
        coworking = kwargs["coworking"] = get_object_or_404(known, slug=kwargs["coworking"])
        found = cast("AtTill", request)
        found.device = device if device and device.till.coworking == coworking else None
        found.seller = _seller(request, coworking)
        if found.device is None and found.seller is None:
            if request.user.is_authenticated:
                raise Http404
            return _sign_in_first(request)
        answer = _private(request, view(found, *args, **kwargs))
        return seen(request, found.device, answer)

    return _mark(guarded, "till")


def manager_only(view: View) -> Marked:
    """Managers of the coworking in the address."""
    return _scoped(view, "coworking", _managed, mark="manager")


def adviser_only(view: View) -> Marked:
    """Advisers of the legal entity in the address."""
    return _scoped(view, "entity", _advised)


def _scoped(
    view: View, name: str, find: Callable[[User, str], object], mark: str | None = None
) -> Marked:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _sign_in_first(request)
        kwargs[name] = find(request.user, kwargs[name])
        return _private(request, view(cast("Reader", request), *args, **kwargs))

    return _mark(guarded, mark or {"coworking": "desk", "entity": "adviser"}.get(name, name))


def _maker(user: User, slug: str) -> Maker:
    return get_object_or_404(makers_of(user), slug=slug)


def _desk(user: User, slug: str) -> Coworking:
    coworking = get_object_or_404(Coworking.objects.select_related("operator"), slug=slug)
    if not may_sell(user, coworking):
        raise Http404
    return coworking


def _seller(request: HttpRequest, coworking: Coworking) -> User | None:
    user = request.user
    return user if isinstance(user, User) and may_sell(user, coworking) else None


def _managed(user: User, slug: str) -> Coworking:
    coworking = get_object_or_404(Coworking.objects.select_related("operator"), slug=slug)
    if not may_settle(user, coworking):
        raise Http404
    return coworking


def _advised(user: User, slug: str) -> object:
    return get_object_or_404(entities_of(user), slug=slug)


def _sign_in_first(request: HttpRequest) -> HttpResponseBase:
    """Signing in leads back to where the reader was: what was sent cannot be sent again by it."""
    read = request.method in ("GET", "HEAD")
    return redirect_to_login(request.get_full_path() if read else came_from(request) or "/")


def _private(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """What is shown to one reader is kept for no other by anything on the way.

    Scripts of these pages send acts: the token they need comes along, also where no form stands.
    """
    get_token(request)
    if not response.has_header("Cache-Control"):
        patch_cache_control(response, private=True)
    return response


def _mark(view: View, access: str) -> Marked:
    marked = cast("Marked", view)
    marked.access = access
    return marked
