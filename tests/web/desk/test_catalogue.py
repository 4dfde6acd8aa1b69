"""The catalogue a till's page keeps: its shape, and that what is the same is not sent again."""

import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consign.people.models import Coworking, Maker, User
from consign.stock.items import reprice
from consign.stock.pictures import add_photo
from consign.till.devices import COOKIE
from tests.factories import (
    START,
    any_person,
    make_placed,
    make_sale,
    make_selling_maker,
    moment,
)
from tests.stock.pictures import jpeg
from tests.till.paired import give_pin, make_device
from tests.web.conftest import Clock
from tests.web.desk.conftest import Address

pytestmark = pytest.mark.django_db
NOW = "2026-11-23 14:04"


@pytest.fixture(autouse=True)
def now(clock: Clock) -> None:
    clock(NOW)


@pytest.fixture
def told(at: Address) -> Callable[[Client], Any]:
    def read(client: Client) -> Any:
        answer = client.get(at("desk_catalogue"))
        assert answer.status_code == 200
        return json.loads(answer.content)

    return read


def test_the_catalogue_has_the_shape_the_page_reads(
    desk: Client,
    told: Callable[[Client], Any],
    rcoop: Coworking,
    plume: Maker,
    dan: User,
    media: object,
) -> None:
    item = make_placed(rcoop, plume, price="40.00").item
    add_photo(item=item, data=jpeg(120, 150), by=None, at=START)
    reprice(item=item, price=item.price + 5, by=any_person(), at=moment("2026-11-01"))
    assert told(desk) == {
        "now": "2026-11-23T15:04:00.000+01:00",
        "language": "en",
        "coworking": {
            "slug": "rcoop",
            "name": "Rcoop",
            "street": "Rue de la Paix 41",
            "postcode": "1050",
            "town": "Ixelles",
            "rounds_cash": True,
            "account": {"holder": "Rcoop SC", "iban": "BE71096123456769", "bic": ""},
        },
        "till": {"id": rcoop.tills.get().pk, "name": "1"},
        "device": None,
        "me": {"id": dan.pk, "name": "Dan"},
        "people": [],
        "items": [
            {
                "code": item.code,
                "title": "Collier plume",
                "maker": "Comme une plume",
                "price": "45.00",
                "was": ["40.00"],
                "on_hand": 1,
                "photo": default_storage.url(item.photos.get().small.name),
                "most": "100.0000",
                "bearer": "pro_rata",
                "seller": "Comme une plume payee",
                "held": [],
                "why": None,
            }
        ],
    }


def test_why_is_told_in_the_readers_language(
    desk: Client, told: Callable[[Client], Any], rcoop: Coworking, plume: Maker, dan: User
) -> None:
    make_sale(rcoop, make_placed(rcoop, plume).item, at="2026-11-20")
    dan.language = "fr"
    dan.save()
    (item,) = told(desk)["items"]
    assert item["why"]["code"] == "already_sold"
    assert "vendu" in item["why"]["detail"]
    assert item["on_hand"] == 0


def test_a_paired_device_gets_who_may_sign(
    client: Client,
    told: Callable[[Client], Any],
    rcoop: Coworking,
    dan: User,
    cleo: User,
) -> None:
    member = give_pin(rcoop, dan)
    device, client.cookies[COOKIE] = make_device(rcoop)
    found = told(client)
    assert found["device"] == {"id": device.pk, "name": "Tablet"}
    assert found["me"] is None
    assert found["people"] == [
        {
            "id": dan.pk,
            "name": "Dan",
            "salt": member.pin_salt,
            "hash": member.pin_hash,
            "rounds": 100_000,
        }
    ]


def test_what_is_the_same_is_not_sent_again(
    desk: Client, at: Address, clock: Clock, rcoop: Coworking, plume: Maker
) -> None:
    make_placed(rcoop, plume)
    first = desk.get(at("desk_catalogue"))
    assert first["Cache-Control"] == "private, no-cache"
    clock("2026-11-23 14:09")
    again = desk.get(at("desk_catalogue"), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    make_placed(rcoop, plume)
    changed = desk.get(at("desk_catalogue"), headers={"If-None-Match": first["ETag"]})
    assert (changed.status_code, len(changed.json()["items"])) == (200, 2)
    assert changed["ETag"] != first["ETag"]


def test_a_long_catalogue_is_sent_packed(
    desk: Client, at: Address, rcoop: Coworking, plume: Maker
) -> None:
    make_placed(rcoop, plume)
    packed = desk.get(at("desk_catalogue"), headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert len(json.loads(gzip.decompress(packed.content))["items"]) == 1
    known = {"Accept-Encoding": "gzip", "If-None-Match": packed["ETag"]}
    assert desk.get(at("desk_catalogue"), headers=known).status_code == 304


def test_thirty_pieces_cost_as_many_queries_as_one(
    desk: Client, at: Address, rcoop: Coworking, plume: Maker
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(at("desk_catalogue")).status_code == 200
        return len(captured)

    make_placed(rcoop, plume)
    cost()
    once = cost()
    for number in range(3):
        maker = make_selling_maker(rcoop, f"Maker {number}")
        for _piece in range(10):
            make_placed(rcoop, maker)
    assert cost() == once
