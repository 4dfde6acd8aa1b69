"""A hand scanner types a code and Enter; people type too."""

from collections.abc import Iterator
from typing import cast

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, NewPage
from tests.browser.keys import BELGIAN, Keys
from tests.browser.site import scanner_page, serve

pytestmark = pytest.mark.browser

CUP = "https://VITRINE.EXAMPLE/I/7K3M9QX"
SCANNER_MS = 8
PERSON_MS = 90
NOTES = "window.scans = []; addEventListener('scanned', ({ detail }) => scans.push(detail));"


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
