"""Lower prices for a while by API."""

from typing import Any

import pytest

from consign.people.models import Coworking, Maker
from consign.stock.models import Item, Placement
from tests.api.caller import Caller, refused, rows, told
from tests.factories import make_placed
from tests.kept import kept

pytestmark = pytest.mark.django_db
TODAY = "2026-11-23"


@kept
def placed(rcoop: Coworking, plume: Maker) -> Placement:
    return make_placed(rcoop, plume, "Bague", price="50.00")


def lower(placed: Placement, **more: Any) -> dict[str, Any]:
    items = [{"code": placed.item.code, "price": "40.00"}]
    return {"items": items, "starts_on": TODAY, **more}


def test_planned_and_ended(as_ada: Caller, placed: Placement) -> None:
    (made,) = told(as_ada.post("reductions/", lower(placed)), 201)
    assert (made["price"], made["before"], made["ended_at"]) == ("40.00", "50.00", None)
    assert str(Item.objects.get().price) == "40.00"
    assert [row["id"] for row in rows(as_ada.get("reductions/", over="false"))] == [made["id"]]
    over = told(as_ada.post(f"reductions/{made['id']}/end/", {}))
    assert over["ended_at"] is not None
    assert str(Item.objects.get().price) == "50.00"
    assert rows(as_ada.get("reductions/", over="false")) == []


@pytest.mark.parametrize(
    ("wrong", "status", "code"),
    [
        ({"items": []}, 400, "invalid"),
        ({"starts_on": "2026-11-22"}, 409, "reduction_in_past"),
        ({"starts_on": TODAY, "ends_on": "2026-11-22"}, 409, "reduction_in_past"),
        ({"items": [{"code": "NOTHING", "price": "1.00"}]}, 404, "not_found"),
    ],
)
def test_what_cannot_be_planned_is_refused(
    as_ada: Caller, placed: Placement, wrong: dict[str, Any], status: int, code: str
) -> None:
    refused(as_ada.post("reductions/", lower(placed, **wrong)), status, code)


def test_nobody_prices_the_pieces_of_others(
    as_dan: Caller, as_ada: Caller, placed: Placement
) -> None:
    refused(as_dan.post("reductions/", lower(placed)), 404, "not_found")
    (made,) = told(as_ada.post("reductions/", lower(placed)), 201)
    refused(as_dan.post(f"reductions/{made['id']}/end/", {}), 404, "not_found")
