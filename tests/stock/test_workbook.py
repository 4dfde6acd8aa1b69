"""A spreadsheet is read like a text, and what cannot be trusted in it is said cell by cell."""

import contextlib
import io
import struct
import zipfile
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consign.refusal import Refused
from consign.stock.lists import ListRead, NotAList, read_list
from consign.stock.tables import ListTooLong
from consign.stock.workbook import (
    LockedWorkbook,
    OldWorkbook,
    WorkbookTooLarge,
    WorkbookWithMacros,
)
from tests.stock.sheets import HEADER, changed, part, saved, sheets, workbook, zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHEET = "xl/worksheets/sheet1.xml"


def problems_of(*row: Any) -> list[tuple[int, str, str]]:
    read = read_list(workbook(row))
    assert read.rows == []
    return told(read)


def told(read: ListRead) -> list[tuple[int, str, str]]:
    return [(one.number, one.column, one.code) for one in read.problems]


def test_a_spreadsheet_is_read_like_a_csv() -> None:
    [row] = read_list(workbook(("A-1", "Bol « bleu »", 2, "12,50 €", "21 %"))).rows
    assert (row.number, row.reference, row.title, row.quantity) == (2, "A-1", "Bol « bleu »", 2)
    assert (row.price, row.vat_percent) == (Decimal("12.50"), Decimal(21))


