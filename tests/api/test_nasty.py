"""Whatever is sent, the answer is a reason and never a crash."""

import json
import re
import uuid
from collections.abc import Sequence
from typing import Any
from zlib import crc32

import pytest

from api.docs import openapi
from api.throttling import PerToken
from consign.agreements.models import Mode
from consign.payouts.models import Payout
from consign.people.models import Coworking, Maker, Role, User
from consign.people.operations import add_adviser, add_member
from tests.api.caller import BASE, Caller, refused
from tests.factories import START, make_closed, make_placed, make_sale, make_selling_maker
from tests.kept import kept
from tests.payouts.bank import make_debt, make_remittance, read
from tests.payouts.bank import told as line_told

pytestmark = pytest.mark.django_db

DEEP = 20_000
BODIES = [
    b"",
    b"null",
    b"true",
    b"[]",
    b'"text"',
    b"{",
    b"{}",
    b"[{}]",
    b"NaN",
    b'{"a": Infinity}',
    b'{"a": 1e999}',
    b"9" * 5000,
    b"[" * DEEP + b"]" * DEEP,
    b'{"a":' * 9000,
    b"\xff\xfe\x00{",
    b'{"a": "\\ud800"}',
    b"{" + b" " * 70_000 + b"}",
]
VALUES: list[Any] = [
    None,
    True,
    -1,
    10**40,
    1e308,
    "",
    "\x00",
    "-1",
    "1e999",
    "Infinity",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31",
    "٣" * 20,
    "x" * 3000,
    "'; DROP TABLE till_sale; --",
    [],
    ["a", {}, None],
    {"a": [{}]},
]
QUERIES = ["%00", "%ff", "-1", "9" * 40, "1e999", "x" * 3000, "%F0%9F%92%B8", "a&a=b&a[]=c"]

WRITING = [
    (method, path, call)
    for path, methods in openapi()["paths"].items()
    for method, call in methods.items()
    if method != "get"
]
READING = [(path, call["get"]) for path, call in openapi()["paths"].items() if "get" in call]
# What would do, so that with one part wrong the operation itself is reached.
GOOD: dict[str, dict[str, Any]] = {
    "sales/": {
        "coworking": "rcoop",
        "paid_with": "card",
        "sold_at": "2026-11-01T10:00:00+01:00",
        "lines": [{"code": "7K3M9QX", "quantity": 1, "discount": "0.00", "seen_price": "1.00"}],
    },
    "items/": {
        "maker": "comme-une-plume",
        "title": "Bague",
        "price": "10.00",
        "vat_percent": "21",
        "story": "",
        "reference": "",
    },
    "labels/": {"items": [{"code": "7K3M9QX", "copies": 1}], "start_at": 1, "coworking": "rcoop"},
    "affiliations/": {
        "maker": "comme-une-plume",
        "payee": "rcoop-sc",
        "starts_on": "2026-01-01",
        "ends_on": "2026-01-02",
    },
    "agreements/": {
        "coworking": "rcoop",
        "affiliation": 1,
        "starts_on": "2026-01-01",
        "commission_percent": "30",
        "minimum_payout": "1.00",
        "unsold_days": 1,
        "maker_part_percent": None,
        "largest_discount_percent": "1",
    },
    "settlements/": {"coworking": "rcoop", "period": "2026-10", "early": False},
    "payouts/paid/": {"coworking": "rcoop", "numbers": ["PO-2026-00001"], "paid_on": "2026-11-02"},
    "placements/": {"announcement": 1, "showcase": 1, "quantity": 1},
    "makers/": {"coworking": "rcoop", "name": "A", "email": "a@example.org", "person": "A"},
    "legal-entities/": {
        "kind": "company",
        "legal_name": "A",
        "enterprise_number": "0999000015",
        "street": "A",
        "postcode": "1",
        "town": "A",
        "email": "a@example.org",
    },
    "remittances/": {
        "coworking": "rcoop",
        "numbers": ["PO-2026-00001"],
        "execution_on": "2026-11-24",
        "batch_booking": False,
        "instant": False,
    },
    "cash-counts/": {"coworking": "rcoop", "amount": "100.00"},
}
# The same for what is done to one of the rows that are there.
GOOD_ROWS: dict[str, dict[str, Any]] = {
    "affiliations/{id}/": {"project_code": "P 1", "payment_reference": "RF18539007547034"},
    "bank-lines/{id}/match/": {"payout": "PO-2026-00001"},
    "documents/{id}/answer/": {"accepted": False, "reason": "No"},
    "legal-entities/{slug}/": {"legal_form": "SC", "street": "A", "country": "BE"},
    "legal-entities/{slug}/bank-accounts/": {
        "iban": "BE68539007547034",
        "holder": "A",
        "bic": "GEBABEBB",
        "starts_on": "2026-12-01",
    },
    "payment-requests/{id}/received/": {
        "amount": "1.00",
        "received_on": "2026-11-10",
        "cause": "1",
    },
    "payouts/{id}/returned/": {"returned_on": "2026-11-10", "reason": "AC04"},
    "remittances/{id}/": {
        "numbers": ["PO-2026-00001"],
        "execution_on": "2026-11-24",
        "batch_booking": True,
        "instant": True,
    },
    "remittances/{id}/approve/": {"digest": "0" * 64},
}


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """As often as these tests ask nobody may ask."""
    rates = dict.fromkeys(["token", "anonymous", "simulation"])
    monkeypatch.setattr(PerToken, "THROTTLE_RATES", rates)


