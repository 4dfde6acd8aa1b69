"""Run the checks and the tests: `python -m tools.suite check` or `python -m tools.suite test`.

Everything runs even after a failure, so that one look shows all there is to mend.  What this
machine does not allow (PostgreSQL, a browser) is left out and named.  The last line of a good run
is the test runner's own.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tools import postgres
from tools.machine import PYTHON, ROOT, install, say

MANAGE = (str(PYTHON), "manage.py")
PYTEST = (str(PYTHON), "-m", "pytest")
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
BROWSER = "the tests that drive a browser (as root: apt-get install chromium libatomic1)"
POSTGRES = "every test on PostgreSQL (as root: apt-get install postgresql)"
# `make test` opens the pages people live by, `make pages` every page: a quarter of an hour.
SELLING = ("till", "till_offline", "till_pay", "till_people", "scanner")
AND_MORE = ("soak", "office", "pages", "tickets", "stocktake", "scan_in", "registering")
# Tests that only look and click may share the machine; those that time a till may not.
SHARING = ("-n", "2", "--dist", "loadfile")
# A checked tree needs no database of its own, and no secret.
CHECKING = {"DATABASE_URL": "sqlite://:memory:", "SECRET_KEY": "only-for-the-checks", "DEMO": "0"}
# As a coworking would run it, to see what Django says about that.
DEPLOYED = {
    **CHECKING,
    "SECRET_KEY": "a-stand-in-of-the-length-and-of-the-variety-0123456789-that-is-asked-for",
    "PUBLIC_URL": "https://consign.example",
    "ALLOWED_HOSTS": "consign.example",
}


@dataclass(frozen=True)
class Step:
    """One command of the suite; it has failed when it exits with anything but zero."""

    name: str
    command: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)

    def passes(self) -> bool:
        say(f"\n== {self.name}")
        done = subprocess.run(self.command, cwd=ROOT, env={**os.environ, **self.env}, check=False)
        return done.returncode == 0


def main(what: str) -> int:
    with tempfile.TemporaryDirectory(prefix="consign-") as folder:
        steps, left_out = list(checks(Path(folder))), []
        if what == "test":
            left_out = unavailable()
            steps += tests(Path(folder), left_out)
        return run(steps, left_out)


def unavailable() -> list[str]:
    """What this machine has not and could not be given; the tests that need it are left out."""
    # The library is what Playwright asks of a machine besides the browser.
    browser = _drives() or (install("chromium", "libatomic1") and _drives())
    return [
        *([] if browser else [BROWSER]),
        *([] if postgres.reachable() else [POSTGRES]),
    ]


def _drives() -> bool:
    """Whether there is a browser here, and Playwright starts."""
    driver = (str(PYTHON), "-m", "playwright", "--version")
    return (
        any(map(shutil.which, CHROMIUMS))
        and subprocess.run(driver, capture_output=True, check=False).returncode == 0
    )


def checks(folder: Path) -> Iterator[Step]:
    """What reads the code without running the program's acts."""
    tools = PYTHON.parent
    yield Step("format", (str(tools / "ruff"), "format", "--check", "."))
    yield Step("lint", (str(tools / "ruff"), "check", "."))
    yield Step("types", (str(tools / "mypy"),))
    yield Step("floors", (str(tools / "lint-imports"),))
    yield Step("translations", (str(PYTHON), "-m", "tools.messages", "check"))
    migrations = ("makemigrations", "--check", "--dry-run")
    yield Step("no missing migration", (*MANAGE, *migrations), CHECKING)
    check = ("check", "--fail-level", "WARNING")
    yield Step("system check", (*MANAGE, *check), CHECKING)
    yield Step("system check, as deployed", (*MANAGE, *check, "--deploy"), DEPLOYED)
    schema = ("spectacular", "--fail-on-warn", "--validate", "--file", str(folder / "schema.yaml"))
    yield Step("API schema", (*MANAGE, *schema), CHECKING)


def tests(folder: Path, left_out: Sequence[str]) -> Iterator[Step]:
    """All tests on SQLite, then on PostgreSQL; those that want the machine to themselves last.

    Each run has its own folder for its database and files, so that two on one machine do not meet.
    """
    together = ("-n", "2", "-m", "not (race or browser)")
    # Only their folders, for reading every test of the house takes longer than most of these.
    races = ("-m", "race", "tests/races")
    # What one step has compiled, the next need not.
    compiled = {"PYTHONPYCACHEPREFIX": str(folder / "compiled"), "PYTHONDONTWRITEBYTECODE": ""}
    lite = f"sqlite:///{folder}/consign.sqlite3"
    own = {"TMPDIR": str(folder), "DATABASE_URL": lite, **compiled}
    yield Step("tests on SQLite", (*PYTEST, *together), own)
    yield Step("races on SQLite", (*PYTEST, *races), own)
    if BROWSER not in left_out:
        chosen = (*SELLING, *AND_MORE) if POSTGRES in left_out else SELLING
        yield Step("pages on SQLite", (*PYTEST, *pages(chosen)), own)
    if POSTGRES in left_out:
        return
    on = (str(PYTHON), "-m", "tools.postgres", "env", f"TMPDIR={folder}", *PYTEST)
    # What asks no database has told all it can, the pages are opened in a browser below, and the
    # console only calls what every other folder tries.
    once = ("--with-database", "--ignore=tests/web", "--ignore=tests/console")
    yield Step("tests on PostgreSQL", (*on, *together, *once), compiled)
    yield Step("races on PostgreSQL", (*on, *races), compiled)
    if BROWSER not in left_out:
        yield Step("pages on PostgreSQL", (*on, *SHARING, *pages(AND_MORE)), compiled)


def pages(names: Sequence[str]) -> tuple[str, ...]:
    """The browser's tests with these names."""
    return ("-m", "browser", *(f"tests/browser/test_{name}.py" for name in names))


def run(steps: Sequence[Step], left_out: Sequence[str]) -> int:
    """Run every step; the recap comes before the last, so that its own summary ends a good run."""
    failed: list[str] = []
    took: list[str] = []
    for number, step in enumerate(steps, start=1):
        if number == len(steps):
            say(f"\n== so far {number - 1 - len(failed)} of {len(steps)} steps passed")
            say("\n".join(took))
            for part in left_out:
                say(f"LEFT OUT on this machine: {part}")
        start = time.monotonic()
        if not step.passes():
            failed.append(step.name)
            say(f"-- {step.name}: FAILED")
        took.append(f"{time.monotonic() - start:6.0f} s  {step.name}")
    if failed:
        say(f"\nFAILED: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
