"""Cards for the window, as they are drawn."""

import numpy as np
import pytest
import zxingcpp

from consign.labels.card import story_lines
from consign.labels.face import Face
from consign.labels.pdf import label_sheet
from consign.labels.sheets import SHEETS
from tests.labels.cards import CARDS, STORY, URL
from tests.paper import reading


@pytest.mark.parametrize("face", CARDS, ids=["wide", "tall", "calm", "bare"])
@pytest.mark.parametrize("dpi", [203, 300])
def test_a_card_is_read_and_says_everything(face: Face, dpi: int) -> None:
    pdf = label_sheet([face], sheet=SHEETS["A6"], language="fr")
    assert [symbol.text for symbol in zxingcpp.read_barcodes(reading.picture(pdf, dpi=dpi))] == [
        URL
    ]
    (text,) = reading.texts(pdf)
    said = "".join(text.split()).replace("-", "").replace("\N{SOFT HYPHEN}", "")
    for words in (face.price_text, face.maker, face.seller_line, face.spaced_code, face.details):
        assert "".join(words.split()) in said


@pytest.mark.parametrize("face", CARDS[:2], ids=["wide", "tall"])
def test_a_photo_is_not_stretched(face: Face) -> None:
    assert face.picture is not None
    pdf = label_sheet([face], sheet=SHEETS["A6"], language="fr")
    with reading.opened(pdf) as document:
        pixels = document[0].render(scale=2).to_numpy().astype(int)
    coloured = pixels.max(axis=2) - pixels.min(axis=2) > 40
    rows, columns = np.nonzero(coloured)
    shown = (columns.max() - columns.min()) / (rows.max() - rows.min())
    assert shown == pytest.approx(face.picture.width / face.picture.height, rel=0.02)


def test_a_photo_printed_often_is_in_the_file_once() -> None:
    one = len(label_sheet(CARDS[:1], sheet=SHEETS["A6x4"], language="fr"))
    four = label_sheet(CARDS[:1] * 40, sheet=SHEETS["A6x4"], language="fr")
    assert four.count(b"/DCTDecode") == 1
    assert one < len(four)


def test_nothing_is_drawn_in_the_margin_of_a_card() -> None:
    for face in CARDS:
        image = reading.picture(
            label_sheet([face], sheet=SHEETS["A6"], language="fr"), dpi=254
        ).copy()
        image[60:-60, 60:-60] = reading.WHITE
        assert (image == reading.WHITE).all()


def test_a_long_story_ends_with_a_whole_word() -> None:
    lines = story_lines(STORY, size=9.5, room=250, high=60)
    assert lines[-1].endswith("…")
    assert lines[-1][:-1].split()[-1] in STORY.replace(".", "").replace(",", "").split()
    assert story_lines("Court.", size=9.5, room=250, high=60) == ["Court."]
    assert story_lines(STORY, size=9.5, room=250, high=5) == []
