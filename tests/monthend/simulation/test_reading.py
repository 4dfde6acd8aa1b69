"""A scenario that is malformed, contradicts itself or cannot happen is refused with its place."""

import copy
import json
from typing import Any

import pytest

from consign.monthend.simulate import parse, quickly, read
from consign.monthend.simulation.refusals import ScenarioRefused
from tests.monthend.simulation.worked import ME, fee, loss, refund, sale, scenario

WHOLE = scenario(
    sale("45.00", on="2026-10-20", quantity=3, less="9.00", borne_by="split", part="50"),
    refund("e1", on="2026-11-02"),
    fee("12.10", on="2026-11-03"),
    loss("31.50"),
    {
        "type": "adjustment",
        "at": "2026-11-06T12:00:00Z",
        "maker": "maker",
        "amount_cents": -100,
        "reason": "a mistake",
    },
)
DELETED = object()


def changed(path: list[str | int], value: Any) -> dict[str, Any]:
    """The whole scenario with one value changed or deleted."""
    found: Any = copy.deepcopy(WHOLE)
    top = found
    for key in path[:-1]:
        found = found[key]
    if value is DELETED:
        del found[path[-1]]
    else:
        found[path[-1]] = value
    assert isinstance(top, dict)
    return top


def place_of(path: list[str | int]) -> str:
    told = ""
    for key in path:
        told += f"[{key}]" if isinstance(key, int) else f".{key}"
    return told.lstrip(".")


def refusal(value: Any) -> tuple[str, str]:
    with pytest.raises(ScenarioRefused) as found:
        quickly(read(value))
    assert str(found.value)
    return found.value.place, found.value.code


def test_the_whole_scenario_is_accepted() -> None:
    assert len(quickly(read(WHOLE))["lines"]) == 2


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "unreadable"),
        (b"{", "unreadable"),
        (b"\xff\xfe{}", "unreadable"),
        (b"\xef\xbb\xbf{}", "unreadable"),
        (b'{"a": NaN}', "unreadable"),
        (b'{"a": ' + b"9" * 5000 + b"}", "unreadable"),
        (b"[" * 100_000, "unreadable"),
        (b"[]", "wrong_type"),
        (b"null", "wrong_type"),
        (b'"scenario"', "wrong_type"),
    ],
)
def test_what_is_no_scenario_file_is_refused_as_a_whole(data: bytes, code: str) -> None:
    with pytest.raises(ScenarioRefused) as found:
        read(parse(data))
    assert (found.value.place, found.value.code) == ("$", code)


