"""Fees, adjustments and losses through the API."""

import uuid
from typing import Any

import pytest

from consign.ledger.models import Account, Entry
from consign.people.models import Coworking, Maker, Scope, User
from consign.stock.models import Placement
from tests.api.caller import Caller, refused, rows, told
from tests.factories import make_closed, make_placed, make_refund, make_sale
from tests.kept import kept

pytestmark = pytest.mark.django_db
KEY = uuid.uuid4()
FEE = {"amount": "4.84", "memo": "Labels"}
ADJUSTMENT = {"amount": "-5.00", "reason": "Counted twice"}


@kept
def account(rcoop: Coworking, plume: Maker) -> Account:
    """Plume's at Rcoop, with one necklace sold."""
    make_sale(rcoop, make_placed(rcoop, plume).item)
    return Account.objects.get()


@kept
def placed(rcoop: Coworking, plume: Maker) -> Placement:
    """Three necklaces at 45.00: for each lost one 26.03 is owed."""
    return make_placed(rcoop, plume, quantity=3)


def fees(account: Account) -> str:
    return f"accounts/{account.pk}/fees/"


def adjustments(account: Account) -> str:
    return f"accounts/{account.pk}/adjustments/"


def write_off(placed: Placement) -> str:
    return f"placements/{placed.pk}/write-off/"


class TestBooking:
    def test_a_fee_is_charged(self, as_cleo: Caller, account: Account) -> None:
        made = told(as_cleo.post(fees(account), FEE, key=KEY), 201)
        assert (made["kind"], made["amount"], made["memo"]) == ("fee", "-4.84", "Labels")
        assert (made["on"], made["reference"]) == ("2026-11-23", "F-2026-00001")
        assert made["service_vat_percent"] == "21"

    def test_a_balance_is_adjusted_either_way(self, as_cleo: Caller, account: Account) -> None:
        for amount in ("-5.00", "5.00"):
            sent = {"amount": amount, "reason": "Counted twice"}
            made = told(as_cleo.post(adjustments(account), sent, key=uuid.uuid4()), 201)
            assert (made["kind"], made["amount"]) == ("adjustment", amount)
            assert made["reason"] == "Counted twice"

    def test_on_another_day(self, as_cleo: Caller, account: Account) -> None:
        sent = {**FEE, "on": "2026-11-01"}
        assert told(as_cleo.post(fees(account), sent, key=KEY), 201)["on"] == "2026-11-01"
        refused(
            as_cleo.post(fees(account), {**FEE, "on": "2026-11-24"}, key=uuid.uuid4()),
            409,
            "in_future",
        )

    @pytest.mark.parametrize(
        ("address", "sent"), [(fees, FEE), (adjustments, ADJUSTMENT)], ids=["fee", "adjustment"]
    )
    def test_the_same_key_is_booked_once(
        self, as_cleo: Caller, account: Account, address: Any, sent: dict[str, str]
    ) -> None:
        first = as_cleo.post(address(account), sent, key=KEY)
        again = as_cleo.post(address(account), sent, key=KEY)
        assert told(again, 201) == told(first, 201)
        assert (first.get("Idempotency-Replayed"), again["Idempotency-Replayed"]) == (None, "true")
        other = as_cleo.post(address(account), {**sent, "amount": "1.00"}, key=KEY)
        refused(other, 409, "key_reused")
        assert Entry.objects.exclude(kind="sale").count() == 1

    @pytest.mark.parametrize(
        ("address", "sent"), [(fees, FEE), (adjustments, ADJUSTMENT)], ids=["fee", "adjustment"]
    )
    def test_without_a_key_nothing_is_booked(
        self, as_cleo: Caller, account: Account, address: Any, sent: dict[str, str]
    ) -> None:
        problem = refused(as_cleo.post(address(account), sent), 400, "invalid")
        assert list(problem["errors"]) == ["Idempotency-Key"]

    @pytest.mark.parametrize(
        ("address", "sent", "code", "place"),
        [
            (fees, {**FEE, "amount": "0.00"}, "amount_out_of_range", "amount"),
            (fees, {**FEE, "amount": "-1.00"}, "amount_out_of_range", "amount"),
            (fees, {**FEE, "memo": " "}, "no_reason", "label"),
            (adjustments, {**ADJUSTMENT, "amount": "0.00"}, "nothing_to_adjust", "amount"),
            (adjustments, {**ADJUSTMENT, "reason": ""}, "no_reason", "reason"),
        ],
    )
    def test_what_is_refused_says_where(
        self,
        as_cleo: Caller,
        account: Account,
        address: Any,
        sent: dict[str, str],
        code: str,
        place: str,
    ) -> None:
        problem = refused(as_cleo.post(address(account), sent, key=KEY), 409, code)
        assert list(problem["errors"]) == [place]

    def test_only_managers_book(
        self,
        as_ada: Caller,
        as_dan: Caller,
        as_eve: Caller,
        as_fil: Caller,
        as_vic: Caller,
        as_nobody: Caller,
        account: Account,
        cleo: User,
    ) -> None:
        for address, sent in ((fees(account), FEE), (adjustments(account), ADJUSTMENT)):
            for caller in (as_ada, as_dan, as_eve, as_fil, as_vic):
                refused(caller.post(address, sent, key=KEY), 404, "not_found")
            refused(as_nobody.post(address, sent, key=KEY), 401, "not_authenticated")
            sells = Caller(cleo, (Scope.READ, Scope.SELL))
            refused(sells.post(address, sent, key=KEY), 403, "scope_missing")
        assert Entry.objects.count() == 1


