"""A journal that was tampered with says where."""

import pytest
from django.db.models import F

from consign.journal.checks import problems
from consign.journal.models import Chain, Event
from consign.journal.operations import note
from consign.people.models import User
from tests.factories import moment
from tests.underneath import change

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def journal(vic: User) -> None:
    """Three events at Rcoop, one of the house."""
    for number in range(1, 4):
        note(
            by=vic,
            at=moment("2026-10-05 14:30"),
            verb="sell",
            subject=f"S-2026-0000{number}",
            chain="rcoop",
            total="45.00",
            lines={"one": 1, "deux": "é"},
        )
    note(by=None, at=moment("2026-10-05"), verb="add maker", subject="maker plume")


def test_a_journal_nobody_touched_is_whole() -> None:
    assert list(problems()) == []


@pytest.mark.parametrize(
    "columns",
    [
        {"verb": "refund"},
        {"subject": "S-2026-00009"},
        {"facts": {"total": "5.00"}},
        {"at": moment("2026-10-06")},
        {"by": None},
        {"digest": "0" * 64},
    ],
)
def test_a_changed_event_is_found(columns: dict[str, object]) -> None:
    change(Event.objects.filter(chain__name="rcoop", position=2), **columns)
    assert list(problems()) == ["journal rcoop: event 2 was changed or one is missing"]


def test_an_event_that_was_moved_is_found() -> None:
    change(Event.objects.filter(chain__name="rcoop", position=2), position=9)
    assert list(problems()) == ["journal rcoop: event 3 was changed or one is missing"]


def test_a_missing_event_is_found() -> None:
    Event.objects.filter(chain__name="rcoop", position=2).delete()
    assert list(problems()) == ["journal rcoop: event 3 was changed or one is missing"]


def test_a_missing_end_is_found() -> None:
    Event.objects.filter(chain__name="rcoop", position=3).delete()
    assert list(problems()) == ["journal rcoop: its last events are missing"]


def test_an_empty_chain_that_was_not_empty_is_found() -> None:
    Event.objects.filter(chain__name="rcoop").delete()
    assert list(problems()) == ["journal rcoop: its last events are missing"]


def test_an_end_that_was_moved_back_is_found() -> None:
    Chain.objects.filter(name="rcoop").update(length=F("length") - 1)
    assert list(problems()) == ["journal rcoop: its last events are missing"]


def test_each_broken_chain_is_told() -> None:
    change(Event.objects.filter(position=1), subject="other")
    assert list(problems()) == [
        "journal house: event 1 was changed or one is missing",
        "journal rcoop: event 1 was changed or one is missing",
    ]
