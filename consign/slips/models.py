"""Slips: what came in from a maker or went back to them, on a numbered paper both sides confirm."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consign.agreements.models import Agreement
from consign.money.fields import MoneyField
from consign.people.models import LANGUAGES, Coworking, LegalEntity, Maker
from consign.stock.models import Item, Movement


class SlipKind(models.TextChoices):
    DEPOSIT = "deposit", _("deposit slip")
    WITHDRAWAL = "withdrawal", _("withdrawal slip")


class How(models.TextChoices):
    """By which way a maker's word came."""

    LINK = "link", _("by the link in a mail")
    ACCOUNT = "account", _("signed in")
    AT_DESK = "at_desk", _("on the coworking's screen")


class SlipState(models.TextChoices):
    WAITING = "waiting", _("waits for the maker")
    DISPUTED = "disputed", _("the maker objects")
    ANSWERED = "answered", _("answered, waits for the maker")
    CONFIRMED = "confirmed", _("confirmed by both")
    VOID = "void", _("taken back")


def nothing_told() -> dict[str, Any]:
    return {}


def no_terms() -> list[Any]:
    return []


class Slip(models.Model):
    """Pieces of one maker at one coworking that came in together, or went back.

    Drawing it up is the coworking's signature; the maker confirms, or objects once and waits for
    the desk's answer.  The answer may take the slip back: then what stood on it can stand on
    another.  `parties` and `terms` are as they were on that day, in `language`.

    `content` is what the key was first sent with.  A withdrawal needs neither payee nor agreement:
    a maker whose terms have ended gets everything back all the same.
    """

    kind = models.CharField(max_length=10, choices=SlipKind.choices)
    number = models.CharField(max_length=20)
    coworking = models.ForeignKey(Coworking, on_delete=models.PROTECT, related_name="slips")
    maker = models.ForeignKey(Maker, on_delete=models.PROTECT, related_name="slips")
    payee = models.ForeignKey(
        LegalEntity, null=True, on_delete=models.PROTECT, related_name="slips"
    )
    agreement = models.ForeignKey(
        Agreement, null=True, on_delete=models.PROTECT, related_name="slips"
    )
    language = models.CharField(max_length=2, choices=LANGUAGES)
    parties = models.JSONField(default=nothing_told)
    terms = models.JSONField(default=no_terms)
    place = models.CharField(max_length=300)
    remark = models.CharField(max_length=400, blank=True)
    key = models.UUIDField(null=True, unique=True)
    content = models.CharField(max_length=64, blank=True)
    drawn_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    drawn_up_at = models.DateTimeField()

    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_how = models.CharField(max_length=8, choices=How.choices, blank=True)
    # Who gave the maker's word: the person's name, as it is known or as it was typed at the desk.
    confirmed_name = models.CharField(max_length=120, blank=True)

    objection = models.CharField(max_length=600, blank=True)
    objected_at = models.DateTimeField(null=True)
    objected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    objected_how = models.CharField(max_length=8, choices=How.choices, blank=True)
    answer = models.CharField(max_length=600, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    voided_at = models.DateTimeField(null=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coworking", "number"], name="slips_slip_one_number"),
            models.CheckConstraint(
                condition=Q(kind__in=SlipKind.values)
                & Q(confirmed_how__in=["", *How.values])
                & Q(objected_how__in=["", *How.values]),
                name="slips_slip_words_known",
            ),
            models.CheckConstraint(
                condition=Q(kind="withdrawal") | Q(payee__isnull=False, agreement__isnull=False),
                name="slips_slip_deposit_has_terms",
            ),
            models.CheckConstraint(
                condition=Q(
                    confirmed_at__isnull=True,
                    confirmed_by__isnull=True,
                    confirmed_how="",
                    confirmed_name="",
                )
                | Q(confirmed_at__isnull=False, confirmed_how="link", confirmed_by__isnull=True)
                & ~Q(confirmed_name="")
                | Q(
                    confirmed_at__isnull=False,
                    confirmed_how__in=["account", "at_desk"],
                    confirmed_by__isnull=False,
                )
                & ~Q(confirmed_name=""),
                name="slips_slip_confirmed_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(
                    objected_at__isnull=True,
                    objected_by__isnull=True,
                    objected_how="",
                    objection="",
                )
                | Q(objected_at__isnull=False, objected_how="link", objected_by__isnull=True)
                & ~Q(objection="")
                | Q(
                    objected_at__isnull=False,
                    objected_how__in=["account", "at_desk"],
                    objected_by__isnull=False,
                )
                & ~Q(objection=""),
                name="slips_slip_objected_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False)
                & Q(objected_at__isnull=False)
                & ~Q(answer=""),
                name="slips_slip_answered_by_and_at",
            ),
            models.CheckConstraint(
                # What is disputed is confirmed only once it was answered.
                condition=Q(confirmed_at__isnull=True)
                | Q(objected_at__isnull=True)
                | Q(answered_at__isnull=False),
                name="slips_slip_confirmed_or_disputed",
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True, voided_by__isnull=True)
                | Q(
                    voided_at__isnull=False,
                    voided_by__isnull=False,
                    confirmed_at__isnull=True,
                ),
                name="slips_slip_voided_by_and_at",
            ),
        ]
        indexes = [models.Index(fields=["maker", "-id"], name="slips_slip_of_maker")]

    def __str__(self) -> str:
        return self.number

    @property
    def state(self) -> SlipState:
        if self.voided_at:
            return SlipState.VOID
        if self.confirmed_at:
            return SlipState.CONFIRMED
        if self.answered_at:
            return SlipState.ANSWERED
        return SlipState.DISPUTED if self.objected_at else SlipState.WAITING


class SlipLine(models.Model):
    """One movement on a slip, told as it was on the day the slip was drawn up.

    `announced` is how many the maker had told of, where they had.  `agreed_value` is owed for one
    piece that is lost, once both sides have confirmed; nothing means what the agreement says.  A
    line that does not stand any more was on a slip that was taken back.
    """

    slip = models.ForeignKey(Slip, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    movement = models.ForeignKey(Movement, on_delete=models.PROTECT, related_name="slip_lines")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="slip_lines")
    code = models.CharField(max_length=7)
    title = models.CharField(max_length=80)
    materials = models.CharField(max_length=160, blank=True)
    size = models.CharField(max_length=60, blank=True)
    care = models.CharField(max_length=160, blank=True)
    metal_grams = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    quantity = models.PositiveIntegerField()
    announced = models.PositiveIntegerField(null=True)
    price = MoneyField()
    vat_percent = models.DecimalField(max_digits=7, decimal_places=4)
    agreed_value = MoneyField(null=True)
    condition = models.CharField(max_length=200, blank=True)
    photo = models.FileField(upload_to="slips/", blank=True)
    stands = models.BooleanField(default=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["movement"], condition=Q(stands=True), name="slips_slipline_on_one_slip"
            ),
            models.UniqueConstraint(fields=["slip", "position"], name="slips_slipline_position"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="slips_slipline_of_pieces"),
            models.CheckConstraint(
                condition=Q(agreed_value__isnull=True) | Q(agreed_value__gte=0),
                name="slips_slipline_value_not_negative",
            ),
        ]

    @property
    def differs(self) -> bool:
        """Whether another number came than was announced."""
        return self.announced is not None and self.announced != self.quantity
