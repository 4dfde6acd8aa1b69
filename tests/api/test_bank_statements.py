"""Files of the bank: read in once, matched for certain or by hand."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from consign.bank.reading import LARGEST
from consign.payouts.models import BankLine, BankStatement, PaymentRequest, Payout
from consign.people.models import Coworking, Maker, Role, Scope, User
from tests.api.caller import BASE, Caller, refused, rows, told
from tests.factories import (
    make_closed,
    make_member,
    make_person,
    make_placed,
    make_sale,
    make_selling_maker,
    moment,
)
from tests.kept import kept
from tests.payouts.bank import make_debt, make_exported, read, statement_file
from tests.payouts.bank import told as line_told

pytestmark = pytest.mark.django_db

RAW = ("application/octet-stream", "application/xml", "text/xml", "text/plain")


@kept
def payout(rcoop: Coworking, plume: Maker) -> Payout:
    """31.50, with the bank."""
    make_sale(rcoop, make_placed(rcoop, plume).item)
    make_closed(rcoop)
    make_exported(rcoop)
    return Payout.objects.get()


@pytest.fixture
def content(payout: Payout) -> bytes:
    """The payout left; something else came in."""
    return statement_file(
        line_told("-31.50", end_to_end_id=payout.number, counterparty_iban=payout.iban),
        line_told("12.00", text="Coffee"),
    )


def raw(
    caller: Caller, content: bytes, kind: str = "application/xml", coworking: str = "rcoop"
) -> Any:
    address = f"{BASE}bank-statements/?coworking={coworking}"
    return caller.client.generic("POST", address, content, content_type=kind)


def form(caller: Caller, content: bytes, coworking: str = "rcoop") -> Any:
    file = SimpleUploadedFile("statement.xml", content)
    sent = {"coworking": coworking, "file": file}
    return caller.client.post(f"{BASE}bank-statements/", sent)


@pytest.fixture
def coffee(rcoop: Coworking, content: bytes, as_cleo: Caller) -> BankLine:
    """The line nobody knows."""
    told(raw(as_cleo, content), 201)
    return BankLine.objects.get(state="open")


def test_a_file_says_what_it_did(as_cleo: Caller, content: bytes, payout: Payout) -> None:
    done = told(form(as_cleo, content), 201)
    counts = ("new", "known", "paid", "returned", "received", "transfers", "left_open")
    assert [done[name] for name in counts] == [2, 0, 1, 0, 0, 0, 1]
    (statement,) = done["statements"]
    assert (statement["iban"], statement["closed_on"]) == ("BE71096123456769", "2026-11-05")
    assert (statement["opening"], statement["closing"]) == ("1000.00", "980.50")
    assert (statement["lines"], statement["open_lines"], statement["read_by"]) == (2, 1, "Cleo")
    assert rows(as_cleo.get("bank-statements/")) == [statement]
    paid = told(as_cleo.get(f"payouts/{payout.pk}/"))
    assert (paid["state"], paid["paid_on"]) == ("paid", "2026-11-05")


@pytest.mark.parametrize("kind", RAW)
def test_the_file_may_be_the_whole_body(as_cleo: Caller, content: bytes, kind: str) -> None:
    assert told(raw(as_cleo, content, kind), 201)["new"] == 2


def test_the_same_file_again_changes_nothing(
    as_cleo: Caller, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = told(raw(as_cleo, content), 201)
    monkeypatch.setattr(timezone, "now", lambda: moment("2026-11-23 10:05"))
    for again in (raw(as_cleo, content), form(as_cleo, content)):
        done = told(again, 200)
        assert done["statements"] == first["statements"]
        assert (done["new"], done["known"], done["paid"]) == (0, 2, 0)
    assert (BankStatement.objects.count(), BankLine.objects.count()) == (1, 2)


@pytest.mark.parametrize(
    ("spoiled", "status", "code"),
    [
        (b"", 422, "not_a_bank_statement"),
        (b"\x00\xff" * 40, 422, "not_a_bank_statement"),
        (b"%PDF-1.7", 422, "not_a_bank_statement"),
        (b"<a/>", 422, "not_a_bank_statement"),
        (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>', 422, None),
        (b"<Document", 422, None),
    ],
)
def test_what_is_no_statement_is_refused(
    as_cleo: Caller, rcoop: Coworking, spoiled: bytes, status: int, code: str | None
) -> None:
    for answer in (raw(as_cleo, spoiled, "text/plain"), form(as_cleo, spoiled)):
        problem = told(answer, status)
        assert problem["code"] in ({code} if code else {"not_a_bank_statement", "damaged"})
        assert list(problem["errors"]) == ["file"]
    assert not BankStatement.objects.exists()


def test_a_damaged_one_is_refused(as_cleo: Caller, content: bytes) -> None:
    refused(raw(as_cleo, content[:-200]), 422, "damaged")
    refused(raw(as_cleo, content.replace(b"980.50", b"980.51")), 422, "sums")
    assert not BankLine.objects.exists()


def test_one_of_another_account_is_refused(as_cleo: Caller, rcoop: Coworking) -> None:
    refused(raw(as_cleo, statement_file(iban="BE68539007547034")), 409, "other_account")
    refused(raw(as_cleo, statement_file(currency="USD")), 409, "other_currency")


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "9999-12-31"])
def test_one_of_another_century_is_damaged(
    as_cleo: Caller, rcoop: Coworking, terre: Maker, day: str
) -> None:
    make_debt(rcoop, terre)
    make_closed(rcoop)
    asked = PaymentRequest.objects.get()
    line = line_told("24.20", on=day, reference=asked.reference)
    refused(raw(as_cleo, statement_file(line)), 422, "damaged")
    refused(raw(as_cleo, statement_file(closed_on=day)), 422, "damaged")


def test_one_that_is_too_large_is_refused(as_cleo: Caller, rcoop: Coworking) -> None:
    huge = b"<" + b" " * LARGEST
    refused(raw(as_cleo, huge), 413, "too_large")
    refused(form(as_cleo, huge + b" " * 70_000), 413, "too_large")


def test_a_call_in_another_shape_is_refused(as_cleo: Caller, content: bytes) -> None:
    refused(as_cleo.post("bank-statements/", {"coworking": "rcoop"}), 415, "unsupported_media_type")
    for sent in ({}, {"coworking": "rcoop"}, {"coworking": "rcoop", "file": "text"}):
        answer = as_cleo.client.post(f"{BASE}bank-statements/", sent)
        refused(answer, 400, "invalid")
    for kind in ("multipart/form-data", "multipart/form-data; boundary=x"):
        answer = as_cleo.client.generic(
            "POST", f"{BASE}bank-statements/", content, content_type=kind
        )
        assert answer.status_code == 400
    answer = as_cleo.client.generic(
        "POST", f"{BASE}bank-statements/", content, content_type="application/xml"
    )
    problem = refused(answer, 400, "invalid")
    assert list(problem["errors"]) == ["coworking"]
    for coworking in ("nowhere", "%00", "x" * 300):
        assert raw(as_cleo, content, coworking=coworking).status_code in (400, 404)


def test_the_bank_is_for_managers(
    as_ada: Caller,
    as_eve: Caller,
    as_dan: Caller,
    as_vic: Caller,
    as_nobody: Caller,
    filature: Coworking,
    cleo: User,
    content: bytes,
    coffee: BankLine,
) -> None:
    elsewhere = Caller(make_member(filature, make_person("max"), Role.MANAGER))
    line = f"bank-lines/{coffee.pk}/"
    for caller in (as_ada, as_eve, as_dan, as_vic, elsewhere):
        for path in ("bank-statements/", "bank-lines/"):
            assert rows(caller.get(path)) == []
        for path in (f"bank-statements/{coffee.statement_id}/", line):
            refused(caller.get(path), 404, "not_found")
        for act in ("match", "set-aside", "take-back"):
            refused(caller.post(f"{line}{act}/", {"payout": "x"}), 404, "not_found")
        for answer in (raw(caller, content), form(caller, content)):
            refused(answer, 404, "not_found")
    for path in ("bank-statements/", "bank-lines/", line):
        refused(as_nobody.get(path), 401, "not_authenticated")
    refused(raw(as_nobody, content), 401, "not_authenticated")
    refused(raw(Caller(cleo, (Scope.READ, Scope.SELL)), content), 403, "scope_missing")


def test_a_line_that_was_matched_says_with_what(
    as_cleo: Caller, coffee: BankLine, payout: Payout
) -> None:
    (row,) = rows(as_cleo.get("bank-lines/", state="matched"))
    assert (row["payout"], row["remittance"], row["request"]) == (payout.number, None, None)
    assert (row["amount"], row["booked_on"], row["matched_by"]) == (
        "-31.50",
        "2026-11-05",
        "Cleo",
    )
    assert told(as_cleo.get(f"bank-lines/{row['id']}/"))["proposals"] == []


def test_a_line_is_matched_by_hand(
    as_cleo: Caller, rcoop: Coworking, cleo: User, payout: Payout
) -> None:
    read(rcoop, line_told("-31.50", text="Transfer to Dies"), by=cleo)
    (row,) = rows(as_cleo.get("bank-lines/", state="open"))
    path = f"bank-lines/{row['id']}/"
    proposals = told(as_cleo.get(path))["proposals"]
    assert {"payout": payout.number, "remittance": None, "request": None}.items() <= (
        proposals[0].items() if proposals[0]["payout"] else proposals[1].items()
    )
    assert all(one["fits"] and one["why"] for one in proposals)
    for wrong in ({}, {"payout": payout.number, "request": "RQ-1"}, {"line": 1}):
        problem = refused(as_cleo.post(f"{path}match/", wrong), 400, "invalid")
        assert list(problem["errors"]) == ["body"]
    for unknown in ({"payout": "PO-2026-99999"}, {"request": "RQ-1"}, {"remittance": "x"}):
        refused(as_cleo.post(f"{path}match/", unknown), 404, "not_found")
    done = told(as_cleo.post(f"{path}match/", {"payout": payout.number}))
    assert (done["state"], done["payout"], done["proposals"]) == ("matched", payout.number, [])
    assert told(as_cleo.post(f"{path}match/", {"payout": payout.number})) == done
    refused(as_cleo.post(f"{path}set-aside/"), 409, "already_matched")
    assert told(as_cleo.get(f"payouts/{payout.pk}/"))["state"] == "paid"


def test_a_line_is_matched_with_a_request_or_a_whole_file(
    as_cleo: Caller, rcoop: Coworking, cleo: User, terre: Maker, payout: Payout
) -> None:
    make_debt(rcoop, terre, on="2026-11-05")
    make_closed(rcoop, "2026-11")
    asked = PaymentRequest.objects.get()
    assert payout.remittance is not None
    read(rcoop, line_told("24.20"), line_told("-31.50"), by=cleo)
    out, came = rows(as_cleo.get("bank-lines/", ordering="amount"))
    paid = as_cleo.post(f"bank-lines/{came['id']}/match/", {"request": asked.number})
    assert told(paid)["request"] == asked.number
    file = payout.remittance.number
    left = as_cleo.post(f"bank-lines/{out['id']}/match/", {"remittance": file})
    assert told(left)["remittance"] == file


def test_an_amount_that_differs_is_refused(
    as_cleo: Caller, coffee: BankLine, payout: Payout
) -> None:
    answer = as_cleo.post(f"bank-lines/{coffee.pk}/match/", {"payout": payout.number})
    refused(answer, 409, "amount_differs")


def test_what_belongs_to_another_coworking_is_not_there(
    as_cleo: Caller, coffee: BankLine, filature: Coworking
) -> None:
    for name in ("One", "Two"):
        make_sale(filature, make_placed(filature, make_selling_maker(filature, name)).item)
    make_closed(filature)
    theirs = Payout.objects.get(coworking=filature, number="PO-2026-00002")
    answer = as_cleo.post(f"bank-lines/{coffee.pk}/match/", {"payout": theirs.number})
    refused(answer, 404, "not_found")


def test_a_line_is_set_aside_and_taken_back(as_cleo: Caller, coffee: BankLine) -> None:
    path = f"bank-lines/{coffee.pk}/"
    assert told(as_cleo.post(f"{path}set-aside/"))["state"] == "aside"
    assert [row["id"] for row in rows(as_cleo.get("bank-lines/", state="aside"))] == [coffee.pk]
    assert told(as_cleo.post(f"{path}take-back/"))["state"] == "open"
    assert told(as_cleo.get("bank-lines/", state="open", since="2026-11-06"))["results"] == []


def test_reading_many_costs_no_more_than_one(
    as_cleo: Caller, rcoop: Coworking, cleo: User, django_assert_num_queries: Any
) -> None:
    for day in ("2026-11-05", "2026-11-06", "2026-11-07"):
        read(rcoop, line_told("12.00", on=day, text=day), by=cleo, closed_on=day)
    for path in ("bank-statements/", "bank-lines/"):
        as_cleo.get(path)
        with django_assert_num_queries(2):
            assert len(rows(as_cleo.get(path, limit="1"))) == 1
        with django_assert_num_queries(2):
            assert len(rows(as_cleo.get(path))) == 3
