"""How soon a piece before the camera is in the basket, and sold: `python -m bench.till [RUNS]`.

A film of a printed label is the camera of a headless Chromium; the till's own page sells the piece
to the real application, on a database of its own, with 100 pieces in the list.  Medians, in
milliseconds, from the marks the page sets itself; two JSON lines come out:

    scan   decode_ms    time in the decoder for the picture that gave the code
           line_ms      from the code to its line in the basket
    sell   stored_ms    from the tap on "Sold" to the sale on the device's disk
           alone_ms     from the tap to the page that says so, when there is no network
           recorded_ms  the same with network: the server has it
           ping_ms      the same page asks the same server for the least it can answer
           pings        how many of them `recorded_ms` is
"""
# ruff: noqa: E402 - Django is set up before anything of ours is imported

import json
import os
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

import django

django.setup()

from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connection
from django.test import Client
from django.test.testcases import LiveServerThread
from django.test.utils import setup_test_environment
from PIL import Image
from playwright.sync_api import BrowserContext, Page, sync_playwright

from consign.labels.faces import faces_of
from consign.labels.pdf import label_sheet
from consign.labels.sheets import L7160
from consign.people.models import Coworking
from consign.stock.models import Item
from tests.browser.chromium import MISSING, camera_flags, find, launch
from tests.browser.film import film, picture_of
from tests.factories import (
    make_coworking,
    make_member,
    make_person,
    make_placed,
    make_selling_maker,
)

PIECES = 100
PINGS = 20
MEASURED = ("decode_ms", "line_ms", "stored_ms", "alone_ms", "recorded_ms", "ping_ms")
NOTES = """
addEventListener("scanned", ({ detail }) => { window.scan = detail; });
const begin = IDBDatabase.prototype.transaction;
IDBDatabase.prototype.transaction = function (names, mode, how) {
  const begun = begin.call(this, names, mode, how);
  const note = () => performance.mark("kept");
  if (how?.durability === "strict") begun.addEventListener("complete", note);
  return begun;
};
"""
# The first mark of a name after the last of another.
BETWEEN = """([from, to]) => {
  const all = (name) => performance.getEntriesByName(name, "mark").map((mark) => mark.startTime);
  const start = all(from).at(-1);
  return all(to).find((at) => at >= start) - start;
}"""
PING = """async (times) => {
  const took = [];
  for (let turn = 0; turn < times; turn += 1) {
    const start = performance.now();
    await (await fetch("/api/v1/health/", { cache: "no-store" })).text();
    took.push(performance.now() - start);
  }
  return took;
}"""


def main(runs: int) -> None:
    path = find()
    if path is None:
        sys.exit(MISSING)
    setup_test_environment()
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        with tempfile.TemporaryDirectory() as folder, _server() as address:
            coworking, item, session = _world(3 * runs)
            shown = film(Path(folder, "label.y4m"), _label(item, coworking))
            with (
                sync_playwright() as playwright,
                launch(playwright, path, *camera_flags(shown)) as it,
            ):
                context = it.new_context(permissions=["camera"])
                cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}
                context.add_cookies([cookie])  # type: ignore[list-item]
                _measure(context, f"{address}/desk/{coworking.slug}/till/", runs)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


@contextmanager
def _server() -> Iterator[str]:
    thread = LiveServerThread("localhost", StaticFilesHandler)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    try:
        yield f"http://localhost:{thread.port}"
    finally:
        thread.terminate()


def _world(quantity: int) -> tuple[Coworking, Item, str]:
    coworking = make_coworking("Rcoop")
    seller = make_member(coworking, make_person("dan"))
    maker = make_selling_maker(coworking, "Comme une plume", person=make_person("ada"))
    for index in range(PIECES - 1):
        make_placed(coworking, maker, f"Bague {index}")
    client = Client()
    client.force_login(seller)
    item = make_placed(coworking, maker, "Collier plume", quantity=quantity).item
    return coworking, item, client.cookies[settings.SESSION_COOKIE_NAME].value


def _label(item: Item, coworking: Coworking) -> Image.Image:
    """The label as the desk prints it."""
    faces = faces_of(
        items=[(item, 1)],
        coworking=coworking,
        day=date(2026, 10, 5),
        base_url=settings.PUBLIC_URL,
        language="fr",
    )
    left, top = L7160.corner(1)
    region = (float(left), float(top), float(L7160.wide), float(L7160.high))
    return picture_of(label_sheet(faces, sheet=L7160, language="fr"), region_mm=region)


def _measure(context: BrowserContext, address: str, runs: int) -> None:
    first = _scanned(context, address)  # which loads everything
    first.locator("[value^=remove]").click()
    first.close()
    took: dict[str, list[float]] = {name: [] for name in MEASURED}
    for turn in range(2 * runs):
        page, cut = _scanned(context, address), turn % 2 == 1
        took["decode_ms"].append(page.evaluate("() => scan.decode_ms"))
        took["line_ms"].append(page.evaluate(BETWEEN, ["scanned", "line"]))
        took["ping_ms"] += [] if cut else page.evaluate(PING, PINGS)
        context.set_offline(cut)
        page.locator("[data-sell]").click()
        page.locator("[data-next]").wait_for()
        took["stored_ms"].append(page.evaluate(BETWEEN, ["sold", "kept"]))
        name, mark = ("alone_ms", "stored") if cut else ("recorded_ms", "recorded")
        took[name].append(page.evaluate(BETWEEN, ["sold", mark]))
        context.set_offline(False)
        page.close()
    medians = {name: int(10 * statistics.median(times)) / 10 for name, times in took.items()}
    medians["pings"] = int(10 * medians["recorded_ms"] / medians["ping_ms"]) / 10
    for act, names in (("scan", MEASURED[:2]), ("sell", (*MEASURED[2:], "pings"))):
        told = {name: medians[name] for name in names}
        print(json.dumps({"bench": "till", "act": act, "pieces": PIECES, **told}), flush=True)


def _scanned(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.add_init_script(NOTES)
    page.goto(address)
    page.locator("[data-basket] > li").wait_for()
    page.locator("[data-till][data-known]").wait_for()
    return page


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
