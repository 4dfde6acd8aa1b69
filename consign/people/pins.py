"""Choosing and clearing a PIN: the digits a person signs with at a paired device."""

import secrets
from datetime import datetime
from itertools import pairwise

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from consign.journal.operations import note
from consign.people.hashing import hash_of
from consign.people.models import Coworking, Membership, User
from consign.refusal import Refused

SALT_BYTES = 16
SHORTEST, LONGEST = 4, 6
DIGITS = frozenset("0123456789")


class NotAPin(Refused):
    code = "not_a_pin"
    sentence = _("A PIN has four to six digits.")


class EasyPin(Refused):
    code = "easy_pin"
    sentence = _("This PIN is the first anybody would try. Choose digits without a pattern.")


class NotAtThisDesk(Refused):
    code = "not_at_this_desk"
    sentence = _("%(person)s does not stand at the desk of %(coworking)s.")


def set_pin(*, coworking: Coworking, user: User, pin: str, by: User, at: datetime) -> Membership:
    """The PIN a person signs with at a coworking's devices from now on; only its hash is kept.

    Two people may have the same one: saying so would tell it.  Refused: NotAPin, EasyPin,
    NotAtThisDesk.
    """
    _expect_a_good_one(pin)
    salt = secrets.token_hex(SALT_BYTES)
    return _write(coworking, user, salt, hash_of(pin, salt), by, at)


def clear_pin(*, coworking: Coworking, user: User, by: User, at: datetime) -> Membership:
    """The person signs no more until they have chosen another PIN.  Refused: NotAtThisDesk."""
    return _write(coworking, user, "", "", by, at)


def _expect_a_good_one(pin: str) -> None:
    if not SHORTEST <= len(pin) <= LONGEST or not set(pin) <= DIGITS:
        raise NotAPin(place="pin")
    digits = [int(sign) for sign in pin]
    steps = {(after - before) % 10 for before, after in pairwise(digits)}
    half, odd = divmod(len(pin), 2)
    # 1111, 1234, 9876, 2468; 1212, 123123.
    if len(steps) == 1 or (not odd and pin[:half] == pin[half:]):
        raise EasyPin(place="pin")


def _write(
    coworking: Coworking, user: User, salt: str, kept: str, by: User, at: datetime
) -> Membership:
    with transaction.atomic():
        known = Membership.objects.select_for_update().filter(coworking=coworking, user=user)
        member = known.first()
        if member is None:
            raise NotAtThisDesk(person=user.name, coworking=coworking.name)
        member.pin_salt, member.pin_hash = salt, kept
        member.pin_set_at = at if kept else None
        member.save(update_fields=["pin_salt", "pin_hash", "pin_set_at"])
        verb = "set PIN" if kept else "clear PIN"
        note(by=by, at=at, verb=verb, subject=f"user {user.pk}", chain=coworking.slug)
    return member
