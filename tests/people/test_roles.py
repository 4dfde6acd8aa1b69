"""Who may do what."""

import pytest

from consign.people.models import Coworking, Maker, User
from consign.people.operations import add_adviser
from consign.people.roles import is_maker, may_accept_for, may_sell, may_settle
from tests.factories import START, make_maker

pytestmark = pytest.mark.django_db


def test_the_desk_sells_and_only_managers_settle(
    rcoop: Coworking, filature: Coworking, dan: User, cleo: User, vic: User
) -> None:
    assert [may_sell(who, rcoop) for who in (dan, cleo, vic)] == [True, True, False]
    assert [may_settle(who, rcoop) for who in (dan, cleo, vic)] == [False, True, False]


def test_a_role_holds_at_its_own_coworking(
    rcoop: Coworking, filature: Coworking, dan: User, cleo: User
) -> None:
    assert not may_sell(dan, filature)
    assert not may_settle(cleo, filature)


def test_a_project_belongs_to_its_person(plume: Maker, ada: User, ben: User) -> None:
    assert is_maker(ada, plume)
    assert not is_maker(ben, plume)
    assert not is_maker(ada, make_maker("Nobody's yet"))


def test_a_payee_is_bound_by_its_advisers_or_else_by_the_makers_person(
    plume: Maker, ada: User, cleo: User, vic: User
) -> None:
    payee = plume.affiliations.get().payee

    def binding() -> list[bool]:
        people = (ada, cleo, vic)
        return [may_accept_for(who, payee=payee, maker=plume) for who in people]

    assert binding() == [True, False, False]
    add_adviser(entity=payee, user=vic, by=None, at=START)
    assert binding() == [False, False, True]


def test_an_adviser_who_left_does_not_hand_the_signature_to_the_maker(
    plume: Maker, ada: User, vic: User
) -> None:
    payee = plume.affiliations.get().payee
    add_adviser(entity=payee, user=vic, by=None, at=START)
    User.objects.filter(pk=vic.pk).update(is_active=False)
    assert not may_accept_for(ada, payee=payee, maker=plume)
