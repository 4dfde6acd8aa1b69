import csv
import io
import uuid
from decimal import Decimal
from typing import Any

import pytest

from consign.people.models import Coworking, LegalEntity, Maker, Scope, User
from consign.stock.items import reprice
from consign.stock.models import Item
from consign.stock.queries import on_hand_at
from consign.till.models import Sale
from tests.api.caller import Caller, refused, rows, told
from tests.factories import make_placed, make_sale, moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def necklace(rcoop: Coworking, plume: Maker) -> Item:
    return make_placed(rcoop, plume, "Collier plume", price="45.00").item


@pytest.fixture
def bowls(rcoop: Coworking, terre: Maker) -> Item:
    return make_placed(rcoop, terre, "Bol bleu", price="12.99", quantity=4).item


def basket(*codes: str, **more: Any) -> dict[str, Any]:
    lines = [{"code": code} for code in codes]
    return {"coworking": "rcoop", "paid_with": "card", "lines": lines, **more}


def test_a_sale_divides_each_line(as_dan: Caller, necklace: Item, dies: LegalEntity) -> None:
    sent = basket(paid_with="cash")
    sent["lines"] = [
        {"code": necklace.code, "quantity": 1, "discount": "0.00", "seen_price": "45.00"}
    ]
    sale = told(as_dan.post("sales/", sent, key=uuid.uuid4()), 201)
    assert sale["number"] == "S-2026-00001"
    assert (sale["total"], sale["cash_rounding"], sale["to_pay"]) == ("45.00", "0.00", "45.00")
    assert (sale["currency"], sale["coworking"], sale["paid_with"]) == ("EUR", "rcoop", "cash")
    assert sale["sold_at"] == "2026-11-23T11:00:00+01:00"
    assert sale["lines"] == [
        {
            "line": 1,
            "code": necklace.code,
            "title": "Collier plume",
            "maker": "comme-une-plume",
            "payee": dies.legal_name,
            "quantity": 1,
            "list_price": "45.00",
            "discount": "0.00",
            "paid": "45.00",
            "vat_percent": "21",
            "commission_percent": "30",
            "commission": "13.50",
            "share": "31.50",
            "todays_price": None,
        }
    ]
    assert sale["payments"] == [{"means": "cash", "amount": "45.00", "reference": ""}]
    assert (sale["till"], sale["device"], sale["sold_by"]) == ("1", None, "Dan")
    assert (sale["conflicts"], sale["late"], sale["queued"]) == ([], False, False)


def test_cash_is_rounded_and_the_total_is_not(as_dan: Caller, bowls: Item) -> None:
    sale = told(as_dan.post("sales/", basket(bowls.code, paid_with="cash"), key=uuid.uuid4()), 201)
    assert (sale["total"], sale["cash_rounding"], sale["to_pay"]) == ("12.99", "0.01", "13.00")


def test_the_same_key_twice_is_one_sale(as_dan: Caller, bowls: Item, rcoop: Coworking) -> None:
    key = uuid.uuid4()
    first = as_dan.post("sales/", basket(bowls.code), key=key)
    again = as_dan.post("sales/", basket(bowls.code), key=key)
    assert told(again, 201) == told(first, 201)
    assert "Idempotency-Replayed" not in first
    assert again["Idempotency-Replayed"] == "true"
    assert on_hand_at(bowls, rcoop) == 3


def test_a_key_in_the_body_is_as_good(as_dan: Caller, bowls: Item) -> None:
    key = str(uuid.uuid4())
    first = told(as_dan.post("sales/", basket(bowls.code, key=key)), 201)
    again = as_dan.post("sales/", basket(bowls.code, key=key), key=key)
    assert told(again, 201)["id"] == first["id"]
    assert again["Idempotency-Replayed"] == "true"


