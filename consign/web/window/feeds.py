"""New pieces as a feed (RSS 2.0 and JSON Feed 1.1): of all windows, of one, of a maker."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Enclosure, Rss201rev2Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consign.codes.address import public_url
from consign.money.text import money
from consign.people.models import Maker
from consign.people.queries import coworkings
from consign.stock.models import Item
from consign.stock.on_show import Wanted, found, on_show, on_show_of
from consign.web.access import public
from consign.web.window.freshness import kept_a_minute

NEWEST = 30
JSON_FEED = "https://jsonfeed.org/version/1.1"


@dataclass(frozen=True)
class Newest:
    """What a feed tells: its name, the page it belongs to, and the newest pieces on it."""

    title: str
    page: str
    items: list[Item]


@public
@kept_a_minute
def everywhere(request: HttpRequest, kind: str = "xml") -> HttpResponse:
    """New pieces in every window."""
    return _feed(request, kind, Newest(_("New in the windows"), "/", _newest(found(Wanted()))))


@public
@kept_a_minute
def coworking(request: HttpRequest, coworking: str, kind: str = "xml") -> HttpResponse:
    """New pieces in a coworking's window."""
    place = get_object_or_404(coworkings(), slug=coworking)
    page = reverse("window", args=[place.slug])
    return _feed(request, kind, Newest(place.name, page, _newest(on_show(place))))


@public
@kept_a_minute
def maker(request: HttpRequest, maker: str, kind: str = "xml") -> HttpResponse:
    """New pieces of a maker, wherever they are on show."""
    who = get_object_or_404(Maker, slug=maker, online=True)
    page = reverse("maker", args=[who.slug])
    return _feed(request, kind, Newest(who.name, page, _newest(on_show_of(who))))


def _newest(items: Any) -> list[Item]:
    return list(items[:NEWEST])


def _feed(request: HttpRequest, kind: str, newest: Newest) -> HttpResponse:
    write: Callable[[Newest, str, str], HttpResponse] | None = {"xml": _rss, "json": _json}.get(
        kind
    )
    if write is None:
        raise Http404
    base = public_url(request)
    return write(newest, base, base + request.path)


def _rss(newest: Newest, base: str, own: str) -> HttpResponse:
    feed = Rss201rev2Feed(
        title=newest.title,
        link=base + newest.page,
        description=_("Handmade pieces, as they come into the window."),
        language=get_language(),
        feed_url=own,
    )
    for item in newest.items:
        address = _address(base, item)
        feed.add_item(
            title=f"{item.title} · {item.maker.name}",
            link=address,
            description=_told(item),
            unique_id=address,
            unique_id_is_permalink=True,
            pubdate=item.created_at,
            enclosures=[Enclosure(picture, "0", "image/jpeg") for picture in _pictures(base, item)],
        )
    return HttpResponse(
        feed.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8"
    )


def _json(newest: Newest, base: str, own: str) -> HttpResponse:
    rows = []
    for item in newest.items:
        address, pictures = _address(base, item), _pictures(base, item)
        row = {
            "id": address,
            "url": address,
            "title": item.title,
            "content_text": _told(item),
            "date_published": item.created_at.isoformat(),
            "authors": [{"name": item.maker.name}],
        }
        rows.append(row | ({"image": pictures[0]} if pictures else {}))
    told = {
        "version": JSON_FEED,
        "title": newest.title,
        "home_page_url": base + newest.page,
        "feed_url": own,
        "language": get_language(),
        "items": rows,
    }
    answer = JsonResponse(told, json_dumps_params={"ensure_ascii": False})
    answer["Content-Type"] = "application/feed+json; charset=utf-8"
    return answer


def _address(base: str, item: Item) -> str:
    return f"{base}/I/{item.code}"


def _told(item: Item) -> str:
    told = [money(item.price, get_language() or "en"), item.materials, item.story]
    return " · ".join(text for text in told if text)


def _pictures(base: str, item: Item) -> list[str]:
    return [base + photo.large.url for photo in item.photos.all()[:1]]
