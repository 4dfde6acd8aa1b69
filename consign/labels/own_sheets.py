"""Writing down a coworking's own papers."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from consign.codes.address import piece_address
from consign.journal.operations import note
from consign.labels import own
from consign.labels.models import OwnSheet, PageKind
from consign.labels.sheets import Kind, Sheet
from consign.paper import qr
from consign.people.models import Coworking, User
from consign.refusal import Refused

LONGEST_NAME = 40
MOST = 40
"""Columns, and rows, of a sheet."""


class NoSheetName(Refused):
    code = "no_sheet_name"
    sentence = _("Give the paper a name, in at most 40 characters.")


class SheetKnown(Refused):
    code = "sheet_known"
    sentence = _("Another paper is already called “%(name)s”.")


class LabelSizeOutOfRange(Refused):
    code = "label_size_out_of_range"
    sentence = _(
        "Labels are %(narrowest)s to %(widest)s mm wide and %(lowest)s to %(highest)s mm high."
    )


class GridOutOfRange(Refused):
    code = "grid_out_of_range"
    sentence = _("A sheet has 1 to 40 labels beside and below each other.")


class MarginOutOfRange(Refused):
    code = "margin_out_of_range"
    sentence = _("A margin is 0 mm or more, in hundredths of a millimetre.")


class LabelsOverlap(Refused):
    code = "labels_overlap"
    sentence = _(
        "The labels overlap: each is %(size)s mm, and the next one begins after %(step)s mm. "
        "Measure from the edge of one label to the same edge of the next."
    )


class TooWide(Refused):
    code = "too_wide"
    sentence = _(
        "These labels leave the page: a left margin of %(margin)s mm and %(count)s labels beside "
        "each other end at %(end)s mm, and the page is %(page)s mm wide."
    )


class TooHigh(Refused):
    code = "too_high"
    sentence = _(
        "These labels leave the page: an upper margin of %(margin)s mm and %(count)s labels below "
        "each other end at %(end)s mm, and the page is %(page)s mm high."
    )


class DotsUnknown(Refused):
    code = "dots_unknown"
    sentence = _("A printer of labels has 203, 300 or 600 dots to the inch.")


class NoRoomForACode(Refused):
    code = "no_room_for_a_code"
    sentence = _(
        "No code that can be scanned fits on %(wide)s × %(high)s mm. The nearest size that works "
        "is %(nearest)s mm. Or keep it without a code to scan: then it is printed to be typed."
    )


@dataclass(frozen=True)
class Measures:
    """A paper as somebody measured it, in millimetres; without a step labels lie edge to edge."""

    name: str
    page: str
    wide: Decimal
    high: Decimal
    columns: int = 1
    rows: int = 1
    left: Decimal = Decimal(0)
    top: Decimal = Decimal(0)
    step_x: Decimal | None = None
    step_y: Decimal | None = None
    dpi: int = 300


def keep_sheet(
    *,
    coworking: Coworking,
    measures: Measures,
    base_url: str,
    by: User,
    at: datetime,
    sheet: OwnSheet | None = None,
    without_code: bool = False,
) -> OwnSheet:
    """Write down a paper of a coworking, or what is known better of `sheet` by now.

    What it shows follows from its size and the length of our address.  Refused: NoSheetName,
    LabelSizeOutOfRange, GridOutOfRange, MarginOutOfRange, LabelsOverlap, TooWide, TooHigh,
    DotsUnknown, SheetKnown; NoRoomForACode unless `without_code` says that this is meant.
    """
    kept = sheet or OwnSheet(coworking=coworking)
    _take_over(kept, measures)
    kept.kind = _kind(kept, base_url, without_code).value
    try:
        with transaction.atomic():
            kept.save()
            _note(kept, "keep paper", by, at)
    except IntegrityError:
        raise SheetKnown(place="name", name=kept.name) from None
    return kept


def forget_sheet(*, sheet: OwnSheet, by: User, at: datetime) -> None:
    """Take a paper off the list; once it is gone, again changes nothing."""
    with transaction.atomic():
        gone, _rows = OwnSheet.objects.filter(pk=sheet.pk).delete()
        if gone:
            _note(sheet, "forget paper", by, at)


def drawn_as(*, measures: Measures) -> Sheet:
    """A paper as somebody measured it, whether it can be or not: to show what is wrong with it."""
    drawn = OwnSheet(kind=Kind.WORDS.value)
    _measured(drawn, measures)
    drawn.columns, drawn.rows = min(drawn.columns, MOST), min(drawn.rows, MOST)
    return drawn.sheet


def _take_over(kept: OwnSheet, told: Measures) -> None:
    kept.name = " ".join(told.name.replace("\0", "").split())
    if not kept.name or len(kept.name) > LONGEST_NAME:
        raise NoSheetName(place="name")
    _measured(kept, told)
    _expect_size(kept)
    _expect_grid(kept)
    if kept.page == PageKind.A4:
        _expect_apart(kept)
        _expect_on_page(kept)


def _measured(kept: OwnSheet, told: Measures) -> None:
    kept.page, kept.wide, kept.high, kept.dpi = told.page, told.wide, told.high, told.dpi
    kept.columns, kept.rows, kept.left, kept.top = told.columns, told.rows, told.left, told.top
    kept.step_x, kept.step_y = told.step_x or told.wide, told.step_y or told.high
    if kept.page == PageKind.SINGLE:
        kept.columns = kept.rows = 1
        kept.left = kept.top = Decimal(0)
        kept.step_x, kept.step_y = kept.wide, kept.high


def _expect_size(kept: OwnSheet) -> None:
    sides = (
        ("wide", kept.wide, own.NARROWEST, own.WIDEST),
        ("high", kept.high, own.LOWEST, own.HIGHEST),
    )
    for place, side, least, most in sides:
        if not (_hundredths(side) and least <= side <= most):
            raise LabelSizeOutOfRange(
                place=place,
                narrowest=own.NARROWEST,
                widest=own.WIDEST,
                lowest=own.LOWEST,
                highest=own.HIGHEST,
            )
    if kept.dpi not in own.DPI:
        raise DotsUnknown(place="dpi")


def _expect_grid(kept: OwnSheet) -> None:
    for place, count in (("columns", kept.columns), ("rows", kept.rows)):
        if not 1 <= count <= MOST:
            raise GridOutOfRange(place=place)
    for place, margin in (("left", kept.left), ("top", kept.top)):
        if not (_hundredths(margin) and margin >= 0):
            raise MarginOutOfRange(place=place)
    for place, step in (("step_x", kept.step_x), ("step_y", kept.step_y)):
        if not _hundredths(step):
            raise MarginOutOfRange(place=place)


def _expect_apart(kept: OwnSheet) -> None:
    for place, step, size in (
        ("step_x", kept.step_x, kept.wide),
        ("step_y", kept.step_y, kept.high),
    ):
        if step < size:
            raise LabelsOverlap(place=place, size=_mm(size), step=_mm(step))


def _expect_on_page(kept: OwnSheet) -> None:
    (page_wide, page_high) = own.A4
    end = kept.left + (kept.columns - 1) * kept.step_x + kept.wide
    if end > page_wide:
        raise TooWide(
            place="columns",
            margin=_mm(kept.left),
            count=kept.columns,
            end=_mm(end),
            page=_mm(page_wide),
        )
    end = kept.top + (kept.rows - 1) * kept.step_y + kept.high
    if end > page_high:
        raise TooHigh(
            place="rows",
            margin=_mm(kept.top),
            count=kept.rows,
            end=_mm(end),
            page=_mm(page_high),
        )


def _kind(kept: OwnSheet, base_url: str, without_code: bool) -> Kind:
    kept.kind = Kind.WORDS.value
    if without_code:
        return Kind.WORDS
    found = own.kind_of(kept.sheet, len(qr.matrix(piece_address(base_url, "0" * 7))))
    if found is None:
        size = own.nearest_with_a_code(kept.sheet)
        raise NoRoomForACode(
            place="without_code",
            wide=_mm(kept.wide),
            high=_mm(kept.high),
            nearest=f"{size.wide} × {size.high}" if size else "",
        )
    return found


def _hundredths(length: Decimal) -> bool:
    return length.is_finite() and abs(length) < 1000 and not length * 100 % 1


def _mm(length: Decimal) -> str:
    return number_format(Decimal(f"{length.normalize():f}"))


def _note(kept: OwnSheet, verb: str, by: User, at: datetime) -> None:
    size = f"{kept.wide}x{kept.high}"
    note(by=by, at=at, verb=verb, subject=kept.name, chain=kept.coworking.slug, size=size)
