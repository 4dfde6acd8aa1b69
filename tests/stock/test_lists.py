"""A maker's list is read as far as it can be, and says the rest in words."""

import contextlib
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from consign.refusal import Refused
from consign.stock.lists import (
    ColumnMissing,
    ColumnTwice,
    ListProblem,
    ListTooLong,
    NotAList,
    read_list,
)

PLUME = Path(__file__).parents[2] / "consign/console/demo/inventaire-plume.csv"
HEADER = "Réf;Pièce;Qté;Prix;TVA\n"


def codes(problems: Iterable[ListProblem]) -> list[tuple[int, str, str]]:
    return [(problem.number, problem.column, problem.code) for problem in problems]


def problems_of(line: str) -> list[tuple[int, str, str]]:
    read = read_list((HEADER + line).encode())
    assert read.rows == []
    return codes(read.problems)


def test_a_makers_real_list_loses_only_the_lines_that_say_too_little() -> None:
    read = read_list(PLUME.read_bytes())
    assert len(read.rows) == 34
    assert codes(read.problems) == [
        (34, "Qté", "made_to_order"),
        (36, "Qté", "quantity_missing"),
        (36, "TVA", "vat_missing"),
    ]


def test_amounts_are_read_as_the_maker_writes_them() -> None:
    price = {row.reference: row.price for row in read_list(PLUME.read_bytes()).rows}
    assert price["PL-001"] == Decimal("45.00")
    assert price["PL-004"] == Decimal("29.00")
    assert price["PL-006"] == Decimal("12.00")
    assert price["PL-017"] == Decimal("6.50")
    assert price["PL-036"] == Decimal("1045.00")
    assert sum(price.values()) == Decimal("2067.90")


def test_a_line_keeps_everything_it_says() -> None:
    first = read_list(PLUME.read_bytes()).rows[0]
    assert (first.number, first.reference, first.title) == (2, "PL-001", "Collier « Plume d'été »")
    assert first.materials == "laiton doré, plume de pintade"
    assert (first.size, first.quantity, first.vat_percent) == ("45 cm", 1, Decimal(21))
    assert first.remark == "pièce unique"


def test_a_separator_inside_the_last_remark_belongs_to_the_remark() -> None:
    fragile = next(r for r in read_list(PLUME.read_bytes()).rows if r.reference == "PL-012")
    assert fragile.remark == "pièce unique; très fragile"


def test_a_line_with_more_cells_than_the_header_is_left_out() -> None:
    assert problems_of("A;Bol;2;12;21;extra") == [(2, "", "too_many_cells")]


def test_empty_cells_beyond_the_header_do_no_harm() -> None:
    assert len(read_list((HEADER + "A;Bol;2;12;21;;;").encode()).rows) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_every_encoding_a_spreadsheet_writes_is_read(encoding: str) -> None:
    read = read_list((HEADER + "A;Épée d'été;2;12,50 €;21").encode(encoding))
    assert [(row.title, row.price) for row in read.rows] == [("Épée d'été", Decimal("12.50"))]


@pytest.mark.parametrize("sign", [";", ",", "\t"])
def test_every_separator_is_found(sign: str) -> None:
    lines = ["Ref,Title,Quantity,Price,VAT", "A,Bowl,2,12.50,21"]
    read = read_list("\r\n".join(line.replace(",", sign) for line in lines).encode())
    assert [(row.title, row.quantity) for row in read.rows] == [("Bowl", 2)]


def test_a_quoted_cell_may_hold_the_separator_and_a_line_break() -> None:
    read = read_list(b'Title,Price,Remark\n"Bowl, deep\nblue","12,50","a ""b"""\nCup,8,')
    assert [(row.title, row.remark) for row in read.rows] == [
        ("Bowl, deep blue", 'a "b"'),
        ("Cup", ""),
    ]
    assert [row.number for row in read.rows] == [2, 3]


