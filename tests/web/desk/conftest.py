"""Somebody stands at the desk."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from consign.people.models import Coworking, User

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
