"""What is sold on a device reaches the server exactly once, whatever the network does."""

import json
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import BrowserContext, Playwright, Route
from pytest_django.live_server_helper import LiveServer

from consign.people.models import Coworking, Maker, User
from consign.stock.models import Item, Placement
from consign.till.models import Conflict, Sale
from tests.browser.chromium import our_flags
from tests.browser.conftest import DESK, NewPage, Problems
from tests.browser.losing_proxy import LosingProxy, answer, losing_proxy
from tests.browser.till_side import HOST, QUIET, TillPage, basket, sign_in
from tests.factories import (
    make_member,
    make_person,
    make_placed,
    make_selling_maker,
)

pytestmark = pytest.mark.browser

OpenTill = Callable[..., TillPage]

# Chromium asks again by itself when a connection it used before is reset: one loss is no loss.
ALL = 1000


@pytest.fixture
def proxy(live_server: LiveServer) -> Iterator[LosingProxy]:
    upstream = urlsplit(live_server.url).port
    assert upstream is not None
    with losing_proxy(upstream) as running:
        yield running


@pytest.fixture
def open_till(
    new_page: NewPage, problems: Problems, proxy: LosingProxy, client: Client, dan: User
) -> OpenTill:
    """Opens a tab with a till behind the proxy, signed in as Dan, in a device of its own unless a
    context is given."""
    problems.allow(QUIET)

    def open_one(
        context: BrowserContext | None = None,
        *,
        by: User = dan,
        script: str = "",
        start: bool = True,
    ) -> TillPage:
        page = context.new_page() if context else new_page(screen=DESK)
        url = f"http://127.0.0.1:{proxy.port}"
        if context is None:
            sign_in(page.context, client, by, url)
        if script:
            page.add_init_script(script)
        page.goto(url + HOST.format(coworking="rcoop"))
        till = TillPage(page)
        if start:
            till.start()
        return till

    return open_one


@pytest.fixture
def till(open_till: OpenTill) -> TillPage:
    return open_till()


@pytest.fixture
def bowls(rcoop: Coworking, plume: Maker) -> Item:
    """A thousand of them: enough for every test."""
    return make_placed(rcoop, plume, "Bol", price="12.50", quantity=1000).item


@pytest.fixture
def vase(rcoop: Coworking, plume: Maker) -> Item:
    """The only one."""
    return make_placed(rcoop, plume, "Vase", price="80.00").item


def sold() -> list[Sale]:
    return list(Sale.objects.filter(refund_of=None).order_by("pk"))


def is_selling(data: bytes) -> bool:
    return data.startswith(b"POST /api/v1/sales/ ")


def keys_of(tills: list[dict[str, Any]]) -> set[uuid.UUID]:
    return {uuid.UUID(one["key"]) for one in tills}


def fill(till: TillPage, item: Item, many: int) -> list[str]:
    """So many sales in the queue, while the server cannot be reached."""
    body = """
      const keys = [];
      for (let n = 0; n < given.many; n += 1) keys.push((await m.sell(given.sale)).key);
      return keys;
    """
    return list(till.ask(body, {"sale": basket(item), "many": many}))


# --- while the customer waits -------------------------------------------------------------------


def test_a_sale_is_recorded_at_once_and_nothing_waits(till: TillPage, bowls: Item) -> None:
    found = till.sell(basket(bowls, quantity=2), show={"total": 2500})
    [sale] = sold()
    assert found["state"] == "recorded"
    assert found["answer"]["number"] == sale.number
    assert (str(sale.key), sale.queued) == (found["key"], False)
    assert (till.acts(), till.status()["waiting"]) == ([], 0)
    [ticket] = till.ask("return m.tickets({coworking: 'rcoop'});")
    assert (ticket["number"], ticket["show"]) == (sale.number, {"total": 2500})
    assert ticket["ticket"] == found["answer"]["ticket"]


def test_a_refusal_is_told_at_once_and_nothing_is_kept(till: TillPage, vase: Item) -> None:
    assert till.sell(basket(vase))["state"] == "recorded"
    found = till.sell(basket(vase))
    assert found["state"] == "refused"
    assert (found["problem"]["status"], found["problem"]["code"]) == (409, "already_sold")
    assert found["problem"]["detail"]
    assert (till.acts(), len(sold())) == ([], 1)


def test_the_same_key_twice_is_one_sale(till: TillPage, bowls: Item) -> None:
    sale = {**basket(bowls), "key": str(uuid.uuid4())}
    twice = till.ask("return Promise.all([m.sell(given), m.sell(given)]);", sale)
    till.wait_for("idle")
    again = till.sell(sale)
    assert {found["key"] for found in [*twice, again]} == {sale["key"]}
    assert again["state"] == "recorded"
    assert len(sold()) == 1


