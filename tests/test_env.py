"""Values from the environment: usable, or the start is stopped with a sentence."""

import subprocess
import sys

import pytest

from consign import env
from tests.house.reading import ROOT

NAME = "CONSIGN_SOMETHING"


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NAME, raising=False)


def given(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(NAME, value)


def test_what_is_unset_has_its_default() -> None:
    assert env.text(NAME) == ""
    assert env.text(NAME, "here") == "here"
    assert env.flag(NAME, default=True) is True
    assert env.number(NAME, 7) == 7
    assert env.names(NAME, "one, two") == ["one", "two"]
    assert env.secret(NAME, stand_in="open", needed=False) == "open"


def test_text_is_taken_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, "")
    assert env.text(NAME, "here") == ""


@pytest.mark.parametrize("word", ["1", "true", "TRUE", "yes", "On"])
def test_a_yes(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    given(monkeypatch, word)
    assert env.flag(NAME, default=False) is True


@pytest.mark.parametrize("word", ["", "0", "False", "no", "OFF"])
def test_a_no(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    given(monkeypatch, word)
    assert env.flag(NAME, default=True) is False


def test_neither_yes_nor_no_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, "perhaps")
    with pytest.raises(env.BadEnvironment, match=f"{NAME} must be yes or no, not 'perhaps'"):
        env.flag(NAME, default=False)


def test_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, "25")
    assert env.number(NAME, 7) == 25
    given(monkeypatch, "")
    assert env.number(NAME, 7) == 7


def test_what_is_no_number_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, "many")
    with pytest.raises(env.BadEnvironment, match=f"{NAME} must be a whole number, not 'many'"):
        env.number(NAME, 7)


def test_names_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, " vitrine.example,, www.vitrine.example ")
    assert env.names(NAME, "localhost") == ["vitrine.example", "www.vitrine.example"]


def test_a_secret_is_taken_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, "hidden")
    assert env.secret(NAME, stand_in="open", needed=True) == "hidden"


@pytest.mark.parametrize("value", [None, ""])
def test_a_missing_secret_is_empty_where_it_is_needed(
    monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    """Whatever signs refuses an empty one, and a server does not start."""
    if value is not None:
        given(monkeypatch, value)
    assert env.secret(NAME, stand_in="open", needed=True) == ""


def test_a_server_without_its_secret_does_not_start() -> None:
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", "import consign.wsgi"],
        cwd=ROOT,
        env={"PATH": "", "DATABASE_URL": "sqlite://:memory:"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 1
    assert "SECRET_KEY setting must not be empty" in told.stderr
