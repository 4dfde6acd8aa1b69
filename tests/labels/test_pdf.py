import tracemalloc
from decimal import Decimal
from io import BytesIO

import numpy as np
import pytest
import zxingcpp

from consign.labels.face import Face
from consign.labels.pdf import (
    AddressTooLong,
    CodeTooSmall,
    NothingToPrint,
    StartOutsideSheet,
    label_sheet,
    write_label_sheet,
)
from consign.labels.sheets import L7160, SHEETS, Kind, Sheet
from tests.labels.faces import DIES, HARD, LONG_WORD, WORDS, faces
from tests.paper import reading

NAMED = (Kind.FULL, Kind.SMALL, Kind.CARD)
LARGE = Sheet("large", (210, 297), 2, 4, 99.1, 67.7, 4.65, 13.1, 101.6, 67.7)
BASES = {
    25: "https://vitrine.example",
    29: "https://coworking-la-ruche.example",
    33: "https://vitrine.coworking-la-ruche-de-bruxelles.example:8443/consign",
}


def printed(count: int, *, start_at: int = 1, sheet: Sheet = L7160) -> bytes:
    return label_sheet(faces(count), sheet=sheet, start_at=start_at, language="fr")


def scanned(image: reading.Picture) -> list[str]:
    found = zxingcpp.read_barcodes(
        image, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    )
    return sorted(symbol.text for symbol in found)


def cell(
    image: reading.Picture, sheet: Sheet, place: int, *, dpi: int, inset: float = 0
) -> reading.Picture:
    """The part of a picture of a page that is one label."""
    x, y = sheet.corner(place)
    left, top, right, bottom = (
        int(length * dpi / 25.4)
        for length in (x + inset, y + inset, x + sheet.wide - inset, y + sheet.high - inset)
    )
    return image[top : bottom + 1, left : right + 1]


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("dots_of_gain", [0, 1])
@pytest.mark.parametrize("base", BASES.values(), ids=BASES.keys())
def test_every_label_of_a_sheet_is_read(dpi: int, dots_of_gain: int, base: str) -> None:
    wanted = list(faces(21, base=base))
    image = reading.picture(label_sheet(wanted, sheet=L7160, language="fr"), dpi=dpi)
    assert scanned(reading.ink_spread(image, dots_of_gain)) == sorted(face.url for face in wanted)


def test_labels_begin_at_any_place_and_go_on_over_pages() -> None:
    wanted = list(faces(40))
    pdf = label_sheet(wanted, sheet=L7160, start_at=5, language="fr")
    assert len(reading.texts(pdf)) == 3
    parts = [wanted[:17], wanted[17:38], wanted[38:]]
    for page, part in enumerate(parts):
        image = reading.picture(pdf, page=page, dpi=203)
        assert scanned(image) == sorted(face.url for face in part)


@pytest.mark.parametrize("start_at", [1, 5, 21])
def test_the_places_before_the_start_stay_empty(start_at: int) -> None:
    image = reading.picture(printed(1, start_at=start_at), dpi=150)
    used = [place for place in range(1, 22) if (cell(image, L7160, place, dpi=150) == 0).any()]
    assert used == [start_at]


def test_a_full_sheet_does_not_turn_an_empty_page() -> None:
    assert len(reading.texts(printed(21))) == 1
    assert len(reading.texts(printed(22))) == 2
    assert len(reading.texts(printed(1, start_at=21))) == 1
    assert len(reading.texts(printed(2, start_at=21))) == 2


def test_words_price_maker_seller_and_code_can_be_read_back() -> None:
    wanted = list(faces(len(WORDS)))
    (text,) = reading.texts(label_sheet(wanted, sheet=L7160, language="fr"))
    for face in wanted:
        shown = [face.title, face.price_text, face.maker, face.seller_line, face.details]
        for words in [*shown, face.spaced_code]:
            assert " ".join(words.split()) in text


def test_the_seller_is_named_whole_however_long_the_name() -> None:
    for seller in (DIES, *(words[3] for words in HARD if LONG_WORD not in words[3])):
        face = Face("7K3M9QX", "https://VITRINE.EXAMPLE/I/7K3M9QX", "Bague", "1 €", "Moi", seller)
        (text,) = reading.texts(label_sheet([face], sheet=L7160, language="fr"))
        assert " ".join(seller.split()) in text


def test_a_price_is_never_cut() -> None:
    face = next(faces(1, words=[("Bague", "12 345 678 901 234,00 €", "Moi", "Vendu par Dies", "")]))
    (text,) = reading.texts(label_sheet([face], sheet=L7160, language="fr"))
    assert "12 345 678 901 234,00 €" in text


def test_a_long_title_ends_in_an_ellipsis() -> None:
    (text,) = reading.texts(label_sheet(faces(1, words=HARD), sheet=L7160, language="fr"))
    assert "Boucles d'oreilles en argent" in text
    assert "…" in text


@pytest.mark.parametrize("sheet", [L7160, LARGE], ids=["L7160", "large"])
@pytest.mark.parametrize("words", [WORDS, HARD], ids=["everyday", "hard"])
def test_nothing_is_drawn_outside_the_inner_margin_of_a_label(
    sheet: Sheet, words: list[tuple[str, str, str, str, str]]
) -> None:
    pdf = label_sheet(faces(sheet.places, words=words), sheet=sheet, language="fr")
    image = reading.picture(pdf, dpi=300)
    for place in range(1, sheet.places + 1):
        inner = cell(image, sheet, place, dpi=300, inset=2)
        assert (inner == 0).any()
        inner[:] = reading.WHITE
    assert (image == reading.WHITE).all()


