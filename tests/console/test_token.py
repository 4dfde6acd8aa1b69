import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from consign.people.models import Token, User

pytestmark = pytest.mark.django_db


def token(*arguments: Any) -> str:
    """What the command writes to standard output."""
    written = io.StringIO()
    call_command("token", *arguments, stdout=written)
    return written.getvalue()


def test_the_token_alone_is_printed_and_works(dan: User) -> None:
    key = token("DAN@example.org", "--scope", "sell", "--scope", "read")
    assert key == f"{key.strip()}\n"
    answer = Client(headers={"Authorization": f"Bearer {key.strip()}"}).get("/api/v1/me/")
    assert answer.json()["token"] == {
        "name": "console",
        "scopes": ["read", "sell"],
        "expires_at": None,
    }
    assert answer.json()["email"] == dan.email


def test_it_has_a_name_and_may_end(dan: User) -> None:
    token(dan.email, "--scope", "read", "--name", "till 2", "--days", "30")
    made = Token.objects.get()
    assert made.name == "till 2"
    assert made.expires_at is not None
    left = made.expires_at - timezone.now()
    assert timedelta(days=29) < left <= timedelta(days=30)


@pytest.mark.parametrize(
    "arguments",
    [
        ("nobody@example.org", "--scope", "read"),
        ("dan@example.org",),
        ("dan@example.org", "--scope", "everything"),
        ("dan@example.org", "--scope", "read", "--days", "0"),
    ],
)
def test_what_makes_no_token_says_why(dan: User, arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        token(*arguments)
    assert not Token.objects.exists()


def test_who_left_gets_no_token(dan: User) -> None:
    dan.is_active = False
    dan.save()
    with pytest.raises(CommandError, match=r"dan@example\.org"):
        token(dan.email, "--scope", "read")
