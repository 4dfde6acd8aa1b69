"""What is shown when a form comes from a page that has grown old."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from consign.web.addresses import came_from


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """The form's token does not fit: the page is old, somebody signed in since, or no cookies."""
    return render(request, "403_csrf.html", {"back": came_from(request)}, status=403)
