"""Who did what: one event after the other, each tied to the one before."""

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from consign.journal.models import Chain, Event
from consign.journal.operations import digest, note
from consign.people.models import User
from tests.factories import moment

AT = moment("2026-10-05 14:30")
TOLD: dict[str, Any] = {
    "before": "",
    "verb": "sell",
    "subject": "S-2026-00001",
    "facts": {"total": "45.00"},
    "at": AT,
    "by": 7,
}


@pytest.mark.django_db
def test_an_event_says_who_did_what_to_which_thing_and_when(vic: User) -> None:
    note(by=vic, at=AT, verb="sell", subject="S-2026-00001", chain="rcoop", total="45.00")
    event = Event.objects.get(chain__name="rcoop")
    assert (event.by, event.at, event.verb, event.subject) == (vic, AT, "sell", "S-2026-00001")
    assert (event.facts, event.position) == ({"total": "45.00"}, 1)


@pytest.mark.django_db
def test_an_act_of_nobody_is_noted_too() -> None:
    note(by=None, at=AT, verb="import", subject="list")
    assert Event.objects.get().by is None


@pytest.mark.django_db
def test_each_place_has_its_own_chain_and_what_has_none_is_the_houses() -> None:
    note(by=None, at=AT, verb="sell", subject="S-2026-00001", chain="rcoop")
    note(by=None, at=AT, verb="sell", subject="S-2026-00001", chain="la-filature")
    note(by=None, at=AT, verb="sell", subject="S-2026-00002", chain="rcoop")
    note(by=None, at=AT, verb="add maker", subject="maker plume")
    ends = {chain.name: chain.length for chain in Chain.objects.all()}
    assert ends == {"rcoop": 2, "la-filature": 1, "house": 1}


@pytest.mark.django_db
def test_an_event_carries_the_hash_of_the_one_before() -> None:
    for number in ("S-2026-00001", "S-2026-00002"):
        note(by=None, at=AT, verb="sell", subject=number)
    first, second = Event.objects.order_by("position")
    assert second.digest == digest(
        before=first.digest, verb="sell", subject="S-2026-00002", facts={}, at=AT, by=None
    )
    assert Chain.objects.get().digest == second.digest


@pytest.mark.parametrize(
    "change",
    [
        {"before": "0" * 64},
        {"verb": "refund"},
        {"subject": "S-2026-00002"},
        {"facts": {"total": "45.01"}},
        {"facts": {}},
        {"at": AT + timedelta(microseconds=1)},
        {"by": 8},
        {"by": None},
    ],
)
def test_whatever_changes_the_hash_does_too(change: dict[str, Any]) -> None:
    assert digest(**{**TOLD, **change}) != digest(**TOLD)


def test_the_same_moment_and_facts_have_the_same_hash_however_they_are_written() -> None:
    brussels = AT.astimezone(timezone(timedelta(hours=2)))
    facts = {"a": 1, "b": 2}
    assert datetime.isoformat(brussels) != datetime.isoformat(AT)
    assert digest(**{**TOLD, "facts": facts}) == digest(
        **{**TOLD, "facts": dict(reversed(facts.items())), "at": brussels}
    )
