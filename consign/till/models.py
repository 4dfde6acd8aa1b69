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
    """How a ticket is paid; `mixed` in several ways, `none` not at all."""

    CASH = "cash", _("cash")
    CARD = "card", _("card")
    TRANSFER = "transfer", _("transfer")
    MIXED = "mixed", _("in several ways")
    NONE = "none", _("nothing")


# What a customer pays with, and what a customer is paid back with.
MEANS = (Payment.CASH, Payment.CARD, Payment.TRANSFER)
MEANS_BACK = (Payment.CASH, Payment.CARD)


class RefundReason(models.TextChoices):
    GESTURE = "gesture", _("goodwill")
    NONCONFORMITY = "nonconformity", _("not as described or broken")
    STAFF_ERROR = "staff_error", _("our mistake at the till")
    UNDONE = "undone", _("undone at once")
    SOLD_TWICE = "sold_twice", _("sold twice")


# What a person at the desk chooses from; the others say which act gave the money back.
REASONS_TO_CHOOSE = (RefundReason.GESTURE, RefundReason.NONCONFORMITY, RefundReason.STAFF_ERROR)


class Till(models.Model):
    """A drawer of a coworking; its cash is counted and closed by itself."""

    coworking = models.ForeignKey(Coworking, on_delete=models.PROTECT, related_name="tills")
    name = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coworking", "name"], name="till_till_one_name")
        ]

    def __str__(self) -> str:
        return self.name


class Device(models.Model):
    """A tablet or phone that was paired with a till once and sells until it is revoked.

    Before it is paired it has the digest of an invitation, which works once and not for long;
    afterwards that of the secret in its cookie.
    """

    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="devices")
    name = models.CharField(max_length=40)
    invitation = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    invited_at = models.DateTimeField()
    invited_until = models.DateTimeField()
    # Null, for a unique column holds one empty text only.
    secret = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001
    paired_at = models.DateTimeField(null=True)
    seen_on = models.DateField(null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(secret__isnull=True, paired_at__isnull=True)
                | Q(secret__isnull=False, paired_at__isnull=False),
                name="till_device_paired_with_a_secret",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="till_device_revoked_by_and_at",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Sale(models.Model):
    """What was rung up in one go, or a refund of it.  Append-only.

    `key` is made on the phone before sending: the same key is the same sale.  `on` is the local
    day of `sold_at`.  A refund is a sale of its own that points at the first.  `queued`: it waited
    on a device without network.  `business_number` is that of a customer who wants an invoice.
    """

    coworking = models.ForeignKey(Coworking, on_delete=models.PROTECT, related_name="sales")
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="sales")
    device = models.ForeignKey(Device, null=True, on_delete=models.PROTECT, related_name="sales")
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
    queued = models.BooleanField(default=False)
    business_number = models.CharField(max_length=10, blank=True)
    business_name = models.CharField(max_length=140, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coworking", "number"], name="till_sale_one_number"),
            models.CheckConstraint(
                condition=Q(paid_with__in=["cash", "mixed"]) | Q(cash_rounding=0),
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
        indexes = [
            models.Index(fields=["coworking", "-sold_at"], name="till_sale_latest"),
            models.Index(fields=["till", "id"], name="till_sale_of_till"),
            models.Index(fields=["recorded_at"], name="till_sale_recorded"),
        ]

    @property
    def to_pay(self) -> Decimal:
        """What goes over the counter: the total, what is paid in cash rounded to five cents."""
        return self.total + self.cash_rounding


class SalePayment(models.Model):
    """What was paid of a ticket in one way; negative when it was given back.  Append-only.

    A ticket's payments add up to its `to_pay`.  A transfer has the reference it is known by when it
    arrives at the bank.
    """

    sale = models.ForeignKey(Sale, on_delete=models.PROTECT, related_name="payments")
    means = models.CharField(max_length=8, choices=Payment.choices)
    amount = MoneyField()
    reference = models.CharField(max_length=25, blank=True)

    class Meta:
        ordering = ["sale", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["sale", "means"], name="till_salepayment_once"),
            models.CheckConstraint(
                condition=Q(means__in=[*MEANS, Payment.NONE]), name="till_salepayment_means_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["reference"],
                condition=~Q(reference=""),
                name="till_salepayment_reference",
            )
        ]


class SaleLine(models.Model):
    """One item in a sale, with everything that decided its money frozen.  Append-only.

    Amounts include VAT.  `gross` is what the customer paid for the line; the commission is rounded
    once and the share is the rest.  A refund's line is negative and `reverses` the first.

    `todays_price` is what one piece cost when the sale was recorded, where the customer had paid
    another price.

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
    todays_price = MoneyField(null=True)
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


class ConflictState(models.TextChoices):
    OPEN = "open", _("waits for a decision")
    KEPT = "kept", _("both were sold")
    REFUNDED = "refunded", _("money given back")
    LOST = "lost", _("borne by the coworking")


class Conflict(models.Model):
    """A line that a device sold without network, of pieces that by the books were not there.

    It is recorded like any other line: the customer has paid.  `missing` of its pieces were counted
    in first, so that no count is below zero; `reason` is the code of what a sale would have been
    refused with, `other` the line that had sold the piece before.  A person decides.
    """

    line = models.OneToOneField(SaleLine, on_delete=models.PROTECT, related_name="conflict")
    other = models.ForeignKey(SaleLine, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=20)
    missing = models.PositiveIntegerField()
    found_at = models.DateTimeField()
    state = models.CharField(
        max_length=8, choices=ConflictState.choices, default=ConflictState.OPEN
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    remark = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(missing__gte=1), name="till_conflict_misses_something"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ConflictState.values), name="till_conflict_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_by__isnull=True, decided_at__isnull=True)
                | ~Q(state="open") & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="till_conflict_decided_by_and_at",
            ),
        ]


class CashCount(models.Model):
    """What somebody counted in a till's drawer, and when.  Append-only."""

    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="cash_counts")
    amount = MoneyField()
    counted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="till_cashcount_not_negative")
        ]
        indexes = [models.Index(fields=["till", "-counted_at"], name="till_cashcount_latest")]


