"""A maker registers a piece on a phone: few taps, drafts that survive, photos put right."""

import re
from collections.abc import Iterator

import pytest
from django.core import mail
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Browser, FilePayload, Locator, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from consign.people.models import Coworking, Maker, User
from consign.people.operations import invite_maker
from consign.stock.models import Item
from consign.stock.pictures import add_photos
from tests.browser.conftest import DESK, PHONE, Problems, Screen
from tests.browser.test_pages import HOME, Visit, check, enter, media, visit
from tests.factories import START, make_affiliation, make_agreement, make_item
from tests.stock.pictures import jpeg
from tests.stock.test_photos import HEIC

__all__ = ["media", "visit"]
pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("media")]
NEW = f"{HOME}new/"


def picture(width: int = 3000, height: int = 2000, name: str = "IMG_1.jpg") -> FilePayload:
    return FilePayload(name=name, mimeType="image/jpeg", buffer=jpeg(width, height, "red"))


def album(page: Page) -> Locator:
    return page.get_by_label("Choose photos")


def shots(page: Page) -> Locator:
    return page.locator("[data-shots] > li")


def kept(page: Page) -> None:
    """Waits until the page says that the draft is kept."""
    expect(page.get_by_text("Kept on this device")).to_be_visible()


def sized(page: Page) -> list[list[int]]:
    """How large the files are that the form would send."""
    found: list[list[int]] = page.evaluate(
        """async () => Promise.all([...document.querySelectorAll("input[type=file]")]
          .flatMap((input) => [...input.files])
          .map(async (file) => {
            const { width, height } = await createImageBitmap(file);
            return [width, height];
          }))"""
    )
    return found


def test_a_photo_chosen_before_the_scripts_are_there_is_shown_once_they_are(
    visit: Visit, live_server: LiveServer, plume: Maker, ada: User
) -> None:
    page = visit(HOME, ada)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/js/photos*.js", hold)
    page.goto(f"{live_server.url}{NEW}", wait_until="commit")
    album(page).set_input_files(picture())
    while not held:
        page.wait_for_timeout(10)
    held[0].continue_()
    expect(shots(page)).to_have_count(1)
    assert sized(page) == [[1600, 1067]]


class Finger:
    """Taps, and counts them; typing and what the camera asks for are not counted."""

    def __init__(self) -> None:
        self.taps = 0

    def __call__(self, target: Locator) -> None:
        target.tap()
        self.taps += 1


@pytest.fixture
def newcomer(rcoop: Coworking, cleo: User, live_server: LiveServer) -> Iterator[Maker]:
    """Invited by mail, with a payee and terms that wait for a yes."""
    cache.clear()
    maker = invite_maker(
        coworking=rcoop,
        name="Atelier Neuf",
        email="nina@example.org",
        called="Nina",
        language="en",
        link=f"{live_server.url}/signin/",
        by=cleo,
        at=timezone.now(),
    )
    make_agreement(rcoop, make_affiliation(maker), accepted=False)
    yield maker
    cache.clear()


def link_in_the_last_mail() -> str:
    found = re.search(r"https?://\S+", str(mail.outbox[-1].body))
    assert found
    return found[0]


def test_from_the_invitation_to_the_first_piece_in_under_twelve_taps(
    visit: Visit, newcomer: Maker, live_server: LiveServer
) -> None:
    tap = Finger()
    page = visit("/")
    page.goto(link_in_the_last_mail())
    tap.taps += 1  # on the link in the invitation
    expect(page.get_by_label("Your mail address")).to_be_focused()
    page.keyboard.type("nina@example.org")
    tap(page.locator("main").get_by_role("button").first)
    expect(page.get_by_role("heading", name="Look at your mail")).to_be_visible()
    page.goto(re.sub("https?://[^/]+", live_server.url, link_in_the_last_mail()))
    tap.taps += 1  # on the link in the mail
    tap(page.locator("main").get_by_role("button", name="Sign in"))
    tap(page.get_by_role("link", name="Read the terms"))
    tap(page.get_by_role("button", name="Accept these terms"))
    expect(page.get_by_role("heading", name="New piece")).to_be_visible()
    with page.expect_file_chooser() as asked:
        tap(page.get_by_label("Take a photo"))
    asked.value.set_files(picture())
    expect(shots(page)).to_have_count(1)
    tap(page.get_by_label("Name"))
    page.keyboard.type("Collier plume")
    tap(page.get_by_label("Price"))
    page.keyboard.type("45")
    tap(page.get_by_role("button", name="Announce it at Rcoop"))
    expect(page.get_by_text("is announced. Bring it along")).to_be_visible()
    item = Item.objects.get()
    assert (item.maker, item.title, str(item.price)) == (newcomer, "Collier plume", "45.00")
    assert item.photos.get().width == 1400
    assert item.announcements.get().quantity == 1
    assert tap.taps < 12, tap.taps


