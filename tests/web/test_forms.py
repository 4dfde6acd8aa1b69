"""Fields as hands fill them in."""

from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.utils import translation

from consign.web.forms import AmountField, DayField, PercentField


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("30", "30"),
        ("33,3", "33.3"),
        ("12.50 %", "12.50"),
        (" 0 ", "0"),
        ("33,3333", "33.3333"),
        ("-5", "-5"),
    ],
)
def test_percentages_are_read_as_they_are_written(typed: str, read: str) -> None:
    assert PercentField(decimals=4).clean(typed) == Decimal(read)


@pytest.mark.parametrize("typed", ["", "much", "1000", "NaN", "1,5,5", "33.333"])
def test_what_is_no_percentage_is_told(typed: str) -> None:
    with pytest.raises(forms.ValidationError):
        PercentField().clean(typed)


def test_an_optional_percentage_may_be_missing() -> None:
    assert PercentField(required=False).clean("") is None


@pytest.mark.parametrize(("language", "shown"), [("fr", "33,3"), ("en", "33.3")])
def test_a_percentage_is_shown_without_trailing_zeros(language: str, shown: str) -> None:
    with translation.override(language):
        assert PercentField().prepare_value(Decimal("33.3000")) == shown
        assert PercentField().prepare_value(Decimal("30.0000")) == "30"


def test_an_amount_is_shown_as_it_can_be_read_back() -> None:
    for language in ("fr", "nl", "de", "en"):
        with translation.override(language):
            shown = AmountField().prepare_value(Decimal("1234.50"))
            assert AmountField().clean(shown) == Decimal("1234.50")


def test_what_was_typed_is_shown_again_as_it_was() -> None:
    assert AmountField().prepare_value("much") == "much"
    assert PercentField().prepare_value("30,0") == "30,0"


def test_a_day_comes_from_the_browsers_calendar() -> None:
    with translation.override("fr"):
        assert DayField().clean("2026-11-03") == date(2026, 11, 3)
        assert 'value="2026-11-03"' in DayField().widget.render("day", date(2026, 11, 3))
