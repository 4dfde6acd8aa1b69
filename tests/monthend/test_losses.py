"""A piece that is gone: off the shelf, and what was agreed for it on its payee's account."""

import uuid
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from consign.agreements.models import Affiliation, CommissionBase, CommissionVat
from consign.agreements.operations import end_affiliation
from consign.agreements.queries import NoPayee, UnknownPayee
from consign.journal.models import Event
from consign.ledger.bookings import AmountOutOfRange, InFuture
from consign.ledger.models import Entry, LossCause
from consign.money.split import ZERO
from consign.monthend.losses import (
    NoAgreedValue,
    ValueNotAgreed,
    agreed_value,
    losses_of,
    record_loss,
    value_by,
)
from consign.monthend.statement import statement_of
from consign.people.models import Coworking, Maker, User, VatStatus
from consign.refusal import KeyReused
from consign.stock.checks import problems as stock_problems
from consign.stock.counting import NotEnough, QuantityOutOfRange
from consign.stock.models import Movement, Placement
from consign.stock.queries import WrittenOff, why_none
from tests.factories import (
    LONG_AGO,
    START,
    make_affiliation,
    make_agreement,
    make_closed,
    make_coworking,
    make_entity,
    make_maker,
    make_placed,
    moment,
)
from tests.kept import kept

pytestmark = pytest.mark.django_db
KEY = uuid.UUID("0b0e1c3c-6b0a-4a4e-8c6a-0d4a3c1f5a11")
NOW = moment("2026-11-20 10:00")
TODAY = date(2026, 11, 20)


def necklace(coworking: Coworking, payee: VatStatus, **terms: Any) -> Placement:
    """One at 45.00, of a payee with this VAT status, at 30 % and these terms."""
    maker = make_maker("Comme une plume")
    make_agreement(coworking, make_affiliation(maker, make_entity("Payee", vat=payee)), **terms)
    return make_placed(coworking, maker, price="45.00")


@kept
def place(rcoop: Coworking, plume: Maker) -> Placement:
    """Three necklaces at 45.00 of a liable payee, at 30 %."""
    return make_placed(rcoop, plume, price="45.00", quantity=3)


@pytest.fixture
def lose(place: Placement, dan: User) -> Callable[..., Entry]:
    return partial(record_loss, placement=place, quantity=1, cause=LossCause.STOLEN, by=dan, at=NOW)


class TestWhatAPieceIsWorth:
    @pytest.mark.parametrize(
        ("vat", "loss_percent", "worth"),
        [
            pytest.param(VatStatus.EXEMPT, None, "31.50", id="E16 the share of a sale"),
            pytest.param(VatStatus.LIABLE, None, "26.03", id="E16 without the payee's VAT"),
            pytest.param(VatStatus.EXEMPT, "60", "27.00", id="so much of the price"),
            pytest.param(VatStatus.LIABLE, "60", "22.31", id="of the price, without VAT"),
            pytest.param(VatStatus.EXEMPT, "100", "45.00", id="all of it"),
            pytest.param(VatStatus.EXEMPT, "0", "0.00", id="nothing"),
        ],
    )
    def test_by_the_agreement(
        self, rcoop: Coworking, vat: VatStatus, loss_percent: str | None, worth: str
    ) -> None:
        placed = necklace(rcoop, vat, loss_percent=loss_percent)
        assert agreed_value(placed, TODAY) == Decimal(worth)

    def test_where_vat_comes_on_top_of_the_commission_it_is_taken_off_too(
        self, rcoop: Coworking
    ) -> None:
        """45.00 less 13.50 and 2.84 of VAT."""
        placed = necklace(rcoop, VatStatus.EXEMPT, vat=CommissionVat.ADDED)
        assert agreed_value(placed, TODAY) == Decimal("28.66")

    def test_where_the_commission_is_of_the_price_without_vat(self, rcoop: Coworking) -> None:
        """45.00 is 37.19 and VAT; 30 % of it are 11.16; 33.84 are left, 27.97 without VAT."""
        placed = necklace(rcoop, VatStatus.LIABLE, base=CommissionBase.EXCL_VAT)
        assert agreed_value(placed, TODAY) == Decimal("27.97")

    def test_nobody_says_what_it_is_worth_without_an_agreement(
        self, filature: Coworking, plume: Maker, place: Placement
    ) -> None:
        assert agreed_value(place, date(2025, 12, 31)) is None
        elsewhere = Placement(item=place.item, showcase=filature.showcases.get())
        assert agreed_value(elsewhere, TODAY) is None

    def test_managers_may_enter_another_value_and_the_desk_may_not(
        self, place: Placement, dan: User, cleo: User
    ) -> None:
        assert value_by(cleo, place, Decimal("40.00"), TODAY) == Decimal("40.00")
        assert value_by(dan, place, Decimal("26.03"), TODAY) == Decimal("26.03")
        assert value_by(dan, place, None, TODAY) is None
        with pytest.raises(ValueNotAgreed) as refused:
            value_by(dan, place, Decimal("26.04"), TODAY)
        assert refused.value.place == "value"


