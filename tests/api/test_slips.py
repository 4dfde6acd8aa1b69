"""Slips through the API: drawn up by the desk, confirmed or objected to by their maker."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consign.people.models import Coworking, Maker, Scope, User
from consign.slips.models import Slip
from consign.stock.models import Item
from tests.api.caller import Caller, rows, told
from tests.factories import make_placed
from tests.slips.drawn import make_deposit, movement_of

pytestmark = pytest.mark.django_db
SLIPS = "deposit-slips/"


def sent(**more: Any) -> dict[str, Any]:
    return {"coworking": "rcoop", "maker": "comme-une-plume", **more}


def test_the_desk_draws_up_a_slip(as_dan: Caller, rcoop: Coworking, plume: Maker) -> None:
    place = make_placed(rcoop, plume, quantity=2)
    Item.objects.filter(pk=place.item_id).update(agreed_value=Decimal("30.00"))

    answer = as_dan.post(SLIPS, sent(remark="With its stand"), key=uuid4())

    slip = told(answer, 201)
    assert (slip["number"], slip["kind"], slip["state"]) == ("DS-2026-00001", "deposit", "waiting")
    (line,) = slip["lines"]
    assert (line["quantity"], line["price"], line["agreed_value"]) == (2, "45.00", "30.00")
    assert line["movement"] == movement_of(place)


def test_lines_say_more(as_dan: Caller, rcoop: Coworking, plume: Maker) -> None:
    key = movement_of(make_placed(rcoop, plume))
    line = {"movement": key, "value": "20.00", "condition": "a scratch"}

    answer = as_dan.post(SLIPS, sent(lines=[line], movements=[key]), key=uuid4())

    (said,) = told(answer, 201)["lines"]
    assert (said["agreed_value"], said["condition"]) == ("20.00", "a scratch")


def test_the_same_key_twice_is_one_slip(as_dan: Caller, rcoop: Coworking, plume: Maker) -> None:
    make_placed(rcoop, plume)
    key = uuid4()

    first, second = as_dan.post(SLIPS, sent(), key=key), as_dan.post(SLIPS, sent(), key=key)

    assert second["Idempotency-Replayed"] == "true"
    assert told(first, 201) == told(second, 201)
    other = as_dan.post(SLIPS, sent(remark="Other"), key=key)
    assert told(other, 409)["code"] == "key_reused"


def test_what_is_refused_says_why(as_dan: Caller, rcoop: Coworking, plume: Maker) -> None:
    nothing = as_dan.post(SLIPS, sent(), key=uuid4())
    assert told(nothing, 409)["code"] == "nothing_to_draw_up"
    key = movement_of(make_placed(rcoop, plume))
    line = {"movement": key, "value": "-1.00"}
    wrong = as_dan.post(SLIPS, sent(lines=[line]), key=uuid4())
    assert told(wrong, 409)["code"] == "value_out_of_range"
    assert as_dan.post(SLIPS, sent()).status_code == 400
    assert as_dan.post(SLIPS, sent(kind="gift"), key=uuid4()).status_code == 400
    assert as_dan.post(SLIPS, sent(maker="nobody"), key=uuid4()).status_code == 404


def test_only_the_desk_draws_up(
    as_ada: Caller, as_fil: Caller, as_vic: Caller, rcoop: Coworking, plume: Maker
) -> None:
    make_placed(rcoop, plume)

    for caller in (as_ada, as_fil, as_vic):
        assert caller.post(SLIPS, sent(), key=uuid4()).status_code == 404
    assert not Slip.objects.exists()


def test_a_slip_is_read_by_both_sides_and_the_adviser(
    as_ada: Caller,
    as_dan: Caller,
    as_eve: Caller,
    as_ben: Caller,
    as_fil: Caller,
    as_nobody: Caller,
    rcoop: Coworking,
    plume: Maker,
) -> None:
    slip = make_deposit(rcoop, plume)
    page = f"{SLIPS}{slip.pk}/"

    assert {caller.get(page).status_code for caller in (as_ada, as_dan, as_eve)} == {200}
    assert {caller.get(page).status_code for caller in (as_ben, as_fil)} == {404}
    assert as_nobody.get(page).status_code == 401
    assert as_ben.get(f"{SLIPS}{slip.pk}.pdf").status_code == 404
    assert as_ada.get(f"{SLIPS}{slip.pk}.pdf").content.startswith(b"%PDF")


def test_its_maker_confirms_it_and_nobody_else(
    as_ada: Caller, as_dan: Caller, as_eve: Caller, rcoop: Coworking, plume: Maker
) -> None:
    page = f"{SLIPS}{make_deposit(rcoop, plume).pk}/confirm/"

    assert as_dan.post(page).status_code == 404
    assert as_eve.post(page).status_code == 404
    answer = as_ada.post(page)
    assert told(answer)["state"] == "confirmed"
    assert told(answer)["confirmed_how"] == "account"
    again = as_ada.post(page)
    assert told(again, 409)["code"] == "slip_confirmed"


def test_an_objection_and_its_answer(
    as_ada: Caller, as_dan: Caller, as_eve: Caller, rcoop: Coworking, plume: Maker
) -> None:
    page = f"{SLIPS}{make_deposit(rcoop, plume).pk}/"

    assert as_ada.post(f"{page}object/", {}).status_code == 400
    assert told(as_ada.post(f"{page}object/", {"words": "Two"}))["state"] == "disputed"
    refused = as_ada.post(f"{page}confirm/")
    assert told(refused, 409)["code"] == "slip_disputed"
    assert as_ada.post(f"{page}answer/", {"words": "One"}).status_code == 404
    assert as_eve.post(f"{page}answer/", {"words": "One"}).status_code == 404
    slip = told(as_dan.post(f"{page}answer/", {"words": "Right", "again": True}))
    assert (slip["state"], slip["answer"]) == ("void", "Right")


def test_lists_are_narrowed(as_dan: Caller, rcoop: Coworking, plume: Maker, terre: Maker) -> None:
    first, second = make_deposit(rcoop, plume), make_deposit(rcoop, terre)

    def numbers(query: str) -> list[str]:
        return [row["number"] for row in rows(as_dan.get(f"{SLIPS}?{query}"))]

    assert numbers("") == [second.number, first.number]
    assert numbers("maker=comme-une-plume") == [first.number]
    assert numbers("kind=withdrawal") == []
    assert numbers("state=waiting&search=terre") == [second.number]
    assert as_dan.get(f"{SLIPS}?state=lost").status_code == 400


def test_reading_alone_does_not_write(ada: User, rcoop: Coworking, plume: Maker) -> None:
    slip, reader = make_deposit(rcoop, plume), Caller(ada, scopes=(Scope.READ,))

    assert reader.get(f"{SLIPS}{slip.pk}/").status_code == 200
    assert reader.post(f"{SLIPS}{slip.pk}/confirm/").status_code == 403


def test_a_list_costs_the_same_for_one_and_three(
    as_dan: Caller, rcoop: Coworking, plume: Maker
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert as_dan.get(SLIPS).status_code == 200
        return len(captured)

    make_deposit(rcoop, plume)
    # A token's first use of the day is written down.
    cost()
    one = cost()
    make_deposit(rcoop, plume)
    make_deposit(rcoop, plume)

    assert cost() == one
