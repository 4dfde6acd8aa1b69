"""Who read which document: kept in the journal."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from consign.invoices.models import Document
from consign.journal.operations import note
from consign.people.models import User


def note_reading(*, documents: Iterable[Document], by: User, at: datetime) -> None:
    """Remember in the journal who read documents, and when.

    Each coworking has a chain of its own, and a transaction of its own here, so that nobody waits
    for two of them.
    """
    read: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        read[document.coworking.slug].append(document)
    for chain, found in read.items():
        with transaction.atomic():
            for document in found:
                note(
                    by=by,
                    at=at,
                    verb="read document",
                    subject=document.number,
                    chain=chain,
                    document=document.pk,
                )
