"""One invitation on several phones at once, and a device revoked while it is paired."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pytest

from consign.journal.checks import problems as journal_problems
from consign.journal.models import Event
from consign.till.devices import InvitationExpired, InvitationUsed, device_with
from consign.till.models import Device, Till
from consign.till.pairing import invite_device, open_till, pair_device, revoke_device
from consign.till.places import first_till
from tests.factories import make_coworking, make_person, moment

AtOnce = Callable[[Sequence[Callable[[], Any]]], list[Any]]
pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
NOW = moment("2026-10-05")


def test_one_invitation_on_four_phones_pairs_one(at_once: AtOnce) -> None:
    till, cleo = first_till(make_coworking()), make_person("cleo")
    _device, invitation = invite_device(till=till, name="Tablet", by=cleo, at=NOW)

    pair = partial(pair_device, invitation=invitation, by=None, at=NOW)
    done = at_once([pair] * 4)

    assert [type(result) for result in done].count(InvitationUsed) == 3
    ((device, secret),) = (result for result in done if isinstance(result, tuple))
    assert device_with(secret) == device == Device.objects.get()
    assert Event.objects.filter(verb="pair device").count() == 1
    assert list(journal_problems()) == []


def test_a_device_that_is_revoked_while_it_is_paired_sells_nothing(at_once: AtOnce) -> None:
    till, cleo = first_till(make_coworking()), make_person("cleo")
    device, invitation = invite_device(till=till, name="Tablet", by=cleo, at=NOW)

    paired, _revoked = at_once(
        [
            partial(pair_device, invitation=invitation, by=None, at=NOW),
            partial(revoke_device, device=device, by=cleo, at=NOW),
        ]
    )

    assert isinstance(paired, tuple | InvitationExpired | InvitationUsed)
    assert Device.objects.get().revoked_at == NOW
    assert not isinstance(paired, tuple) or device_with(paired[1]) is None


def test_the_same_till_opened_twice_at_once_is_one(at_once: AtOnce) -> None:
    rcoop, cleo = make_coworking(), make_person("cleo")
    act = partial(open_till, coworking=rcoop, name="Market", by=cleo, at=NOW)
    done = at_once([act, act])
    assert sorted(type(result).__name__ for result in done) == ["AlreadyKnown", "Till"]
    assert Till.objects.count() == 1
