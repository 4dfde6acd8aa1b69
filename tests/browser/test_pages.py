"""Pages of makers and passers-by in a real Chromium, on a phone and on a desk."""

import uuid
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import LazySettings, settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect
from pytest_django.live_server_helper import LiveServer

from consign.notices.links import choice_token
from consign.notices.models import Kind
from consign.people.models import Coworking, Maker, User
from consign.people.operations import add_adviser
from consign.people.signin import link_token
from consign.slips.links import link_token as slip_token
from consign.stock.models import Item, ListUpload
from consign.stock.operations import announce
from consign.stock.pictures import add_photo
from consign.stock.uploads import keep_upload, take_over
from consign.stock.wish_links import wish_token
from consign.stock.working_off import work_photos
from tests.browser.conftest import DESK, PHONE, NewPage, Problems, Screen
from tests.factories import (
    START,
    any_person,
    make_agreement,
    make_closed,
    make_item,
    make_paid,
    make_placed,
    make_refund,
    make_sale,
)
from tests.slips.drawn import make_slip
from tests.stock.pictures import jpeg
from tests.stock.sheets import zipped
from tests.stock.test_wishes import ask

pytestmark = pytest.mark.browser

HOME = "/my/comme-une-plume/"
Visit = Callable[..., Page]


def enter(context: BrowserContext, user: User, site: str) -> None:
    """Sign somebody in in a browser."""
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": session.key, "value": session.value, "url": site}])


@pytest.fixture
def visit(new_page: NewPage, live_server: LiveServer) -> Visit:
    """Opens a page, signed in as somebody or as nobody."""

    def open_page(address: str, user: User | None = None, **device: Any) -> Page:
        page = new_page(**device)
        if user:
            enter(page.context, user, live_server.url)
        page.goto(live_server.url + address)
        return page

    return open_page


@pytest.fixture
def demo(settings: LazySettings) -> None:
    settings.DEMO = True


@pytest.fixture
def media(tmp_path: Path, settings: LazySettings) -> Path:
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


@pytest.fixture
def patient() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def public(rcoop: Coworking, filature: Coworking, plume: Maker, media: Path) -> list[str]:
    """What anyone sees: windows with and without pieces, a piece on show, and one that is gone."""
    shown = make_placed(rcoop, plume, "Collier « Plume d'été »").item
    for _times in range(2):
        add_photo(item=shown, data=jpeg(120, 150), by=None, at=START)
    gone = make_placed(rcoop, plume, "Bague").item
    make_sale(rcoop, gone)
    wish = ask(make_placed(rcoop, plume, "Bracelet"), at=timezone.now())
    return [
        "/",
        "/w/rcoop/",
        "/w/la-filature/",
        "/m/comme-une-plume/",
        "/search/?q=collier&material=argent&most=100",
        "/search/?q=nothing",
        f"/i/{shown.code}",
        f"/i/{gone.code}",
        f"/keep/{shown.code}/",
        f"/keep/confirm/{wish_token(wish)}/",
        f"/mail/{choice_token(any_person(), Kind.SOLD)}/",
        "/mail/nothing/",
        "/i/nothing",
        "/nowhere/",
        "/try/",
        "/try/?mode=own_name&shelf_fee=24.20&back=on",
        "/try/?discount=40&bearer=coworking",
        "/signin/",
        "/signin/password/",
        "/demo/",
    ]


def sent_list(maker: Maker, coworking: Coworking, by: User) -> ListUpload:
    """A list with good lines and bad ones, and a zip in which not every photo is one."""
    return keep_upload(
        maker=maker,
        coworking=coworking,
        name="inventaire.csv",
        data=b"Title;Price;Photos\nBowl;12;bowl.jpg\nCup;dear;cup.jpg\nJug;20;jug.jpg\n",
        photos=ContentFile(zipped({"bowl.jpg": b"%PDF", "other.jpg": b""}), "photos.zip"),
        key=uuid.uuid4(),
        by=by,
        at=timezone.now(),
    )


