"""Writing one event."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from consign.atomic import expect_transaction
from consign.journal.models import Chain, Event

HOUSE = "house"


def note(
    *,
    by: Any,
    at: datetime,
    verb: str,
    subject: str,
    chain: str = HOUSE,
    **facts: Any,
) -> None:
    """Add one event to a chain, inside the transaction of the act it tells of.

    `subject` is a number or code a person can look up (`S-2026-00042`), `facts` are plain values
    without personal data.  Locks the chain's end until the transaction is over, so it comes last.
    """
    expect_transaction("note")
    end = _locked(chain)
    end.length += 1
    end.digest = digest(
        before=end.digest, verb=verb, subject=subject, facts=facts, at=at, by=by and by.pk
    )
    end.save(update_fields=["length", "digest"])
    Event.objects.create(
        chain=end,
        position=end.length,
        by=by,
        verb=verb,
        subject=subject,
        facts=facts,
        at=at,
        digest=end.digest,
    )


def digest(
    *, before: str, verb: str, subject: str, facts: dict[str, Any], at: datetime, by: int | None
) -> str:
    """The hash that ties an event to the one before it."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    told = json.dumps([before, verb, subject, facts, moment, by], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def _locked(name: str) -> Chain:
    found = Chain.objects.select_for_update().filter(name=name).first()
    if found is not None:
        return found
    Chain.objects.bulk_create([Chain(name=name)], ignore_conflicts=True)
    return Chain.objects.select_for_update().get(name=name)
