"""What search engines may read: robots.txt and the sitemap, each page in every language."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import index, sitemap
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language

from consign.codes.address import public_url
from consign.people.models import LANGUAGES, Coworking, Maker
from consign.people.queries import coworkings
from consign.stock.models import Item
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


class _InEachLanguage(Sitemap):  # type: ignore[type-arg]
    """Pages that are there in four languages; their address says which."""

    i18n = alternates = True
    languages = [code for code, _name in LANGUAGES]
    limit = 10_000

    def location(self, item: Any) -> str:
        return f"{self.address(item)}?lang={get_language()}"

    def address(self, item: Any) -> str:
        raise NotImplementedError


class _Homes(_InEachLanguage):
    def items(self) -> list[str]:
        return ["home"]

    def address(self, item: str) -> str:
        return reverse(item)


class _Coworkings(_InEachLanguage):
    def items(self) -> Any:
        return coworkings()

    def address(self, item: Coworking) -> str:
        return reverse("window", args=[item.slug])


class _Makers(_InEachLanguage):
    def items(self) -> Any:
        return makers_on_show()

    def address(self, item: Maker) -> str:
        return reverse("maker", args=[item.slug])


class _Pieces(_InEachLanguage):
    def items(self) -> Any:
        return found(Wanted()).prefetch_related(None).order_by("pk")

    def address(self, item: Item) -> str:
        return f"/I/{item.code}"

    def lastmod(self, item: Item) -> Any:
        return item.created_at


PARTS: dict[str, type[_InEachLanguage]] = {
    "homes": _Homes,
    "windows": _Coworkings,
    "makers": _Makers,
    "pieces": _Pieces,
}


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


def _parts(request: HttpRequest) -> dict[str, Any]:
    parts = {name: kind() for name, kind in PARTS.items()}
    for one in parts.values():
        one.protocol = urlsplit(public_url(request)).scheme
    return parts


def _as_known(request: HttpRequest) -> HttpRequest:
    """The request as if it had come by the address people know us under."""
    request.META["HTTP_HOST"] = urlsplit(public_url(request)).netloc
    return request
