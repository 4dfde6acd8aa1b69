"""Who asks: the person a token stands for.  A browser session is the other way in."""

from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from consign.days import local_day
from consign.people.models import Token, User
from consign.people.operations import note_token_use
from consign.people.queries import token_digest, token_with


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