def test_symbols_are_read_beside_the_hardest_words() -> None:
    wanted = list(faces(21, words=HARD))
    image = reading.picture(label_sheet(wanted, sheet=L7160, language="fr"), dpi=203)
    assert scanned(image) == sorted(face.url for face in wanted)


def test_another_paper_is_data_only() -> None:
    wanted = list(faces(8))
    image = reading.picture(label_sheet(wanted, sheet=LARGE, language="fr"), dpi=203)
    assert scanned(image) == sorted(face.url for face in wanted)


@pytest.mark.parametrize("shift", [(2, -3), (Decimal("2.0"), Decimal("-3.0")), (2.0, -3.0)])
def test_a_printer_that_is_off_is_corrected(shift: tuple[Decimal, Decimal]) -> None:
    plain = label_sheet(faces(21), sheet=L7160, language="fr")
    moved = label_sheet(faces(21), sheet=L7160, shift=shift, language="fr")
    images = [reading.picture(pdf, dpi=254) == 0 for pdf in (plain, moved)]
    (rows, columns), (moved_rows, moved_columns) = (np.nonzero(image) for image in images)
    assert moved_columns.min() - columns.min() == pytest.approx(20, abs=1)
    assert moved_rows.min() - rows.min() == pytest.approx(-30, abs=1)


@pytest.mark.parametrize("start_at", [0, -1, 22])
def test_a_start_outside_the_sheet_is_refused(start_at: int) -> None:
    with pytest.raises(StartOutsideSheet) as refusal:
        printed(1, start_at=start_at)
    assert refusal.value.code == "start_outside_sheet"
    assert "1 to 21" in str(refusal.value)


def test_printing_nothing_is_refused() -> None:
    with pytest.raises(NothingToPrint) as refusal:
        printed(0)
    assert refusal.value.code == "nothing_to_print"


def test_an_address_no_phone_could_read_is_refused_and_nothing_is_written() -> None:
    stream = BytesIO()
    long = next(faces(1, base="https://vitrine.example/" + "chemin/" * 60))
    with pytest.raises(AddressTooLong) as refusal:
        write_label_sheet(stream, [*faces(30), long], sheet=L7160, language="fr")
    assert refusal.value.code == "address_too_long"
    assert long.url in str(refusal.value)
    assert stream.getvalue() == b""


def test_an_address_too_long_for_a_paper_is_told_the_nearest_that_works() -> None:
    (long,) = faces(1, base=BASES[33] + "/maison/du/quartier/des/arts")
    with pytest.raises(CodeTooSmall) as refusal:
        label_sheet([long], sheet=SHEETS["57x32"], language="fr")
    assert refusal.value.code == "code_too_small"
    assert "62 × 29" in str(refusal.value)
    label_sheet([long], sheet=SHEETS["62x29"], language="fr")


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS.keys())
@pytest.mark.parametrize("words", [WORDS, HARD], ids=["everyday", "hard"])
def test_every_paper_is_read_and_stays_inside_its_labels(
    sheet: Sheet, words: list[tuple[str, str, str, str, str]], dpi: int
) -> None:
    wanted = list(faces(min(sheet.places, 24), words=words))
    image = reading.picture(label_sheet(wanted, sheet=sheet, language="fr"), dpi=dpi)
    addresses = [face.url for face in wanted]
    expected = {Kind.FULL: addresses, Kind.CARD: addresses, Kind.WORDS: []}
    assert scanned(image) == sorted(expected.get(sheet.kind, [face.code for face in wanted]))
    for place in range(1, len(wanted) + 1):
        inner = cell(image, sheet, place, dpi=dpi, inset=0.8)
        assert (inner == 0).any()
        inner[:] = reading.WHITE
    assert (image == reading.WHITE).all()


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS.keys())
def test_price_and_code_stand_on_every_paper(sheet: Sheet) -> None:
    (face,) = faces(1)
    (text,) = reading.texts(label_sheet([face], sheet=sheet, language="fr"))
    assert face.price_text.replace("\N{NO-BREAK SPACE}", " ") in text
    assert face.spaced_code in text
    assert (face.seller_line in " ".join(text.split())) == (sheet.kind in NAMED)


def test_every_font_is_in_the_file() -> None:
    assert reading.every_font_is_embedded(printed(21))


def test_the_sheet_is_printed_at_true_size_and_says_its_language() -> None:
    pdf = printed(1)
    assert b"/PrintScaling /None" in pdf
    assert b"/Lang (fr)" in pdf


def test_the_same_labels_give_the_same_bytes() -> None:
    assert printed(30) == printed(30)


def test_a_stream_gets_the_same_file() -> None:
    stream = BytesIO()
    write_label_sheet(stream, faces(30), sheet=L7160, language="fr")
    assert stream.getvalue() == printed(30)


def test_a_thousand_labels_are_forty_eight_sheets() -> None:
    pdf = printed(1000)
    with reading.opened(pdf) as document:
        assert len(document) == 48
        last = reading.picture(pdf, page=47, dpi=203)
    assert scanned(last) == sorted(face.url for face in list(faces(1000))[47 * 21 :])


def test_memory_grows_with_the_packed_pages_only() -> None:
    some = list(faces(21))

    def print_and_measure(sheets: int) -> tuple[int, int]:
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        many = (face for _sheet in range(sheets) for face in some)
        size = len(label_sheet(many, sheet=L7160, language="fr"))
        return tracemalloc.get_traced_memory()[1] - before, size

    tracemalloc.start()
    try:
        print_and_measure(2)
        few, few_bytes = print_and_measure(2)
        many, many_bytes = print_and_measure(20)
    finally:
        tracemalloc.stop()
    assert many - few < 5 * (many_bytes - few_bytes)
