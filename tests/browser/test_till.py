"""The desk in a real Chromium: a printed label before the camera becomes a sale."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from consign.labels.faces import faces_of
from consign.labels.pdf import label_sheet
from consign.labels.sheets import L7160
from consign.people.models import Coworking, Maker, User
from consign.stock.items import reprice
from consign.stock.models import Item
from consign.stock.operations import announce
from consign.till.models import Payment, Sale
from tests.browser.conftest import DESK, PHONE, CameraBrowser, NewPage, Problems, Screen
from tests.browser.film import film, picture_of
from tests.factories import START, make_item, make_placed, make_sale, moment

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("decoder")]

Visit = Callable[..., Page]


@pytest.fixture
def visit(
    new_page: NewPage, live_server: LiveServer, client: Client, dan: User, rcoop: Coworking
) -> Visit:
    """Opens one of Rcoop's desk pages as Dan."""
    client.force_login(dan)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value

    def open_page(
        name: str, *args: object, query: str = "", browser: Browser | None = None, **device: Any
    ) -> Page:
        page = new_page(browser, **device)
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}
        page.context.add_cookies([cookie])  # type: ignore[list-item]
        page.goto(live_server.url + reverse(name, args=[rcoop.slug, *args]) + query)
        return page

    return open_page


@pytest.fixture
def necklace(rcoop: Coworking, plume: Maker) -> Item:
    return make_placed(rcoop, plume, "Collier plume", price="45.00").item


@pytest.fixture
def bowls(rcoop: Coworking, terre: Maker) -> Item:
    """Three of them."""
    return make_placed(rcoop, terre, "Bol bleu", price="12.99", quantity=3).item


def printed(item: Item, coworking: Coworking) -> bytes:
    """The sheet the desk prints for one piece."""
    faces = faces_of(
        items=[(item, 1)],
        coworking=coworking,
        day=date(2026, 10, 5),
        base_url=settings.PUBLIC_URL,
        language="fr",
    )
    return label_sheet(faces, sheet=L7160, language="fr")


def lines(page: Page) -> list[str]:
    return page.locator("[data-basket] strong").all_text_contents()


def add(page: Page, code: str) -> None:
    page.get_by_label("Code on the label").fill(code)
    page.get_by_role("button", name="Add").click()


def test_printed_label_before_the_camera_is_sold_in_two_taps(
    visit: Visit,
    camera_browser: CameraBrowser,
    tmp_path: Path,
    necklace: Item,
    rcoop: Coworking,
    dan: User,
) -> None:
    left, top = L7160.corner(1)
    first = (float(left), float(top), float(L7160.wide), float(L7160.high))
    label = picture_of(printed(necklace, rcoop), region_mm=first)
    browser = camera_browser(film(tmp_path / "label.y4m", label))
    page = visit("desk_till", browser=browser, camera=True)
    expect(page.locator("[data-basket] strong")).to_have_text(["Collier plume"], timeout=20_000)
    expect(page.locator("[data-total]")).to_have_text("€45.00")
    page.get_by_role("button", name="Sold").click()
    expect(page.get_by_role("heading", name="Sold")).to_be_visible()
    sale = Sale.objects.get()
    assert (sale.total, sale.sold_by, sale.lines.get().item) == (Decimal("45.00"), dan, necklace)
    expect(page.get_by_role("link", name="Next sale")).to_be_focused()


def test_typed_codes_are_sold_in_cash(visit: Visit, necklace: Item, bowls: Item) -> None:
    page = visit("desk_till", screen=PHONE)
    expect(page.get_by_role("heading", name="The basket is empty")).to_be_visible()
    add(page, f" {necklace.code[:3]} {necklace.code[3:6]}-{necklace.code[6:]} ".lower())
    expect(page.locator("[data-basket] strong")).to_have_count(1)
    add(page, bowls.code)
    expect(page.locator("[data-basket] strong")).to_have_count(2)
    assert lines(page) == ["Collier plume", "Bol bleu"]
    page.get_by_role("button", name="One more: Bol bleu").click()
    expect(page.locator("[data-card]")).to_have_text("€70.98")
    page.get_by_role("radio", name=re.compile("^Cash")).check()
    expect(page.locator("[data-total]")).to_have_text("€71.00")
    page.get_by_label("Given").fill("100")
    expect(page.locator("[data-change]")).to_have_text("€29.00")
    page.get_by_role("button", name="Sold").click()
    expect(page.get_by_text("Paid in cash €71.00")).to_be_visible()
    assert Sale.objects.get().to_pay == Decimal("71.00")


