"""Closing a till's day: what it holds, what it begins with, and what is refused."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from consign.journal.models import Event
from consign.people.models import Coworking, Maker, User
from consign.people.queries import desks_of
from consign.refusal import Refused
from consign.stock.models import Item
from consign.till.checks import problems
from consign.till.closings import (
    AlreadyClosed,
    BankedTooMuch,
    DifferenceUnexplained,
    NotThatDay,
    OpeningKnown,
    OpeningMissing,
    SoldMeanwhile,
    close_day,
)
from consign.till.counts import CountOutOfRange, cash_since, count_cash, last_count
from consign.till.drawer import NotAPiece, worth
from consign.till.models import CashCount, DayClosing, Payment, Till
from consign.till.payments import Paid
from consign.till.places import first_till
from consign.till.running import (
    closings_at,
    closings_of,
    days_to_close,
    held_by,
    late_of,
    likely_opening,
    so_far,
)
from tests.factories import make_placed, make_refund, make_sale, moment
from tests.till.closing import close, in_pieces, sell

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def till(rcoop: Coworking) -> Till:
    return first_till(rcoop)


@pytest.fixture
def bowls(rcoop: Coworking, terre: Maker) -> Item:
    """Of 12.99: 13.00 in cash."""
    return make_placed(rcoop, terre, "Bol bleu", price="12.99", quantity=99).item


class TestWhatItHolds:
    def test_a_first_closing_is_told_with_what_the_till_began(
        self, till: Till, bowls: Item, dan: User
    ) -> None:
        make_sale(till.coworking, bowls, at="2026-10-05 09:00", paid_with=Payment.CASH)
        made = close(till, dan, "113.00", opening="100.00").closing
        assert (made.number, made.on) == ("D-2026-00001", date(2026, 10, 5))
        assert (made.opening, made.cash, made.expected) == (D("100.00"), D("13.00"), D("113.00"))
        assert (made.counted, made.difference, made.left) == (D("113.00"), D("0.00"), D("113.00"))
        assert (made.closed_by, made.closed_at) == (dan, moment("2026-10-05 18:00"))
        assert (made.previous, made.device) == (None, None)

    def test_a_first_closing_leaves_out_what_was_sold_before_its_day(
        self, till: Till, bowls: Item, dan: User
    ) -> None:
        make_sale(till.coworking, bowls, at="2026-10-02 09:00", paid_with=Payment.CASH)
        make_sale(till.coworking, bowls, at="2026-10-04 21:30", paid_with=Payment.CASH)
        made = close(till, dan, "50.00", opening="50.00").closing
        assert (made.cash, made.sales, made.through) == (D("0.00"), 0, till.sales.latest("pk"))
        make_sale(till.coworking, bowls, at="2026-10-06", paid_with=Payment.CASH)
        assert close(till, dan, "63.00", at="2026-10-06 18:00").closing.cash == D("13.00")

    def test_the_next_begins_with_what_was_left(self, till: Till, bowls: Item, dan: User) -> None:
        first = close(till, dan, "150.00", opening="150.00", banked="50.00").closing
        sale = make_sale(till.coworking, bowls, at="2026-10-06 09:00", paid_with=Payment.CASH)
        make_sale(till.coworking, bowls, at="2026-10-06 09:05", quantity=2)
        make_refund(sale, at="2026-10-06 10:00")
        second = close(till, dan, "100.00", at="2026-10-06 18:00").closing
        assert (second.previous, second.opening) == (first, D("100.00"))
        assert (second.cash, second.card) == (D("0.00"), D("25.98"))
        assert (second.sales, second.refunds) == (2, 1)
        assert list(problems()) == []

    def test_each_part_of_a_mixed_payment_is_where_it_belongs(
        self, till: Till, bowls: Item, dan: User
    ) -> None:
        parts = [
            Paid(Payment.CASH, D("10.00")),
            Paid(Payment.CARD, D("2.00")),
            Paid(Payment.TRANSFER, D("0.99")),
        ]
        sell(till, bowls, dan, Payment.MIXED, parts)
        sell(till, bowls, dan, Payment.TRANSFER)
        made = close(till, dan, "10.00", opening="0.00").closing
        assert (made.cash, made.card, made.transfer) == (D("10.00"), D("2.00"), D("13.98"))

    def test_tills_are_closed_by_themselves(self, till: Till, bowls: Item, dan: User) -> None:
        second = Till.objects.create(coworking=till.coworking, name="Market")
        sell(second, bowls, dan, Payment.CASH)
        make_sale(till.coworking, bowls, at="2026-10-05 09:00", paid_with=Payment.CASH)
        one = close(till, dan, "13.00", opening="0.00").closing
        other = close(second, dan, "63.00", opening="50.00").closing
        assert [one.number, other.number] == ["D-2026-00001", "D-2026-00002"]
        assert (one.cash, other.cash) == (D("13.00"), D("13.00"))
        assert list(problems()) == []

    def test_what_arrives_later_is_in_the_next_one_and_known_as_late(
        self, till: Till, bowls: Item, dan: User
    ) -> None:
        """Its cash was in the drawer when it was counted: once too much, then missing."""
        first = close(till, dan, "63.00", opening="50.00", reason="The tablet is offline").closing
        late = make_sale(
            till.coworking,
            bowls,
            at="2026-10-05 15:00",
            recorded="2026-10-06 09:00",
            paid_with=Payment.CASH,
        )
        found = so_far(till, date(2026, 10, 6))
        assert (found.opening, found.cash_in, found.expected) == (
            D("63.00"),
            D("13.00"),
            D("76.00"),
        )
        assert (found.late, found.late_cash) == ((late,), D("13.00"))
        second = close(till, dan, "63.00", at="2026-10-06 18:00", reason="Arrived late").closing
        assert (first.difference, second.difference) == (D("13.00"), D("-13.00"))
        assert list(held_by(first)) == []
        assert list(late_of(held_by(second), first, second.on)) == [late]
        assert list(problems()) == []

    def test_a_till_where_nothing_was_sold_is_closed_too(self, till: Till, dan: User) -> None:
        made = close(till, dan, "0.00", opening="0.00").closing
        assert (made.through, made.pieces, made.sales) == (None, {}, 0)
        again = close(till, dan, "0.00", at="2026-10-06 18:00").closing
        assert (again.through, again.previous) == (None, made)
        assert list(problems()) == []


class TestWhatItWrites:
    def test_what_is_left_is_counted_as_lying_there(
        self, till: Till, bowls: Item, dan: User
    ) -> None:
        close(till, dan, "163.00", opening="163.00", banked="60.50")
        count = last_count(till)
        assert count is not None
        assert (count.amount, count.counted_by) == (D("102.50"), dan)
        assert cash_since(count) == D("0.00")
        make_sale(till.coworking, bowls, at="2026-10-06", paid_with=Payment.CASH)
        assert cash_since(count) == D("13.00")

    def test_the_journal_tells_of_it(self, till: Till, dan: User) -> None:
        close(till, dan, "95.00", opening="100.00", banked="5.00", reason="A wrong note")
        event = Event.objects.get(verb="close till")
        assert (event.chain.name, event.subject, event.by) == ("rcoop", "D-2026-00001", dan)
        assert event.facts == {
            "till": "1",
            "counted": "95.00",
            "difference": "-5.00",
            "banked": "5.00",
        }

    def test_pieces_are_kept_the_largest_first(self, till: Till, dan: User) -> None:
        made = close_day(
            till=till,
            pieces={5: 3, 2000: 2, 100: 0, 1: 5},
            opening=D("40.20"),
            banked=D("0.00"),
            by=dan,
            at=moment("2026-10-05 18:00"),
        ).closing
        assert made.counted == D("40.20")
        assert list(made.pieces.items()) == [("2000", 2), ("5", 3), ("1", 5)]

    def test_the_same_again_is_the_same_closing(self, till: Till, dan: User) -> None:
        first = close(till, dan, "95.00", opening="100.00", reason="A wrong note ")
        again = close(till, dan, "95.00", opening="100.00", reason="A wrong note")
        assert (again.closing, again.replayed, first.replayed) == (first.closing, True, False)
        assert DayClosing.objects.count() == CashCount.objects.count() == 1


class TestRefused:
    @pytest.fixture
    def day(self, till: Till, bowls: Item, dan: User) -> dict[str, Any]:
        """A closing that would be made: 100.00 and 13.00."""
        make_sale(till.coworking, bowls, at="2026-10-05 09:00", paid_with=Payment.CASH)
        return {
            "till": till,
            "pieces": in_pieces("113.00"),
            "opening": D("100.00"),
            "banked": D("0.00"),
            "by": dan,
            "at": moment("2026-10-05 18:00"),
        }

    @pytest.mark.parametrize(
        ("changes", "refusal", "place"),
        [
            ({"pieces": {3: 1}}, NotAPiece, "pieces"),
            ({"pieces": {100: -1, 5000: 3}}, NotAPiece, "pieces"),
            ({"pieces": {50_000: 201}}, CountOutOfRange, "pieces"),
            ({"banked": D("-0.01")}, BankedTooMuch, "banked"),
            ({"banked": D("113.01")}, BankedTooMuch, "banked"),
            ({"opening": None}, OpeningMissing, "opening"),
            ({"opening": D("-0.01")}, CountOutOfRange, "opening"),
            ({"opening": D("100000.01")}, CountOutOfRange, "opening"),
            ({"opening": D("100.01")}, DifferenceUnexplained, "reason"),
            ({"pieces": in_pieces("112.99")}, DifferenceUnexplained, "reason"),
            ({"pieces": in_pieces("112.99"), "reason": " "}, DifferenceUnexplained, "reason"),
            ({"expected": D("100.00")}, SoldMeanwhile, ""),
            ({"on": date(2026, 10, 6)}, NotThatDay, "on"),
            ({"on": date(2026, 10, 4)}, NotThatDay, "on"),
        ],
    )
    def test_what_does_not_add_up_closes_nothing(
        self, day: dict[str, Any], changes: dict[str, Any], refusal: type[Refused], place: str
    ) -> None:
        with pytest.raises(refusal) as refused:
            close_day(**{**day, **changes})
        assert refused.value.place == place
        assert str(refused.value)
        assert not DayClosing.objects.exists()
        assert not CashCount.objects.exists()
        assert close_day(**day, expected=D("113.00")).closing.number == "D-2026-00001"

    def test_a_day_is_closed_once(self, till: Till, dan: User, cleo: User) -> None:
        close(till, dan, "100.00", opening="100.00")
        for who, banked in ((dan, "1.00"), (cleo, "0.00")):
            with pytest.raises(AlreadyClosed) as refused:
                close(till, who, "100.00", opening="100.00", banked=banked)
            assert refused.value.details == {"number": "D-2026-00001"}
        with pytest.raises(AlreadyClosed):
            close(till, dan, "100.00", on=date(2026, 10, 4))
        assert DayClosing.objects.count() == 1

    def test_what_was_left_is_not_told_otherwise(self, till: Till, dan: User) -> None:
        close(till, dan, "100.00", opening="100.00")
        with pytest.raises(OpeningKnown) as refused:
            close(till, dan, "90.00", opening="90.00", at="2026-10-06 18:00")
        assert refused.value.details == {"left": D("100.00")}
        assert close(till, dan, "100.00", opening="100.00", at="2026-10-06 18:00")


class TestDays:
    def test_most_often_it_is_today(self, till: Till, bowls: Item) -> None:
        assert days_to_close(till, moment("2026-10-05 18:00")) == (date(2026, 10, 5),)
        make_sale(till.coworking, bowls, at="2026-10-05 09:00")
        assert days_to_close(till, moment("2026-10-05 18:00")) == (date(2026, 10, 5),)

    def test_a_forgotten_day_can_be_closed_until_something_is_sold(
        self, till: Till, bowls: Item, dan: User
    ) -> None:
        close(till, dan, "100.00", opening="100.00", at="2026-10-01 18:00")
        make_sale(till.coworking, bowls, at="2026-10-03 09:00", paid_with=Payment.CASH)
        morning = "2026-10-05 07:00"
        assert days_to_close(till, moment(morning)) == (date(2026, 10, 3), date(2026, 10, 5))
        made = close(till, dan, "113.00", at=morning, on=date(2026, 10, 3)).closing
        assert made.on == date(2026, 10, 3)
        assert days_to_close(till, moment(morning)) == (date(2026, 10, 5),)
        assert close(till, dan, "113.00", at="2026-10-05 18:00").closing.previous == made
        assert days_to_close(till, moment("2026-10-05 19:00")) == ()

    def test_what_arrives_late_forgets_no_day(self, till: Till, bowls: Item, dan: User) -> None:
        close(till, dan, "100.00", opening="100.00")
        make_sale(till.coworking, bowls, at="2026-10-05 15:00", recorded="2026-10-06 07:00")
        assert days_to_close(till, moment("2026-10-06 18:00")) == (date(2026, 10, 6),)

    def test_what_a_till_began_with_as_far_as_a_count_tells(
        self, till: Till, bowls: Item, dan: User
    ) -> None:
        day = date(2026, 10, 5)
        assert likely_opening(till, day) is None
        make_sale(till.coworking, bowls, at="2026-10-05 09:00", paid_with=Payment.CASH)
        count_cash(till=till, amount=D("113.00"), by=dan, at=moment("2026-10-05 10:00"))
        make_sale(till.coworking, bowls, at="2026-10-05 11:00", paid_with=Payment.CASH)
        assert likely_opening(till, day) == D("100.00")
        count_cash(till=till, amount=D("1.00"), by=dan, at=moment("2026-10-05 12:00"))
        assert likely_opening(till, day) is None


def test_closings_are_read_at_their_desk(
    rcoop: Coworking, filature: Coworking, till: Till, dan: User, ada: User
) -> None:
    made = close(till, dan, "1.00", opening="1.00").closing
    other = close(first_till(filature), dan, "1.00", opening="1.00").closing
    assert list(closings_at(rcoop)) == list(closings_of(desks_of(dan))) == [made]
    assert list(closings_at(filature)) == [other]
    assert list(closings_of(desks_of(ada))) == []
    assert other.number == "D-2026-00001"


def test_pieces_are_worth_what_is_printed_on_them() -> None:
    assert worth({50_000: 1, 200: 3, 1: 4}) == D("506.04")
    assert worth({}) == D("0.00")
