"""A device whose clock is wrong tells when it sold something."""

from datetime import timedelta

import pytest

from consign.till.clock import true_time
from tests.factories import moment

NOW = moment("2026-10-05 15:00")


@pytest.mark.parametrize("wrong", [timedelta(hours=-3), timedelta(0), timedelta(days=2)])
def test_a_clock_that_is_wrong_by_hours_is_put_right(wrong: timedelta) -> None:
    an_hour_ago = NOW - timedelta(hours=1)
    assert true_time(an_hour_ago + wrong, NOW + wrong, NOW) == an_hour_ago


def test_a_clock_that_is_nearly_right_is_believed() -> None:
    told = NOW - timedelta(hours=1)
    assert true_time(told, NOW - timedelta(seconds=90), NOW) == told


def test_nothing_was_sold_after_it_arrived() -> None:
    fast = NOW + timedelta(seconds=90)
    assert true_time(fast, fast, NOW) == NOW


def test_without_the_clock_it_sent_with_the_time_is_taken_as_told() -> None:
    later = NOW + timedelta(hours=1)
    assert true_time(later, None, NOW) == later
