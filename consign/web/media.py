"""Photos of pieces: public, written anew by us, never changed, so browsers may keep them."""

import re

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.templatetags.static import static

from consign.web.access import public

A_YEAR = 60 * 60 * 24 * 365
PHOTO = re.compile(r"photos/[A-Za-z0-9_-]+\.jpg")


@public
def photo(_request: HttpRequest, name: str) -> HttpResponseBase:
    """One photo; only JPEGs from the photos folder are ever served."""
    if not PHOTO.fullmatch(name):
        raise Http404
    try:
        file = default_storage.open(name)
    except (FileNotFoundError, IsADirectoryError):
        raise Http404 from None
    response = FileResponse(file, content_type="image/jpeg")
    response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return response


@public
def favicon(_request: HttpRequest) -> HttpResponseBase:
    """Where browsers look for an icon when they show something without a page, such as a PDF."""
    return redirect(static("img/icon-192.png"), permanent=True)