def test_a_sale_names_its_seller(
    till: TillPage, proxy: LosingProxy, bowls: Item, dan: User
) -> None:
    seen: list[bytes] = []
    proxy.stand = lambda data: seen.append(data) if is_selling(data) else None
    till.sell(basket(bowls), seller=dan.pk)
    till.sell(basket(bowls))
    named = [f"till-seller: {dan.pk}".encode() in data.lower() for data in seen]
    assert named == [True, False]


# --- without network ----------------------------------------------------------------------------


def test_without_network_a_sale_is_stored_and_sent_later(till: TillPage, bowls: Item) -> None:
    till.page.context.set_offline(True)
    found = till.sell(basket(bowls))
    assert (found["state"], found["reason"]) == ("stored", "network")
    [act] = till.acts()
    assert (act["key"], act["state"], act["kind"]) == (found["key"], "queued", "sale")
    assert till.status()["waiting"] == 1
    till.page.context.set_offline(False)
    till.wait_for("idle")
    [sale] = sold()
    assert (str(sale.key), sale.queued) == (found["key"], True)
    assert till.acts() == []
    assert till.sell({**basket(bowls), "key": found["key"]})["answer"]["number"] == sale.number


def test_a_server_that_is_away_is_found_again(
    till: TillPage, proxy: LosingProxy, bowls: Item
) -> None:
    proxy.down = True
    keys = fill(till, bowls, 3)
    assert till.status()["state"] == "waiting"
    proxy.down = False
    till.wait_for("idle")
    assert [str(sale.key) for sale in sold()] == keys


def test_a_lost_answer_is_asked_for_again(till: TillPage, proxy: LosingProxy, bowls: Item) -> None:
    proxy.lose = ALL
    assert till.sell(basket(bowls))["state"] == "stored"
    assert len(sold()) == 1
    proxy.lose = 0
    till.wait_for("idle")
    assert (len(sold()), proxy.posts) == (1, proxy.lost + 1)
    assert till.acts() == []


def test_several_lost_answers_among_many_sales(
    till: TillPage, proxy: LosingProxy, bowls: Item
) -> None:
    proxy.down = True
    keys = fill(till, bowls, 20)
    proxy.down, proxy.lose = False, 3
    till.flush()
    till.wait_for("idle")
    assert {str(sale.key) for sale in sold()} == set(keys)
    assert (len(sold()), proxy.lost) == (20, 3)


def test_a_client_that_gives_up_before_the_server_commits(
    till: TillPage, proxy: LosingProxy, bowls: Item
) -> None:
    proxy.late, proxy.delayed = 1.5, 1
    assert till.sell(basket(bowls), patience=500)["state"] == "stored"
    till.wait_for("idle")
    till.page.wait_for_timeout(1500)
    assert (len(sold()), proxy.posts) == (1, 2)


def test_a_server_in_trouble_is_asked_again(
    till: TillPage, proxy: LosingProxy, bowls: Item
) -> None:
    left = [503, 502, 500]
    proxy.stand = lambda data: answer(left.pop()) if is_selling(data) and left else None
    found = till.sell(basket(bowls))
    assert (found["state"], found["reason"]) == ("stored", "busy")
    till.wait_for("idle")
    assert (len(sold()), left) == (1, [])


def test_a_server_that_asks_for_a_pause_gets_it(
    till: TillPage, proxy: LosingProxy, bowls: Item
) -> None:
    left = [answer(429, "{}", "Retry-After: 3")]
    proxy.stand = lambda data: left.pop() if is_selling(data) and left else None
    assert till.sell(basket(bowls))["reason"] == "busy"
    wait = till.ask("return (await m.status()).next - Date.now();")
    assert 2000 < wait <= 3000
    till.wait_for("idle")
    assert len(sold()) == 1


@pytest.mark.parametrize(
    "stranger",
    [
        answer(302, "", "Location: /signin/"),
        answer(200, "<!doctype html><title>Free wifi</title>"),
        answer(200, "{}"),
        answer(404, "<!doctype html>"),
    ],
    ids=["redirect", "page", "empty", "not found"],
)
def test_only_the_servers_own_answer_counts(
    till: TillPage, proxy: LosingProxy, bowls: Item, stranger: bytes
) -> None:
    left = [stranger]
    proxy.stand = lambda data: left.pop() if is_selling(data) and left else None
    assert till.sell(basket(bowls))["state"] == "stored"
    till.wait_for("idle")
    assert (len(sold()), left) == (1, [])


