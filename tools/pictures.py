"""Draw the README's pictures from the running demo: `python -m tools.pictures`.

Begins a demo world of its own in a temporary folder, so it needs nothing and changes nothing but
docs/pictures.  Needs Chromium and `make setup`.
"""

import io
import os
import shutil
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
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tools.machine import PYTHON, ROOT, run, say

PICTURES = ROOT / "docs" / "pictures"
PHONE: ViewportSize = {"width": 390, "height": 844}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
PEOPLE = {
    "maker": "Comme une plume",
    "desk": "Amadou",
}


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with demo() as address, sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        with signed_in(browser, address, "maker", "fr") as page:
            keep(page, "maker")
            page.locator("main a[href*='/my/']").nth(1).click()
            code = page.locator(".code").first.inner_text().replace(" ", "").replace("\u00a0", "")
            page.goto(f"{address}/i/{code}")
            keep(page, "piece")
            statement(page, address)
        with signed_in(browser, address, "desk", "nl") as page:
            till(page)
            labels(page)
        browser.close()
    say(f"The pictures are in {PICTURES.relative_to(ROOT)}.")


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
def signed_in(browser: Browser, address: str, who: str, language: str) -> Iterator[Page]:
    """A phone in the hands of somebody of the demo world, in their language."""
    context = browser.new_context(viewport=PHONE, locale=language, device_scale_factor=1.5)
    page = context.new_page()
    page.goto(f"{address}/demo/")
    page.locator(".persona", has_text=PEOPLE[who]).first.click()
    page.wait_for_load_state("networkidle")
    yield page
    context.close()


def statement(page: Page, address: str) -> None:
    page.goto(f"{address}/account/")
    page.locator("main a[href*='/my/']").first.click()
    page.goto(page.url + "money/")
    page.locator("a[href*='/statements/']").first.click()
    keep(page, "statement")


def till(page: Page) -> None:
    """Two pieces of two makers in the basket."""
    here = page.url
    page.goto(f"{here}goods/")
    codes = list(dict.fromkeys(page.locator(".code").all_inner_texts()))
    page.goto(f"{here}till/?code={codes[0].replace(' ', '')}")
    page.wait_for_load_state("networkidle")
    keep(page, "till")


def labels(page: Page) -> None:
    """The first label sheet of what is on hand, as paper."""
    here = page.url.split("till/")[0]
    page.goto(f"{here}labels/")
    for box in page.locator("input[type=checkbox]").all()[:21]:
        box.check()
    data = page.evaluate(
        """async () => {
          const form = document.querySelector("form[action*='sheet']");
          const answer = await fetch(form.action, {method: "POST", body: new FormData(form)});
          return Array.from(new Uint8Array(await answer.arrayBuffer()));
        }"""
    )
    sheet = pypdfium2.PdfDocument(io.BytesIO(bytes(data)))[0]
    picture = sheet.render(scale=1.4).to_pil().convert("RGB")
    picture.crop((0, 0, picture.width, picture.height * 4 // 7)).save(PICTURES / "labels.png")


def keep(page: Page, name: str) -> None:
    """One screen of a phone, in few colours so that the repository stays small."""
    page.wait_for_timeout(400)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.thumbnail((440, 960))
    picture.quantize(160, dither=Image.Dither.NONE).save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
