"""How often somebody may try to sign in or a PIN, or ask, before having to wait."""

import hashlib
from contextlib import suppress

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

# Tries for one mail address in so many minutes; a device may serve a whole coworking.
TRIES, MINUTES = 10, 15
TRIES_OF_A_DEVICE = 60
# A hand on a slider asks ten times a second, and a whole coworking may share an address.
QUESTIONS_A_MINUTE = 1200
# Wrong PINs at one device in so many minutes.
WRONG_PINS, PIN_MINUTES = 5, 5


def too_often(request: HttpRequest, what: str, email: str) -> bool:
    """Count a try to do `what` with this address from this device; True when it is one too many."""
    tries = [
        _count(_key(what, email.lower())) > TRIES,
        _count(_key(what, _device(request))) > TRIES_OF_A_DEVICE,
    ]
    return any(tries)


def too_fast(request: HttpRequest, what: str) -> bool:
    """Count a question from this device; True when it asks more than hands can."""
    return _count(_key(what, _device(request)), seconds=60) > QUESTIONS_A_MINUTE


def forget(what: str, email: str) -> None:
    """It worked: the tries with this address count no more."""
    cache.delete(_key(what, email.lower()))


def pin_too_often(device: int) -> bool:
    """Count a try of a PIN at a device; True when too many before it were wrong."""
    return _count(_key("pin", str(device)), seconds=PIN_MINUTES * 60) > WRONG_PINS


def pin_was_right(device: int) -> None:
    """The try counted last was no wrong one."""
    with suppress(ValueError):
        # The waiting time may have ended meanwhile.
        cache.decr(_key("pin", str(device)))


def _count(key: str, *, seconds: int = MINUTES * 60) -> int:
    if cache.add(key, 1, seconds):
        return 1
    try:
        return cache.incr(key)
    except ValueError:
        # The waiting time ended between the two steps.
        return 1


def _key(what: str, who: str) -> str:
    return "tries:" + hashlib.sha256(f"{what} {who}".encode()).hexdigest()


def _device(request: HttpRequest) -> str:
    """The address the reader came from; behind our own proxy, the last one that it saw."""
    seen = request.headers.get("X-Forwarded-For", "") if settings.BEHIND_HTTPS else ""
    return seen.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")
