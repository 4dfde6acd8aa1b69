"""Arrivals are scanned in: each scan adds one to the number of its piece, and ticks it."""

import pytest
from playwright.sync_api import Page, expect

from consign.people.models import Coworking, Maker, User
from consign.stock.operations import announce
from consign.stock.queries import on_hand_at
from tests.browser.conftest import Problems
from tests.browser.counter import bars_nobody, hand_scan
from tests.browser.test_pages import Visit, visit
from tests.factories import START, make_item, make_placed

__all__ = ["visit"]
pytestmark = pytest.mark.browser


def coming(coworking: Coworking, maker: Maker, title: str, quantity: int) -> str:
    """Announce a piece; its code."""
    item = make_item(maker, title)
    announce(item=item, coworking=coworking, quantity=quantity, by=None, at=START)
    return item.code


def test_what_is_scanned_is_counted_and_what_is_not_stays_out(
    visit: Visit, rcoop: Coworking, plume: Maker, dan: User, problems: Problems
) -> None:
    ring, vase = coming(rcoop, plume, "Ring", 5), coming(rcoop, plume, "Vase", 1)
    here = make_placed(rcoop, plume, "Bowl").item
    page: Page = visit("/desk/rcoop/arrivals/", dan)
    said, refused = page.locator("[data-said]"), page.locator("[data-refused]")
    expect(page.get_by_label("How many came: Ring")).to_have_value("5")

    hand_scan(page, f"HTTPS://VITRINE.EXAMPLE/I/{ring}")
    expect(said).to_have_text("Ring: 1 scanned.")
    hand_scan(page, ring)
    expect(said).to_have_text("Ring: 2 scanned.")
    expect(page.get_by_label("How many came: Ring")).to_have_value("2")
    expect(page.get_by_label("Accept: Ring")).to_be_checked()
    expect(page.get_by_label("Accept: Vase")).not_to_be_checked()

    hand_scan(page, here.code)
    expect(refused).to_contain_text("“Bowl” is here already: 1 piece by the books.")
    expect(page.get_by_label("How many came: Ring")).to_have_value("2")
    bars_nobody(page)

    page.get_by_role("button", name="Accept what is ticked").click()
    expect(page.get_by_role("link", name="Draw up the deposit slip")).to_be_visible()
    assert on_hand_at(plume.items.get(code=ring), rcoop) == 2
    assert on_hand_at(plume.items.get(code=vase), rcoop) == 0


def test_a_piece_the_page_does_not_show_is_brought(
    visit: Visit, rcoop: Coworking, plume: Maker, terre: Maker, dan: User, problems: Problems
) -> None:
    coming(rcoop, plume, "Ring", 1)
    bowl = coming(rcoop, terre, "Bowl", 2)
    page: Page = visit("/desk/rcoop/arrivals/?q=Ring", dan)
    expect(page.get_by_label("Accept: Bowl")).to_have_count(0)

    hand_scan(page, bowl)

    expect(page.locator("[data-said]")).to_have_text("Bowl: 1 scanned.")
    expect(page.get_by_label("How many came: Bowl")).to_have_value("1")


def test_no_more_goes_back_than_is_there(
    visit: Visit, rcoop: Coworking, plume: Maker, dan: User, problems: Problems
) -> None:
    ring = make_placed(rcoop, plume, "Ring", quantity=2)
    page: Page = visit(f"/desk/rcoop/goods/give-back/?maker={plume.slug}", dan)
    for _scan in range(3):
        hand_scan(page, ring.item.code)

    expect(page.locator("[data-refused]")).to_contain_text("Ring: no more than 2 here.")
    expect(page.get_by_label("How many go back: Ring")).to_have_value("2")
    page.get_by_role("button", name="Give back what is ticked").click()
    expect(page.get_by_role("heading", name="Withdrawal slip for Comme une plume")).to_be_visible()