def test_the_same_key_with_other_content_is_refused(
    as_dan: Caller, bowls: Item, necklace: Item
) -> None:
    key = uuid.uuid4()
    told(as_dan.post("sales/", basket(bowls.code), key=key), 201)
    refused(as_dan.post("sales/", basket(necklace.code), key=key), 409, "key_reused")
    assert Sale.objects.count() == 1


def test_a_sale_needs_a_key(as_dan: Caller, bowls: Item) -> None:
    problem = refused(as_dan.post("sales/", basket(bowls.code)), 400, "invalid")
    assert list(problem["errors"]) == ["Idempotency-Key"]


@pytest.mark.parametrize("key", ["soon", "0", "0f8b"])
def test_a_key_is_a_uuid(as_dan: Caller, bowls: Item, key: str) -> None:
    refused(as_dan.post("sales/", basket(bowls.code), key=key), 400, "invalid")


def test_two_keys_that_differ_are_refused(as_dan: Caller, bowls: Item) -> None:
    sent = basket(bowls.code, key=str(uuid.uuid4()))
    problem = refused(as_dan.post("sales/", sent, key=uuid.uuid4()), 400, "invalid")
    assert list(problem["errors"]) == ["key"]


def test_more_than_there_are_is_refused_at_its_line(as_dan: Caller, bowls: Item) -> None:
    sent = basket()
    sent["lines"] = [{"code": bowls.code, "quantity": 5}]
    problem = refused(as_dan.post("sales/", sent, key=uuid.uuid4()), 409, "not_enough")
    assert problem["errors"] == {"lines.0.quantity": [problem["detail"]]}
    assert "Bol bleu" in problem["detail"]


def test_a_piece_sold_at_another_till_is_refused(as_dan: Caller, necklace: Item) -> None:
    told(as_dan.post("sales/", basket(necklace.code), key=uuid.uuid4()), 201)
    again = as_dan.post("sales/", basket(necklace.code), key=uuid.uuid4())
    refused(again, 409, "already_sold")


def test_a_price_that_changed_is_refused_until_it_is_accepted(
    as_dan: Caller, necklace: Item, ada: User
) -> None:
    reprice(item=necklace, price=Decimal("48.00"), by=ada, at=moment("2026-11-20"))
    sent = basket()
    sent["lines"] = [{"code": necklace.code, "seen_price": "45.00"}]
    refused(as_dan.post("sales/", sent, key=uuid.uuid4()), 409, "price_changed")
    sent["accept_price"] = True
    assert told(as_dan.post("sales/", sent, key=uuid.uuid4()), 201)["total"] == "48.00"


@pytest.mark.parametrize(
    ("code", "problem"),
    [("7K3M9QX0", "not_a_code"), ("", "invalid"), ("0000001", "mistyped_code")],
)
def test_a_bad_code_is_named_with_its_line(
    as_dan: Caller, bowls: Item, code: str, problem: str
) -> None:
    answer = as_dan.post("sales/", basket(bowls.code, code), key=uuid.uuid4())
    found = told(answer, 400 if problem == "invalid" else 409)
    assert found["code"] == problem
    assert list(found["errors"]) == ["lines.1.code"]


def test_an_unknown_code_is_refused(as_dan: Caller, bowls: Item) -> None:
    answer = as_dan.post("sales/", basket("0000000"), key=uuid.uuid4())
    assert refused(answer, 409, "unknown_code")["errors"].keys() == {"lines.0.code"}


def test_a_sale_may_be_told_later_but_not_before_it_happens(as_dan: Caller, bowls: Item) -> None:
    late = basket(bowls.code, sold_at="2026-11-21T15:04:00+01:00")
    assert told(as_dan.post("sales/", late, key=uuid.uuid4()), 201)["sold_at"] == late["sold_at"]
    early = basket(bowls.code, sold_at="2026-11-23T11:00:01+01:00")
    problem = refused(as_dan.post("sales/", early, key=uuid.uuid4()), 409, "sold_in_future")
    assert list(problem["errors"]) == ["sold_at"]


