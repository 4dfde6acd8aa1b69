"""Money leaving for a settlement."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consign.money.fields import MoneyField
from consign.people.models import Coworking
from consign.settlements.models import Settlement


class PayoutState(models.TextChoices):
    PREPARED = "prepared", _("to pay")
    PAID = "paid", _("paid")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Payout(models.Model):
    """What is to be transferred for one settlement, to the account it was frozen with.

    `number` travels with the transfer as its end-to-end id and comes back from the bank.
    """

    coworking = models.ForeignKey(Coworking, on_delete=models.PROTECT, related_name="payouts")
    settlement = models.OneToOneField(
        Settlement, on_delete=models.PROTECT, related_name="payout_order"
    )
    number = models.CharField(max_length=20)
    amount = MoneyField()
    holder = models.CharField(max_length=70)
    iban = models.CharField(max_length=34)
    message = models.CharField(max_length=140)
    state = models.CharField(
        max_length=10, choices=PayoutState.choices, default=PayoutState.PREPARED
    )
    paid_on = models.DateField(null=True)
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["coworking", "number"], name="payouts_payout_one_number"
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="payouts_payout_amount_above_zero"
            ),
            models.CheckConstraint(
                condition=Q(state="paid", paid_on__isnull=False, paid_by__isnull=False)
                | ~Q(state="paid") & Q(paid_on__isnull=True, paid_by__isnull=True),
                name="payouts_payout_paid_says_when",
            ),
            models.CheckConstraint(
                condition=Q(state__in=PayoutState.values), name="payouts_payout_state_known"
            ),
        ]
