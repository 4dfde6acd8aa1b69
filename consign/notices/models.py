"""What somebody wants to be told by mail and when; what was told already."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    SOLD = "sold", _("When something of yours is sold")
    HOLD = "hold", _("When a piece of yours is kept for somebody")
    STATEMENT = "statement", _("When a statement is ready")
    PAID = "paid", _("When you are paid")
    UNSOLD = "unsold", _("When pieces may not stay much longer")
    AGREEMENT = "agreement", _("When terms wait for your yes")


class When(models.TextChoices):
    AT_ONCE = "at_once", _("at once")
    DAILY = "daily", _("once a day, in the evening")
    NEVER = "never", _("not at all")


# What can happen several times a day; of anything else a letter a day would say the same.
SEVERAL_A_DAY = (Kind.SOLD, Kind.HOLD)


class Choice(models.Model):
    """When somebody wants to be told of something; without one it is at once."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    when = models.CharField(max_length=10, choices=When.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="notices_choice_one_a_kind"),
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values), name="notices_choice_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(when__in=When.values), name="notices_choice_when_known"
            ),
        ]


class Told(models.Model):
    """Something a maker was told of, or wants not to be told of: each is dealt with once.

    `of` is the key of the row that is news: a sale line, a hold, a settlement, a payout, terms.
    """

    kind = models.CharField(max_length=10, choices=Kind.choices)
    of = models.PositiveBigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "of"], name="notices_told_once"),
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values), name="notices_told_kind_known"
            ),
        ]
