"""Devices for tests, paired as a manager and a tablet would."""

from consign.people.models import Coworking, Membership, User
from consign.people.pins import set_pin
from consign.till.models import Device
from consign.till.pairing import invite_device, pair_device
from consign.till.places import first_till
from tests.factories import START, any_person

PIN = "4071"


def make_device(coworking: Coworking, name: str = "Tablet") -> tuple[Device, str]:
    """A device paired with the first till, and the secret of its cookie."""
    _invited, invitation = invite_device(
        till=first_till(coworking), name=name, by=any_person(), at=START
    )
    return pair_device(invitation=invitation, by=None, at=START)


def give_pin(coworking: Coworking, user: User, pin: str = PIN) -> Membership:
    return set_pin(coworking=coworking, user=user, pin=pin, by=user, at=START)
