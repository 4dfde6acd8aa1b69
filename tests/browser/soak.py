"""Many sales from several tills at once, through cuts, lost answers and a server that is killed.

Eight real pages run the queue against a real server behind a proxy.  When all queues are empty, the
database is asked: every sale that the pages were promised is there exactly once, nothing else is,
no count is below zero, and every sum agrees.
"""

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.core.management import call_command
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext

from consign.people.models import Coworking, User
from consign.stock.models import Item, Placement
from consign.till.models import Conflict, Sale
from tests.browser.losing_proxy import LosingProxy, losing_proxy
from tests.browser.till_side import HOST, TillPage, basket, sign_in
from tests.factories import (
    make_coworking,
    make_member,
    make_person,
    make_placed,
    make_selling_maker,
)

ROOT = Path(__file__).parents[2]
TILLS = 8
# As many pieces as one placement may hold: twice what is sold of each.
PLENTY = 1000
UNDONE_PERCENT = 3
UNIQUE_PERCENT = 20
# A page: it sells so many baskets, and remembers what it was told of each.
DRIVER = """
  window.told = {sales: [], undos: [], done: false};
  const chance = (percent) => Math.random() * 100 < percent;
  const any = (list) => list[Math.floor(Math.random() * list.length)];
  const one = async () => {
    const lines = [any(given.plenty)];
    if (chance(given.unique_percent)) lines.push(any(given.unique));
    const sale = {coworking: given.coworking, paid_with: any(['card', 'cash']), lines};
    const {key, state} = await m.sell(sale, {patience: 1500});
    window.told.sales.push([key, state]);
    if (state === 'refused' || !chance(given.undone_percent)) return;
    const undone = await m.undo(key, {patience: 1500});
    window.told.undos.push([key, undone.state]);
  };
  (async () => {
    for (let n = 0; n < given.many; n += 1) {
      await one();
      await new Promise((go) => setTimeout(go, Math.random() * given.pause));
    }
    window.told.done = true;
  })();
"""


@dataclass
class World:
    """A coworking, who stands at its tills, and what they sell."""

    coworking: Coworking
    sellers: list[User]
    plenty: list[Item]
    unique: list[Item]


