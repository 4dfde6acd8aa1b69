"""Counting a showcase with a scanner, on a phone, without leaving the page."""

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from consign.people.models import Coworking, Maker, User
from consign.stock.models import Counted
from consign.stock.stocktaking import start_count
from tests.browser.conftest import Problems
from tests.browser.counter import bars_nobody, hand_scan
from tests.browser.test_pages import Visit, visit
from tests.factories import START, make_item, make_placed

__all__ = ["visit"]
pytestmark = pytest.mark.browser


def test_scans_are_counted_as_they_come(
    visit: Visit,
    rcoop: Coworking,
    terre: Maker,
    plume: Maker,
    dan: User,
    live_server: LiveServer,
    problems: Problems,
) -> None:
    bowls = make_placed(rcoop, terre, "Bol bleu", quantity=3)
    stranger = make_item(plume, "Broche")
    count = start_count(showcase=bowls.showcase, by=dan, at=START)
    page: Page = visit(f"/desk/rcoop/goods/counting/{count.pk}/", dan)
    page.evaluate("window.sameDocument = true")
    said, first = page.get_by_role("status").last, page.locator("[data-item]").first
    hand_scan(page, f"HTTPS://VITRINE.EXAMPLE/I/{bowls.item.code}")
    expect(page.locator("p[data-said]")).to_have_text("“Bol bleu”: found 1 of 3.")
    hand_scan(page, stranger.code)
    expect(first).to_contain_text("1 found, not expected")
    hand_scan(page, bowls.item.code)
    expect(first).to_contain_text("found 2 of 3")
    expect(page.locator(".lead[data-so-far]")).to_have_text("Found 3 of 3 pieces")
    problems.allow("409")
    page.get_by_label("Code on the label").fill("nonsense")
    page.get_by_label("Code on the label").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("nonsense: This is not a label code.")
    page.get_by_label("Code on the label").fill(bowls.item.code)
    page.get_by_role("button", name="Count one").click()
    expect(first).to_contain_text("found 3 of 3")
    expect(page.get_by_role("alert")).to_be_hidden()
    assert said.is_visible()
    bars_nobody(page)
    assert page.evaluate("window.sameDocument") is True
    assert sorted(Counted.objects.values_list("found", flat=True)) == [1, 3]
    page.get_by_role("link", name="Close the count").click()
    expect(page.get_by_role("heading", name="Close the count of “Window”?")).to_be_visible()
    page.get_by_role("button", name="Close the count").click()
    page.get_by_role("link", name=re.compile("Broche")).click()
    page.get_by_role("button", name="Count 1 piece in").click()
    expect(page.get_by_text("“Broche” is counted in.")).to_be_visible()
