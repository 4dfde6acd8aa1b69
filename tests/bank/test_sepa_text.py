import pytest
from hypothesis import given
from hypothesis import strategies as st

from consign.bank.sepa_text import PERMITTED, transferable, transferable_id


@pytest.mark.parametrize(
    ("text", "carried"),
    [
        ("Comme une plume", "Comme une plume"),
        ("Économie Solidaire – DiES", "Economie Solidaire - DiES"),
        ("Wachsstübchen Groß & Söhne", "Wachsstubchen Gross + Sohne"),
        ("Œuf à repriser « Ĳsje »", "OEuf a repriser ' IJsje '"),
        ("Łucja Żółć, Smørrebrød, Ærø", "Lucja Zolc, Smorrebrod, AEro"),
        ("12,50 € – l’été", "12,50 EUR - l'ete"),
        ("50 % [rabais]; vite!", "50 . (rabais), vite."),
        ("½ ²", "1/2 2"),
        ("日本 😀", ".. ."),
        ("e\u0301", "e"),
    ],
)
def test_every_sign_becomes_its_nearest_kin(text: str, carried: str) -> None:
    assert transferable(text, 70) == carried


@pytest.mark.parametrize("text", ["", " \n\t", "///", "\x00\x07", "\u200b\ufeff", " / / "])
def test_nothing_to_see_is_nothing_to_transfer(text: str) -> None:
    assert transferable(text, 70) == ""


def test_white_space_is_collapsed() -> None:
    assert transferable(" a\r\n\tb\N{NO-BREAK SPACE} c ", 70) == "a b c"


def test_no_slash_begins_ends_or_follows_another() -> None:
    assert transferable("//a//b///c/", 70) == "a/b/c"
    assert transferable("a\\\\b|", 70) == "a/b"
    assert transferable("abc/def", 4) == "abc"


def test_it_is_cut_after_its_signs_have_become_more() -> None:
    assert transferable("€" * 10, 8) == "EUREUREU"
    assert transferable("abc def", 4) == "abc"


def test_an_identification_holds_no_spaces() -> None:
    assert transferable_id("PO 2026 / 000123") == "PO2026/000123"
    assert transferable_id("x" * 40) == "x" * 35


@given(st.text(), st.integers(1, 140))
def test_whatever_goes_in_a_bank_takes_what_comes_out(text: str, longest: int) -> None:
    for carried in (transferable(text, longest), transferable_id(text, longest)):
        assert set(carried) <= PERMITTED
        assert len(carried) <= longest
        assert carried == carried.strip(" /")
        assert "//" not in carried
        assert transferable(carried, longest) == carried