MALFORMED: list[tuple[list[str | int], Any, str]] = [
    (["schema"], "consign-scenario/2", "bad_value"),
    (["schema"], DELETED, "missing"),
    (["currency"], "USD", "bad_value"),
    (["currency"], None, "wrong_type"),
    (["timezone"], "Europe/Atlantis", "bad_value"),
    (["timezone"], "../etc/passwd", "bad_value"),
    (["timezone"], "Europe", "bad_value"),
    (["timezone"], "", "bad_value"),
    (["title"], "", "bad_value"),
    (["title"], "x" * 201, "bad_value"),
    (["title"], "\ud800", "bad_value"),
    (["title"], 5, "wrong_type"),
    (["mode"], "Agent", "bad_value"),
    (["extra"], 1, "unknown_key"),
    (["two words"], 1, "unknown_key"),
    (["coworking"], [], "wrong_type"),
    (["coworking", "vat_status"], "exempt_small", "bad_value"),
    (["coworking", "vat_rate_percent"], "0", "contradiction"),
    (["coworking", "vat_rate_percent"], "51", "out_of_range"),
    (["coworking", "vat_rate_percent"], 21, "wrong_type"),
    (["terms", "commission_percent"], "101", "out_of_range"),
    (["terms", "commission_percent"], "100.0001", "out_of_range"),
    (["terms", "commission_percent"], "030", "bad_value"),
    (["terms", "commission_percent"], "30.", "bad_value"),
    (["terms", "commission_percent"], "30.12345", "bad_value"),
    (["terms", "commission_percent"], "-1", "bad_value"),
    (["terms", "commission_percent"], "3e1", "bad_value"),
    (["terms", "commission_percent"], "٣٠", "bad_value"),
    (["terms", "commission_percent"], 30, "wrong_type"),
    (["terms", "commission_base"], "price", "bad_value"),
    (["terms", "commission_vat"], "none", "contradiction"),
    (["terms", "minimum_payout_cents"], -1, "out_of_range"),
    (["terms", "minimum_payout_cents"], 10_000_001, "out_of_range"),
    (["terms", "minimum_payout_cents"], True, "wrong_type"),
    (["terms", "minimum_payout_cents"], 1.0, "wrong_type"),
    (["terms", "minimum_payout_cents"], "1", "wrong_type"),
    (["terms", "minimum_payout_cents"], DELETED, "missing"),
    (["payees"], {}, "wrong_type"),
    (["payees", 0], "me", "wrong_type"),
    (["payees", 0, "id"], "a b", "bad_value"),
    (["payees", 0, "id"], "x" * 65, "bad_value"),
    (["payees", 0, "id"], "", "bad_value"),
    (["payees", 0, "kind"], "coop", "bad_value"),
    (["payees", 0, "vat_status"], "exempt", "bad_value"),
    (["payees", 0, "valid_from"], "2026-02-30", "bad_value"),
    (["payees", 0, "valid_from"], "1999-12-31", "bad_value"),
    (["payees", 0, "valid_from"], "2026-1-1", "bad_value"),
    (["payees", 0, "valid_from"], 2026, "wrong_type"),
    (["payees", 0, "valid_to"], "2025-12-31", "contradiction"),
    (["payees", 0, "valid_to"], DELETED, "missing"),
    (["events"], None, "wrong_type"),
    (["events", 0], None, "wrong_type"),
    (["events", 0, "type"], "sell", "bad_value"),
    (["events", 0, "type"], DELETED, "missing"),
    (["events", 0, "type"], ["sale"], "wrong_type"),
    (["events", 0, "at"], "2026-10-20T12:00:00", "bad_value"),
    (["events", 0, "at"], "2026-10-20 12:00:00Z", "bad_value"),
    (["events", 0, "at"], "2026-10-20T24:00:00Z", "bad_value"),
    (["events", 0, "at"], "2026-10-20T12:00:60Z", "bad_value"),
    (["events", 0, "at"], "2026-10-20T12:00:00+14:01", "bad_value"),
    (["events", 0, "at"], "2026-10-20T12:00:00+01:60", "bad_value"),
    (["events", 0, "at"], "2100-10-20T12:00:00Z", "bad_value"),
    (["events", 0, "quantity"], 0, "out_of_range"),
    (["events", 0, "quantity"], 1001, "out_of_range"),
    (["events", 0, "quantity"], "3", "wrong_type"),
    (["events", 0, "unit_price_cents"], -1, "out_of_range"),
    (["events", 0, "unit_price_cents"], 10_000_001, "out_of_range"),
    (["events", 0, "vat_rate_percent"], "50.01", "out_of_range"),
    (["events", 0, "discount_cents"], 13_501, "out_of_range"),
    (["events", 0, "discount_cents"], -1, "out_of_range"),
    (["events", 0, "discount_bearer"], "me", "bad_value"),
    (["events", 0, "discount_bearer"], None, "wrong_type"),
    (["events", 0, "maker_part_percent"], "101", "out_of_range"),
    (["events", 0, "maker_part_percent"], DELETED, "missing"),
    (["events", 0, "item"], DELETED, "missing"),
    (["events", 0, "maker"], "nobody", "unknown_maker"),
    (["events", 0, "payee"], "me", "unknown_key"),
    (["events", 1, "refunds"], "e3", "unknown_sale"),
    (["events", 1, "refunds"], "e2", "unknown_sale"),
    (["events", 1, "quantity"], 4, "refund_exceeds_sale"),
    (["events", 1, "id"], "e1", "duplicate_id"),
    (["events", 1, "at"], "2026-10-20T11:59:59Z", "wrong_order"),
    (["events", 2, "amount_incl_vat_cents"], 0, "out_of_range"),
    (["events", 2, "vat_rate_percent"], "6", "contradiction"),
    (["events", 2, "maker"], "nobody", "unknown_maker"),
    (["events", 3, "agreed_value_cents"], 0, "out_of_range"),
    (["events", 3, "payee"], "nobody", "unknown_payee"),
    (["events", 4, "amount_cents"], 0, "out_of_range"),
    (["events", 4, "reason"], DELETED, "missing"),
    (["events", 4, "payee"], "nobody", "unknown_payee"),
]


@pytest.mark.parametrize(
    ("path", "value", "code"),
    MALFORMED,
    ids=[f"{place_of(path)}-{code}-{index}" for index, (path, _v, code) in enumerate(MALFORMED)],
)
def test_a_wrong_value_is_refused_with_its_place(
    path: list[str | int], value: Any, code: str
) -> None:
    assert refusal(changed(path, value)) == (place_of(path), code)