@kept
def all_at_once(rcoop: Coworking, ada: User, plume: Maker, terre: Maker) -> User:
    """Somebody who is maker, manager and adviser at once, in a world with something of each."""
    add_member(coworking=rcoop, user=ada, role=Role.MANAGER, by=None, at=START)
    add_adviser(entity=rcoop.operator, user=ada, by=None, at=START)
    sold = make_placed(rcoop, plume, "Sold").item
    make_sale(rcoop, sold, at="2026-10-05", by=ada)
    make_placed(rcoop, plume, "Here", quantity=3)
    make_debt(rcoop, terre)
    own = make_selling_maker(rcoop, "Own", person=ada, mode=Mode.OWN_NAME)
    make_sale(rcoop, make_placed(rcoop, own).item, at="2026-10-05", by=ada)
    make_closed(rcoop, "2026-10")
    own_payout = Payout.objects.get(settlement__account__maker=own)
    make_remittance(rcoop, [own_payout.number])
    read(rcoop, line_told("1.00"), by=ada)
    return ada


@pytest.fixture
def everybody(all_at_once: User) -> Caller:
    return Caller(all_at_once)


def addresses(caller: Caller, path: str) -> list[str]:
    """The path with a key that is there, and with keys that cannot be."""
    if "{" not in path:
        return [path]
    start = path.split("{", maxsplit=1)[0]
    listed = caller.client.get(start)
    rows = listed.json().get("results", []) if listed.status_code == 200 else []
    key = next((row.get("code") or row.get("slug") or row.get("id") for row in rows), 1)
    bad = ["9" * 18, "9" * 40, "%00", "0", "%F0%9F%92%B8", "-1", "x" * 300]
    parts = path.partition("{")[2].partition("}")
    return [f"{start}{key}{parts[2]}" for key in (key, *bad)]


def fields(call: dict[str, Any]) -> list[str]:
    """The names of what a call is sent."""
    content = call.get("requestBody", {}).get("content", {}).get("application/json", {})
    name = content.get("schema", {}).get("$ref", "").rsplit("/", maxsplit=1)[-1]
    shape = openapi()["components"]["schemas"].get(name, {})
    return list(shape.get("properties", {}))


def some_of(values: Sequence[Any], where: str) -> Sequence[Any]:
    """A third of them, another one for each place: over all places every value is met often."""
    return values[crc32(where.encode()) % 3 :: 3]


def sane(caller: Caller, method: str, address: str, body: bytes) -> None:
    answer = caller.client.generic(
        method.upper(),
        address,
        body,
        content_type="application/json",
        headers={"Idempotency-Key": str(uuid.uuid4())},
    )
    assert answer.status_code < 500, (method, address, body[:200])
    assert answer.status_code != 429
    if answer.status_code >= 400:
        assert json.loads(answer.content)["code"], (method, address, body[:200])


@pytest.mark.parametrize(
    ("method", "path", "call"), WRITING, ids=[call["operationId"] for _m, _p, call in WRITING]
)
def test_nothing_that_is_sent_makes_it_crash(
    method: str, path: str, call: dict[str, Any], everybody: Caller
) -> None:
    good, *bad = addresses(everybody, path)
    for address in bad:
        sane(everybody, method, address, b"{}")
    for body in BODIES:
        sane(everybody, method, good, body)
    for field in fields(call) if path.removeprefix(BASE) not in GOOD else []:
        for value in some_of(VALUES, path + field):
            sane(everybody, method, good, json.dumps({field: value}).encode())


