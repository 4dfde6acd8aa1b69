"""A hand scanner types a code and Enter; people type too."""

import time
from collections.abc import Iterator
from typing import cast

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, NewPage
from tests.browser.site import scanner_page, serve

pytestmark = pytest.mark.browser

CUP = "https://VITRINE.EXAMPLE/I/7K3M9QX"
SCANNER_MS = 8
PERSON_MS = 90
NOTES = "window.scans = []; addEventListener('scanned', ({ detail }) => scans.push(detail));"

SIGNS = {":": "Semicolon", "/": "Slash", ".": "Period", "-": "Minus"}
SHIFT = 8
# What a Belgian computer makes of the keys that an American keyboard has for these signs.
BELGIAN: dict[int, int] = str.maketrans(
    ":/.-aAqQwWzZmM1234567890",
    "M=:)qQaAzZwW,?&é\"'(§è!çà",
)


class Keys:
    """Presses real keys, at times of its own: a busy machine would stretch the gaps."""

    def __init__(self, page: Page) -> None:
        self.session = page.context.new_cdp_session(page)
        self.at = time.time()

    def type(self, text: str, *, gap_ms: int, layout: dict[int, int] | None = None) -> None:
        for sign in text:
            shift = sign.isupper() or sign == ":"
            self._press(sign.translate(layout or {}), _position(sign), gap_ms, shift=shift)

    def pause(self) -> None:
        self.at += 1

    def enter(self, *, gap_ms: int) -> None:
        self._press("Enter", "Enter", gap_ms, text="\r")

    def hold(self, sign: str, *, times: int, gap_ms: int) -> None:
        for number in range(times):
            self._press(sign, _position(sign), gap_ms, repeat=number > 0)

    def _press(
        self,
        key: str,
        code: str,
        gap_ms: int,
        *,
        text: str = "",
        shift: bool = False,
        repeat: bool = False,
    ) -> None:
        self.at += gap_ms / 1000
        event = {
            "type": "keyDown",
            "key": key,
            "code": code,
            "text": text or key,
            "modifiers": SHIFT if shift else 0,
            "autoRepeat": repeat,
            "timestamp": self.at,
        }
        self.session.send("Input.dispatchKeyEvent", event)


def _position(sign: str) -> str:
    if sign.isdigit():
        return f"Digit{sign}"
    return SIGNS.get(sign, f"Key{sign.upper()}")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    sent = b"<!doctype html><title>Sent</title><link rel='icon' href='data:,'>"
    with serve({"/": scanner_page(), "/sent": sent}) as port:
        yield f"http://localhost:{port}/"


@pytest.fixture
def page(new_page: NewPage, address: str) -> Page:
    page = new_page(screen=DESK)
    page.add_init_script(NOTES)
    page.goto(address)
    return page


@pytest.fixture
def keys(page: Page) -> Keys:
    return Keys(page)


def scanned(page: Page) -> list[str]:
    assert page.evaluate("scans.every(({ source }) => source === 'keys')")
    return cast("list[str]", page.evaluate("scans.map(({ text }) => text)"))


def test_hand_scanner_is_heard_wherever_the_focus_is(page: Page, keys: Keys) -> None:
    keys.type(CUP, gap_ms=SCANNER_MS)
    keys.enter(gap_ms=SCANNER_MS)
    keys.type("7K3M9QX", gap_ms=SCANNER_MS)
    keys.enter(gap_ms=SCANNER_MS)
    assert scanned(page) == [CUP, "7K3M9QX"]


def test_field_keeps_what_a_person_wrote_and_the_form_is_not_sent(page: Page, keys: Keys) -> None:
    note = page.get_by_label("Note")
    note.focus()
    keys.type("blue", gap_ms=PERSON_MS)
    keys.pause()
    keys.type(CUP, gap_ms=SCANNER_MS)
    expect(note).not_to_have_value("blue")
    keys.enter(gap_ms=SCANNER_MS)
    expect(note).to_have_value("blue")
    assert scanned(page) == [CUP]


def test_choice_under_the_focus_stays_as_it_was(page: Page, keys: Keys) -> None:
    paid = page.get_by_label("Paid by")
    paid.focus()
    keys.type(f"V{CUP}", gap_ms=SCANNER_MS)
    keys.enter(gap_ms=SCANNER_MS)
    expect(paid).to_have_value("Cash")


def test_button_under_the_focus_is_not_pressed(page: Page, keys: Keys, address: str) -> None:
    page.get_by_role("button", name="Save").focus()
    keys.type(CUP, gap_ms=SCANNER_MS)
    keys.enter(gap_ms=SCANNER_MS)
    assert scanned(page) == [CUP]
    assert page.url == address


def test_belgian_computer_with_an_american_scanner_reads_the_same(page: Page, keys: Keys) -> None:
    keys.type(CUP, gap_ms=SCANNER_MS, layout=BELGIAN)
    keys.enter(gap_ms=SCANNER_MS)
    assert scanned(page) == [CUP]


def test_person_may_type_and_send_as_always(page: Page, keys: Keys, address: str) -> None:
    page.get_by_label("Note").focus()
    keys.type("espresso", gap_ms=PERSON_MS)
    keys.enter(gap_ms=PERSON_MS)
    page.wait_for_url("**/sent?note=espresso*")


@pytest.mark.parametrize(
    ("text", "enter_ms"),
    [("sixabc", SCANNER_MS), ("sevenabcdef", PERSON_MS)],
    ids=["too few keys", "Enter too late"],
)
def test_burst_that_is_no_code_is_left_alone(
    page: Page, keys: Keys, text: str, enter_ms: int
) -> None:
    page.get_by_label("Note").focus()
    keys.type(text, gap_ms=SCANNER_MS)
    keys.enter(gap_ms=enter_ms)
    page.wait_for_url(f"**/sent?note={text}*")


def test_held_key_is_no_code(page: Page, keys: Keys) -> None:
    page.get_by_label("Note").focus()
    keys.hold("a", times=20, gap_ms=30)
    keys.enter(gap_ms=30)
    page.wait_for_url("**/sent?note=aaaa*")
