"""Amounts as people write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consign.money.split import euros
from consign.money.text import (
    NegativeAmount,
    NotAnAmount,
    TooManyDecimals,
    money,
    parse_amount,
    percent_text,
)

D = Decimal
LANGUAGES = ["fr", "nl", "de", "en"]


@pytest.mark.parametrize(
    ("language", "shown", "below"),
    [
        ("fr", "1\u202f234,50\u00a0€", "-12,30\u00a0€"),
        ("nl", "€\u00a01.234,50", "€\u00a0-12,30"),
        ("de", "1.234,50\u00a0€", "-12,30\u00a0€"),
        ("en", "€1,234.50", "-€12.30"),
        ("nl-be", "€\u00a01.234,50", "€\u00a0-12,30"),
        ("sv", "€1,234.50", "-€12.30"),
    ],
)
def test_every_language_has_its_own_way_to_write_money(
    language: str, shown: str, below: str
) -> None:
    assert money(D("1234.50"), language) == shown
    assert money(D("-12.30"), language) == below


def test_money_always_shows_its_cents() -> None:
    assert [money(D(text), "en") for text in ("0.00", "45", "0.05")] == ["€0.00", "€45.00", "€0.05"]


@pytest.mark.parametrize(
    ("percent", "language", "shown"),
    [
        ("30", "fr", "30\u00a0%"),
        ("33.3", "fr", "33,3\u00a0%"),
        ("33.3", "nl", "33,3%"),
        ("33.3", "de", "33,3\u00a0%"),
        ("30", "en", "30%"),
        ("30.00", "en", "30%"),
        ("12.3456", "en", "12.3456%"),
        ("0", "en", "0%"),
        ("100", "en", "100%"),
    ],
)
def test_percentages_keep_their_decimals_and_lose_their_zeros(
    percent: str, language: str, shown: str
) -> None:
    assert percent_text(D(percent), language) == shown


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("45", "45.00"),
        ("0", "0.00"),
        ("007", "7.00"),
        ("45,00 €", "45.00"),
        ("€ 18.50", "18.50"),
        ("€18,50", "18.50"),
        ("18,5", "18.50"),
        (",50", "0.50"),
        ("18,50", "18.50"),
        ("  18,50\t", "18.50"),
        ("18,50 EUR", "18.50"),
        ("12 euros", "12.00"),
        ("Euro 12", "12.00"),
        ("1045", "1045.00"),
        ("1045,00", "1045.00"),
        ("1.045,00 €", "1045.00"),
        ("1 045,00", "1045.00"),
        ("1 045", "1045.00"),
        ("1\u202f045,00\u00a0€", "1045.00"),
        ("1,045.00", "1045.00"),
        ("1'045.00", "1045.00"),
        ("1.045.000", "1045000.00"),
        ("1,045,000.50", "1045000.50"),
        ("45,-", "45.00"),
        ("€ 45,--", "45.00"),
        ("1.045,-", "1045.00"),
        ("12€50", "12.50"),
        ("999999999999999.99", "999999999999999.99"),
    ],
)
def test_what_hands_and_lists_write_is_understood(text: str, amount: str) -> None:
    assert str(parse_amount(text)) == amount


@pytest.mark.parametrize("text", ["12,505", "1.045", "1,045", "0.505", "1 045,000", "12.5055"])
def test_a_third_decimal_is_refused_rather_than_guessed(text: str) -> None:
    with pytest.raises(TooManyDecimals) as refused:
        parse_amount(text)
    assert (refused.value.code, str(refused.value)[:9]) == ("too_many_decimals", "An amount")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "€",
        ".",
        ",",
        "-",
        "5.",
        "twelve",
        "12 pieces",
        "12 50",
        "10 45",
        "1.045.00",
        "1,04,500",
        "1.045,000.00",
        "1234.567,00",
        "1€045",
        "12€5",
        "1e3",
        "0x10",
        "NaN",
        "١٢",
        "--3",
        "12-",
        "+12",
        "12/50",
        "1" * 16,
    ],
)
def test_anything_else_is_no_amount(text: str) -> None:
    for negative in (False, True):
        with pytest.raises(NotAnAmount) as refused:
            parse_amount(text, negative=negative)
        assert (refused.value.code, str(refused.value)[:7]) == ("not_an_amount", "This is")


@pytest.mark.parametrize("text", ["-12,30", "€ -12,30", "-€12.30", "- 12.30", "\u221212,30 €"])
def test_a_minus_is_read_only_where_it_is_asked_for(text: str) -> None:
    assert str(parse_amount(text, negative=True)) == "-12.30"
    with pytest.raises(NegativeAmount) as refused:
        parse_amount(text)
    assert refused.value.code == "negative_amount"


def test_minus_nothing_is_nothing() -> None:
    assert str(parse_amount("-0,00")) == "0.00"


@given(st.integers(-(10**15), 10**15).map(euros), st.sampled_from(LANGUAGES))
def test_what_is_shown_can_be_typed_in_again(amount: Decimal, language: str) -> None:
    assert parse_amount(money(amount, language), negative=True) == amount


@given(st.text(max_size=12))
def test_any_text_is_an_amount_or_refused(text: str) -> None:
    try:
        amount = parse_amount(text)
    except (NotAnAmount, TooManyDecimals):
        return
    assert amount >= 0
    assert amount.as_tuple().exponent == -2