def test_refusals_speak_the_readers_language(
    dan: User, as_dan: Caller, bowls: Item, as_nobody: Caller
) -> None:
    dan.language = "nl"
    dan.save()
    sent = basket(bowls.code)
    del sent["paid_with"]
    answer = as_dan.post("sales/", sent, key=uuid.uuid4())
    assert told(answer, 400)["errors"] == {"paid_with": ["Dit veld is vereist."]}
    assert answer["Content-Language"] == "nl"
    assert as_nobody.get("sales/")["Content-Language"] == "en"


def test_only_the_desk_sells(
    as_ada: Caller, as_fil: Caller, as_vic: Caller, as_eve: Caller, as_nobody: Caller, bowls: Item
) -> None:
    for caller in (as_ada, as_fil, as_vic, as_eve):
        refused(caller.post("sales/", basket(bowls.code), key=uuid.uuid4()), 404, "not_found")
    answer = as_nobody.post("sales/", basket(bowls.code), key=uuid.uuid4())
    refused(answer, 401, "not_authenticated")
    assert answer["WWW-Authenticate"] == "Bearer"
    assert not Sale.objects.exists()


def test_selling_needs_the_scope(dan: User, bowls: Item) -> None:
    reads = Caller(dan, (Scope.READ,))
    answer = reads.post("sales/", basket(bowls.code), key=uuid.uuid4())
    assert "sell" in refused(answer, 403, "scope_missing")["detail"]
    assert rows(reads.get("sales/")) == []
    sells = Caller(dan, (Scope.SELL,))
    told(sells.post("sales/", basket(bowls.code), key=uuid.uuid4()), 201)
    refused(sells.get("sales/"), 403, "scope_missing")


def test_a_refund_turns_the_line_round(
    as_dan: Caller, bowls: Item, rcoop: Coworking, dan: User
) -> None:
    sale = make_sale(rcoop, bowls, quantity=3, by=dan)
    sent = {"lines": [{"line": 1, "quantity": 2}], "reason": "gesture"}
    key = uuid.uuid4()
    refund = told(as_dan.post(f"sales/{sale.pk}/refunds/", sent, key=key), 201)
    assert (refund["total"], refund["refund_of"]) == ("-25.98", sale.number)
    assert refund["lines"][0]["quantity"] == -2
    assert on_hand_at(bowls, rcoop) == 3
    again = as_dan.post(f"sales/{sale.pk}/refunds/", sent, key=key)
    assert told(again, 201) == refund
    assert again["Idempotency-Replayed"] == "true"
    other = {**sent, "reason": "staff_error"}
    refused(as_dan.post(f"sales/{sale.pk}/refunds/", other, key=key), 409, "key_reused")


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([], "nothing_to_refund"),
        ([{"line": 2}], "nothing_to_refund"),
        ([{"line": 1, "quantity": 2}], "refund_exceeds_sale"),
        ([{"line": 1, "quantity": 0}], "refund_exceeds_sale"),
    ],
)
def test_only_what_was_sold_comes_back(
    as_dan: Caller, bowls: Item, rcoop: Coworking, lines: list[dict[str, int]], code: str
) -> None:
    sale = make_sale(rcoop, bowls)
    sent = {"lines": lines, "reason": "gesture"}
    refused(as_dan.post(f"sales/{sale.pk}/refunds/", sent, key=uuid.uuid4()), 409, code)


def test_only_the_desk_refunds(
    as_ben: Caller, as_fil: Caller, bowls: Item, rcoop: Coworking
) -> None:
    sale = make_sale(rcoop, bowls)
    sent = {"lines": [{"line": 1}], "reason": "gesture"}
    for caller in (as_ben, as_fil):
        answer = caller.post(f"sales/{sale.pk}/refunds/", sent, key=uuid.uuid4())
        refused(answer, 404, "not_found")