def test_one_act_the_server_breaks_on_does_not_hold_up_the_others(
    till: TillPage, proxy: LosingProxy, bowls: Item
) -> None:
    proxy.down = True
    poison, *others = fill(till, bowls, 4)
    proxy.down = False
    proxy.stand = lambda data: answer(500) if poison.encode() in data else None
    till.flush()
    till.wait_for("waiting")
    while till.status()["waiting"] > 1:
        till.page.wait_for_timeout(50)
    assert [str(sale.key) for sale in sold()] == others
    proxy.stand = None
    till.wait_for("idle")
    assert len(sold()) == 4


def test_five_hundred_sales_go_through(till: TillPage, proxy: LosingProxy, bowls: Item) -> None:
    proxy.down = True
    keys = fill(till, bowls, 500)
    events = "let n = 0; document.addEventListener('queue', () => { n += 1; window.told = n; });"
    till.page.evaluate(f"() => {{ {events} }}")
    proxy.down = False
    till.ask("await m.flush();")
    assert till.status()["state"] == "idle"
    assert [str(sale.key) for sale in sold()] == keys
    assert (proxy.posts, till.acts()) == (500, [])
    assert Placement.objects.get().on_hand == 500
    # The page is told several times, and left in peace in between.
    assert 3 < till.page.evaluate("window.told") < 400


# --- pages that close, tabs side by side ----------------------------------------------------------


def test_two_tabs_send_one_queue_once(
    till: TillPage, open_till: OpenTill, proxy: LosingProxy, bowls: Item
) -> None:
    other = open_till(till.page.context)
    proxy.down = True
    keys = fill(till, bowls, 15) + fill(other, bowls, 15)
    proxy.down = False
    till.flush()
    other.flush()
    till.wait_for("idle")
    other.wait_for("idle")
    assert {str(sale.key) for sale in sold()} == set(keys)
    assert (len(sold()), proxy.posts) == (30, 30)


def test_two_tabs_without_locks_sell_once(
    till: TillPage, open_till: OpenTill, proxy: LosingProxy, bowls: Item
) -> None:
    without = "Object.defineProperty(navigator, 'locks', {value: undefined});"
    tabs = [open_till(till.page.context, script=without) for _tab in range(2)]
    till.page.close()
    proxy.down = True
    keys = [key for tab in tabs for key in fill(tab, bowls, 5)]
    proxy.down = False
    for tab in tabs:
        tab.flush()
    for tab in tabs:
        tab.wait_for("idle")
    assert sorted(str(sale.key) for sale in sold()) == sorted(keys)


def test_other_tabs_show_what_waits(
    till: TillPage, open_till: OpenTill, proxy: LosingProxy, bowls: Item
) -> None:
    other = open_till(till.page.context)
    heard = "document.addEventListener('queue', ({detail}) => { window.heard = detail; });"
    other.page.evaluate(f"() => {{ {heard} }}")
    proxy.down = True
    fill(till, bowls, 2)
    other.page.wait_for_function("() => window.heard?.waiting === 2")
    proxy.down = False
    till.flush()
    other.page.wait_for_function(
        "() => window.heard.waiting === 0 && window.heard.state === 'idle'"
    )


def test_a_browser_that_is_closed_sends_when_it_is_opened_again(
    playwright: Playwright,
    chromium: str,
    tmp_path: Path,
    open_till: OpenTill,
    proxy: LosingProxy,
    client: Client,
    dan: User,
    bowls: Item,
) -> None:
    def start() -> BrowserContext:
        return playwright.chromium.launch_persistent_context(
            tmp_path / "profile", executable_path=chromium, args=our_flags()
        )

    url = f"http://127.0.0.1:{proxy.port}"
    with start() as context:
        sign_in(context, client, dan, url)
        first = open_till(context)
        proxy.down = True
        keys = fill(first, bowls, 12)
    assert sold() == []
    proxy.down = False
    with start() as context:
        sign_in(context, client, dan, url)
        open_till(context).wait_for("idle")
    assert [str(sale.key) for sale in sold()] == keys


def test_a_page_closed_before_the_answer_sends_on_the_next_load(
    till: TillPage, open_till: OpenTill, vase: Item
) -> None:
    context = till.page.context
    till.page.evaluate("() => { window.fetch = () => new Promise(() => {}); }")
    till.ask("m.sell(given, {patience: 2000});", basket(vase))
    while not till.acts():
        till.page.wait_for_timeout(20)
    assert [act["state"] for act in till.acts()] == ["asking"]
    till.page.close()
    again = open_till(context)
    again.wait_for("waiting")
    again.wait_for("idle")
    [sale] = sold()
    assert sale.queued


