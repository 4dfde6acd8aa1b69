"""Every state of the till, on every kind of screen: nothing bars the way, all is in reach."""

from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from consign.people.models import User
from consign.stock.items import reprice
from consign.stock.models import Item
from tests.browser.conftest import DESK, PHONE, Problems, Screen, Visit
from tests.browser.counter import add, bars_nobody, cut, kept, pay_with, ready, sold, titles

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("decoder")]

SMALL = Screen(360, 640, touch=True)
LYING = Screen(844, 390, touch=True)
TABLET = Screen(1024, 768, touch=True)
# A computer's screen at 200 %, and the narrowest one that WCAG 1.4.10 asks for.
ENLARGED = Screen(640, 400, touch=False)
NARROWEST = Screen(320, 480, touch=True)
SCREENS = {
    "phone": PHONE,
    "small phone": SMALL,
    "phone on its side": LYING,
    "tablet": TABLET,
    "desk": DESK,
    "200 %": ENLARGED,
    "narrowest": NARROWEST,
}
HAND_PX = 44
PRIMARY_PX = 56


def in_reach(page: Page) -> None:
    """All that can be pressed is large enough, and nothing lies out of sight to the side."""
    small = page.evaluate(
        """(least) => [...document.querySelectorAll("main button, main summary, main input")]
          .filter((one) => one.checkVisibility({visibilityProperty: true}) && one.type !== "file")
          .map((one) => [one.textContent.trim() || one.name || one.id, one.getBoundingClientRect()])
          .filter(([, {width, height}]) => width && Math.min(width, height) < least - 0.5)
          .map(([name, {width, height}]) => `${name} ${width} × ${height}`)""",
        HAND_PX,
    )
    assert small == []
    assert page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )


def height(page: Page, name: str) -> float:
    box = page.get_by_role("button", name=name, exact=True).bounding_box()
    assert box is not None
    return box["height"]


@pytest.mark.parametrize("screen", SCREENS.values(), ids=SCREENS.keys())
def test_a_sale_fits_the_screen(
    visit: Visit, necklace: Item, bowls: Item, dan: User, screen: Screen
) -> None:
    reprice(item=necklace, price=Decimal("48.00"), by=dan, at=timezone.now())
    page = ready(visit("desk_till", screen=screen))
    in_reach(page)
    add(page, necklace.code)
    add(page, bowls.code)
    expect(titles(page)).to_have_text(["Bol bleu", "Collier plume"])
    page.get_by_text("Discount", exact=True).first.click()
    page.get_by_text("Older label?").click()
    in_reach(page)
    for way in ("Cash", "Several", "Transfer", "Card"):
        pay_with(page, way)
        in_reach(page)
    assert height(page, "Sold") >= PRIMARY_PX
    sold(page)
    in_reach(page)
    assert height(page, "Next sale") >= PRIMARY_PX


@pytest.mark.parametrize(
    ("screen", "dark"),
    [(SMALL, False), (DESK, True), (ENLARGED, False)],
    ids=["phone, light", "desk, dark", "200 %"],
)
def test_nothing_bars_the_way_of_anyone(
    visit: Visit, necklace: Item, bowls: Item, dan: User, screen: Screen, dark: bool
) -> None:
    reprice(item=necklace, price=Decimal("48.00"), by=dan, at=timezone.now())
    page = ready(visit("desk_till", screen=screen, dark=dark))
    bars_nobody(page)
    add(page, "nothing like it")
    expect(page.locator("[data-problem]")).not_to_be_empty()
    bars_nobody(page)
    add(page, necklace.code)
    add(page, bowls.code)
    expect(titles(page)).to_have_count(2)
    page.get_by_text("Discount", exact=True).first.click()
    page.get_by_text("Older label?").click()
    page.get_by_role("button", name="on the label").click()
    page.get_by_text("Business invoice wanted").click()
    pay_with(page, "Cash")
    bars_nobody(page)
    page.get_by_role("button", name="Remove: Bol bleu").click()
    bars_nobody(page)
    sold(page)
    bars_nobody(page)
    page.get_by_role("button", name="Sales of this device").click()
    expect(page.get_by_role("dialog", name="Sales of this device")).to_be_visible()
    bars_nobody(page)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_what_waits_is_said_in_words_anyone_can_read(
    visit: Visit, necklace: Item, problems: Problems, dark: bool
) -> None:
    problems.allow("ERR_INTERNET_DISCONNECTED")
    page = kept(visit("desk_till", screen=SMALL, dark=dark))
    add(page, necklace.code)
    expect(titles(page)).to_have_count(1)
    cut(page)
    sold(page)
    expect(page.get_by_text("No network: 1 sale waits here")).to_be_visible()
    bars_nobody(page)


def test_flashes_stay_still_for_who_wants_less_motion(visit: Visit, necklace: Item) -> None:
    page = visit("desk_till")
    page.emulate_media(reduced_motion="reduce")
    ready(page)
    add(page, necklace.code)
    expect(titles(page)).to_have_count(1)
    took = page.evaluate(
        "() => getComputedStyle(document.querySelector('.edge')).animationDuration"
    )
    assert took == "1e-05s"
