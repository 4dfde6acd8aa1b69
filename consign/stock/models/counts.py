"""What counting a showcase found, and what was decided about it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consign.stock.models.goods import Item, Showcase
from consign.stock.models.places import Placement


class Stocktake(models.Model):
    """A count of one showcase; it is open until somebody closes it."""

    showcase = models.ForeignKey(Showcase, on_delete=models.PROTECT, related_name="stocktakes")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField()
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["showcase"],
                condition=Q(closed_at__isnull=True),
                name="stock_stocktake_one_open",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="stock_stocktake_closed_by_and_at",
            ),
        ]


class Counted(models.Model):
    """How many of an item were found in a count, and what the books said when it was last counted.

    What is sold or brought afterwards changes neither.
    """

    stocktake = models.ForeignKey(Stocktake, on_delete=models.PROTECT, related_name="counted")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    found = models.PositiveIntegerField()
    expected = models.PositiveIntegerField()
    last_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    last_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stocktake", "item"], name="stock_counted_once"),
            models.CheckConstraint(
                condition=Q(found__gte=0, expected__gte=0), name="stock_counted_not_negative"
            ),
        ]


# What a movement that counts in the pieces of a difference begins its reference with.
COUNTS = "count/"


class DifferenceState(models.TextChoices):
    OPEN = "open", _("to decide")
    COUNTED_IN = "counted_in", _("counted in")
    MOVED = "moved", _("moved")
    SETTLED = "settled", _("put right in the books")
    MISCOUNTED = "miscounted", _("the books were right")
    RECOUNTED = "recounted", _("counted again since")


class Difference(models.Model):
    """What a closed count found otherwise than the books, and what was decided about it.

    `on_hand` is what the books said when the count was closed.
    """

    stocktake = models.ForeignKey(Stocktake, on_delete=models.PROTECT, related_name="differences")
    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="differences")
    expected = models.PositiveIntegerField()
    found = models.PositiveIntegerField()
    on_hand = models.PositiveIntegerField()
    state = models.CharField(
        max_length=10, choices=DifferenceState.choices, default=DifferenceState.OPEN
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    remark = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["stocktake", "placement"], name="stock_difference_once"
            ),
            models.UniqueConstraint(
                fields=["placement"],
                condition=Q(state="open"),
                name="stock_difference_one_open",
            ),
            models.CheckConstraint(
                condition=~Q(found=F("expected")), name="stock_difference_differs"
            ),
            models.CheckConstraint(
                condition=Q(state__in=DifferenceState.values), name="stock_difference_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_by__isnull=True, decided_at__isnull=True)
                | ~Q(state="open") & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="stock_difference_decided_by_and_at",
            ),
            models.CheckConstraint(
                condition=~Q(state="counted_in") | Q(found__gt=F("expected")),
                name="stock_difference_counted_in_of_more",
            ),
        ]

    @property
    def pieces(self) -> int:
        """How many pieces it is about."""
        return abs(self.found - self.expected)

    @property
    def missing(self) -> bool:
        """Whether fewer were found than the books said."""
        return self.found < self.expected

    @property
    def reference(self) -> str:
        """What a movement says that counts its pieces in."""
        return f"{COUNTS}{self.pk}"
