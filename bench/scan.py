"""How soon a label held before the camera is read: `python -m bench.scan [RUNS]`.

A film of a label, 150 mm away in a hand, is the camera of a headless Chromium; the page is the
scanner's own, under the real content policy.  One JSON line a cell of symbol size (mm), camera and
light (tests/browser/lens.py says what they mean), then one with how many cells were read:

    read        runs, out of `of`, in which the code came within 3 s
    decode_ms   median time in the decoder for the picture that gave the code
    event_ms    median time from asking for the camera to the `scanned` event: the camera's start
                and the decoder's first load included
"""

import json
import os
import statistics
import sys
import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import TimeoutError as TookTooLong

from tests.browser.chromium import MISSING, camera_flags, find, launch
from tests.browser.film import film, picture_of
from tests.browser.labels import label
from tests.browser.site import scanner_page, serve

SYMBOLS_MM = (12.0, 15.6, 20.0, 25.0)
CAMERAS = ((640, 480), (1280, 720))
LIGHTS = ("good", "typical")
TEXT = "https://VITRINE.EXAMPLE/I/7K3M9QX"
LIMIT_MS = 3_000
NOTES = """
addEventListener("scanned", ({ detail }) => {
  window.scan = { ...detail, at: performance.now() };
});
const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = (wish) => {
  window.asked = performance.now();
  return open(wish);
};
"""
Run = tuple[float, float]


def main(runs: int) -> None:
    path = find()
    if path is None:
        sys.exit(MISSING)
    with serve({"/": scanner_page()}) as port:
        cells = [
            _measure(cell, path, f"http://localhost:{port}/", runs)
            for cell in product(SYMBOLS_MM, CAMERAS, LIGHTS)
        ]
    every_time = sum(cell["read"] == runs for cell in cells)
    ever = sum(cell["read"] > 0 for cell in cells)
    print(json.dumps({"bench": "scan", "cells": len(cells), "ever": ever, "always": every_time}))


def _measure(
    cell: tuple[float, tuple[int, int], str], path: str, address: str, runs: int
) -> dict[str, float]:
    symbol_mm, camera, light = cell
    picture = picture_of(label((TEXT, 0), symbol_mm=symbol_mm))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        shown = film(Path(folder, "film.y4m"), picture, size=camera, condition=light)
        with launch(playwright, path, *camera_flags(shown)) as browser:
            done = list(_runs(browser, address, runs))
    numbers: dict[str, float] = {"read": len(done), "of": runs}
    if done:
        numbers |= {
            "decode_ms": statistics.median(decode for decode, _event in done),
            "event_ms": statistics.median(event for _decode, event in done),
        }
    named = {"symbol_mm": symbol_mm, "camera": "{}x{}".format(*camera), "light": light}
    print(json.dumps({"bench": "scan", **named, **numbers}), flush=True)
    return numbers


def _runs(browser: Browser, address: str, runs: int) -> Iterator[Run]:
    for _run in range(runs):
        page = browser.new_page(permissions=["camera"])
        page.add_init_script(NOTES)
        page.goto(address)
        try:
            page.wait_for_function("() => window.scan", timeout=LIMIT_MS)
            decode, event = page.evaluate("[scan.decode_ms, scan.at - asked]")
            yield (int(10 * decode) / 10, int(event))
        except TookTooLong:
            continue
        finally:
            page.close()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
