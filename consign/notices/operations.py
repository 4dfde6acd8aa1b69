"""Choosing what one is told by mail."""

from datetime import datetime

from django.db import transaction

from consign.journal.operations import note
from consign.notices.models import Choice, Kind, When
from consign.people.models import User


def choose(*, user: User, kind: Kind, when: When, by: User, at: datetime) -> None:
    """Say when one wants to be told of something."""
    with transaction.atomic():
        Choice.objects.update_or_create(user=user, kind=kind, defaults={"when": when})
        subject = f"user {user.pk}"
        note(by=by, at=at, verb="choose mail", subject=subject, kind=kind.value, when=when.value)
