"""Which language a page is in: its address, the reader's profile, their choice, the browser's."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from consign.people.models import LANGUAGES

NAMED = "lang"


class ReaderLanguage:
    """Activates the reader's language for the page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(settings.MEDIA_URL):
            # A photo says the same in every language, and is kept for everyone alike.
            return self.get_response(request)
        language = language_of(request)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


def language_of(request: HttpRequest) -> str:
    """The one the address names (`?lang=nl`, as search engines keep it), then a signed-in person's
    own; otherwise the cookie's, then the browser's."""
    named = request.GET.get(NAMED, "")
    if named in dict(LANGUAGES):
        return named
    if request.user.is_authenticated:
        return request.user.language
    return translation.get_language_from_request(request)
