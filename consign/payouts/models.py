"""Money that leaves for settlements, money asked for, and what the bank says of both."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consign.money.fields import MoneyField
from consign.people.models import Coworking
from consign.settlements.models import Settlement
from consign.till.models import SalePayment

# What a line of the bank can be matched with: one of these columns, and one alone.
MATCHES = ("payout", "remittance", "request", "sale_payment")


def _only(column: str) -> Q:
    """Nothing but this column of MATCHES is filled; none of them for an empty name."""
    return Q(**{f"{one}__isnull": one != column for one in MATCHES})


class RemittanceState(models.TextChoices):
    DRAFT = "draft", _("to approve")
    APPROVED = "approved", _("approved")
    EXPORTED = "exported", _("handed to the bank")
    CANCELLED = "cancelled", _("cancelled")


class Remittance(models.Model):
    """The bank file for a set of payouts: one prepares it, another approves it.

    `approved_digest` is a hash of what was approved; the file is made of exactly that, kept as it
    was handed out, and `file_digest` proves it.
    """

    coworking = models.ForeignKey(Coworking, on_delete=models.PROTECT, related_name="remittances")
    number = models.CharField(max_length=20)
    state = models.CharField(
        max_length=10, choices=RemittanceState.choices, default=RemittanceState.DRAFT
    )
    execution_on = models.DateField()
    batch_booking = models.BooleanField(default=False)
    instant = models.BooleanField(default=False)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    prepared_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    approved_digest = models.CharField(max_length=64, blank=True)
    exported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    exported_at = models.DateTimeField(null=True)
    file = models.TextField(blank=True)
    file_digest = models.CharField(max_length=64, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["coworking", "number"], name="payouts_remittance_one_number"
            ),
            models.CheckConstraint(
                condition=Q(state__in=RemittanceState.values),
                name="payouts_remittance_state_known",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True, approved_digest="")
                | Q(approved_at__isnull=False, approved_by__isnull=False)
                & ~Q(approved_digest="")
                & ~Q(approved_by=F("prepared_by")),
                name="payouts_remittance_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "exported"]) | Q(approved_at__isnull=False),
                name="payouts_remittance_approved_first",
            ),
            models.CheckConstraint(
                condition=Q(state="exported", exported_at__isnull=False, exported_by__isnull=False)
                & ~Q(file="")
                & ~Q(file_digest="")
                | ~Q(state="exported")
                & Q(exported_at__isnull=True, exported_by__isnull=True, file="", file_digest=""),
                name="payouts_remittance_exported_has_its_file",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="cancelled", cancelled_at__isnull=False, cancelled_by__isnull=False
                )
                | ~Q(state="cancelled") & Q(cancelled_at__isnull=True, cancelled_by__isnull=True),
                name="payouts_remittance_cancelled_by_and_at",
            ),
        ]


class PayoutState(models.TextChoices):
    PREPARED = "prepared", _("to pay")
    ORDERED = "ordered", _("with the bank")
    PAID = "paid", _("paid")
    RETURNED = "returned", _("returned by the bank")
    WITHDRAWN = "withdrawn", _("withdrawn")


# Closed for payment, and still on the account: the money has not left.
WAITING = (PayoutState.PREPARED, PayoutState.ORDERED)


class Payout(models.Model):
    """What is to be transferred for one settlement.

    `number` travels with the transfer as its end-to-end id and comes back from the bank; the payee
    reads `reference` (OGM or RF) or, without one, `message`.  Holder and account are those of the
    closing, until a remittance takes it: then those of that day.
    """

    coworking = models.ForeignKey(Coworking, on_delete=models.PROTECT, related_name="payouts")
    settlement = models.OneToOneField(
        Settlement, on_delete=models.PROTECT, related_name="payout_order"
    )
    number = models.CharField(max_length=20)
    amount = MoneyField()
    holder = models.CharField(max_length=70)
    iban = models.CharField(max_length=34)
    bic = models.CharField(max_length=11, blank=True)
    message = models.CharField(max_length=140)
    reference = models.CharField(max_length=25, blank=True)
    remittance = models.ForeignKey(
        Remittance, null=True, on_delete=models.PROTECT, related_name="payouts"
    )
    state = models.CharField(
        max_length=10, choices=PayoutState.choices, default=PayoutState.PREPARED
    )
    paid_on = models.DateField(null=True)
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    returned_on = models.DateField(null=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    returned_reason = models.CharField(max_length=140, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["coworking", "number"], name="payouts_payout_one_number"
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="payouts_payout_amount_above_zero"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["paid", "returned"], paid_on__isnull=False, paid_by__isnull=False
                )
                | ~Q(state__in=["paid", "returned"])
                & Q(paid_on__isnull=True, paid_by__isnull=True),
                name="payouts_payout_paid_says_when",
            ),
            models.CheckConstraint(
                condition=Q(state="returned", returned_on__isnull=False, returned_by__isnull=False)
                & ~Q(returned_reason="")
                | ~Q(state="returned")
                & Q(returned_on__isnull=True, returned_by__isnull=True, returned_reason=""),
                name="payouts_payout_returned_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state="ordered") | Q(remittance__isnull=False),
                name="payouts_payout_ordered_in_a_remittance",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | Q(remittance__isnull=True),
                name="payouts_payout_withdrawn_in_none",
            ),
            models.CheckConstraint(
                condition=Q(state__in=PayoutState.values), name="payouts_payout_state_known"
            ),
        ]


class RequestState(models.TextChoices):
    OPEN = "open", _("to receive")
    PAID = "paid", _("received")
    REPLACED = "replaced", _("replaced by a later statement")
    WITHDRAWN = "withdrawn", _("withdrawn")


class PaymentRequest(models.Model):
    """What a payee owes after a closing below zero, asked for with a structured reference.

    An account has one open request at most: the next closing either covers it or replaces it.
    """

    coworking = models.ForeignKey(
        Coworking, on_delete=models.PROTECT, related_name="payment_requests"
    )
    settlement = models.OneToOneField(
        Settlement, on_delete=models.PROTECT, related_name="payment_request"
    )
    number = models.CharField(max_length=20)
    amount = MoneyField()
    reference = models.CharField(max_length=25, unique=True)
    holder = models.CharField(max_length=70)
    iban = models.CharField(max_length=34)
    bic = models.CharField(max_length=11, blank=True)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.OPEN)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["coworking", "number"], name="payouts_paymentrequest_one_number"
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="payouts_paymentrequest_amount_above_zero"
            ),
            models.CheckConstraint(
                condition=Q(state__in=RequestState.values),
                name="payouts_paymentrequest_state_known",
            ),
        ]


class BankStatement(models.Model):
    """A statement of the coworking's bank that was read in; `digest` is that of the file.

    A file may hold several; the same one read twice is one.
    """

    coworking = models.ForeignKey(
        Coworking, on_delete=models.PROTECT, related_name="bank_statements"
    )
    digest = models.CharField(max_length=64)
    position = models.PositiveSmallIntegerField()
    identification = models.CharField(max_length=80)
    iban = models.CharField(max_length=34)
    opened_on = models.DateField(null=True)
    closed_on = models.DateField()
    opening = MoneyField(null=True)
    closing = MoneyField()
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["coworking", "digest", "position"], name="payouts_bankstatement_once"
            )
        ]
        indexes = [
            models.Index(fields=["coworking", "-closed_on"], name="payouts_statement_latest")
        ]


class LineState(models.TextChoices):
    OPEN = "open", _("to match")
    MATCHED = "matched", _("matched")
    ASIDE = "aside", _("set aside")


class BankLine(models.Model):
    """One movement of the coworking's bank account; plus is money in.

    `identity` tells it from every other of its account: read again in another statement, it is
    known.  What it was matched with stands in exactly one of `payout`, `remittance` (a batch
    booked as one amount), `request` and `sale_payment` (a customer's transfer).
    """

    coworking = models.ForeignKey(Coworking, on_delete=models.PROTECT, related_name="bank_lines")
    statement = models.ForeignKey(BankStatement, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    identity = models.CharField(max_length=64)
    booked_on = models.DateField()
    amount = MoneyField()
    end_to_end_id = models.CharField(max_length=35, blank=True)
    batch_number = models.CharField(max_length=35, blank=True)
    reference = models.CharField(max_length=35, blank=True)
    text = models.CharField(max_length=300, blank=True)
    counterparty = models.CharField(max_length=140, blank=True)
    counterparty_iban = models.CharField(max_length=34, blank=True)
    bank_reference = models.CharField(max_length=80, blank=True)
    return_reason = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=8, choices=LineState.choices, default=LineState.OPEN)
    payout = models.ForeignKey(
        Payout, null=True, on_delete=models.PROTECT, related_name="bank_lines"
    )
    remittance = models.ForeignKey(
        Remittance, null=True, on_delete=models.PROTECT, related_name="bank_lines"
    )
    request = models.ForeignKey(
        PaymentRequest, null=True, on_delete=models.PROTECT, related_name="bank_lines"
    )
    sale_payment = models.ForeignKey(
        SalePayment, null=True, on_delete=models.PROTECT, related_name="bank_lines"
    )
    matched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    matched_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["coworking", "identity"], name="payouts_bankline_known_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=LineState.values), name="payouts_bankline_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="matched")
                & (_only("payout") | _only("remittance") | _only("request") | _only("sale_payment"))
                | ~Q(state="matched") & _only(""),
                name="payouts_bankline_matched_with_one",
            ),
            models.UniqueConstraint(
                fields=["sale_payment"], name="payouts_bankline_transfer_arrives_once"
            ),
        ]
