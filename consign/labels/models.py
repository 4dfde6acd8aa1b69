"""The label printers of a coworking, and how far each prints beside the mark."""

from django.db import models
from django.db.models import Q

from consign.people.models import Coworking

FURTHEST = 20


class Printer(models.Model):
    """A printer by the name people give it; `right` and `down` are millimetres that put it right.

    Everything it prints is moved by them: to the left and up where they are below zero.
    """

    coworking = models.ForeignKey(Coworking, on_delete=models.PROTECT, related_name="printers")
    name = models.CharField(max_length=60)
    right = models.DecimalField(max_digits=3, decimal_places=1, default=0)
    down = models.DecimalField(max_digits=3, decimal_places=1, default=0)

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
