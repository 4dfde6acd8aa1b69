"""Who changed, or read, what: one chain of rows for each place, none of which can be changed."""

from django.conf import settings
from django.db import models


class Chain(models.Model):
    """The end of one chain (a coworking's, or the house's own); locked while a row is added."""

    name = models.CharField(max_length=60, unique=True)
    length = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")


class Event(models.Model):
    """One act: who did what to which thing, with the facts that mattered.

    Holds no names or mail addresses: people are referred to by their number.  Append-only; every
    row carries the hash of the one before it.
    """

    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="events")
    position = models.PositiveBigIntegerField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    verb = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "position"], name="journal_event_position")
        ]
        indexes = [models.Index(fields=["subject"], name="journal_event_subject")]
