"""Sales without network of pieces that were gone by then, for programs."""

import uuid
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consign.people.models import Coworking, Maker, Scope, User
from consign.till.models import Conflict, Sale
from tests.api.caller import Caller, refused, rows, told
from tests.factories import make_placed, make_sale
from tests.till.test_conflicts import queue


@pytest.fixture
def first(rcoop: Coworking, plume: Maker) -> Sale:
    return make_sale(rcoop, make_placed(rcoop, plume).item)


@pytest.fixture
def second(rcoop: Coworking, first: Sale) -> Sale:
    return queue(rcoop, first.lines.get().item)


@pytest.fixture
def address(second: Sale) -> str:
    return f"conflicts/{Conflict.objects.get(line__sale=second).pk}/"


def test_both_tickets_are_named(as_dan: Caller, first: Sale, second: Sale) -> None:
    (row,) = rows(as_dan.get("conflicts/"))
    assert row["coworking"] == "rcoop"
    assert (row["state"], row["reason"], row["missing"]) == ("open", "already_sold", 1)
    assert (row["title"], row["maker"]) == ("Collier plume", "comme-une-plume")
    assert (row["ticket"]["number"], row["other"]["number"]) == (second.number, first.number)
    assert row["ticket"] == {
        "number": second.number,
        "line": 1,
        "sold_at": row["ticket"]["sold_at"],
        "recorded_at": row["ticket"]["recorded_at"],
        "sold_by": "Somebody",
        "till": "1",
        "device": None,
        "paid_with": "card",
        "paid": "45.00",
    }
    assert row["choices"] == {"pieces": 1, "this": "45.00", "other": "45.00"}
    assert (row["decided_by"], row["decided_at"], row["remark"]) == (None, None, "")


@pytest.mark.usefixtures("second")
def test_they_are_found_by_state_and_coworking(as_dan: Caller) -> None:
    assert len(rows(as_dan.get("conflicts/", state="open", coworking="rcoop"))) == 1
    assert rows(as_dan.get("conflicts/", state="kept")) == []
    assert rows(as_dan.get("conflicts/", coworking="la-filature")) == []


def test_one_is_read_by_its_number(as_cleo: Caller, address: str) -> None:
    assert told(as_cleo.get(address))["state"] == "open"


@pytest.mark.parametrize("who", ["ada", "fil", "vic"])
def test_others_do_not_see_them(who: str, address: str, request: pytest.FixtureRequest) -> None:
    caller = request.getfixturevalue(f"as_{who}")
    assert rows(caller.get("conflicts/")) == []
    refused(caller.get(address), 404, "not_found")
    refused(
        caller.post(f"{address}decide/", {"decision": "keep"}, key=uuid.uuid4()), 404, "not_found"
    )


def test_keep(as_dan: Caller, address: str) -> None:
    sent = {"decision": "keep", "remark": "One more was in the box"}
    answer = told(as_dan.post(f"{address}decide/", sent, key=uuid.uuid4()))
    assert (answer["state"], answer["refund"], answer["choices"]) == ("kept", None, None)
    assert (answer["decided_by"], answer["remark"]) == ("Dan", "One more was in the box")


def test_refund_of_the_other_ticket(as_dan: Caller, first: Sale, address: str) -> None:
    sent = {"decision": "refund", "which": "other", "paid_with": "cash"}
    answer = told(as_dan.post(f"{address}decide/", sent, key=uuid.uuid4()))
    refund = Sale.objects.get(number=answer["refund"])
    assert answer["state"] == "refunded"
    assert (refund.refund_of, refund.to_pay) == (first, Decimal("-45.00"))


def test_loss(as_dan: Caller, second: Sale, address: str) -> None:
    answer = told(as_dan.post(f"{address}decide/", {"decision": "loss"}, key=uuid.uuid4()))
    assert answer["state"] == "lost"
    assert Sale.objects.get(number=answer["refund"]).refund_of == second
    sale = told(as_dan.get(f"sales/{Sale.objects.get(number=answer['refund']).pk}/"))
    assert sale["paid_with"] == "none"


def test_the_same_key_again_is_the_same_answer(as_dan: Caller, address: str) -> None:
    key, sent = uuid.uuid4(), {"decision": "refund"}
    once = as_dan.post(f"{address}decide/", sent, key=key)
    again = as_dan.post(f"{address}decide/", {**sent, "key": str(key)})
    assert told(once) == told(again)
    assert again["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in once


def test_what_was_decided_is_not_decided_again(
    as_dan: Caller, as_cleo: Caller, address: str
) -> None:
    told(as_dan.post(f"{address}decide/", {"decision": "keep"}, key=uuid.uuid4()))
    answer = as_cleo.post(f"{address}decide/", {"decision": "loss"}, key=uuid.uuid4())
    refused(answer, 409, "conflict_decided")


def test_no_other_ticket(as_dan: Caller, rcoop: Coworking, plume: Maker) -> None:
    item = make_placed(rcoop, plume).item
    queue(rcoop, item, quantity=2)
    pk = Conflict.objects.get(line__item=item).pk
    sent = {"decision": "refund", "which": "other"}
    problem = refused(
        as_dan.post(f"conflicts/{pk}/decide/", sent, key=uuid.uuid4()), 409, "no_other_ticket"
    )
    assert list(problem["errors"]) == ["which"]


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"decision": "burn"},
        {"decision": "refund", "which": "both"},
        {"decision": "refund", "paid_with": "transfer"},
        {"decision": "refund", "paid_with": "none"},
        {"decision": "keep", "remark": "x" * 201},
        {"decision": "keep", "key": "no key"},
    ],
)
def test_what_cannot_be_understood(as_dan: Caller, address: str, sent: dict[str, str]) -> None:
    assert as_dan.post(f"{address}decide/", sent, key=uuid.uuid4()).status_code == 400
    assert Conflict.objects.get().state == "open"


def test_a_key_is_needed(as_dan: Caller, address: str) -> None:
    assert as_dan.post(f"{address}decide/", {"decision": "keep"}).status_code == 400


def test_a_token_that_only_reads_decides_nothing(dan: User, address: str) -> None:
    reader = Caller(dan, (Scope.READ,))
    assert told(reader.get(address))
    answer = reader.post(f"{address}decide/", {"decision": "keep"}, key=uuid.uuid4())
    assert answer.status_code == 403


def test_three_cost_as_many_queries_as_one(as_dan: Caller, rcoop: Coworking, second: Sale) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            as_dan.get("conflicts/")
        return len(captured)

    cost()
    before = cost()
    for _more in range(2):
        queue(rcoop, second.lines.get().item)
    assert cost() == before
