"""Which language a page is in: the profile's, then the cookie's, then the browser's."""

import pytest
from django.conf import LazySettings
from django.test import Client

from consign.people.models import Coworking, Maker, User
from tests.factories import make_person, make_placed
from tests.web.conftest import As, text_of

pytestmark = pytest.mark.django_db
CHOICE = "/language/"


def language_of(client: Client, accept: str = "") -> str:
    page = client.get("/", headers={"Accept-Language": accept})
    language = page.headers["Content-Language"]
    assert f'<html lang="{language}">' in text_of(page)
    assert {"Accept-Language", "Cookie"} <= set(page.headers["Vary"].split(", "))
    return language


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("nl-BE,nl;q=0.9,en;q=0.5", "nl"),
        ("fr-BE", "fr"),
        ("de", "de"),
        ("it,fr;q=0.4", "fr"),
        ("it", "en"),
        ("", "en"),
        ("*;q=nonsense", "en"),
    ],
)
def test_a_stranger_reads_as_their_browser_asks(client: Client, accept: str, language: str) -> None:
    assert language_of(client, accept) == language


def test_a_choice_goes_before_the_browser(client: Client) -> None:
    page = client.post(CHOICE, {"language": "de", "next": "/w/rcoop/"})
    assert page.headers["Location"] == "/w/rcoop/"
    cookie = page.cookies["language"]
    assert (cookie["samesite"], cookie["max-age"]) == ("Lax", 60 * 60 * 24 * 365)
    assert language_of(client, "nl") == "de"


def test_the_profile_goes_before_everything(signed_in: As) -> None:
    client = signed_in(make_person("lotte", language="nl"))
    client.cookies["language"] = "de"
    assert language_of(client, "fr") == "nl"


def test_a_choice_is_kept_in_the_profile_and_stays_after_signing_out(
    ada: User, signed_in: As
) -> None:
    client = signed_in(ada)
    client.post(CHOICE, {"language": "fr"})
    ada.refresh_from_db()
    assert ada.language == "fr"
    assert language_of(signed_in(ada), "nl") == "fr"
    client.post("/signout/")
    assert language_of(client, "nl") == "fr"


@pytest.mark.parametrize("wanted", ["", "it", "en-GB", "../../etc"])
def test_a_language_nobody_offers_changes_nothing(
    client: Client, ada: User, signed_in: As, wanted: str
) -> None:
    page = signed_in(ada).post(CHOICE, {"language": wanted})
    assert page.status_code == 302
    assert "language" not in page.cookies
    ada.refresh_from_db()
    assert ada.language == "en"


@pytest.mark.parametrize("onward", ["https://elsewhere.example/", "//elsewhere.example", ""])
def test_the_choice_never_leads_elsewhere(client: Client, onward: str) -> None:
    page = client.post(CHOICE, {"language": "fr", "next": onward})
    assert page.headers["Location"] == "/"


def test_looking_chooses_nothing(client: Client) -> None:
    assert client.get(CHOICE + "?language=fr").status_code == 405


def test_a_cookie_is_sent_over_https_alone_where_there_is_https(
    client: Client, settings: LazySettings
) -> None:
    settings.LANGUAGE_COOKIE_SECURE = True
    assert client.post(CHOICE, {"language": "fr"}).cookies["language"]["secure"]


@pytest.mark.parametrize(
    ("language", "price"),
    [
        ("fr", "1\N{NARROW NO-BREAK SPACE}045,50\N{NO-BREAK SPACE}€"),
        ("nl", "€\N{NO-BREAK SPACE}1.045,50"),
        ("de", "1.045,50\N{NO-BREAK SPACE}€"),
        ("en", "€1,045.50"),
    ],
)
def test_amounts_follow_the_language(
    client: Client, rcoop: Coworking, plume: Maker, language: str, price: str
) -> None:
    item = make_placed(rcoop, plume, price="1045.50").item
    page = client.get(f"/i/{item.code}", headers={"Accept-Language": language})
    assert price in text_of(page)
