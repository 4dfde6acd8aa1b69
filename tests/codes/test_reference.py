import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iso11649
from stdnum.be import ogm_vcs

from consign.codes.reference import (
    LARGEST_NUMBER,
    NoReference,
    is_ogm,
    looks_like_reference,
    ogm,
    parse_reference,
    reference_text,
    rf,
)

numbers = st.integers(1, LARGEST_NUMBER)
bodies = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=21)


@pytest.mark.parametrize(
    ("number", "compact"),
    [
        (1_234_567_890, "123456789002"),
        (1, "000000000101"),
        (96, "000000009696"),
        # Where 97 divides the number there is no rest, and 97 stands for it.
        (97, "000000009797"),
        (LARGEST_NUMBER, "999999999948"),
    ],
)
def test_a_number_gets_its_check_digits(number: int, compact: str) -> None:
    assert ogm(number) == compact


@pytest.mark.parametrize("number", [0, -1, LARGEST_NUMBER + 1])
def test_a_number_that_does_not_fit_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="structured communication"):
        ogm(number)


@given(numbers)
def test_any_number_gives_a_communication_others_know(number: int) -> None:
    assert ogm_vcs.validate(ogm(number)) == ogm(number)
    assert not ogm(number).endswith("00")


@pytest.mark.parametrize(
    ("text", "compact"),
    [
        ("539007547034", "RF18539007547034"),
        ("PO2026000123", "RF19PO2026000123"),
        ("po2026000123", "RF19PO2026000123"),
    ],
)
def test_letters_and_digits_become_an_rf_reference(text: str, compact: str) -> None:
    assert rf(text) == compact


@pytest.mark.parametrize("text", ["", "PO-2026", "é", "A" * 22, "A B", "²", "١"])
def test_what_no_rf_reference_holds_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="RF reference"):
        rf(text)


@given(bodies)
def test_any_letters_and_digits_give_a_reference_others_know(body: str) -> None:
    assert iso11649.validate(rf(body)) == rf(body)


def test_people_see_a_reference_in_groups() -> None:
    assert reference_text("123456789002") == "+++123/4567/89002+++"
    assert reference_text("RF18539007547034") == "RF18\xa05390\xa00754\xa07034"


@pytest.mark.parametrize(
    "text",
    [
        "+++123/4567/89002+++",
        "***123/4567/89002***",
        "+++ 123 / 4567 / 89002 +++",
        " 123456789002\n",
        "123 4567 89002",
        "123/4567/89002",
        "+++123456789002+++",
        "+++123.4567.89002+++",
        "+++123/4567/89002",
    ],
)
def test_a_structured_communication_is_read_as_it_is_typed(text: str) -> None:
    assert parse_reference(text) == "123456789002"


@pytest.mark.parametrize(
    "text", ["RF18539007547034", "rf18 5390 0754 7034", "RF18\xa05390\xa00754\xa07034 "]
)
def test_an_rf_reference_is_read_as_it_is_typed(text: str) -> None:
    assert parse_reference(text) == "RF18539007547034"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Facture 12",
        "+++123/4567/89003+++",
        "123456789012",
        "000000000000",
        "12345678900",
        "1234567890022",
        "RF19539007547034",
        "RF18",
        "RF" + "1" * 30,
        "١٢٣٤٥٦٧٨٩٠٠٢",
        "BE71096123456769",
    ],
)
def test_anything_else_is_no_reference(text: str) -> None:
    with pytest.raises(NoReference):
        parse_reference(text)


@given(st.one_of(numbers.map(ogm), bodies.map(rf)))
def test_what_people_see_is_read_back(compact: str) -> None:
    assert parse_reference(reference_text(compact)) == compact
    assert looks_like_reference(reference_text(compact))
    assert looks_like_reference(compact)


@given(numbers.map(ogm), st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(compact: str, place: int, by: int) -> None:
    wrong = str((int(compact[place]) + by) % 10)
    with pytest.raises(NoReference):
        parse_reference(compact[:place] + wrong + compact[place + 1 :])


@pytest.mark.parametrize(
    "text",
    ["+++123/4567/89003+++", "***1", "rf18 5390", "RF 18 5390", "123/4567/89003", "123456789003"],
)
def test_a_mistyped_reference_was_still_meant_as_one(text: str) -> None:
    assert looks_like_reference(text)


@pytest.mark.parametrize(
    "text", ["", "Facture 12", "RFID tags", "2026/11", "1234567890123", "12 chaises", "+ 2 tasses"]
)
def test_free_text_was_not_meant_as_a_reference(text: str) -> None:
    assert not looks_like_reference(text)


def test_only_twelve_digits_are_a_structured_communication() -> None:
    assert is_ogm("123456789002")
    assert not is_ogm("RF18539007547034")
    assert not is_ogm("")
