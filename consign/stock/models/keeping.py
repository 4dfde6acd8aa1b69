"""What is kept for whom, and what passers-by ask to have kept."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consign.people.models import Coworking
from consign.stock.models.goods import Item


class Hold(models.Model):
    """Pieces kept for somebody at a coworking until a moment; afterwards it counts no more.

    It ends before that when somebody lets go of it, or when the pieces are not there any more.
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="holds")
    coworking = models.ForeignKey(Coworking, on_delete=models.PROTECT, related_name="holds")
    name = models.CharField(max_length=80)
    quantity = models.PositiveIntegerField(default=1)
    until = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="stock_hold_of_something"),
            models.CheckConstraint(condition=~Q(name=""), name="stock_hold_for_somebody"),
            models.CheckConstraint(
                condition=Q(until__gt=F("made_at")), name="stock_hold_until_later"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="stock_hold_ended_by_and_at",
            ),
        ]
        indexes = [
            models.Index(
                fields=["coworking", "item"],
                condition=Q(ended_at__isnull=True),
                name="stock_hold_not_ended",
            )
        ]


class UnsoldReminder(models.Model):
    """That a maker was told, so many days before, that pieces may not stay much longer."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="reminders")
    coworking = models.ForeignKey(Coworking, on_delete=models.PROTECT, related_name="+")
    until = models.DateField()
    days = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "coworking", "until", "days"], name="stock_reminder_once"
            )
        ]


class HoldWishState(models.TextChoices):
    MAILED = "mailed", _("not confirmed yet")
    ASKED = "asked", _("asked for")
    KEPT = "kept", _("kept")
    DECLINED = "declined", _("declined")


class HoldWish(models.Model):
    """A passer-by asks a coworking to keep a piece; it counts once the mail is confirmed.

    What the desk says is mailed; the address is forgotten some time after.
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="hold_wishes")
    coworking = models.ForeignKey(Coworking, on_delete=models.PROTECT, related_name="hold_wishes")
    name = models.CharField(max_length=80)
    email = models.EmailField(blank=True)
    words = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=5)
    quantity = models.PositiveIntegerField(default=1)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    state = models.CharField(
        max_length=10, choices=HoldWishState.choices, default=HoldWishState.MAILED
    )
    hold = models.OneToOneField(Hold, null=True, on_delete=models.PROTECT, related_name="wish")
    answer = models.CharField(max_length=200, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="stock_wish_of_something"),
            models.CheckConstraint(condition=~Q(name=""), name="stock_wish_of_somebody"),
            models.CheckConstraint(
                condition=Q(state="mailed", confirmed_at__isnull=True)
                | ~Q(state="mailed") & Q(confirmed_at__isnull=False),
                name="stock_wish_asked_once_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["mailed", "asked"], decided_at__isnull=True, decided_by__isnull=True
                )
                | Q(
                    state__in=["kept", "declined"],
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                ),
                name="stock_wish_decided_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(state="kept", hold__isnull=False)
                | ~Q(state="kept") & Q(hold__isnull=True),
                name="stock_wish_kept_by_a_hold",
            ),
        ]
