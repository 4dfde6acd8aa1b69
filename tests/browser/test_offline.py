"""The till opens, and sells, where there is no network."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from consign.people.models import Coworking, Maker, User
from consign.stock.models import Item
from consign.till.models import Sale
from consign.web import offline
from tests.browser.conftest import DESK, NewPage, Problems
from tests.browser.losing_proxy import LosingProxy, answer, losing_proxy
from tests.browser.till_side import QUIET, TillPage, basket, sign_in
from tests.factories import make_person, make_placed

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("decoder")]

TILL = "/desk/rcoop/till/"
ELSEWHERE = "/desk/rcoop/goods/"
CACHES = """async () => {
  const kept = {};
  for (const name of await caches.keys()) {
    const all = await (await caches.open(name)).keys();
    kept[name] = all.map(({url}) => new URL(url).pathname);
  }
  return kept;
}"""
# Resolves when the newest service worker is in charge.
UPDATE = """async () => {
  const registration = await navigator.serviceWorker.ready;
  await registration.update();
  const isNew = () => registration.installing || registration.waiting;
  while (isNew() || registration.active.state !== 'activated')
    await new Promise((go) => setTimeout(go, 50));
}"""
Kept = dict[str, list[str]]


@pytest.fixture
def proxy(live_server: LiveServer) -> Iterator[LosingProxy]:
    upstream = urlsplit(live_server.url).port
    assert upstream is not None
    with losing_proxy(upstream) as running:
        yield running


@pytest.fixture
def address(proxy: LosingProxy) -> Callable[[str], str]:
    return lambda path: f"http://127.0.0.1:{proxy.port}{path}"


@pytest.fixture
def page(
    new_page: NewPage,
    address: Callable[[str], str],
    problems: Problems,
    client: Client,
    dan: User,
    rcoop: Coworking,
) -> Page:
    """The till's page, twice visited: the service worker is there and has kept it."""
    problems.allow(QUIET)
    opened = new_page(screen=DESK)
    sign_in(opened.context, client, dan, address("/"))
    opened.goto(address(TILL))
    opened.evaluate("() => import('/static/js/till/register.js').then(() => true)")
    opened.wait_for_function("() => navigator.serviceWorker.controller", timeout=60_000)
    opened.goto(address(TILL))
    wait_until(opened, lambda kept: TILL in kept.get("consign-pages", []))
    return opened


@pytest.fixture
def bowls(rcoop: Coworking, plume: Maker) -> Item:
    return make_placed(rcoop, plume, "Bol", price="12.50", quantity=9).item


def refusing_sales(data: bytes) -> bytes | None:
    """A server that takes no sale for now."""
    return answer(503) if data.startswith(b"POST /api/") else None


def shells(page: Page) -> set[str]:
    return {name for name in caches(page) if name.startswith("consign-shell-")}


def caches(page: Page) -> Kept:
    return dict(page.evaluate(CACHES))


def wait_until(page: Page, so: Callable[[Kept], bool]) -> Kept:
    for _time in range(600):
        if so(kept := caches(page)):
            return kept
        page.wait_for_timeout(100)
    pytest.fail(f"never so: {kept}")


def test_the_till_opens_and_sells_without_network(page: Page, bowls: Item) -> None:
    page.context.set_offline(True)
    page.reload()
    expect(page).to_have_title(re.compile("Till"))
    till = TillPage(page)
    assert till.sell(basket(bowls))["state"] == "stored"
    page.reload()
    assert len(till.acts()) == 1
    page.context.set_offline(False)
    till.start()
    till.wait_for("idle")
    assert Sale.objects.get().queued


def test_the_till_opens_while_the_server_is_down(page: Page, proxy: LosingProxy) -> None:
    proxy.down = True
    proxy.cut()
    page.reload()
    expect(page).to_have_title(re.compile("Till"))
    # It draws QR codes too: all that takes lies on the device.
    drawn = """
      m.prepareQr({worker: '/static/js/till/qr-worker.js', writer: '/static/zxing/zxing_writer.js',
        wasm: '/static/zxing/zxing_writer.wasm'});
      return (await m.drawQr('HELLO', {label: 'Hello'})).querySelector('path').getAttribute('d');
    """
    assert TillPage(page).ask(drawn, module="qr").startswith("M")


def test_a_slow_server_is_waited_for_four_seconds(page: Page, proxy: LosingProxy) -> None:
    proxy.held, proxy.late, proxy.delayed = f"GET {TILL} ".encode(), 20.0, 1
    page.reload(timeout=15_000)
    expect(page).to_have_title(re.compile("Till"))


