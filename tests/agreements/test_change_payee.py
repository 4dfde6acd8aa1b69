"""Moving a maker from one payee to another in one act."""

from datetime import date

import pytest

from consign.agreements.models import Affiliation
from consign.agreements.operations import EndsBeforeStart, Overlapping, change_payee
from consign.ledger.queries import accounts_of
from consign.people.models import Coworking, LegalEntity, Maker
from tests.factories import (
    LONG_AGO,
    START,
    make_affiliation,
    make_entity,
    make_maker,
    make_placed,
    make_sale,
)

AUGUST = date(2026, 8, 1)


@pytest.fixture
def dies(db: None) -> LegalEntity:
    return make_entity("Dies SC")


def moved(maker: Maker, payee: LegalEntity, *, ends_on: date | None = None) -> Affiliation:
    return change_payee(
        maker=maker, payee=payee, starts_on=AUGUST, ends_on=ends_on, by=None, at=START
    )


def days_of(maker: Maker) -> list[tuple[date, date | None]]:
    return list(maker.affiliations.order_by("starts_on").values_list("starts_on", "ends_on"))


def test_the_old_affiliation_ends_the_day_before(plume: Maker, dies: LegalEntity) -> None:
    made = moved(plume, dies)
    assert made.payee == dies
    assert days_of(plume) == [(LONG_AGO, date(2026, 7, 31)), (AUGUST, None)]


def test_what_was_sold_before_keeps_its_payee(
    rcoop: Coworking, plume: Maker, dies: LegalEntity
) -> None:
    before = plume.affiliations.get().payee
    make_sale(rcoop, make_placed(rcoop, plume).item, at="2026-08-05")
    moved(plume, dies)
    assert [account.payee for account in accounts_of(plume)] == [before]


def test_an_affiliation_with_a_last_day_is_cut_short(dies: LegalEntity) -> None:
    maker = make_maker()
    make_affiliation(maker, ends_on=date(2026, 12, 31))
    moved(maker, dies, ends_on=date(2027, 12, 31))
    assert days_of(maker) == [
        (LONG_AGO, date(2026, 7, 31)),
        (AUGUST, date(2027, 12, 31)),
    ]


def test_without_a_payee_before_it_simply_begins(dies: LegalEntity) -> None:
    maker = make_maker()
    moved(maker, dies)
    assert days_of(maker) == [(AUGUST, None)]


@pytest.mark.parametrize("begins", [AUGUST, date(2026, 9, 1)])
def test_an_affiliation_from_the_same_day_or_later_stands_in_the_way(
    dies: LegalEntity, begins: date
) -> None:
    maker = make_maker()
    make_affiliation(maker, ends_on=date(2026, 7, 31))
    make_affiliation(maker, starts_on=begins)
    before = days_of(maker)
    with pytest.raises(Overlapping):
        moved(maker, dies)
    assert days_of(maker) == before


def test_refused_later_on_nothing_has_ended(plume: Maker, dies: LegalEntity) -> None:
    with pytest.raises(EndsBeforeStart):
        moved(plume, dies, ends_on=date(2026, 7, 1))
    assert days_of(plume) == [(LONG_AGO, None)]
