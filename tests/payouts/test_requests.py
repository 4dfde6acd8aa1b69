"""What a payee owes is asked for once, and what comes in for it is booked once."""

from datetime import date
from decimal import Decimal

import pytest

from consign.codes.reference import is_ogm, parse_reference, reference_text
from consign.journal.models import Event
from consign.ledger.models import Account, Entry, EntryKind
from consign.ledger.queries import balance
from consign.monthend.operations import void_settlement
from consign.payouts.checks import problems
from consign.payouts.models import PaymentRequest, RequestState
from consign.payouts.queries import left_to_receive, open_request, received_for
from consign.payouts.requests import (
    AlreadyReceived,
    NothingReceived,
    ReceivedInFuture,
    payment_code_of,
    receive,
)
from consign.people.models import BankAccount, Coworking, Maker, User
from consign.refusal import KeyReused
from consign.settlements.models import Settlement
from tests.factories import IBANS, make_closed, make_placed, make_sale, moment
from tests.kept import kept
from tests.payouts.bank import make_debt

pytestmark = pytest.mark.django_db
NOVEMBER_6 = date(2026, 11, 6)


@kept
def october(rcoop: Coworking, plume: Maker) -> Settlement:
    """A month that closes at -24.20."""
    make_debt(rcoop, plume)
    (settlement,) = make_closed(rcoop)
    return settlement


@kept
def asked(october: Settlement) -> PaymentRequest:
    return PaymentRequest.objects.get()


def came_in(
    request: PaymentRequest,
    amount: str,
    by: User,
    *,
    on: date = NOVEMBER_6,
    at: str = "2026-11-07",
    cause: str = "1",
) -> Entry:
    return receive(
        request=request,
        amount=Decimal(amount),
        received_on=on,
        by=by,
        at=moment(at),
        cause=cause,
    )


def states() -> list[str]:
    return list(PaymentRequest.objects.order_by("pk").values_list("state", flat=True))


class TestAsking:
    def test_a_closing_below_zero_asks_for_it(
        self, october: Settlement, asked: PaymentRequest
    ) -> None:
        assert (asked.number, asked.amount) == ("RQ-2026-00001", Decimal("24.20"))
        assert (asked.holder, asked.iban, asked.bic) == ("Rcoop SC", IBANS[0], "")
        assert asked.due_on == date(2026, 12, 1)
        assert (asked.state, asked.settlement) == (RequestState.OPEN, october)
        assert is_ogm(asked.reference)
        assert parse_reference(reference_text(asked.reference)) == asked.reference
        assert open_request(october.account) == asked
        assert Event.objects.get(verb="request payment").facts == {"amount": "24.20"}
        assert list(problems()) == []

    def test_a_closing_above_zero_asks_for_nothing(self, rcoop: Coworking, plume: Maker) -> None:
        make_sale(rcoop, make_placed(rcoop, plume).item)
        make_closed(rcoop)
        assert not PaymentRequest.objects.exists()

    def test_each_reference_is_used_once_in_the_whole_house(
        self, rcoop: Coworking, filature: Coworking, plume: Maker, terre: Maker
    ) -> None:
        for coworking in (rcoop, filature):
            for maker in (plume, terre):
                make_debt(coworking, maker)
            make_closed(coworking)
        references = set(PaymentRequest.objects.values_list("reference", flat=True))
        assert references == {"000000000101", "000000000202", "000000000303", "000000000404"}
        assert PaymentRequest.objects.filter(number="RQ-2026-00002").count() == 2

    def test_the_next_closing_asks_for_all_of_it(
        self, rcoop: Coworking, plume: Maker, asked: PaymentRequest
    ) -> None:
        make_debt(rcoop, plume, "10.00", on="2026-11-05")
        make_closed(rcoop, "2026-11")
        assert states() == [RequestState.REPLACED, RequestState.OPEN]
        assert PaymentRequest.objects.get(state=RequestState.OPEN).amount == Decimal("34.20")
        assert list(problems()) == []

    def test_sales_that_cover_it_are_asked_for_nothing_more(
        self, rcoop: Coworking, plume: Maker, october: Settlement
    ) -> None:
        make_sale(rcoop, make_placed(rcoop, plume).item, at="2026-11-05")
        make_closed(rcoop, "2026-11")
        assert states() == [RequestState.REPLACED]
        assert open_request(october.account) is None

    def test_a_coworking_without_an_account_closes_all_the_same(
        self, rcoop: Coworking, plume: Maker, asked: PaymentRequest
    ) -> None:
        BankAccount.objects.filter(entity=rcoop.operator).delete()
        (november,) = make_closed(rcoop, "2026-11")
        assert november.closing == Decimal("-24.20")
        assert states() == [RequestState.REPLACED]

    def test_the_code_for_a_banking_app_says_all_of_it(self, asked: PaymentRequest) -> None:
        lines = payment_code_of(asked).split("\n")
        assert lines[:8] == ["BCD", "002", "1", "SCT", "", "Rcoop SC", IBANS[0], "EUR24.20"]
        assert lines[9] == asked.reference
        assert "EUR4.20" in payment_code_of(asked, Decimal("4.20"))


