"""Printing straight to a queue of the machine the program runs on, by its own `lp` (CUPS).

Which queues there are is said where the program is installed: nobody names one on a page.
"""

import logging
import subprocess

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from consign.labels.sheets import Sheet
from consign.people.models import Coworking
from consign.refusal import Refused

log = logging.getLogger(__name__)
PATIENCE = 20
A4 = (210, 297)


class PrinterSilent(Refused):
    code = "printer_silent"
    sentence = _(
        "The printer “%(name)s” did not take the labels. See whether it is on, or make the sheet "
        "and print that."
    )


def queues_at(coworking: Coworking) -> list[str]:
    """The queues that are a coworking's, by the setting LABEL_QUEUES: `coworking:queue, …`."""
    told = (one.partition(":") for one in settings.LABEL_QUEUES)
    return [queue for slug, _colon, queue in told if slug == coworking.slug and queue]


def hand_over(pdf: bytes, *, queue: str, sheet: Sheet, name: str) -> None:
    """Give a PDF to a queue, in its own size; `name` is what people call the printer.

    Refused: PrinterSilent, where the queue does not take it.
    """
    wide, high = sheet.page
    media = "A4" if sheet.page == A4 else f"Custom.{wide:g}x{high:g}mm"
    asked = ("lp", "-s", "-d", queue, "-t", "labels", "-o", f"media={media}")
    try:
        # The queue is the installer's word, the rest our own: nothing of it is typed on a page.
        subprocess.run(  # noqa: S603
            (*asked, "-o", "print-scaling=none"),
            input=pdf,
            capture_output=True,
            check=True,
            timeout=PATIENCE,
        )
    except (OSError, subprocess.SubprocessError) as failed:
        said = getattr(failed, "stderr", None) or b""
        log.warning("queue %s: %r %s", queue, failed, said.decode(errors="replace").strip())
        raise PrinterSilent(name=name) from None
