from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import numpy as np
import pytest

from consign.paper.ink import Ink
from consign.paper.lengths import mm
from consign.paper.pen import Align
from tests.paper import reading


def drawing(*, texts: tuple[str, ...] = ("Été",), pages: int = 1) -> bytes:
    stream = BytesIO()
    ink = Ink(stream, title="Relevé", author="Rcoop", language="fr")
    for _page in range(pages):
        for row, text in enumerate(texts):
            ink.text(mm(20), mm(20 + 8 * row), text, size=11)
        ink.turn()
    ink.close()
    return stream.getvalue()


def test_the_same_drawing_gives_the_same_bytes() -> None:
    assert drawing() == drawing()


def test_every_font_is_in_the_file_and_none_is_the_viewers_own() -> None:
    pdf = drawing()
    assert reading.every_font_is_embedded(pdf)
    assert all("SourceSansPro" in name for name in reading.font_names(pdf))


def test_title_author_and_language_are_said() -> None:
    pdf = drawing()
    found = reading.metadata(pdf)
    assert (found["Title"], found["Author"], found["Creator"]) == ("Relevé", "Rcoop", "Consign")
    assert b"/Lang (fr)" in pdf
    assert b"/DisplayDocTitle true" in pdf


def test_a_viewer_prints_at_true_size() -> None:
    assert b"/PrintScaling /None" in drawing()


def test_brackets_backslashes_and_every_script_can_be_drawn_and_read() -> None:
    wanted = "(a) \\ [b] <c> Łódź € 100 %"
    assert reading.texts(drawing(texts=(wanted,))) == [wanted]


def test_more_letters_than_one_subset_holds_are_all_drawn() -> None:
    wanted = "".join(map(chr, range(0xC0, 0x17F)))
    assert reading.texts(drawing(texts=(wanted,))) == [wanted]


def test_pages_are_packed() -> None:
    one, many = drawing(texts=("Bague",) * 30), drawing(texts=("Bague",) * 30, pages=11)
    assert len(many) - len(one) < 10 * 30 * len("BT 1 0 0 1 56.69 785.20 Tm /F2+0")


@pytest.mark.parametrize(("align", "side"), [("left", 0), ("centre", 0.5), ("right", 1)])
def test_a_text_leans_where_it_is_told(align: Align, side: float) -> None:
    stream = BytesIO()
    ink = Ink(stream, title="t", author="a", language="en", size=(200, 100))
    ink.text(100, 60, "HHHHH", size=16, align=align)
    ink.turn()
    ink.close()
    rows, columns = np.nonzero(reading.picture(stream.getvalue(), dpi=72) == 0)
    assert columns.min() + side * (columns.max() - columns.min()) == pytest.approx(100, abs=2.5)
    assert rows.max() == pytest.approx(60, abs=1.5)


def test_lines_and_bands_are_measured_from_the_top_left() -> None:
    stream = BytesIO()
    ink = Ink(stream, title="t", author="a", language="en", size=(200, 100))
    ink.rule(20, 30, to=180, weight=2)
    ink.band(50, 60, wide=30, high=20, grey=0)
    ink.turn()
    ink.close()
    dark = reading.picture(stream.getvalue(), dpi=72) == 0
    assert dark[30, 25:175].all()
    assert not dark[32:59].any()
    assert dark[61:79, 51:79].all()
    assert not dark[82:].any()


def test_a_stitched_line_has_gaps() -> None:
    stream = BytesIO()
    ink = Ink(stream, title="t", author="a", language="en", size=(200, 100))
    ink.rule(20, 30, to=180, weight=1, stitched=True)
    ink.turn()
    ink.close()
    row = reading.picture(stream.getvalue(), dpi=288)[120] == 0
    assert np.count_nonzero(np.diff(row.astype(int))) > 20


def test_a_reserved_place_is_filled_later() -> None:
    stream = BytesIO()
    ink = Ink(stream, title="t", author="a", language="en")
    ink.reserve("sum")
    ink.turn()
    ink.text(50, 50, "page two", size=10)
    ink.turn()
    with ink.fill("sum"):
        ink.text(50, 50, "known at the end", size=10)
    ink.close()
    assert reading.texts(stream.getvalue()) == ["known at the end", "page two"]


def test_papers_drawn_at_the_same_time_do_not_disturb_each_other() -> None:
    wanted = [drawing(texts=(f"Été {number} « ł »",)) for number in range(8)]
    with ThreadPoolExecutor(8) as threads:
        for _round in range(5):
            found = threads.map(lambda n: drawing(texts=(f"Été {n} « ł »",)), range(8))
            assert list(found) == wanted