@pytest.mark.parametrize("key", ["two\nlines", "\u202e", "\ud800"])
def test_a_place_is_one_line_that_can_be_printed(key: str) -> None:
    place, code = refusal({**WHOLE, key: 1})
    assert code == "unknown_key"
    assert place == json.dumps(key)


def test_a_discount_somebody_bears_must_say_who() -> None:
    scenario = changed(["events", 0, "discount_bearer"], DELETED)
    assert refusal(scenario) == ("events[0].discount_bearer", "missing")


def test_a_part_belongs_to_a_split_discount_alone() -> None:
    scenario = changed(["events", 0, "discount_bearer"], "maker")
    assert refusal(scenario) == ("events[0].maker_part_percent", "unknown_key")


def test_nobody_has_to_bear_no_discount() -> None:
    scenario = changed(["events", 0, "discount_cents"], 0)
    del scenario["events"][0]["discount_bearer"]
    del scenario["events"][0]["maker_part_percent"]
    assert quickly(read(scenario))["lines"][0]["amount_paid_cents"] == 13_500


def test_own_name_adds_no_vat_to_a_commission() -> None:
    scenario = changed(["mode"], "own_name")
    scenario["terms"]["commission_vat"] = "added"
    assert refusal(scenario) == ("terms.commission_vat", "contradiction")


def test_an_exempt_coworking_has_no_rate() -> None:
    scenario = changed(["coworking", "vat_status"], "exempt")
    assert refusal(scenario) == ("coworking.vat_rate_percent", "contradiction")


@pytest.mark.parametrize(
    ("second", "place", "code"),
    [
        ({"valid_from": "2026-05-01"}, "payees[1]", "overlapping_payees"),
        ({"id": "other", "valid_from": "2026-05-01"}, "payees[1]", "overlapping_payees"),
        ({"id": "other", "valid_from": None}, "payees[1]", "overlapping_payees"),
        ({"maker": "other", "kind": "company"}, "payees[1].kind", "contradiction"),
        ({"maker": "other", "vat_status": "liable"}, "payees[1].vat_status", "contradiction"),
    ],
)
def test_entries_of_payees_that_cannot_stand_together(
    second: dict[str, Any], place: str, code: str
) -> None:
    scenario = copy.deepcopy(WHOLE)
    scenario["payees"].append({**scenario["payees"][0], **second})
    assert refusal(scenario) == (place, code)


def test_a_payees_status_may_change_from_one_day_to_the_next() -> None:
    scenario = copy.deepcopy(WHOLE)
    scenario["payees"][0]["valid_to"] = "2026-11-05"
    scenario["payees"].append(
        {**scenario["payees"][0], "valid_from": "2026-11-06", "valid_to": None}
        | {"vat_status": "liable"}
    )
    assert quickly(read(scenario))["lines"]


@pytest.mark.parametrize(
    ("event", "place"),
    [
        (0, "events[0].maker"),
        (2, "events[2].maker"),
        (3, "events[3].maker"),
        (4, "events[4].maker"),
    ],
)
def test_a_day_without_payee_is_refused(event: int, place: str) -> None:
    scenario = copy.deepcopy(WHOLE)
    day = scenario["events"][event]["at"][:10]
    scenario["payees"][0]["valid_to"] = "2026-10-19" if event == 0 else _day_before(day)
    assert refusal(scenario) == (f"events[{event}].maker", "no_payee")


def _day_before(day: str) -> str:
    return f"{day[:8]}{int(day[8:]) - 1:02d}"


@pytest.mark.parametrize(
    ("less", "borne_by", "code"),
    [("13.51", "coworking", "commission_below_zero"), ("31.51", "maker", "share_below_zero")],
)
def test_a_discount_nobody_can_bear_is_refused(less: str, borne_by: str, code: str) -> None:
    found = scenario(sale("45.00", less=less, borne_by=borne_by))
    assert refusal(found) == ("events[0].discount_cents", code)


def test_nothing_at_all_is_a_scenario() -> None:
    assert quickly(read(scenario(payees=[ME]))) == {"lines": [], "statements": []}
    empty = {**scenario(mode="own_name"), "payees": []}
    expected: dict[str, Any] = {"lines": [], "statements": [], "coworking_vat_on_sales": []}
    assert quickly(read(empty)) == expected


def test_the_order_of_keys_does_not_matter() -> None:
    turned = json.loads(json.dumps(WHOLE), object_pairs_hook=lambda pairs: dict(pairs[::-1]))
    assert quickly(read(turned)) == quickly(read(WHOLE))
