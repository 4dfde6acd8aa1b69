"""What there is: showcases, items with their pictures, and what they cost when."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

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
    liable sells them.  `metal_grams` is the weight of the precious metal, as `materials` names it.
    `agreed_value` is what the maker asks for one lost piece; a deposit slip makes it agreed, and
    nothing means what the agreement says.  `key` is made on the maker's phone: sent twice, it is
    one item; `content` is what it was first sent with.
    """

    maker = models.ForeignKey(Maker, on_delete=models.PROTECT, related_name="items")
    code = models.CharField(max_length=7, unique=True)
    key = models.UUIDField(null=True, unique=True)
    content = models.CharField(max_length=64, blank=True)
    title = models.CharField(max_length=80)
    story = models.TextField(blank=True)
    materials = models.CharField(max_length=160, blank=True)
    size = models.CharField(max_length=60, blank=True)
    care = models.CharField(max_length=160, blank=True)
    metal_grams = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    agreed_value = MoneyField(null=True, blank=True)
    reference = models.CharField(max_length=40, blank=True)
    # What is told above, as it is looked for (`consign.stock.words`).
    words = models.TextField(editable=False)
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
            models.CheckConstraint(
                condition=Q(metal_grams__isnull=True) | Q(metal_grams__gt=0),
                name="stock_item_metal_weighs_something",
            ),
            models.CheckConstraint(
                condition=Q(agreed_value__isnull=True) | Q(agreed_value__gte=0),
                name="stock_item_value_not_negative",
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


class Reduction(models.Model):
    """A lower price of an item from a day to a day, both inclusive; then the one before returns.

    `before` is what it cost when the reduction began.  Ended by somebody or by its last day, it is
    over; one that never began was called off.
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="reductions")
    price = MoneyField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    planned_at = models.DateTimeField()
    before = MoneyField(null=True)
    begun_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(ended_at__isnull=True),
                name="stock_reduction_one_at_a_time",
            ),
            models.CheckConstraint(condition=Q(price__gt=0), name="stock_reduction_above_zero"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="stock_reduction_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(begun_at__isnull=True, before__isnull=True)
                | Q(begun_at__isnull=False, before__isnull=False, before__gt=F("price")),
                name="stock_reduction_begun_from_a_higher_price",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False) | Q(ended_by__isnull=True),
                name="stock_reduction_ended_by_and_at",
            ),
        ]
