"""Where pieces are: announced, placed, moved, on their way."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consign.people.models import Coworking
from consign.stock.models.goods import Item, Showcase


class AnnouncementState(models.TextChoices):
    WAITING = "waiting", _("announced")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")


class Announcement(models.Model):
    """A maker's word that some of an item is coming to a coworking; the desk accepts or declines.

    `accepted` is what was counted in, which may differ from what was announced.
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="announcements")
    coworking = models.ForeignKey(Coworking, on_delete=models.PROTECT, related_name="announcements")
    quantity = models.PositiveIntegerField()
    accepted = models.PositiveIntegerField(default=0)
    state = models.CharField(
        max_length=10, choices=AnnouncementState.choices, default=AnnouncementState.WAITING
    )
    reason = models.CharField(max_length=200, blank=True)
    announced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    announced_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "coworking"],
                condition=Q(state="waiting"),
                name="stock_announcement_one_waiting",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1), name="stock_announcement_of_something"
            ),
            models.CheckConstraint(
                condition=Q(state__in=AnnouncementState.values),
                name="stock_announcement_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", accepted__gte=1)
                | ~Q(state="accepted") & Q(accepted=0),
                name="stock_announcement_accepted_of_something",
            ),
        ]


class Placement(models.Model):
    """Some of an item in one showcase, with its count on hand."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="placements")
    showcase = models.ForeignKey(Showcase, on_delete=models.PROTECT, related_name="placements")
    on_hand = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "showcase"], name="stock_placement_once"),
            models.CheckConstraint(
                condition=Q(on_hand__gte=0), name="stock_placement_never_below_zero"
            ),
        ]


class MovementKind(models.TextChoices):
    ACCEPTED = "accepted", _("accepted from the maker")
    SOLD = "sold", _("sold")
    RETURNED = "returned", _("returned by a customer")
    MOVED = "moved", _("moved")
    FOUND = "found", _("counted in")
    GIVEN_BACK = "given_back", _("given back to the maker")
    LOST = "lost", _("lost")
    STOLEN = "stolen", _("stolen")
    DAMAGED = "damaged", _("damaged")


# Pieces that are gone without anybody having taken them over.
LOSSES = (MovementKind.LOST, MovementKind.STOLEN, MovementKind.DAMAGED)


class Movement(models.Model):
    """One signed change of a placement.  Append-only: the count on hand is their sum.

    `reference` names the cause (`S-2026-00042/1`), because stock knows nothing of the till.
    """

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="movements")
    kind = models.CharField(max_length=12, choices=MovementKind.choices)
    quantity = models.IntegerField()
    reference = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(quantity=0), name="stock_movement_moves"),
            models.CheckConstraint(
                condition=Q(kind__in=MovementKind.values), name="stock_movement_kind_known"
            ),
        ]
        indexes = [models.Index(fields=["reference"], name="stock_movement_reference")]


# What the movements of a transit begin their reference with.
TRANSITS = "transit/"


class Transit(models.Model):
    """Pieces on their way from one coworking to another.

    They left the placement `left`; `received` of them have arrived, `taken_back` of them are back
    where they left.  It is over when none is under way any more.
    """

    left = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="transits")
    coworking = models.ForeignKey(Coworking, on_delete=models.PROTECT, related_name="transits")
    quantity = models.PositiveIntegerField()
    remark = models.CharField(max_length=200, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField()
    received = models.PositiveIntegerField(default=0)
    taken_back = models.PositiveIntegerField(default=0)
    over_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="stock_transit_of_something"),
            models.CheckConstraint(
                condition=Q(received__gte=0, taken_back__gte=0)
                & (
                    Q(over_at__isnull=True, quantity__gt=F("received") + F("taken_back"))
                    | Q(over_at__isnull=False, quantity=F("received") + F("taken_back"))
                ),
                name="stock_transit_over_when_all_arrived",
            ),
        ]
        indexes = [
            models.Index(
                fields=["coworking", "left"],
                condition=Q(over_at__isnull=True),
                name="stock_transit_under_way",
            )
        ]

    @property
    def under_way(self) -> int:
        """How many pieces are neither here nor there."""
        return self.quantity - self.received - self.taken_back

    @property
    def reference(self) -> str:
        """What its movements say."""
        return f"{TRANSITS}{self.pk}"
