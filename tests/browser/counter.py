"""What a person does at the till's page, for the tests of it."""

import json
from io import BytesIO
from typing import Any

import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.keys import Keys

FIELD = "Code, or what it is"


def ready(page: Page) -> Page:
    """Once the device has its list of pieces."""
    expect(page.locator("[data-till][data-known]")).to_be_visible()
    expect(page.locator("[data-net='online']")).to_be_visible()
    return page


def kept(page: Page) -> Page:
    """Once the device can open the till without network."""
    ready(page)
    page.wait_for_function("() => navigator.serviceWorker.controller !== null", timeout=20_000)
    has_page = "async () => (await (await caches.open('consign-pages')).keys()).length"
    for _turn in range(100):
        if page.evaluate(has_page):
            break
        page.wait_for_timeout(100)
    return page


def add(page: Page, text: str) -> None:
    """Types a code or words, and presses Enter."""
    page.get_by_label(FIELD).fill(text)
    page.get_by_label(FIELD).press("Enter")


def hand_scan(page: Page, text: str) -> None:
    """A scanner that types it, wherever the focus is."""
    keys = Keys(page)
    keys.type(text, gap_ms=8)
    keys.enter(gap_ms=8)


def titles(page: Page) -> Locator:
    return page.locator("[data-basket] strong")


def sold(page: Page) -> None:
    page.get_by_role("button", name="Sold", exact=True).click()
    expect(page.get_by_role("heading", name="Sold", exact=True)).to_be_visible()


def next_sale(page: Page) -> None:
    page.get_by_role("button", name="Next sale").click()


def pay_with(page: Page, way: str) -> None:
    page.get_by_role("radio", name=way, exact=True).check()


def read_qr(picture: Locator) -> Any:
    """What a phone reads in a code on the page."""
    expect(picture).to_be_visible()
    picture.scroll_into_view_if_needed()
    [found] = zxingcpp.read_barcodes(Image.open(BytesIO(picture.screenshot())))
    return found


def cut(page: Page) -> None:
    """The network goes, and the page has noticed."""
    page.context.set_offline(True)
    expect(page.locator("[data-net-words]")).to_contain_text("No network")


def mend(page: Page) -> None:
    page.context.set_offline(False)
    expect(page.locator("[data-net-words]")).to_have_text("Online", timeout=20_000)


def bars_nobody(page: Page) -> None:
    """Nothing for axe to say, and nothing to scroll sideways for."""
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    assert page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )


def answered(body: dict[str, Any], status: int = 409) -> dict[str, Any]:
    """An answer of the server's as a route gives it."""
    return {"status": status, "content_type": "application/json", "body": json.dumps(body)}
