import pytest

from consign.bank.statement import Unreadable
from tests.bank.coda_month import changed, read, written


@pytest.mark.parametrize(
    ("start", "at", "text"),
    [
        ("1", 43, "2"),
        ("1", 44, "00000000100000x"),
        ("1", 59, "310226"),
        ("8", 58, "      "),
        ("2100010000", 32, "-"),
        ("2100010000", 47, "1"),
        ("2100010000", 54, "4"),
        ("2100010000", 54, "5"),
        ("2100010000", 116, "999999"),
        ("2200010000", 3, "0002"),
        ("2200010000", 2, "4"),
        ("2100020001", 3, "0009"),
        ("9", 17, "000001"),
        ("9", 1, "7"),
        ("8", 1, "0"),
        ("1", 1, "4"),
    ],
)
def test_a_record_that_does_not_fit_is_damage(start: str, at: int, text: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(changed(start, at, text))
    assert refused.value.code == "damaged"
    assert refused.value.position is not None


@pytest.mark.parametrize(
    ("start", "at", "text"),
    [
        ("9", 36, "1"),
        ("9", 51, "1"),
        ("2100010000", 44, "1"),
        ("8", 55, "1"),
        ("1", 56, "1"),
    ],
)
def test_sums_that_do_not_hold_are_told(start: str, at: int, text: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(changed(start, at, text))
    assert refused.value.code == "sums"


def test_a_file_that_breaks_off_is_damaged_wherever_it_does() -> None:
    records = written()[:-1]
    for end in range(1, len(records)):
        with pytest.raises(Unreadable) as refused:
            read(records[:end])
        assert refused.value.code == "damaged"


def test_a_record_of_another_length_is_told_with_its_line() -> None:
    records = written()
    records[4] = records[4].rstrip("0 1")
    with pytest.raises(Unreadable) as refused:
        read(records)
    assert (refused.value.code, refused.value.position) == ("damaged", 5)
