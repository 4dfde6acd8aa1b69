"""Marks to cut along, and proofs on plain paper."""

import numpy as np
import pytest

from consign.labels.marks import Marks, can_be_cut
from consign.labels.pdf import label_sheet
from consign.labels.sheets import L7160, SHEETS, Sheet
from tests.labels.cards import CARDS
from tests.labels.faces import faces
from tests.paper import reading

GAPS = [SHEETS[name] for name in ("L7160", "L7159", "L7651", "A6x4")]


def dark(sheet: Sheet, marks: Marks) -> reading.Picture:
    pdf = label_sheet(faces(sheet.places), sheet=sheet, marks=marks, language="fr")
    found: reading.Picture = reading.picture(pdf, dpi=254) == 0
    return found


@pytest.mark.parametrize("sheet", GAPS, ids=lambda sheet: sheet.name)
def test_marks_lie_outside_every_label(sheet: Sheet) -> None:
    added = dark(sheet, Marks(cut=True)) & ~dark(sheet, Marks())
    assert added.any()
    for place in range(1, sheet.places + 1):
        x, y = sheet.corner(place)
        left, top = int(x * 10) + 3, int(y * 10) + 3
        right, low = int((x + sheet.wide) * 10) - 3, int((y + sheet.high) * 10) - 3
        assert not added[top:low, left:right].any()


def test_a_roll_has_no_room_for_marks() -> None:
    assert not can_be_cut(SHEETS["57x32"])
    assert not can_be_cut(SHEETS["A6"])
    assert can_be_cut(L7160)
    assert (dark(SHEETS["57x32"], Marks(cut=True)) == dark(SHEETS["57x32"], Marks())).all()


def test_a_proof_frames_every_label() -> None:
    page = dark(L7160, Marks(proof=True))
    for place in (1, 11, 21):
        x, y = L7160.corner(place)
        left, top = int(x * 10), int(y * 10)
        right = int((x + L7160.wide) * 10)
        assert page[top : top + 3, left + 4 : right - 4].any(axis=0).all()


def test_a_proof_has_no_grey_and_no_colour() -> None:
    pdf = label_sheet(CARDS, sheet=SHEETS["A6x4"], marks=Marks(proof=True), language="fr")
    assert b"/DCTDecode" not in pdf
    with reading.opened(pdf) as document:
        pixels = document[0].render(scale=4).to_numpy()
    assert (pixels.max(axis=2) == pixels.min(axis=2)).all()
    between = np.logical_and(pixels[..., 0] > 8, pixels[..., 0] < 247).mean()
    assert between < 0.03
