"""Whether mail reaches people is known, and shown to whoever can do something about it."""

import smtplib

import pytest
from django.conf import LazySettings
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from consign.letters.post import post
from consign.letters.refusals import is_refused
from consign.people.models import Coworking, Maker, User

pytestmark = pytest.mark.django_db


class Refusing(BaseEmailBackend):
    """A mail server that knows nobody of this name."""

    def send_messages(self, email_messages: object) -> int:
        raise smtplib.SMTPRecipientsRefused({"ada@example.org": (550, b"no such user")})


@pytest.fixture
def refused(
    ada: User,
    settings: LazySettings,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    caplog: pytest.LogCaptureFixture,
) -> None:
    before = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    with django_capture_on_commit_callbacks(execute=True):
        write(ada)
    settings.EMAIL_BACKEND = before
    assert "ada@" not in caplog.text


def write(user: User) -> None:
    facts = {"person": user, "link": "https://vitrine.example/", "minutes": 30}
    post(name="signin", to=user.email.upper(), called=user.name, language="en", facts=facts)


@pytest.mark.usefixtures("refused")
def test_an_address_that_is_refused_is_remembered(ada: User, ben: User) -> None:
    assert is_refused(ada.email)
    assert not is_refused(ben.email)


@pytest.mark.usefixtures("refused")
def test_a_letter_that_goes_out_clears_it(
    ada: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        write(ada)
    assert not is_refused(ada.email)


@pytest.mark.usefixtures("refused")
def test_the_manager_and_the_person_are_told(
    rcoop: Coworking, plume: Maker, cleo: User, ada: User, client: Client
) -> None:
    client.force_login(cleo)
    page = client.get(f"/desk/{rcoop.slug}/makers/{plume.slug}/").text
    assert "Mail to this address is refused" in page
    client.force_login(ada)
    assert "Mail to your address is refused" in client.get("/account/").text
