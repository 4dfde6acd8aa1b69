"""A shared tablet: paired once, and each person signs a sale with a PIN."""

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from consign.people.models import Coworking, User
from consign.stock.models import Item
from consign.till.devices import COOKIE
from consign.till.models import Device, Sale
from tests.browser.conftest import DESK, NewPage, Problems, Screen
from tests.browser.counter import add, bars_nobody, cut, kept, mend, next_sale, ready, sold, titles
from tests.factories import make_member, make_person
from tests.till.paired import PIN, give_pin, make_device

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("decoder")]

TABLET = Screen(1024, 768, touch=True)


@pytest.fixture
def device(rcoop: Coworking, dan: User) -> tuple[Device, str]:
    give_pin(rcoop, dan)
    give_pin(rcoop, make_member(rcoop, make_person("sofia marchand")), "5823")
    return make_device(rcoop)


@pytest.fixture
def tablet(
    new_page: NewPage, live_server: LiveServer, device: tuple[Device, str], necklace: Item
) -> Page:
    page = new_page(screen=TABLET)
    cookie = {"name": COOKIE, "value": device[1], "url": live_server.url}
    page.context.add_cookies([cookie])  # type: ignore[list-item]
    page.goto(f"{live_server.url}/desk/rcoop/till/")
    ready(page)
    add(page, necklace.code)
    expect(titles(page)).to_have_count(1)
    return page


def press_sold(page: Page) -> None:
    page.get_by_role("button", name="Sold", exact=True).click()


def type_pin(page: Page, pin: str) -> None:
    for digit in pin:
        page.get_by_role("button", name=digit, exact=True).click()
    page.get_by_role("button", name="Sign", exact=True).click()


def test_sale_is_signed_with_a_pin_and_knows_who_and_where(
    tablet: Page, device: tuple[Device, str], dan: User, bowls: Item
) -> None:
    press_sold(tablet)
    who = tablet.get_by_role("dialog", name="Who sells?")
    expect(who.get_by_role("button", name="Sofia Marchand")).to_be_visible()
    bars_nobody(tablet)
    who.get_by_role("button", name="Dan").click()
    expect(tablet.get_by_label("PIN", exact=True)).to_be_focused()
    bars_nobody(tablet)
    type_pin(tablet, "9999")
    expect(tablet.get_by_text("This is not the PIN.")).to_be_visible()
    type_pin(tablet, PIN)
    expect(tablet.get_by_role("heading", name="Sold", exact=True)).to_be_visible()
    sale = Sale.objects.get()
    assert (sale.sold_by, sale.device) == (dan, device[0])
    next_sale(tablet)
    expect(tablet.get_by_role("button", name="Dan Lock the till")).to_be_visible()
    add(tablet, bowls.code)
    sold(tablet)
    assert Sale.objects.count() == 2


def test_keyboard_signs_too_and_the_till_locks(tablet: Page, bowls: Item) -> None:
    tablet.keyboard.press("F9")
    expect(tablet.get_by_role("dialog", name="Who sells?")).to_be_visible()
    tablet.get_by_role("button", name="Dan").focus()
    tablet.keyboard.press("Enter")
    tablet.keyboard.type(PIN)
    tablet.keyboard.press("Enter")
    expect(tablet.get_by_role("button", name="Next sale")).to_be_focused()
    next_sale(tablet)
    tablet.get_by_role("button", name="Dan Lock the till").click()
    add(tablet, bowls.code)
    press_sold(tablet)
    expect(tablet.get_by_role("dialog", name="Who sells?")).to_be_visible()
    tablet.keyboard.press("Escape")
    expect(titles(tablet)).to_have_text(["Bol bleu"])
    assert Sale.objects.count() == 1


def test_signature_rests_after_two_minutes(
    new_page: NewPage, live_server: LiveServer, device: tuple[Device, str], bowls: Item
) -> None:
    page = new_page(screen=DESK)
    page.clock.install()
    cookie = {"name": COOKIE, "value": device[1], "url": live_server.url}
    page.context.add_cookies([cookie])  # type: ignore[list-item]
    page.goto(f"{live_server.url}/desk/rcoop/till/")
    ready(page)
    add(page, bowls.code)
    press_sold(page)
    page.get_by_role("button", name="Dan").click()
    page.keyboard.type(PIN)
    page.keyboard.press("Enter")
    next_sale(page)
    chip = page.get_by_role("button", name="Dan Lock the till")
    page.clock.run_for(110_000)
    expect(chip).to_be_visible()
    page.clock.run_for(15_000)
    expect(chip).to_be_hidden()


def test_five_wrong_pins_make_everybody_wait(tablet: Page) -> None:
    press_sold(tablet)
    tablet.get_by_role("button", name="Dan").click()
    for _turn in range(5):
        expect(tablet.get_by_label("PIN", exact=True)).to_have_value("")
        tablet.keyboard.type("0000")
        tablet.keyboard.press("Enter")
        expect(tablet.locator("[data-pin-problem]")).not_to_be_empty()
    expect(tablet.get_by_text(re.compile(r"Five wrong PINs. Wait \d+ s."))).to_be_visible()
    expect(tablet.get_by_role("button", name="5", exact=True)).to_be_disabled()
    tablet.reload()
    press_sold(tablet)
    tablet.get_by_role("button", name="Sofia Marchand").click()
    expect(tablet.get_by_text(re.compile("Five wrong PINs."))).to_be_visible()
    assert not Sale.objects.exists()


def test_pin_is_checked_without_network(tablet: Page, dan: User, problems: Problems) -> None:
    problems.allow("ERR_INTERNET_DISCONNECTED")
    kept(tablet)
    cut(tablet)
    press_sold(tablet)
    tablet.get_by_role("button", name="Dan").click()
    type_pin(tablet, PIN)
    expect(tablet.get_by_text("Recorded on this device")).to_be_visible()
    mend(tablet)
    expect(tablet.get_by_text(re.compile("^Ticket S-"))).to_be_visible(timeout=15_000)
    assert Sale.objects.get().sold_by == dan


def test_undo_on_a_tablet_wants_the_one_who_sold(tablet: Page) -> None:
    press_sold(tablet)
    tablet.get_by_role("button", name="Dan").click()
    type_pin(tablet, PIN)
    expect(tablet.get_by_role("heading", name="Sold", exact=True)).to_be_visible()
    next_sale(tablet)
    tablet.get_by_role("button", name="Dan Lock the till").click()
    tablet.get_by_role("button", name="Sales of this device").click()
    recent = tablet.get_by_role("dialog", name="Sales of this device")
    recent.get_by_role("button", name="Undo").click()
    who = tablet.get_by_role("dialog", name="Who sells?")
    expect(who.get_by_role("button", name="Sofia Marchand")).to_have_count(0)
    type_pin(tablet, PIN)
    expect(recent.get_by_text("undone")).to_be_visible()
    assert Sale.objects.filter(refund_of__isnull=False).count() == 1
