"""Numbers have no holes and belong to their issuer, series and year."""

import pytest
from django.db import transaction

from consign.codes.models import Counter
from consign.codes.numbers import next_number

pytestmark = pytest.mark.django_db


def drawn(issuer: str = "rcoop", series: str = "S", year: int = 2026) -> str:
    return next_number(issuer=issuer, series=series, year=year)


def failing_act() -> None:
    with transaction.atomic():
        drawn()
        raise LookupError


def test_numbers_follow_each_other() -> None:
    assert [drawn() for _act in range(3)] == ["S-2026-00001", "S-2026-00002", "S-2026-00003"]


def test_each_issuer_series_and_year_counts_on_its_own() -> None:
    drawn()
    assert drawn(issuer="la-filature") == "S-2026-00001"
    assert drawn(series="PO") == "PO-2026-00001"
    assert drawn(year=2027) == "S-2027-00001"
    assert drawn() == "S-2026-00002"


def test_an_act_that_fails_gives_its_number_back() -> None:
    drawn()
    with pytest.raises(LookupError):
        failing_act()
    assert drawn() == "S-2026-00002"


def test_the_first_act_that_fails_leaves_no_counter() -> None:
    with pytest.raises(LookupError):
        failing_act()
    assert not Counter.objects.exists()
    assert drawn() == "S-2026-00001"


def test_counting_goes_on_beyond_five_digits() -> None:
    drawn()
    Counter.objects.update(last=99_999)
    assert drawn() == "S-2026-100000"