def test_the_first_screen_of_a_phone_holds_all_that_is_needed(
    visit: Visit, plume: Maker, ada: User
) -> None:
    page = visit(NEW, ada)
    for part in (
        page.get_by_text("Take a photo"),
        page.get_by_label("Name"),
        page.get_by_label("Price"),
        page.get_by_label("How many"),
        page.get_by_text("Tell more about it"),
    ):
        expect(part).to_be_in_viewport(ratio=1)
    expect(page.get_by_label("Materials")).to_be_hidden()


def test_photos_are_shrunk_shown_and_left_out_before_they_travel(
    visit: Visit, plume: Maker, ada: User
) -> None:
    page = visit(NEW, ada)
    album(page).set_input_files([picture(), picture(500, 400, "IMG_2.jpg")])
    expect(shots(page)).to_have_count(2)
    album(page).set_input_files([picture(1000, 4000, "IMG_3.jpg")])
    expect(shots(page)).to_have_count(3)
    assert sized(page) == [[1600, 1067], [500, 400], [400, 1600]]
    page.get_by_role("button", name="Leave this photo out (2)").click()
    assert sized(page) == [[1600, 1067], [400, 1600]]
    expect(page.get_by_role("button", name="Leave this photo out (2)")).to_be_focused()
    album(page).set_input_files([picture(60, 40, f"{n}.jpg") for n in range(11)])
    expect(shots(page)).to_have_count(12)
    expect(page.get_by_text("the others were left out")).to_be_visible()
    check(page)


def test_a_picture_the_browser_cannot_read_travels_as_it_is(
    visit: Visit, plume: Maker, ada: User
) -> None:
    page = visit(NEW, ada)
    file = FilePayload(name="IMG_7.HEIC", mimeType="image/heic", buffer=HEIC)
    album(page).set_input_files([file])
    expect(shots(page)).to_have_text(re.compile("IMG_7.HEIC"))
    page.get_by_label("Name").fill("Bague")
    page.get_by_label("Price").fill("15")
    page.get_by_role("button", name="Announce it at Rcoop").click()
    expect(page.get_by_role("heading", name="Bague")).to_be_visible()
    assert Item.objects.get().photos.get().width == 240


