"""Every "no" is a sentence with a stable code."""

import importlib
import pkgutil
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

import consign
from consign.monthend.simulation.refusals import Played
from consign.refusal import KeyReused, Refused


class Full(Refused):
    code = "full"
    sentence = "100 %% of “%(title)s” is gone since %(day)s."


def test_a_refusal_fills_in_its_details() -> None:
    refused = Full(place="lines.0", title="Collier plume", day="today")
    assert str(refused) == "100 % of “Collier plume” is gone since today."
    assert (refused.code, refused.place) == ("full", "lines.0")
    assert refused.details == {"title": "Collier plume", "day": "today"}


@pytest.mark.parametrize(
    ("language", "day"),
    [("en", "5 October 2026"), ("fr", "5 octobre 2026"), ("nl", "5 oktober 2026")],
)
def test_a_day_is_told_in_the_language_that_is_active_when_it_is_read(
    language: str, day: str
) -> None:
    refused = Full(title="x", day=date(2026, 10, 5))
    with translation.override(language):
        assert str(refused).endswith(f"{day}.")


def test_other_details_are_told_as_they_are() -> None:
    assert "is gone since 12.50." in str(Full(title="x", day=Decimal("12.50")))


def test_a_sentence_without_details_is_read_as_it_is() -> None:
    assert str(KeyReused(place="key")).startswith("This key was already used")
    assert str(Refused()) == ""


def refusals() -> Iterator[type[Refused]]:
    """Every refusal of the house."""
    for module in pkgutil.walk_packages(consign.__path__, "consign."):
        if "migrations" not in module.name and not module.name.endswith(("settings", "wsgi")):
            importlib.import_module(module.name)
    waiting: list[type[Refused]] = [Refused]
    while waiting:
        found = waiting.pop().__subclasses__()
        waiting.extend(found)
        yield from (one for one in found if one.__module__.startswith("consign."))


def test_every_refusal_has_a_code_of_its_own_and_a_sentence() -> None:
    """But for what a scenario runs into: there it is told again, by its place in the file."""
    found = sorted(set(refusals()), key=lambda one: one.__name__)
    assert len(found) > 40
    codes = [one.code for one in found if "code" in vars(one) and not issubclass(one, Played)]
    assert sorted(codes) == sorted(set(codes))
    said = [one for one in found if not one.__subclasses__() or "code" in vars(one)]
    assert [one.__name__ for one in said if one.code == Refused.code] == []
    assert [one.__name__ for one in said if not str(one.sentence)] == []
