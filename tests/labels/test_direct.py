"""Labels are sent straight to a printer, by a stand-in for `lp` that keeps what it was given."""

import os
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import LazySettings

from consign.labels import direct
from consign.labels.direct import PrinterSilent, hand_over, queues_at
from consign.labels.marks import Marks
from consign.labels.models import Printed, Printer
from consign.labels.operations import UnknownQueue, keep_printer
from consign.labels.printing import Job, print_labels
from consign.labels.queries import reached
from consign.labels.sheets import L7160, SHEETS, Sheet
from consign.people.models import Coworking, Maker, User
from tests.factories import START, make_placed, moment
from tests.labels.faces import BASE
from tests.paper import reading

pytestmark = pytest.mark.django_db
NOW = moment("2026-10-20")
TAKES = '#!/bin/sh\nprintf "%s\\n" "$@" > "$LP_KEPT.asked"\ncat > "$LP_KEPT"\n'
REFUSES = '#!/bin/sh\necho "lp: The printer or class does not exist." >&2\nexit 1\n'
HANGS = "#!/bin/sh\nexec sleep 60\n"


@pytest.fixture(autouse=True)
def queues(settings: LazySettings) -> None:
    settings.LABEL_QUEUES = ["rcoop:brother", "la-filature:laser"]


@pytest.fixture
def sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the labels are that were sent; beside it, with `.asked`, how they were asked for."""
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("LP_KEPT", str(tmp_path / "labels.pdf"))
    lp(tmp_path, TAKES)
    return tmp_path / "labels.pdf"


def lp(folder: Path, script: str) -> None:
    (folder / "lp").write_text(script)
    (folder / "lp").chmod(0o755)


def brother(coworking: Coworking, by: User, queue: str = "brother") -> Printer:
    name, none = "Brother at the desk", Decimal(0)
    return keep_printer(
        coworking=coworking, name=name, right=none, down=none, queue=queue, by=by, at=START
    )


def job(coworking: Coworking, plume: Maker, sheet: Sheet = L7160, **options: bool) -> Job:
    item = make_placed(coworking, plume, "Collier plume").item
    return Job([(item, 1)], coworking, sheet, BASE, "en", marks=Marks(**options))


def test_every_coworking_has_its_own_queues(rcoop: Coworking, filature: Coworking) -> None:
    assert (queues_at(rcoop), queues_at(filature)) == (["brother"], ["laser"])


@pytest.mark.parametrize("queue", ["laser", "unheard-of", "-d", "http://10.0.0.1/"])
def test_no_other_queue_is_taken(rcoop: Coworking, dan: User, queue: str) -> None:
    with pytest.raises(UnknownQueue):
        brother(rcoop, dan, queue)
    assert not Printer.objects.exists()


@pytest.mark.parametrize(
    ("name", "media"), [("L7160", "A4"), ("62x29", "Custom.62x29mm"), ("A6", "Custom.105x148mm")]
)
def test_the_printer_gets_the_labels_in_their_own_size(
    rcoop: Coworking, plume: Maker, dan: User, sent: Path, name: str, media: str
) -> None:
    asked = job(rcoop, plume, SHEETS[name])
    printed = print_labels(job=asked, by=dan, at=NOW, on=brother(rcoop, dan))
    assert sent.read_bytes() == printed.pdf
    assert "Collier plume" in " ".join(reading.texts(sent.read_bytes()))
    told = Path(f"{sent}.asked").read_text().split()
    assert told[told.index("-d") + 1] == "brother"
    assert {f"media={media}", "print-scaling=none"} <= set(told)
    assert Printed.objects.count() == 1


@pytest.mark.parametrize("script", [REFUSES, HANGS, None], ids=["refuses", "hangs", "none there"])
def test_what_the_printer_does_not_take_is_not_printed(
    rcoop: Coworking,
    plume: Maker,
    dan: User,
    sent: Path,
    monkeypatch: pytest.MonkeyPatch,
    script: str | None,
) -> None:
    monkeypatch.setattr(direct, "PATIENCE", 0.1 if script == HANGS else direct.PATIENCE)
    if script:
        lp(sent.parent, script)
    else:
        monkeypatch.setenv("PATH", str(sent.parent / "nowhere"))
    with pytest.raises(PrinterSilent, match="“Brother at the desk” did not take"):
        print_labels(job=job(rcoop, plume), by=dan, at=NOW, on=brother(rcoop, dan))
    assert not Printed.objects.exists()


def test_a_proof_is_sent_and_counts_as_no_label(
    rcoop: Coworking, plume: Maker, dan: User, sent: Path
) -> None:
    proof = job(rcoop, plume, proof=True)
    print_labels(job=proof, by=dan, at=NOW, on=brother(rcoop, dan))
    assert sent.exists()
    assert not Printed.objects.exists()


def test_a_queue_that_was_taken_away_is_not_reached_any_more(
    rcoop: Coworking, dan: User, settings: LazySettings
) -> None:
    printer = brother(rcoop, dan)
    assert reached(rcoop, printer)
    settings.LABEL_QUEUES = []
    assert not reached(rcoop, printer)
    assert not reached(rcoop, None)


def test_nothing_typed_becomes_a_command(sent: Path) -> None:
    hand_over(b"%PDF", queue="brother", sheet=L7160, name="$(touch x); --")
    assert "touch" not in Path(f"{sent}.asked").read_text()
