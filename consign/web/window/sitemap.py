"""What search engines may read: robots.txt and the sitemap, each page in every language."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import index, sitemap
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language

from consign.codes.address import public_url
from consign.people.models import LANGUAGES
from consign.people.queries import coworkings
from consign.stock.on_show import Wanted, found, makers_on_show
from consign.web.access import public
from consign.web.window.freshness import kept_a_minute

ROBOTS = """User-agent: *
Disallow: /signin/
Disallow: /keep/
Disallow: /search/
Disallow: /T/
Disallow: /slips/

Sitemap: {base}/sitemap.xml
"""


class Pages(Sitemap):  # type: ignore[type-arg]
    """Pages that are there in four languages; their address says which.

    `every` gives what has a page, `path` the page's address; `since` since when it is there, where
    that is known.
    """

    i18n = alternates = True
    languages = [code for code, _name in LANGUAGES]
    limit = 10_000

    def __init__(
        self,
        every: Callable[[], Any],
        path: Callable[[Any], str],
        since: Callable[[Any], datetime] | None = None,
    ) -> None:
        self.items, self.path = every, path  # type: ignore[method-assign]
        if since is not None:
            self.lastmod = since

    def location(self, item: Any) -> str:
        return f"{self.path(item)}?lang={get_language()}"


def _parts(request: HttpRequest) -> dict[str, Any]:
    parts = {
        "homes": Pages(lambda: ["home"], reverse),
        "windows": Pages(coworkings, lambda one: reverse("window", args=[one.slug])),
        "makers": Pages(makers_on_show, lambda one: reverse("maker", args=[one.slug])),
        "pieces": Pages(
            lambda: found(Wanted()).prefetch_related(None).order_by("pk"),
            lambda item: f"/I/{item.code}",
            lambda item: item.created_at,
        ),
    }
    for one in parts.values():
        one.protocol = urlsplit(public_url(request)).scheme
    return parts


@public
@kept_a_minute
def every(request: HttpRequest) -> HttpResponseBase:
    """The list of sitemaps."""
    return index(_as_known(request), _parts(request), sitemap_url_name="sitemap_part")


@public
@kept_a_minute
def part(request: HttpRequest, section: str) -> HttpResponseBase:
    """One sitemap."""
    return sitemap(_as_known(request), _parts(request), section)


@public
@kept_a_minute
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines leave alone, and where the sitemap is."""
    text = ROBOTS.format(base=public_url(request))
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def _as_known(request: HttpRequest) -> HttpRequest:
    """The request as if it had come by the address people know us under."""
    request.META["HTTP_HOST"] = urlsplit(public_url(request)).netloc
    return request
