"""Who may do what."""

import pytest

from consign.people.models import Coworking, Maker, User
from consign.people.roles import is_maker, may_sell, may_settle
from tests.factories import make_maker

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
