"""The daily reminder, as a timer runs it."""

from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from consign.agreements.models import Affiliation
from consign.agreements.operations import end_affiliation
from consign.people.models import Maker, User
from consign.people.operations import add_adviser
from tests.factories import START, make_person, moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def ending(plume: Maker, monkeypatch: pytest.MonkeyPatch) -> Affiliation:
    """It is 1 December 2026, and Ada's affiliation ends with the year."""
    affiliation = plume.affiliations.get()
    end_affiliation(affiliation=affiliation, ends_on=moment("2026-12-31").date(), by=None, at=START)
    monkeypatch.setattr(timezone, "now", lambda: moment("2026-12-01 05:00"))
    return affiliation


@pytest.fixture
def remind(django_capture_on_commit_callbacks: Any) -> Any:
    def run() -> str:
        told = StringIO()
        with django_capture_on_commit_callbacks(execute=True):
            call_command("remind", stdout=told)
        return told.getvalue()

    return run


def test_it_tells_what_it_sent_without_naming_anybody(
    remind: Any, ending: Affiliation, cleo: User
) -> None:
    told = remind()
    assert told == (
        f"affiliation {ending.pk} ends on 2026-12-31: warned 30 days before, letters: 2\n"
    )


def test_run_again_it_sends_nothing(remind: Any, ending: Affiliation) -> None:
    remind()
    mail.outbox.clear()
    assert remind() == "There was nothing to warn of.\n"
    assert mail.outbox == []


def test_letters_lead_to_where_their_reader_can_act(
    remind: Any, ending: Affiliation, cleo: User
) -> None:
    eve = make_person("eve")
    add_adviser(entity=ending.payee, user=eve, by=None, at=START)
    remind()
    assert [letter.body.splitlines()[-1] for letter in mail.outbox] == [
        "https://vitrine.example/my/comme-une-plume/money/",
        "https://vitrine.example/desk/rcoop/makers/comme-une-plume/affiliation/",
        f"https://vitrine.example/cooperative/{ending.payee.slug}/",
    ]
