"""The pieces a device knows: found without network, and fewer when it has sold some."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, Route
from pytest_django.live_server_helper import LiveServer

from consign.people.models import Coworking, Maker, User
from consign.stock.items import reprice
from consign.stock.models import Item
from tests.browser.conftest import DESK, NewPage, Problems
from tests.browser.till_side import HOST, QUIET, TillPage, basket, sign_in
from tests.factories import make_placed, make_sale

pytestmark = pytest.mark.browser

CATALOGUE = "**/catalogue.json"
LEFT = "return m.find(given)?.left;"


@pytest.fixture
def visit(
    new_page: NewPage,
    live_server: LiveServer,
    problems: Problems,
    client: Client,
    dan: User,
    rcoop: Coworking,
) -> Callable[..., TillPage]:
    """Opens a page of Rcoop's desk, on a device of its own or another page of one."""
    problems.allow(QUIET)

    def open_one(page: Page | None = None) -> TillPage:
        opened = page or new_page(screen=DESK)
        sign_in(opened.context, client, dan, live_server.url)
        opened.goto(live_server.url + HOST.format(coworking=rcoop.slug))
        return TillPage(opened)

    return open_one


@pytest.fixture
def bowls(rcoop: Coworking, plume: Maker) -> Item:
    return make_placed(rcoop, plume, "Bol à thé", price="12.50", quantity=5).item


@pytest.fixture
def till(visit: Callable[..., TillPage], bowls: Item) -> TillPage:
    """A device that has read the catalogue."""
    return opened(visit())


def opened(till: TillPage) -> TillPage:
    till.status()  # loads the queue, which some go on to use without network
    known(till, "await m.open('rcoop'); return m.refresh();")
    return till


def known(till: TillPage, body: str, given: object = None) -> Any:
    return till.ask(body, given, module="catalogue")


def left(till: TillPage, item: Item, many: int) -> None:
    """Waits until the device says that so many are left."""
    for _time in range(100):
        if (found := known(till, LEFT, item.code)) == many:
            return
        till.page.wait_for_timeout(50)
    pytest.fail(f"{found} left, not {many}")


def test_pieces_are_found_by_code_and_words(till: TillPage, bowls: Item) -> None:
    found = known(till, "return m.find(given);", bowls.code)
    assert (found["title"], found["price"], found["on_hand"]) == ("Bol à thé", "12.50", 5)
    for words in ("the", "BOL plume", bowls.code.lower()):
        assert [item["code"] for item in known(till, "return m.search(given);", words)] == [
            bowls.code
        ]
    assert known(till, "return m.search('vase');") == []
    facts = known(till, "return m.facts();")
    assert (facts["coworking"]["slug"], facts["me"]["name"]) == ("rcoop", "Dan")
    assert abs(known(till, "return m.clock();")) < 5000


def test_what_is_known_is_there_at_once_without_network(till: TillPage, bowls: Item) -> None:
    till.page.reload()
    # The module is loaded while that is possible; the list then comes from the device.
    assert known(till, "return m.size();") == 0
    till.page.context.set_offline(True)
    assert known(till, "return m.open('rcoop');") is True
    assert known(till, LEFT, bowls.code) == 5
    assert known(till, "return m.age();") >= 0


def test_what_this_device_sold_is_gone_before_the_server_knows(till: TillPage, bowls: Item) -> None:
    till.page.context.set_offline(True)
    key = till.sell(basket(bowls, quantity=2))["key"]
    left(till, bowls, 3)
    till.page.context.set_offline(False)
    till.ask("await m.flush();")
    left(till, bowls, 3)
    assert known(till, "return m.refresh();") == "fresh"
    assert known(till, "return m.find(given).on_hand;", bowls.code) == 3
    left(till, bowls, 3)
    assert till.undo(key)["state"] == "recorded"
    left(till, bowls, 5)
    known(till, "return m.refresh();")
    left(till, bowls, 5)


def test_an_undo_that_waits_puts_the_pieces_back(till: TillPage, bowls: Item) -> None:
    till.page.context.set_offline(True)
    key = till.sell(basket(bowls))["key"]
    left(till, bowls, 4)
    till.undo(key)
    left(till, bowls, 5)


def test_the_list_is_fetched_again_only_when_it_changed(
    till: TillPage, rcoop: Coworking, bowls: Item, dan: User
) -> None:
    assert known(till, "return m.refresh();") == "same"
    heard = (
        "document.addEventListener('catalogue', ({detail}) => { window.heard = detail.changed; })"
    )
    till.page.evaluate(f"() => {{ {heard} }}")
    make_sale(rcoop, bowls, at=str(timezone.localdate()), by=dan)
    assert known(till, "return m.refresh();") == "fresh"
    assert till.page.evaluate("window.heard") == "list"
    left(till, bowls, 4)
    till.page.context.set_offline(True)
    assert known(till, "return m.refresh();") == "offline"
    left(till, bowls, 4)


def test_a_new_price_arrives(till: TillPage, bowls: Item, ada: User) -> None:
    reprice(item=bowls, price=bowls.price * 2, by=ada, at=timezone.now())
    assert known(till, "return m.refresh();") == "fresh"
    assert known(till, "return m.find(given).price;", bowls.code) == "25.00"


def test_a_session_that_ended_leaves_what_is_known(till: TillPage, bowls: Item) -> None:
    Session.objects.all().delete()
    assert known(till, "return m.refresh();") == "signin"
    left(till, bowls, 5)


def test_a_wrong_clock_of_the_device_is_seen(
    visit: Callable[..., TillPage],
    bowls: Item,
) -> None:
    till = visit()

    def later(route: Route) -> None:
        told = route.fetch().json()
        told["now"] = (timezone.now() + timedelta(hours=3)).isoformat()
        route.fulfill(json=told)

    till.page.route(CATALOGUE, later)
    opened(till)
    assert known(till, "return m.clock();") == pytest.approx(3 * 3600 * 1000, abs=60_000)


def test_pictures_are_fetched_ahead(visit: Callable[..., TillPage], bowls: Item) -> None:
    till = visit()

    def pictured(route: Route) -> None:
        told = route.fetch().json()
        told["items"] = [{**item, "photo": "/media/photos/bowl.jpg"} for item in told["items"]]
        route.fulfill(body=json.dumps(told), content_type="application/json")

    till.page.route(CATALOGUE, pictured)
    till.page.route("**/media/photos/bowl.jpg", lambda route: route.fulfill(body="a picture"))
    opened(till)
    kept = "() => caches.match('/media/photos/bowl.jpg').then((found) => found?.text())"
    till.page.wait_for_function(kept)
    assert till.page.evaluate(kept) == "a picture"
    assert known(till, "return m.find(given).photo;", bowls.code)