def test_who_reads_sales(
    as_ada: Caller,
    as_ben: Caller,
    as_dan: Caller,
    as_cleo: Caller,
    as_eve: Caller,
    as_fil: Caller,
    as_vic: Caller,
    as_nobody: Caller,
    bowls: Item,
    necklace: Item,
    rcoop: Coworking,
) -> None:
    sale = make_sale(rcoop, [necklace, bowls])
    for caller in (as_dan, as_cleo):
        (whole,) = rows(caller.get("sales/"))
        assert (whole["total"], len(whole["lines"])) == ("57.99", 2)
    for caller, title in ((as_ada, "Collier plume"), (as_ben, "Bol bleu")):
        (own,) = rows(caller.get("sales/"))
        assert [line["title"] for line in own["lines"]] == [title]
        assert (own["total"], own["cash_rounding"], own["to_pay"]) == (None, None, None)
        assert told(caller.get(f"sales/{sale.pk}/")) == own
    for caller in (as_eve, as_fil, as_vic):
        assert rows(caller.get("sales/")) == []
        refused(caller.get(f"sales/{sale.pk}/"), 404, "not_found")
    refused(as_nobody.get("sales/"), 401, "not_authenticated")


def test_sales_are_filtered_and_ordered(
    as_dan: Caller, bowls: Item, necklace: Item, rcoop: Coworking
) -> None:
    first = make_sale(rcoop, bowls, at="2026-10-05")
    second = make_sale(rcoop, necklace, at="2026-10-20")

    def numbers(**query: str) -> list[str]:
        return [row["number"] for row in rows(as_dan.get("sales/", **query))]

    assert numbers() == [second.number, first.number]
    assert numbers(ordering="sold_at") == [first.number, second.number]
    assert numbers(since="2026-10-06") == [second.number]
    assert numbers(until="2026-10-06") == [first.number]
    assert numbers(maker="terre-de-ben") == [first.number]
    assert numbers(search=second.number[-3:]) == [second.number]
    assert numbers(coworking="la-filature") == []
    refused(as_dan.get("sales/", ordering="commission"), 400, "invalid")
    refused(as_dan.get("sales/", since="yesterday"), 400, "invalid")


def test_a_maker_does_not_learn_what_was_sold_beside_their_pieces(
    as_ada: Caller, bowls: Item, necklace: Item, rcoop: Coworking
) -> None:
    make_sale(rcoop, [necklace, bowls])
    assert rows(as_ada.get("sales/", maker="terre-de-ben")) == []
    assert len(rows(as_ada.get("sales/", maker="comme-une-plume"))) == 1


def test_sales_as_csv_have_a_row_for_each_line(
    as_dan: Caller, bowls: Item, plume: Maker, rcoop: Coworking
) -> None:
    formula = make_placed(rcoop, plume, "=1+1", price="10.00").item
    make_sale(rcoop, [bowls, formula])
    answer = as_dan.get("sales/", format="csv")
    assert answer["Content-Type"].startswith("text/csv")
    assert 'filename="sales.csv"' in answer["Content-Disposition"]
    first, second = csv.DictReader(io.StringIO(answer.content.decode()))
    assert (first["title"], first["share"], first["code"]) == ("Bol bleu", "9.74", bowls.code)
    assert second["title"] == "'=1+1"


def test_without_a_sale_the_csv_still_names_its_columns(as_dan: Caller) -> None:
    assert as_dan.get("sales/", format="csv").content.startswith(b"number,coworking,sold_at,")


@pytest.mark.parametrize("who", ["as_dan", "as_ben"])
def test_reading_many_sales_costs_no_more_than_one(
    who: str,
    request: pytest.FixtureRequest,
    bowls: Item,
    rcoop: Coworking,
    django_assert_num_queries: Any,
) -> None:
    caller: Caller = request.getfixturevalue(who)
    make_sale(rcoop, bowls)
    caller.get("sales/")
    with django_assert_num_queries(4):
        assert len(rows(caller.get("sales/"))) == 1
    make_sale(rcoop, bowls)
    make_sale(rcoop, bowls)
    with django_assert_num_queries(4):
        assert len(rows(caller.get("sales/"))) == 3
