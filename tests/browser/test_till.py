"""The desk in a real Chromium: a printed label before the camera becomes a sale."""

import re
import time
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from consign.agreements.models import Bearer
from consign.labels.faces import faces_of
from consign.labels.pdf import label_sheet
from consign.labels.sheets import L7160
from consign.people.models import Coworking, Maker, User
from consign.stock.holds import hold
from consign.stock.items import reprice
from consign.stock.models import Item
from consign.stock.operations import announce
from consign.till.models import Payment, Sale
from tests.browser.conftest import DESK, PHONE, CameraBrowser, Problems, Visit
from tests.browser.counter import (
    add,
    bars_nobody,
    hand_scan,
    next_sale,
    pay_with,
    ready,
    sold,
    titles,
)
from tests.browser.film import film, picture_of
from tests.factories import START, make_agreement, make_item, make_placed, make_sale

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("decoder")]


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


def camera_film(path: Path, item: Item, coworking: Coworking) -> Path:
    left, top = L7160.corner(1)
    first = (float(left), float(top), float(L7160.wide), float(L7160.high))
    return film(path, picture_of(printed(item, coworking), region_mm=first))


def test_printed_label_before_the_camera_is_sold_in_two_taps(
    visit: Visit,
    camera_browser: CameraBrowser,
    tmp_path: Path,
    necklace: Item,
    rcoop: Coworking,
    dan: User,
) -> None:
    browser = camera_browser(camera_film(tmp_path / "label.y4m", necklace, rcoop))
    page = visit("desk_till", browser=browser, camera=True)
    expect(titles(page)).to_have_text(["Collier plume"], timeout=20_000)
    expect(page.locator("[data-total]")).to_have_text("€45.00")
    sold(page)
    sale = Sale.objects.get()
    assert (sale.total, sale.sold_by, sale.lines.get().item) == (Decimal("45.00"), dan, necklace)
    expect(page.get_by_text(f"Ticket {sale.number}")).to_be_visible()
    expect(page.get_by_role("button", name="Next sale")).to_be_focused()
    marks = page.evaluate("performance.getEntriesByType('mark').map(({ name }) => name)")
    assert marks[:4] == ["scanned", "line", "sold", "recorded"]


def test_label_that_still_lies_there_is_not_sold_again(
    visit: Visit,
    camera_browser: CameraBrowser,
    tmp_path: Path,
    necklace: Item,
    rcoop: Coworking,
    problems: Problems,
) -> None:
    problems.allow("ERR_FAILED")
    browser = camera_browser(camera_film(tmp_path / "label.y4m", necklace, rcoop))
    for screen in (PHONE, DESK):
        page = visit("desk_till", browser=browser, camera=True, screen=screen)
        expect(titles(page)).to_have_text(["Collier plume"], timeout=20_000)
        page.route("**/api/v1/sales/", lambda route: route.abort())
        sold(page)
        page.wait_for_timeout(1_500)
        expect(page.get_by_role("heading", name="Sold", exact=True)).to_be_visible()
        next_sale(page)
        page.wait_for_timeout(1_500)
        expect(page.get_by_role("heading", name="The basket is empty")).to_be_visible()
        expect(page.locator("[data-problem]")).to_be_empty()
        page.context.close()


def test_label_before_the_camera_waits_for_a_page_that_comes_slowly(
    visit: Visit, camera_browser: CameraBrowser, tmp_path: Path, necklace: Item, rcoop: Coworking
) -> None:
    def dawdle(route: Route) -> None:
        time.sleep(4)
        route.continue_()

    def slow_down(context: BrowserContext) -> None:
        context.route("**/js/till/basket*.js", dawdle)

    browser = camera_browser(camera_film(tmp_path / "label.y4m", necklace, rcoop))
    browser.on("context", slow_down)
    page = visit("desk_till", browser=browser, camera=True)
    expect(titles(page)).to_have_text(["Collier plume"], timeout=20_000)


