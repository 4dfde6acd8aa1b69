"""Is the makers' money there, and counting the drawer."""

from typing import Any

import pytest

from consign.payouts.cover import money_cover
from consign.people.models import Coworking, LegalEntity, Maker, Role, Scope, User
from consign.till.models import CashCount, Payment
from tests.api.caller import Caller, refused, rows, told
from tests.api.conftest import NOW
from tests.factories import make_member, make_person, make_placed, make_sale, make_selling_maker
from tests.kept import kept
from tests.payouts.bank import read
from tests.payouts.bank import told as line_told

pytestmark = pytest.mark.django_db

ASKED = {"coworking": "rcoop"}
COUNT = {"coworking": "rcoop", "amount": "100.00"}


@kept
def sold(rcoop: Coworking, plume: Maker, terre: Maker) -> None:
    """31.50 is owed since October to Comme une plume, 33.75 since November to Terre de Ben."""
    make_sale(rcoop, make_placed(rcoop, plume).item, at="2026-10-05")
    make_sale(rcoop, make_placed(rcoop, terre).item, at="2026-11-05", paid_with=Payment.CASH)


@kept
def banked(sold: None, rcoop: Coworking, cleo: User) -> None:
    read(rcoop, line_told("20.00"), by=cleo, opening="10.00", closed_on="2026-11-06")


def test_makers_read_a_plain_answer(as_ada: Caller, as_ben: Caller, sold: None) -> None:
    for caller in (as_ada, as_ben):
        assert told(caller.get("cover/", **ASKED)) == {
            "coworking": "rcoop",
            "currency": "EUR",
            "covered": None,
            "as_of": None,
            "advised": [],
            "figures": None,
            "accounts": None,
        }


def test_the_answer_has_a_day(as_ada: Caller, as_dan: Caller, banked: None) -> None:
    answer = told(as_ada.get("cover/", **ASKED))
    assert (answer["covered"], answer["as_of"]) == (False, "2026-11-06")
    told(as_dan.post("cash-counts/", COUNT), 201)
    answer = told(as_ada.get("cover/", **ASKED))
    assert (answer["covered"], answer["figures"]) == (True, None)


def test_advisers_read_what_is_theirs(as_eve: Caller, banked: None, dies: LegalEntity) -> None:
    answer = told(as_eve.get("cover/", **ASKED))
    assert answer["advised"] == [
        {"payee": dies.slug, "payee_name": dies.legal_name, "owed": "31.50"}
    ]
    assert (answer["covered"], answer["figures"], answer["accounts"]) == (False, None, None)


def test_managers_read_the_sum_behind_it(
    as_cleo: Caller, as_dan: Caller, rcoop: Coworking, banked: None
) -> None:
    told(as_dan.post("cash-counts/", {**COUNT, "amount": "5.00"}), 201)
    answer = told(as_cleo.get("cover/", **ASKED))
    figures = answer["figures"]
    cover = money_cover(rcoop, NOW.date())
    assert figures["owed"] == {
        "this_month": "33.75",
        "last_month": "31.50",
        "older": "0.00",
        "total": "65.25",
        "oldest": "2026-10-05",
    }
    assert (figures["there"], figures["missing"]) == (str(cover.there), str(cover.missing))
    assert (figures["bank"]["closing"], figures["bank"]["closed_on"]) == ("30.00", "2026-11-06")
    assert (figures["cash"]["counted"], figures["card"]) == ("5.00", "0.00")
    assert (figures["unknown"], figures["open_lines"]) == ([], 1)
    assert [(one["maker"], one["amount"], one["since"]) for one in answer["accounts"]] == [
        ("comme-une-plume", "31.50", "2026-10-05"),
        ("terre-de-ben", "33.75", "2026-11-05"),
    ]


def test_what_nobody_has_told_is_named(as_cleo: Caller, rcoop: Coworking) -> None:
    answer = told(as_cleo.get("cover/", **ASKED))
    assert answer["figures"]["unknown"] == ["no_statement", "never_counted"]
    assert (answer["figures"]["bank"], answer["figures"]["cash"]) == (None, None)
    assert (answer["covered"], answer["accounts"]) == (None, [])


def test_for_others_there_is_no_answer(
    as_dan: Caller,
    as_fil: Caller,
    as_vic: Caller,
    as_cleo: Caller,
    as_nobody: Caller,
    filature: Coworking,
    sold: None,
) -> None:
    elsewhere = Caller(make_member(filature, make_person("max"), Role.MANAGER))
    for caller in (as_dan, as_fil, as_vic, elsewhere):
        refused(caller.get("cover/", **ASKED), 404, "not_found")
    for coworking in ("la-filature", "nowhere"):
        refused(as_cleo.get("cover/", coworking=coworking), 404, "not_found")
    refused(as_cleo.get("cover/"), 400, "invalid")
    refused(as_nobody.get("cover/", **ASKED), 401, "not_authenticated")


def test_more_makers_cost_no_more(
    as_cleo: Caller, rcoop: Coworking, banked: None, django_assert_max_num_queries: Any
) -> None:
    as_cleo.get("cover/", **ASKED)
    with django_assert_max_num_queries(30) as first:
        as_cleo.get("cover/", **ASKED)
    for name in ("One", "Two", "Three"):
        maker = make_selling_maker(rcoop, name)
        make_sale(rcoop, make_placed(rcoop, maker).item, at="2026-10-05")
    with django_assert_max_num_queries(len(first)):
        assert len(told(as_cleo.get("cover/", **ASKED))["accounts"]) == 5


def test_the_desk_counts_the_drawer(as_dan: Caller, dan: User, rcoop: Coworking) -> None:
    made = told(as_dan.post("cash-counts/", COUNT), 201)
    assert (made["amount"], made["counted_by"], made["coworking"]) == ("100.00", "Dan", "rcoop")
    assert CashCount.objects.get().counted_by == dan
    sells = Caller(dan, (Scope.READ, Scope.SELL))
    told(sells.post("cash-counts/", COUNT), 201)
    refused(Caller(dan, (Scope.READ,)).post("cash-counts/", COUNT), 403, "scope_missing")


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"amount": "-0.01"}, 409, "count_out_of_range"),
        ({"amount": "100000.01"}, 409, "count_out_of_range"),
        ({"amount": "1.001"}, 400, "invalid"),
        ({"amount": None}, 400, "invalid"),
        ({"coworking": "la-filature"}, 404, "not_found"),
    ],
)
def test_what_is_no_count_is_refused(
    as_dan: Caller, filature: Coworking, change: dict[str, Any], status: int, code: str
) -> None:
    refused(as_dan.post("cash-counts/", {**COUNT, **change}), status, code)
    assert not CashCount.objects.exists()


def test_who_is_not_at_the_desk_counts_nothing(
    as_ada: Caller, as_eve: Caller, as_fil: Caller, as_vic: Caller, rcoop: Coworking
) -> None:
    for caller in (as_ada, as_eve, as_fil, as_vic):
        refused(caller.post("cash-counts/", COUNT), 404, "not_found")
    assert rows(as_ada.get("payouts/")) == []
