"""A paired device calls for whoever has signed at it."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from consign.people.models import Coworking, Maker, Role, User
from consign.people.pins import clear_pin
from consign.till.devices import COOKIE
from consign.till.models import Device, Sale
from consign.till.pairing import revoke_device
from tests.api.caller import BASE, refused, rows, told
from tests.api.conftest import NOW
from tests.factories import make_item, make_member, make_placed, make_sale, make_selling_maker
from tests.till.paired import give_pin, make_device

pytestmark = pytest.mark.django_db
FORGERY = "a" * 32


class Tablet:
    """A browser with the cookie of a device; `seller` is who has signed."""

    def __init__(self, secret: str, seller: object = None) -> None:
        self.client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        self.client.cookies[COOKIE] = secret
        self.client.cookies["csrftoken"] = FORGERY
        self.seller = seller

    def get(self, path: str) -> Any:
        return self.client.get(BASE + path, headers=self._headers())

    def post(self, path: str, sent: Any = None, **headers: str) -> Any:
        known = {"X-CSRFToken": FORGERY, "Idempotency-Key": str(uuid.uuid4()), **headers}
        return self.client.post(
            BASE + path,
            sent or {},
            content_type="application/json",
            headers={**self._headers(), **known},
        )

    def _headers(self) -> dict[str, str]:
        return {} if self.seller is None else {"Till-Seller": str(self.seller)}


@pytest.fixture
def tablet(rcoop: Coworking, dan: User) -> Tablet:
    """Paired with Rcoop's till; Dan has signed at it."""
    give_pin(rcoop, dan)
    _device, secret = make_device(rcoop)
    return Tablet(secret, dan.pk)


def basket(item: Any, coworking: str = "rcoop") -> dict[str, Any]:
    return {"coworking": coworking, "paid_with": "card", "lines": [{"code": item.code}]}


def test_a_sale_knows_who_and_which_device(
    tablet: Tablet, rcoop: Coworking, plume: Maker, dan: User
) -> None:
    sold = told(tablet.post("sales/", basket(make_placed(rcoop, plume).item)), 201)
    assert (sold["sold_by"], sold["device"], sold["till"]) == ("Dan", "Tablet", "1")
    sale = Sale.objects.get()
    assert (sale.sold_by, sale.device) == (dan, Device.objects.get())


def test_a_device_sells_takes_back_undoes_reads_and_scans(
    tablet: Tablet, rcoop: Coworking, plume: Maker
) -> None:
    item = make_placed(rcoop, plume, quantity=3).item
    first, second = (told(tablet.post("sales/", basket(item)), 201) for _ticket in range(2))
    told(tablet.post(f"sales/{first['key']}/undo/"), 201)
    back = {"lines": [{"line": 1}], "reason": "gesture"}
    told(tablet.post(f"sales/{second['id']}/refunds/", back), 201)
    assert len(rows(tablet.get("sales/"))) == 4
    assert told(tablet.get(f"sales/{first['id']}/"))["device"] == "Tablet"
    assert told(tablet.get(f"scan/{item.code}/"))["on_hand"] == 3


def test_a_device_counts_the_drawer_and_closes_its_day(
    tablet: Tablet, rcoop: Coworking, filature: Coworking, plume: Maker, dan: User
) -> None:
    make_member(filature, dan)
    sold = basket(make_placed(rcoop, plume, price="20.00").item) | {"paid_with": "cash"}
    told(tablet.post("sales/", sold), 201)
    here = told(tablet.post("cash-counts/", {"coworking": "rcoop", "amount": "20.00"}), 201)["till"]
    assert told(tablet.get(f"day-closings/preview/?till={here}"))["cash_in"] == "20.00"
    day = {"coworking": "rcoop", "pieces": [{"cents": 1000, "count": 2}], "opening": "0.00"}
    closed = told(tablet.post("day-closings/", day), 201)
    assert (closed["difference"], closed["device"]) == ("0.00", "Tablet")
    assert [row["number"] for row in rows(tablet.get("day-closings/"))] == [closed["number"]]
    assert tablet.get(f"day-closings/{closed['id']}.pdf").status_code == 200
    refused(tablet.post("day-closings/", day | {"coworking": "la-filature"}), 404, "not_found")


@pytest.mark.parametrize("path", ["me/", "items/", "accounts/", "payouts/", "legal-entities/"])
def test_a_device_may_do_no_more(tablet: Tablet, path: str) -> None:
    refused(tablet.get(path), 403, "not_for_devices")


def test_a_device_writes_nothing_else(tablet: Tablet, dan: User, plume: Maker) -> None:
    plume.person = dan
    plume.save()
    sent = {"maker": plume.slug, "title": "Bague", "price": "20.00"}
    refused(tablet.post("items/", sent), 403, "not_for_devices")


