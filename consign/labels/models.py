"""Printers and papers of a coworking, and what its labels say that were printed."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consign.labels.sheets import Kind, Sheet
from consign.money.fields import MoneyField
from consign.people.models import Coworking
from consign.stock.models import Item

FURTHEST = 20


class Printer(models.Model):
    """A printer by the name people give it; `right` and `down` are millimetres that put it right.

    Everything it prints is moved by them: to the left and up where they are below zero.  With a
    `queue` of the machine the program runs on, labels are sent to it straight away.
    """

    coworking = models.ForeignKey(Coworking, on_delete=models.PROTECT, related_name="printers")
    name = models.CharField(max_length=60)
    right = models.DecimalField(max_digits=3, decimal_places=1, default=0)
    down = models.DecimalField(max_digits=3, decimal_places=1, default=0)
    queue = models.CharField(max_length=127, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coworking", "name"], name="labels_printer_one_name"),
            models.CheckConstraint(condition=~Q(name=""), name="labels_printer_has_a_name"),
            models.CheckConstraint(
                condition=Q(right__gte=-FURTHEST, right__lte=FURTHEST)
                & Q(down__gte=-FURTHEST, down__lte=FURTHEST),
                name="labels_printer_not_further",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def shift(self) -> tuple[Decimal, Decimal]:
        """How far everything it prints is moved: to the right, and down."""
        return self.right, self.down


class PageKind(models.TextChoices):
    A4 = "a4", _("Sheets, A4")
    SINGLE = "single", _("A roll, or single labels")


class OwnSheet(models.Model):
    """A paper of a coworking in millimetres, beside those everybody has.

    `left` and `top` are the margins of the first label, `step_x` and `step_y` lead from a label's
    edge to the same edge of the next; a single label is a page of its own.  `kind` was found from
    the size: what there is room for.
    """

    coworking = models.ForeignKey(Coworking, on_delete=models.PROTECT, related_name="sheets")
    name = models.CharField(max_length=40)
    page = models.CharField(max_length=10, choices=PageKind.choices)
    wide = models.DecimalField(max_digits=5, decimal_places=2)
    high = models.DecimalField(max_digits=5, decimal_places=2)
    columns = models.PositiveSmallIntegerField(default=1)
    rows = models.PositiveSmallIntegerField(default=1)
    left = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    top = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    step_x = models.DecimalField(max_digits=5, decimal_places=2)
    step_y = models.DecimalField(max_digits=5, decimal_places=2)
    dpi = models.PositiveSmallIntegerField(default=300)
    kind = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coworking", "name"], name="labels_sheet_one_name"),
            models.CheckConstraint(condition=~Q(name=""), name="labels_sheet_has_a_name"),
            models.CheckConstraint(
                condition=Q(page__in=PageKind.values)
                & Q(kind__in=[Kind.FULL.value, Kind.SMALL.value, Kind.WORDS.value]),
                name="labels_sheet_known",
            ),
            models.CheckConstraint(
                condition=Q(wide__gt=0, high__gt=0, left__gte=0, top__gte=0)
                & Q(columns__gte=1, rows__gte=1, dpi__gte=1),
                name="labels_sheet_of_something",
            ),
            models.CheckConstraint(
                condition=Q(step_x__gte=F("wide"), step_y__gte=F("high")),
                name="labels_sheet_labels_apart",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def slug(self) -> str:
        """What it is called among the papers, on pages and in the API."""
        return f"own-{self.pk}"

    @property
    def sheet(self) -> Sheet:
        """The paper, to print on."""
        single = self.page == PageKind.SINGLE
        return Sheet(
            name=self.slug,
            page=(float(self.wide), float(self.high)) if single else (210, 297),
            columns=self.columns,
            rows=self.rows,
            wide=float(self.wide),
            high=float(self.high),
            left=float(self.left),
            top=float(self.top),
            step_x=float(self.step_x),
            step_y=float(self.step_y),
            kind=Kind(self.kind),
            dpi=self.dpi,
            called=self.name,
        )


class Printed(models.Model):
    """The label printed last for an item at a coworking: the price it says, and the one before.

    `before` is the lowest price of the thirty days before a reduction, where the label says one.
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="labels")
    coworking = models.ForeignKey(Coworking, on_delete=models.PROTECT, related_name="labels")
    price = MoneyField()
    before = MoneyField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "coworking"], name="labels_printed_once"),
            models.CheckConstraint(
                condition=Q(price__gte=0) & (Q(before__isnull=True) | Q(before__gt=F("price"))),
                name="labels_printed_amounts",
            ),
        ]
