"""What tests of pages share: a browser for each of the cast, a clock, a folder for pictures."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consign.people.models import User
from tests.factories import moment

Clock = Callable[[str], None]
As = Callable[[User], Client]
Costs = Callable[[Client, str], int]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Sets the day the pages are asked on: they alone read the clock."""

    def set_to(text: str) -> None:
        now = moment(text)
        monkeypatch.setattr("django.utils.timezone.now", lambda: now)

    return set_to


@pytest.fixture
def signed_in() -> As:
    """A browser of its own in which somebody is signed in."""

    def browser(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return browser


@pytest.fixture
def costs() -> Costs:
    """How many queries a page costs."""

    def count(client: Client, page: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page).status_code == 200
        return len(captured)

    return count


@pytest.fixture
def media(tmp_path: Path, settings: LazySettings) -> Path:
    """An empty folder for pictures."""
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


def text_of(response: Any) -> str:
    """The page as its reader sees it, entities of HTML undone where they only hide a sign."""
    return str(response.content.decode()).replace("&#x27;", "'").replace("&amp;", "&")
