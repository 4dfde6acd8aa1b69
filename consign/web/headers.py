"""What a browser may use on our pages, besides the content policy: the camera, nothing else."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class PermissionsPolicy:
    """Allows the camera to our own pages (the till scans with it)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=()"
        return response