class TestALoss:
    @pytest.mark.parametrize("cause", list(LossCause))
    def test_pieces_leave_with_a_movement_that_names_the_loss(
        self, lose: Callable[..., Entry], place: Placement, dan: User, cause: LossCause
    ) -> None:
        entry = lose(quantity=2, cause=cause)
        place.refresh_from_db()
        assert place.on_hand == 1
        movement = Movement.objects.latest("pk")
        assert (movement.placement, movement.quantity, movement.kind) == (place, -2, cause)
        assert (movement.reference, movement.by, movement.at) == ("L-2026-00001", dan, NOW)
        assert entry.reference == "L-2026-00001"
        assert list(stock_problems()) == []

    def test_the_payee_is_credited_without_commission_and_vat(
        self, lose: Callable[..., Entry], place: Placement, plume: Maker
    ) -> None:
        entry = lose(quantity=2, reason=" Police report 1234/26 ")
        assert (entry.kind, entry.amount, entry.memo) == ("loss", Decimal("52.06"), "Collier plume")
        assert (entry.cause, entry.reason) == ("stolen", "Police report 1234/26")
        assert (entry.commission, entry.gross) == (ZERO, ZERO)
        assert entry.service_vat_percent is None
        assert entry.account.payee == plume.affiliations.get().payee

    def test_it_is_paid_with_the_month_and_stands_on_no_document(
        self, rcoop: Coworking, lose: Callable[..., Entry]
    ) -> None:
        lose(reason="Police report 1234/26")
        (settlement,) = make_closed(rcoop, "2026-11")
        statement = statement_of(settlement)
        assert (settlement.payout, statement.totals.compensations) == (Decimal("26.03"),) * 2
        assert (list(statement.documents), list(statement.vat_on_sales)) == ([], [])
        (line,) = statement.others
        assert (line.cause, line.reason) == ("stolen", "Police report 1234/26")

    def test_a_value_that_was_entered_holds(self, lose: Callable[..., Entry]) -> None:
        assert lose(quantity=2, value=Decimal("40.00")).amount == Decimal("80.00")

    def test_what_is_worth_nothing_is_written_off_all_the_same(
        self, lose: Callable[..., Entry], place: Placement
    ) -> None:
        assert lose(value=Decimal("0.00")).amount == Decimal("0.00")
        place.refresh_from_db()
        assert place.on_hand == 2

    def test_the_payee_is_that_of_the_day_or_one_who_has_left(
        self, lose: Callable[..., Entry], rcoop: Coworking, plume: Maker, terre: Maker
    ) -> None:
        old = Affiliation.objects.get(maker=plume)
        end_affiliation(affiliation=old, ends_on=date(2026, 11, 14), by=None, at=START)
        new = make_affiliation(plume, make_entity("Next"), starts_on=date(2026, 11, 15))
        make_agreement(rcoop, new, percent="20")
        # The new payee is exempt: what a sale would have brought is 36.00.
        assert (lose().account.payee, lose().amount) == (new.payee, Decimal("36.00"))
        late = lose(payee=old.payee, value=Decimal("26.03"))
        assert late.account.payee == old.payee
        with pytest.raises(UnknownPayee):
            lose(payee=terre.affiliations.get().payee)

    def test_the_terms_are_those_of_the_day_it_happened(
        self, lose: Callable[..., Entry], rcoop: Coworking, plume: Maker
    ) -> None:
        affiliation = plume.affiliations.get()
        make_agreement(rcoop, affiliation, starts_on=date(2026, 11, 15), loss_percent="100")
        before = lose(occurred_at=moment("2026-11-14"))
        assert (before.amount, before.on) == (Decimal("26.03"), date(2026, 11, 14))
        assert lose().amount == Decimal("37.19")

    def test_the_journal_knows_who(self, lose: Callable[..., Entry], dan: User) -> None:
        entry = lose()
        told = Event.objects.filter(by=dan, at=NOW).order_by("pk")
        assert [(event.verb, event.subject) for event in told] == [
            ("write off", f"item {Movement.objects.latest('pk').placement.item.code}"),
            ("book loss", entry.reference),
        ]

    def test_the_till_says_that_it_was_written_off(
        self, lose: Callable[..., Entry], place: Placement, rcoop: Coworking
    ) -> None:
        lose(quantity=3)
        assert isinstance(why_none(place.item, rcoop), WrittenOff)


