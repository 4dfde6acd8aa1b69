"""Trying terms in a real Chromium: the result follows a slider without the page being left."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import DESK, PHONE, NewPage, Problems, Screen
from tests.browser.test_pages import check

pytestmark = pytest.mark.browser

SCREENS = pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
LIGHT = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])


@pytest.fixture(autouse=True)
def patient() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def opened(new_page: NewPage, live_server: LiveServer) -> Page:
    page = new_page()
    page.goto(f"{live_server.url}/try/?sold=1")
    page.evaluate("window.sameDocument = true")
    return page


def glance(page: Page) -> Locator:
    return page.get_by_role("region", name="The result in short")


def test_the_result_follows_a_slider_moved_by_keys(opened: Page, live_server: LiveServer) -> None:
    expect(glance(opened)).to_contain_text("€31.50")
    opened.get_by_role("slider", name="Commission").focus()
    opened.keyboard.press("ArrowRight")
    opened.keyboard.press("ArrowRight")
    expect(opened.get_by_role("textbox", name="Commission")).to_have_value("31")
    expect(glance(opened)).to_contain_text("€31.05")
    expect(glance(opened)).not_to_contain_text("€31.50")
    said = "The customer pays €45.00: the coworking keeps €13.95, the payee gets €31.05."
    expect(opened.get_by_role("status").first).to_contain_text(said)
    expect(opened.get_by_text("45.00 × 31% = 13.95").first).to_be_visible()
    assert opened.evaluate("window.sameDocument") is True
    opened.wait_for_url("**/try/?*commission=31&*")
    opened.reload()
    expect(glance(opened)).to_contain_text("€31.05")


def test_a_slider_follows_what_is_typed_as_far_as_it_goes(opened: Page) -> None:
    price = opened.get_by_role("textbox", name="Price of a piece")
    slider = opened.get_by_role("slider", name="Price of a piece")
    price.fill("120,50")
    expect(slider).to_have_value("121")
    expect(glance(opened)).to_contain_text("€84.35")
    price.fill("1000")
    expect(slider).to_have_value("500")
    expect(glance(opened)).to_contain_text("€700.00")


def test_what_does_not_fit_is_told_at_its_field_and_taken_back(opened: Page) -> None:
    fold = opened.get_by_text("Discounts, returns and finer terms")
    fold.click()
    discount = opened.get_by_role("textbox", name="Discount on each piece")
    opened.get_by_label("The coworking", exact=True).check()
    discount.fill("20")
    wrong = opened.locator("[data-part=wrong-discount]")
    expect(wrong).to_contain_text("The coworking would give more discount than it earns.")
    expect(discount).to_have_attribute("aria-invalid", "true")
    expect(glance(opened)).to_contain_text("Nothing is worked out yet.")
    expect(opened.locator("[data-part=details]")).to_be_empty()
    check(opened)
    discount.fill("10")
    expect(wrong).to_be_empty()
    assert discount.get_attribute("aria-invalid") is None
    expect(glance(opened)).to_contain_text("€31.50")


def test_a_fault_that_is_folded_away_comes_out(opened: Page) -> None:
    fold = opened.get_by_text("Discounts, returns and finer terms")
    fold.click()
    discount = opened.get_by_role("textbox", name="Discount on each piece")
    discount.fill("10")
    fold.click()
    expect(discount).to_be_hidden()
    opened.get_by_role("textbox", name="Price of a piece").fill("5")
    expect(opened.locator("[data-part=wrong-discount]")).to_be_visible()
    expect(discount).to_be_visible()


def test_a_lost_network_is_told_and_the_next_move_asks_again(
    opened: Page, problems: Problems
) -> None:
    problems.allow("ERR_INTERNET_DISCONNECTED")
    opened.context.set_offline(True)
    slider = opened.get_by_role("slider", name="Price of a piece")
    slider.press("ArrowRight")
    expect(glance(opened)).to_contain_text("No answer came")
    opened.context.set_offline(False)
    slider.press("ArrowLeft")
    expect(glance(opened)).to_contain_text("€31.50")


def test_the_result_stays_in_sight_below_the_first_screen(opened: Page) -> None:
    opened.get_by_role("slider", name="Shelf fee a month").scroll_into_view_if_needed()
    slider = opened.get_by_role("slider", name="Shelf fee a month")
    slider.focus()
    slider.press("ArrowRight")
    expect(glance(opened)).to_be_in_viewport(ratio=1)
    expect(slider).to_be_in_viewport(ratio=1)
    expect(glance(opened)).to_contain_text("€30.50")
    box = slider.bounding_box()
    assert box is not None
    assert box["height"] >= 44


@SCREENS
@LIGHT
def test_axe_finds_nothing_whatever_is_tried(
    new_page: NewPage, live_server: LiveServer, screen: Screen, dark: bool
) -> None:
    page = new_page(screen=screen, dark=dark, locale="nl-BE")
    for asked in ("", "?mode=own_name&shelf_fee=24.20&back=on", "?price=99999&sold=100&minimum=9"):
        page.goto(f"{live_server.url}/try/{asked}")
        check(page)


def test_a_button_works_it_out_without_a_script(browser: Browser, live_server: LiveServer) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto(f"{live_server.url}/try/")
    expect(page.get_by_role("slider")).to_have_count(0)
    page.get_by_role("textbox", name="Price of a piece").fill("60")
    page.get_by_label("Exempt small enterprise").first.check()
    page.get_by_role("button", name="Work it out").click()
    expect(glance(page)).to_contain_text("€42.00")
    context.close()