@pytest.fixture
def private(
    rcoop: Coworking, filature: Coworking, plume: Maker, ada: User, media: Path
) -> list[str]:
    """What Ada sees: pieces in every state, sales and refunds, statements, terms, her account."""
    item = make_placed(rcoop, plume, "Collier « Plume d'été »", price="300.00", quantity=9).item
    add_photo(item=item, data=jpeg(120, 150), by=None, at=START)
    bare = make_item(plume, "Bracelet")
    announce(item=bare, coworking=rcoop, quantity=2, by=ada, at=START)
    sale = make_sale(rcoop, item, at="2026-09-05", quantity=2, discount="10.00")
    make_paid(make_closed(rcoop, "2026-09"), on="2026-10-05")
    make_refund(sale, at="2026-10-06")
    make_sale(rcoop, item, at="2026-10-07")
    (closed,) = make_closed(rcoop)
    make_sale(rcoop, item, at="2026-11-03")
    affiliation = plume.affiliations.get()
    terms = make_agreement(
        filature, affiliation, starts_on=date(2026, 12, 1), largest_discount="10", accepted=False
    )
    add_adviser(entity=affiliation.payee, user=ada, by=None, at=START)
    slip = make_slip(rcoop, plume)
    waiting, taken = (sent_list(plume, rcoop, ada) for _list in range(2))
    take_over(upload=taken, leave_out=True, by=ada, at=START)
    work_photos(upload=taken, enough=lambda: False, by=ada, at=START)
    return [
        HOME,
        f"{HOME}?q=nothing",
        f"{HOME}new/",
        f"{HOME}import/",
        f"{HOME}import/{waiting.key}/",
        f"{HOME}import/{taken.key}/",
        f"{HOME}page/",
        f"{HOME}labels/",
        f"{HOME}reductions/",
        f"{HOME}home/",
        f"{HOME}figures/",
        f"{HOME}unsold/",
        f"{HOME}slips/",
        f"{HOME}slips/{slip.pk}/",
        f"/slips/{slip_token(slip)}/",
        f"{HOME}sold/",
        f"{HOME}money/",
        f"{HOME}agreements/{terms.pk}/",
        f"{HOME}agreements/new/rcoop/",
        f"{HOME}{item.code}/",
        f"{HOME}{bare.code}/",
        f"{HOME}{item.code}/edit/",
        f"/i/{bare.code}",
        f"/statements/{closed.pk}/",
        f"/accounts/{closed.account_id}/2026-11/",
        f"/cooperative/{affiliation.payee.slug}/",
        f"/cooperative/{affiliation.payee.slug}/agreements/",
        f"/cooperative/{affiliation.payee.slug}/agreements/{terms.pk}/",
        "/account/",
        "/nowhere/",
    ]


def check(page: Page) -> None:
    """Axe finds nothing, whatever is folded out, and nothing reaches over the side."""
    page.evaluate("document.querySelectorAll('main details').forEach(d => { d.open = true })")
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    assert page.locator("h1").count() == 1, page.url


ROOMS = pytest.mark.parametrize(
    ("screen", "dark"), [(PHONE, False), (DESK, True)], ids=["phone-light", "desk-dark"]
)


@ROOMS
def test_axe_finds_nothing_in_the_street(
    visit: Visit,
    public: list[str],
    live_server: LiveServer,
    problems: Problems,
    demo: None,
    screen: Screen,
    dark: bool,
) -> None:
    problems.allow("404")
    page = visit("/", screen=screen, dark=dark, locale="fr-BE")
    for address in public:
        page.goto(live_server.url + address)
        check(page)


@ROOMS
def test_axe_finds_nothing_in_a_makers_portal(
    visit: Visit,
    private: list[str],
    ada: User,
    live_server: LiveServer,
    problems: Problems,
    screen: Screen,
    dark: bool,
) -> None:
    problems.allow("404")
    page = visit(HOME, ada, screen=screen, dark=dark)
    for address in private:
        page.goto(live_server.url + address)
        check(page)


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_a_refused_form_and_an_empty_portal_are_accessible_too(
    visit: Visit, plume: Maker, ada: User, problems: Problems, screen: Screen
) -> None:
    problems.allow("409")
    page = visit(f"{HOME}new/", ada, screen=screen)
    page.get_by_label("Name").fill("Collier")
    page.get_by_label("Price").fill("0")
    page.get_by_role("button", name="Announce it").click()
    expect(page.get_by_role("alert")).to_contain_text("A price lies between")
    check(page)
    for tab in ("Pieces", "Sold", "Money"):
        page.get_by_role("navigation", name="Sections").get_by_role("link", name=tab).click()
        check(page)


