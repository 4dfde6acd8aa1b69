"""The link in a maker's mail: signed, good for one slip, for a month, and for nothing else.

It opens the slip without signing in.  Opening alone says nothing: mail programs open links to look
at them.
"""

from collections.abc import Callable
from datetime import timedelta

from django.core import signing
from django.utils.translation import gettext_lazy as _

from consign.letters.post import post
from consign.refusal import Refused
from consign.slips.models import Slip
from consign.slips.queries import slips, told

SALT = "consign.slip"
DAYS = 30


class LinkTooOld(Refused):
    code = "link_too_old"
    sentence = _(
        "This link is too old or was not copied whole. Ask the coworking to mail it again."
    )


def link_token(slip: Slip) -> str:
    """The part of an address that opens a slip for the person of its maker."""
    return signing.dumps([slip.pk, slip.maker.person_id], salt=SALT)


def slip_address(base_url: str) -> Callable[[str], str]:
    """How the address of a link is made of its token."""
    return lambda token: f"{base_url.rstrip('/')}/slips/{token}/"


def slip_with(token: str) -> Slip:
    """The slip a link was made for, while its maker is still the same person.

    Refused: LinkTooOld.
    """
    try:
        pk, person = signing.loads(token, salt=SALT, max_age=timedelta(days=DAYS))
    except signing.BadSignature:
        raise LinkTooOld from None
    known = told(slips()).filter(maker__person=person, maker__person__is_active=True)
    found = known.filter(pk=pk).first()
    if found is None:
        raise LinkTooOld
    return found


def mail_link(*, slip: Slip, address: Callable[[str], str]) -> bool:
    """Mail its maker a link to a slip, in their language; `address` makes it of its token.

    False where there is nobody to mail.
    """
    person = slip.maker.person
    if person is None or not person.is_active:
        return False
    post(
        name="slip",
        to=person.email,
        called=person.name,
        language=person.language,
        facts={
            "person": person,
            "slip": slip,
            "deposit": slip.kind == "deposit",
            "link": address(link_token(slip)),
            "days": DAYS,
        },
    )
    return True
