"""Letters: in the reader's language, after the commit, and never with a header of somebody else."""

import logging
import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.test import override_settings
from django.utils import translation
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from consign.letters.post import post
from consign.people.models import Coworking, Maker, User
from consign.people.operations import invite_maker
from consign.stock.models import Item
from tests.factories import START

LETTERS = Path(__file__).parents[2] / "templates" / "letters"
LANGUAGES = ("fr", "nl", "en", "de")


@pytest.fixture
def letter(tmp_path: Path, settings: LazySettings) -> None:
    """A letter `hello` of this test alone."""
    folder = tmp_path / "letters"
    folder.mkdir()
    text = "{% autoescape off %}Hello\nDear {{ name }},\n\n{{ amount }}\n{% endautoescape %}"
    (folder / "hello.txt").write_text(text)
    first = {**settings.TEMPLATES[0], "DIRS": [tmp_path, LETTERS.parent]}
    settings.TEMPLATES = [first]


def send(called: str = "Ada", name: str = "Ada", to: str = "ada@example.org") -> None:
    facts = {"name": name, "amount": 1}
    post(name="hello", to=to, called=called, language="en", facts=facts)


def page_of(message: EmailMessage) -> str:
    """The HTML part of a letter, as it travels."""
    (page,) = [part for part in message.message().walk() if part.get_content_type() == "text/html"]
    return bytes(page.get_payload(decode=True)).decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("letter")
class TestPosting:
    def test_first_line_is_the_subject_and_the_rest_the_text(
        self, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            send()
        (message,) = mail.outbox
        assert message.subject == "Hello"
        assert message.body == "Dear Ada,\n\n1\n"

    def test_as_html_it_says_the_same_and_holds_nothing_that_is_fetched(
        self, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        name = "<b>Ada</b> & https://evil.example/?a=1&b=<i>"
        with django_capture_on_commit_callbacks(execute=True):
            send(name=name)
        told = page_of(mail.outbox[0])
        assert "<b>" not in told
        assert "&lt;b&gt;Ada&lt;/b&gt;" in told
        assert not re.search(r"<(img|script|link|iframe|form)", told)
        assert not re.search(r"url\(|@import", told)

    def test_nothing_is_sent_before_the_commit(
        self, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            send()
            assert mail.outbox == []
        assert len(mail.outbox) == 1

    def test_names_stay_as_they_are_written(
        self, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            send(name="Emma O'Brien & <Zoé>")
        assert "Dear Emma O'Brien & <Zoé>," in mail.outbox[0].body

    @pytest.mark.parametrize(
        "called", ["Ada\nBcc: eve@example.org", "Ada\r\nBcc: eve@example.org", "Ada\x0bBcc: x\x00"]
    )
    def test_a_name_adds_no_header(
        self, called: str, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            send(called=called)
        (message,) = mail.outbox
        raw = message.message()
        assert raw["Bcc"] is None
        assert message.recipients() == message.to
        assert len(raw.get_all("To", [])) == 1

    def test_nobodys_absence_note_answers(
        self, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            send()
        raw = mail.outbox[0].message()
        assert raw["Auto-Submitted"] == "auto-generated"
        assert raw["Content-Language"] == "en"

    @override_settings(EMAIL_BACKEND="tests.letters.test_post.Deaf")
    def test_a_server_that_does_not_answer_is_logged_without_the_address(
        self,
        caplog: pytest.LogCaptureFixture,
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> None:
        with caplog.at_level(logging.ERROR), django_capture_on_commit_callbacks(execute=True):
            send()
        assert "hello" in caplog.text
        assert "ada" not in caplog.text.lower()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("letter")
def test_what_was_rolled_back_is_not_told() -> None:
    with transaction.atomic():
        send()
        transaction.set_rollback(True)
    assert mail.outbox == []


class Deaf(BaseEmailBackend):
    """A mail server that does not answer."""

    def send_messages(self, email_messages: object) -> int:
        raise ConnectionRefusedError(str(email_messages))


@pytest.fixture
def invited(
    rcoop: Coworking,
    cleo: User,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> EmailMessage:
    """The invitation of a maker with a difficult name."""
    with django_capture_on_commit_callbacks(execute=True):
        invite_maker(
            coworking=rcoop,
            name="Fil & Cie <d'Or>",
            email="zoe@example.org",
            called='Zoé "Zo" O\'Hara, Ben & Co',
            language="en",
            link="https://vitrine.example/signin/",
            by=cleo,
            at=START,
        )
    return mail.outbox[0]


def test_an_invitation_says_who_invites_whom_and_where_to_sign_in(invited: EmailMessage) -> None:
    assert "Rcoop has made a place for Fil & Cie <d'Or>." in invited.body
    assert 'Hello Zoé "Zo" O\'Hara, Ben & Co,' in invited.body
    assert "\nhttps://vitrine.example/signin/\n" in invited.body
    assert invited.message()["To"].count("@") == 1


# Whoever gets one about an account should not learn to follow links in such mails.
WITHOUT_LINK = {"account_change", "account_confirmed", "conflict", "wish_declined", "wish_kept"}
# They tell of a sale, so they are tried with one, in tests/till/test_letters.py and tests/notices.
OF_A_SALE = {"business_invoice", "sold", "ticket"}
PLAIN = sorted({path.stem for path in LETTERS.glob("*.txt")} - OF_A_SALE)


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_subject_names_anybody(
    name: str,
    language: str,
    rcoop: Coworking,
    plume: Maker,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    facts = {
        "person": User(name="Zara", email="zara@example.org"),
        "maker": Maker(name="Quux"),
        "coworking": Coworking(name="Place"),
        "link": "https://vitrine.example/x",
        "minutes": 30,
        "days": 30,
        "item": Item(title="Quux", price=Decimal("45.00"), maker=Maker(name="Quux")),
        "until": START,
    }
    with django_capture_on_commit_callbacks(execute=True):
        post(name=name, to="zara@example.org", called="Zara", language=language, facts=facts)
    (message,) = mail.outbox
    assert message.subject
    assert "\n" not in message.subject
    assert not {"Zara", "Quux", "zara"} & set(message.subject.split())
    has_link = "https://vitrine.example/x" in message.body.splitlines()
    assert has_link == (name not in WITHOUT_LINK)
    page = page_of(message)
    assert f'<html lang="{language}">' in page
    assert ('<a href="https://vitrine.example/x"' in page) == has_link


def test_a_letter_is_in_the_language_of_whoever_reads_it(
    ada: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    facts = {"person": ada, "link": "https://vitrine.example/x", "minutes": 30}
    with translation.override("en"), django_capture_on_commit_callbacks(execute=True):
        post(name="signin", to=ada.email, called=ada.name, language="fr", facts=facts)
        assert translation.get_language() == "en"
    assert mail.outbox[0].subject == _said("fr", "Your link to sign in")


def _said(language: str, text: str) -> str:
    with translation.override(language):
        return translation.gettext(text)
