"""Somebody stands at the desk."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consign.people.models import Coworking, User
from consign.till.devices import COOKIE
from tests.till.paired import make_device

Address = Callable[..., str]


@pytest.fixture
def desk(client: Client, dan: User) -> Client:
    """Dan's browser, at Rcoop's desk."""
    client.force_login(dan)
    return client


@pytest.fixture
def at(rcoop: Coworking) -> Address:
    """The address of one of Rcoop's desk pages by its name."""

    def address(name: str, *args: object) -> str:
        return reverse(name, args=[rcoop.slug, *args])

    return address


@pytest.fixture
def queries(desk: Client) -> Callable[[str], int]:
    """How many queries a page of the desk costs."""

    def count(page: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(page).status_code == 200
        return len(captured)

    return count


@pytest.fixture
def tablet(rcoop: Coworking) -> Client:
    """A paired device that nobody is signed in on."""
    client = Client()
    _device, client.cookies[COOKIE] = make_device(rcoop)
    return client