def test_nothing_that_is_asked_makes_it_crash(everybody: Caller) -> None:
    for path, call in READING:
        good, *bad = addresses(everybody, path)
        for address in bad:
            sane(everybody, "get", address, b"")
        named = {one["name"] for one in call.get("parameters", []) if one["in"] == "query"}
        for name in sorted(named | {"format", "search"}):
            for value in some_of(QUERIES, path + name):
                sane(everybody, "get", f"{good}?{name}={value}", b"")


@pytest.mark.parametrize("path", GOOD)
def test_one_wrong_part_among_good_ones_makes_no_crash(path: str, everybody: Caller) -> None:
    """All parts are right but one, so that the operation itself is reached."""
    for field in GOOD[path]:
        for value in VALUES:
            sane(everybody, "post", BASE + path, json.dumps({**GOOD[path], field: value}).encode())
    for line in [part for part in GOOD[path].values() if isinstance(part, list)][:1]:
        for field in line[0] if isinstance(line[0], dict) else []:
            for value in VALUES:
                name = next(key for key, part in GOOD[path].items() if part is line)
                wrong = {**GOOD[path], name: [{**line[0], field: value}]}
                sane(everybody, "post", BASE + path, json.dumps(wrong).encode())


@pytest.mark.parametrize("path", GOOD_ROWS)
def test_one_wrong_part_of_what_is_done_to_a_row_makes_no_crash(
    path: str, everybody: Caller
) -> None:
    good = addresses(everybody, BASE + path)[0]
    row = "/".join(good.removeprefix(BASE).split("/")[:2])
    assert everybody.get(f"{row}/").status_code == 200
    method = next(one for one, where, _call in WRITING if where == BASE + path)
    for field in GOOD_ROWS[path]:
        for value in VALUES:
            body = json.dumps({**GOOD_ROWS[path], field: value}).encode()
            sane(everybody, method, good, body)


def test_what_is_no_json_says_so(as_ada: Caller) -> None:
    for body in (b"{", b"NaN", b"[" * DEEP, b"\xff", b'{"a": "\\ud800"}'):
        answer = as_ada.client.generic(
            "POST", BASE + "items/", body, content_type="application/json"
        )
        refused(answer, 400, "malformed")


def test_what_is_too_long_says_so(as_ada: Caller) -> None:
    body = b'{"title": "' + b"x" * 65_536 + b'"}'
    answer = as_ada.client.generic("POST", BASE + "items/", body, content_type="application/json")
    refused(answer, 413, "too_large")


def test_another_format_is_refused(as_ada: Caller) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/xml", "x" * 300):
        answer = as_ada.client.generic("POST", BASE + "items/", b"{}", content_type=kind)
        refused(answer, 415, "unsupported_media_type")


def test_another_method_is_refused(as_ada: Caller) -> None:
    for method in ("PUT", "DELETE", "PATCH"):
        answer = as_ada.client.generic(method, BASE + "sales/")
        refused(answer, 405, "method_not_allowed")


def test_what_can_be_sent_is_only_in_the_schema(as_ada: Caller) -> None:
    for path in openapi()["paths"]:
        answer = as_ada.client.generic("OPTIONS", re.sub(r"{\w+}", "1", path))
        assert answer.status_code == 405, path


def test_an_answer_in_another_format_is_refused(as_ada: Caller) -> None:
    answer = as_ada.client.get(BASE + "me/", headers={"Accept": "application/xml"})
    refused(answer, 406, "not_acceptable")


def test_an_address_that_is_nothing_says_so(as_nobody: Caller, as_ada: Caller) -> None:
    for caller in (as_nobody, as_ada):
        for path in ("nothing/", "sales", "sales/x/", "", "items/a/b/c/"):
            refused(caller.get(path), 404, "not_found")


def test_a_cursor_that_was_made_up_is_refused(as_ada: Caller) -> None:
    for cursor in ("x", "cD0x", "\x00", "WyIiXQ:1:2"):
        problem = refused(as_ada.get("items/", cursor=cursor), 400, "invalid")
        assert list(problem["errors"]) == ["cursor"]
