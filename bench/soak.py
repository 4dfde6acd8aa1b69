"""Eight tills in a real browser sell at once, through cuts, lost answers and kills of the server.

`python -m bench.soak [SALES]` (2,000 unless given) on a database of its own; DATABASE_URL chooses
which kind.  Ends with an error where a sale is missing, is there twice or a sum does not agree;
else one line of JSON comes out.
"""
# ruff: noqa: E402 - Django is set up before anything of ours is imported

import json
import os
import signal
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
# The browser's interface keeps an event loop in this thread; there is no asynchronous code here.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

import django

django.setup()

from django.db import connection
from django.test.utils import setup_test_environment
from playwright.sync_api import sync_playwright

from tests.browser.chromium import MISSING, find, launch
from tests.browser.soak import make_world, soak

SALES = 2000
KILL_EVERY = 20.0
SALES_PER_KILL = 250


def main(sales: int) -> None:
    path = find()
    if path is None:
        raise SystemExit(MISSING)
    # Whoever stops this stops its server too.
    signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(1))
    setup_test_environment()
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        world = make_world(sales)
        with sync_playwright() as playwright, launch(playwright, path) as browser:
            kills = max(sales // SALES_PER_KILL, 1)
            found = soak(browser, world, sales=sales, kills=kills, every=KILL_EVERY)
        print(json.dumps({"bench": "soak", "database": connection.vendor, **found}))
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SALES)