def test_a_device_knows_its_own_coworking_alone(
    tablet: Tablet, rcoop: Coworking, filature: Coworking, plume: Maker, dan: User
) -> None:
    make_member(filature, dan, Role.MANAGER)
    woven = make_selling_maker(filature, "Draad")
    there = make_sale(filature, make_placed(filature, woven).item)
    item = make_placed(rcoop, plume).item
    refused(tablet.post("sales/", basket(item, "la-filature")), 404, "not_found")
    assert rows(tablet.get("sales/")) == []
    refused(tablet.get(f"sales/{there.pk}/"), 404, "not_found")
    refused(tablet.post(f"sales/{there.pk}/undo/"), 404, "not_found")
    refused(tablet.get(f"scan/{item.code}/?coworking=la-filature"), 404, "not_found")
    assert told(tablet.get(f"scan/{item.code}/"))["coworking"] == "rcoop"


def test_without_the_token_against_forgery_nothing_is_written(
    tablet: Tablet, rcoop: Coworking, plume: Maker
) -> None:
    sent = basket(make_placed(rcoop, plume).item)
    refused(tablet.post("sales/", sent, **{"X-CSRFToken": ""}), 403, "permission_denied")
    refused(tablet.post("sales/", sent, **{"X-CSRFToken": "b" * 32}), 403, "permission_denied")
    assert not Sale.objects.exists()


def test_a_revoked_device_is_told_so(tablet: Tablet, rcoop: Coworking, cleo: User) -> None:
    revoke_device(device=Device.objects.get(), by=cleo, at=NOW)
    answer = tablet.get("sales/")
    refused(answer, 401, "device_revoked")
    assert answer["WWW-Authenticate"] == "Bearer"
    tablet.seller = None
    refused(tablet.get("sales/"), 401, "not_authenticated")


def test_only_who_has_a_pin_at_this_desk_signs(
    tablet: Tablet, rcoop: Coworking, filature: Coworking, dan: User, cleo: User, vic: User
) -> None:
    other = make_member(filature, vic)
    give_pin(filature, other)
    for seller in (cleo.pk, other.pk, 0, 999_999, "", "dan", "9" * 40, "٣", "1 "):
        tablet.seller = seller
        refused(tablet.get("sales/"), 401, "unknown_seller")
    tablet.seller = dan.pk
    told(tablet.get("sales/"))
    clear_pin(coworking=rcoop, user=dan, by=cleo, at=NOW)
    refused(tablet.get("sales/"), 401, "unknown_seller")


def test_who_left_signs_no_more(tablet: Tablet, dan: User) -> None:
    dan.memberships.all().delete()
    refused(tablet.get("sales/"), 401, "unknown_seller")


def test_who_signed_goes_before_who_is_signed_in(
    tablet: Tablet, rcoop: Coworking, plume: Maker, dan: User, cleo: User
) -> None:
    tablet.client.force_login(cleo)
    item = make_placed(rcoop, plume, quantity=2).item
    assert told(tablet.post("sales/", basket(item)), 201)["sold_by"] == "Dan"
    tablet.seller = None
    sold = told(tablet.post("sales/", basket(item)), 201)
    assert (sold["sold_by"], sold["device"]) == ("Cleo", "Tablet")


def test_without_a_device_nobody_signs_for_another(
    rcoop: Coworking, plume: Maker, dan: User, cleo: User
) -> None:
    give_pin(rcoop, dan)
    phone = Tablet("", dan.pk)
    refused(phone.get("sales/"), 401, "not_authenticated")
    phone.client.force_login(cleo)
    refused(phone.get("sales/"), 401, "unknown_seller")
    phone.seller = cleo.pk
    told(phone.get("sales/"))


def test_who_is_signed_in_on_a_revoked_device_signs_for_themselves(
    tablet: Tablet, cleo: User, dan: User
) -> None:
    revoke_device(device=Device.objects.get(), by=cleo, at=NOW)
    tablet.client.force_login(cleo)
    refused(tablet.get("sales/"), 401, "device_revoked")
    tablet.seller = cleo.pk
    told(tablet.get("sales/"))


def test_the_day_a_device_was_seen_is_written_once(
    tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet.get("sales/")
    assert Device.objects.get().seen_on == NOW.date()
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(days=1))
    tablet.get("sales/")
    assert Device.objects.get().seen_on == NOW.date() + timedelta(days=1)


def test_a_piece_nobody_has_is_refused_as_for_everybody(tablet: Tablet, plume: Maker) -> None:
    problem = refused(tablet.post("sales/", basket(make_item(plume))), 409, "not_here")
    assert list(problem["errors"]) == ["lines.0.quantity"]
