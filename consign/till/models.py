"""What was rung up: sales and their lines, frozen."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consign.agreements.models import Agreement, Bearer
from consign.ledger.models import Account
from consign.money.fields import MoneyField
from consign.money.split import ZERO
from consign.people.models import Coworking, VatStatus
from consign.stock.models import Item


class Payment(models.TextChoices):
    CASH = "cash", _("cash")
    CARD = "card", _("card")


class RefundReason(models.TextChoices):
    GESTURE = "gesture", _("goodwill")
    NONCONFORMITY = "nonconformity", _("not as described or broken")
    STAFF_ERROR = "staff_error", _("our mistake at the till")


class Sale(models.Model):
    """What was rung up in one go, or a refund of it.  Append-only.

    `key` is made on the phone before sending: the same key is the same sale.  `on` is the local
    day of `sold_at`.  A refund is a sale of its own that points at the first.
    """

    coworking = models.ForeignKey(Coworking, on_delete=models.PROTECT, related_name="sales")
    number = models.CharField(max_length=20)
    key = models.UUIDField(unique=True)
    # What the key was first sent with: the same key with other content is refused.
    content = models.CharField(max_length=64)
    sold_at = models.DateTimeField()
    on = models.DateField()
    recorded_at = models.DateTimeField()
    sold_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    paid_with = models.CharField(max_length=8, choices=Payment.choices)
    total = MoneyField()
    cash_rounding = MoneyField(default=ZERO)
    refund_of = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="refunds"
    )
    reason = models.CharField(max_length=16, choices=RefundReason.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coworking", "number"], name="till_sale_one_number"),
            models.CheckConstraint(
                condition=Q(paid_with="cash") | Q(cash_rounding=0),
                name="till_sale_rounds_only_cash",
            ),
            models.CheckConstraint(
                condition=Q(cash_rounding__gte="-0.02") & Q(cash_rounding__lte="0.02"),
                name="till_sale_rounds_to_five_cents",
            ),
            models.CheckConstraint(
                condition=Q(refund_of__isnull=True, reason="", total__gte=0)
                | Q(refund_of__isnull=False, total__lte=0) & ~Q(reason=""),
                name="till_sale_refund_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(paid_with__in=Payment.values), name="till_sale_payment_known"
            ),
        ]
        indexes = [models.Index(fields=["coworking", "-sold_at"], name="till_sale_latest")]

    @property
    def to_pay(self) -> Decimal:
        """What goes over the counter: the total, rounded to five cents when paid in cash."""
        return self.total + self.cash_rounding


class SaleLine(models.Model):
    """One item in a sale, with everything that decided its money frozen.  Append-only.

    Amounts include VAT.  `gross` is what the customer paid for the line; the commission is rounded
    once and the share is the rest.  A refund's line is negative and `reverses` the first.

    `vat_percent` is the rate the customer paid, `supply_vat_percent` that of the payee's own supply
    and `service_vat_percent` that of the coworking's commission; each 0 where its side is exempt.
    """

    sale = models.ForeignKey(Sale, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    reference = models.CharField(max_length=40)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="sale_lines")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="sale_lines")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=80)
    quantity = models.IntegerField()
    unit_price = MoneyField()
    discount = MoneyField(default=ZERO)
    discount_bearer = models.CharField(max_length=10, choices=Bearer.choices)
    maker_part_percent = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    gross = MoneyField()
    commission_percent = models.DecimalField(max_digits=7, decimal_places=4)
    payee_vat_status = models.CharField(max_length=12, choices=VatStatus.choices)
    vat_percent = models.DecimalField(max_digits=7, decimal_places=4)
    supply_vat_percent = models.DecimalField(max_digits=7, decimal_places=4)
    service_vat_percent = models.DecimalField(max_digits=7, decimal_places=4)
    commission = MoneyField()
    share = models.GeneratedField(
        expression=F("gross") - F("commission"), output_field=MoneyField(), db_persist=True
    )
    reverses = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="reversed_by"
    )

    class Meta:
        ordering = ["sale", "position"]
        constraints = [
            models.UniqueConstraint(fields=["sale", "position"], name="till_saleline_position"),
            models.UniqueConstraint(
                fields=["account", "reference"], name="till_saleline_one_reference"
            ),
            models.CheckConstraint(
                condition=Q(gross=F("unit_price") * F("quantity") - F("discount")),
                name="till_saleline_gross_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, reverses__isnull=True)
                & Q(commission__gte=0)
                & Q(commission__lte=F("gross"))
                | Q(quantity__lt=0, reverses__isnull=False)
                & Q(commission__lte=0)
                & Q(commission__gte=F("gross")),
                name="till_saleline_signs_agree",
            ),
        ]


class CashCount(models.Model):
    """What somebody counted in the till's drawer, and when.  Append-only."""

    coworking = models.ForeignKey(Coworking, on_delete=models.PROTECT, related_name="cash_counts")
    amount = MoneyField()
    counted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="till_cashcount_not_negative")
        ]
        indexes = [models.Index(fields=["coworking", "-counted_at"], name="till_cashcount_latest")]
