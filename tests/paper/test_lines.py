import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consign.paper.fonts import printable, width
from consign.paper.lines import ELLIPSIS, cut, fitted, shrink, wrap

LONG = "Boucles d'oreilles en argent recyclé et plume de paon, montées à la main"


def test_a_short_text_stays_in_one_line() -> None:
    assert wrap("Bague plume", size=10, room=100) == ["Bague plume"]
    assert cut("Bague plume", size=10, room=100) == "Bague plume"


def test_an_empty_text_has_no_line() -> None:
    assert wrap("", size=10, room=100) == []
    assert wrap("   ", size=10, room=100) == []


def test_words_are_kept_whole_and_in_order() -> None:
    lines = wrap(LONG, size=10, room=100)
    assert len(lines) > 2
    assert " ".join(lines) == LONG


def test_too_many_lines_end_in_an_ellipsis() -> None:
    lines = wrap(LONG, size=10, room=100, lines=2)
    assert len(lines) == 2
    assert lines[1].endswith(ELLIPSIS)
    assert LONG.startswith(" ".join(lines).removesuffix(ELLIPSIS))


def test_an_ellipsis_does_not_follow_a_comma_or_a_space() -> None:
    for room in range(20, 200, 3):
        assert cut("un, deux, trois, quatre, cinq", size=10, room=room)[-2] not in " ,"


def test_a_hyphen_ends_a_line_without_being_doubled() -> None:
    lines = wrap("Sint-Lambrechts-Woluwe", size=10, room=60)
    assert lines == ["Sint-", "Lambrechts-", "Woluwe"]


def test_hyphenated_words_are_whole_again_where_the_rest_is_cut() -> None:
    name = "Marguerite Vandenbroucke-Delacroix-Peeters"
    (line,) = wrap(name, size=10, room=130, lines=1)
    assert name.startswith(line.removesuffix(ELLIPSIS))


def test_a_word_wider_than_the_room_is_broken_with_a_hyphen() -> None:
    word = "Arbeidsongeschiktheidsverzekeringsmaatschappij"
    lines = wrap(word, size=10, room=80)
    assert all(line.endswith("-") for line in lines[:-1])
    assert "".join(line.removesuffix("-") for line in lines) == word


def test_a_number_wider_than_the_room_gets_no_hyphen() -> None:
    assert "".join(wrap("0123456789" * 4, size=10, room=60)) == "0123456789" * 4


@pytest.mark.parametrize("text", ["DiES – Dimension", "Combien ? Rien", "45,00 € pièce", "« Été »"])
def test_a_sign_never_begins_a_line(text: str) -> None:
    for room in range(50, 90, 3):
        for line in wrap(text, size=10, room=room)[1:]:
            assert line[0] not in "–?€»"


@given(st.text(max_size=60), st.integers(12, 200), st.sampled_from([None, 1, 2, 3]))
@settings(deadline=None)
def test_lines_never_leave_their_room(text: str, room: int, lines: int | None) -> None:
    found = wrap(text, size=6, room=room, lines=lines)
    assert all(width(line, size=6) <= room for line in found)
    assert lines is None or len(found) <= lines


@given(st.text(max_size=60), st.integers(12, 200))
@settings(deadline=None)
def test_nothing_but_spaces_and_hyphens_changes_without_a_limit(text: str, room: int) -> None:
    def letters(text: str) -> str:
        return "".join(char for char in text if char not in " -\N{NO-BREAK SPACE}")

    assert letters("".join(wrap(text, size=6, room=room))) == letters(printable(text))


def test_shrinking_fills_the_room_exactly() -> None:
    size = shrink("1 045,00 €", size=20, room=50, bold=True)
    assert size < 20
    assert width("1 045,00 €", size=size, bold=True) == pytest.approx(50)
    assert shrink("1 045,00 €", size=20, room=500, bold=True) == 20


def test_a_text_is_fitted_whole_before_it_is_made_small() -> None:
    assert fitted("Bague plume", size=10, smallest=7, room=100, lines=2) == (10, ("Bague plume",))


def test_a_long_word_is_made_smaller_before_it_is_broken() -> None:
    size, lines = fitted("kinderkamerverlichting", size=12, smallest=6, room=100, lines=2)
    assert 6 < size < 12
    assert lines == ("kinderkamerverlichting",)


def test_what_does_not_fit_at_the_smallest_is_cut_there() -> None:
    size, lines = fitted(LONG * 3, size=10, smallest=8, room=100, lines=2)
    assert size == 8
    assert len(lines) == 2
    assert lines[-1].endswith(ELLIPSIS)


def test_where_nothing_may_be_lost_a_tiny_smallest_keeps_all() -> None:
    _, lines = fitted(LONG * 3, size=6, smallest=0.5, room=100, lines=2)
    assert " ".join(lines) == LONG * 3
