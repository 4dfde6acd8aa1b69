"""A month closed from the command line."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from consign.people.models import Coworking, Maker
from consign.settlements.models import Settlement
from tests.factories import (
    make_affiliation,
    make_agreement,
    make_entity,
    make_maker,
    make_placed,
    make_sale,
    moment,
)
from tests.kept import kept


@pytest.fixture(autouse=True)
def third_of_november(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment("2026-11-03 09:00"))


@kept(autouse=True)
def sold(rcoop: Coworking, plume: Maker) -> None:
    """A necklace in October, another in November."""
    item = make_placed(rcoop, plume, quantity=2).item
    make_sale(rcoop, item, at="2026-10-05")
    make_sale(rcoop, item, at="2026-11-02")


def close(*words: str) -> list[str]:
    """What the command prints."""
    out = StringIO()
    call_command("close_month", *words, stdout=out)
    return out.getvalue().splitlines()


def test_what_is_closed_is_printed() -> None:
    assert close("rcoop", "2026-10") == [
        "R-2026-00001  Comme une plume (Comme une plume payee)  payout 31.50"
    ]
    settlement = Settlement.objects.get()
    assert (settlement.period, settlement.settled_by) == ("2026-10", None)


def test_closed_again_it_says_so_and_is_no_failure() -> None:
    close("rcoop", "2026-10")
    assert close("rcoop", "2026-10") == ["closed before: Comme une plume (Comme une plume payee)"]
    assert Settlement.objects.count() == 1


def test_a_month_without_anything_says_so() -> None:
    assert close("rcoop", "2026-08") == ["There was nothing to close in August 2026."]


def test_a_refused_account_is_printed_and_is_a_failure(rcoop: Coworking) -> None:
    maker = make_maker("Sans banque")
    make_agreement(rcoop, make_affiliation(maker, make_entity("Payee SC", bank=False)))
    make_sale(rcoop, make_placed(rcoop, maker).item)
    out = StringIO()
    with pytest.raises(CommandError, match="not closed: 1") as failed:
        call_command("close_month", "rcoop", "2026-10", stdout=out)
    assert failed.value.returncode == 1
    made, refused = out.getvalue().splitlines()
    assert made.startswith("R-2026-00001")
    assert refused.startswith("not closed: Sans banque (Payee SC): Payee SC has no bank account.")


def test_a_month_that_is_not_over_needs_the_word() -> None:
    with pytest.raises(CommandError, match="November 2026 is not over"):
        close("rcoop", "2026-11")
    close("rcoop", "2026-10")
    (line,) = close("rcoop", "2026-11", "--early")
    assert line.endswith("payout 31.50")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("nowhere", "2026-10"), "There is no coworking “nowhere”. There is: rcoop."),
        (("rcoop", "2026-13"), "not a month: 2026-13"),
        (("rcoop", "october"), "not a month: october"),
        (("rcoop",), "month"),
    ],
)
def test_a_slip_of_the_hand_is_told(words: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        close(*words)
    assert not Settlement.objects.exists()


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_it_counts_and_wipes_the_count_away() -> None:
    out = Terminal()
    call_command("close_month", "rcoop", "2026-10", stdout=out)
    counted, told = out.getvalue().split("\033[K")
    assert counted == "\rAccount 1 of 1\r"
    assert told.startswith("R-2026-00001")
