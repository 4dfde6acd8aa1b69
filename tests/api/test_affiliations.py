"""Moving a maker to another payee, and noting a last day, by a program."""

from typing import Any

import pytest

from consign.agreements.models import Agreement
from consign.agreements.operations import end_affiliation
from consign.people.models import Coworking, Maker
from tests.api.caller import Caller, refused, rows, told
from tests.factories import (
    START,
    make_closed,
    make_entity,
    make_placed,
    make_sale,
    make_selling_maker,
    moment,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def move(plume: Maker) -> dict[str, Any]:
    make_entity("Smart SC")
    return {
        "maker": plume.slug,
        "payee": "smart-sc",
        "starts_on": "2026-12-15",
        "project_code": "P 7",
        "moves": True,
    }


def test_the_old_affiliation_ends_and_its_terms_with_it(
    as_cleo: Caller, plume: Maker, move: dict[str, Any]
) -> None:
    made = told(as_cleo.post("affiliations/", move), 201)
    assert (made["payee"], made["starts_on"], made["project_code"]) == (
        "smart-sc",
        "2026-12-15",
        "P 7",
    )
    before = {row["payee"]: row["ends_on"] for row in rows(as_cleo.get("affiliations/"))}
    assert before == {"smart-sc": None, "comme-une-plume-payee": "2026-12-14"}
    assert str(Agreement.objects.get().ends_on) == "2026-12-14"


def test_the_same_terms_are_proposed_where_that_is_wished(
    as_cleo: Caller, plume: Maker, move: dict[str, Any]
) -> None:
    made = told(as_cleo.post("affiliations/", {**move, "same_terms": True}), 201)
    waiting = rows(as_cleo.get("agreements/", proposed="true"))
    assert [(row["affiliation"], row["commission_percent"]) for row in waiting] == [
        (made["id"], "30")
    ]


def test_without_moving_another_payee_stands_in_the_way(
    as_cleo: Caller, plume: Maker, move: dict[str, Any]
) -> None:
    for moves in ({}, {"moves": False, "same_terms": True}):
        sent = {name: value for name, value in move.items() if name != "moves"} | moves
        problem = refused(as_cleo.post("affiliations/", sent), 409, "overlapping_affiliations")
        assert list(problem["errors"]) == ["starts_on"]
    assert plume.affiliations.get().ends_on is None


def test_a_closed_month_is_refused(
    as_cleo: Caller, rcoop: Coworking, plume: Maker, move: dict[str, Any]
) -> None:
    make_sale(rcoop, make_placed(rcoop, plume).item)
    make_closed(rcoop)
    sent = {**move, "starts_on": "2026-10-15"}
    problem = refused(as_cleo.post("affiliations/", sent), 409, "starts_in_closed_month")
    assert list(problem["errors"]) == ["starts_on"]
    refused(
        as_cleo.post("affiliations/", {**move, "ends_on": "2026-12-14"}), 409, "ends_before_start"
    )
    refused(as_cleo.post("affiliations/", {**move, "moves": "perhaps"}), 400, "invalid")
    assert plume.affiliations.get().ends_on is None


def test_only_the_makers_own_managers_move_them(
    as_dan: Caller,
    as_ada: Caller,
    as_eve: Caller,
    as_cleo: Caller,
    filature: Coworking,
    plume: Maker,
    move: dict[str, Any],
) -> None:
    for caller in (as_dan, as_ada, as_eve):
        refused(caller.post("affiliations/", move), 404, "not_found")
    theirs = make_selling_maker(filature, "Ailleurs")
    refused(as_cleo.post("affiliations/", {**move, "maker": theirs.slug}), 404, "not_found")
    assert {one.affiliations.count() for one in (plume, theirs)} == {1}


def test_a_last_day_is_noted_and_moved(as_cleo: Caller, plume: Maker) -> None:
    path = f"affiliations/{plume.affiliations.get().pk}/"
    for last in ("2026-12-31", "2027-06-30"):
        assert told(as_cleo.patch(path, {"ends_on": last}))["ends_on"] == last
        assert told(as_cleo.get(path))["ends_on"] == last
    refused(as_cleo.patch(path, {"ends_on": "2025-12-31"}), 409, "ends_before_start")


def test_a_last_day_does_not_reach_into_what_follows(
    as_cleo: Caller, plume: Maker, move: dict[str, Any]
) -> None:
    path = f"affiliations/{plume.affiliations.get().pk}/"
    told(as_cleo.post("affiliations/", move), 201)
    answer = as_cleo.patch(path, {"ends_on": "2026-12-15"})
    refused(answer, 409, "overlapping_affiliations")


def test_a_scan_tells_of_the_gap_and_what_to_do(
    as_dan: Caller, rcoop: Coworking, plume: Maker
) -> None:
    code = make_placed(rcoop, plume).item.code
    affiliation = plume.affiliations.get()
    yesterday = moment("2026-11-22").date()
    end_affiliation(affiliation=affiliation, ends_on=yesterday, by=None, at=START)
    found = told(as_dan.get(f"scan/{code}/"))
    assert found["why_not"] == {
        "code": "no_payee",
        "detail": "Comme une plume has no payee on 23 November 2026. A manager says under"
        " “Makers” who is paid; until then nothing of theirs can be sold.",
    }
    assert "sell" not in found["may"]


def test_a_reference_is_kept_compact(as_cleo: Caller, as_eve: Caller, plume: Maker) -> None:
    path = f"affiliations/{plume.affiliations.get().pk}/"
    found = told(as_cleo.patch(path, {"payment_reference": "+++090/9337/55493+++"}))
    assert (found["payment_reference"], found["project_code"]) == ("090933755493", "")
    found = told(as_cleo.patch(path, {"project_code": "P 12"}))
    assert (found["payment_reference"], found["project_code"]) == ("090933755493", "P 12")
    assert told(as_eve.get(path)) == found
    found = told(as_cleo.patch(path, {"project_code": "", "payment_reference": "Plume"}))
    assert (found["payment_reference"], found["project_code"]) == ("Plume", "")


def test_a_mistyped_reference_is_refused(
    as_cleo: Caller, plume: Maker, move: dict[str, Any]
) -> None:
    path = f"affiliations/{plume.affiliations.get().pk}/"
    wrong = {"payment_reference": "+++090/9337/55494+++"}
    problem = refused(as_cleo.patch(path, wrong), 409, "bad_reference")
    assert list(problem["errors"]) == ["payment_reference"]
    refused(as_cleo.post("affiliations/", {**move, **wrong}), 409, "bad_reference")
    refused(as_cleo.patch(path, {"payment_reference": "x" * 141}), 400, "invalid")
    made = told(
        as_cleo.post("affiliations/", {**move, "payment_reference": "RF18539007547034"}), 201
    )
    assert made["payment_reference"] == "RF18539007547034"


def test_one_change_at_a_time(as_cleo: Caller, as_eve: Caller, plume: Maker) -> None:
    path = f"affiliations/{plume.affiliations.get().pk}/"
    both = {"ends_on": "2026-12-31", "project_code": "P 12"}
    problem = refused(as_cleo.patch(path, both), 400, "invalid")
    assert list(problem["errors"]) == ["body"]
    refused(as_eve.patch(path, {"project_code": "P 12"}), 404, "not_found")
    assert plume.affiliations.get().project_code == ""
