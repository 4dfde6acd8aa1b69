"""Writes about tills and the devices paired with them: opening, inviting, pairing, revoking."""

import secrets
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from consign.codes.label import ALPHABET
from consign.journal.operations import note
from consign.people.models import Coworking, User
from consign.people.operations import AlreadyKnown, NoName
from consign.refusal import Refused
from consign.till.devices import InvitationUsed, digest, invited
from consign.till.models import Device, Till

INVITED_FOR = timedelta(minutes=15)
# As many signs as nobody can guess: five random bits each.
INVITATION_LENGTH = 20
LONGEST_NAME = 40


class NameTooLong(Refused):
    code = "name_too_long"
    sentence = _("A name has at most %(most)s characters.")


def open_till(*, coworking: Coworking, name: str, by: User, at: datetime) -> Till:
    """One more drawer, counted and closed by itself.

    Refused: NoName, NameTooLong, AlreadyKnown.
    """
    till = Till(coworking=coworking, name=_named(name))
    _save_till(till, "open till", by, at)
    return till


def rename_till(*, till: Till, name: str, by: User, at: datetime) -> Till:
    """What a drawer is called from now on.  Refused: NoName, NameTooLong, AlreadyKnown."""
    wanted = _named(name)
    if till.name != wanted:
        till.name = wanted
        _save_till(till, "rename till", by, at)
    return till


def invite_device(*, till: Till, name: str, by: User, at: datetime) -> tuple[Device, str]:
    """A device to be paired with a till, and the invitation it pairs itself with.

    The invitation works once, for 15 minutes; it is told here alone and kept only as a hash.
    Refused: NoName, NameTooLong.
    """
    invitation = "".join(secrets.choice(ALPHABET) for _sign in range(INVITATION_LENGTH))
    with transaction.atomic():
        device = Device.objects.create(
            till=till,
            name=_named(name),
            invitation=digest(invitation),
            invited_by=by,
            invited_at=at,
            invited_until=at + INVITED_FOR,
        )
        _note(device, "invite device", by, at)
    return device, invitation


def pair_device(*, invitation: str, by: User | None, at: datetime) -> tuple[Device, str]:
    """The device is paired with its till; from now on it is known by the secret told here alone.

    `by` is who is signed in on it, if anybody is.  Two uses at once: one pairs, the other is
    refused.  Refused: InvitationUnknown, InvitationUsed, InvitationExpired.
    """
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        device = invited(invitation, at)
        waiting = Device.objects.filter(pk=device.pk, secret__isnull=True, revoked_at__isnull=True)
        if not waiting.update(secret=digest(secret), paired_at=at):
            raise InvitationUsed
        device.refresh_from_db(fields=["secret", "paired_at"])
        _note(device, "pair device", by, at)
    return device, secret


def rename_device(*, device: Device, name: str, by: User, at: datetime) -> Device:
    """What a device is called from now on, also on tickets it sold.  Refused: NoName,
    NameTooLong."""
    wanted = _named(name)
    if device.name != wanted:
        device.name = wanted
        with transaction.atomic():
            device.save(update_fields=["name"])
            _note(device, "rename device", by, at)
    return device


def revoke_device(*, device: Device, by: User, at: datetime) -> Device:
    """The device sells no more, and an invitation to it pairs nothing; again is no error.

    What waits on it unsent stays there: once it is paired anew, it is sent.
    """
    with transaction.atomic():
        known = Device.objects.filter(pk=device.pk, revoked_at__isnull=True)
        if known.update(revoked_at=at, revoked_by=by):
            _note(device, "revoke device", by, at)
    device.refresh_from_db()
    return device


def note_device_seen(*, device: Device, on: date) -> bool:
    """Keep the day a device was last seen; True when it is the first time on that day."""
    if device.seen_on == on:
        return False
    unseen = Device.objects.filter(pk=device.pk).exclude(seen_on=on)
    return bool(unseen.update(seen_on=on))


def _named(name: str) -> str:
    wanted = name.strip()
    if not wanted:
        raise NoName(place="name")
    if len(wanted) > LONGEST_NAME:
        raise NameTooLong(place="name", most=LONGEST_NAME)
    return wanted


def _save_till(till: Till, verb: str, by: User, at: datetime) -> None:
    try:
        with transaction.atomic():
            till.save()
            note(by=by, at=at, verb=verb, subject=f"till {till.pk}", chain=till.coworking.slug)
    except IntegrityError:
        raise AlreadyKnown(place="name", what=till.name) from None


def _note(device: Device, verb: str, by: User | None, at: datetime) -> None:
    chain = device.till.coworking.slug
    note(by=by, at=at, verb=verb, subject=f"device {device.pk}", chain=chain, till=device.till_id)
