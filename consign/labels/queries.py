"""Reads about printers."""

from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from consign.labels.models import Printer
from consign.people.models import Coworking
from consign.refusal import Refused


class UnknownPrinter(Refused):
    code = "unknown_printer"
    sentence = _("No printer here is called “%(name)s”.")


def printers_at(coworking: Coworking) -> QuerySet[Printer]:
    """A coworking's printers, by name."""
    return Printer.objects.filter(coworking=coworking).order_by("name")


def shift_of(coworking: Coworking, name: str) -> tuple[Decimal, Decimal]:
    """How far a printer's labels are moved, right and down; nothing without a name.

    Refused: UnknownPrinter.
    """
    if not name:
        return Decimal(0), Decimal(0)
    printer = printers_at(coworking).filter(name=name).first()
    if printer is None:
        raise UnknownPrinter(place="printer", name=name)
    return printer.right, printer.down