def test_typed_codes_are_sold_in_cash(visit: Visit, necklace: Item, bowls: Item) -> None:
    page = visit("desk_till")
    expect(page.get_by_role("heading", name="The basket is empty")).to_be_visible()
    add(page, f" {necklace.code[:3]} {necklace.code[3:6]}-{necklace.code[6:]} ".lower())
    expect(titles(page)).to_have_count(1)
    add(page, bowls.code)
    expect(titles(page)).to_have_text(["Bol bleu", "Collier plume"])
    page.get_by_role("button", name="One more: Bol bleu").click()
    expect(page.locator("[data-total]")).to_have_text("€70.98")
    pay_with(page, "Cash")
    expect(page.locator("[data-total]")).to_have_text("€71.00")
    page.get_by_role("button", name="€100").click()
    expect(page.locator("[data-change]")).to_have_text("€29.00")
    sold(page)
    expect(page.get_by_text("Give back €29.00")).to_be_visible()
    assert Sale.objects.get().to_pay == Decimal("71.00")


def test_sums_of_the_page_are_those_of_the_sale(visit: Visit, bowls: Item) -> None:
    page = visit("desk_till", query=f"?code={bowls.code}")
    page.get_by_label("How many: Bol bleu").fill("3")
    page.get_by_text("Discount", exact=True).click()
    page.get_by_label("Discount: Bol bleu").fill("3,96")
    pay_with(page, "Cash")
    expect(page.locator("[data-total]")).to_have_text("€35.00")
    sold(page)
    sale = Sale.objects.get()
    assert (sale.total, sale.to_pay) == (Decimal("35.01"), Decimal("35.00"))


def test_double_tap_is_one_sale(visit: Visit, bowls: Item) -> None:
    page = visit("desk_till", query=f"?code={bowls.code}")
    expect(titles(page)).to_have_count(1)
    page.get_by_role("button", name="Sold", exact=True).dblclick()
    expect(page.get_by_role("heading", name="Sold", exact=True)).to_be_visible()
    assert Sale.objects.count() == 1


def test_hand_scanner_fills_the_basket_wherever_the_focus_is(
    visit: Visit, necklace: Item, bowls: Item
) -> None:
    page = visit("desk_till", screen=DESK)
    expect(page.get_by_label("Code, or what it is")).to_be_focused()
    page.locator("main").focus()
    scan(page, necklace)
    expect(titles(page)).to_have_text(["Collier plume"])
    pay_with(page, "Cash")
    page.get_by_label("Given").focus()
    scan(page, bowls)
    expect(titles(page)).to_have_text(["Bol bleu", "Collier plume"])
    expect(page.get_by_label("Given")).to_have_value("")


def test_a_scan_on_the_done_screen_begins_the_next_sale(
    visit: Visit, necklace: Item, bowls: Item
) -> None:
    page = visit("desk_till", query=f"?code={necklace.code}", screen=DESK)
    expect(titles(page)).to_have_count(1)
    sold(page)
    scan(page, bowls)
    expect(titles(page)).to_have_text(["Bol bleu"])
    expect(page.get_by_role("heading", name="Sold", exact=True)).to_be_hidden()


def scan(page: Page, item: Item) -> None:
    hand_scan(page, f"https://VITRINE.EXAMPLE/I/{item.code}")


def test_piece_scanned_again_is_one_more_until_there_are_none(visit: Visit, bowls: Item) -> None:
    page = visit("desk_till")
    for pieces in ("1", "2", "3"):
        add(page, bowls.code)
        expect(page.get_by_label("How many: Bol bleu")).to_have_value(pieces)
    add(page, bowls.code)
    expect(page.locator("[data-problem]")).to_have_text("Only 3 of “Bol bleu” left here.")
    expect(page.get_by_label("How many: Bol bleu")).to_have_value("3")


