"""The cast with tokens, on a day of its own."""

from datetime import datetime

import pytest
from django.core.cache import cache
from django.utils import timezone

from consign.agreements.models import Affiliation
from consign.people.models import Coworking, LegalEntity, Maker, User
from consign.people.operations import add_adviser
from tests.api.caller import Caller
from tests.factories import START, make_member, make_person, moment
from tests.kept import kept

NOW = moment("2026-11-23 10:00")


@pytest.fixture(autouse=True)
def at_ten(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """It is ten o'clock (UTC) on 23 November 2026, whenever the tests run; nobody called before."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    cache.clear()
    return NOW


@kept
def dies(plume: Maker) -> LegalEntity:
    """The payee of "Comme une plume"."""
    return Affiliation.objects.get(maker=plume).payee


@kept
def eve(dies: LegalEntity) -> User:
    """Advises the payee of "Comme une plume"."""
    user = make_person("eve")
    add_adviser(entity=dies, user=user, by=None, at=START)
    return user


@kept
def fil(filature: Coworking) -> User:
    """Stands at the desk of La Filature."""
    return make_member(filature, make_person("fil"))


@pytest.fixture
def as_ada(ada: User) -> Caller:
    return Caller(ada)


@pytest.fixture
def as_ben(ben: User) -> Caller:
    return Caller(ben)


@pytest.fixture
def as_dan(dan: User) -> Caller:
    return Caller(dan)


@pytest.fixture
def as_cleo(cleo: User) -> Caller:
    return Caller(cleo)


@pytest.fixture
def as_eve(eve: User) -> Caller:
    return Caller(eve)


@pytest.fixture
def as_fil(fil: User) -> Caller:
    return Caller(fil)


@pytest.fixture
def as_vic(vic: User) -> Caller:
    return Caller(vic)


@pytest.fixture
def as_nobody(db: None) -> Caller:
    return Caller(None)
