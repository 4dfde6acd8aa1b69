"""What is owed: one list of signed entries for each account."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consign.money.fields import MoneyField
from consign.money.split import ZERO
from consign.people.models import Coworking, LegalEntity, Maker


class Account(models.Model):
    """What a coworking owes one payee for one maker.  Accounts never net against each other."""

    coworking = models.ForeignKey(Coworking, on_delete=models.PROTECT, related_name="accounts")
    payee = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="accounts")
    maker = models.ForeignKey(Maker, on_delete=models.PROTECT, related_name="accounts")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["coworking", "payee", "maker"], name="ledger_account_once"
            )
        ]


class EntryKind(models.TextChoices):
    SALE = "sale", _("sale")
    REFUND = "refund", _("refund")
    FEE = "fee", _("fee")
    LOSS = "loss", _("compensation")
    ADJUSTMENT = "adjustment", _("adjustment")
    PAYOUT = "payout", _("payout")
    PAYOUT_RETURNED = "payout_returned", _("payout returned by the bank")


class Entry(models.Model):
    """One signed row of an account: plus means the coworking owes.  Append-only.

    `reference` names the cause (`S-2026-00042/1`); the same cause is booked once.  `on` is the
    local day the act belongs to, `recorded_at` when it was written down.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=16, choices=EntryKind.choices)
    gross = MoneyField(default=ZERO)
    commission = MoneyField(default=ZERO)
    amount = MoneyField()
    memo = models.CharField(max_length=200, blank=True)
    reference = models.CharField(max_length=40)
    on = models.DateField()
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "entries"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "kind", "reference"], name="ledger_entry_booked_once"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["sale", "refund"]) | Q(amount=F("gross") - F("commission")),
                name="ledger_entry_amount_is_gross_less_commission",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=EntryKind.values), name="ledger_entry_kind_known"
            ),
        ]
        indexes = [models.Index(fields=["account", "on", "id"], name="ledger_entry_of_account")]
