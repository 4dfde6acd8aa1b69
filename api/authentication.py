"""Who asks: the person a token stands for, or who signs at a paired device.

A browser session is the third way in.
"""

from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import (
    BaseAuthentication,
    SessionAuthentication,
    get_authorization_header,
)
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from consign.days import local_day
from consign.people.models import Token, User
from consign.people.operations import note_token_use
from consign.people.queries import token_digest, token_with, with_pin
from consign.till.devices import COOKIE, device_with
from consign.till.models import Device
from consign.till.pairing import note_device_seen

# At a paired device: the key of the person who signs.
SELLER = "Till-Seller"


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer TOKEN`; from here on the answer speaks the person's language.

    The page language is put back by consign.web.language when the request is over.
    """

    def authenticate(self, request: Request) -> tuple[User, Token] | None:
        scheme, _space, key = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        now = timezone.now()
        token = token_with(token_digest(key.strip().decode("latin-1")))
        if token is None or not token.user.is_active:
            raise AuthenticationFailed(_("This token is not known here."), "unknown_token")
        if token.revoked_at is not None:
            raise AuthenticationFailed(_("This token was revoked."), "token_revoked")
        if token.expires_at is not None and token.expires_at <= now:
            raise AuthenticationFailed(
                _("This token has expired. Make a new one."), "token_expired"
            )
        note_token_use(token=token, on=local_day(now))
        translation.activate(token.user.language)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002
        return "Bearer"


class DeviceAuthentication(SessionAuthentication):
    """The cookie of a paired device, and `Till-Seller`: who of its desk has signed with their PIN.

    The device has checked the PIN, so that it can without network.  As with every cookie, what
    writes must carry the token against forgery.  The header goes before a session; of somebody who
    is signed in without a device it may only name themselves.
    """

    def authenticate(self, request: Request) -> tuple[User, Any] | None:
        seller = request.headers.get(SELLER)
        if seller is None:
            return None
        secret = request.COOKIES.get(COOKIE, "")
        device = device_with(secret)
        if device is None:
            _expect_themselves(request, seller, was_paired=bool(secret))
            return None
        user = _at_desk(device, seller)
        self.enforce_csrf(request)
        note_device_seen(device=device, on=local_day(timezone.now()))
        return user, device

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002
        return "Bearer"


def _expect_themselves(request: Request, seller: str, *, was_paired: bool) -> None:
    """Without a paired device nobody signs for another."""
    user = request._request.user
    if was_paired and str(user.pk) != seller:
        raise AuthenticationFailed(
            _("This device is no longer paired. Ask a manager to pair it again."), "device_revoked"
        )
    if user.is_authenticated and str(user.pk) != seller:
        raise _unknown_seller()


def _at_desk(device: Device, seller: str) -> User:
    """The person of the device's desk with this key, if they have a PIN."""
    members = with_pin(device.till.coworking)
    member = members.filter(user=int(seller)).first() if _is_key(seller) else None
    if member is None:
        raise _unknown_seller()
    return member.user


def _is_key(text: str) -> bool:
    """Whether a text is the key of a row, in a range every database has a column for."""
    return text.isascii() and text.isdigit() and len(text) <= 18


def _unknown_seller() -> AuthenticationFailed:
    return AuthenticationFailed(
        _("Who signed has no PIN at this desk any more. Sign again."), "unknown_seller"
    )