class TestRefusals:
    @pytest.fixture(autouse=True)
    def nothing_is_half_done(self, place: Placement) -> Iterator[None]:
        yield
        place.refresh_from_db()
        assert place.on_hand == 3
        assert not Entry.objects.exists()
        assert not Movement.objects.filter(quantity__lt=0).exists()

    @pytest.mark.parametrize("quantity", [0, -1, 1001])
    def test_no_number_of_pieces(self, lose: Callable[..., Entry], quantity: int) -> None:
        with pytest.raises(QuantityOutOfRange):
            lose(quantity=quantity)

    def test_more_than_there_are(self, lose: Callable[..., Entry]) -> None:
        with pytest.raises(NotEnough):
            lose(quantity=4)

    @pytest.mark.parametrize("value", ["-0.01", "100000.01"])
    def test_a_value_no_piece_has(self, lose: Callable[..., Entry], value: str) -> None:
        with pytest.raises(AmountOutOfRange) as refused:
            lose(value=Decimal(value))
        assert refused.value.place == "value"

    def test_tomorrow(self, lose: Callable[..., Entry]) -> None:
        with pytest.raises(InFuture):
            lose(occurred_at=moment("2026-11-21"))

    def test_nobody_to_credit(self, lose: Callable[..., Entry], plume: Maker) -> None:
        end_affiliation(
            affiliation=plume.affiliations.get(), ends_on=date(2026, 11, 14), by=None, at=START
        )
        with pytest.raises(NoPayee):
            lose()

    def test_no_agreement_that_says_the_value(
        self, lose: Callable[..., Entry], plume: Maker
    ) -> None:
        end_affiliation(
            affiliation=plume.affiliations.get(), ends_on=date(2026, 11, 14), by=None, at=START
        )
        make_affiliation(plume, make_entity("Next"), starts_on=date(2026, 11, 15))
        with pytest.raises(NoAgreedValue) as refused:
            lose()
        assert refused.value.place == "value"


class TestAgain:
    def test_the_same_key_writes_off_once(
        self, lose: Callable[..., Entry], place: Placement
    ) -> None:
        assert lose(key=KEY) == lose(key=KEY) == Entry.objects.get()
        place.refresh_from_db()
        assert place.on_hand == 2

    def test_even_when_no_piece_is_left(self, lose: Callable[..., Entry]) -> None:
        assert lose(key=KEY, quantity=3) == lose(key=KEY, quantity=3)

    @pytest.mark.parametrize(
        "changed",
        [
            {"cause": LossCause.LOST},
            {"reason": "Another reason"},
            {"value": Decimal("1.00")},
            # Two at 20.00 are as much as one at 40.00, and not the same.
            {"quantity": 2, "value": Decimal("20.00")},
        ],
    )
    def test_with_other_content_it_is_refused(
        self, lose: Callable[..., Entry], place: Placement, changed: dict[str, object]
    ) -> None:
        lose(key=KEY, value=Decimal("40.00"))
        with pytest.raises(KeyReused):
            lose(**{"key": KEY, "value": Decimal("40.00"), **changed})
        place.refresh_from_db()
        assert place.on_hand == 2

    def test_and_for_another_piece_of_the_same_name_too(
        self, lose: Callable[..., Entry], rcoop: Coworking, plume: Maker
    ) -> None:
        lose(key=KEY)
        with pytest.raises(KeyReused):
            lose(key=KEY, placement=make_placed(rcoop, plume, price="45.00"))


class TestLossesOfAnItem:
    def test_each_with_its_coworking_and_what_was_credited(
        self, lose: Callable[..., Entry], place: Placement, rcoop: Coworking
    ) -> None:
        first, second = lose(quantity=2), lose(cause=LossCause.DAMAGED)
        found = losses_of(place.item)
        assert [(loss.entry, loss.quantity, loss.words) for loss in found] == [
            (second, 1, "damaged"),
            (first, 2, "stolen"),
        ]
        assert {loss.coworking for loss in found} == {rcoop}

    def test_the_same_number_at_another_coworking_is_another_loss(
        self, lose: Callable[..., Entry], place: Placement, plume: Maker
    ) -> None:
        here = lose()
        filature = make_coworking("La Filature")
        make_agreement(filature, plume.affiliations.get(), starts_on=LONG_AGO)
        there = lose(placement=make_placed(filature, plume), cause=LossCause.LOST)
        assert here.reference == there.reference
        assert [loss.entry for loss in losses_of(place.item)] == [here]

    def test_nothing_was_lost(self, place: Placement) -> None:
        assert losses_of(place.item) == []
