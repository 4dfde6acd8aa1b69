"""What a page of the street says about itself to search engines and to whoever is sent its address.

Open Graph for previews, schema.org as JSON-LD for search engines, one address for each language.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from consign.codes.address import public_url
from consign.people.models import LANGUAGES, Coworking, Maker
from consign.stock.models import Item, Photo

REGIONS = {"fr": "fr_BE", "nl": "nl_BE", "de": "de_BE", "en": "en_GB"}
# What else of an address makes another page; all the rest of it is left out of the true address.
PARTS = ("page", "lang")
SCHEMA = "https://schema.org"
UNSAFE = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}

Data = Mapping[str, Any]


@dataclass(frozen=True)
class Shared:
    """A page's own address, its addresses in each language, its picture and its data.

    `feed` is where its newest pieces are read as a feed; a page that is not `listed` asks search
    engines to leave it out.
    """

    address: str
    others: list[tuple[str, str]]
    locale: str
    kind: str = "website"
    picture: str = ""
    width: int = 0
    height: int = 0
    data: Data = field(default_factory=dict)
    feed: str = ""
    listed: bool = True

    @property
    def json(self) -> SafeString:
        """The data as it may stand inside a script element, whatever a story has in it."""
        text = json.dumps({"@context": SCHEMA, **self.data}, ensure_ascii=False)
        # No sign that is left in it can end the element.
        return mark_safe(text.translate(UNSAFE))


def shared(
    request: HttpRequest,
    *,
    data: Data,
    kind: str = "website",
    photo: Photo | None = None,
    feed: str = "",
    listed: bool = True,
) -> Shared:
    """What a page says about itself; `feed` is a path."""
    base = public_url(request)
    kept = {part: request.GET[part] for part in PARTS if request.GET.get(part)}
    language = getattr(request, "LANGUAGE_CODE", "en")
    picture, width, height = f"{base}{static('img/icon-512.png')}", 512, 512
    if photo is not None:
        picture, width, height = f"{base}{photo.large.url}", photo.width, photo.height
    return Shared(
        address=_address(base, request.path, kept),
        others=[
            (code, _address(base, request.path, {**kept, "lang": code}))
            for code, _name in LANGUAGES
        ],
        locale=REGIONS[language],
        kind=kind,
        picture=picture,
        width=width,
        height=height,
        data=data,
        feed=f"{base}{feed}" if feed else "",
        listed=listed,
    )


def website(base: str) -> Data:
    """The whole installation, and how it is searched."""
    found = f"{base}{reverse('search')}?q={{search_term_string}}"
    action = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": found},
        "query-input": "required name=search_term_string",
    }
    return {"@type": "WebSite", "name": "Consign", "url": f"{base}/", "potentialAction": action}


def store(coworking: Coworking, base: str, items: Iterable[Item] = ()) -> Data:
    """A coworking as a shop with its address, and the pieces a page of it lists."""
    told: dict[str, Any] = {
        "@type": "Store",
        "name": coworking.name,
        "url": base + reverse("window", args=[coworking.slug]),
        "description": coworking.story,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": coworking.street,
            "postalCode": coworking.postcode,
            "addressLocality": coworking.town,
            "addressCountry": "BE",
        },
    }
    listed = _listed(items, base)
    return told | ({"hasOfferCatalog": listed} if listed else {})


def brand(maker: Maker, base: str, items: Iterable[Item] = ()) -> Data:
    """A maker's page."""
    told: dict[str, Any] = {
        "@type": "Brand",
        "name": maker.name,
        "url": base + reverse("maker", args=[maker.slug]),
        "description": maker.story or maker.craft,
    }
    listed = _listed(items, base)
    page: dict[str, Any] = {"@type": "ProfilePage", "mainEntity": told}
    return page | ({"hasPart": listed} if listed else {})


def product(item: Item, places: Iterable[Coworking], base: str) -> Data:
    """A piece: what it is, what it costs, whether and where it can be bought.

    https://developers.google.com/search/docs/appearance/structured-data/product-snippet
    """
    here = list(places)
    availability = "InStoreOnly" if here else "SoldOut"
    address = f"{base}/I/{item.code}"
    told: dict[str, Any] = {
        "@type": "Product",
        "name": item.title,
        "sku": item.code,
        "url": address,
        "brand": {"@type": "Brand", "name": item.maker.name},
        "image": [f"{base}{photo.large.url}" for photo in item.photos.all()],
        "description": item.story or item.materials or item.title,
        "offers": {
            "@type": "Offer",
            "url": address,
            "price": str(item.price),
            "priceCurrency": "EUR",
            "itemCondition": f"{SCHEMA}/NewCondition",
            "availability": f"{SCHEMA}/{availability}",
            "availableAtOrFrom": [store(coworking, base) for coworking in here],
        },
    }
    more = {"material": item.materials, "size": item.size}
    return told | {name: text for name, text in more.items() if text}


def _listed(items: Iterable[Item], base: str) -> Data:
    rows = [
        {"@type": "ListItem", "position": place, "url": f"{base}/I/{item.code}", "name": item.title}
        for place, item in enumerate(items, 1)
    ]
    return {"@type": "ItemList", "itemListElement": rows} if rows else {}


def _address(base: str, path: str, parts: Mapping[str, str]) -> str:
    return f"{base}{path}" + (f"?{urlencode(parts)}" if parts else "")