# --- somebody has to do something -----------------------------------------------------------------


def test_a_session_that_ended_keeps_the_queue(
    till: TillPage, open_till: OpenTill, proxy: LosingProxy, client: Client, dan: User, bowls: Item
) -> None:
    Session.objects.all().delete()
    found = till.sell(basket(bowls))
    assert (found["state"], found["reason"]) == ("stored", "signin")
    assert (till.status()["state"], till.status()["waiting"]) == ("signin", 1)
    till.flush()
    till.wait_for("signin")
    assert (len(till.acts()), sold()) == (1, [])
    context = till.page.context
    till.page.close()
    sign_in(context, client, dan, f"http://127.0.0.1:{proxy.port}")
    open_till(context).wait_for("idle")
    assert [str(sale.key) for sale in sold()] == [found["key"]]


def test_a_revoked_device_says_so_and_keeps_its_queue(
    till: TillPage, proxy: LosingProxy, bowls: Item
) -> None:
    told = json.dumps({"code": "device_revoked", "detail": "Revoked."})
    proxy.stand = lambda data: answer(401, told) if is_selling(data) else None
    assert till.sell(basket(bowls))["reason"] == "revoked"
    assert (till.status()["state"], till.status()["waiting"]) == ("revoked", 1)


@pytest.fixture
def scarf(filature: Coworking) -> Item:
    """At a coworking whose desk Dan does not stand at."""
    maker = make_selling_maker(filature, "Fil")
    return make_placed(filature, maker, "Écharpe", price="30.00").item


def test_what_the_server_refuses_waits_for_a_person(
    till: TillPage, proxy: LosingProxy, filature: Coworking, scarf: Item, bowls: Item, dan: User
) -> None:
    proxy.down = True
    first = till.sell(basket(scarf, filature.slug))
    second = till.sell(basket(bowls))
    proxy.down = False
    till.flush()
    assert till.wait_for("idle")["refused"] == 1
    [act] = till.acts()
    assert (act["key"], act["state"], act["tries"]) == (first["key"], "refused", 1)
    assert act["problem"]["detail"]
    assert [str(sale.key) for sale in sold()] == [second["key"]]
    make_member(filature, dan)
    till.ask("await m.retry(given);", first["key"])
    assert till.wait_for("idle")["refused"] == 0
    assert len(sold()) == 2


def test_what_was_dealt_with_by_hand_leaves_the_queue_but_not_the_device(
    till: TillPage, proxy: LosingProxy, filature: Coworking, scarf: Item, bowls: Item
) -> None:
    proxy.down = True
    found = till.sell(basket(scarf, filature.slug))
    kept = till.sell(basket(bowls))
    till.undo(found["key"])
    proxy.down = False
    till.ask("await m.flush();")
    assert till.status() == {"waiting": 1, "refused": 1, "state": "idle", "next": None}
    till.ask("for (const key of given) await m.setAside(key);", [found["key"], kept["key"]])
    assert (till.acts(), till.status()["refused"]) == ([], 0)
    aside = [ticket for ticket in till.ask("return m.tickets();") if ticket.get("aside")]
    assert {ticket["kind"] for ticket in aside} == {"sale", "undo"}
    assert [str(sale.key) for sale in sold()] == [kept["key"]]


def test_the_last_piece_sold_on_two_devices_becomes_a_conflict(
    till: TillPage, open_till: OpenTill, proxy: LosingProxy, vase: Item
) -> None:
    other = open_till()
    proxy.down = True
    keys = [one.sell(basket(vase))["key"] for one in (till, other)]
    proxy.down = False
    for one in (till, other):
        one.flush()
        one.wait_for("idle")
    assert {str(sale.key) for sale in sold()} == set(keys)
    conflict = Conflict.objects.get()
    assert conflict.missing == 1
    assert Placement.objects.get().on_hand == 0
    tickets = [one.ask("return m.tickets();")[0] for one in (till, other)]
    assert sorted(len(ticket["answer"]["conflicts"]) for ticket in tickets) == [0, 1]


def test_sales_of_two_coworkings_leave_from_one_device(
    till: TillPage, proxy: LosingProxy, filature: Coworking, scarf: Item, bowls: Item, dan: User
) -> None:
    make_member(filature, dan)
    proxy.down = True
    till.sell(basket(bowls))
    till.sell(basket(scarf, filature.slug))
    proxy.down = False
    till.flush()
    till.wait_for("idle")
    assert [sale.coworking.slug for sale in sold()] == ["rcoop", filature.slug]


# --- taking back --------------------------------------------------------------------------------


