"""A PIN is chosen, kept as a hash a browser can compute, and cleared."""

import hashlib

import pytest

from consign.journal.models import Event
from consign.people.hashing import fits
from consign.people.models import Coworking, Membership, Role, User
from consign.people.operations import add_member
from consign.people.pins import EasyPin, NotAPin, NotAtThisDesk, clear_pin, set_pin
from consign.people.queries import staff_of, with_pin
from tests.factories import START, moment

pytestmark = pytest.mark.django_db
LATER = moment("2026-10-05")


def test_a_pin_is_kept_as_a_hash_alone(rcoop: Coworking, dan: User) -> None:
    member = set_pin(coworking=rcoop, user=dan, pin="4071", by=dan, at=START)
    assert member.pin_set_at == START
    salt = bytes.fromhex(member.pin_salt)
    assert len(salt) == 16
    expected = hashlib.pbkdf2_hmac("sha256", b"4071", salt, 100_000, 32)
    assert Membership.objects.get(user=dan).pin_hash == expected.hex()
    (event,) = Event.objects.filter(verb="set PIN")
    assert "4071" not in str([event.subject, event.facts])


def test_only_the_right_digits_fit(rcoop: Coworking, dan: User) -> None:
    member = Membership.objects.get(user=dan)
    assert not fits(member, "")
    member = set_pin(coworking=rcoop, user=dan, pin="407193", by=dan, at=START)
    assert fits(member, "407193")
    assert not any(fits(member, wrong) for wrong in ("", "4071", "407194", "4071930", "é"))


def test_two_with_the_same_pin_do_not_learn_of_it(rcoop: Coworking, dan: User, cleo: User) -> None:
    one = set_pin(coworking=rcoop, user=dan, pin="4071", by=dan, at=START)
    other = set_pin(coworking=rcoop, user=cleo, pin="4071", by=cleo, at=START)
    assert one.pin_hash != other.pin_hash


@pytest.mark.parametrize("pin", ["", "407", "4071930", "40 71", "407a", "٤٠٧١", "４０７１"])
def test_a_pin_is_four_to_six_digits(rcoop: Coworking, dan: User, pin: str) -> None:
    with pytest.raises(NotAPin) as refused:
        set_pin(coworking=rcoop, user=dan, pin=pin, by=dan, at=START)
    assert refused.value.place == "pin"


@pytest.mark.parametrize(
    "pin", ["0000", "1111", "1234", "4321", "7890", "2468", "1212", "123123", "999999", "98765"]
)
def test_a_pin_anybody_would_try_is_refused(rcoop: Coworking, dan: User, pin: str) -> None:
    with pytest.raises(EasyPin):
        set_pin(coworking=rcoop, user=dan, pin=pin, by=dan, at=START)
    assert not with_pin(rcoop).exists()


def test_each_desk_has_its_own_pin(rcoop: Coworking, filature: Coworking, dan: User) -> None:
    with pytest.raises(NotAtThisDesk):
        set_pin(coworking=filature, user=dan, pin="4071", by=dan, at=START)
    add_member(coworking=filature, user=dan, role=Role.DESK, by=None, at=START)
    set_pin(coworking=filature, user=dan, pin="4071", by=dan, at=START)
    assert not with_pin(rcoop).exists()
    assert [member.user for member in with_pin(filature)] == [dan]


def test_a_pin_is_cleared_and_chosen_anew(rcoop: Coworking, dan: User, cleo: User) -> None:
    set_pin(coworking=rcoop, user=dan, pin="4071", by=dan, at=START)
    member = clear_pin(coworking=rcoop, user=dan, by=cleo, at=LATER)
    assert (member.pin_salt, member.pin_hash, member.pin_set_at) == ("", "", None)
    assert not fits(member, "4071")
    assert list(with_pin(rcoop)) == []
    member = set_pin(coworking=rcoop, user=dan, pin="8062", by=dan, at=LATER)
    assert fits(member, "8062")


def test_a_new_role_keeps_the_pin(rcoop: Coworking, dan: User) -> None:
    set_pin(coworking=rcoop, user=dan, pin="4071", by=dan, at=START)
    add_member(coworking=rcoop, user=dan, role=Role.MANAGER, by=None, at=LATER)
    assert fits(Membership.objects.get(user=dan), "4071")


def test_who_can_no_longer_sign_in_signs_nothing(rcoop: Coworking, dan: User) -> None:
    set_pin(coworking=rcoop, user=dan, pin="4071", by=dan, at=START)
    dan.is_active = False
    dan.save()
    assert not with_pin(rcoop).exists()
    assert not staff_of(rcoop).exists()
