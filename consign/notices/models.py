"""What somebody wants to be told by mail and when; what was told already."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consign.till.models import SaleLine


class Kind(models.TextChoices):
    SOLD = "sold", _("When something of yours is sold")


class When(models.TextChoices):
    AT_ONCE = "at_once", _("at once")
    DAILY = "daily", _("once a day, in the evening")
    NEVER = "never", _("not at all")


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


class SoldTold(models.Model):
    """A sale line its maker was told of, or wants not to be told of: each is dealt with once."""

    line = models.OneToOneField(SaleLine, on_delete=models.PROTECT, related_name="told")
    at = models.DateTimeField()
