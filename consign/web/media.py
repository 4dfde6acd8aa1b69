"""Photos of pieces: public, written anew by us, never changed, so browsers may keep them."""

import re

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.templatetags.static import static

from consign.stock.web_photos import WIDTHS, web_photo
from consign.web.access import public

A_YEAR = 60 * 60 * 24 * 365
PHOTO = re.compile(r"photos/[A-Za-z0-9_-]+\.jpg")
WEB = re.compile(r"(photos/[A-Za-z0-9_-]+)-(\d{3,4})\.webp")


@public
def photo(_request: HttpRequest, name: str) -> HttpResponseBase:
    """One photo; only what lies in the photos folder is ever served, in the sizes there are."""
    try:
        file = default_storage.open(_known(name))
    except (FileNotFoundError, IsADirectoryError):
        raise Http404 from None
    response = FileResponse(file, content_type=f"image/{'webp' if WEB.match(name) else 'jpeg'}")
    response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return response


def _known(name: str) -> str:
    """The name of a picture that may be served.  FileNotFoundError; Http404 for all else."""
    if PHOTO.fullmatch(name):
        return name
    asked = WEB.fullmatch(name)
    if asked is None or int(asked[2]) not in WIDTHS:
        raise Http404
    return web_photo(f"{asked[1]}.jpg", int(asked[2]))


@public
def favicon(_request: HttpRequest) -> HttpResponseBase:
    """Where browsers look for an icon when they show something without a page, such as a PDF."""
    return redirect(static("img/icon-192.png"), permanent=True)
