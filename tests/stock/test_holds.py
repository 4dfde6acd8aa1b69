"""Pieces kept for somebody: never more than are there, until a moment, and told at the till."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from consign.days import local_day
from consign.ledger.models import LossCause
from consign.monthend.losses import record_loss
from consign.people.models import Coworking, Maker, User
from consign.refusal import Refused
from consign.stock.counting import QuantityOutOfRange
from consign.stock.holds import HoldForNobody, HoldTooLong, HoldTooMuch, hold, release
from consign.stock.models import Hold, Placement
from consign.stock.operations import give_back, move
from consign.stock.queries import holds_at
from consign.till.scan import scan
from tests.factories import make_placed, make_sale, make_showcase, moment
from tests.till.test_conflicts import queue

NOW = moment("2026-10-05 10:00")
SATURDAY = moment("2026-10-10 16:00")


@pytest.fixture
def placed(rcoop: Coworking, plume: Maker) -> Placement:
    return make_placed(rcoop, plume, quantity=3)


def keep(placed: Placement, by: User, **told: Any) -> Hold:
    facts = {"name": "Mme Peeters", "until": SATURDAY, "at": NOW, **told}
    coworking = placed.showcase.coworking
    return hold(item=placed.item, coworking=coworking, by=by, **facts)


def names(coworking: Coworking, at: datetime = NOW) -> list[str]:
    return [one.name for one in holds_at(coworking, at)]


def test_a_piece_is_kept_until_a_moment(rcoop: Coworking, placed: Placement, dan: User) -> None:
    kept = keep(placed, dan, name="  Mme \n Peeters ")
    assert (kept.name, kept.quantity, kept.made_by) == ("Mme Peeters", 1, dan)
    assert names(rcoop) == ["Mme Peeters"]
    assert names(rcoop, SATURDAY) == []


def test_what_ends_first_is_told_first(
    rcoop: Coworking, filature: Coworking, placed: Placement, dan: User
) -> None:
    keep(placed, dan)
    keep(placed, dan, name="Jan", until=SATURDAY - timedelta(days=1))
    assert names(rcoop) == ["Jan", "Mme Peeters"]
    assert names(filature) == []


def test_no_more_is_kept_than_is_there(placed: Placement, dan: User) -> None:
    keep(placed, dan, quantity=2)
    with pytest.raises(HoldTooMuch, match="Only 1 of") as refused:
        keep(placed, dan, quantity=2)
    assert refused.value.place == "quantity"
    keep(placed, dan, name="Jan")
    with pytest.raises(HoldTooMuch, match="Only 0 of"):
        keep(placed, dan, name="Piet")


def test_what_has_ended_makes_room(placed: Placement, dan: User) -> None:
    keep(placed, dan, quantity=3)
    keep(placed, dan, quantity=3, at=SATURDAY, until=SATURDAY + timedelta(days=1))


def test_pieces_of_every_showcase_count(rcoop: Coworking, placed: Placement, dan: User) -> None:
    back_room = make_showcase(rcoop, "Back room", on_show=False)
    move(placement=placed, showcase=back_room, quantity=2, by=dan, at=NOW)
    assert keep(placed, dan, quantity=3).quantity == 3


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        ({"name": " "}, HoldForNobody),
        ({"name": "\0"}, HoldForNobody),
        ({"name": "x" * 81}, HoldForNobody),
        ({"until": NOW}, HoldTooLong),
        ({"until": NOW + timedelta(days=60, seconds=1)}, HoldTooLong),
        ({"quantity": 0}, QuantityOutOfRange),
        ({"quantity": 1001}, QuantityOutOfRange),
    ],
)
def test_what_is_no_hold(
    placed: Placement, dan: User, told: dict[str, Any], refusal: type[Refused]
) -> None:
    with pytest.raises(refusal):
        keep(placed, dan, **told)
    assert not Hold.objects.exists()


def test_let_go_it_is_kept_no_more_and_once_is_enough(
    rcoop: Coworking, placed: Placement, dan: User, cleo: User
) -> None:
    kept = keep(placed, dan)
    release(hold=kept, by=cleo, at=NOW + timedelta(hours=1))
    again = release(hold=kept, by=dan, at=NOW + timedelta(hours=2))
    assert (again.ended_by, again.ended_at) == (cleo, NOW + timedelta(hours=1))
    assert names(rcoop) == []


def test_one_that_has_ended_by_itself_is_left_as_it_is(placed: Placement, dan: User) -> None:
    kept = keep(placed, dan)
    assert release(hold=kept, by=dan, at=SATURDAY).ended_at is None


class TestSelling:
    def test_a_kept_piece_is_told_and_sold_all_the_same(
        self, rcoop: Coworking, placed: Placement, dan: User
    ) -> None:
        kept = keep(placed, dan)
        day = local_day(NOW)
        found = scan(rcoop, placed.item.code, day, at=NOW)
        assert (found.held, found.sellable) == ((kept,), True)
        assert scan(rcoop, placed.item.code, day, at=SATURDAY).held == ()
        make_sale(rcoop, placed.item)
        assert names(rcoop) == ["Mme Peeters"]

    def test_the_last_one_sold_ends_it(
        self, rcoop: Coworking, placed: Placement, dan: User
    ) -> None:
        kept = keep(placed, dan)
        make_sale(rcoop, placed.item, quantity=3, by=dan)
        kept.refresh_from_db()
        assert (kept.ended_by, kept.ended_at) == (dan, moment("2026-10-05"))
        assert scan(rcoop, placed.item.code, local_day(NOW), at=NOW).held == ()

    def test_of_two_the_one_that_ends_first_is_over(
        self, rcoop: Coworking, placed: Placement, dan: User
    ) -> None:
        keep(placed, dan)
        keep(placed, dan, name="Jan", until=SATURDAY - timedelta(days=1))
        make_sale(rcoop, placed.item, quantity=2)
        assert names(rcoop) == ["Mme Peeters"]

    def test_one_sold_without_network_ends_it_too(
        self, rcoop: Coworking, placed: Placement, dan: User
    ) -> None:
        keep(placed, dan)
        queue(rcoop, placed.item, quantity=5)
        assert names(rcoop) == []

    def test_others_stay_kept(self, rcoop: Coworking, plume: Maker, dan: User) -> None:
        first, second = make_placed(rcoop, plume, "One"), make_placed(rcoop, plume, "Two")
        keep(first, dan)
        make_sale(rcoop, second.item)
        assert names(rcoop) == ["Mme Peeters"]


def test_a_piece_given_back_or_written_off_is_kept_no_more(
    rcoop: Coworking, plume: Maker, dan: User
) -> None:
    home, lost = make_placed(rcoop, plume, "Home"), make_placed(rcoop, plume, "Lost")
    keep(home, dan)
    keep(lost, dan)
    give_back(placement=home, quantity=1, by=dan, at=NOW)
    record_loss(placement=lost, quantity=1, cause=LossCause.STOLEN, by=dan, at=NOW)
    assert names(rcoop) == []


def test_a_move_inside_the_coworking_ends_nothing(
    rcoop: Coworking, placed: Placement, dan: User
) -> None:
    keep(placed, dan, quantity=3)
    move(placement=placed, showcase=make_showcase(rcoop, "Shelf"), quantity=3, by=dan, at=NOW)
    assert names(rcoop) == ["Mme Peeters"]
