"""Choosing what one is told by mail."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from consign.journal.operations import note
from consign.notices.models import Choice, Kind, When
from consign.notices.queries import choices_for
from consign.people.models import User
from consign.refusal import Refused


class NoDigest(Refused):
    code = "no_digest"
    sentence = _("Of this you can be told at once, or not at all.")


def choose(*, user: User, wanted: Mapping[Kind, When], by: User, at: datetime) -> None:
    """Say when one wants to be told of some things; of others it stays as it is.

    Refused: NoDigest.
    """
    for kind, when in wanted.items():
        if when not in choices_for(kind):
            raise NoDigest(place=kind.value)
    with transaction.atomic():
        for kind, when in wanted.items():
            Choice.objects.update_or_create(user=user, kind=kind, defaults={"when": when})
        subject = f"user {user.pk}"
        told = {kind.value: when.value for kind, when in wanted.items()}
        note(by=by, at=at, verb="choose mail", subject=subject, **told)
