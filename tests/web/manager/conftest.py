"""Cleo manages Rcoop and looks at it on a day of her choice."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from consign.people.models import Coworking, Role, User
from tests.factories import make_member, make_person, moment
from tests.kept import kept

Address = Callable[..., str]
Clock = Callable[[str], None]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Sets the day the pages are asked on: they alone read the clock."""

    def set_to(text: str) -> None:
        now = moment(text)
        monkeypatch.setattr("django.utils.timezone.now", lambda: now)

    return set_to


@pytest.fixture
def manager(client: Client, cleo: User, clock: Clock) -> Client:
    """Cleo's browser, on the 3rd of November 2026: October is over."""
    clock("2026-11-03 09:00")
    client.force_login(cleo)
    return client


@kept
def nora(rcoop: Coworking) -> User:
    """The second manager of Rcoop."""
    return make_member(rcoop, make_person("nora"), Role.MANAGER)


@pytest.fixture
def second(nora: User, clock: Clock) -> Client:
    """Nora's browser, on the same day."""
    clock("2026-11-03 09:00")
    browser = Client()
    browser.force_login(nora)
    return browser


@pytest.fixture
def at(rcoop: Coworking) -> Address:
    """The address of one of Rcoop's pages by its name."""

    def address(name: str, *args: object) -> str:
        return reverse(name, args=[rcoop.slug, *args])

    return address


def text_of(response: Any) -> str:
    """The page as its reader sees it, entities of HTML undone where they only hide a sign."""
    return str(response.content.decode()).replace("&#x27;", "'")
