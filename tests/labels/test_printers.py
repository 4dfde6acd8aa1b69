"""A printer that prints beside the mark is put right, and the calibration page shows how far."""

from decimal import Decimal

import numpy as np
import pytest
from django.db import IntegrityError, transaction

from consign.labels.calibration import calibration_page
from consign.labels.models import Printer
from consign.labels.operations import (
    NoPrinterName,
    PrinterKnown,
    ShiftOutOfRange,
    forget_printer,
    keep_printer,
)
from consign.labels.queries import UnknownPrinter, printers_at, shift_of
from consign.labels.sheets import L7160, SHEETS, Sheet
from consign.people.models import Coworking, User
from tests.factories import START
from tests.paper import reading

pytestmark = pytest.mark.django_db
HALF = Decimal("0.5")


def keep(
    coworking: Coworking, by: User, name: str = "Brother", right: str = "1.5", down: str = "-0.5"
) -> Printer:
    return keep_printer(
        coworking=coworking, name=name, right=Decimal(right), down=Decimal(down), by=by, at=START
    )


def test_a_printer_is_found_by_its_name(rcoop: Coworking, filature: Coworking, dan: User) -> None:
    keep(rcoop, dan, "  Brother   at the desk ")
    assert shift_of(rcoop, "Brother at the desk") == (Decimal("1.5"), Decimal("-0.5"))
    assert shift_of(rcoop, "") == (Decimal(0), Decimal(0))
    with pytest.raises(UnknownPrinter):
        shift_of(filature, "Brother at the desk")


def test_what_is_known_better_replaces_what_was_known(rcoop: Coworking, dan: User) -> None:
    printer = keep(rcoop, dan)
    keep_printer(
        coworking=rcoop, printer=printer, name="Zebra", right=HALF, down=HALF, by=dan, at=START
    )
    (kept,) = printers_at(rcoop)
    assert (kept.name, kept.right, kept.down) == ("Zebra", HALF, HALF)


def test_two_printers_have_two_names(rcoop: Coworking, filature: Coworking, dan: User) -> None:
    keep(rcoop, dan)
    with pytest.raises(PrinterKnown):
        keep(rcoop, dan)
    keep(filature, dan)
    assert printers_at(rcoop).count() == printers_at(filature).count() == 1


@pytest.mark.parametrize("name", ["", "  ", "\0", "x" * 61])
def test_a_printer_has_a_name(rcoop: Coworking, dan: User, name: str) -> None:
    with pytest.raises(NoPrinterName):
        keep(rcoop, dan, name)


@pytest.mark.parametrize("right", ["20.1", "-20.1", "0.05", "NaN", "Infinity"])
def test_nobody_is_put_right_further_than_two_centimetres(
    rcoop: Coworking, dan: User, right: str
) -> None:
    with pytest.raises(ShiftOutOfRange) as refusal:
        keep(rcoop, dan, right=right)
    assert refusal.value.place == "right"
    assert not printers_at(rcoop).exists()


def test_a_printer_is_forgotten_once(rcoop: Coworking, dan: User) -> None:
    printer = keep(rcoop, dan)
    forget_printer(printer=printer, by=dan, at=START)
    forget_printer(printer=printer, by=dan, at=START)
    assert not printers_at(rcoop).exists()


def test_the_database_refuses_a_nameless_and_a_far_one(rcoop: Coworking) -> None:
    for wrong in ({"name": ""}, {"name": "x", "right": 21}, {"name": "x", "down": -21}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Printer.objects.create(coworking=rcoop, **wrong)


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS.keys())
def test_the_calibration_page_frames_every_label(sheet: Sheet) -> None:
    image = reading.picture(calibration_page(sheet=sheet, language="nl"), dpi=254) < 128
    for place in {1, sheet.places}:
        x, y = sheet.corner(place)
        left, top = int(x * 10), int(y * 10)
        right, low = int((x + sheet.wide) * 10), int((y + sheet.high) * 10)
        assert image[top : top + 4, left + 4 : right - 4].any(axis=0).all()
        assert image[top + 4 : low - 4, left : left + 4].any(axis=1).all()
        assert image[top + 4 : low - 4, right - 4 : right + 2].any(axis=1).all()


def test_the_calibration_page_is_moved_like_labels() -> None:
    pages = [
        reading.picture(calibration_page(sheet=L7160, shift=shift, language="fr"), dpi=254) < 128
        for shift in ((0, 0), (Decimal(2), Decimal(-3)))
    ]
    (rows, columns), (moved_rows, moved_columns) = (np.nonzero(page) for page in pages)
    assert moved_columns.min() - columns.min() == pytest.approx(20, abs=1)
    assert moved_rows.min() - rows.min() == pytest.approx(-30, abs=1)