def make_world(sales: int) -> World:
    coworking = make_coworking("Rcoop")
    sellers = [make_member(coworking, make_person(f"seller{n}")) for n in range(TILLS)]
    many = max(sales * 2 // PLENTY, 4)
    makers = [make_selling_maker(coworking, f"Maker {n}") for n in range(many)]
    plenty = [make_placed(coworking, maker, "Bowl", quantity=PLENTY).item for maker in makers]
    unique = [
        make_placed(coworking, makers[n % many], f"Vase {n}").item
        for n in range(max(sales // 15, 1))
    ]
    return World(coworking, sellers, plenty, unique)


class Server:
    """gunicorn with two workers on a database of ours; it can be killed like a power cut."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.process = self._start()
        self.kills = 0

    def _start(self) -> subprocess.Popen[bytes]:
        env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.browser.soak_settings",
            "DATABASE_URL": _database_url(),
        }
        how = ["--workers", "2", "--worker-class", "gthread", "--threads", "4"]
        command = [sys.executable, "-m", "gunicorn", *how, "--bind", f"127.0.0.1:{self.port}"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
            [*command, "consign.wsgi"], cwd=ROOT, env=env, start_new_session=True, **quiet
        )

    def wait(self) -> None:
        """Until it answers."""
        end = time.monotonic() + 120
        while time.monotonic() < end:
            with suppress(OSError):
                address = f"http://127.0.0.1:{self.port}/api/v1/health/"
                with urllib.request.urlopen(address, timeout=5):
                    return
            time.sleep(0.1)
        raise TimeoutError("the server does not answer")

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.kills += 1
        self.process = self._start()

    def stop(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@dataclass
class Chaos:
    """What goes wrong while the tills sell, in a thread of its own."""

    proxy: LosingProxy
    server: Server
    kills: int
    every: float
    cuts: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        last = time.monotonic()
        while not self.over.wait(random.uniform(0.1, 0.6)):
            if self.server.kills < self.kills and time.monotonic() - last > self.every:
                self.server.kill()
                self.server.wait()
                last = time.monotonic()
            else:
                random.choice((self._lose, self._cut, self._hold_up, self._leave))()

    def _lose(self) -> None:
        self.proxy.lose = random.randint(1, 4)

    def _cut(self) -> None:
        self.proxy.down = True
        self.proxy.cut()
        self.cuts += 1
        self.over.wait(random.uniform(0.1, 0.8))
        self.proxy.down = False

    def _hold_up(self) -> None:
        self.proxy.late, self.proxy.delayed = random.uniform(0.2, 1.2), random.randint(1, 6)

    def _leave(self) -> None:
        """Nothing goes wrong for a moment."""


def soak(browser: Browser, world: World, *, sales: int, kills: int, every: float) -> dict[str, Any]:
    """Sells so many baskets and says what happened; AssertionError where a promise was broken."""
    start = time.monotonic()
    with _running(kills, every) as chaos:
        contexts = [browser.new_context() for _till in range(TILLS)]
        tills = _open(contexts, world, chaos)
        worker = threading.Thread(target=chaos.run)
        worker.start()
        try:
            told = _sell(tills, world, sales)
            _wait_for_kills(chaos)
        finally:
            chaos.over.set()
            worker.join()
        chaos.proxy.down, chaos.proxy.lose = False, 0
        _empty(contexts, chaos)
        for context in contexts:
            context.close()
    found = check(world, told)
    # While the browser's loop runs this is a connection of its own, which nobody else would close.
    connection.close()
    return {
        **found,
        "kills": chaos.server.kills,
        "cuts": chaos.cuts,
        "lost": chaos.proxy.lost,
        "replays": chaos.proxy.replays,
        "seconds": round(time.monotonic() - start, 1),
    }


@contextmanager
def _running(kills: int, every: float) -> Iterator[Chaos]:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = Server(port)
    try:
        server.wait()
        with losing_proxy(port) as proxy:
            yield Chaos(proxy, server, kills, every)
    finally:
        server.stop()
        _part_from_the_dead()


def _part_from_the_dead() -> None:
    """PostgreSQL keeps the sessions of a killed server for a moment; with them no database goes."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


def _open(contexts: Sequence[BrowserContext], world: World, chaos: Chaos) -> list[TillPage]:
    url = f"http://127.0.0.1:{chaos.proxy.port}"
    tills = []
    for context, seller in zip(contexts, world.sellers, strict=True):
        sign_in(context, Client(), seller, url)
        tills.append(_page(context, url))
    return tills


def _page(context: BrowserContext, url: str) -> TillPage:
    page = context.new_page()
    page.goto(url + HOST.format(coworking="rcoop"))
    till = TillPage(page)
    till.start()
    return till


def _sell(tills: Sequence[TillPage], world: World, sales: int) -> list[dict[str, Any]]:
    given = {
        "coworking": world.coworking.slug,
        "plenty": [basket(item)["lines"][0] for item in world.plenty],
        "unique": [basket(item)["lines"][0] for item in world.unique],
        "undone_percent": UNDONE_PERCENT,
        "unique_percent": UNIQUE_PERCENT,
        "many": sales // TILLS,
        "pause": 100,
    }
    for till in tills:
        till.ask(DRIVER, given)
    for till in tills:
        till.page.wait_for_function("() => window.told.done", timeout=1_800_000)
    return [dict(till.page.evaluate("window.told")) for till in tills]


def _wait_for_kills(chaos: Chaos) -> None:
    """A quick machine sells everything before the last power cut."""
    while chaos.server.kills < chaos.kills:
        time.sleep(0.1)


def _empty(contexts: Sequence[BrowserContext], chaos: Chaos) -> None:
    """Closes the pages where they are, opens new ones, and waits for their queues to be empty."""
    url = f"http://127.0.0.1:{chaos.proxy.port}"
    for context in contexts:
        context.pages[0].close()
    tills = [_page(context, url) for context in contexts]
    for till in tills:
        end = time.monotonic() + 600
        while acts := till.acts():
            assert time.monotonic() < end, f"still waiting: {acts[:3]}"
            assert not [act for act in acts if act["state"] == "refused"], acts
            till.page.wait_for_timeout(200)


def check(world: World, told: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Compares what the pages were told with what is in the database."""
    promised = [key for page in told for key, state in page["sales"] if state != "refused"]
    undone = [key for page in told for key, state in page["undos"] if state != "refused"]
    sold = Sale.objects.filter(refund_of=None)
    kept = [str(key) for key in sold.values_list("key", flat=True)]
    assert sorted(kept) == sorted(promised), set(kept) ^ set(promised)
    back = Sale.objects.exclude(refund_of=None).values_list("refund_of__key", flat=True)
    assert sorted(map(str, back)) == sorted(undone)
    assert not Placement.objects.filter(on_hand__lt=0).exists()
    assert not Conflict.objects.filter(line__sale__queued=False).exists()
    _check_conflicts(world, set(undone))
    call_command("selfcheck", stdout=StringIO())
    states = Counter(state for page in told for _key, state in page["sales"])
    return {
        "sales": len(kept),
        "undone": len(undone),
        "refused": states["refused"],
        "stored": states["stored"],
        "conflicts": Conflict.objects.count(),
    }


def _check_conflicts(world: World, undone: set[str]) -> None:
    """Of a piece there was one of, all sales but one are conflicts."""
    for item in world.unique:
        lines = list(item.sale_lines.filter(sale__refund_of=None).select_related("sale"))
        if any(str(line.sale.key) in undone for line in lines):
            continue
        conflicts = Conflict.objects.filter(line__item=item).count()
        assert conflicts == max(len(lines) - 1, 0), (item.code, conflicts, len(lines))


def _database_url() -> str:
    """The database this process uses, for another process."""
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{known['NAME']}"
    user, password, host = (
        quote(str(known[part]), safe="") for part in ("USER", "PASSWORD", "HOST")
    )
    return f"postgresql://{user}:{password}@{host}:{known['PORT']}/{known['NAME']}"
