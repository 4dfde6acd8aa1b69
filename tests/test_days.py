"""Days and months as they are counted in Brussels."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from consign.days import Month, day_after, local_day, start_of
from tests.factories import moment

days = st.dates(min_value=date(1990, 1, 1), max_value=date(2200, 12, 31))


@pytest.mark.parametrize(
    ("told", "day"),
    [
        ("2026-11-14 22:59", date(2026, 11, 14)),
        ("2026-11-14 23:10", date(2026, 11, 15)),
        ("2026-07-14 21:59", date(2026, 7, 14)),
        ("2026-07-14 22:10", date(2026, 7, 15)),
        ("2026-12-31 23:00", date(2027, 1, 1)),
    ],
)
def test_a_moment_belongs_to_the_day_in_brussels(told: str, day: date) -> None:
    assert local_day(moment(told)) == day


def test_a_moment_without_a_zone_belongs_to_no_day() -> None:
    with pytest.raises(ValueError, match="naive"):
        local_day(datetime(2026, 11, 14, 12))  # noqa: DTZ001 - that is what is refused


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 11, 15), "2026-11-14 23:00"),
        (date(2026, 7, 15), "2026-07-14 22:00"),
        # The clocks change during this day, after its first moment.
        (date(2026, 3, 29), "2026-03-28 23:00"),
        (date(2026, 10, 25), "2026-10-24 22:00"),
    ],
)
def test_a_day_starts_at_midnight_in_brussels(day: date, first: str) -> None:
    assert start_of(day) == moment(first)
    assert start_of(day).tzinfo is UTC


@given(days)
def test_the_first_moment_of_a_day_is_in_that_day(day: date) -> None:
    assert local_day(start_of(day)) == day


def test_the_day_after_the_last_of_february() -> None:
    assert day_after(date(2028, 2, 28)) == date(2028, 2, 29)
    assert day_after(date(2026, 2, 28)) == date(2026, 3, 1)


class TestMonths:
    def test_a_month_is_read_as_it_is_written(self) -> None:
        assert Month.parse("2026-11") == Month(2026, 11)
        assert str(Month(2026, 2)) == "2026-02"

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "2026",
            "2026-1",
            "2026-13",
            "2026-00",
            "2026/11",
            "2026-11-01",
            "+026-11",
            "2026-1x",
            "Nov 2026",
            "-202611",
            "2026-1１",
        ],
    )
    def test_anything_else_is_no_month(self, text: str) -> None:
        with pytest.raises(ValueError, match="not a month"):
            Month.parse(text)

    @pytest.mark.parametrize("text", ["0000-01", "0001-01", "9999-12"])
    def test_a_month_at_the_end_of_time_is_no_month(self, text: str) -> None:
        """It would have no month before or after it."""
        with pytest.raises(ValueError, match="not a month"):
            Month.parse(text)

    def test_every_month_that_is_read_has_neighbours(self) -> None:
        for month in (Month.parse("0002-01"), Month.parse("9998-12")):
            assert month.previous < month < month.next
            assert month.first <= month.last

    def test_a_year_turns(self) -> None:
        assert Month(2026, 12).next == Month(2027, 1)
        assert Month(2027, 1).previous == Month(2026, 12)

    def test_a_month_ends_on_its_last_day(self) -> None:
        assert Month(2028, 2).last == date(2028, 2, 29)
        assert Month(2026, 12).last == date(2026, 12, 31)

    @given(days)
    def test_a_day_lies_in_its_month(self, day: date) -> None:
        month = Month.of(day)
        assert month.first <= day <= month.last
        assert Month.parse(str(month)) == month
        assert month.next.previous == month
        assert day_after(month.last) == month.next.first

    @given(days, days)
    def test_months_and_their_names_have_the_order_of_their_days(
        self, one: date, other: date
    ) -> None:
        first, second = Month.of(one), Month.of(other)
        assert (first < second) == (str(first) < str(second)) == (first.first < second.first)

    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("en", "November 2026"),
            ("fr", "novembre 2026"),
            ("nl", "november 2026"),
            ("de", "November 2026"),
        ],
    )
    def test_a_month_is_told_in_the_readers_language(self, language: str, words: str) -> None:
        with translation.override(language):
            assert Month(2026, 11).in_words == words