def test_a_piece_is_registered_with_a_photo_shown_before_it_travels(
    visit: Visit, plume: Maker, ada: User, media: Path
) -> None:
    page = visit(HOME, ada)
    page.get_by_role("link", name="Register a piece").click()
    picture = FilePayload(name="IMG_1.jpg", mimeType="image/jpeg", buffer=jpeg(3000, 2000, "red"))
    page.get_by_label("Choose photos").set_input_files(picture)
    preview = page.locator("[data-shots] img")
    expect(preview).to_be_visible()
    size = "image => [image.naturalWidth, image.naturalHeight]"
    assert preview.evaluate(size) == [1600, 1067]
    page.get_by_label("Name").fill("Collier plume")
    page.get_by_label("Price").fill("45,50")
    page.get_by_role("button", name="Announce it at Rcoop").click()
    expect(page.get_by_role("heading", name="Collier plume")).to_be_visible()
    expect(page.get_by_text("is announced. Bring it along")).to_be_visible()
    expect(page.get_by_role("img", name="Collier plume")).to_be_visible()
    item = Item.objects.get()
    assert (str(item.price), item.photos.get().width) == ("45.50", 1400)
    page.get_by_role("link", name="Another like this").click()
    expect(page.get_by_label("Name")).to_have_value("Collier plume")


def test_one_more_photo_is_sent_as_soon_as_it_is_chosen(
    visit: Visit, plume: Maker, ada: User, media: Path
) -> None:
    item = make_item(plume)
    page = visit(f"{HOME}{item.code}/", ada)
    picture = FilePayload(name="a.jpg", mimeType="image/jpeg", buffer=jpeg(300, 400))
    page.get_by_label("Choose photos").set_input_files(picture)
    expect(page.get_by_text("The photo is there.")).to_be_visible()
    assert item.photos.get().height == 400


def test_what_is_no_photo_is_said_by_the_server(
    visit: Visit, plume: Maker, ada: User, media: Path, problems: Problems
) -> None:
    problems.allow("422")
    item = make_item(plume)
    page = visit(f"{HOME}{item.code}/", ada)
    file = FilePayload(name="a.jpg", mimeType="image/jpeg", buffer=b"no photo")
    page.get_by_label("Choose photos").set_input_files(file)
    expect(page.get_by_role("alert")).to_contain_text("This file is no photo we can read.")
    assert not item.photos.exists()


@pytest.mark.usefixtures("patient")
def test_signing_in_by_a_link_and_out_again(
    visit: Visit, live_server: LiveServer, plume: Maker, ada: User
) -> None:
    page = visit(f"{HOME}money/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.get_by_label("Your mail address")).to_be_focused()
    page.keyboard.type("ada@example.org")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Look at your mail")).to_be_visible()
    page.goto(f"{live_server.url}/signin/{link_token(ada)}/?next={HOME}money/")
    expect(page.get_by_role("button", name="Sign in")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Money")).to_be_visible()
    page.get_by_role("link", name="Account", exact=True).click()
    page.get_by_role("button", name="Nederlands").click()
    expect(page.locator("html")).to_have_attribute("lang", "nl")
    page.locator("form[action='/signout/'] button").click()
    expect(page).to_have_url(f"{live_server.url}/")


def test_a_statement_is_explained_line_by_line_and_prints_bare(
    visit: Visit, private: list[str], ada: User
) -> None:
    (address,) = [page for page in private if page.startswith("/statements/")]
    page = visit(address, ada, screen=DESK)
    page.get_by_text("Why this amount").first.click()
    expect(page.get_by_text("300.00 × 30% = 90.00").first).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_text("Why this amount").first).to_be_hidden()
    expect(page.get_by_role("link", name="Statement as PDF")).to_be_hidden()
    expect(page.get_by_role("heading", name="Statement R-2026-00002")).to_be_visible()


def test_pages_work_without_a_script(
    visit: Visit, live_server: LiveServer, plume: Maker, ada: User, browser: Browser, media: Path
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    enter(context, ada, live_server.url)
    page = context.new_page()
    page.goto(f"{live_server.url}{HOME}new/")
    picture = FilePayload(name="a.jpg", mimeType="image/jpeg", buffer=jpeg(2000, 1000))
    page.get_by_label("Choose photos").set_input_files(picture)
    page.get_by_label("Name").fill("Bague")
    page.get_by_label("Price").fill("15")
    page.get_by_role("button", name="Announce it").click()
    expect(page.get_by_role("heading", name="Bague")).to_be_visible()
    assert Item.objects.get().photos.get().width == 1400
    context.close()
