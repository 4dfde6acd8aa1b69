"""Signing in by a mailed link: signed, short-lived, good for one use."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from consign.letters.post import post
from consign.people.models import User
from consign.refusal import Refused

SALT = "consign.signin"


class LinkSpent(Refused):
    code = "link_spent"
    sentence = _("This link has been used or is too old. Ask for a new one below.")


def link_token(user: User) -> str:
    """The part of an address that signs this person in once, for settings.SIGNIN_LINK_MINUTES."""
    return signing.dumps([user.pk, user.signins], salt=SALT)


def mail_link(*, email: str, address: Callable[[str], str]) -> None:
    """Mail a sign-in link to whoever has this mail address; `address` makes it of its token.

    Says nothing about whether somebody has: the answer is the same for a stranger.
    """
    user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if user is not None:
        post(
            name="signin",
            to=user.email,
            called=user.name,
            language=user.language,
            facts={
                "person": user,
                "link": address(link_token(user)),
                "minutes": settings.SIGNIN_LINK_MINUTES,
            },
        )


def holder(token: str) -> User:
    """The person a link was made for, without spending it.  Refused: LinkSpent."""
    age = timedelta(minutes=settings.SIGNIN_LINK_MINUTES)
    try:
        pk, signins = signing.loads(token, salt=SALT, max_age=age)
    except signing.BadSignature:
        raise LinkSpent from None
    user = User.objects.filter(pk=pk, signins=signins, is_active=True).first()
    if user is None:
        raise LinkSpent
    return user


def spend(token: str) -> User:
    """The person a link was made for; the link, and every other one they hold, stops working.

    Two uses at once: one signs in, the other is refused with LinkSpent.
    """
    with transaction.atomic():
        user = holder(token)
        spent = User.objects.filter(pk=user.pk, signins=user.signins).update(
            signins=F("signins") + 1
        )
    if not spent:
        raise LinkSpent
    return user
