"""What a device keeps of the till: which files, for whom, and how the browser is told."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from consign.people.models import Coworking, User
from consign.web import offline

IMPORTED = re.compile(r'(?:from|import) "\./([\w-]+\.js)"')
# Files of every page that the till does without: what installs the whole site, and printing.
NOT_NEEDED = {"site.webmanifest", "js/print.js"}


def kept(client: Client) -> list[str]:
    text = client.get("/sw.js").text
    found = re.search(r"const SHELL = (\[.*?\]);", text, re.DOTALL)
    assert found
    return list(json.loads(found[1]))


def test_the_service_worker_is_always_asked_for_again(client: Client) -> None:
    answer = client.get("/sw.js")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/javascript"
    assert answer["Cache-Control"] == "no-cache"
    assert "script-src 'self' 'wasm-unsafe-eval'" in answer["Content-Security-Policy"]
    assert "{{" not in answer.text
    assert 'const OFFLINE = "/offline/";' in answer.text
    assert client.post("/sw.js").status_code == 405


def test_every_kept_file_is_there(client: Client) -> None:
    names = [address.removeprefix(settings.STATIC_URL) for address in kept(client)]
    missing = [name for name in names if not finders.find(name)]
    assert missing == []
    assert "js/till/queue.js" in names
    assert len(names) == len(set(names))


def test_every_script_of_the_till_finds_what_it_imports(client: Client) -> None:
    folder = Path(settings.BASE, "static", offline.SCRIPTS)
    names = {Path(address).name for address in kept(client)}
    imported = {name for path in folder.glob("*.js") for name in IMPORTED.findall(path.read_text())}
    assert imported
    assert imported <= names


@pytest.mark.django_db
def test_the_tills_page_needs_no_file_that_is_not_kept(
    client: Client, rcoop: Coworking, dan: User
) -> None:
    client.force_login(dan)
    page = client.get(reverse("desk_till", args=[rcoop.slug])).text
    needed = set(re.findall(rf'"({settings.STATIC_URL}[^"#]+)', page))
    assert needed
    spared = {settings.STATIC_URL + name for name in NOT_NEEDED}
    assert needed - set(kept(client)) - spared == set()


def test_a_changed_file_makes_another_version(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def version() -> str:
        offline.forget_worker()
        found = re.search(r"consign-shell-([0-9a-f]{12})", client.get("/sw.js").text)
        assert found
        return found[1]

    before = version()
    assert version() == before
    monkeypatch.setattr(offline, "FILES", offline.FILES[1:])
    assert version() != before
    monkeypatch.undo()
    assert version() == before


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "There is no network here"), ("fr", '<html lang="fr">'), ("nl", '<html lang="nl">')],
)
def test_the_page_without_network_tells_nothing_of_its_reader(
    client: Client, dan: User, language: str, words: str
) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    stranger = client.get("/offline/")
    assert words in stranger.text
    assert "no-store" in stranger["Cache-Control"]
    client.force_login(dan)
    assert dan.name not in client.get("/offline/").text


@pytest.mark.django_db
def test_the_till_of_a_coworking_can_be_installed(
    client: Client, rcoop: Coworking, dan: User, vic: User
) -> None:
    address = reverse("desk_till_manifest", args=[rcoop.slug])
    assert client.get(address).status_code == 302
    client.force_login(vic)
    assert client.get(address).status_code == 404
    client.force_login(dan)
    answer = client.get(address)
    assert answer["Content-Type"] == "application/manifest+json"
    told = answer.json()
    assert told["name"] == "Consign · Rcoop"
    assert told["start_url"] == told["id"] == reverse("desk_till", args=[rcoop.slug])
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}
    for icon in told["icons"]:
        assert finders.find(icon["src"].removeprefix(settings.STATIC_URL))
    for shortcut in told["shortcuts"]:
        assert client.get(shortcut["url"]).status_code == 200
