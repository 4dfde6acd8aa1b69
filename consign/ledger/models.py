"""What is owed: one list of signed entries for each account."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consign.agreements.models import CommissionVat, Mode
from consign.money.fields import MoneyField
from consign.money.split import ZERO
from consign.people.models import Coworking, LegalEntity, Maker, VatStatus


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
    COMMISSION_VAT = "commission_vat", _("VAT on the commission")
    PAYOUT = "payout", _("payout")
    PAYOUT_RETURNED = "payout_returned", _("payout returned by the bank")
    RECEIVED = "received", _("payment received")


class LossCause(models.TextChoices):
    LOST = "lost", _("lost")
    STOLEN = "stolen", _("stolen")
    DAMAGED = "damaged", _("damaged")


class Entry(models.Model):
    """One signed row of an account: plus means the coworking owes.  Append-only.

    `reference` names the cause (`S-2026-00042/1`); the same cause is booked once.  `on` is the
    local day the act belongs to, `recorded_at` when it was written down.  `memo` says what it is
    for, `reason` why, in the words of whoever booked it; `key` is made where a person presses the
    button: sent twice, it is booked once.

    What VAT makes of a sale is frozen with it, so that its month and any refund of it need nothing
    else: `mode` and `commission_vat` as agreed, `service_vat_percent` the coworking's rate (a fee
    has it too), `vat_percent` the rate the customer paid, `supply_vat_percent` that of the payee's
    own supply, 0 when the payee is exempt.  A refund carries those of its sale and `reverses` it.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=16, choices=EntryKind.choices)
    gross = MoneyField(default=ZERO)
    commission = MoneyField(default=ZERO)
    amount = MoneyField()
    memo = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    cause = models.CharField(max_length=8, choices=LossCause.choices, blank=True)
    mode = models.CharField(max_length=10, choices=Mode.choices, blank=True)
    commission_vat = models.CharField(max_length=10, choices=CommissionVat.choices, blank=True)
    service_vat_percent = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    payee_vat_status = models.CharField(max_length=12, choices=VatStatus.choices, blank=True)
    vat_percent = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    supply_vat_percent = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    reverses = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="reversed_by"
    )
    key = models.UUIDField(null=True, unique=True)
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
            models.CheckConstraint(
                condition=~Q(kind__in=["sale", "refund"])
                | Q(
                    mode__in=Mode.values,
                    commission_vat__in=CommissionVat.values,
                    payee_vat_status__in=VatStatus.values,
                    service_vat_percent__isnull=False,
                    vat_percent__isnull=False,
                    supply_vat_percent__isnull=False,
                ),
                name="ledger_entry_sale_says_its_vat",
            ),
            models.CheckConstraint(
                condition=Q(kind="refund", reverses__isnull=False)
                | ~Q(kind="refund") & Q(reverses__isnull=True),
                name="ledger_entry_refund_reverses",
            ),
            models.CheckConstraint(
                condition=~Q(kind="fee") | Q(amount__lt=0, service_vat_percent__isnull=False),
                name="ledger_entry_fee_says_its_vat",
            ),
            models.CheckConstraint(
                condition=Q(kind="loss", amount__gte=0, cause__in=LossCause.values)
                | ~Q(kind="loss") & Q(cause=""),
                name="ledger_entry_loss_has_a_cause",
            ),
            models.CheckConstraint(
                condition=~Q(kind="adjustment") | ~Q(amount=0) & ~Q(reason=""),
                name="ledger_entry_adjustment_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["payout_returned", "received"]) | Q(amount__gt=0),
                name="ledger_entry_money_in_above_zero",
            ),
        ]
        indexes = [models.Index(fields=["account", "on", "id"], name="ledger_entry_of_account")]
