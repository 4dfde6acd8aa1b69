"""The link in a mail by which one chooses, without signing in, whether to get more like it."""

from collections.abc import Callable

from django.core import signing
from django.utils.translation import gettext_lazy as _

from consign.notices.models import Kind
from consign.people.models import User
from consign.refusal import Refused

SALT = "consign.notices"


class NoSuchLink(Refused):
    code = "notice_link_unknown"
    sentence = _("This link was not copied whole. Sign in and choose on your account’s page.")


def choice_token(user: User, kind: Kind) -> str:
    """The part of an address under which one choice of one person is made; good for ever, and for
    nothing else."""
    return signing.dumps([user.pk, kind.value], salt=SALT)


def choice_address(base_url: str) -> Callable[[str], str]:
    """How the address of a choice is made of its token."""
    return lambda token: f"{base_url.rstrip('/')}/mail/{token}/"


def chosen_with(token: str) -> tuple[User, Kind]:
    """Whose choice, and of what, a link is for.  Refused: NoSuchLink."""
    try:
        pk, kind = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        raise NoSuchLink from None
    user = User.objects.filter(pk=pk, is_active=True).first()
    if user is None:
        raise NoSuchLink
    return user, Kind(kind)