class DayClosing(models.Model):
    """A till's cash, counted against what should be there.  Append-only; one a till and day.

    It holds the sales after those of `previous` up to `through`; what arrives later, from a device
    that had no network, is in the next one.  `pieces` says how many of each coin and note, by its
    cents; `banked` was taken out for the bank and `left`, the rest, is the next one's `opening`.
    """

    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="closings")
    number = models.CharField(max_length=20)
    on = models.DateField()
    previous = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="following"
    )
    through = models.ForeignKey(Sale, null=True, on_delete=models.PROTECT, related_name="+")
    opening = MoneyField()
    cash = MoneyField()
    expected = models.GeneratedField(
        expression=F("opening") + F("cash"), output_field=MoneyField(), db_persist=True
    )
    counted = MoneyField()
    difference = models.GeneratedField(
        expression=F("counted") - F("opening") - F("cash"),
        output_field=MoneyField(),
        db_persist=True,
    )
    reason = models.CharField(max_length=200, blank=True)
    pieces = models.JSONField()
    banked = MoneyField(default=ZERO)
    left = models.GeneratedField(
        expression=F("counted") - F("banked"), output_field=MoneyField(), db_persist=True
    )
    card = MoneyField()
    transfer = MoneyField()
    sales = models.PositiveIntegerField()
    refunds = models.PositiveIntegerField()
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    device = models.ForeignKey(Device, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["till", "on"], name="till_dayclosing_one_a_day"),
            models.UniqueConstraint(fields=["till", "number"], name="till_dayclosing_one_number"),
            models.UniqueConstraint(
                fields=["till"],
                condition=Q(previous__isnull=True),
                name="till_dayclosing_one_first",
            ),
            models.CheckConstraint(
                condition=Q(counted__gte=0, banked__gte=0, banked__lte=F("counted")),
                name="till_dayclosing_banks_what_was_counted",
            ),
            models.CheckConstraint(
                condition=Q(counted=F("opening") + F("cash")) | ~Q(reason=""),
                name="till_dayclosing_difference_has_a_reason",
            ),
        ]