class TestReceiving:
    def test_what_came_in_is_credited_and_the_request_is_paid(
        self, october: Settlement, asked: PaymentRequest, cleo: User
    ) -> None:
        entry = came_in(asked, "24.20", cleo, cause="L7")
        assert (entry.account, entry.kind, entry.amount, entry.on) == (
            october.account,
            EntryKind.RECEIVED,
            Decimal("24.20"),
            NOVEMBER_6,
        )
        assert (entry.reference, entry.memo) == (
            "RQ-2026-00001/L7",
            reference_text(asked.reference),
        )
        assert asked.state == RequestState.PAID
        assert states() == [RequestState.PAID]
        assert balance(october.account) == Decimal("0.00")
        assert Event.objects.get(verb="receive payment").facts == {"amount": "24.20"}
        assert list(problems()) == []

    def test_in_parts(self, asked: PaymentRequest, cleo: User) -> None:
        came_in(asked, "20.00", cleo)
        assert states() == [RequestState.OPEN]
        assert (received_for(asked), left_to_receive(asked)) == (Decimal("20.00"), Decimal("4.20"))
        assert list(problems()) == []
        came_in(asked, "4.20", cleo, cause="2")
        assert states() == [RequestState.PAID]
        assert left_to_receive(asked) == Decimal("0.00")

    def test_what_is_more_than_asked_stays_on_the_balance(
        self, rcoop: Coworking, october: Settlement, asked: PaymentRequest, cleo: User
    ) -> None:
        came_in(asked, "30.00", cleo)
        assert balance(october.account) == Decimal("5.80")
        (november,) = make_closed(rcoop, "2026-11")
        assert (november.opening, november.change, november.payout) == (
            Decimal("-24.20"),
            Decimal("30.00"),
            Decimal("5.80"),
        )
        assert states() == [RequestState.PAID]
        assert list(problems()) == []

    def test_the_same_receipt_is_booked_once(self, asked: PaymentRequest, cleo: User) -> None:
        first = came_in(asked, "10.00", cleo)
        assert came_in(asked, "10.00", cleo, at="2026-11-09") == first
        assert came_in(asked, "10.00", cleo, cause="2") != first
        assert received_for(asked) == Decimal("20.00")

    def test_the_same_receipt_is_of_the_same_amount_and_day(
        self, asked: PaymentRequest, cleo: User
    ) -> None:
        came_in(asked, "10.00", cleo)
        for amount, on in (("10.01", NOVEMBER_6), ("10.00", date(2026, 11, 5))):
            with pytest.raises(KeyReused) as refused:
                came_in(asked, amount, cleo, on=on)
            assert refused.value.place == "cause"
        assert received_for(asked) == Decimal("10.00")

    def test_an_earlier_paper_pays_the_request_that_is_open(
        self, rcoop: Coworking, october: Settlement, asked: PaymentRequest, cleo: User
    ) -> None:
        make_closed(rcoop, "2026-11")
        assert states() == [RequestState.REPLACED, RequestState.OPEN]
        came_in(asked, "24.20", cleo, on=date(2026, 12, 3), at="2026-12-04")
        assert states() == [RequestState.REPLACED, RequestState.PAID]
        assert balance(october.account) == Decimal("0.00")
        assert list(problems()) == []

    def test_what_came_in_before_the_next_closing_is_asked_for_no_more(
        self, rcoop: Coworking, asked: PaymentRequest, cleo: User
    ) -> None:
        came_in(asked, "20.00", cleo)
        make_closed(rcoop, "2026-11")
        last = PaymentRequest.objects.get(state=RequestState.OPEN)
        assert (last.amount, received_for(last)) == (Decimal("4.20"), Decimal("0.00"))
        assert list(problems()) == []

    @pytest.mark.parametrize("amount", ["0.00", "-0.01"])
    def test_nothing(self, asked: PaymentRequest, cleo: User, amount: str) -> None:
        with pytest.raises(NothingReceived) as refused:
            came_in(asked, amount, cleo)
        assert (refused.value.code, refused.value.place) == ("nothing_received", "amount")
        assert not Entry.objects.filter(kind=EntryKind.RECEIVED).exists()

    def test_in_the_future(self, asked: PaymentRequest, cleo: User) -> None:
        with pytest.raises(ReceivedInFuture) as refused:
            came_in(asked, "24.20", cleo, on=date(2026, 11, 8))
        assert (refused.value.code, refused.value.place) == ("received_in_future", "received_on")
        assert not Entry.objects.filter(kind=EntryKind.RECEIVED).exists()

    @pytest.mark.parametrize("cause", ["", "1" * 21, "1/2", "a b"])
    def test_a_cause_that_fits_no_reference_is_a_mistake(
        self, asked: PaymentRequest, cleo: User, cause: str
    ) -> None:
        with pytest.raises(ValueError, match="not a cause"):
            came_in(asked, "24.20", cleo, cause=cause)