@pytest.mark.parametrize(
    "header",
    [
        "Réf;Pièce;Matières;Taille;Qté;Prix;TVA;Remarque",
        "RÉFÉRENCE;Désignation;Matériaux;Dimensions;Quantité;Prix TTC (€);Taux TVA;Notes",
        "Nr.;Artikel;Materiaal;Maat;Aantal;Verkoopprijs;BTW %;Opmerking",
        "Ref.;Name;Materials;Size;Qty;Price [EUR];VAT;Comments",
        "Artikel-Nr.;Bezeichnung;Material;Größe;Stückzahl;Preis;MwSt.;Bemerkungen",
    ],
)
def test_headers_are_known_in_four_languages(header: str) -> None:
    [row] = read_list(f"{header}\nA1;Bol;grès;12 cm;3;15;21;bleu".encode()).rows
    assert (row.reference, row.title, row.materials, row.size) == ("A1", "Bol", "grès", "12 cm")
    assert (row.quantity, row.price, row.remark) == (3, Decimal("15.00"), "bleu")


def test_a_price_without_vat_is_no_price() -> None:
    with pytest.raises(ColumnMissing):
        read_list(b"Article;Prix HTVA;TVA\nBol;12;21")


def test_the_header_may_stand_below_a_title() -> None:
    read = read_list(b"Ma liste de Noel\n\nArticle;Prix\nBol;12\n\nTasse;9\n")
    assert [(row.number, row.title) for row in read.rows] == [(4, "Bol"), (6, "Tasse")]


def test_without_quantity_and_vat_columns_a_line_is_one_piece_at_the_standard_rate() -> None:
    [row] = read_list(b"Article;Prix\nBol;12").rows
    assert (row.quantity, row.vat_percent) == (1, Decimal(21))


@pytest.mark.parametrize(
    ("line", "column", "code"),
    [
        ("A;;2;12;21", "Pièce", "title_missing"),
        (f"A;{'x' * 81};2;12;21", "Pièce", "text_too_long"),
        (f"{'A' * 41};Bol;2;12;21", "Réf", "text_too_long"),
        ("A;Bol;;12;21", "Qté", "quantity_missing"),
        ("A;Bol;0;12;21", "Qté", "made_to_order"),
        ("A;Bol;-1;12;21", "Qté", "quantity_not_whole"),
        ("A;Bol;1,5;12;21", "Qté", "quantity_not_whole"),
        ("A;Bol;²;12;21", "Qté", "quantity_not_whole"),
        ("A;Bol;1001;12;21", "Qté", "quantity_too_large"),
        (f"A;Bol;{'9' * 5000};12;21", "Qté", "quantity_too_large"),
        ("A;Bol;2;;21", "Prix", "price_missing"),
        ("A;Bol;2;cher;21", "Prix", "price_unreadable"),
        ("A;Bol;2;=1+1;21", "Prix", "price_unreadable"),
        ("A;Bol;2;12,345;21", "Prix", "price_too_fine"),
        ("A;Bol;2;0,00;21", "Prix", "price_not_above_zero"),
        ("A;Bol;2;-12,00;21", "Prix", "price_not_above_zero"),
        ("A;Bol;2;12;", "TVA", "vat_missing"),
        ("A;Bol;2;12", "TVA", "vat_missing"),
        ("A;Bol;2;12;20", "TVA", "vat_unknown"),
        ("A;Bol;2;12;210", "TVA", "vat_unknown"),
    ],
)
def test_a_line_that_says_too_little_is_named_with_its_column(
    line: str, column: str, code: str
) -> None:
    assert problems_of(line) == [(2, column, code)]


@pytest.mark.parametrize("written", ["6", "6%", "6 %", "6,0", "6.00"])
def test_a_vat_rate_is_read_however_it_is_written(written: str) -> None:
    [row] = read_list((HEADER + f"A;Livre;2;12;{written}").encode()).rows
    assert row.vat_percent == Decimal(6)