class TestWritingOff:
    def test_the_desk_writes_off_at_the_agreed_value(
        self, as_dan: Caller, placed: Placement, plume: Maker
    ) -> None:
        sent = {"quantity": 2, "cause": "stolen", "reason": "Police report 1234/26"}
        made = told(as_dan.post(write_off(placed), sent, key=KEY), 201)
        assert (made["reference"], made["cause"]) == ("L-2026-00001", "stolen")
        assert (made["credited"], made["currency"]) == ("52.06", "EUR")
        assert made["payee"] == plume.affiliations.get().payee.slug
        assert (made["placement"]["id"], made["placement"]["on_hand"]) == (placed.pk, 1)
        assert Entry.objects.get().reason == "Police report 1234/26"

    def test_another_value_is_for_managers(
        self, as_dan: Caller, as_cleo: Caller, placed: Placement
    ) -> None:
        sent = {"cause": "damaged", "value": "40.00"}
        problem = refused(as_dan.post(write_off(placed), sent, key=KEY), 409, "value_not_agreed")
        assert list(problem["errors"]) == ["value"]
        assert told(as_cleo.post(write_off(placed), sent, key=KEY), 201)["credited"] == "40.00"

    def test_the_same_key_writes_off_once(self, as_dan: Caller, placed: Placement) -> None:
        sent = {"quantity": 3, "cause": "lost"}
        first = told(as_dan.post(write_off(placed), sent, key=KEY), 201)
        again = as_dan.post(write_off(placed), sent, key=KEY)
        assert told(again, 201) == first
        assert again["Idempotency-Replayed"] == "true"
        refused(
            as_dan.post(write_off(placed), {**sent, "cause": "stolen"}, key=KEY), 409, "key_reused"
        )

    @pytest.mark.parametrize(
        ("sent", "status", "code"),
        [
            ({"cause": "lost", "quantity": 4}, 409, "not_enough"),
            ({"cause": "lost", "quantity": 0}, 409, "quantity_out_of_range"),
            ({"cause": "eaten"}, 400, "invalid"),
            ({}, 400, "invalid"),
        ],
    )
    def test_what_is_refused(
        self, as_dan: Caller, placed: Placement, sent: dict[str, Any], status: int, code: str
    ) -> None:
        refused(as_dan.post(write_off(placed), sent, key=KEY), status, code)
        placed.refresh_from_db()
        assert placed.on_hand == 3

    def test_a_key_is_needed(self, as_dan: Caller, placed: Placement) -> None:
        refused(as_dan.post(write_off(placed), {"cause": "lost"}), 400, "invalid")

    def test_only_at_the_desk(
        self, as_ada: Caller, as_fil: Caller, as_vic: Caller, placed: Placement
    ) -> None:
        for caller in (as_ada, as_fil, as_vic):
            refused(caller.post(write_off(placed), {"cause": "lost"}, key=KEY), 404, "not_found")


def test_entries_tell_what_vat_made_of_them(
    as_ada: Caller, rcoop: Coworking, account: Account
) -> None:
    sale = make_sale(rcoop, make_placed(rcoop, account.maker).item, at="2026-10-05")
    make_refund(sale)
    make_closed(rcoop)
    refund, sold, _first = rows(as_ada.get(f"accounts/{account.pk}/entries/"))
    assert (sold["mode"], sold["commission_vat"]) == ("agent", "included")
    assert (sold["payee_vat_status"], sold["vat_percent"]) == ("liable", "21")
    assert (sold["supply_vat_percent"], sold["service_vat_percent"]) == ("21", "21")
    assert (sold["reverses"], refund["reverses"]) == (None, sold["id"])
