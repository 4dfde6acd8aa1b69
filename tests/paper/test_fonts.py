import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consign.paper.fonts import UNKNOWN, font, letters, printable, width

FRENCH_DUTCH_GERMAN = "àâæçéèêëîïôœùûüÿÀÉŒ ijĳĲ äöüßẞÄÖÜ"
NEIGHBOURS = "ąćęłńóśźżŁŹŻ čďěňřšťůžČŘŠŽ áíőúűŐŰ ăâîșțȘȚ şţ ğışİ ļķņģāēīū ėįų åøæÅØÆ ñãõ ðþ đĐ"
SIGNS = "€«»‹›„“”‘’–—−×·•→№✓…°§²½%‰ \N{NO-BREAK SPACE}"


@pytest.mark.parametrize("text", [FRENCH_DUTCH_GERMAN, NEIGHBOURS, SIGNS])
def test_the_family_has_every_letter_of_our_readers(text: str) -> None:
    assert set(text) <= letters()
    assert printable(text) == text


def test_figures_are_of_one_width_so_that_columns_stand() -> None:
    for bold in (False, True):
        assert len({font(bold=bold).widths[figure] for figure in "0123456789"}) == 1


@pytest.mark.parametrize(
    ("given", "drawn"),
    [
        ("1\N{NARROW NO-BREAK SPACE}045,00\N{NO-BREAK SPACE}€", "1\xa0045,00\xa0€"),
        ("e\N{COMBINING ACUTE ACCENT}te\N{COMBINING ACUTE ACCENT}", "été"),
        ("\N{LATIN SMALL LETTER B WITH DOT ABOVE}", "b"),
        ("porte\N{NON-BREAKING HYPHEN}clés", "porte-clés"),
        ("co\N{SOFT HYPHEN}working\N{ZERO WIDTH SPACE}", "coworking"),
        ("deux\nlignes\tici\N{THIN SPACE}!", "deux lignes ici !"),
        ("q\N{COMBINING TILDE}", "q"),
        ("日本", UNKNOWN * 2),
        ("\ud800", UNKNOWN),
        ("\x00", ""),
        ("", ""),
    ],
)
def test_what_the_family_lacks_has_a_stand_in(given: str, drawn: str) -> None:
    assert printable(given) == drawn


@given(st.text())
@settings(deadline=None)
def test_any_text_can_be_drawn_and_measured(text: str) -> None:
    drawn = printable(text)
    assert set(drawn) <= letters()
    assert printable(drawn) == drawn
    assert width(drawn, size=10) >= 0


def test_width_grows_with_size_and_weight() -> None:
    assert width("Bague", size=20) == pytest.approx(2 * width("Bague", size=10))
    assert width("Bague", size=10, bold=True) > width("Bague", size=10)
