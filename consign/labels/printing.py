"""Printing labels: the sheet, and what is written down about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from consign.days import local_day
from consign.labels.direct import hand_over
from consign.labels.face import Face
from consign.labels.faces import faces_of
from consign.labels.marks import NONE, Marks
from consign.labels.models import Printed, Printer
from consign.labels.pdf import Shift, first_sheet, label_sheet
from consign.labels.sheets import Kind, Sheet
from consign.people.models import Coworking, User
from consign.refusal import Refused
from consign.stock.models import Item
from consign.stock.prices import prior_prices

MOST = 1000
"""Labels at once: a print can be stopped and found again on that many."""
MOST_CARDS = 200


class TooManyLabels(Refused):
    code = "too_many_labels"
    sentence = _("At most %(most)s labels are printed at once. Print the rest after these.")


Wanted = Sequence[tuple[Item, int]]


@dataclass(frozen=True)
class Job:
    """What is to be printed: how many labels of which items, for whose window, on which paper."""

    items: Wanted
    coworking: Coworking
    sheet: Sheet
    base_url: str
    language: str
    start_at: int = 1
    shift: Shift = (0, 0)
    marks: Marks = NONE


@dataclass(frozen=True)
class Sheets:
    """Printed labels as PDF; `left_out` are the signs our type cannot draw, by an item's code."""

    pdf: bytes
    left_out: Mapping[str, str]


def print_labels(
    *,
    job: Job,
    by: User,  # noqa: ARG001
    at: datetime,
    on: Printer | None = None,
) -> Sheets:
    """The labels as PDF; what they say is written down as the latest label of each item here.

    `on` is a printer with a queue: it gets them first, and where it does not take them nothing is
    written down.  A proof is no label: nothing is written down either.

    Refused: TooManyLabels, NothingToPrint, StartOutsideSheet, CodeTooSmall, AddressTooLong,
    NoPayee, NoAgreement, NoVatStatus, PrinterSilent.
    """
    most = MOST_CARDS if job.sheet.kind == Kind.CARD else MOST
    if sum(copies for _item, copies in job.items) > most:
        raise TooManyLabels(place="items", most=most)
    before = prior_prices([item for item, _copies in job.items], job.coworking, at)
    faces = _faces(job, before, at)
    pdf = label_sheet(
        faces,
        sheet=job.sheet,
        start_at=job.start_at,
        shift=job.shift,
        marks=job.marks,
        language=job.language,
    )
    if on is not None:
        hand_over(pdf, queue=on.queue, sheet=job.sheet, name=on.name)
    if not job.marks.proof:
        _write_down(job, before, at)
    return Sheets(pdf, {face.code: face.left_out for face in faces if face.left_out})


def look_at(*, job: Job, at: datetime) -> bytes:
    """The first sheet as a picture (PNG); nothing is written down.  Refused: as `print_labels`."""
    before = prior_prices([item for item, _copies in job.items], job.coworking, at)
    return first_sheet(
        _faces(job, before, at),
        sheet=job.sheet,
        start_at=job.start_at,
        shift=job.shift,
        marks=job.marks,
    )


def _faces(job: Job, before: Mapping[int, Decimal], at: datetime) -> list[Face]:
    return faces_of(
        items=job.items,
        coworking=job.coworking,
        day=local_day(at),
        base_url=job.base_url,
        language=job.language,
        before=before,
        as_cards=job.sheet.kind == Kind.CARD,
    )


def _write_down(job: Job, before: Mapping[int, Decimal], at: datetime) -> None:
    """One row for each item here, made or brought up to date by the database in one statement.

    Rows are taken in the order of items, so that two who print the same ones never wait for each
    other.
    """
    items = sorted({item.pk: item for item, _copies in job.items}.items())
    shows_before = job.sheet.kind != Kind.WORDS
    rows = [
        Printed(
            item=item,
            coworking=job.coworking,
            price=item.price,
            before=_higher(before.get(pk), item) if shows_before else None,
            at=at,
        )
        for pk, item in items
    ]
    with transaction.atomic():
        Printed.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["item", "coworking"],
            update_fields=["price", "before", "at"],
        )


def _higher(before: Decimal | None, item: Item) -> Decimal | None:
    return before if before is not None and before > item.price else None
