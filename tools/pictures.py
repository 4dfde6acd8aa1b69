"""Draw the README's pictures from the running demo: `python -m tools.pictures`.

Begins a demo world of its own in a temporary folder, so it needs nothing and changes nothing but
docs/pictures.  Needs Chromium and `make setup`.
"""

import io
import os
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, Page, Playwright, ViewportSize, sync_playwright

from tests.browser.chromium import camera_flags, find, launch
from tests.browser.film import film, picture_of
from tools.machine import PYTHON, ROOT, CannotGoOn, run, say

PICTURES = ROOT / "docs" / "pictures"
PHONE: ViewportSize = {"width": 390, "height": 844}
PEOPLE = {
    "maker": "Comme une plume",
    "desk": "Amadou",
}


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with demo() as address, sync_playwright() as playwright:
        with chromium(playwright) as browser:
            with signed_in(browser, address, "maker", "fr") as page:
                keep(page, "maker")
                statement(page)
            with signed_in(browser, address, "desk", "nl") as page:
                code, paper = labels(page)
            with passer_by(browser, "nl") as page:
                page.goto(f"{address}/i/{code}")
                keep(page, "piece")
                page.goto(f"{address}/try/")
                keep(page, "try")
        with tempfile.TemporaryDirectory() as folder:
            label = picture_of(paper, region_mm=(8, 16, 62, 37), px_per_mm=16)
            seen = film(Path(folder) / "label.y4m", label, px_per_mm=16, condition="good")
            with (
                chromium(playwright, *camera_flags(seen)) as browser,
                signed_in(browser, address, "desk", "nl") as page,
            ):
                till(page)
    say(f"The pictures are in {PICTURES.relative_to(ROOT)}.")


@contextmanager
def chromium(playwright: Playwright, *flags: str) -> Iterator[Browser]:
    path = find()
    if path is None:
        raise CannotGoOn("These pictures need Chromium (as root: apt-get install chromium).")
    browser = launch(playwright, path, *flags)
    try:
        yield browser
    finally:
        browser.close()


@contextmanager
def demo() -> Iterator[str]:
    """A demo world of its own, served on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://localhost:{port}"
    with tempfile.TemporaryDirectory(prefix="consign-") as folder:
        (Path(folder) / "vendor").symlink_to(ROOT / "var" / "vendor")
        env = {**os.environ, "CONSIGN_VAR": folder, "DEMO": "1", "PUBLIC_URL": address}
        for command in (
            ["migrate", "-v", "0"],
            ["demo"],
            ["collectstatic", "--noinput", "-v", "0"],
        ):
            run([PYTHON, "manage.py", *command], env=env)
        bind = ["--no-control-socket", "--threads", "4", "--bind", f"127.0.0.1:{port}"]
        server = subprocess.Popen(
            [PYTHON, "-m", "gunicorn", *bind, "consign.wsgi:application"], cwd=ROOT, env=env
        )
        try:
            wait_for(address)
            yield address
        finally:
            server.terminate()
            server.wait()


def wait_for(address: str) -> None:
    """Until the server answers, at most half a minute."""
    for _attempt in range(60):
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
        else:
            return
    raise SystemExit(f"{address} does not answer")


@contextmanager
def passer_by(browser: Browser, language: str) -> Iterator[Page]:
    """A phone in the street, in the language of its owner."""
    context = browser.new_context(
        viewport=PHONE, locale=language, device_scale_factor=1.5, permissions=["camera"]
    )
    yield context.new_page()
    context.close()


@contextmanager
def signed_in(browser: Browser, address: str, who: str, language: str) -> Iterator[Page]:
    """A phone in the hands of somebody of the demo world, who reads this language."""
    with passer_by(browser, language) as page:
        page.goto(f"{address}/demo/")
        page.locator(".persona", has_text=PEOPLE[who]).first.click()
        page.wait_for_load_state("networkidle")
        page.locator(".menu:has([name=language]) summary").first.click()
        page.locator(f"[name=language][value={language}]").first.click()
        page.wait_for_load_state("networkidle")
        yield page


def statement(page: Page) -> None:
    page.goto(page.url + "money/")
    page.locator("a[href*='/statements/']").last.click()
    page.wait_for_load_state("networkidle")
    figures = page.locator(".sheet details.how")
    figures.nth(2).locator("summary").click()
    figures.first.evaluate("figure => figure.closest('section').scrollIntoView()")
    keep(page, "statement")


def labels(page: Page) -> tuple[str, bytes]:
    """A sheet of labels as paper; gives the first piece's code, and the sheet."""
    page.goto(f"{page.url}labels/")
    boxes = page.locator("input[name=codes]")
    code = boxes.first.get_attribute("value") or ""
    for index in range(21):
        boxes.nth(index).check()
        page.locator("input[name^=copies-]").nth(index).fill("1")
    sheet = bytes(
        page.evaluate(
            """async () => {
              const form = document.querySelector("form.choosing");
              const button = form.querySelector("[formaction]");
              const body = new FormData(form);
              const answer = await fetch(button.formAction, {method: "POST", body});
              return Array.from(new Uint8Array(await answer.arrayBuffer()));
            }"""
        )
    )
    picture = pypdfium2.PdfDocument(io.BytesIO(sheet))[0].render(scale=1.4).to_pil()
    top = picture.convert("L").crop((0, 0, picture.width, picture.height * 4 // 7))
    top.quantize(16).save(PICTURES / "labels.png", optimize=True)
    return code, sheet


def till(page: Page) -> None:
    """The camera sees the label that was printed, and the piece stands in the basket."""
    page.goto(f"{page.url}till/")
    page.locator(".basket li").first.wait_for()
    keep(page, "till")


def keep(page: Page, name: str) -> None:
    """One screen of a phone, in few colours so that the repository stays small."""
    page.wait_for_timeout(400)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.thumbnail((440, 960))
    picture.quantize(160, dither=Image.Dither.NONE).save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