def test_all_problems_of_a_line_are_told_at_once() -> None:
    assert problems_of("A;;x;;9") == [
        (2, "Pièce", "title_missing"),
        (2, "Qté", "quantity_not_whole"),
        (2, "Prix", "price_missing"),
        (2, "TVA", "vat_unknown"),
    ]


def test_a_reference_used_twice_is_taken_once() -> None:
    read = read_list(
        (HEADER + "A-1;Bol;2;12;21\na-1;Tasse;1;9;21\n;Pot;1;5;21\n;Pot;1;5;21").encode()
    )
    assert [row.title for row in read.rows] == ["Bol", "Pot", "Pot"]
    assert codes(read.problems) == [(3, "Réf", "reference_twice")]
    assert "2" in read.problems[0].sentence


def test_a_formula_stays_the_text_it_is() -> None:
    [row] = read_list((HEADER + '=1+1;"=HYPERLINK(""http://x.example"")";2;12;21').encode()).rows
    assert (row.reference, row.title) == ("=1+1", '=HYPERLINK("http://x.example")')


def test_control_characters_do_not_reach_a_title() -> None:
    [row] = read_list((HEADER + "A;Bol\x07 \u202ebleu\u200b;2;12;21").encode()).rows
    assert row.title == "Bol bleu"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n\n",
        b"hello",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xff\xfea",
        b"\xff\xfe\x00\xd8",
        bytes(range(256)) * 40,
        b"\x89PNG\r\n\x1a\n" + bytes(2000),
        b"%PDF-1.7\n\x81\x8d\x8f",
        b'"' * 500_000,
        b'"' + b"x" * 200_000,
        b"A-1;Bol;2;12;21\nA-2;Tasse;1;9;21\n",
        b";" * 5_000,
    ],
)
def test_what_is_no_list_is_refused_as_such(data: bytes) -> None:
    with pytest.raises(NotAList) as refused:
        read_list(data)
    assert refused.value.code == "not_a_list"


def test_a_thousand_columns_are_read_for_the_few_we_know() -> None:
    header = ";".join(["Article", "Prix", *(f"X{n}" for n in range(998))])
    line = ";".join(["Bol", "12", *["y"] * 998])
    assert [row.title for row in read_list(f"{header}\n{line}".encode()).rows] == ["Bol"]


def test_a_list_without_a_name_or_price_column_says_which() -> None:
    with pytest.raises(ColumnMissing) as refused:
        read_list("Réf;Pièce;Qté\nA;Bol;2".encode())
    with translation.override("en"):
        assert "“Price”" in str(refused.value)


def test_two_price_columns_are_not_chosen_between() -> None:
    with pytest.raises(ColumnTwice):
        read_list("Pièce;Prix;Prix de vente\nBol;12;15".encode())


def test_a_list_beyond_the_limit_is_refused_whole() -> None:
    with pytest.raises(ListTooLong):
        read_list(b"Article;Prix\n" + b"Bol;12\n" * 5_001)
    with pytest.raises(ListTooLong):
        read_list(b"Article;Prix\n" + b"x" * 5_000_000)
    with pytest.raises(ListTooLong):
        read_list(b"Article;Prix\n" + b"\n" * 1_100_000 + b"Bol;12\n")


def test_empty_lines_count_for_nothing() -> None:
    read = read_list(b"Article;Prix\n" + b"Bol;12\n\n;\n" * 5_000)
    assert len(read.rows) == 5_000


MORE = "Réf;Pièce;Prix;Entretien;Métal précieux (g);Valeur en cas de perte;Photos;Code étiquette\n"


def test_care_metal_value_and_photos_are_read() -> None:
    line = 'A;Bol;12;à la main;4,25 g;10 €;"a.jpg; b.jpg, a.jpg";'
    [row] = read_list((MORE + line).encode()).rows
    assert (row.care, row.metal_grams) == ("à la main", Decimal("4.25"))
    assert (row.agreed_value, row.photos) == (Decimal("10.00"), ("a.jpg", "b.jpg"))


