"""Calculations are written as a person would, and come to what the house's rules come to."""

from decimal import Decimal

import pytest
from hypothesis import given as any_of
from hypothesis import strategies as st

from consign.money.split import ZERO, portion
from consign.money.worked import (
    Worked,
    added,
    balanced,
    given,
    less,
    part_of,
    percent_of,
    proportion,
    repeated,
    without_vat,
)
from tests.monthend.pencil import GROUPS, worked_out

AMOUNTS = st.decimals(min_value=-10_000, max_value=10_000, places=2)
NOTHING = given(ZERO)
PERCENTS = st.decimals(min_value=0, max_value=100, places=4)


def amount(text: str) -> Worked:
    return given(Decimal(text))


@pytest.mark.parametrize(
    ("worked", "text"),
    [
        (amount("45"), "45.00"),
        (amount("-45.00"), "−45.00"),
        (repeated(1, Decimal("45.00")), "45.00"),
        (repeated(3, Decimal("10.00")), "3 × 10.00 = 30.00"),
        (percent_of(amount("35.00"), Decimal("30.0000")), "35.00 × 30 % = 10.50"),
        (percent_of(amount("9.99"), Decimal("33.3")), "9.99 × 33.3 % = 3.33"),
        (
            percent_of(without_vat(amount("45.00"), Decimal(21)), Decimal(30)),
            "(45.00 × 100 / 121 = 37.19) × 30 % = 11.16",
        ),
        (without_vat(amount("45.00"), Decimal("6.5")), "45.00 × 100 / 106.5 = 42.25"),
        (without_vat(amount("45.00"), ZERO), "45.00"),
        (part_of(amount("24.20"), 14, 30), "24.20 × 14 / 30 = 11.29"),
        (
            proportion(amount("8.00"), amount("19.33"), amount("29.00")),
            "8.00 × 19.33 / 29.00 = 5.33",
        ),
        (proportion(amount("8.00"), NOTHING, NOTHING), "0.00"),
        (less(amount("13.50"), amount("10.00")), "13.50 − 10.00 = 3.50"),
        (less(amount("-9.67"), amount("-2.90")), "2.90 − 9.67 = −6.77"),
        (less(repeated(3, Decimal("10.00")), amount("1.00")), "3 × 10.00 − 1.00 = 29.00"),
        (added(), "0.00"),
        (added(amount("0.00"), amount("4.00")), "4.00"),
        (
            added(*[amount("45.00")] * 3, amount("20.00"), amount("45.00")),
            "4 × 45.00 + 20.00 = 200.00",
        ),
        (balanced((), [amount("8.70")]), "−8.70"),
        (balanced((), [percent_of(amount("29.00"), Decimal(30))]), "− 29.00 × 30 % = −8.70"),
        (
            balanced((), [less(repeated(3, Decimal("10.00")), amount("1.00"))]),
            "− (3 × 10.00 − 1.00 = 29.00) = −29.00",
        ),
        (
            balanced([percent_of(amount("10.03"), Decimal(21))], [amount("1.05")]),
            "(10.03 × 21 % = 2.11) − 1.05 = 1.06",
        ),
    ],
)
def test_a_calculation_is_written_as_by_hand(worked: Worked, text: str) -> None:
    assert worked.text() == text
    assert worked_out(text) == worked.result


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "1\u202f234,50 × 33,3\u00a0% = 411,09"),
        ("nl", "1.234,50 × 33,3% = 411,09"),
        ("de", "1.234,50 × 33,3\u00a0% = 411,09"),
        ("en", "1,234.50 × 33.3% = 411.09"),
    ],
)
def test_numbers_are_written_as_the_reader_does(language: str, text: str) -> None:
    worked = percent_of(amount("1234.50"), Decimal("33.3"))
    assert worked.text(language) == text
    assert worked_out(text, language) == Decimal("411.09")


@any_of(st.lists(AMOUNTS, max_size=9), st.lists(AMOUNTS, max_size=9), st.sampled_from(list(GROUPS)))
def test_any_sum_comes_to_what_it_says(
    plus: list[Decimal], minus: list[Decimal], language: str
) -> None:
    worked = balanced(map(given, plus), map(given, minus))
    assert worked.result == sum(plus, ZERO) - sum(minus, ZERO)
    assert worked_out(worked.text(language), language) == worked.result


@any_of(AMOUNTS, PERCENTS, PERCENTS, st.sampled_from(list(GROUPS)))
def test_any_chain_is_rounded_where_it_says_so(
    of: Decimal, vat: Decimal, percent: Decimal, language: str
) -> None:
    worked = percent_of(without_vat(given(of), vat), percent)
    assert worked.result == portion(portion(of, 100, 100 + vat), percent, 100)
    assert worked_out(worked.text(language), language) == worked.result


def test_of_very_many_amounts_the_first_and_the_last_are_written() -> None:
    """The result counts them all."""
    worked = added(*(given(Decimal(cents).scaleb(-2)) for cents in range(1, 1001)))
    assert worked.result == Decimal("5005.00")
    text = worked.text()
    assert text.startswith("0.01 + 0.02 + 0.03 + ")
    assert text.endswith(" + 0.23 + … + 10.00 = 5005.00")
