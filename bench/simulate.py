"""A directory of 1,000 scenarios in one process, each way, beside its stand-ins.

`rules` is what `manage.py simulate DIRECTORY` does: read, work out by the rules alone, write JSON.
`books` lets every act happen through the real operations in a database in memory, which is made
once; a sample of the same scenarios is enough.  The stand-in for the first is reading and writing
the same JSON and nothing else; for the second, making such a database anew for each scenario,
without any work in it.  Milliseconds of the processor for one scenario, medians of five rounds; one
line of JSON comes out.
"""
# ruff: noqa: E402 - Django is set up before anything of ours is imported

import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from consign.monthend.simulate import parse, quickly, read, simulate
from consign.monthend.simulation import private
from consign.monthend.simulation.refusals import ScenarioRefused
from consign.monthend.simulation.scenario import Scenario
from tests.monthend.simulation.made_up import made_up

SCENARIOS = 1000
SAMPLE = 20
ROUNDS = 5


def worked_out(paths: Sequence[Path], way: Callable[[Scenario], dict[str, Any]]) -> None:
    for path in paths:
        try:
            told = way(read(parse(path.read_bytes())))
        except ScenarioRefused as refused:
            told = {"place": refused.place, "code": refused.code}
        json.dumps(told)


def only_json(paths: Sequence[Path]) -> None:
    for path in paths:
        json.dumps(json.loads(path.read_bytes()))


def new_database(paths: Sequence[Path]) -> None:
    for _path in paths:
        private.empty_tables.cache_clear()
        with private.private_database():
            pass


def each(act: Callable[[Sequence[Path]], None], paths: Sequence[Path]) -> float:
    """Milliseconds of the processor for one of them."""
    rounds = []
    for _round in range(ROUNDS):
        start = time.process_time()
        act(paths)
        rounds.append((time.process_time() - start) * 1000 / len(paths))
    return statistics.median(rounds)


def main() -> None:
    with tempfile.TemporaryDirectory() as directory:
        paths = [Path(directory) / f"{number:04d}.json" for number in range(SCENARIOS)]
        for number, path in enumerate(paths):
            path.write_text(json.dumps(made_up(number)))
        rules = each(lambda files: worked_out(files, quickly), paths)
        books = each(lambda files: worked_out(files, simulate), paths[:SAMPLE])
        bare, anew = each(only_json, paths), each(new_database, paths[:SAMPLE])
    told = {
        "bench": "simulate",
        "scenarios": SCENARIOS,
        "rules_ms": round(rules, 2),
        "json_only_ms": round(bare, 2),
        "rules_a_second": round(1000 / rules),
        "books_ms": round(books, 1),
        "new_database_ms": round(anew, 1),
        "books_by_rules": round(books / rules),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