@pytest.mark.parametrize(
    "header",
    [
        "Pièce;Prix;Entretien;Métal précieux en grammes;Valeur convenue;Photos;Code étiquette",
        "Stuk;Prijs;Onderhoud;Edelmetaal in gram;Waarde bij verlies;Foto's;Labelcode",
        "Piece;Price;Care;Precious metal in grams;Value if lost;Photos;Label code",
        "Stück;Preis;Pflege;Edelmetall in Gramm;Wert bei Verlust;Fotos;Etikettencode",
    ],
)
def test_what_more_can_be_told_has_names_in_four_languages(header: str) -> None:
    read = read_list(f"{header}\nBol;12;sec;3;9;a.jpg;000 000 0".encode())
    [row] = read.rows
    assert (row.care, row.metal_grams, row.agreed_value) == ("sec", Decimal(3), Decimal("9.00"))
    assert row.photos == ("a.jpg",)
    assert len(read.headings) == 7


@pytest.mark.parametrize(
    ("line", "column", "code"),
    [
        (f"A;Bol;12;{'x' * 161}", "Entretien", "text_too_long"),
        ("A;Bol;12;;lourd", "Métal précieux (g)", "grams_unreadable"),
        ("A;Bol;12;;0", "Métal précieux (g)", "grams_unreadable"),
        ("A;Bol;12;;4,255", "Métal précieux (g)", "grams_unreadable"),
        ("A;Bol;12;;;cher", "Valeur en cas de perte", "price_unreadable"),
        ("A;Bol;12;;;-5", "Valeur en cas de perte", "price_not_above_zero"),
        (f"A;Bol;12;;;;{','.join(map(str, range(13)))}", "Photos", "too_many_photos"),
    ],
)
def test_what_is_told_wrongly_is_named_with_its_column(line: str, column: str, code: str) -> None:
    read = read_list((MORE + line).encode())
    assert codes(read.problems) == [(2, column, code)]
    assert "%(" not in read.problems[0].sentence


def test_the_apostrophe_before_a_formula_goes() -> None:
    [row] = read_list((HEADER + "'=1+1;'-5 °C;2;12;21").encode()).rows
    assert (row.reference, row.title) == ("=1+1", "-5 °C")


def test_a_known_line_has_no_other_problem() -> None:
    text = "Réf;Pièce;Prix;Code étiquette\nA-1;;\n;Pot;9;0000000\nB;Bol;12;0000000\nC;Tasse;8;?\n"
    read = read_list(text.encode()).without({"a-1"}, {"0000000"})
    assert [row.title for row in read.rows] == ["Tasse"]
    assert codes(read.problems) == [
        (2, "", "reference_known"),
        (3, "", "code_known"),
        (4, "", "code_known"),
    ]
    assert read.left_out == [2, 3, 4]


@pytest.mark.parametrize(
    "line", ["A;;;;", "A;Bol;1001;0;9", "A;B;0;-;;", f"A;{'x' * 99};x;1,234;x"]
)
def test_every_problem_has_a_sentence(line: str) -> None:
    for problem in read_list((HEADER + line).encode()).problems:
        assert problem.sentence
        assert "%(" not in problem.sentence


@given(st.binary(max_size=400))
def test_no_bytes_raise_anything_but_a_refusal(data: bytes) -> None:
    with contextlib.suppress(Refused):
        assert not read_list(data).problems or data


@given(st.text(alphabet=';,"\n\tPrixArticle12= €', max_size=80))
def test_no_text_under_a_header_raises(text: str) -> None:
    read = read_list(f"Article;Prix\n{text}".encode())
    assert len({row.number for row in read.rows} & {p.number for p in read.problems}) == 0