class TestDrafts:
    def begin(self, page: Page) -> None:
        album(page).set_input_files([picture()])
        expect(shots(page)).to_have_count(1)
        page.get_by_label("Name").fill("Collier")
        page.get_by_text("Tell more about it").click()
        page.get_by_label("Care").fill("Keep dry.")
        kept(page)
        # Written a moment after the last key.
        page.wait_for_timeout(600)

    def test_a_closed_page_is_found_again_and_sent_as_one_piece(
        self, visit: Visit, plume: Maker, ada: User, live_server: LiveServer
    ) -> None:
        page = visit(NEW, ada)
        self.begin(page)
        key = page.locator("[name=key]").input_value()
        context = page.context
        page.close()
        page = context.new_page()
        page.goto(live_server.url + NEW)
        expect(page.get_by_text("what you began earlier")).to_be_visible()
        expect(page.get_by_label("Name")).to_have_value("Collier")
        expect(page.get_by_label("Care")).to_have_value("Keep dry.")
        expect(shots(page)).to_have_count(1)
        assert sized(page) == [[1600, 1067]]
        assert page.locator("[name=key]").input_value() == key
        check(page)
        page.get_by_label("Price").fill("45")
        page.get_by_role("button", name="Announce it at Rcoop").click()
        expect(page.get_by_text("is announced. Bring it along")).to_be_visible()
        item = Item.objects.get()
        assert (str(item.key), item.care, item.photos.count()) == (key, "Keep dry.", 1)
        # The draft is over.
        page.goto(live_server.url + NEW)
        expect(page.get_by_label("Name")).to_have_value("")
        expect(page.get_by_text("what you began earlier")).to_be_hidden()
        assert page.locator("[name=key]").input_value() != key

    def test_starting_afresh_throws_it_away(self, visit: Visit, plume: Maker, ada: User) -> None:
        page = visit(NEW, ada)
        self.begin(page)
        key = page.locator("[name=key]").input_value()
        page.reload()
        page.get_by_role("button", name="Start afresh").click()
        expect(page.get_by_label("Name")).to_have_value("")
        expect(shots(page)).to_have_count(0)
        assert page.locator("[name=key]").input_value() != key
        page.reload()
        expect(page.get_by_label("Name")).to_have_value("")
        expect(page.get_by_role("button", name="Start afresh")).to_be_hidden()

    def test_after_a_refusal_the_photos_are_still_there(
        self, visit: Visit, plume: Maker, ada: User, problems: Problems
    ) -> None:
        problems.allow("409")
        page = visit(NEW, ada)
        self.begin(page)
        page.get_by_label("Price").fill("0")
        page.get_by_role("button", name="Announce it at Rcoop").click()
        expect(page.get_by_role("alert").first).to_contain_text("A price lies between")
        expect(shots(page)).to_have_count(1)
        expect(page.get_by_text("choose the photos once more")).to_have_count(0)
        page.get_by_label("Price").fill("45")
        page.get_by_role("button", name="Announce it at Rcoop").click()
        expect(page.get_by_text("is announced. Bring it along")).to_be_visible()
        assert Item.objects.get().photos.count() == 1

    def test_a_copy_is_kept_only_once_something_is_typed(
        self, visit: Visit, plume: Maker, ada: User, live_server: LiveServer
    ) -> None:
        item = make_item(plume, "Bague")
        page = visit(f"{NEW}?like={item.code}", ada)
        expect(page.get_by_label("Name")).to_have_value("Bague")
        page.reload()
        expect(page.get_by_label("Name")).to_have_value("Bague")
        expect(page.get_by_role("button", name="Start afresh")).to_be_hidden()
        page.goto(live_server.url + NEW)
        expect(page.get_by_label("Name")).to_have_value("")

    def test_signing_out_leaves_nothing_on_a_shared_phone(
        self, visit: Visit, plume: Maker, ada: User, live_server: LiveServer
    ) -> None:
        page = visit(NEW, ada)
        self.begin(page)
        page.goto(f"{live_server.url}/account/")
        page.get_by_role("button", name="Sign out").click()
        expect(page).to_have_url(f"{live_server.url}/")
        enter(page.context, ada, live_server.url)
        page.goto(live_server.url + NEW)
        expect(page.get_by_label("Name")).to_have_value("")
        expect(shots(page)).to_have_count(0)


