"""The scanner element and the hand scanner, on a page of their own, in a real Chromium."""

import io
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, cast

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, Playwright, expect

from tests.browser.chromium import camera_flags, launch
from tests.browser.conftest import DESK, CameraBrowser, NewPage, Problems
from tests.browser.film import film, picture_of, seen, write
from tests.browser.labels import label
from tests.browser.site import scanner_page, serve

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("decoder")]

CUP = "https://VITRINE.EXAMPLE/I/7K3M9QX"
BOWL = "https://VITRINE.EXAMPLE/I/2AB4CDE"
COARSE = (640, 480)

# Notes every event and every stream from before the page's own scripts.
NOTES = """
window.scans = [];
window.streams = [];
addEventListener("scanned", (event) => scans.push({ ...event.detail, at: performance.now() }));
if (navigator.mediaDevices) {
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wish) => {
    const stream = await open(wish);
    streams.push(stream);
    return stream;
  };
}
"""
LIVE = "streams.filter((stream) => stream.active).length"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    pages = {"/": scanner_page(), "/auto": scanner_page("data-auto")}
    pages["/lost"] = scanner_page().replace(b"zxing_reader.wasm", b"lost.wasm")
    with serve(pages) as port:
        yield f"http://localhost:{port}"


@pytest.fixture(scope="module")
def cup_camera(
    chromium: str, playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    path = tmp_path_factory.mktemp("films") / "cup.y4m"
    film(path, picture_of(label((CUP, 0))), condition="typical")
    with launch(playwright, chromium, *camera_flags(path)) as started:
        yield started


@pytest.fixture
def visit(new_page: NewPage, address: str) -> Callable[..., Page]:
    def open_scanner(browser: Browser | None = None, path: str = "/", **device: Any) -> Page:
        page = new_page(browser, **device)
        page.add_init_script(NOTES)
        page.goto(address + path)
        return page

    return open_scanner


def texts(page: Page) -> list[str]:
    return cast("list[str]", page.evaluate("scans.map(({ text }) => text)"))


def wait_for_scans(page: Page, count: int = 1) -> None:
    page.wait_for_function("(count) => scans.length >= count", arg=count, timeout=15_000)


def test_label_before_the_camera_is_read(cup_camera: Browser, visit: Callable[..., Page]) -> None:
    page = visit(cup_camera, camera=True)
    wait_for_scans(page)
    scan = page.evaluate("scans[0]")
    assert scan["text"] == CUP
    assert scan["source"] == "camera"
    assert 0 < scan["decode_ms"] < 5_000
    expect(page.get_by_role("status")).to_have_text("Code read.")


def test_coarse_camera_reads_by_enlarging(
    camera_browser: CameraBrowser, visit: Callable[..., Page], tmp_path: Path
) -> None:
    picture = picture_of(label((CUP, 0), symbol_mm=20))
    path = film(tmp_path / "coarse.y4m", picture, size=COARSE, distance_mm=170)
    page = visit(camera_browser(path), camera=True)
    wait_for_scans(page)
    assert texts(page) == [CUP]


def test_code_held_still_counts_once(cup_camera: Browser, visit: Callable[..., Page]) -> None:
    page = visit(cup_camera, camera=True)
    wait_for_scans(page)
    page.wait_for_timeout(2_500)
    assert texts(page) == [CUP]


def test_code_that_went_away_counts_again(
    camera_browser: CameraBrowser, visit: Callable[..., Page], tmp_path: Path
) -> None:
    shown = seen(picture_of(label((CUP, 0))), condition="good", size=COARSE, distance_mm=120)
    bare = seen(Image.new("L", (200, 200), 255), condition="good", size=COARSE)
    path = write(tmp_path / "away.y4m", [*islice(shown, 10), *islice(bare, 20)], fps=10)
    page = visit(camera_browser(path), camera=True)
    wait_for_scans(page, 2)
    first, second = page.evaluate("scans.map(({ at }) => at)")[:2]
    assert texts(page)[:2] == [CUP, CUP]
    assert second - first > 1_500


def test_of_two_labels_in_the_aim_the_central_one_is_meant(
    camera_browser: CameraBrowser, visit: Callable[..., Page], tmp_path: Path
) -> None:
    picture = picture_of(label((CUP, 0), (BOWL, 24), paper_mm=(70, 30)))
    path = film(tmp_path / "two.y4m", picture, condition="good")
    page = visit(camera_browser(path), camera=True)
    wait_for_scans(page)
    page.wait_for_timeout(2_000)
    assert texts(page) == [CUP]


def test_camera_opens_by_itself_once_it_is_allowed(
    cup_camera: Browser, visit: Callable[..., Page]
) -> None:
    page = visit(cup_camera)
    expect(page.get_by_role("button", name="Open the camera")).to_be_visible()
    assert page.evaluate("streams.length") == 0
    page.context.grant_permissions(["camera"])
    wait_for_scans(page)
    page.get_by_role("button", name="Close the camera").click()
    expect(page.get_by_role("button", name="Open the camera")).to_be_visible()
    assert page.evaluate(LIVE) == 0


def test_refused_camera_says_what_to_do_and_offers_a_photo(
    camera_browser: CameraBrowser, visit: Callable[..., Page]
) -> None:
    page = visit(camera_browser(), "/auto")
    expect(page.get_by_role("status")).to_contain_text("The camera is not allowed.")
    expect(page.get_by_text("Take a photo of the label")).to_be_visible()
    expect(page.get_by_role("button", name="Open the camera")).to_be_visible()


def test_page_without_https_says_so_and_offers_a_photo(
    camera_browser: CameraBrowser, new_page: NewPage, address: str
) -> None:
    browser = camera_browser(flags=("--host-resolver-rules=MAP till.lan 127.0.0.1",))
    page = new_page(browser)
    page.goto(address.replace("localhost", "till.lan"))
    expect(page.get_by_role("status")).to_contain_text("starts with https")
    expect(page.get_by_text("Take a photo of the label")).to_be_visible()
    expect(page.locator(".scan-toggle")).to_be_hidden()


def still(frame: Image.Image) -> FilePayload:
    file = io.BytesIO()
    frame.save(file, "PNG")
    return {"name": "photo.png", "mimeType": "image/png", "buffer": file.getvalue()}


def test_without_a_camera_a_photo_is_read(visit: Callable[..., Page]) -> None:
    shots = seen(picture_of(label((CUP, 0))), size=(2000, 1500), condition="good", distance_mm=200)
    page = visit()
    expect(page.get_by_role("status")).to_contain_text("No camera was found here.")
    page.locator(".scan-file").set_input_files(still(Image.fromarray(next(shots))))
    wait_for_scans(page)
    scan = page.evaluate("scans[0]")
    assert (scan["text"], scan["source"]) == (CUP, "photo")


@pytest.mark.parametrize(
    "photo",
    [
        still(Image.new("L", (2000, 1000), 200)),
        {"name": "a.txt", "mimeType": "text/plain", "buffer": b"no picture"},
    ],
    ids=["bare wall", "no picture"],
)
def test_photo_without_a_code_says_so(visit: Callable[..., Page], photo: FilePayload) -> None:
    page = visit()
    page.locator(".scan-file").set_input_files(photo)
    expect(page.get_by_role("status")).to_contain_text("No code was found in this photo.")
    assert texts(page) == []


def test_decoder_that_does_not_load_says_so(
    cup_camera: Browser,
    visit: Callable[..., Page],
    problems: Problems,
) -> None:
    problems.allow(r"lost\.wasm|404|wasm|Aborted|ArrayBuffer")
    page = visit(cup_camera, "/lost", camera=True)
    expect(page.get_by_role("status")).to_contain_text("The reader did not load.")
    assert page.evaluate(LIVE) == 0


def test_hidden_page_lets_go_of_the_camera_and_takes_it_again(
    cup_camera: Browser, visit: Callable[..., Page]
) -> None:
    page = visit(cup_camera, camera=True)
    expect(page.locator("code-scanner")).to_have_attribute("data-state", "open")
    turn = """(hidden) => {
      Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }"""
    page.evaluate(turn, True)
    assert page.evaluate(LIVE) == 0
    page.evaluate(turn, False)
    expect(page.locator("code-scanner")).to_have_attribute("data-state", "open")
    assert page.evaluate(LIVE) == 1


def test_scanner_taken_off_the_page_lets_go_of_the_camera(
    cup_camera: Browser, visit: Callable[..., Page]
) -> None:
    page = visit(cup_camera, camera=True)
    wait_for_scans(page)
    page.evaluate("window.taken = document.querySelector('code-scanner'); taken.remove()")
    assert page.evaluate(LIVE) == 0
    page.evaluate("scans.length = 0; document.querySelector('main').prepend(taken)")
    expect(page.locator("code-scanner")).to_have_attribute("data-state", "open")


def test_light_is_offered_where_the_camera_has_one(
    cup_camera: Browser, new_page: NewPage, address: str
) -> None:
    page = new_page(cup_camera, camera=True)
    page.add_init_script("""
      window.wishes = [];
      MediaStreamTrack.prototype.getCapabilities = () => ({ torch: true });
      MediaStreamTrack.prototype.applyConstraints = async (wish) => wishes.push(wish.advanced[0]);
    """)
    page.goto(address)
    light = page.get_by_role("button", name="Light")
    light.click()
    expect(light).to_have_attribute("aria-pressed", "true")
    light.click()
    expect(light).to_have_attribute("aria-pressed", "false")
    assert page.evaluate("wishes") == [{"torch": True}, {"torch": False}]


def test_chosen_camera_is_remembered(
    camera_browser: CameraBrowser, visit: Callable[..., Page]
) -> None:
    browser = camera_browser(flags=("--use-fake-device-for-media-stream=device-count=2",))
    page = visit(browser, camera=True)
    choice = page.get_by_role("combobox", name="Camera")
    used = "streams.at(-1).getVideoTracks()[0].getSettings().deviceId"
    second = choice.locator("option").nth(1).get_attribute("value")
    assert page.evaluate(used) != second
    choice.select_option(index=1)
    page.wait_for_function(f"(second) => streams.length === 2 && {used} === second", arg=second)
    page.reload()
    expect(choice).to_have_value(second or "")
    assert page.evaluate(used) == second


def test_chosen_camera_that_is_gone_is_not_missed(
    cup_camera: Browser, visit: Callable[..., Page]
) -> None:
    page = visit(cup_camera, camera=True)
    page.evaluate("localStorage.setItem('code-scanner.camera', 'sold')")
    page.reload()
    wait_for_scans(page)
    assert texts(page) == [CUP]


def test_camera_without_a_light_offers_none(
    cup_camera: Browser, visit: Callable[..., Page]
) -> None:
    page = visit(cup_camera, camera=True)
    expect(page.get_by_role("button", name="Close the camera")).to_be_visible()
    expect(page.locator(".scan-torch")).to_be_hidden()
    expect(page.locator(".scan-choice")).to_be_hidden()


@pytest.mark.parametrize("touched", [True, False], ids=["touched", "untouched"])
def test_scan_is_heard_and_felt_once_the_page_was_touched(
    cup_camera: Browser, new_page: NewPage, address: str, touched: bool
) -> None:
    page = new_page(cup_camera)
    page.add_init_script(NOTES)
    page.add_init_script("""
      window.felt = [];
      const sound = AudioContext.prototype.createOscillator;
      AudioContext.prototype.createOscillator = function () {
        felt.push("sound");
        return sound.call(this);
      };
      navigator.vibrate = () => felt.push("vibration");
    """)
    page.goto(address)
    if touched:
        page.get_by_role("heading").click()
    page.context.grant_permissions(["camera"])
    wait_for_scans(page)
    assert page.evaluate("felt") == (["sound", "vibration"] if touched else [])


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_nothing_bars_the_way_of_anyone(
    cup_camera: Browser, visit: Callable[..., Page], dark: bool
) -> None:
    open_page = visit(cup_camera, camera=True, dark=dark)
    wait_for_scans(open_page)
    closed = visit(dark=dark, screen=DESK)
    for page in (open_page, closed):
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


def test_flash_stays_still_for_who_wants_less_motion(visit: Callable[..., Page]) -> None:
    page = visit()
    page.emulate_media(reduced_motion="no-preference")
    flash = """() => {
      const scanner = document.querySelector("code-scanner");
      scanner.classList.add("is-found");
      return getComputedStyle(scanner.querySelector(".scan-aim")).animationName;
    }"""
    assert page.evaluate(flash) == "scan-found"
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(flash) == "none"


SIDE = 0.4
AT_ONCE = [(0, [(CUP, 0)], CUP)]
SIGHTINGS = {
    "still there": [*AT_ONCE, (1_400, [(CUP, 0)], None), (2_800, [(CUP, 0)], None)],
    "back after 1.5 s": [*AT_ONCE, (700, [], None), (1_500, [(CUP, 0)], CUP)],
    "back too soon": [*AT_ONCE, (700, [], None), (1_400, [(CUP, 0)], None)],
    "another held instead": [*AT_ONCE, (100, [(BOWL, 0)], BOWL)],
    "first again after another": [*AT_ONCE, (300, [(BOWL, 0)], BOWL), (600, [(CUP, 0)], CUP)],
    "two in turn by a slip": [*AT_ONCE, (100, [(BOWL, 0)], BOWL), (200, [(CUP, 0)], None)],
    "neighbour at the edge": [*AT_ONCE, (100, [(BOWL, SIDE)], None)],
    "neighbour alone": [*AT_ONCE, (600, [(BOWL, SIDE)], BOWL)],
    "neighbour moved to the middle": [
        (0, [(CUP, 0), (BOWL, SIDE)], CUP),
        (100, [(BOWL, 0), (CUP, SIDE)], BOWL),
        (200, [(CUP, SIDE), (BOWL, SIDE)], None),
    ],
}


@pytest.mark.parametrize("story", SIGHTINGS.values(), ids=SIGHTINGS.keys())
def test_code_counts_when_it_comes_into_the_picture(
    visit: Callable[..., Page], story: list[tuple[int, list[tuple[str, float]], str | None]]
) -> None:
    reported = visit().evaluate(
        """async (story) => {
          const { Sightings } = await import("/js/scan.js");
          const sightings = new Sightings();
          return story.map(([at, codes]) =>
            sightings.report(codes.map(([text, off]) => ({ text, off })), at));
        }""",
        story,
    )
    assert reported == [wanted for _at, _codes, wanted in story]
