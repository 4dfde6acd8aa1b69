"""What is remembered of slips in the journal."""

from datetime import datetime
from typing import Any

from consign.journal.operations import note
from consign.people.models import User
from consign.slips.models import Slip


def note_slip(slip: Slip, verb: str, by: User | None, at: datetime, **facts: Any) -> None:
    """Remember in the journal what was done with a slip."""
    note(by=by, at=at, verb=verb, subject=slip.number, chain=slip.coworking.slug, **facts)