def test_other_pages_are_replaced_by_one_that_says_what_waits(
    page: Page, bowls: Item, address: Callable[[str], str]
) -> None:
    page.context.set_offline(True)
    TillPage(page).sell(basket(bowls))
    page.goto(address(ELSEWHERE))
    expect(page.get_by_role("heading", name="There is no network here")).to_be_visible()
    expect(page.get_by_text("Sales kept on this device: 1.")).to_be_visible()
    page.get_by_role("link", name="Open the till").click()
    expect(page).to_have_title(re.compile("Till"))
    page.goto(address(ELSEWHERE))
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="There is no network here")).to_be_hidden(
        timeout=30_000
    )


def test_where_nothing_waits_the_page_says_so(page: Page, address: Callable[[str], str]) -> None:
    page.context.set_offline(True)
    page.goto(address("/"))
    expect(page.get_by_text("Nothing waits on this device")).to_be_visible()


def test_the_page_without_network_speaks_the_readers_language(
    page: Page, address: Callable[[str], str], dan: User
) -> None:
    page.goto(address("/account/"))
    page.evaluate("() => fetch('/offline/').then((answer) => answer.text())")
    User.objects.filter(pk=dan.pk).update(language="nl")
    page.goto(address(TILL))
    page.wait_for_timeout(1000)
    page.context.set_offline(True)
    page.goto(address(ELSEWHERE))
    expect(page.locator("html")).to_have_attribute("lang", "nl")


def test_only_the_till_itself_is_kept(page: Page, address: Callable[[str], str]) -> None:
    page.goto(address(ELSEWHERE))
    page.goto(address(TILL + "?code=7K3M9QX"))
    page.evaluate("() => fetch('/api/v1/me/')")
    page.goto(address(TILL))
    kept = caches(page)
    kept.pop("consign-photos", None)
    assert kept.pop("consign-pages") == [TILL]
    [(name, files)] = kept.items()
    assert name.startswith("consign-shell-")
    assert {path.split("/")[1] for path in files} == {"static", "offline"}


def test_signing_out_lets_go_of_the_page_and_keeps_the_sales(
    page: Page, bowls: Item, address: Callable[[str], str], proxy: LosingProxy
) -> None:
    proxy.stand = refusing_sales
    till = TillPage(page)
    till.sell(basket(bowls))
    page.goto(address("/account/"))
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(address("/"))
    assert "consign-pages" not in caches(page)
    assert [act["state"] for act in till.acts()] == ["queued"]
    page.context.set_offline(True)
    page.goto(address(TILL))
    expect(page.get_by_text("Sales kept on this device: 1.")).to_be_visible()


def test_a_session_that_ended_leaves_the_till_for_when_the_network_goes(
    page: Page, address: Callable[[str], str]
) -> None:
    Session.objects.all().delete()
    page.goto(address(TILL))
    expect(page).to_have_url(re.compile("/signin/"))
    assert caches(page)["consign-pages"] == [TILL]
    page.context.set_offline(True)
    page.goto(address(TILL))
    expect(page).to_have_title(re.compile("Till"))


def test_whoever_no_longer_stands_there_has_no_till(
    page: Page, address: Callable[[str], str], client: Client, problems: Problems
) -> None:
    problems.allow(f"answer: .*{TILL}.* 404")
    sign_in(page.context, client, make_person("eve"), address("/"))
    page.goto(address(TILL))
    wait_until(page, lambda kept: kept["consign-pages"] == [])


def test_a_new_version_takes_over_and_keeps_the_one_before(
    page: Page,
    bowls: Item,
    proxy: LosingProxy,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    till = TillPage(page)
    proxy.stand = refusing_sales
    till.sell(basket(bowls))
    versions = [shells(page)]
    for _change in range(2):
        monkeypatch.setattr(offline, "FILES", offline.FILES[1:])
        offline.forget_worker()
        page.evaluate(UPDATE)
        versions.append(shells(page))
    offline.forget_worker()
    first, second, third = versions
    assert (len(first), len(second), len(third)) == (1, 2, 2)
    # The one before stays for pages that are still open; no older one does.
    assert first < second
    assert len(second & third) == 1
    assert not first & third
    kept = caches(page)
    assert kept["consign-pages"] == [TILL]
    assert len(till.acts()) == 1
    page.context.set_offline(True)
    page.reload()
    expect(page).to_have_title(re.compile("Till"))


def test_pictures_once_seen_are_seen_without_network(page: Page, problems: Problems) -> None:
    problems.allow("answer: .*/media/photos/none.jpg 404")
    seen = "/media/photos/none.jpg"
    tell = "(path) => fetch(path).then((answer) => answer.status, () => 0)"
    assert page.evaluate(tell, seen) == 404
    assert "consign-photos" not in caches(page) or caches(page)["consign-photos"] == []
    page.evaluate(
        "async (path) => { const all = await caches.open('consign-photos');"
        " await all.put(path, new Response('jpeg')); }",
        seen,
    )
    page.context.set_offline(True)
    assert page.evaluate(tell, seen) == 200
    assert page.evaluate(tell, "/media/photos/other.jpg") == 0