class TestPhotosOfAPiece:
    @pytest.fixture
    def item(self, plume: Maker) -> Item:
        made = make_item(plume)
        photos = [jpeg(400, 200, colour) for colour in ("red", "teal", "orange")]
        add_photos(item=made, photos=photos, by=None, at=START)
        return made

    @pytest.mark.parametrize(("screen", "dark"), [(PHONE, False), (DESK, True)])
    def test_axe_finds_nothing(
        self,
        visit: Visit,
        item: Item,
        ada: User,
        live_server: LiveServer,
        screen: Screen,
        dark: bool,
    ) -> None:
        page = visit(f"{HOME}{item.code}/photos/", ada, screen=screen, dark=dark)
        check(page)
        for act in ("crop", "remove"):
            pk = item.photos.all()[0].pk
            page.goto(f"{live_server.url}{HOME}{item.code}/photos/{pk}/{act}/")
            check(page)

    def test_they_change_places_with_the_keyboard(
        self, visit: Visit, item: Item, ada: User
    ) -> None:
        keys = [photo.pk for photo in item.photos.all()]
        page = visit(f"{HOME}{item.code}/photos/", ada)
        page.get_by_role("button", name="Photo 2: earlier").press("Enter")
        expect(page).to_have_url(re.compile(f"#photo-{keys[1]}$"))
        assert [photo.pk for photo in item.photos.all()] == [keys[1], keys[0], keys[2]]
        page.get_by_role("button", name="Show first").press("Enter")
        expect(page).to_have_url(re.compile(f"#photo-{keys[2]}$"))
        assert [photo.pk for photo in item.photos.all()] == [keys[2], keys[1], keys[0]]

    def test_several_are_sent_as_soon_as_they_are_chosen(
        self, visit: Visit, item: Item, ada: User
    ) -> None:
        page = visit(f"{HOME}{item.code}/photos/", ada)
        album(page).set_input_files([picture(), picture(300, 400)])
        expect(page.get_by_text("2 photos are there.")).to_be_visible()
        assert [photo.width for photo in item.photos.all()] == [400, 400, 400, 1400, 300]

    def test_a_frame_is_drawn_with_a_finger_or_a_mouse(
        self, visit: Visit, item: Item, ada: User
    ) -> None:
        page = visit(f"{HOME}{item.code}/photos/{item.photos.all()[0].pk}/crop/", ada)
        box = page.locator("[data-crop-area]").bounding_box()
        assert box
        corner = page.locator("[data-corner=se]")
        corner.hover(position={"x": 10, "y": 10})
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=4)
        page.mouse.up()
        sides = {name: page.locator(f"[name={name}]") for name in ("left", "width", "height")}
        assert 40 <= int(sides["width"].input_value()) <= 60
        assert 40 <= int(sides["height"].input_value()) <= 60
        page.get_by_role("button", name="The part that stays").press("ArrowRight")
        expect(sides["left"]).to_have_value("1")
        page.get_by_role("button", name="Keep this part").click()
        expect(page.get_by_text("The photo is cropped.")).to_be_visible()
        assert 150 <= item.photos.all()[0].width <= 250

    def test_a_frame_is_drawn_with_the_keyboard(self, visit: Visit, item: Item, ada: User) -> None:
        page = visit(f"{HOME}{item.code}/photos/{item.photos.all()[0].pk}/crop/", ada)
        frame = page.get_by_role("button", name="The part that stays")
        for _press in range(30):
            frame.press("Shift+ArrowLeft")
        for _press in range(200):
            frame.press("ArrowRight")
        expect(page.locator("[name=left]")).to_have_value("30")
        expect(page.locator("[name=width]")).to_have_value("70")

    def test_all_of_it_works_without_a_script(
        self, item: Item, ada: User, browser: Browser, live_server: LiveServer
    ) -> None:
        context = browser.new_context(java_script_enabled=False, locale="en-GB")
        enter(context, ada, live_server.url)
        page = context.new_page()
        page.goto(f"{live_server.url}{HOME}{item.code}/photos/")
        page.get_by_role("link", name="Crop 1").click()
        page.get_by_label("Width that stays").fill("50")
        page.get_by_role("button", name="Keep this part").click()
        expect(page.get_by_text("The photo is cropped.")).to_be_visible()
        album(page).set_input_files([picture()])
        page.get_by_role("button", name="Add the photos").click()
        expect(page.get_by_text("The photo is there.")).to_be_visible()
        page.get_by_role("link", name="Remove 2").click()
        page.get_by_role("button", name="Remove it").click()
        expect(page.get_by_text("The photo is removed.")).to_be_visible()
        assert [photo.width for photo in item.photos.all()] == [200, 400, 1400]
        context.close()
