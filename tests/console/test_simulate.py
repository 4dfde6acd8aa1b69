"""`manage.py simulate`: one scenario or a directory of them, from the command line."""

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from consign.monthend.simulate import quickly, read
from tests.house.reading import ROOT
from tests.monthend.simulation.made_up import made_up
from tests.monthend.simulation.test_both_ways import SAMPLES, sample
from tests.monthend.simulation.worked import EXAMPLES, Worked, expect, sale, scenario

pytestmark = pytest.mark.django_db


def ran(*words: object) -> tuple[str, str, int]:
    """What the command prints on both outputs, and its exit status."""
    out, err, status = StringIO(), StringIO(), 0
    try:
        call_command("simulate", *map(str, words), stdout=out, stderr=err)
    except SystemExit as end:
        status = int(end.code or 0)
    return out.getvalue(), err.getvalue(), status


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A place for scenario files."""
    return tmp_path


def write(directory: Path, name: str, value: Any) -> Path:
    path = directory / name
    path.write_bytes(value if isinstance(value, bytes) else json.dumps(value).encode())
    return path


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_file_gives_its_result(written: Path, path: Path) -> None:
    found, expected = sample(path)
    out, err, status = ran(write(written, "a.json", found))
    assert (json.loads(out), err, status) == (expected, "", 0)


@pytest.mark.parametrize("worked", EXAMPLES, ids=lambda worked: worked.name)
def test_a_worked_example_gives_its_cents(written: Path, worked: Worked) -> None:
    expect(worked, json.loads(ran(write(written, "a.json", worked.scenario))[0]))


def test_a_refused_file_prints_one_line_and_exits_with_2(written: Path) -> None:
    events = [sale("45.00"), sale("45.00"), sale("45.00"), sale("45.00", quantity=0)]
    out, err, status = ran(write(written, "a.json", scenario(*events)))
    assert (out, status) == ("", 2)
    assert err == "events[3].quantity: must be at least 1 and at most 1000 (out_of_range)\n"


def test_a_file_that_is_not_there_is_unreadable(written: Path) -> None:
    out, err, status = ran(written / "none.json")
    assert (out, status) == ("", 2)
    assert err == "$: cannot be read as JSON in UTF-8 (unreadable)\n"


@pytest.mark.parametrize("key", ["\ud800", "a\nb", "é"])
def test_a_refusal_is_one_line_whatever_the_file_holds(written: Path, key: str) -> None:
    _out, err, status = ran(write(written, "a.json", {**scenario(), key: 1}))
    assert status == 2
    assert err.endswith(" (unknown_key)\n")
    assert err.count("\n") == 1


@pytest.mark.parametrize("words", [(), ("--books",)])
def test_a_directory_gives_one_line_for_each_file(written: Path, words: tuple[str, ...]) -> None:
    good, expected = sample(SAMPLES[0])
    write(written, "b.json", good)
    write(written, "a.json", {**good, "title": ""})
    write(written, "B.json", b"\xff")
    write(written, "c.txt", b"not looked at")
    (written / "d.json").mkdir()
    (written / "e.json").symlink_to(written / "nowhere")
    out, err, status = ran(written, *words)
    assert (err, status) == ("", 0)
    told = [json.loads(line) for line in out.splitlines()]
    assert [one["file"] for one in told] == ["B.json", "a.json", "b.json", "e.json"]
    assert told[2] == {"file": "b.json", "result": expected}
    refusals = {one["file"]: one["error"] for one in told if "error" in one}
    assert {name: (no["place"], no["code"]) for name, no in refusals.items()} == {
        "B.json": ("$", "unreadable"),
        "a.json": ("title", "bad_value"),
        "e.json": ("$", "unreadable"),
    }
    assert all(no["message"] for no in refusals.values())


def test_an_empty_directory_gives_nothing(written: Path) -> None:
    assert ran(written) == ("", "", 0)


def test_a_directory_of_a_thousand_is_worked_out_in_one_process(written: Path) -> None:
    for number in range(1000):
        write(written, f"{number:04d}.json", made_up(number))
    out, err, status = ran(written)
    assert (len(out.splitlines()), err, status) == (1000, "", 0)
    last = json.loads(out.splitlines()[-1])
    assert last["file"] == "0999.json"


def test_it_needs_neither_secret_nor_database(written: Path) -> None:
    """Started as a stranger would, beside a database that cannot be reached."""
    found = scenario(sale("45.00"))
    path = write(written, "a.json", found)
    told = subprocess.run(
        [sys.executable, "manage.py", "simulate", path],
        cwd=ROOT,
        env={"PATH": "", "DATABASE_URL": "postgres://nobody@localhost:1/none"},
        capture_output=True,
        check=True,
    )
    assert json.loads(told.stdout) == quickly(read(found))
    assert told.stderr == b""