def test_pieces_are_found_by_their_words(visit: Visit, necklace: Item, bowls: Item) -> None:
    page = visit("desk_till", screen=DESK)
    ready(page)
    field = page.get_by_role("combobox", name="Code, or what it is")
    field.fill("pl")
    expect(page.get_by_role("option")).to_have_count(1)
    expect(page.get_by_role("option")).to_contain_text("Collier plume")
    expect(field).to_have_attribute("aria-expanded", "true")
    bars_nobody(page)
    field.press("ArrowDown")
    expect(page.get_by_role("option")).to_have_attribute("aria-selected", "true")
    field.press("Enter")
    expect(titles(page)).to_have_text(["Collier plume"])
    expect(field).to_have_value("")
    add(page, "BOL bléu")
    expect(titles(page)).to_have_text(["Bol bleu", "Collier plume"])
    field.fill("bol")
    expect(page.get_by_role("option")).to_have_count(1)
    field.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    expect(field).to_have_value("bol")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("unicorn", "Nothing here is called “unicorn”."),
        ("7K3M9Q1", "One character of this code is wrong."),
        ("0000000", "No piece has the code 000 000 0."),
    ],
)
def test_code_that_is_none_is_said_and_stays_in_the_field(
    visit: Visit, problems: Problems, typed: str, said: str
) -> None:
    problems.allow("409")
    page = ready(visit("desk_till"))
    add(page, typed)
    expect(page.get_by_role("alert").filter(has_text=said)).to_be_visible()
    expect(page.locator(".edge")).to_have_class(re.compile("edge"))


def test_code_of_another_system_says_whose_it_is(visit: Visit) -> None:
    page = ready(visit("desk_till", screen=DESK))
    page.locator("main").focus()
    hand_scan(page, "https://other.example/p/4711")
    expect(page.locator("[data-problem]")).to_contain_text("belongs to other.example")
    hand_scan(page, "5400141000001")
    expect(page.locator("[data-problem]")).to_contain_text("not from here: “5400141000001”")


def test_sold_piece_says_so_and_offers_its_ticket(
    visit: Visit, rcoop: Coworking, necklace: Item
) -> None:
    make_sale(rcoop, necklace)
    page = ready(visit("desk_till"))
    add(page, necklace.code)
    expect(page.locator("[data-problem]")).to_contain_text("“Collier plume” has been sold.")
    page.get_by_role("link", name="Find its ticket").click()
    page.wait_for_url(f"**/desk/rcoop/refund/?q={necklace.code}")
    expect(page.get_by_text("Collier plume").first).to_be_visible()


def test_piece_of_another_coworking_says_where_it_is(
    visit: Visit, filature: Coworking, plume: Maker, problems: Problems
) -> None:
    problems.allow("409")
    make_agreement(filature, plume.affiliations.get())
    elsewhere = make_placed(filature, plume, "Bague").item
    page = ready(visit("desk_till"))
    add(page, elsewhere.code)
    expect(page.locator("[data-problem]")).to_contain_text("“Bague” is at La Filature now.")


def test_reloaded_page_has_the_same_basket_and_a_sold_one_is_empty(
    visit: Visit, necklace: Item, bowls: Item
) -> None:
    page = visit("desk_till", query=f"?code={bowls.code}")
    expect(titles(page)).to_have_count(1)
    add(page, necklace.code)
    expect(titles(page)).to_have_count(2)
    pay_with(page, "Cash")
    page.get_by_role("button", name="One more: Bol bleu").click()
    expect(page.locator("[data-total]")).to_have_text("€71.00")
    page.reload()
    expect(page.locator("[data-total]")).to_have_text("€71.00")
    sold(page)
    page.reload()
    expect(page.get_by_role("heading", name="The basket is empty")).to_be_visible()


def test_two_tabs_have_their_own_baskets_and_a_lost_one_is_found_again(
    visit: Visit, necklace: Item, bowls: Item
) -> None:
    page = visit("desk_till", query=f"?code={bowls.code}")
    expect(titles(page)).to_have_text(["Bol bleu"])
    other = page.context.new_page()
    other.goto(page.url)
    ready(other)
    expect(other.get_by_role("heading", name="The basket is empty")).to_be_visible()
    add(other, necklace.code)
    expect(titles(other)).to_have_text(["Collier plume"])
    other.close()
    third = page.context.new_page()
    third.goto(page.url)
    expect(titles(third)).to_have_text(["Collier plume"])
    expect(titles(page)).to_have_text(["Bol bleu"])


