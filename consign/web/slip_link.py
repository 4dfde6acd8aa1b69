"""The mailed link to a slip: whoever has it reads the slip and gives its maker's word.

Opening it says nothing: mail programs open links to look at them, only a button's POST speaks.
"""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consign.refusal import Refused
from consign.slips.links import slip_with
from consign.slips.models import How, Slip
from consign.web.access import public
from consign.web.slip_word import Word, word_on
from consign.web.slips import condition, paper


def _of_slip(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Find the slip of the link, and show it in its maker's language.  No search engine lists it,
    and its address is told to no other site."""

    @wraps(view)
    def found(request: HttpRequest, token: str, **more: int) -> HttpResponseBase:
        try:
            slip = slip_with(token)
        except Refused as refused:
            shown: HttpResponseBase = render(
                request, "portal/slip_link_old.html", {"why": str(refused)}, status=404
            )
        else:
            person = slip.maker.person
            language = person.language if person else slip.language
            request.LANGUAGE_CODE = language
            with translation.override(language):
                shown = view(request, slip, token, **more)
            shown["Content-Language"] = language
        shown["X-Robots-Tag"] = "noindex, nofollow"
        shown["Referrer-Policy"] = "same-origin"
        return shown

    return found


@public
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@_of_slip
def page(request: HttpRequest, slip: Slip, token: str) -> HttpResponse:
    """The slip; a button says yes to it, another what differs."""
    context, status = word_on(request, slip, Word(how=How.LINK, by=None, at=timezone.now()))
    if status == 302:
        return redirect("slip_link", token)
    return render(request, "portal/slip_link.html", {"token": token, **context}, status=status)


@public
@require_safe
@never_cache
@_of_slip
def pdf(_request: HttpRequest, slip: Slip, _token: str) -> HttpResponse:
    """The slip on paper."""
    return paper(slip)


@public
@require_safe
@_of_slip
def photo(_request: HttpRequest, slip: Slip, _token: str, position: int) -> HttpResponseBase:
    """The photo of a line's condition."""
    return condition(slip, position)
