"""Counting a showcase: found against the books, and a decision about each difference."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from consign.agreements.models import Agreement
from consign.agreements.queries import NoAgreement
from consign.journal.models import Event
from consign.ledger.models import LossCause
from consign.monthend.losses import record_loss
from consign.people.models import Coworking, Maker, User
from consign.refusal import Refused
from consign.stock.checks import problems
from consign.stock.counting import NotEnough, QuantityOutOfRange
from consign.stock.counts import (
    moved_since,
    other_places,
    row_of,
    rows_of,
    showcases_to_count,
    stocktakes_at,
    waiting_at,
)
from consign.stock.deciding import (
    DifferenceDecided,
    NothingToCountIn,
    NotSettled,
    OtherShowcaseMissing,
    RemarkTooLong,
    decide_difference,
)
from consign.stock.models import (
    Counted,
    Difference,
    DifferenceState,
    Movement,
    MovementKind,
    Placement,
    Showcase,
    Stocktake,
)
from consign.stock.operations import WrongShowcase, move
from consign.stock.stocktaking import CountClosed, close_count, count_piece, set_found, start_count
from consign.till.checks import problems as till_problems
from tests.factories import make_item, make_placed, make_sale, make_showcase, moment
from tests.underneath import change

pytestmark = pytest.mark.django_db
NOW = moment("2026-10-05 10:00")
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def bowls(rcoop: Coworking, terre: Maker) -> Placement:
    """Five of them in the window."""
    return make_placed(rcoop, terre, "Bol bleu", quantity=5)


@pytest.fixture
def shelf(rcoop: Coworking) -> Showcase:
    return make_showcase(rcoop, "Shelf")


@pytest.fixture
def count(bowls: Placement, dan: User) -> Stocktake:
    return start_count(showcase=bowls.showcase, by=dan, at=NOW)


def found(count: Stocktake, place: Placement, by: User, pieces: int = 1) -> Counted:
    return count_piece(stocktake=count, item=place.item, quantity=pieces, by=by, at=NOW)


def closed(count: Stocktake, by: User) -> list[Difference]:
    return close_count(stocktake=count, by=by, at=LATER)


def differing(count: Stocktake, place: Placement, by: User, pieces: int) -> Difference:
    """The one difference of a count that found so many."""
    set_found(stocktake=count, item=place.item, found=pieces, by=by, at=NOW)
    (difference,) = closed(count, by)
    return difference


def decide(difference: Difference, state: DifferenceState, by: User, **more: Any) -> Difference:
    return decide_difference(difference=difference, decision=state, by=by, at=LATER, **more)


def on_hand(place: Placement) -> int:
    return Placement.objects.get(pk=place.pk).on_hand


def all_agrees() -> bool:
    return [*problems(), *till_problems()] == []


class TestCounting:
    def test_one_count_of_a_showcase_goes_on(
        self, count: Stocktake, bowls: Placement, shelf: Showcase, dan: User, cleo: User
    ) -> None:
        assert start_count(showcase=bowls.showcase, by=cleo, at=LATER) == count
        assert start_count(showcase=shelf, by=cleo, at=LATER) != count
        closed(count, dan)
        assert start_count(showcase=bowls.showcase, by=cleo, at=LATER) != count

    def test_scans_of_two_people_add_up(
        self, count: Stocktake, bowls: Placement, dan: User, cleo: User
    ) -> None:
        found(count, bowls, dan)
        row = found(count, bowls, cleo, 3)
        assert (row.found, row.expected, row.last_by) == (4, 5, cleo)

    def test_what_is_found_is_corrected_by_hand_down_to_none(
        self, count: Stocktake, bowls: Placement, dan: User
    ) -> None:
        found(count, bowls, dan, 3)
        row = set_found(stocktake=count, item=bowls.item, found=0, by=dan, at=NOW)
        assert row.found == 0
        assert Event.objects.latest("pk").verb == "correct count"

    def test_nothing_in_the_books_changes_by_counting(
        self, count: Stocktake, bowls: Placement, dan: User
    ) -> None:
        moved = Movement.objects.count()
        found(count, bowls, dan, 2)
        closed(count, dan)
        assert (on_hand(bowls), Movement.objects.count()) == (5, moved)

    @pytest.mark.parametrize("pieces", [0, -1, 1001])
    def test_what_is_no_number_of_pieces(
        self, count: Stocktake, bowls: Placement, dan: User, pieces: int
    ) -> None:
        with pytest.raises(QuantityOutOfRange):
            found(count, bowls, dan, pieces)
        if pieces:
            with pytest.raises(QuantityOutOfRange):
                set_found(stocktake=count, item=bowls.item, found=pieces, by=dan, at=NOW)
        assert not Counted.objects.exists()

    def test_scans_together_are_no_more_than_a_thousand(
        self, count: Stocktake, bowls: Placement, dan: User
    ) -> None:
        found(count, bowls, dan, 1000)
        with pytest.raises(QuantityOutOfRange):
            found(count, bowls, dan)

    def test_a_closed_count_counts_no_more(
        self, count: Stocktake, bowls: Placement, dan: User
    ) -> None:
        closed(count, dan)
        with pytest.raises(CountClosed, match="Window"):
            found(count, bowls, dan)
        with pytest.raises(CountClosed):
            set_found(stocktake=count, item=bowls.item, found=5, by=dan, at=NOW)
        assert not Counted.objects.exists()

    def test_rows_tell_what_is_expected_and_found(
        self, count: Stocktake, bowls: Placement, rcoop: Coworking, plume: Maker, dan: User
    ) -> None:
        stranger = make_item(plume, "Broche")
        found(count, bowls, dan, 3)
        count_piece(stocktake=count, item=stranger, by=dan, at=NOW)
        unseen = make_placed(rcoop, plume, "Collier")
        told = [(row.item, row.expected, row.found, row.missing) for row in rows_of(count)]
        assert told == [
            (stranger, 0, 1, -1),
            (unseen.item, 1, None, 1),
            (bowls.item, 5, 3, 2),
        ]
        assert row_of(count, bowls.item) == rows_of(count)[2]
        assert row_of(count, unseen.item) == rows_of(count)[1]

    def test_showcases_tell_what_is_in_them_and_when_they_were_counted(
        self, count: Stocktake, bowls: Placement, shelf: Showcase, rcoop: Coworking, dan: User
    ) -> None:
        told = {one.name: one for one in showcases_to_count(rcoop)}
        window = told["Window"]
        assert (window.pieces, window.counting, window.counted_at) == (5, count.pk, None)
        assert (told["Shelf"].pieces, told["Shelf"].counting) == (0, None)
        closed(count, dan)
        window = showcases_to_count(rcoop).get(name="Window")
        assert (window.counting, window.counted_at) == (None, LATER)
        assert list(stocktakes_at(rcoop)) == [count]


class TestClosing:
    def test_what_agrees_is_no_difference(
        self, count: Stocktake, bowls: Placement, dan: User
    ) -> None:
        found(count, bowls, dan, 5)
        assert closed(count, dan) == []
        assert (count.closed_by, count.closed_at) == (dan, LATER)

    def test_what_nobody_scanned_is_missing(
        self, count: Stocktake, bowls: Placement, rcoop: Coworking, dan: User
    ) -> None:
        (difference,) = closed(count, dan)
        assert (difference.placement, difference.expected, difference.found) == (bowls, 5, 0)
        assert (difference.missing, difference.pieces) == (True, 5)
        assert list(waiting_at(rcoop)) == [difference]

    def test_what_was_never_here_is_surplus(
        self, count: Stocktake, bowls: Placement, plume: Maker, dan: User
    ) -> None:
        found(count, bowls, dan, 5)
        stranger = make_item(plume, "Broche")
        count_piece(stocktake=count, item=stranger, by=dan, at=NOW)
        (difference,) = closed(count, dan)
        assert (difference.placement.item, difference.expected, difference.found) == (
            stranger,
            0,
            1,
        )
        assert difference.placement.on_hand == 0
        assert all_agrees()

    def test_closing_again_gives_the_same(
        self, count: Stocktake, bowls: Placement, dan: User, cleo: User
    ) -> None:
        first = closed(count, dan)
        again = close_count(stocktake=count, by=cleo, at=LATER + timedelta(hours=1))
        assert (again, count.closed_by, count.closed_at) == (first, dan, LATER)

    def test_a_piece_sold_after_it_was_counted_is_no_difference(
        self, count: Stocktake, bowls: Placement, rcoop: Coworking, dan: User
    ) -> None:
        found(count, bowls, dan, 5)
        make_sale(rcoop, bowls.item, quantity=2)
        assert closed(count, dan) == []

    def test_a_piece_sold_before_it_was_counted_is_no_difference(
        self, count: Stocktake, bowls: Placement, rcoop: Coworking, dan: User
    ) -> None:
        make_sale(rcoop, bowls.item, quantity=2)
        found(count, bowls, dan, 3)
        assert closed(count, dan) == []

    def test_a_sale_of_what_nobody_scanned_makes_less_missing(
        self, count: Stocktake, bowls: Placement, rcoop: Coworking, dan: User
    ) -> None:
        sale = make_sale(rcoop, bowls.item, quantity=2)
        (difference,) = closed(count, dan)
        assert (difference.expected, difference.on_hand) == (3, 3)
        (movement,) = moved_since(difference)
        assert movement.reference == f"{sale.number}/1"

    def test_a_missing_piece_stays_missing_when_others_are_sold(
        self, count: Stocktake, bowls: Placement, rcoop: Coworking, dan: User
    ) -> None:
        found(count, bowls, dan, 4)
        make_sale(rcoop, bowls.item, quantity=2)
        (difference,) = closed(count, dan)
        assert (difference.expected, difference.found, difference.on_hand) == (5, 4, 3)

    def test_a_new_count_replaces_what_still_waits(
        self, count: Stocktake, bowls: Placement, rcoop: Coworking, dan: User, cleo: User
    ) -> None:
        (old,) = closed(count, dan)
        new = start_count(showcase=bowls.showcase, by=cleo, at=LATER)
        difference = differing(new, bowls, cleo, 4)
        old.refresh_from_db()
        assert (old.state, old.decided_by) == (DifferenceState.RECOUNTED, cleo)
        assert list(waiting_at(rcoop)) == [difference]
        with pytest.raises(DifferenceDecided):
            decide(old, DifferenceState.MISCOUNTED, dan)


class TestDeciding:
    def test_surplus_pieces_are_counted_in_once(
        self, count: Stocktake, bowls: Placement, dan: User, cleo: User
    ) -> None:
        difference = differing(count, bowls, dan, 7)
        done = decide(difference, DifferenceState.COUNTED_IN, cleo, remark=" in  a box ")
        assert (done.state, done.decided_by, done.remark) == ("counted_in", cleo, "in a box")
        assert on_hand(bowls) == 7
        movement = bowls.movements.latest("pk")
        told = (movement.kind, movement.quantity, movement.reference)
        assert told == (MovementKind.FOUND, 2, f"count/{difference.pk}")
        with pytest.raises(DifferenceDecided):
            decide(difference, DifferenceState.COUNTED_IN, dan)
        assert on_hand(bowls) == 7
        assert all_agrees()

    def test_what_its_maker_cannot_sell_here_is_not_counted_in(
        self, count: Stocktake, bowls: Placement, dan: User
    ) -> None:
        difference = differing(count, bowls, dan, bowls.on_hand + 1)
        Agreement.objects.update(ends_on=(NOW - timedelta(days=1)).date())
        with pytest.raises(NoAgreement):
            decide(difference, DifferenceState.COUNTED_IN, dan)
        assert on_hand(bowls) == bowls.on_hand

    def test_missing_pieces_are_not_counted_in(
        self, count: Stocktake, bowls: Placement, dan: User
    ) -> None:
        difference = differing(count, bowls, dan, 3)
        with pytest.raises(NothingToCountIn):
            decide(difference, DifferenceState.COUNTED_IN, dan)
        assert on_hand(bowls) == 5

    def test_missing_pieces_that_are_elsewhere_are_moved(
        self, count: Stocktake, bowls: Placement, shelf: Showcase, dan: User
    ) -> None:
        difference = differing(count, bowls, dan, 3)
        assert other_places(difference) == [(shelf, 0)]
        decide(difference, DifferenceState.MOVED, dan, showcase=shelf)
        assert on_hand(bowls) == 3
        assert Placement.objects.get(showcase=shelf).on_hand == 2
        assert all_agrees()

    def test_surplus_pieces_come_from_where_they_should_be(
        self, bowls: Placement, shelf: Showcase, dan: User
    ) -> None:
        count = start_count(showcase=shelf, by=dan, at=NOW)
        difference = differing(count, bowls, dan, 2)
        assert other_places(difference) == [(bowls.showcase, 5)]
        decide(difference, DifferenceState.MOVED, dan, showcase=bowls.showcase)
        assert on_hand(bowls) == 3
        assert Placement.objects.get(showcase=shelf).on_hand == 2

    def test_a_place_with_fewer_gives_none(
        self, bowls: Placement, shelf: Showcase, dan: User
    ) -> None:
        count = start_count(showcase=shelf, by=dan, at=NOW)
        difference = differing(count, bowls, dan, 6)
        assert other_places(difference) == []
        with pytest.raises(NotEnough):
            decide(difference, DifferenceState.MOVED, dan, showcase=bowls.showcase)
        difference.refresh_from_db()
        assert (difference.state, on_hand(bowls)) == (DifferenceState.OPEN, 5)

    def test_a_move_needs_another_showcase_of_the_same_coworking(
        self, count: Stocktake, bowls: Placement, filature: Coworking, dan: User
    ) -> None:
        difference = differing(count, bowls, dan, 3)
        there = make_showcase(filature, "There")
        wrong: list[tuple[Showcase | None, type[Refused]]] = [
            (None, OtherShowcaseMissing),
            (bowls.showcase, OtherShowcaseMissing),
            (there, WrongShowcase),
        ]
        for showcase, refusal in wrong:
            with pytest.raises(refusal):
                decide(difference, DifferenceState.MOVED, dan, showcase=showcase)
        assert Placement.objects.filter(item=bowls.item).count() == 1

    def test_lost_pieces_are_settled_once_they_are_written_off(
        self, count: Stocktake, bowls: Placement, dan: User
    ) -> None:
        difference = differing(count, bowls, dan, 3)
        with pytest.raises(NotSettled, match="they say 5, and would have to say 3"):
            decide(difference, DifferenceState.SETTLED, dan)
        record_loss(placement=bowls, quantity=1, cause=LossCause.LOST, by=dan, at=LATER)
        with pytest.raises(NotSettled, match="they say 4"):
            decide(difference, DifferenceState.SETTLED, dan)
        record_loss(placement=bowls, quantity=1, cause=LossCause.STOLEN, by=dan, at=LATER)
        decide(difference, DifferenceState.SETTLED, dan)
        assert on_hand(bowls) == 3

    def test_sales_that_were_not_recorded_settle_too(
        self, count: Stocktake, bowls: Placement, rcoop: Coworking, dan: User
    ) -> None:
        difference = differing(count, bowls, dan, 4)
        make_sale(rcoop, bowls.item)
        assert decide(difference, DifferenceState.SETTLED, dan).state == "settled"

    def test_surplus_pieces_are_settled_when_the_books_have_them(
        self, bowls: Placement, shelf: Showcase, dan: User
    ) -> None:
        count = start_count(showcase=shelf, by=dan, at=NOW)
        difference = differing(count, bowls, dan, 2)
        move(placement=bowls, showcase=shelf, quantity=1, by=dan, at=LATER)
        with pytest.raises(NotSettled, match="they say 1, and would have to say 2"):
            decide(difference, DifferenceState.SETTLED, dan)
        move(placement=bowls, showcase=shelf, quantity=1, by=dan, at=LATER)
        assert decide(difference, DifferenceState.SETTLED, dan).state == "settled"
        assert on_hand(bowls) == 3

    def test_books_that_were_right_stay(
        self, count: Stocktake, bowls: Placement, dan: User
    ) -> None:
        difference = differing(count, bowls, dan, 3)
        decide(difference, DifferenceState.MISCOUNTED, dan)
        assert on_hand(bowls) == 5
        verbs = list(Event.objects.order_by("pk").values_list("verb", flat=True))
        assert verbs[-4:] == [
            "start count",
            "correct count",
            "close count",
            "decide miscounted",
        ]

    def test_a_remark_has_an_end(self, count: Stocktake, bowls: Placement, dan: User) -> None:
        difference = differing(count, bowls, dan, 3)
        with pytest.raises(RemarkTooLong):
            decide(difference, DifferenceState.MISCOUNTED, dan, remark="x" * 201)

    @pytest.mark.parametrize("state", [DifferenceState.OPEN, DifferenceState.RECOUNTED])
    def test_some_states_are_for_nobody_to_say(
        self, count: Stocktake, bowls: Placement, dan: User, state: DifferenceState
    ) -> None:
        with pytest.raises(ValueError, match="nobody"):
            decide(differing(count, bowls, dan, 3), state, dan)


class TestUnderneath:
    def test_what_was_not_counted_in_as_decided_is_found(
        self, count: Stocktake, bowls: Placement, dan: User
    ) -> None:
        difference = differing(count, bowls, dan, 7)
        told = [f"stock: count/{difference.pk} is not counted in as it was decided"]
        decide(difference, DifferenceState.COUNTED_IN, dan)
        assert list(problems()) == []
        change(Difference.objects.filter(pk=difference.pk), state="miscounted")
        assert list(problems()) == told
        change(Difference.objects.filter(pk=difference.pk), state="counted_in", found=8)
        assert list(problems()) == told

    @pytest.mark.parametrize(
        "changes",
        [
            {"closed_by": None},
            {"closed_at": None},
            {"started_at": LATER},
        ],
    )
    def test_the_database_keeps_counts_whole(
        self, count: Stocktake, dan: User, changes: dict[str, Any]
    ) -> None:
        closed(count, dan)
        with pytest.raises(IntegrityError), transaction.atomic():
            Stocktake.objects.update(**changes)

    def test_the_database_lets_one_count_go_on(self, count: Stocktake, dan: User) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Stocktake.objects.create(showcase=count.showcase, started_by=dan, started_at=NOW)

    def test_the_database_counts_an_item_once_and_never_below_zero(
        self, count: Stocktake, bowls: Placement, dan: User
    ) -> None:
        row = found(count, bowls, dan)
        with pytest.raises(IntegrityError), transaction.atomic():
            Counted.objects.update(found=-1)
        row.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)

    @pytest.mark.parametrize(
        "changes",
        [
            {"state": "other"},
            {"state": "settled"},
            {"decided_at": LATER},
            {"found": 5},
            {"on_hand": 4},
        ],
    )
    def test_the_database_keeps_differences_whole(
        self, count: Stocktake, bowls: Placement, dan: User, changes: dict[str, Any]
    ) -> None:
        differing(count, bowls, dan, 3)
        with pytest.raises(IntegrityError), transaction.atomic():
            Difference.objects.update(**changes)

    def test_the_database_counts_in_only_what_is_surplus(
        self, count: Stocktake, bowls: Placement, dan: User
    ) -> None:
        differing(count, bowls, dan, 3)
        with pytest.raises(IntegrityError), transaction.atomic():
            Difference.objects.update(state="counted_in", decided_by=dan, decided_at=LATER)

    def test_the_database_lets_one_difference_of_a_place_wait(
        self, count: Stocktake, bowls: Placement, dan: User
    ) -> None:
        difference = differing(count, bowls, dan, 3)
        difference.stocktake = start_count(showcase=bowls.showcase, by=dan, at=LATER)
        difference.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            difference.save(force_insert=True)
