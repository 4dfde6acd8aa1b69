"""The till without network: it opens, sells, says what waits, and everything arrives once."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, Route, expect

from consign.people.models import Coworking, User
from consign.stock.models import Item
from consign.till.models import Conflict, Sale
from tests.browser.conftest import DESK, Problems, Visit
from tests.browser.counter import (
    add,
    answered,
    bars_nobody,
    cut,
    kept,
    mend,
    next_sale,
    pay_with,
    read_qr,
    ready,
    sold,
    titles,
)
from tests.factories import make_sale

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("decoder")]

SALES = "**/api/v1/sales/"


@pytest.fixture(autouse=True)
def _cuts_are_expected(problems: Problems) -> None:
    problems.allow(r"ERR_|Failed to load resource|answer: |request: ")


def arrived(page: Page, many: int) -> None:
    """Waits until the server has so many sales, and a moment longer for one too many."""
    for _turn in range(200):
        if Sale.objects.count() >= many:
            break
        page.wait_for_timeout(100)
    page.wait_for_timeout(500)
    assert Sale.objects.count() == many


def test_opened_without_network_it_sells_with_prices_and_tells_the_server_once(
    visit: Visit, necklace: Item, bowls: Item, dan: User
) -> None:
    page = kept(visit("desk_till"))
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("[data-net-words]")).to_have_text("No network: selling goes on")
    add(page, "collier")
    expect(page.locator("[data-total]")).to_have_text("€45.00")
    sold(page)
    expect(page.get_by_text("Recorded on this device; it will be sent.")).to_be_visible()
    shown = read_qr(page.get_by_role("img", name="Code of the customer's ticket")).text
    expect(page.locator("[data-net-words]")).to_have_text("No network: 1 sale waits here")
    next_sale(page)
    add(page, necklace.code)
    expect(page.locator("[data-problem]")).to_contain_text("was just sold on this device")
    add(page, bowls.code)
    pay_with(page, "Cash")
    sold(page)
    expect(page.locator("[data-net-words]")).to_have_text("No network: 2 sales wait here")
    assert not Sale.objects.exists()
    mend(page)
    arrived(page, 2)
    first, second = Sale.objects.order_by("sold_at")
    assert (first.total, second.to_pay) == (Decimal("45.00"), Decimal("13.00"))
    assert (first.queued, first.sold_by) == (True, dan)
    assert shown.rsplit("/", 1)[1] in page.request.get(shown).url.upper()
    expect(page.get_by_text(f"Ticket {second.number}")).to_be_visible()


def test_transfer_code_and_pictures_need_no_network(visit: Visit, necklace: Item) -> None:
    page = kept(visit("desk_till"))
    # The first drawing loads the writer; after that, and from the shell, none is needed.
    cut(page)
    add(page, necklace.code)
    pay_with(page, "Transfer")
    page.get_by_role("button", name="Sold", exact=True).click()
    dialog = page.get_by_role("dialog")
    assert read_qr(dialog.get_by_role("img")).text.startswith("BCD\n002\n1\nSCT")
    dialog.get_by_role("button", name="Sold").click()
    expect(page.get_by_text("Recorded on this device")).to_be_visible()


def test_lost_answer_is_one_sale(visit: Visit, necklace: Item) -> None:
    page = kept(visit("desk_till", query=f"?code={necklace.code}"))
    lost: list[str] = []

    def lose(route: Route) -> None:
        if lost:
            return route.continue_()
        lost.append(route.fetch().text())
        return route.abort()

    page.context.route(SALES, lose)
    sold(page)
    arrived(page, 1)
    assert lost
    expect(page.get_by_text(f"Ticket {Sale.objects.get().number}")).to_be_visible(timeout=15_000)


def test_page_that_died_while_selling_finds_its_sale_again(visit: Visit, necklace: Item) -> None:
    page = kept(visit("desk_till", query=f"?code={necklace.code}"))
    expect(titles(page)).to_have_count(1)
    lying = page.evaluate(
        "() => Object.entries(localStorage).find(([name]) => name.includes('till.basket'))"
    )
    cut(page)
    sold(page)
    # The page goes away after the sale was kept and before its basket was emptied.
    page.evaluate("([name, text]) => localStorage.setItem(name, text)", lying)
    page.reload()
    expect(page.get_by_role("heading", name="Sold", exact=True)).to_be_visible()
    next_sale(page)
    expect(page.get_by_role("heading", name="The basket is empty")).to_be_visible()
    mend(page)
    arrived(page, 1)


def test_undo_without_network_follows_its_sale(visit: Visit, necklace: Item) -> None:
    page = kept(visit("desk_till", query=f"?code={necklace.code}"))
    expect(titles(page)).to_have_count(1)
    cut(page)
    sold(page)
    page.get_by_role("button", name=re.compile("^Undo")).click()
    expect(page.get_by_role("heading", name="Undone")).to_be_visible()
    expect(page.get_by_text("It is undone on this device")).to_be_visible()
    next_sale(page)
    add(page, necklace.code)
    expect(titles(page)).to_have_count(1)
    mend(page)
    arrived(page, 2)
    assert sum(sale.total for sale in Sale.objects.all()) == 0


def test_expired_session_keeps_the_sale_and_asks_to_sign_in(
    visit: Visit, necklace: Item, dan: User, client: Any
) -> None:
    page = kept(visit("desk_till", query=f"?code={necklace.code}"))
    expect(titles(page)).to_have_count(1)
    session = next(one for one in page.context.cookies() if one["name"] == "sessionid")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    sold(page)
    expect(page.get_by_text("Sign in, and it will be sent.")).to_be_visible()
    link = page.get_by_role("link", name="Sign in to send 1 sale")
    expect(link).to_have_attribute("href", re.compile(r"/signin/\?next=/desk/rcoop/till/"))
    bars_nobody(page)
    assert not Sale.objects.exists()
    page.context.add_cookies([session])  # type: ignore[list-item]
    page.reload()
    arrived(page, 1)
    assert Sale.objects.get().sold_by == dan


def test_refused_sale_waits_for_a_person(visit: Visit, necklace: Item) -> None:
    page = kept(visit("desk_till", query=f"?code={necklace.code}", screen=DESK))
    expect(titles(page)).to_have_count(1)
    cut(page)
    sold(page)
    no = answered({"code": "no_agreement", "detail": "There is no agreement.", "errors": {}})
    page.context.route(SALES, lambda route: route.fulfill(**no))
    page.context.set_offline(False)
    needs = page.get_by_role("button", name="1 sale needs you")
    needs.click(timeout=20_000)
    shown = page.get_by_role("dialog", name="These sales need you")
    expect(shown.get_by_text("There is no agreement.")).to_be_visible()
    expect(shown.get_by_text(f"1 × Collier plume ({necklace.code}) · €45.00")).to_be_visible()
    bars_nobody(page)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    shown.get_by_role("button", name="Copy as text").click()
    page.wait_for_timeout(200)
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert necklace.code in copied
    assert "There is no agreement." in copied
    page.context.unroute(SALES)
    shown.get_by_role("button", name="Try again").click()
    arrived(page, 1)
    expect(shown).to_be_hidden()
    expect(needs).to_be_hidden()


def test_piece_sold_twice_is_told_as_a_conflict(
    visit: Visit, rcoop: Coworking, necklace: Item
) -> None:
    page = kept(visit("desk_till", query=f"?code={necklace.code}"))
    expect(titles(page)).to_have_count(1)
    cut(page)
    sold(page)
    make_sale(rcoop, necklace)
    mend(page)
    arrived(page, 2)
    assert Conflict.objects.count() == 1
    said = page.get_by_text("1 sale was of a piece that was not there by the books.")
    expect(said).to_be_visible()
    next_sale(page)
    page.get_by_role("button", name="Sales of this device").click()
    recent = page.get_by_role("dialog", name="Sales of this device")
    expect(recent.get_by_text("was not there by the books")).to_be_visible()
    link = recent.get_by_role("link", name="Decide")
    expect(link).to_have_attribute("href", "/desk/rcoop/conflicts/")


def test_unknown_code_without_network_says_what_to_do(visit: Visit) -> None:
    page = kept(visit("desk_till"))
    cut(page)
    add(page, "000 000 0")
    expect(page.locator("[data-problem]")).to_contain_text("there is no network to ask")


SICK: dict[str, tuple[str, str]] = {
    "nothing is kept": (
        "IDBFactory.prototype.open = () => { throw new Error('no') };",
        "This browser keeps nothing",
    ),
    "full": (
        "navigator.storage.estimate = async () => ({ quota: 1000, usage: 1000 });",
        "This device is full.",
    ),
    "emptied": (
        "localStorage.getItem('consign-till') ?? localStorage.setItem('consign-till', 'gone.3');",
        "was emptied, and 3 sales were waiting in it.",
    ),
}


@pytest.mark.parametrize(("script", "said"), SICK.values(), ids=SICK.keys())
def test_storage_that_does_not_keep_is_said_before_selling(
    visit: Visit, new_page: Callable[..., Page], script: str, said: str, necklace: Item
) -> None:
    first = visit("desk_today")
    page = first.context.new_page()
    page.add_init_script(script)
    page.goto(first.url + "till/")
    expect(page.get_by_text(said)).to_be_visible()
    expect(page.get_by_role("alert").filter(has_text=said)).to_be_visible()
    bars_nobody(page)
    ready(page)
    add(page, necklace.code)
    sold(page)
    assert Sale.objects.count() == 1


def test_without_storage_and_answer_the_basket_stays(visit: Visit, necklace: Item) -> None:
    first = visit("desk_today")
    page = first.context.new_page()
    page.add_init_script(SICK["nothing is kept"][0])
    page.goto(first.url + "till/")
    ready(page)
    add(page, necklace.code)
    expect(titles(page)).to_have_count(1)
    page.context.set_offline(True)
    page.get_by_role("button", name="Sold", exact=True).click()
    expect(page.locator("[data-problem]")).to_contain_text("Not recorded: no answer")
    expect(titles(page)).to_have_text(["Collier plume"])
    page.context.set_offline(False)
    sold(page)
    assert Sale.objects.count() == 1


def test_clock_of_the_device_that_is_wrong_is_said(visit: Visit, necklace: Item) -> None:
    first = visit("desk_today")
    page = first.context.new_page()
    page.clock.install(time="2026-11-20T08:00:00Z")
    page.clock.resume()
    page.goto(first.url + "till/")
    expect(page.get_by_text("The clock of this device is wrong")).to_be_visible()