def test_sums_of_the_page_are_those_of_the_sale(visit: Visit, bowls: Item) -> None:
    page = visit("desk_till", query=f"?code={bowls.code}")
    page.get_by_label("How many: Bol bleu").fill("3")
    page.get_by_text("Discount").click()
    page.get_by_label("Discount in euro: Bol bleu").fill("3,96")
    page.get_by_role("radio", name=re.compile("^Cash")).check()
    shown = page.locator("[data-total]").text_content()
    assert shown == "€35.00"
    page.get_by_role("button", name="Sold").click()
    page.wait_for_url("**done=1")
    sale = Sale.objects.get()
    assert (sale.total, sale.to_pay) == (Decimal("35.01"), Decimal("35.00"))


def test_double_tap_is_one_sale(visit: Visit, bowls: Item) -> None:
    page = visit("desk_till", query=f"?code={bowls.code}")
    page.get_by_role("button", name="Sold").dblclick()
    expect(page.get_by_role("heading", name="Sold")).to_be_visible()
    assert Sale.objects.count() == 1


def test_hand_scanner_fills_the_basket_wherever_the_focus_is(visit: Visit, necklace: Item) -> None:
    page = visit("desk_till", screen=DESK)
    expect(page.get_by_label("Code on the label")).to_be_focused()
    page.locator("main").focus()
    page.keyboard.type(f"https://VITRINE.EXAMPLE/I/{necklace.code}")
    page.keyboard.press("Enter")
    expect(page.locator("[data-basket] strong")).to_have_text(["Collier plume"])


def test_piece_scanned_again_is_one_more_until_there_are_none(visit: Visit, bowls: Item) -> None:
    page = visit("desk_till")
    for pieces in ("1", "2", "3"):
        add(page, bowls.code)
        expect(page.get_by_label("How many: Bol bleu")).to_have_value(pieces)
    add(page, bowls.code)
    expect(page.locator("[data-problem]")).to_have_text("Only 3 of “Bol bleu” left here.")
    expect(page.get_by_label("How many: Bol bleu")).to_have_value("3")
    assert lines(page) == ["Bol bleu"]


def test_refused_code_is_said_and_stays_in_the_field(visit: Visit, problems: Problems) -> None:
    problems.allow("409")
    page = visit("desk_till")
    add(page, "hello")
    expect(page.locator("[data-problem]")).to_contain_text("This is not a label code.")
    expect(page.get_by_label("Code on the label")).to_have_value("hello")


def test_without_network_nothing_is_lost(
    visit: Visit, necklace: Item, bowls: Item, problems: Problems
) -> None:
    problems.allow("ERR_INTERNET_DISCONNECTED|ERR_FAILED")
    page = visit("desk_till", query=f"?code={bowls.code}")
    page.context.set_offline(True)
    add(page, necklace.code)
    expect(page.locator("[data-problem]")).to_contain_text("No network: nothing was added.")
    page.context.set_offline(False)
    page.get_by_role("button", name="Add").click()
    expect(page.locator("[data-basket] strong")).to_have_text(["Bol bleu", "Collier plume"])


def test_reloaded_page_has_the_same_basket_and_a_sold_one_is_empty(
    visit: Visit, necklace: Item, bowls: Item
) -> None:
    page = visit("desk_till", query=f"?code={bowls.code}")
    add(page, necklace.code)
    page.get_by_role("button", name="One more: Bol bleu").click()
    expect(page.locator("[data-total]")).to_have_text("€70.98")
    page.reload()
    expect(page.locator("[data-total]")).to_have_text("€70.98")
    page.get_by_role("button", name="Sold").click()
    page.get_by_role("link", name="Next sale").wait_for()
    page.go_back()
    expect(page.get_by_role("heading", name="The basket is empty")).to_be_visible()


