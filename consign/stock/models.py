"""Where things are: items, showcases, placements and their movements; what is kept for whom."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consign.money.fields import MoneyField
from consign.people.models import Coworking, Maker


class Showcase(models.Model):
    """A window, shelf or back room of a coworking."""

    coworking = models.ForeignKey(Coworking, on_delete=models.PROTECT, related_name="showcases")
    name = models.CharField(max_length=60)
    # A back room holds pieces that are there but not on show; the public page does not list them.
    on_show = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coworking", "name"], name="stock_showcase_one_name")
        ]

    def __str__(self) -> str:
        return self.name


class Item(models.Model):
    """Equal goods of one maker under one label code; often one unique piece.

    `price` is what the label says, VAT included; `vat_percent` the rate of the goods when someone
    liable sells them.  `key` is made on the maker's phone: sent twice, it is one item; `content` is
    what it was first sent with.
    """

    maker = models.ForeignKey(Maker, on_delete=models.PROTECT, related_name="items")
    code = models.CharField(max_length=7, unique=True)
    key = models.UUIDField(null=True, unique=True)
    content = models.CharField(max_length=64, blank=True)
    title = models.CharField(max_length=80)
    story = models.TextField(blank=True)
    materials = models.CharField(max_length=160, blank=True)
    size = models.CharField(max_length=60, blank=True)
    reference = models.CharField(max_length=40, blank=True)
    price = MoneyField()
    vat_percent = models.DecimalField(max_digits=7, decimal_places=4, default=21)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(price__gte=0), name="stock_item_price_not_negative"),
            models.CheckConstraint(
                condition=Q(vat_percent__gte=0) & Q(vat_percent__lte=50),
                name="stock_item_vat_in_range",
            ),
        ]
        indexes = [models.Index(fields=["maker", "-id"], name="stock_item_of_maker")]

    def __str__(self) -> str:
        return self.title


class Photo(models.Model):
    """A picture of an item, upright and without the camera's data; the first is its face."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="photos")
    position = models.PositiveSmallIntegerField()
    large = models.FileField(upload_to="photos/")
    small = models.FileField(upload_to="photos/")
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["item", "position"], name="stock_photo_position")
        ]


class PriceChange(models.Model):
    """What an item cost from a moment on; the first row is its first price.  Append-only."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="price_changes")
    price = MoneyField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()


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
