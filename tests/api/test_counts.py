"""Counting a showcase by program."""

from typing import Any

import pytest

from consign.people.models import Coworking, Maker, Scope, User
from consign.stock.models import Movement, Placement, Stocktake
from tests.api.caller import Caller, refused, rows, told
from tests.factories import make_placed, make_showcase

pytestmark = pytest.mark.django_db


@pytest.fixture
def bowls(rcoop: Coworking, terre: Maker) -> Placement:
    return make_placed(rcoop, terre, "Bol bleu", quantity=5)


@pytest.fixture
def count(as_dan: Caller, bowls: Placement) -> dict[str, Any]:
    """A count that dan has begun."""
    found: dict[str, Any] = told(as_dan.post("counts/", {"showcase": bowls.showcase_id}), 201)
    return found


def test_a_showcase_is_counted(
    as_dan: Caller, as_cleo: Caller, bowls: Placement, count: dict[str, Any]
) -> None:
    at = f"counts/{count['id']}/"
    assert (count["coworking"], count["showcase"]["name"]) == ("rcoop", "Window")
    assert (count["started_by"], count["closed_by"], count["closed_at"]) == ("Dan", None, None)
    assert told(as_cleo.post("counts/", {"showcase": bowls.showcase_id}), 201) == count
    row = {
        "code": bowls.item.code,
        "title": "Bol bleu",
        "maker": bowls.item.maker.slug,
        "expected": 5,
        "found": None,
    }
    assert told(as_dan.get(at))["rows"] == [row]
    address = f"https://vitrine.example/I/{bowls.item.code}"
    assert told(as_dan.post(f"{at}scan/", {"code": address})) == {**row, "found": 1}
    sent = {"code": bowls.item.code, "quantity": 2}
    assert told(as_cleo.post(f"{at}scan/", sent)) == {**row, "found": 3}
    sent = {"code": bowls.item.code, "found": 4}
    assert told(as_dan.post(f"{at}found/", sent)) == {**row, "found": 4}
    (difference,) = told(as_dan.post(f"{at}close/"))
    assert (difference["expected"], difference["found"], difference["state"]) == (5, 4, "open")
    assert told(as_cleo.post(f"{at}close/")) == [difference]
    assert rows(as_dan.get("differences/", state="open", count=str(count["id"]))) == [difference]
    assert rows(as_dan.get("counts/", coworking="rcoop"))[0]["closed_by"] == "Dan"
    refused(as_dan.post(f"{at}scan/", {"code": bowls.item.code}), 409, "count_closed")


def test_a_difference_is_decided_once(
    as_dan: Caller, rcoop: Coworking, bowls: Placement, count: dict[str, Any]
) -> None:
    (difference,) = told(as_dan.post(f"counts/{count['id']}/close/"))
    at = f"differences/{difference['id']}/decide/"
    refused(as_dan.post(at, {"decision": "settled"}), 409, "not_settled")
    refused(as_dan.post(at, {"decision": "counted_in"}), 409, "nothing_to_count_in")
    refused(as_dan.post(at, {"decision": "moved"}), 409, "other_showcase_missing")
    refused(as_dan.post(at, {"decision": "recounted"}), 400, "invalid")
    refused(as_dan.post(at, {"decision": "moved", "showcase": 4711}), 404, "not_found")
    shelf = make_showcase(rcoop, "Shelf")
    done = told(as_dan.post(at, {"decision": "moved", "showcase": shelf.pk, "remark": "there"}))
    assert (done["state"], done["on_hand"], done["remark"]) == ("moved", 0, "there")
    assert done["decided_by"] == "Dan"
    assert Placement.objects.get(showcase=shelf).on_hand == 5
    refused(as_dan.post(at, {"decision": "miscounted"}), 409, "difference_decided")


@pytest.mark.parametrize(
    ("path", "sent", "status", "code"),
    [
        ("scan", {"code": "nope"}, 409, "not_a_code"),
        ("scan", {}, 400, "invalid"),
        ("scan", {"quantity": 0}, 409, "quantity_out_of_range"),
        ("scan", {"quantity": 1001}, 409, "quantity_out_of_range"),
        ("found", {"found": -1}, 400, "invalid"),
        ("found", {"found": 1001}, 400, "invalid"),
    ],
)
def test_what_is_no_scan_is_refused(
    as_dan: Caller,
    bowls: Placement,
    count: dict[str, Any],
    path: str,
    sent: dict[str, Any],
    status: int,
    code: str,
) -> None:
    whole = {"code": bowls.item.code, **sent} if sent else {}
    answer = as_dan.post(f"counts/{count['id']}/{path}/", whole)
    refused(answer, status, code)
    assert told(as_dan.get(f"counts/{count['id']}/"))["rows"][0]["found"] is None


def test_for_others_there_is_no_count(
    as_dan: Caller,
    as_ada: Caller,
    as_fil: Caller,
    as_vic: Caller,
    bowls: Placement,
    count: dict[str, Any],
) -> None:
    at = f"counts/{count['id']}/"
    (difference,) = told(as_dan.post(f"{at}close/"))
    moved = Movement.objects.count()
    for caller in (as_ada, as_fil, as_vic):
        assert rows(caller.get("counts/")) == rows(caller.get("differences/")) == []
        refused(caller.get(at), 404, "not_found")
        refused(caller.post("counts/", {"showcase": bowls.showcase_id}), 404, "not_found")
        for act in ("scan", "found", "close"):
            refused(caller.post(f"{at}{act}/"), 404, "not_found")
        refused(caller.post(f"differences/{difference['id']}/decide/"), 404, "not_found")
    assert Movement.objects.count() == moved


def test_a_token_needs_to_sell(dan: User, bowls: Placement, as_nobody: Caller) -> None:
    sent = {"showcase": bowls.showcase_id}
    refused(Caller(dan, (Scope.READ,)).post("counts/", sent), 403, "scope_missing")
    refused(as_nobody.get("counts/"), 401, "not_authenticated")
    told(Caller(dan, (Scope.READ, Scope.SELL)).post("counts/", sent), 201)
    assert Stocktake.objects.get().started_by == dan