def test_changed_price_is_sold_with_one_more_tap(
    visit: Visit, necklace: Item, dan: User, problems: Problems
) -> None:
    problems.allow("409")
    page = visit("desk_till", query=f"?code={necklace.code}")
    reprice(item=necklace, price=Decimal("48.00"), by=dan, at=moment("2026-10-05"))
    page.get_by_role("button", name="Sold").click()
    expect(page.get_by_text("costs 48.00 € now, not 45.00 €")).to_be_visible()
    page.get_by_role("button", name="Sell at today's price").click()
    expect(page.get_by_role("heading", name="Sold")).to_be_visible()
    assert Sale.objects.get().total == Decimal("48.00")


def test_removed_line_is_gone(visit: Visit, necklace: Item, bowls: Item) -> None:
    page = visit("desk_till", query=f"?code={bowls.code}&code={necklace.code}")
    page.get_by_role("button", name="Remove: Bol bleu").click()
    assert lines(page) == ["Collier plume"]
    expect(page.locator("[data-total]")).to_have_text("€45.00")
    page.get_by_role("button", name="Remove: Collier plume").click()
    expect(page.get_by_role("heading", name="The basket is empty")).to_be_visible()
    expect(page.get_by_role("button", name="Sold")).to_be_hidden()


@pytest.fixture
def desk_pages(rcoop: Coworking, plume: Maker, necklace: Item, bowls: Item) -> list[Any]:
    """Every page of the desk with something on it: its name, arguments and query."""
    announce(item=make_item(plume, "Bague"), coworking=rcoop, quantity=2, by=None, at=START)
    coming = announce(
        item=make_item(plume, "Broche"), coworking=rcoop, quantity=1, by=None, at=START
    )
    sale = make_sale(rcoop, bowls, paid_with=Payment.CASH)
    refund = "?reason=gesture&paid_with=cash&back-1="
    return [
        ("desk_today", (), "?day=2026-10-05"),
        ("desk_till", (), ""),
        ("desk_till", (), f"?code={necklace.code}&code={bowls.code}"),
        ("desk_sale", (sale.number,), "?done=1"),
        ("desk_sale", (sale.number,), ""),
        ("desk_refund", (sale.number,), ""),
        ("desk_refund", (sale.number,), f"{refund}5"),
        ("desk_refund", (sale.number,), f"{refund}1"),
        ("desk_intake", (), f"?codes={necklace.code}"),
        ("desk_decline", (coming.pk,), ""),
        ("desk_goods", (), ""),
        ("desk_placement", (necklace.placements.get().pk,), ""),
        ("desk_labels", (), f"?codes={necklace.code}&start_at=3"),
    ]


@pytest.mark.parametrize(
    ("screen", "dark"), [(PHONE, False), (DESK, True)], ids=["phone, light", "desk, dark"]
)
def test_nothing_bars_the_way_of_anyone(
    visit: Visit, desk_pages: list[Any], problems: Problems, screen: Screen, dark: bool
) -> None:
    problems.allow("409")
    for name, args, query in desk_pages:
        page = visit(name, *args, query=query, dark=dark, screen=screen)
        found = Axe().run(page)
        assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
        page.context.close()


def test_labels_of_accepted_pieces_open_as_a_sheet(
    visit: Visit, rcoop: Coworking, plume: Maker, problems: Problems
) -> None:
    # A PDF names no icon, so the browser asks for the one of old.
    problems.allow("404")
    announce(item=make_item(plume, "Bague"), coworking=rcoop, quantity=2, by=None, at=START)
    page = visit("desk_intake")
    page.get_by_role("button", name="Accept what is ticked").click()
    expect(page.get_by_text("2 pieces are in “Window” now.")).to_be_visible()
    page.get_by_role("link", name="Print their labels").click()
    expect(page.get_by_label("How many labels: Bague")).to_have_value("2")
    page.get_by_text("The sheet was begun already").click()
    page.get_by_label("5", exact=True).check()
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Make the sheet").click()
    expect(opened.value).to_have_url(re.compile(r"/labels/sheet\.pdf$"))
