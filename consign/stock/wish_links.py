"""The link that tells which wish a passer-by means."""

from datetime import timedelta

from django.core import signing
from django.utils.translation import gettext_lazy as _

from consign.refusal import Refused
from consign.stock.models import HoldWish

SALT = "consign.wish"
# How long an address is known after the desk has answered, or was never confirmed.
REMEMBERED = timedelta(days=60)


class WishLinkSpent(Refused):
    code = "wish_link_spent"
    sentence = _("This link is too old or damaged. Ask again on the page of the piece.")


def wish_token(wish: HoldWish) -> str:
    """The part of an address that confirms a wish."""
    return signing.dumps(wish.pk, salt=SALT)


def wish_of(token: str) -> HoldWish:
    """The wish a link was made for; looking confirms nothing.  Refused: WishLinkSpent."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=REMEMBERED)
    except signing.BadSignature:
        raise WishLinkSpent from None
    found = HoldWish.objects.select_related("item__maker", "coworking", "hold").filter(pk=pk)
    wish = found.first()
    if wish is None:
        raise WishLinkSpent
    return wish
