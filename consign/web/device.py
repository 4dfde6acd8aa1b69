"""The cookie by which a paired device is known."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from consign.days import local_day
from consign.till.devices import COOKIE, device_with
from consign.till.models import Device
from consign.till.pairing import note_device_seen

# The longest that browsers keep a cookie; every day of use begins it anew.
DAYS = 400


def paired(request: HttpRequest) -> Device | None:
    """The device a request comes from; None for every browser that is not paired, or no more."""
    return device_with(request.COOKIES.get(COOKIE, ""))


def remember(response: HttpResponseBase, secret: str) -> None:
    """Make of the browser that gets this answer the device with this secret."""
    response.set_cookie(
        COOKIE,
        secret,
        max_age=DAYS * 24 * 60 * 60,
        httponly=True,
        samesite="Lax",
        secure=settings.BEHIND_HTTPS,
    )


def seen(
    request: HttpRequest, device: Device | None, response: HttpResponseBase
) -> HttpResponseBase:
    """Note that a device was there, once a day."""
    if device and note_device_seen(device=device, on=local_day(timezone.now())):
        remember(response, request.COOKIES[COOKIE])
    return response