def test_an_undo_is_recorded_once_however_often_it_is_asked_for(till: TillPage, vase: Item) -> None:
    key = till.sell(basket(vase))["key"]
    assert [till.undo(key)["state"] for _time in range(2)] == ["recorded", "recorded"]
    assert Sale.objects.exclude(refund_of=None).count() == 1
    assert Placement.objects.get().on_hand == 1


def test_an_undo_follows_its_sale_out_of_the_queue(
    till: TillPage, proxy: LosingProxy, vase: Item, bowls: Item
) -> None:
    proxy.down = True
    key = till.sell(basket(vase))["key"]
    till.sell(basket(bowls))
    assert till.undo(key)["state"] == "stored"
    assert till.undo(key)["state"] == "stored"
    assert [act["kind"] for act in till.acts()] == ["sale", "sale", "undo"]
    proxy.down = False
    till.flush()
    till.wait_for("idle")
    assert Sale.objects.count() == 3
    assert Sale.objects.exclude(refund_of=None).get().refund_of == Sale.objects.get(key=key)


def test_somebody_elses_sale_is_not_undone(
    till: TillPage, open_till: OpenTill, rcoop: Coworking, vase: Item
) -> None:
    eve = make_member(rcoop, make_person("eve"))
    key = till.sell(basket(vase))["key"]
    found = open_till(by=eve).undo(key)
    assert (found["state"], found["problem"]["code"]) == ("refused", "not_your_sale")


# --- the storage of the device --------------------------------------------------------------------


def test_a_device_that_keeps_nothing_sells_while_there_is_a_network(
    open_till: OpenTill, proxy: LosingProxy, bowls: Item
) -> None:
    till = open_till(script="Object.defineProperty(window, 'indexedDB', {value: undefined});")
    found = till.ask("return m.check();", module="store")
    assert (found["ok"], found["problem"]) == (False, "none")
    assert till.sell(basket(bowls))["state"] == "recorded"
    sale = {**basket(bowls), "key": str(uuid.uuid4())}
    proxy.lose = ALL
    assert till.sell(sale)["state"] == "unsaved"
    proxy.lose = 0
    assert till.sell(sale)["state"] == "recorded"
    assert len(sold()) == 2


def test_a_full_device_says_so_and_sells_while_there_is_a_network(
    new_page: NewPage,
    open_till: OpenTill,
    proxy: LosingProxy,
    client: Client,
    dan: User,
    bowls: Item,
) -> None:
    url = f"http://127.0.0.1:{proxy.port}"
    first = new_page(screen=DESK)
    sign_in(first.context, client, dan, url)
    first.goto(f"{url}/offline/")
    session = first.context.new_cdp_session(first)
    session.send("Storage.overrideQuotaForOrigin", {"origin": url, "quotaSize": 1000})
    till = open_till(first.context)
    found = till.ask("return m.check();", module="store")
    assert (found["ok"], found["problem"]) == (False, "full")
    assert till.sell(basket(bowls))["state"] == "recorded"
    assert len(sold()) == 1


def test_a_storage_that_was_emptied_is_told_with_what_was_lost(
    till: TillPage, open_till: OpenTill, proxy: LosingProxy, bowls: Item
) -> None:
    proxy.down = True
    fill(till, bowls, 2)
    proxy.down = False
    context = till.page.context
    blank = context.new_page()
    till.page.close()
    url = f"http://127.0.0.1:{proxy.port}"
    blank.goto(f"{url}/offline/")
    blank.evaluate(
        "new Promise((done) => { indexedDB.deleteDatabase('consign-till').onsuccess = done; })"
        ".then(() => true)"
    )
    again = open_till(context)
    found = again.ask("return m.check();", module="store")
    assert (found["ok"], found["problem"], found["lost"]) == (False, "cleared", 2)
    again.ask("await m.acknowledge();", module="store")
    assert again.ask("return m.check();", module="store")["problem"] is None


def test_a_newer_version_leaves_the_queue_alone(
    till: TillPage, open_till: OpenTill, proxy: LosingProxy, bowls: Item
) -> None:
    proxy.stand = lambda data: answer(503) if is_selling(data) else None
    keys = fill(till, bowls, 3)
    context = till.page.context

    def newer(route: Route) -> None:
        text = route.fetch().text()
        assert "const VERSION = 1;" in text
        route.fulfill(
            body=text.replace("VERSION = 1;", "VERSION = 2;"), content_type="text/javascript"
        )

    context.route("**/store.js", newer)
    again = open_till(context, start=False)
    assert [act["key"] for act in again.acts()] == keys
    proxy.stand = None
    again.start()
    again.wait_for("idle")
    assert len(sold()) == 3
