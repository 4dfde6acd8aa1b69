"""What a payee is asked for after a closing below zero, and what comes in for it."""

from typing import Any

import pytest
from django.utils import timezone

from consign.ledger.models import Entry, EntryKind
from consign.payouts.models import PaymentRequest
from consign.payouts.requests import payment_code_of
from consign.people.models import Coworking, Maker, Role
from tests.api.caller import Caller, refused, rows, told
from tests.factories import make_closed, make_member, make_person, make_selling_maker, moment
from tests.kept import kept
from tests.payouts.bank import make_debt

pytestmark = pytest.mark.django_db

SENT = {"amount": "10.00", "received_on": "2026-11-10", "cause": "bank-1"}


@kept
def asked(rcoop: Coworking, plume: Maker) -> PaymentRequest:
    """24.20 after a month with a fee and no sale."""
    make_debt(rcoop, plume)
    make_closed(rcoop)
    return PaymentRequest.objects.get()


def test_who_reads_requests(
    as_ada: Caller,
    as_eve: Caller,
    as_cleo: Caller,
    as_ben: Caller,
    as_dan: Caller,
    as_vic: Caller,
    as_nobody: Caller,
    filature: Coworking,
    asked: PaymentRequest,
) -> None:
    path = f"payment-requests/{asked.pk}/"
    for caller in (as_ada, as_eve, as_cleo):
        (row,) = rows(caller.get("payment-requests/"))
        whole = told(caller.get(path))
        assert row == {name: whole[name] for name in row}
    elsewhere = Caller(make_member(filature, make_person("max"), Role.MANAGER))
    for caller in (as_ben, as_dan, as_vic, elsewhere):
        assert rows(caller.get("payment-requests/")) == []
        refused(caller.get(path), 404, "not_found")
        refused(caller.post(f"{path}received/", SENT), 404, "not_found")
    refused(as_nobody.get(path), 401, "not_authenticated")


def test_a_request_says_how_to_pay(as_ada: Caller, asked: PaymentRequest) -> None:
    found = told(as_ada.get(f"payment-requests/{asked.pk}/"))
    assert (found["number"], found["amount"], found["state"]) == (
        "RQ-2026-00001",
        "24.20",
        "open",
    )
    assert (found["reference"], found["reference_text"]) == (
        "000000000101",
        "+++000/0000/00101+++",
    )
    assert (found["received"], found["left"]) == ("0.00", "24.20")
    assert found["payment_code"] == payment_code_of(asked)
    assert (found["iban"], found["due_on"]) == ("BE71096123456769", "2026-12-01")
    statement = told(as_ada.get(f"statements/{found['statement']}/"))
    same = ("id", "number", "amount", "left", "reference", "reference_text", "payment_code")
    assert {name: statement["payment_request"][name] for name in same} == {
        name: found[name] for name in same
    }


def test_what_came_in_is_booked_once(
    as_cleo: Caller, as_ada: Caller, asked: PaymentRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"payment-requests/{asked.pk}/received/"
    refused(as_ada.post(path, SENT), 404, "not_found")
    answer = as_cleo.post(path, SENT)
    part = told(answer)
    assert (part["received"], part["left"], part["state"]) == ("10.00", "14.20", "open")
    assert "EUR14.20" in part["payment_code"]
    assert "Idempotency-Replayed" not in answer
    later = moment("2026-11-23 10:05")
    monkeypatch.setattr(timezone, "now", lambda: later)
    again = as_cleo.post(path, SENT)
    assert told(again) == part
    assert again["Idempotency-Replayed"] == "true"
    refused(as_cleo.post(path, {**SENT, "amount": "11.00"}), 409, "key_reused")
    rest = {**SENT, "amount": "15.00", "cause": "bank-2"}
    done = told(as_cleo.post(path, rest))
    assert (done["received"], done["left"], done["state"]) == ("25.00", "0.00", "paid")
    assert done["payment_code"] == ""
    assert Entry.objects.filter(kind=EntryKind.RECEIVED).count() == 2
    (account,) = rows(as_ada.get("accounts/"))
    assert account["balance"] == "0.80"


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"amount": "0.00"}, 409, "nothing_received"),
        ({"amount": "-1.00"}, 409, "nothing_received"),
        ({"received_on": "2026-11-24"}, 409, "received_in_future"),
        ({"received_on": "0001-01-01"}, 400, "invalid"),
        ({"amount": 10.5}, 400, "invalid"),
        ({"cause": ""}, 400, "invalid"),
        ({"cause": "L12"}, 400, "invalid"),
        ({"cause": "x" * 21}, 400, "invalid"),
        ({"cause": "a b"}, 400, "invalid"),
        ({"cause": "٣"}, 400, "invalid"),
    ],
)
def test_what_is_no_receipt_is_refused(
    as_cleo: Caller, asked: PaymentRequest, change: dict[str, Any], status: int, code: str
) -> None:
    path = f"payment-requests/{asked.pk}/received/"
    refused(as_cleo.post(path, {**SENT, **change}), status, code)
    assert not Entry.objects.filter(kind=EntryKind.RECEIVED).exists()


def test_requests_are_filtered(as_cleo: Caller, asked: PaymentRequest) -> None:
    def found(**query: str) -> list[int]:
        return [row["id"] for row in rows(as_cleo.get("payment-requests/", **query))]

    assert found(state="open", period="2026-10", maker="comme-une-plume") == [asked.pk]
    assert found(reference=asked.reference, ordering="due_on") == [asked.pk]
    assert found(state="paid") == found(period="2026-11") == found(reference="1") == []


def test_reading_many_costs_no_more_than_one(
    as_cleo: Caller, rcoop: Coworking, django_assert_num_queries: Any
) -> None:
    for name in ("One", "Two", "Three"):
        make_debt(rcoop, make_selling_maker(rcoop, name))
    make_closed(rcoop)
    as_cleo.get("payment-requests/")
    with django_assert_num_queries(2):
        assert len(rows(as_cleo.get("payment-requests/", limit="1"))) == 1
    with django_assert_num_queries(2):
        assert len(rows(as_cleo.get("payment-requests/"))) == 3