class TestTakingBack:
    def void(self, settlement: Settlement, by: User, at: str = "2026-12-05") -> None:
        void_settlement(settlement=settlement, by=by, at=moment(at))

    def test_with_its_month_a_request_is_taken_back(self, october: Settlement, cleo: User) -> None:
        self.void(october, cleo)
        assert states() == [RequestState.WITHDRAWN]
        assert Event.objects.filter(verb="withdraw request").count() == 1
        assert list(problems()) == []

    def test_what_it_replaced_holds_again(
        self, rcoop: Coworking, asked: PaymentRequest, cleo: User
    ) -> None:
        (november,) = make_closed(rcoop, "2026-11")
        self.void(november, cleo)
        assert states() == [RequestState.OPEN, RequestState.WITHDRAWN]
        assert list(problems()) == []

    def test_also_when_sales_had_covered_it(
        self, rcoop: Coworking, plume: Maker, asked: PaymentRequest, cleo: User
    ) -> None:
        make_sale(rcoop, make_placed(rcoop, plume).item, at="2026-11-05")
        (november,) = make_closed(rcoop, "2026-11")
        self.void(november, cleo)
        assert states() == [RequestState.OPEN]

    def test_but_not_what_was_covered_a_month_earlier(
        self, rcoop: Coworking, plume: Maker, asked: PaymentRequest, cleo: User
    ) -> None:
        item = make_placed(rcoop, plume, quantity=2).item
        for month in ("11", "12"):
            make_sale(rcoop, item, at=f"2026-{month}-05")
            (last,) = make_closed(rcoop, f"2026-{month}")
        self.void(last, cleo, at="2027-01-05")
        assert states() == [RequestState.REPLACED]

    def test_what_was_paid_stays_paid(
        self, rcoop: Coworking, plume: Maker, asked: PaymentRequest, cleo: User
    ) -> None:
        came_in(asked, "24.20", cleo)
        make_debt(rcoop, plume, "5.00", on="2026-11-05")
        (november,) = make_closed(rcoop, "2026-11")
        self.void(november, cleo)
        assert states() == [RequestState.PAID, RequestState.WITHDRAWN]
        assert list(problems()) == []

    def test_what_came_in_meanwhile_pays_what_holds_again(
        self, rcoop: Coworking, plume: Maker, asked: PaymentRequest, cleo: User
    ) -> None:
        make_sale(rcoop, make_placed(rcoop, plume).item, at="2026-11-05")
        (november,) = make_closed(rcoop, "2026-11")
        came_in(asked, "24.20", cleo, on=date(2026, 12, 2), at="2026-12-03")
        assert states() == [RequestState.REPLACED]
        self.void(november, cleo)
        assert states() == [RequestState.PAID]
        assert list(problems()) == []

    @pytest.mark.parametrize("amount", ["0.01", "24.20"])
    def test_a_month_whose_debt_was_paid_stays_closed(
        self, october: Settlement, asked: PaymentRequest, cleo: User, amount: str
    ) -> None:
        came_in(asked, amount, cleo)
        with pytest.raises(AlreadyReceived, match=asked.number) as refused:
            self.void(october, cleo)
        assert refused.value.code == "already_received"
        assert Account.objects.get().settlements.filter(voided_at__isnull=True).count() == 1
