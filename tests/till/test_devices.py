"""Tills are opened, devices invited, paired once, and revoked."""

from datetime import date, timedelta

import pytest

from consign.journal.models import Event
from consign.people.models import Coworking, User
from consign.people.operations import AlreadyKnown, NoName
from consign.till.devices import (
    InvitationExpired,
    InvitationUnknown,
    InvitationUsed,
    device_with,
    devices_at,
    digest,
    invited,
)
from consign.till.models import Device, Till
from consign.till.pairing import (
    INVITED_FOR,
    NameTooLong,
    invite_device,
    note_device_seen,
    open_till,
    pair_device,
    rename_device,
    rename_till,
    revoke_device,
)
from consign.till.places import first_till, tills_of
from tests.factories import START
from tests.till.paired import make_device

pytestmark = pytest.mark.django_db
LATER = START + INVITED_FOR


def verbs() -> list[str]:
    return list(Event.objects.order_by("-pk").values_list("verb", flat=True))


def test_a_coworking_opens_as_many_tills_as_it_has_drawers(
    rcoop: Coworking, filature: Coworking, cleo: User
) -> None:
    first = first_till(rcoop)
    market = open_till(coworking=rcoop, name=" Market ", by=cleo, at=START)
    assert [till.name for till in tills_of(rcoop)] == ["1", "Market"]
    assert verbs()[0] == "open till"
    with pytest.raises(AlreadyKnown):
        open_till(coworking=rcoop, name="Market", by=cleo, at=START)
    assert open_till(coworking=filature, name="Market", by=cleo, at=START).pk != market.pk
    assert first_till(rcoop) == first


def test_a_name_is_given_and_fits(rcoop: Coworking, cleo: User) -> None:
    till = first_till(rcoop)
    device, _secret = make_device(rcoop)
    for name, refusal in ((" ", NoName), ("x" * 41, NameTooLong)):
        with pytest.raises(refusal):
            open_till(coworking=rcoop, name=name, by=cleo, at=START)
        with pytest.raises(refusal):
            rename_till(till=till, name=name, by=cleo, at=START)
        with pytest.raises(refusal):
            invite_device(till=till, name=name, by=cleo, at=START)
        with pytest.raises(refusal):
            rename_device(device=device, name=name, by=cleo, at=START)
    assert (Till.objects.count(), Device.objects.count()) == (1, 1)


def test_till_and_device_are_called_something_else(rcoop: Coworking, cleo: User) -> None:
    device, _secret = make_device(rcoop)
    rename_device(device=device, name="Phone", by=cleo, at=START)
    rename_till(till=device.till, name="Door", by=cleo, at=START)
    device = Device.objects.get()
    assert (device.name, device.till.name) == ("Phone", "Door")
    assert verbs()[:2] == ["rename till", "rename device"]
    rename_device(device=device, name="Phone", by=cleo, at=START)
    assert verbs()[0] == "rename till"


def test_an_invitation_pairs_once(rcoop: Coworking, cleo: User) -> None:
    device, invitation = invite_device(till=first_till(rcoop), name="Tablet", by=cleo, at=START)
    assert invited(invitation, START) == device
    paired, secret = pair_device(invitation=invitation.lower(), by=None, at=START)
    assert paired == device
    assert paired.paired_at == START
    assert device_with(secret) == device
    assert verbs()[:2] == ["pair device", "invite device"]
    for at in (START, LATER + timedelta(days=1)):
        with pytest.raises(InvitationUsed):
            pair_device(invitation=invitation, by=None, at=at)
    assert device_with(secret) == device


def test_an_invitation_lasts_for_a_quarter_of_an_hour(rcoop: Coworking, cleo: User) -> None:
    till = first_till(rcoop)
    _device, late = invite_device(till=till, name="Late", by=cleo, at=START)
    with pytest.raises(InvitationExpired):
        pair_device(invitation=late, by=None, at=LATER + timedelta(seconds=1))
    assert pair_device(invitation=late, by=None, at=LATER)[0].paired_at == LATER


def test_an_invitation_that_was_taken_back_pairs_nothing(rcoop: Coworking, cleo: User) -> None:
    device, invitation = invite_device(till=first_till(rcoop), name="Tablet", by=cleo, at=START)
    revoke_device(device=device, by=cleo, at=START)
    with pytest.raises(InvitationExpired):
        pair_device(invitation=invitation, by=None, at=START)
    with pytest.raises(InvitationUnknown):
        invited("nothing", START)


def test_neither_invitation_nor_secret_is_kept(rcoop: Coworking, cleo: User) -> None:
    _device, invitation = invite_device(till=first_till(rcoop), name="Tablet", by=cleo, at=START)
    _device, secret = pair_device(invitation=invitation, by=None, at=START)
    kept = Device.objects.get()
    assert (kept.invitation, kept.secret) == (digest(invitation), digest(secret))
    assert len(invitation) * 5 >= 100
    assert device_with(digest(secret)) is None


def test_a_revoked_device_is_known_no_more(rcoop: Coworking, cleo: User, dan: User) -> None:
    device, secret = make_device(rcoop)
    other, _secret = make_device(rcoop, "Phone")
    revoke_device(device=device, by=cleo, at=START)
    assert device_with(secret) is None
    again = revoke_device(device=device, by=dan, at=LATER)
    assert (again.revoked_by, again.revoked_at) == (cleo, START)
    assert verbs().count("revoke device") == 1
    assert device_with("") is None
    assert set(devices_at(rcoop, LATER)) == {device, other}


def test_devices_that_can_still_be_paired_are_listed(
    rcoop: Coworking, filature: Coworking, cleo: User
) -> None:
    paired, _secret = make_device(rcoop)
    waits, _code = invite_device(till=first_till(rcoop), name="Phone", by=cleo, at=START)
    make_device(filature)
    assert list(devices_at(rcoop, LATER)) == [waits, paired]
    assert list(devices_at(rcoop, LATER + timedelta(seconds=1))) == [paired]


def test_the_day_a_device_was_seen_is_kept_once(rcoop: Coworking) -> None:
    device, _secret = make_device(rcoop)
    day = date(2026, 10, 5)
    assert note_device_seen(device=device, on=day)
    assert not note_device_seen(device=device, on=day)
    device = Device.objects.get()
    assert device.seen_on == day
    assert not note_device_seen(device=device, on=day)
    assert note_device_seen(device=device, on=date(2026, 10, 6))
