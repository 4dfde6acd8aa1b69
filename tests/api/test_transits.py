"""Sending pieces to another coworking by API."""

from typing import Any

import pytest

from consign.people.models import Coworking, Maker, User
from consign.stock.models import Placement
from tests.api.caller import Caller, refused, rows, told
from tests.factories import make_agreement, make_member, make_placed
from tests.kept import kept

pytestmark = pytest.mark.django_db


@kept
def placed(rcoop: Coworking, filature: Coworking, plume: Maker) -> Placement:
    make_agreement(filature, plume.affiliations.get())
    return make_placed(rcoop, plume, "Bague", quantity=3)


def leaving(placed: Placement, **more: Any) -> dict[str, Any]:
    return {"placement": placed.pk, "coworking": "la-filature", "quantity": 2, **more}


def test_sent_received_and_taken_back(
    as_dan: Caller, as_ada: Caller, placed: Placement, filature: Coworking, dan: User
) -> None:
    sent = told(as_dan.post("transits/", leaving(placed, remark="For the market")), 201)
    assert (sent["under_way"], sent["sent_from"], sent["coworking"]) == (2, "rcoop", "la-filature")
    assert [row["id"] for row in rows(as_ada.get("transits/", over="false"))] == [sent["id"]]
    # Dan stands at the other desk too from now on.
    make_member(filature, dan)
    showcase = filature.showcases.get().pk
    act = f"transits/{sent['id']}/"
    assert told(as_dan.post(f"{act}receive/", {"showcase": showcase, "quantity": 1}))["received"]
    over = told(as_dan.post(f"{act}take-back/", {}))
    assert (over["under_way"], over["taken_back"]) == (0, 1)
    refused(
        as_dan.post(f"{act}receive/", {"showcase": showcase, "quantity": 1}), 409, "not_under_way"
    )
    assert rows(as_ada.get("transits/", over="false")) == []


def test_only_from_ones_own_desk(as_ada: Caller, placed: Placement) -> None:
    refused(as_ada.post("transits/", leaving(placed)), 404, "not_found")


@pytest.mark.parametrize(
    ("wrong", "status", "code"),
    [
        ({"quantity": 4}, 409, "not_enough"),
        ({"quantity": 0}, 409, "quantity_out_of_range"),
        ({"coworking": "nowhere"}, 404, "not_found"),
        ({"coworking": "rcoop"}, 409, "same_coworking"),
        ({"remark": "x" * 201}, 400, "invalid"),
    ],
)
def test_what_cannot_be_sent_is_refused(
    as_dan: Caller, placed: Placement, wrong: dict[str, Any], status: int, code: str
) -> None:
    refused(as_dan.post("transits/", leaving(placed, **wrong)), status, code)


def test_another_desk_sees_nothing_of_it(as_dan: Caller, as_vic: Caller, placed: Placement) -> None:
    sent = told(as_dan.post("transits/", leaving(placed)), 201)
    refused(as_vic.get(f"transits/{sent['id']}/"), 404, "not_found")