def test_changed_price_is_sold_when_somebody_has_chosen(
    visit: Visit, necklace: Item, dan: User, problems: Problems
) -> None:
    problems.allow("409")
    page = visit("desk_till", query=f"?code={necklace.code}")
    expect(titles(page)).to_have_count(1)
    reprice(item=necklace, price=Decimal("48.00"), by=dan, at=timezone.now())
    page.get_by_role("button", name="Sold", exact=True).click()
    expect(page.get_by_text("€48.00 today, €45.00 when it was scanned")).to_be_visible()
    page.get_by_role("button", name="€48.00 today").click()
    expect(page.locator("[data-total]")).to_have_text("€48.00")
    sold(page)
    assert Sale.objects.get().total == Decimal("48.00")


def test_older_label_is_sold_at_its_price_with_a_reminder_to_print(
    visit: Visit, necklace: Item, dan: User
) -> None:
    reprice(item=necklace, price=Decimal("48.00"), by=dan, at=timezone.now())
    page = ready(visit("desk_till"))
    add(page, necklace.code)
    expect(page.locator("[data-total]")).to_have_text("€48.00")
    page.get_by_text("Older label?").click()
    page.get_by_role("button", name="€45.00 on the label").click()
    expect(page.locator("[data-total]")).to_have_text("€45.00")
    expect(page.get_by_role("link", name="Print a new label")).to_be_visible()
    sold(page)
    [line] = Sale.objects.get().lines.all()
    assert (line.unit_price, line.todays_price) == (Decimal("45.00"), Decimal("48.00"))


def test_discount_is_offered_as_far_as_it_was_agreed(
    visit: Visit, rcoop: Coworking, bowls: Item, agreed_ten_percent: None
) -> None:
    page = ready(visit("desk_till", query=f"?code={bowls.code}"))
    page.get_by_text("Discount", exact=True).click()
    expect(page.get_by_text("Up to 10 % (€1.30).")).to_be_visible()
    expect(page.get_by_text("The coworking bears it.")).to_be_visible()
    page.get_by_role("button", name="%", exact=True).click()
    page.get_by_label("Discount: Bol bleu").fill("20")
    expect(page.get_by_text("The agreement allows up to 10 %, €1.30 here.")).to_be_visible()
    page.get_by_role("button", name="Sold", exact=True).click()
    expect(page.locator("[data-problem]")).to_contain_text("Not sold yet")
    page.get_by_label("Discount: Bol bleu").fill("10")
    expect(page.locator("[data-total]")).to_have_text("€11.69")
    sold(page)
    assert Sale.objects.get().lines.get().discount == Decimal("1.30")


@pytest.fixture
def agreed_ten_percent(rcoop: Coworking, terre: Maker) -> None:
    make_agreement(
        rcoop,
        terre.affiliations.get(),
        starts_on=date(2026, 2, 1),
        largest_discount="10",
        bearer=Bearer.COWORKING,
    )


def test_removed_line_is_gone_and_comes_back(visit: Visit, necklace: Item, bowls: Item) -> None:
    page = visit("desk_till", query=f"?code={bowls.code}&code={necklace.code}")
    expect(titles(page)).to_have_text(["Collier plume", "Bol bleu"])
    page.get_by_role("button", name="Remove: Bol bleu").click()
    expect(titles(page)).to_have_text(["Collier plume"])
    expect(page.get_by_role("button", name="Remove: Collier plume")).to_be_focused()
    page.get_by_role("button", name="Put it back").click()
    expect(titles(page)).to_have_text(["Collier plume", "Bol bleu"])
    page.get_by_role("button", name="Remove: Bol bleu").click()
    page.get_by_role("button", name="Remove: Collier plume").click()
    expect(page.get_by_role("heading", name="The basket is empty")).to_be_visible()
    expect(page.get_by_role("button", name="Sold", exact=True)).to_be_hidden()


def test_piece_kept_for_somebody_is_sold_to_them_alone(
    visit: Visit, necklace: Item, rcoop: Coworking, dan: User
) -> None:
    now = timezone.now()
    until = now + timedelta(days=7)
    hold(item=necklace, coworking=rcoop, name="Sofia", until=until, by=dan, at=now)
    page = ready(visit("desk_till"))
    add(page, necklace.code)
    expect(page.get_by_text("Kept for Sofia until")).to_be_visible()
    page.get_by_role("button", name="Sold", exact=True).click()
    expect(page.locator("[data-problem]")).to_contain_text("“Collier plume” is kept for Sofia.")
    assert not Sale.objects.exists()
    page.get_by_role("button", name="Sell to Sofia").click()
    sold(page)
    assert Sale.objects.get().total == Decimal("45.00")


