"""What a device keeps of the till: the service worker, its files, the page without network."""

import hashlib
import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from consign.people.models import Coworking
from consign.web.access import AtTill, public, till_only

# Everything the till's page names; its scripts lie in one folder and are taken whole.
SCRIPTS = "js/till"
FILES = (
    "css/consign.css",
    "css/scan.css",
    "css/desk.css",
    "css/till.css",
    "img/apple-touch-icon.png",
    "img/favicon.svg",
    "img/icon-192.png",
    "img/icons.svg",
    "js/scan.js",
    "js/scan-worker.js",
    "js/wedge.js",
    "zxing/zxing.js",
    "zxing/zxing_reader.wasm",
    "zxing/zxing_writer.js",
    "zxing/zxing_writer.wasm",
)
ICONS = (("192x192", "icon-192", "any"), ("512x512", "icon-512", "any"))
MASKABLE = ("512x512", "icon-maskable-512", "maskable")


@public
@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """The service worker: changed whenever one of the files it keeps has changed."""
    response = HttpResponse(_worker(), content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response


@public
@require_safe
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """What is shown in place of a page that cannot be fetched; it is kept on the device."""
    return render(request, "offline.html")


@till_only
@require_safe
def manifest(_request: AtTill, coworking: Coworking) -> HttpResponse:
    """What a phone or tablet needs to install the till of one coworking."""
    till = reverse("desk_till", args=[coworking.slug])
    today = reverse("desk_today", args=[coworking.slug])
    told = {
        "id": till,
        "name": f"Consign · {coworking.name}",
        "short_name": coworking.name,
        "start_url": till,
        "scope": "/",
        "display": "standalone",
        "background_color": "#f7f4f2",
        "theme_color": "#8a2456",
        "icons": [
            {
                "src": static(f"img/{name}.png"),
                "type": "image/png",
                "sizes": size,
                "purpose": purpose,
            }
            for size, name, purpose in (*ICONS, MASKABLE)
        ],
        "shortcuts": [
            {"name": _("Till"), "url": till},
            {"name": _("Today"), "url": today},
        ],
    }
    return JsonResponse(told, content_type="application/manifest+json")


def shell() -> list[str]:
    """The static files the till needs, by name."""
    folder = Path(settings.BASE, "static", SCRIPTS)
    scripts = sorted(f"{SCRIPTS}/{path.name}" for path in folder.glob("*.js"))
    return [*FILES, *scripts]


@cache
def _kept_worker() -> str:
    names = shell()
    addresses = [static(name) for name in names]
    context = {
        "shell": json.dumps(addresses, indent=1),
        "offline": reverse("offline"),
        "sign_out": reverse("signout"),
        "static": settings.STATIC_URL,
        "media": settings.MEDIA_URL,
    }
    text = render_to_string("sw.js", context)
    digest = hashlib.sha256(text.encode())
    for name in names:
        digest.update(_content(name))
    return render_to_string("sw.js", {**context, "version": digest.hexdigest()[:12]})


def forget_worker() -> None:
    """The files may have changed: the next one is written anew."""
    _kept_worker.cache_clear()


def _worker() -> str:
    if settings.DEBUG:
        forget_worker()
    return _kept_worker()


def _content(name: str) -> bytes:
    found = finders.find(name)
    return Path(found).read_bytes() if isinstance(found, str) else b""
