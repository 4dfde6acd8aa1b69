"""Pieces that stayed as long as was agreed: fetched, stored for a fee."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from consign.agreements.models import Agreement
from consign.ledger.models import Entry, EntryKind
from consign.monthend.unsold import (
    NothingStored,
    Phase,
    StorageCharged,
    charge_storage,
    unsold_at,
)
from consign.people.models import Coworking, Maker, User
from consign.stock.models import Placement
from consign.stock.operations import accept, announce, give_back
from consign.stock.transits import receive, send
from tests.factories import make_agreement, make_placed, make_sale, moment

# 90 days from 1 January end on 1 April, 30 more on 1 May.
UNTIL, FETCH_UNTIL = date(2026, 4, 1), date(2026, 5, 1)


@pytest.fixture
def placed(rcoop: Coworking, plume: Maker) -> Placement:
    Agreement.objects.update(storage_fee=Decimal("2.00"))
    return make_placed(rcoop, plume, quantity=3)


@pytest.mark.parametrize(
    ("day", "phase"),
    [
        (UNTIL - timedelta(days=15), None),
        (UNTIL - timedelta(days=14), Phase.SOON),
        (UNTIL, Phase.SOON),
        (UNTIL + timedelta(days=1), Phase.TO_FETCH),
        (FETCH_UNTIL, Phase.TO_FETCH),
        (FETCH_UNTIL + timedelta(days=1), Phase.STORED),
    ],
)
def test_how_far_a_piece_is(placed: Placement, day: date, phase: Phase | None) -> None:
    found = unsold_at(placed.showcase.coworking, day)
    assert [one.phase(day) for one in found] == ([phase] if phase else [])


def test_what_is_told_of_a_piece(placed: Placement) -> None:
    (one,) = unsold_at(placed.showcase.coworking, UNTIL)
    assert (one.pieces, one.until, one.fetch_until) == (3, UNTIL, FETCH_UNTIL)
    assert one.storage == Decimal("6.00")


def test_sold_and_given_back_nothing_is_unsold(placed: Placement, dan: User) -> None:
    make_sale(placed.showcase.coworking, placed.item, quantity=2)
    give_back(placement=placed, quantity=1, by=dan, at=moment("2026-02-01"))
    assert unsold_at(placed.showcase.coworking, FETCH_UNTIL) == []


def test_new_pieces_of_an_item_begin_anew(placed: Placement, dan: User) -> None:
    at = moment("2026-03-20")
    more = announce(
        item=placed.item, coworking=placed.showcase.coworking, quantity=1, by=dan, at=at
    )
    accept(announcement=more, showcase=placed.showcase, quantity=1, by=dan, at=at)
    assert unsold_at(placed.showcase.coworking, UNTIL) == []


def test_what_came_from_another_coworking_counts_from_its_arrival(
    placed: Placement, filature: Coworking, plume: Maker, dan: User
) -> None:
    make_agreement(filature, plume.affiliations.get())
    at = moment("2026-03-01")
    sent = send(placement=placed, coworking=filature, quantity=1, by=dan, at=at)
    receive(transit=sent, showcase=filature.showcases.get(), quantity=1, by=dan, at=at)
    assert unsold_at(filature, UNTIL) == []
    (one,) = unsold_at(filature, date(2026, 6, 1))
    assert one.until == date(2026, 3, 1) + timedelta(days=90)


def test_without_terms_nothing_is_told(placed: Placement) -> None:
    Agreement.objects.update(ends_on=UNTIL)
    assert unsold_at(placed.showcase.coworking, UNTIL + timedelta(days=1)) == []


def test_one_piece_or_many_cost_as_many_queries(
    placed: Placement, django_assert_max_num_queries: Any
) -> None:
    for number in range(3):
        make_placed(placed.showcase.coworking, placed.item.maker, f"Bague {number}")
    with django_assert_max_num_queries(5):
        assert len(unsold_at(placed.showcase.coworking, UNTIL)) == 4


class TestStorage:
    def charge(self, placed: Placement, by: User, at: str) -> Entry:
        return charge_storage(
            coworking=placed.showcase.coworking, maker=placed.item.maker, by=by, at=moment(at)
        )

    def test_each_month_begun_costs_once(self, placed: Placement, cleo: User) -> None:
        entry = self.charge(placed, cleo, "2026-05-02")
        assert (entry.kind, entry.amount) == (EntryKind.FEE, Decimal("-6.00"))
        with pytest.raises(StorageCharged):
            self.charge(placed, cleo, "2026-05-31")
        self.charge(placed, cleo, "2026-06-01")
        assert Entry.objects.filter(kind=EntryKind.FEE).count() == 2

    def test_what_was_fetched_by_then_costs_nothing(self, placed: Placement, cleo: User) -> None:
        give_back(placement=placed, quantity=3, by=cleo, at=moment("2026-05-02"))
        with pytest.raises(NothingStored):
            self.charge(placed, cleo, "2026-05-03")

    def test_before_the_last_day_to_fetch_nothing_is_due(
        self, placed: Placement, cleo: User
    ) -> None:
        with pytest.raises(NothingStored):
            self.charge(placed, cleo, "2026-05-01")
        assert not Entry.objects.exists()

    def test_where_no_fee_is_agreed_nothing_is_charged(self, placed: Placement, cleo: User) -> None:
        Agreement.objects.update(storage_fee=Decimal("0.00"))
        with pytest.raises(NothingStored):
            self.charge(placed, cleo, "2026-05-02")
