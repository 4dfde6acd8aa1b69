"""Writing how far a printer prints beside the mark, and where it can be reached."""

from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from consign.journal.operations import note
from consign.labels.direct import queues_at
from consign.labels.models import FURTHEST, Printer
from consign.people.models import Coworking, User
from consign.refusal import Refused

LONGEST_NAME = 60


class NoPrinterName(Refused):
    code = "no_printer_name"
    sentence = _("Give the printer a name, in at most 60 characters.")


class PrinterKnown(Refused):
    code = "printer_known"
    sentence = _("Another printer is already called “%(name)s”.")


class ShiftOutOfRange(Refused):
    code = "shift_out_of_range"
    sentence = _("A printer is put right by at most 20 mm, in tenths of a millimetre.")


class UnknownQueue(Refused):
    code = "unknown_queue"
    sentence = _("This window has no queue “%(name)s”. Whoever runs the program can add it.")


def keep_printer(
    *,
    coworking: Coworking,
    name: str,
    right: Decimal,
    down: Decimal,
    by: User,
    at: datetime,
    printer: Printer | None = None,
    queue: str = "",
) -> Printer:
    """Write down a printer of a coworking, or what is known better of `printer` by now.

    `queue` is one of the coworking's, or empty for a printer that is reached by its owner alone.
    Refused: NoPrinterName, ShiftOutOfRange, UnknownQueue, PrinterKnown.
    """
    name = " ".join(name.replace("\0", "").split())
    if not name or len(name) > LONGEST_NAME:
        raise NoPrinterName(place="name")
    for place, length in (("right", right), ("down", down)):
        if not length.is_finite() or abs(length) > FURTHEST or length * 10 % 1:
            raise ShiftOutOfRange(place=place)
    if queue and queue not in queues_at(coworking):
        raise UnknownQueue(place="queue", name=queue)
    kept = printer or Printer(coworking=coworking)
    kept.name, kept.right, kept.down, kept.queue = name, right, down, queue
    try:
        with transaction.atomic():
            kept.save()
            _note(kept, "keep printer", by, at)
    except IntegrityError:
        raise PrinterKnown(place="name", name=name) from None
    return kept


def forget_printer(*, printer: Printer, by: User, at: datetime) -> None:
    """Take a printer off the list; once it is gone, again changes nothing."""
    with transaction.atomic():
        gone, _rows = Printer.objects.filter(pk=printer.pk).delete()
        if gone:
            _note(printer, "forget printer", by, at)


def _note(printer: Printer, verb: str, by: User, at: datetime) -> None:
    facts = {"right": str(printer.right), "down": str(printer.down), "queue": printer.queue}
    chain = printer.coworking.slug
    note(by=by, at=at, verb=verb, subject=printer.name, chain=chain, **facts)