@pytest.mark.parametrize(
    ("cell", "price"),
    [
        (12.5, "12.50"),
        (12, "12.00"),
        (0.1 + 0.2, "0.30"),
        (19.99, "19.99"),
        (3 * 4.1, "12.30"),
        (1045, "1045.00"),
        (99999.95, "99999.95"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1 234,50", "1234.50"),
        ("€ 12.50", "12.50"),
        ("１２，５０", "12.50"),
    ],
)
def test_a_price_is_what_the_cell_shows(cell: Any, price: str) -> None:
    [row] = read_list(workbook(("A", "Bol", 1, cell, 21))).rows
    assert str(row.price) == price


def test_a_number_with_three_decimals_is_not_rounded() -> None:
    assert problems_of("A", "Bol", 1, 12.345, 21) == [(2, "Prix", "price_too_fine")]


def test_a_percent_cell_is_the_rate_it_shows() -> None:
    book = sheets({"Feuil1": [HEADER, ("A", "Bol", 1, 12, 0.21), ("B", "Livre", 1, 9, 0.06)]})
    for row in (2, 3):
        book.worksheets[0].cell(row, 5).number_format = "0%"
    rows = read_list(saved(book)).rows
    assert [row.vat_percent for row in rows] == [Decimal(21), Decimal(6)]


def test_numbers_stand_where_texts_are_asked_for() -> None:
    [row] = read_list(workbook((1001, 2024, 3.0, 12, 21))).rows
    assert (row.reference, row.title, row.quantity) == ("1001", "2024", 3)


@pytest.mark.parametrize("value", [date(2026, 5, 12), time(8, 30)])
def test_a_date_in_place_of_a_price_is_said(value: Any) -> None:
    read = read_list(workbook(("A", "Bol", 1, value, 21)))
    assert told(read) == [(2, "Prix", "date_in_cell")]
    assert str(value) in read.problems[0].sentence


def test_a_formula_gives_what_was_computed_when_it_was_saved() -> None:
    data = workbook(("A", "Bol", 1, "=2*6.25", 21))
    sheet = part(data).replace(b"<f>2*6.25</f><v></v>", b"<f>2*6.25</f><v>12.5</v>")
    sheet = sheet.replace(b"<f>2*6.25</f><v />", b"<f>2*6.25</f><v>12.5</v>")
    [row] = read_list(changed(data, {SHEET: sheet})).rows
    assert row.price == Decimal("12.50")


def test_a_formula_without_its_result_is_said_with_row_and_column() -> None:
    read = read_list(workbook(("A", "Bol", 1, 12, 21), ("B", "Pot", 1, "=2*6.25", 21)))
    assert [row.title for row in read.rows] == ["Bol"]
    assert told(read) == [(3, "Prix", "formula_unsaved")]


def test_a_formula_that_fails_is_said() -> None:
    data = workbook(("A", "Bol", 1, "#DIV/0!", 21))
    assert told(read_list(data)) == [(2, "Prix", "formula_error")]


def test_the_sheet_with_the_best_header_is_read() -> None:
    book = sheets(
        {
            "Adresses": [("Nom", "Rue"), ("Ada", "Rue Haute")],
            "Stock": [("Ma liste",), (), HEADER, ("A", "Bol", 1, 12, 21)],
            "Vide": [],
        }
    )
    read = read_list(saved(book))
    assert [(row.number, row.title) for row in read.rows] == [(4, "Bol")]
    assert read.sheet == "Stock"


def test_a_hidden_sheet_is_nobodys_list() -> None:
    book = sheets({"Feuil1": [("Pièce", "Prix"), ("Bol", 12)], "Vieux": [HEADER]})
    book.worksheets[1].sheet_state = "hidden"
    read = read_list(saved(book))
    assert ([row.title for row in read.rows], read.sheet) == (["Bol"], "")


def test_hidden_rows_are_read_and_told() -> None:
    book = sheets({"Feuil1": [HEADER, ("A", "Bol", 1, 12, 21), ("B", "Pot", 1, 9, 21)]})
    assert not read_list(saved(book)).hidden
    book.worksheets[0].row_dimensions[3].hidden = True
    read = read_list(saved(book))
    assert ([row.title for row in read.rows], read.hidden) == (["Bol", "Pot"], True)


def test_of_merged_cells_only_the_first_holds_the_text() -> None:
    book = sheets({"Feuil1": [HEADER, ("A", "Bol", 1, 12, 21), ("B", "Pot", 1, None, 21)]})
    book.worksheets[0].merge_cells("D2:D3")
    read = read_list(saved(book))
    assert [row.title for row in read.rows] == ["Bol"]
    assert told(read) == [(3, "Prix", "price_missing")]


def test_empty_rows_keep_the_numbers_of_the_others() -> None:
    book = sheets({"Feuil1": [HEADER]})
    for number in (7, 1_048_576):
        row: tuple[Any, ...] = (f"A{number}", "Bol", 1, 12, 21)
        for column, value in enumerate(row, 1):
            book.worksheets[0].cell(number, column, value)
    assert [row.number for row in read_list(saved(book)).rows] == [7, 1_048_576]


def test_what_a_sheet_says_about_its_size_is_not_believed() -> None:
    data = workbook(("A", "Bol", 1, 12, 21), ("B", "Pot", 1, 9, 21))
    for size in (b"A1:XFD1048576", b"A1:A1"):
        sheet = part(data).replace(b"A1:E3", size)
        assert len(read_list(changed(data, {SHEET: sheet})).rows) == 2


def test_a_row_number_beyond_every_sheet_ends_somewhere() -> None:
    data = workbook(("A", "Bol", 1, 12, 21))
    sheet = part(data).replace(b'r="2"', b'r="99999999999"').replace(b'r="A2"', b"")
    with pytest.raises((ListTooLong, NotAList)):
        read_list(changed(data, {SHEET: sheet}))


def test_thousands_of_columns_are_read_for_the_few_we_know() -> None:
    extra = [f"X{number}" for number in range(5_000)]
    [row] = read_list(workbook(("A", "Bol", 1, 12, 21, *extra), header=(*HEADER, *extra))).rows
    assert row.title == "Bol"


def test_more_rows_than_a_list_may_have_are_refused() -> None:
    with pytest.raises(ListTooLong):
        read_list(workbook(*[(n, "Bol", 1, 12, 21) for n in range(5_001)]))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    data = changed(workbook(("A", "Bol", 1, 12, 21)), {"xl/sharedStrings.xml": bytes(50_000_000)})
    assert len(data) < 100_000
    with pytest.raises(WorkbookTooLarge):
        read_list(data)


def test_pictures_in_a_spreadsheet_do_no_harm() -> None:
    data = changed(workbook(("A", "Bol", 1, 12, 21)), {"xl/media/x.png": bytes(50_000_000)})
    assert len(read_list(data).rows) == 1


def test_a_zip_of_very_many_files_is_refused() -> None:
    with pytest.raises(NotAList):
        read_list(zipped({f"{number}": b"" for number in range(1_001)}))


def test_a_directory_is_measured_before_it_is_read() -> None:
    data = bytearray(workbook(("A", "Bol", 1, 12, 21)))
    end = data.rfind(b"PK\x05\x06")
    data[end + 12 : end + 16] = struct.pack("<I", 2**31)
    with pytest.raises(NotAList):
        read_list(bytes(data))


def test_entities_are_not_opened() -> None:
    data = workbook(("A", "Bol", 1, 12, 21))
    sheet = part(data)
    body = sheet[sheet.index(b"<worksheet") :]
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + body
    with pytest.raises(NotAList):
        read_list(changed(data, {SHEET: bomb}))


def test_macros_are_refused_with_what_to_do() -> None:
    with pytest.raises(WorkbookWithMacros):
        read_list(changed(workbook(("A", "Bol", 1, 12, 21)), {"xl/vbaProject.bin": b"x"}))


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (OLE + bytes(600), OldWorkbook),
        (OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), LockedWorkbook),
        (zipped({"mimetype": b"x", "content.xml": b"<x/>"}), OldWorkbook),
        (zipped({"xl/workbook.bin": b"x"}), OldWorkbook),
        (zipped({"photo.jpg": b"x"}), NotAList),
        (zipped({"xl/workbook.xml": b"<x/>"}), NotAList),
        (b"PK\x03\x04" + bytes(100), NotAList),
        (workbook(("A", "Bol", 1, 12, 21))[:-400], NotAList),
    ],
)
def test_other_files_are_refused_with_what_to_do(data: bytes, refusal: type[Refused]) -> None:
    with pytest.raises(Refused) as refused:
        read_list(data)
    assert type(refused.value) is refusal
    assert "CSV" in str(refused.value)


def test_a_damaged_sheet_is_no_list() -> None:
    data = workbook(("A", "Bol", 1, 12, 21))
    for spoilt in (b"", b"<worksheet", part(data)[:200], b"\xff" * 50):
        with pytest.raises(NotAList):
            read_list(changed(data, {SHEET: spoilt}))


def test_a_file_is_told_by_its_content_alone() -> None:
    with zipfile.ZipFile(io.BytesIO(workbook(("A", "Bol", 1, 12, 21)))) as parts:
        assert "xl/workbook.xml" in parts.namelist()
    assert (
        read_list(workbook(("A", "Bol", 1, 12, 21))).rows
        == read_list(";".join(HEADER).encode() + b"\nA;Bol;1;12;21").rows
    )


@given(st.integers(0, 4_000), st.binary(min_size=1, max_size=8))
def test_no_damage_raises_anything_but_a_refusal(at: int, spoilt: bytes) -> None:
    data = bytearray(WHOLE)
    at %= len(data)
    data[at : at + len(spoilt)] = spoilt
    with contextlib.suppress(Refused):
        read_list(bytes(data))


WHOLE = workbook(("A", "Bol", 1, 12, 21))
