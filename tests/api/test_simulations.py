"""A scenario sent, its result back."""

import json
from typing import Any

import pytest

from consign.people.models import Coworking, Scope, User
from tests.api.caller import BASE, Caller, refused, told
from tests.monthend.simulation.test_both_ways import SAMPLES, sample
from tests.monthend.simulation.worked import EXAMPLES, Worked, expect, sale, scenario

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_gives_its_result(as_ada: Caller, path: Any) -> None:
    found, expected = sample(path)
    assert told(as_ada.post("simulations/", found)) == expected


@pytest.mark.parametrize("worked", EXAMPLES, ids=lambda worked: worked.name)
def test_a_worked_example_gives_its_cents(as_ada: Caller, worked: Worked) -> None:
    expect(worked, told(as_ada.post("simulations/", worked.scenario)))


def test_nothing_is_stored(as_ada: Caller) -> None:
    told(as_ada.post("simulations/", scenario(sale("45.00"))))
    assert not Coworking.objects.exists()


def test_a_malformed_value_is_named(as_ada: Caller) -> None:
    wrong = scenario(sale("45.00", quantity=0))
    problem = refused(as_ada.post("simulations/", wrong), 400, "out_of_range")
    assert list(problem["errors"]) == ["events[0].quantity"]


def test_an_event_that_cannot_happen_is_named(as_ada: Caller) -> None:
    wrong = scenario(sale("45.00", less="40.00", borne_by="coworking"))
    problem = refused(as_ada.post("simulations/", wrong), 409, "commission_below_zero")
    assert list(problem["errors"]) == ["events[0].discount_cents"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "unreadable"),
        (b"\xff", 400, "unreadable"),
        (b"", 400, "missing"),
        (b"[]", 400, "wrong_type"),
        (b" " * 70_000, 413, "too_large"),
    ],
)
def test_what_is_no_scenario_is_refused(
    as_ada: Caller, body: bytes, status: int, code: str
) -> None:
    sent = as_ada.client.post(f"{BASE}simulations/", body, content_type="application/json")
    refused(sent, status, code)


def test_a_token_that_reads_is_enough(ada: User) -> None:
    reader = Caller(ada, (Scope.READ,))
    assert told(reader.post("simulations/", scenario()))["lines"] == []


def test_who_is_not_signed_in_is_not_answered() -> None:
    refused(Caller(None).post("simulations/", scenario()), 401, "not_authenticated")


def test_the_sentence_is_in_the_readers_language(ada: User) -> None:
    ada.language = "fr"
    ada.save()
    sent = json.dumps({**scenario(), "schema": 3})
    answer = Caller(ada).client.post(f"{BASE}simulations/", sent, content_type="application/json")
    assert refused(answer, 400, "wrong_type")["detail"] != "must be a text"
