"""Addresses a reader comes from and goes to."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def ours(request: HttpRequest, address: str) -> str:
    """The address, if it leads to a page of ours; otherwise nothing."""
    known = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if known else ""


def came_from(request: HttpRequest) -> str:
    """The page of ours that a form was sent from, without its host; nothing when unknown."""
    parts = urlsplit(ours(request, request.headers.get("Referer", "")))
    return ours(request, parts._replace(scheme="", netloc="", fragment="").geturl())
