"""A real Chromium for the tests in this folder.

Playwright's own pytest plugin is not used: its browser cannot be given a film, and it lives for the
whole session (see `playwright` for why that would be wrong here).
"""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    Response,
    sync_playwright,
)
from pytest_django.live_server_helper import LiveServer

from consign.people.models import Coworking, Maker, User
from consign.stock.models import Item
from tests.browser.chromium import MISSING, camera_flags, find, launch
from tests.factories import make_placed

Visit = Callable[..., Page]


@dataclass(frozen=True)
class Screen:
    """A device: what fits on it, and whether fingers use it."""

    width: int
    height: int
    touch: bool


PHONE = Screen(390, 844, touch=True)
DESK = Screen(1280, 800, touch=False)


@dataclass
class Problems:
    """What went wrong on the pages of a test.  What is not allowed for fails the test."""

    seen: list[str] = field(default_factory=list)
    allowed: list[re.Pattern[str]] = field(default_factory=list)

    def allow(self, pattern: str) -> None:
        """A test that provokes a problem names it with a regular expression."""
        self.allowed.append(re.compile(pattern))

    def left(self) -> list[str]:
        return [one for one in self.seen if not any(known.search(one) for known in self.allowed)]

    def watch(self, page: Page) -> None:
        """Console errors (the content policy's among them), exceptions, failed requests."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.seen.append(f"exception: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.seen.append(f"console: {message.text}")

    def _failed(self, request: Request) -> None:
        # A page that is left, and a download, cut their requests short themselves.
        if request.failure != "net::ERR_ABORTED":
            self.seen.append(f"request: {request.url} {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.seen.append(f"answer: {response.url} {response.status}")


class CameraBrowser(Protocol):
    def __call__(self, film: Path | None = None, *, flags: tuple[str, ...] = ()) -> Browser: ...


class NewPage(Protocol):
    def __call__(
        self,
        browser: Browser | None = None,
        *,
        screen: Screen = PHONE,
        dark: bool = False,
        locale: str = "en-GB",
        camera: bool = False,
    ) -> Page: ...


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium: CHROMIUM, or the one that is installed."""
    path = find()
    if path:
        return path
    if os.environ.get("CONSIGN_WITHOUT_BROWSER") == "1":
        pytest.skip("no Chromium here, and CONSIGN_WITHOUT_BROWSER=1 says that this is known")
    pytest.fail(MISSING, pytrace=False)


@pytest.fixture(scope="session")
def decoder() -> None:
    """Says what to do when the reader of QR codes has not been fetched."""
    file = Path(settings.VAR, "vendor", "zxing", "zxing_reader.wasm")
    if not file.is_file():
        pytest.fail(f"{file} is missing. Fetch it with: python -m tools.assets", pytrace=False)


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """Playwright, for as long as tests of this folder run, and no longer.

    Its synchronous interface keeps an event loop running in this thread.  Django then takes every
    query of the thread for one from asynchronous code and refuses it.  There is no such code here,
    so it is told to let them through; and both end with this folder, so that the tests elsewhere
    keep Django's guard and may run loops of their own.
    """
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as started:
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield started


@pytest.fixture(scope="package")
def browser(chromium: str, playwright: Playwright) -> Iterator[Browser]:
    """A Chromium without a camera, shared by the tests of this folder."""
    with launch(playwright, chromium) as started:
        yield started


@pytest.fixture
def camera_browser(chromium: str, playwright: Playwright) -> Iterator[CameraBrowser]:
    """Starts a Chromium with a camera: `camera_browser(film)`.

    The film is a start-up flag, so every film has a Chromium of its own.
    """
    with ExitStack() as started:

        def start(film: Path | None = None, *, flags: tuple[str, ...] = ()) -> Browser:
            chosen = (*camera_flags(film), *flags)
            return started.enter_context(launch(playwright, chromium, *chosen))

        yield start


@pytest.fixture
def problems() -> Iterator[Problems]:
    """Collects what goes wrong on the test's pages, and fails the test if anything is left."""
    collected = Problems()
    yield collected
    left = collected.left()
    if left:
        pytest.fail("The pages reported:\n" + "\n".join(left), pytrace=False)


@pytest.fixture
def new_page(request: pytest.FixtureRequest, problems: Problems) -> Iterator[NewPage]:
    """Opens a page on a device, in a light or dark room, in a language; watched by `problems`.

    Without `browser` it is the shared one.  `camera` stands for a person who allowed it before;
    without it Chromium asks, and as nobody answers here, refuses.
    """
    contexts: list[BrowserContext] = []

    def open_page(
        browser: Browser | None = None,
        *,
        screen: Screen = PHONE,
        dark: bool = False,
        locale: str = "en-GB",
        camera: bool = False,
    ) -> Page:
        shared: Browser = browser or request.getfixturevalue("browser")
        context = shared.new_context(
            viewport={"width": screen.width, "height": screen.height},
            has_touch=screen.touch,
            is_mobile=screen.touch,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            locale=locale,
            permissions=["camera"] if camera else None,
        )
        contexts.append(context)
        context.on("page", problems.watch)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def visit(
    new_page: NewPage, live_server: LiveServer, client: Client, dan: User, rcoop: Coworking
) -> Visit:
    """Opens one of Rcoop's desk pages as Dan."""
    client.force_login(dan)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value

    def open_page(
        name: str, *args: object, query: str = "", browser: Browser | None = None, **device: Any
    ) -> Page:
        page = new_page(browser, **device)
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}
        page.context.add_cookies([cookie])  # type: ignore[list-item]
        page.goto(live_server.url + reverse(name, args=[rcoop.slug, *args]) + query)
        return page

    return open_page


@pytest.fixture
def necklace(rcoop: Coworking, plume: Maker) -> Item:
    return make_placed(rcoop, plume, "Collier plume", price="45.00").item


@pytest.fixture
def bowls(rcoop: Coworking, terre: Maker) -> Item:
    """Three of them."""
    return make_placed(rcoop, terre, "Bol bleu", price="12.99", quantity=3).item
