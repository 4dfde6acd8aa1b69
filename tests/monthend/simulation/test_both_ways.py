"""The real operations, the rules alone and a reckoning by hand give the same cents."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from consign.ledger.models import Entry
from consign.monthend.simulate import in_books, quickly, read, simulate
from consign.monthend.simulation.refusals import ScenarioRefused
from consign.monthend.simulation.scenario import Scenario
from consign.people.models import Coworking
from tests.monthend.simulation.by_hand import by_hand
from tests.monthend.simulation.made_up import made_up
from tests.monthend.simulation.worked import EXAMPLES, ME, Worked, expect, sale, scenario

SAMPLES = sorted((Path(__file__).parent / "samples").glob("*.json"))
example = pytest.mark.parametrize("worked", EXAMPLES, ids=lambda worked: worked.name)


def sample(path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """A scenario and its result."""
    result = path.parent.parent / "results" / path.name
    return json.loads(path.read_text()), json.loads(result.read_text())


@example
def test_a_worked_example_by_the_rules(worked: Worked) -> None:
    expect(worked, quickly(read(worked.scenario)))


@pytest.mark.django_db
@example
def test_a_worked_example_in_the_books(worked: Worked) -> None:
    """On the database of the tests, whichever it is."""
    expect(worked, in_books(read(worked.scenario)))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_by_the_rules_and_by_hand(path: Path) -> None:
    scenario, expected = sample(path)
    assert quickly(read(scenario)) == by_hand(scenario) == expected


@pytest.mark.django_db
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_in_the_books(path: Path) -> None:
    scenario, expected = sample(path)
    assert in_books(read(scenario)) == simulate(read(scenario)) == expected


def test_a_thousand_made_up_scenarios_by_the_rules_and_by_hand() -> None:
    accepted = 0
    for number in range(1000):
        scenario = made_up(number)
        try:
            told = quickly(read(scenario))
        except ScenarioRefused:
            continue
        accepted += 1
        assert told == by_hand(scenario), f"scenario {number}"
        keeps_the_properties(scenario, told)
    assert accepted > 700


@pytest.mark.django_db
@pytest.mark.parametrize("number", range(24))
def test_a_made_up_scenario_in_the_books(number: int) -> None:
    """Refused at the same place with the same code, or the same to the cent."""
    scenario = read(made_up(number))
    assert outcome(in_books, scenario) == outcome(quickly, scenario)
    assert not Coworking.objects.exists()


def outcome(way: Callable[[Scenario], dict[str, Any]], scenario: Scenario) -> Any:
    """The result, or where and why it was refused."""
    try:
        return way(scenario)
    except ScenarioRefused as refused:
        return refused.place, refused.code


@pytest.mark.django_db
def test_what_is_stored_changes_nothing_and_is_not_changed(rcoop: Coworking) -> None:
    scenario, expected = sample(SAMPLES[0])
    with connection.execute_wrapper(refuse_every_query):
        assert simulate(read(scenario)) == expected
    assert in_books(read(scenario)) == expected
    assert Coworking.objects.get() == rcoop
    assert not Entry.objects.exists()


def test_a_scenario_nobody_would_wait_for_is_worked_out_by_the_rules() -> None:
    """A small balance is carried through a hundred years; no database is asked for it."""
    long = scenario(
        sale("10.00", on="2000-01-03"),
        sale("20.00", on="2099-12-03"),
        payees=[{**ME, "valid_from": None}],
        minimum_payout_cents=1000,
    )
    told = simulate(read(long))
    assert len(told["statements"]) == 1200
    assert told["statements"][-1]["payout_cents"] == 2100


def refuse_every_query(*_query: Any) -> Any:
    raise AssertionError("the real database was asked")


def keeps_the_properties(scenario: dict[str, Any], told: dict[str, Any]) -> None:
    """What must hold of any scenario."""
    lines_add_up(scenario, told)
    returning_everything_gives_everything_back(scenario, told)
    last: dict[tuple[str, str], int] = {}
    for statement in told["statements"]:
        account = (statement["payee"], statement["maker"])
        assert statement["opening_cents"] == last.get(account, 0)
        assert statement["payout_cents"] >= 0
        last[account] = statement["closing_cents"]
        for document in statement["documents"]:
            assert document["rounding_cents"] in (-1, 0, 1)
            assert document["due_cents"] > 0


def lines_add_up(scenario: dict[str, Any], told: dict[str, Any]) -> None:
    """Sales and refunds of the lines are those of the statements, account by account."""
    for account in {(one["payee"], one["maker"]) for one in told["statements"]}:
        paid = sum(
            line["amount_paid_cents"]
            for line in told["lines"]
            if (line["payee"], line["maker"]) == account
        )
        assert paid == sum(
            one["sales_paid_cents"] - one["refunds_paid_cents"]
            for one in told["statements"]
            if (one["payee"], one["maker"]) == account
        )
    assert len(told["lines"]) == sum(
        event["type"] in ("sale", "refund") for event in scenario["events"]
    )


def returning_everything_gives_everything_back(
    scenario: dict[str, Any], told: dict[str, Any]
) -> None:
    lines = {line["event"]: line for line in told["lines"]}
    for sold in scenario["events"]:
        if sold["type"] != "sale":
            continue
        back = [one for one in scenario["events"] if one.get("refunds") == sold["id"]]
        if sum(one["quantity"] for one in back) == sold["quantity"]:
            for what in ("amount_paid_cents", "commission_cents", "payee_share_cents"):
                assert sum(lines[one["id"]][what] for one in [sold, *back]) == 0
