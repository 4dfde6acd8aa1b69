"""Closing an account for a month: what was owed, what is paid, what is carried on."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from consign.ledger.models import Account
from consign.money.fields import MoneyField
from consign.people.models import Coworking


def nothing_left() -> list[Any]:
    return []


class Settlement(models.Model):
    """One account closed for one month.  Its figures never change; it can be voided as a whole.

    `until` and `last_entry` say how far it reached into the account: the entries inside this reach
    and outside that of `previous` are its own.  `count` and `fingerprint` prove them.  `parties`
    holds names, addresses and numbers as they were, `left` the pieces that were still there.  Plus
    means the coworking owes.
    """

    coworking = models.ForeignKey(Coworking, on_delete=models.PROTECT, related_name="settlements")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="settlements")
    number = models.CharField(max_length=20)
    period = models.CharField(max_length=7)
    until = models.DateField()
    last_entry = models.PositiveBigIntegerField()
    count = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)
    previous = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    opening = MoneyField()
    change = MoneyField()
    minimum = MoneyField()
    payout = MoneyField()
    closing = models.GeneratedField(
        expression=F("opening") + F("change") - F("payout"),
        output_field=MoneyField(),
        db_persist=True,
    )
    parties = models.JSONField()
    left = models.JSONField(default=nothing_left)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField()
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    voided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["coworking", "number"], name="settlements_settlement_one_number"
            ),
            models.UniqueConstraint(
                fields=["account", "period"],
                condition=Q(voided_at__isnull=True),
                name="settlements_settlement_month_closed_once",
            ),
            # Two live settlements can never follow the same one: the chain does not fork.
            models.UniqueConstraint(
                F("account"),
                Coalesce("previous", 0),
                condition=Q(voided_at__isnull=True),
                name="settlements_settlement_one_follower",
            ),
            models.CheckConstraint(
                condition=Q(payout__gte=0), name="settlements_settlement_payout_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(payout=0) | Q(payout=F("opening") + F("change")),
                name="settlements_settlement_pays_all_or_nothing",
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True, voided_by__isnull=True)
                | Q(voided_at__isnull=False, voided_by__isnull=False),
                name="settlements_settlement_voided_by_and_at",
            ),
        ]
        indexes = [models.Index(fields=["coworking", "period"], name="settlements_of_month")]
