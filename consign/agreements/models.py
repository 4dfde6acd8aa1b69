"""For whom and on which terms: affiliations and agreements, both with dates."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consign.money.fields import MoneyField
from consign.money.split import ZERO
from consign.people.models import Coworking, LegalEntity, Maker


class Affiliation(models.Model):
    """Who is paid for a maker, from a day to a day, both inclusive; open-ended without a last day.

    Two of one maker may not share a day: the database refuses it.
    """

    maker = models.ForeignKey(Maker, on_delete=models.PROTECT, related_name="affiliations")
    payee = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, related_name="affiliations")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    project_code = models.CharField(max_length=40, blank=True)
    # What the payee wants to read on a transfer for this maker: a structured reference (OGM or
    # RF), words of its own, or nothing.
    payment_reference = models.CharField(max_length=140, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="agreements_affiliation_ends_after_start",
            )
        ]


class Mode(models.TextChoices):
    AGENT = "agent", _("sold in the name and for the account of the payee")
    OWN_NAME = "own_name", _("sold by the coworking in its own name")


class CommissionBase(models.TextChoices):
    INCL_VAT = "price_paid_incl_vat", _("the price paid, VAT included")
    EXCL_VAT = "price_paid_excl_vat", _("the price paid, without VAT")


class CommissionVat(models.TextChoices):
    INCLUDED = "included", _("the commission includes the coworking's VAT")
    ADDED = "added", _("VAT comes on top of the commission")
    NONE = "none", _("the coworking charges no VAT")


class Bearer(models.TextChoices):
    PRO_RATA = "pro_rata", _("both, in proportion")
    MAKER = "maker", _("the maker")
    COWORKING = "coworking", _("the coworking")
    SPLIT = "split", _("both, by an agreed part")


class Agreement(models.Model):
    """A maker's terms at a coworking from a day on, under one affiliation.

    Proposed by either side, it needs the coworking's word (`agreed_at`) and then the payee's
    (`accepted_at`, with the text that was read), unless somebody declines it first.  Of the
    accepted ones the latest that has begun is in force, until its last day if it was ended.  Terms
    are never edited: new terms are a new row.

    `shelf_fee` is what a whole month costs, VAT included.  `loss_percent` is the part of the price
    the coworking owes for a piece it loses; nothing means the share a sale would have brought.

    A piece may stay `unsold_days`; then its maker has `pickup_days` to fetch it, and after them
    each calendar month begun costs `storage_fee` a piece, VAT included.
    """

    coworking = models.ForeignKey(Coworking, on_delete=models.PROTECT, related_name="agreements")
    affiliation = models.ForeignKey(
        Affiliation, on_delete=models.PROTECT, related_name="agreements"
    )
    starts_on = models.DateField()
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.AGENT)
    commission_percent = models.DecimalField(max_digits=7, decimal_places=4)
    commission_base = models.CharField(
        max_length=20, choices=CommissionBase.choices, default=CommissionBase.INCL_VAT
    )
    commission_vat = models.CharField(
        max_length=10, choices=CommissionVat.choices, default=CommissionVat.INCLUDED
    )
    discount_bearer = models.CharField(
        max_length=10, choices=Bearer.choices, default=Bearer.PRO_RATA
    )
    maker_part_percent = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    largest_discount_percent = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    minimum_payout = MoneyField(default=ZERO)
    shelf_fee = MoneyField(default=ZERO)
    loss_percent = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    unsold_days = models.PositiveSmallIntegerField(default=90)
    pickup_days = models.PositiveSmallIntegerField(default=30)
    storage_fee = MoneyField(default=ZERO)
    ends_on = models.DateField(null=True, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField()
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True)
    accepted_text = models.TextField(blank=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True)
    declined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    declined_at = models.DateTimeField(null=True)
    declined_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["coworking", "affiliation", "starts_on"],
                condition=Q(accepted_at__isnull=False),
                name="agreements_agreement_one_accepted_a_day",
            ),
            models.CheckConstraint(
                condition=Q(commission_percent__gte=0) & Q(commission_percent__lte=100),
                name="agreements_agreement_percent_in_range",
            ),
            models.CheckConstraint(
                condition=Q(largest_discount_percent__gte=0) & Q(largest_discount_percent__lte=100),
                name="agreements_agreement_discount_in_range",
            ),
            models.CheckConstraint(
                condition=Q(minimum_payout__gte=0),
                name="agreements_agreement_minimum_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="agreements_agreement_accepted_by_and_at",
            ),
            models.CheckConstraint(
                # Said in so many words: a check passes where a comparison with nothing is unknown.
                condition=Q(discount_bearer="split", maker_part_percent__isnull=False)
                & Q(maker_part_percent__gte=0, maker_part_percent__lte=100)
                | ~Q(discount_bearer="split") & Q(maker_part_percent__isnull=True),
                name="agreements_agreement_split_names_its_part",
            ),
            models.CheckConstraint(
                condition=Q(mode__in=Mode.values)
                & Q(commission_base__in=CommissionBase.values)
                & Q(commission_vat__in=CommissionVat.values)
                & Q(discount_bearer__in=Bearer.values),
                name="agreements_agreement_words_known",
            ),
            models.CheckConstraint(
                # In its own name a coworking invoices no commission, so no VAT can be added to it.
                condition=~Q(mode="own_name", commission_vat="added"),
                name="agreements_agreement_own_name_adds_nothing",
            ),
            models.CheckConstraint(
                condition=Q(shelf_fee__gte=0), name="agreements_agreement_fee_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(storage_fee__gte=0), name="agreements_agreement_storage_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(loss_percent__isnull=True)
                | Q(loss_percent__gte=0, loss_percent__lte=100),
                name="agreements_agreement_loss_in_range",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on"), accepted_at__isnull=False),
                name="agreements_agreement_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True)
                | Q(agreed_at__isnull=False, declined_at__isnull=True),
                name="agreements_agreement_accepted_once_agreed",
            ),
            models.CheckConstraint(
                condition=Q(declined_at__isnull=True, declined_by__isnull=True, declined_reason="")
                | Q(declined_at__isnull=False, declined_by__isnull=False),
                name="agreements_agreement_declined_by_and_at",
            ),
        ]


class EndWarning(models.Model):
    """That people were told, so many days before, that an affiliation ends; once for each day."""

    affiliation = models.ForeignKey(
        Affiliation, on_delete=models.PROTECT, related_name="end_warnings"
    )
    ends_on = models.DateField()
    days = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["affiliation", "ends_on", "days"], name="agreements_endwarning_once"
            )
        ]
