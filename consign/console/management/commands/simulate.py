"""`manage.py simulate`: what the program would book and print for a scenario, or for many."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from consign.monthend.simulate import parse, quickly, read, simulate
from consign.monthend.simulation.refusals import ScenarioRefused, Unreadable
from consign.monthend.simulation.scenario import Scenario

Way = Callable[[Scenario], dict[str, Any]]
REFUSED = 2


class Command(BaseCommand):
    help = (
        "Work out a scenario: every line, statement, document and payout, to the cent. One file"
        " goes through the real operations, in a database of its own; a directory is worked out by"
        " the same rules without a database, one line for each file. Nothing is stored."
    )
    # It looks at nothing that is stored and serves nobody.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="a scenario, or a directory of them (*.json)")
        parser.add_argument(
            "--books",
            action="store_true",
            help="let a directory go through the real operations too, which takes longer",
        )

    def handle(self, *_args: str, **options: Any) -> None:
        """Exits with 2 when a single scenario is refused."""
        path: Path = options["path"]
        with translation.override("en"):
            if path.is_dir():
                self._each(path, simulate if options["books"] else quickly)
            else:
                self._one(path)

    def _one(self, path: Path) -> None:
        try:
            found = _worked_out(path, simulate)
        except ScenarioRefused as refused:
            self.stderr.write(_printable(f"{refused.place}: {refused} ({refused.code})"))
            sys.exit(REFUSED)
        self.stdout.write(json.dumps(found, indent=1))

    def _each(self, directory: Path, way: Way) -> None:
        for path in sorted(directory.iterdir(), key=lambda path: path.name):
            if path.name.endswith(".json") and not path.is_dir():
                told = {"file": path.name, **_told(path, way)}
                self.stdout.write(json.dumps(told))


def _told(path: Path, way: Way) -> dict[str, Any]:
    try:
        return {"result": _worked_out(path, way)}
    except ScenarioRefused as refused:
        place, code = refused.place, refused.code
        return {"error": {"place": place, "code": code, "message": str(refused)}}


def _worked_out(path: Path, way: Way) -> dict[str, Any]:
    try:
        data = path.read_bytes()
    except OSError:
        raise Unreadable(place="$") from None
    return way(read(parse(data)))


def _printable(line: str) -> str:
    """Whatever the file held: one line that every terminal takes."""
    return " ".join(line.encode("utf-8", "backslashreplace").decode().split())
