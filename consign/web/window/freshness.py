"""How long a page of the street may be kept by whatever lies between us and its reader."""

from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page

from consign.web.access import View

A_MINUTE = 60


def kept_a_minute(view: View) -> View:
    """For strangers a page is kept for a minute, then asked for again by what it was (ETag).

    What somebody who is signed in reads has their own name and buttons on it: that is theirs alone.
    """

    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if request.user.is_authenticated or getattr(request, "device", None):
            patch_cache_control(response, private=True)
        elif response.status_code == 200:
            patch_cache_control(response, public=True, max_age=A_MINUTE)
        return response

    return conditional_page(kept)
