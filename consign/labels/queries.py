"""Reads about printers, papers, and labels that were printed."""

from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from consign.labels.direct import queues_at
from consign.labels.models import OwnSheet, Printed, Printer
from consign.labels.sheets import SHEETS, Sheet
from consign.people.models import Coworking
from consign.refusal import Refused
from consign.stock.models import Item, Placement, Reduction
from consign.stock.queries import labelled_at


class UnknownPrinter(Refused):
    code = "unknown_printer"
    sentence = _("No printer here is called “%(name)s”.")


class UnknownPaper(Refused):
    code = "unknown_paper"
    sentence = _("There is no paper “%(name)s” here.")


def printers_at(coworking: Coworking) -> QuerySet[Printer]:
    """A coworking's printers, by name."""
    return Printer.objects.filter(coworking=coworking).order_by("name")


def reached(coworking: Coworking, printer: Printer | None) -> bool:
    """Whether labels can be sent straight to a printer: its queue is still the coworking's."""
    return printer is not None and printer.queue in queues_at(coworking)


def shift_of(coworking: Coworking, name: str) -> tuple[Decimal, Decimal]:
    """How far a printer's labels are moved, right and down; nothing without a name.

    Refused: UnknownPrinter.
    """
    if not name:
        return Decimal(0), Decimal(0)
    printer = printers_at(coworking).filter(name=name).first()
    if printer is None:
        raise UnknownPrinter(place="printer", name=name)
    return printer.shift


def own_sheets(coworking: Coworking) -> QuerySet[OwnSheet]:
    """A coworking's own papers, by name."""
    return OwnSheet.objects.filter(coworking=coworking).order_by("name")


def sheets_at(coworking: Coworking) -> dict[str, Sheet]:
    """All papers a coworking prints on by the names doors call them: its own ones first."""
    return {own.slug: own.sheet for own in own_sheets(coworking)} | SHEETS


def sheet_at(coworking: Coworking, name: str) -> Sheet:
    """One of them.  Refused: UnknownPaper."""
    found = SHEETS.get(name) or sheets_at(coworking).get(name)
    if found is None:
        raise UnknownPaper(place="sheet", name=name)
    return found


def labels_out_of_date(coworking: Coworking) -> QuerySet[Item]:
    """Items on hand whose label, printed last, says something else than it should.

    That is another price; or a reduced one without the price before, because the reduction began
    later; or the price before of a reduction that is over.
    """
    printed = Printed.objects.filter(item=OuterRef("pk"), coworking=coworking)
    running = Reduction.objects.filter(
        item=OuterRef("item"), begun_at__isnull=False, ended_at__isnull=True
    )
    wrong = (
        ~Q(price=F("item__price"))
        | Q(Exists(running.filter(begun_at__gt=OuterRef("at"))))
        | Q(~Exists(running), before__isnull=False)
    )
    return _on_hand(coworking).filter(Exists(printed.filter(wrong)))


def never_labelled(coworking: Coworking) -> QuerySet[Item]:
    """Items on hand no label was ever printed for here.

    What was on hand before prints were written down counts as labelled, at its price of then.
    """
    printed = Printed.objects.filter(item=OuterRef("pk"), coworking=coworking)
    return _on_hand(coworking).filter(~Exists(printed))


def _on_hand(coworking: Coworking) -> QuerySet[Item]:
    here = Placement.objects.filter(
        item=OuterRef("pk"), showcase__coworking=coworking, on_hand__gt=0
    )
    return labelled_at(coworking).filter(Exists(here))
