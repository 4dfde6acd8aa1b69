"""Pages for what goes wrong: friendly, in the reader's language, and nothing more."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.urls import path
from django.utils import translation

from consign.people.models import Maker, User
from consign.web.access import public
from consign.web.urls import urlpatterns as pages
from tests.factories import make_person
from tests.web.conftest import As, text_of

pytestmark = pytest.mark.django_db
BARE = ("400.html", "500.html")


def breaks(_request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a secret of the machine")


urlpatterns = [path("breaks/", public(breaks)), *pages]


def said(language: str, text: str) -> str:
    with translation.override(language):
        return translation.gettext(text)


class TestNotThere:
    def test_a_stranger_finds_the_windows_and_the_door(self, client: Client) -> None:
        page = client.get("/nowhere/?a=1")
        assert page.status_code == 404
        assert "There is nothing here" in text_of(page)
        assert 'href="/signin/?next=/nowhere/%3Fa%3D1"' in text_of(page)

    def test_a_person_finds_their_places(self, ada: User, signed_in: As) -> None:
        page = signed_in(ada).get("/nowhere/")
        assert page.status_code == 404
        assert 'href="/account/"' in text_of(page)

    @pytest.mark.parametrize("language", ["fr", "nl", "de"])
    def test_it_is_told_in_the_readers_language(self, signed_in: As, language: str) -> None:
        client = signed_in(make_person("lotte", language=language))
        page = client.get("/nowhere/")
        assert page.headers["Content-Language"] == language
        assert said(language, "There is nothing here") in text_of(page)

    @pytest.mark.parametrize("address", ["/my/comme-une-plume/", "/desk/rcoop/"])
    def test_the_tabs_of_others_are_not_shown(
        self, plume: Maker, ben: User, signed_in: As, address: str
    ) -> None:
        page = signed_in(ben).get(address)
        assert page.status_code == 404
        assert 'class="nav ' not in text_of(page)


class TestAnOldPage:
    def stale(self, client: Client, referer: str) -> Any:
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = client.cookies
        sent = {"email": "ada@example.org"}
        return strict.post("/signin/", sent, headers={"Referer": referer})

    def test_it_is_reloaded_where_it_was(self, client: Client) -> None:
        page = self.stale(client, "http://testserver/signin/?next=/account/")
        assert page.status_code == 403
        assert "Reload the page and try again." in text_of(page)
        assert 'href="/signin/?next=/account/"' in text_of(page)

    @pytest.mark.parametrize(
        "referer", ["https://elsewhere.example/x", "http://testserver//elsewhere.example", ""]
    )
    def test_it_never_leads_elsewhere(self, client: Client, referer: str) -> None:
        page = self.stale(client, referer)
        assert "elsewhere" not in text_of(page)
        assert 'class="button primary" href="/"' in text_of(page)

    def test_it_is_told_in_the_readers_language(self, client: Client) -> None:
        client.cookies["language"] = "nl"
        page = self.stale(client, "")
        assert page.headers["Content-Language"] == "nl"
        assert said("nl", "This page has grown old") in text_of(page)


class TestWhatBreaks:
    @pytest.mark.urls("tests.web.test_errors")
    @pytest.mark.parametrize("language", ["fr", "en"])
    def test_it_says_so_in_the_readers_language_and_keeps_its_secrets(
        self, signed_in: As, language: str
    ) -> None:
        client = signed_in(make_person("lotte", language=language))
        client.raise_request_exception = False
        page = client.get("/breaks/")
        assert page.status_code == 500
        assert said(language, "Something broke on our side") in text_of(page)
        assert f'<html lang="{language}">' in text_of(page)
        assert "secret" not in text_of(page)

    def test_what_nobody_can_read_is_told(self, client: Client, settings: LazySettings) -> None:
        settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2
        page = client.post("/signin/", {"email": "x", "a": "1", "b": "2"})
        assert page.status_code == 400
        assert "Nothing was recorded." in text_of(page)

    @pytest.mark.parametrize("name", BARE)
    @pytest.mark.parametrize("language", ["fr", "nl", "en", "de"])
    def test_they_stand_on_their_own(self, name: str, language: str) -> None:
        """Without a reader, a database or anything else that may be what broke."""
        with translation.override(language):
            page = render_to_string(name)
        assert f'<html lang="{language}">' in page
        assert page.count("<h1>") == 1
        assert not re.search(r"<style|<script|style=|onclick", page)


def test_every_error_page_is_there() -> None:
    folder = Path(__file__).parents[2] / "templates"
    assert {f"{code}.html" for code in (400, 404, 500)} <= {file.name for file in folder.iterdir()}
