"""Links that sign a person in once."""

import time

import pytest
from django.conf import settings
from django.core import mail
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from consign.people.models import User
from consign.people.signin import LinkSpent, holder, link_token, mail_link, spend

pytestmark = pytest.mark.django_db
MINUTE = 60


def later(monkeypatch: pytest.MonkeyPatch, minutes: int) -> None:
    then = time.time() + minutes * MINUTE
    monkeypatch.setattr("django.core.signing.time.time", lambda: then)


def test_a_link_signs_its_person_in(ada: User) -> None:
    assert spend(link_token(ada)) == ada


def test_looking_at_a_link_does_not_spend_it(ada: User) -> None:
    token = link_token(ada)
    assert holder(token) == holder(token) == spend(token) == ada


def test_a_link_works_once(ada: User) -> None:
    token = link_token(ada)
    spend(token)
    with pytest.raises(LinkSpent):
        spend(token)
    with pytest.raises(LinkSpent):
        holder(token)


def test_using_one_link_stops_every_other(ada: User) -> None:
    first, second = link_token(ada), link_token(ada)
    spend(second)
    with pytest.raises(LinkSpent):
        spend(first)


def test_a_new_link_works_after_an_old_one_was_used(ada: User) -> None:
    spend(link_token(ada))
    ada.refresh_from_db()
    assert spend(link_token(ada)) == ada


def test_a_link_lasts_half_an_hour(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    token = link_token(ada)
    later(monkeypatch, settings.SIGNIN_LINK_MINUTES - 1)
    assert holder(token) == ada
    later(monkeypatch, settings.SIGNIN_LINK_MINUTES + 1)
    with pytest.raises(LinkSpent):
        holder(token)


def test_a_link_of_somebody_who_left_does_nothing(ada: User) -> None:
    token = link_token(ada)
    User.objects.filter(pk=ada.pk).update(is_active=False)
    with pytest.raises(LinkSpent):
        spend(token)


@pytest.mark.parametrize("token", ["", "nonsense", "a:b:c", "WzEsMF0:1:é"])
def test_what_we_did_not_sign_is_no_link(ada: User, token: str) -> None:
    with pytest.raises(LinkSpent):
        holder(token)


def test_another_persons_number_in_a_link_is_seen(ada: User, ben: User) -> None:
    _body, signed = link_token(ada).split(":", maxsplit=1)
    other, _signed = link_token(ben).split(":", maxsplit=1)
    with pytest.raises(LinkSpent):
        holder(f"{other}:{signed}")


def test_the_link_is_mailed_to_the_address_we_know(
    ada: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        mail_link(email=" ADA@example.org ", address=lambda token: f"https://x.example/{token}")
    (letter,) = mail.outbox
    assert letter.to == ["Ada <ada@example.org>"]
    (line,) = [line for line in letter.body.splitlines() if line.startswith("https://")]
    assert spend(line.removeprefix("https://x.example/")) == ada


@pytest.mark.parametrize("email", ["nobody@example.org", "left@example.org", ""])
def test_nothing_is_mailed_to_strangers(
    ada: User, email: str, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    User.objects.filter(pk=ada.pk).update(email="left@example.org", is_active=False)
    with django_capture_on_commit_callbacks(execute=True):
        mail_link(email=email, address=lambda token: token)
    assert mail.outbox == []
