"""Label codes: drawn, checked, forgiven and refused."""

import random
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consign.codes.label import (
    ALPHABET,
    MistypedCode,
    NotACode,
    check_character,
    draw,
    read,
    spaced,
)

codes = st.text(ALPHABET, min_size=6, max_size=6).map(lambda six: six + check_character(six))


def is_valid(code: str) -> bool:
    return check_character(code[:6]) == code[6]


def test_the_alphabet_is_crockfords() -> None:
    assert len(set(ALPHABET)) == 32
    assert "".join(sorted(ALPHABET)) == ALPHABET
    assert not set("ILOU") & set(ALPHABET)


def test_the_code_of_the_manual_is_a_valid_one() -> None:
    assert check_character("7K3M9Q") == "X"
    assert spaced("7K3M9QX") == "7K3 M9Q X"


@pytest.mark.parametrize("wrong", ["", "7K3M9", "7K3M9QX", "7K3M9U", "7k3m9q"])
def test_a_check_character_belongs_to_six_characters(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"six|substring"):
        check_character(wrong)


def test_a_drawn_code_is_valid() -> None:
    drawn = [draw() for _ in range(50)]
    assert all(read(code) == code for code in drawn)
    assert len(set(drawn)) > 40


def test_the_same_seed_draws_the_same_codes() -> None:
    first = [draw(random.Random(7)) for _ in range(2)]
    assert first[0] == first[1]
    assert draw(random.Random(8)) != first[0]


def test_every_character_can_be_drawn_at_every_place() -> None:
    rng = random.Random(1)
    drawn = [draw(rng) for _ in range(2000)]
    assert all({code[place] for code in drawn} == set(ALPHABET) for place in range(7))


def test_every_single_wrong_character_is_found() -> None:
    """The code is linear: an error is missed by all codes or by none, so one code proves it."""
    code = "7K3M9QX"
    for place in range(7):
        for other in set(ALPHABET) - {code[place]}:
            assert not is_valid(code[:place] + other + code[place + 1 :])


@pytest.mark.parametrize("places", list(combinations(range(7), 2)))
def test_every_exchange_of_two_characters_is_found(places: tuple[int, int]) -> None:
    """Exchanging two characters adds their difference, in the field, at both places."""
    for difference in range(1, 32):
        changed = list("7K3M9QX")
        for place in places:
            changed[place] = ALPHABET[ALPHABET.index(changed[place]) ^ difference]
        assert not is_valid("".join(changed))


@given(codes, st.sampled_from(list(combinations(range(7), 2))))
def test_two_characters_exchanged_in_any_code_are_refused_as_mistyped(
    code: str, places: tuple[int, int]
) -> None:
    one, other = places
    characters = list(code)
    characters[one], characters[other] = code[other], code[one]
    exchanged = "".join(characters)
    if exchanged == code:
        assert read(exchanged) == code
    else:
        with pytest.raises(MistypedCode):
            read(exchanged)


@given(codes, st.integers(0, 6), st.sampled_from(ALPHABET))
def test_one_slip_in_any_code_is_refused_as_mistyped(code: str, place: int, other: str) -> None:
    slip = code[:place] + other + code[place + 1 :]
    if slip == code:
        assert read(slip) == code
    else:
        with pytest.raises(MistypedCode):
            read(slip)


@pytest.mark.parametrize(
    "text",
    [
        "7K3M9QX",
        "7k3m9qx",
        "7K3 M9Q X",
        " 7k3-m9q-x\n",
        "7K3.M9Q.X",
        "7K3\u00a0M9Q\u2013X",
        "https://vitrine.example/I/7K3M9QX",
        "HTTPS://VITRINE.EXAMPLE/I/7K3M9QX",
        "http://vitrine.example:8000/i/7k3m9qx/",
        "https://vitrine.example/I/7K3M9QX?lang=nl",
        "https://vitrine.example/I/7K3M9QX/?from=/i/other#photo",
        "https://vitrine.example/consign/I/7K3M9QX#photo",
        "vitrine.example/i/7K3M9QX\r\n",
    ],
)
def test_typed_and_scanned_codes_are_understood(text: str) -> None:
    assert read(text) == "7K3M9QX"


@pytest.mark.parametrize("typed", ["OI1L10", "O1ILl0", "o1li1o"])
def test_look_alikes_stand_for_digits(typed: str) -> None:
    meant = "011110"
    assert read(typed + check_character(meant)) == meant + check_character(meant)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "7K3M9Q",
        "7K3M9QXX",
        "7K3M9QU",
        "7K3M9Q*",
        "7K3M9QÉ",
        "5412345678908",
        "https://vitrine.example/",
        "https://vitrine.example/7K3M9QX",
        "https://vitrine.example/I/",
        "https://vitrine.example/I/7K3M9QX/photo",
        "https://elsewhere.example/?next=/I/7K3M9QX",
        "I/7K3M9QX/I",
    ],
)
def test_anything_else_is_no_code(text: str) -> None:
    with pytest.raises(NotACode) as refused:
        read(text)
    assert refused.value.code == "not_a_code"
    assert "7K3 M9Q X" in str(refused.value)


def test_a_mistyped_code_says_so() -> None:
    with pytest.raises(MistypedCode) as refused:
        read("7K3M9QY")
    assert refused.value.code == "mistyped_code"
    assert "label" in str(refused.value)


@given(codes)
def test_what_is_printed_can_be_typed(code: str) -> None:
    assert read(spaced(code)) == code
    assert read(spaced(code).lower()) == code


@given(st.text(max_size=30))
def test_any_text_is_a_code_or_refused(text: str) -> None:
    try:
        code = read(text)
    except (NotACode, MistypedCode):
        return
    assert is_valid(code)
