"""Whether the payee agrees with what was issued in its name: said so, contested, or by silence."""

from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from consign.invoices.models import Answer, Document
from consign.money.documents import TACIT_DAYS, DocumentKind


class Acceptance(models.TextChoices):
    WAITING = "waiting", _("to be accepted")
    ACCEPTED = "accepted", _("accepted")
    CONTESTED = "contested", _("contested")
    TACIT = "tacit", _("counts as accepted")


def answer_to(document: Document) -> Answer | None:
    """What the payee said of it, if anything."""
    found: Answer | None = getattr(document, "answer", None)
    return found


def accepted_from(document: Document) -> date:
    """The first day on which silence counts as acceptance."""
    return document.issued_on + timedelta(days=TACIT_DAYS + 1)


def acceptance(document: Document, today: date) -> Acceptance | None:
    """How a self-billed document stands on a day; None for one in the operator's own name."""
    if not DocumentKind(document.kind).is_self_billed:
        return None
    answer = answer_to(document)
    if answer is not None:
        return Acceptance.ACCEPTED if answer.accepted else Acceptance.CONTESTED
    return Acceptance.TACIT if today >= accepted_from(document) else Acceptance.WAITING