def visit_again(page: Page) -> Page:
    page.reload()
    return ready(page)


def test_whole_sale_by_keyboard_alone(visit: Visit, necklace: Item, bowls: Item) -> None:
    page = ready(visit("desk_till", screen=DESK))
    keys = page.keyboard
    keys.type("bol", delay=80)
    keys.press("ArrowDown")
    keys.press("Enter")
    keys.type("col", delay=80)
    keys.press("Enter")
    expect(titles(page)).to_have_text(["Collier plume", "Bol bleu"])
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Sold", exact=True)).to_be_hidden()
    keys.press("Alt+2")
    expect(page.get_by_role("radio", name="Cash", exact=True)).to_be_checked()
    keys.press("Tab")
    keys.press("Enter")
    expect(page.get_by_label("Given")).to_have_value("58.00")
    keys.press("F9")
    expect(page.get_by_role("button", name="Next sale")).to_be_focused()
    assert Sale.objects.get().to_pay == Decimal("58.00")
    keys.press("Escape")
    expect(page.get_by_label("Code, or what it is")).to_be_focused()
    expect(page.get_by_role("heading", name="The basket is empty")).to_be_visible()


def test_help_tells_the_keys(visit: Visit) -> None:
    page = ready(visit("desk_till", screen=DESK))
    page.locator("main").focus()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="How to sell")).to_contain_text("F9")
    bars_nobody(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_sounds_are_muted_by_one_switch_that_is_remembered(visit: Visit, bowls: Item) -> None:
    page = visit("desk_till")
    page.add_init_script("""
      window.heard = [];
      const sound = AudioContext.prototype.createOscillator;
      AudioContext.prototype.createOscillator = function () {
        const made = sound.call(this);
        setTimeout(() => heard.push(made.frequency.value));
        return made;
      };
    """)
    visit_again(page)
    page.get_by_label("Code, or what it is").click()
    add(page, bowls.code)
    expect(titles(page)).to_have_count(1)
    page.wait_for_function("() => heard.length === 1")
    add(page, "unicorn")
    page.wait_for_function("() => heard.length === 3")
    good, bad, _lower = page.evaluate("heard")
    assert bad < 300 < good
    page.get_by_role("button", name="Sound").click()
    add(page, bowls.code)
    expect(page.get_by_label("How many: Bol bleu")).to_have_value("2")
    page.wait_for_timeout(200)
    assert page.evaluate("heard.length") == 3
    visit_again(page)
    expect(page.get_by_role("button", name="Sound")).to_have_attribute("aria-pressed", "false")


def test_nothing_moves_when_the_camera_opens(
    visit: Visit, camera_browser: CameraBrowser, necklace: Item
) -> None:
    page = visit("desk_till", browser=camera_browser())
    expect(page.get_by_role("button", name="Open the camera")).to_be_visible()
    field = page.get_by_label("Code, or what it is")
    before = field.bounding_box()
    page.context.grant_permissions(["camera"])
    expect(page.locator("code-scanner")).to_have_attribute("data-state", "open")
    expect(page.get_by_role("button", name="Close the camera")).to_be_visible()
    assert field.bounding_box() == before


def test_without_script_the_page_sells_online(
    browser: Browser, visit: Visit, necklace: Item, rcoop: Coworking
) -> None:
    signed = visit("desk_today")
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    context.add_cookies(signed.context.cookies())  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(signed.url + "till/")
    page.get_by_label("Code, or what it is").fill(necklace.code)
    page.get_by_role("button", name="Add").click()
    pay_with(page, "Transfer")
    page.get_by_text("Business invoice wanted").click()
    page.get_by_label("Enterprise number").fill("0202.239.951")
    page.get_by_role("button", name="Sold", exact=True).click()
    page.wait_for_url("**done=1")
    context.close()
    sale = Sale.objects.get()
    assert (sale.paid_with, sale.business_number) == (Payment.TRANSFER, "0202239951")


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
