"""Closing a till's day by program."""

from typing import Any

import pypdfium2
import pytest

from consign.people.models import Coworking, Maker, Scope, User
from consign.stock.models import Item
from consign.till.models import CashCount, DayClosing, Payment, Till
from consign.till.places import first_till
from tests.api.caller import Caller, refused, rows, told
from tests.factories import make_placed, make_sale
from tests.till.closing import close, sell

pytestmark = pytest.mark.django_db
# 100.00 and 13.00.
PIECES = [{"cents": 10_000, "count": 1}, {"cents": 1000, "count": 1}, {"cents": 100, "count": 3}]


@pytest.fixture
def till(rcoop: Coworking) -> Till:
    return first_till(rcoop)


@pytest.fixture
def bowls(rcoop: Coworking, terre: Maker) -> Item:
    return make_placed(rcoop, terre, "Bol bleu", price="12.99", quantity=9).item


def closing(**more: Any) -> dict[str, Any]:
    return {"coworking": "rcoop", "pieces": PIECES, "opening": "100.00", **more}


@pytest.fixture
def sold(till: Till, bowls: Item, dan: User) -> None:
    """A bowl in cash this morning, another by card."""
    make_sale(till.coworking, bowls, at="2026-11-23 08:30", paid_with=Payment.CASH)
    make_sale(till.coworking, bowls, at="2026-11-23 08:40")


def test_what_the_next_closing_would_hold(
    as_dan: Caller, till: Till, dan: User, bowls: Item
) -> None:
    asked = {"till": str(till.pk)}
    found = told(as_dan.get("day-closings/preview/", **asked))
    assert (found["opening"], found["expected"], found["on"]) == (None, None, "2026-11-23")
    close(till, dan, "100.00", opening="100.00", at="2026-11-22 18:00")
    late = make_sale(
        till.coworking,
        bowls,
        at="2026-11-22 15:00",
        recorded="2026-11-23 08:00",
        paid_with=Payment.CASH,
    )
    assert told(as_dan.get("day-closings/preview/", **asked)) == {
        "till": till.pk,
        "on": "2026-11-23",
        "opening": "100.00",
        "cash_in": "13.00",
        "cash_out": "0.00",
        "expected": "113.00",
        "card": "0.00",
        "transfer": "0.00",
        "currency": "EUR",
        "sales": 1,
        "refunds": 0,
        "late": [late.number],
        "late_cash": "13.00",
        "devices": [],
    }


def test_a_day_is_closed(as_dan: Caller, till: Till, sold: None, dan: User) -> None:
    sent = closing(expected="113.00", banked="60.00")
    made = told(as_dan.post("day-closings/", sent), 201)
    assert made.pop("id") == DayClosing.objects.get().pk
    assert made == {
        "number": "D-2026-00001",
        "coworking": "rcoop",
        "till": till.pk,
        "till_name": "1",
        "on": "2026-11-23",
        "previous": None,
        "opening": "100.00",
        "cash": "13.00",
        "expected": "113.00",
        "counted": "113.00",
        "difference": "0.00",
        "reason": "",
        "pieces": PIECES,
        "banked": "60.00",
        "left": "53.00",
        "card": "12.99",
        "transfer": "0.00",
        "currency": "EUR",
        "sales": 2,
        "refunds": 0,
        "closed_by": "Dan",
        "device": None,
        "closed_at": "2026-11-23T11:00:00+01:00",
    }
    assert DayClosing.objects.get().closed_by == dan


def test_the_same_again_is_the_same_closing(as_dan: Caller, as_cleo: Caller, sold: None) -> None:
    first = as_dan.post("day-closings/", closing())
    again = as_dan.post("day-closings/", closing())
    assert told(again, 201) == told(first, 201)
    assert (again["Idempotency-Replayed"], "Idempotency-Replayed" in first) == ("true", False)
    refused(as_dan.post("day-closings/", closing(banked="1.00")), 409, "already_closed")
    refused(as_cleo.post("day-closings/", closing()), 409, "already_closed")
    assert DayClosing.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"pieces": [{"cents": 3, "count": 1}]}, 400, "invalid"),
        ({"pieces": [{"cents": 100, "count": "many"}]}, 400, "invalid"),
        ({"pieces": {"100": 1}}, 400, "invalid"),
        ({"pieces": None}, 400, "invalid"),
        ({"pieces": [{"cents": 100, "count": -1}]}, 409, "not_a_piece"),
        ({"pieces": [{"cents": 50_000, "count": 201}]}, 409, "count_out_of_range"),
        ({"banked": "113.01"}, 409, "banked_too_much"),
        ({"opening": "99.00"}, 409, "difference_unexplained"),
        ({"opening": None}, 400, "invalid"),
        ({"expected": "100.00"}, 409, "sold_meanwhile"),
        ({"on": "2026-11-24"}, 409, "not_that_day"),
        ({"on": "2026-11-22"}, 409, "not_that_day"),
        ({"reason": "x" * 201}, 400, "invalid"),
        ({"till": 4711}, 404, "not_found"),
        ({"coworking": "la-filature"}, 404, "not_found"),
    ],
)
def test_what_does_not_add_up_is_refused(
    as_dan: Caller,
    filature: Coworking,
    sold: None,
    changes: dict[str, Any],
    status: int,
    code: str,
) -> None:
    refused(as_dan.post("day-closings/", closing(**changes)), status, code)
    assert not DayClosing.objects.exists()


def test_a_first_closing_has_to_say_with_what_it_began(as_dan: Caller, sold: None) -> None:
    sent = closing()
    del sent["opening"]
    refused(as_dan.post("day-closings/", sent), 409, "opening_missing")


def test_a_till_is_named(as_dan: Caller, till: Till, bowls: Item, dan: User) -> None:
    market = Till.objects.create(coworking=till.coworking, name="Market")
    sell(market, bowls, dan, Payment.CASH, at="2026-11-23 09:00")
    made = told(as_dan.post("day-closings/", closing(till=market.pk)), 201)
    assert (made["till"], made["till_name"], made["cash"]) == (market.pk, "Market", "13.00")
    assert rows(as_dan.get("day-closings/", till=str(market.pk))) == [made]
    assert rows(as_dan.get("day-closings/", till=str(till.pk))) == []


def test_closings_are_listed_by_day(as_dan: Caller, till: Till, dan: User) -> None:
    for day in ("20", "21", "22"):
        close(till, dan, "1.00", opening="1.00", at=f"2026-11-{day} 18:00")
    found = rows(as_dan.get("day-closings/", since="2026-11-21", ordering="on"))
    assert [one["on"] for one in found] == ["2026-11-21", "2026-11-22"]
    assert [one["previous"] for one in found] == ["D-2026-00001", "D-2026-00002"]
    one = told(as_dan.get(f"day-closings/{found[0]['id']}/"))
    assert one == found[0]


def test_lists_cost_the_same_for_many(
    as_dan: Caller, till: Till, dan: User, django_assert_max_num_queries: Any
) -> None:
    close(till, dan, "1.00", opening="1.00", at="2026-11-20 18:00")
    as_dan.get("day-closings/")
    with django_assert_max_num_queries(20) as one:
        as_dan.get("day-closings/")
    for day in ("21", "22"):
        close(till, dan, "1.00", at=f"2026-11-{day} 18:00")
    with django_assert_max_num_queries(len(one)):
        assert len(rows(as_dan.get("day-closings/"))) == 3


def test_the_paper(as_dan: Caller, as_fil: Caller, till: Till, dan: User) -> None:
    made = close(till, dan, "113.00", opening="113.00", at="2026-11-22 18:00").closing
    answer = as_dan.get(f"day-closings/{made.pk}.pdf")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert 'filename="D-2026-00001.pdf"' in answer["Content-Disposition"]
    text = pypdfium2.PdfDocument(answer.content)[0].get_textpage().get_text_bounded()
    assert "D-2026-00001" in text
    refused(as_fil.get(f"day-closings/{made.pk}.pdf"), 404, "not_found")


def test_only_the_desk_closes_and_reads(
    as_ada: Caller, as_eve: Caller, as_fil: Caller, as_vic: Caller, till: Till, dan: User
) -> None:
    made = close(till, dan, "1.00", opening="1.00", at="2026-11-22 18:00").closing
    for caller in (as_ada, as_eve, as_fil, as_vic):
        assert rows(caller.get("day-closings/")) == []
        refused(caller.get(f"day-closings/{made.pk}/"), 404, "not_found")
        refused(caller.get("day-closings/preview/", till=str(till.pk)), 404, "not_found")
        refused(caller.post("day-closings/", closing()), 404, "not_found")


def test_a_token_needs_to_sell(dan: User, till: Till, as_nobody: Caller) -> None:
    reads = Caller(dan, (Scope.READ,))
    refused(reads.post("day-closings/", closing()), 403, "scope_missing")
    assert rows(reads.get("day-closings/")) == []
    refused(as_nobody.get("day-closings/"), 401, "not_authenticated")
    sells = Caller(dan, (Scope.READ, Scope.SELL))
    told(sells.post("day-closings/", closing(opening="113.00")), 201)


def test_a_count_is_of_a_till(as_dan: Caller, till: Till) -> None:
    market = Till.objects.create(coworking=till.coworking, name="Market")
    sent = {"coworking": "rcoop", "amount": "20.00"}
    assert told(as_dan.post("cash-counts/", sent), 201)["till"] == till.pk
    made = told(as_dan.post("cash-counts/", {**sent, "till": market.pk}), 201)
    assert (made["till"], made["coworking"]) == (market.pk, "rcoop")
    refused(as_dan.post("cash-counts/", {**sent, "till": 4711}), 404, "not_found")
    assert CashCount.objects.count() == 2
