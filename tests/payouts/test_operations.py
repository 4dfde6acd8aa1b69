"""Payouts are prepared with the closing, paid once, and taken back only before they left."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction

from consign.journal.models import Event
from consign.ledger.models import Account, Entry, EntryKind
from consign.ledger.queries import balance
from consign.monthend.operations import void_settlement
from consign.payouts.checks import problems
from consign.payouts.models import Payout, PayoutState
from consign.payouts.operations import (
    AlreadyPaid,
    InRemittance,
    NoBankAccount,
    NothingChosen,
    NotToPay,
    PaidBeforeClosing,
    PaidInFuture,
    WithTheBank,
    mark_paid,
    mark_returned,
    prepare,
    withdraw,
)
from consign.payouts.queries import to_be_paid
from consign.payouts.remitting import cancel
from consign.people.models import Coworking, Maker, User
from consign.settlements.models import Settlement
from tests.factories import (
    IBANS,
    make_account,
    make_closed,
    make_coworking,
    make_paid,
    make_placed,
    make_refund,
    make_sale,
    make_selling_maker,
    moment,
)
from tests.kept import kept
from tests.payouts.bank import make_approved, make_exported, make_remittance

pytestmark = pytest.mark.django_db
NOVEMBER_3 = date(2026, 11, 3)


@kept
def october(rcoop: Coworking, plume: Maker) -> Settlement:
    """31.50 of October, closed on the first of November."""
    make_sale(rcoop, make_placed(rcoop, plume).item)
    (settlement,) = make_closed(rcoop)
    return settlement


@kept
def two(rcoop: Coworking, plume: Maker, terre: Maker) -> list[str]:
    """The numbers of two payouts."""
    for maker in (plume, terre):
        make_sale(rcoop, make_placed(rcoop, maker).item)
    make_closed(rcoop)
    return sorted(Payout.objects.values_list("number", flat=True))


def paid(
    coworking: Coworking,
    numbers: list[str],
    by: User,
    *,
    on: date = NOVEMBER_3,
    at: str = "2026-11-03",
) -> list[Payout]:
    return mark_paid(coworking=coworking, numbers=numbers, paid_on=on, by=by, at=moment(at))


def prepare_again(settlement: Settlement, by: User) -> Payout | None:
    with transaction.atomic():
        return prepare(settlement=settlement, by=by, at=moment("2026-11-02"))


class TestPreparing:
    def test_a_payout_says_whom_how_much_and_what_for(self, october: Settlement) -> None:
        payout = Payout.objects.get()
        assert (payout.settlement, payout.number) == (october, "PO-2026-00001")
        assert (payout.amount, payout.state) == (Decimal("31.50"), PayoutState.PREPARED)
        assert (payout.holder, payout.iban) == ("Comme une plume payee", IBANS[0])
        assert payout.message == f"Rcoop 2026-10 {october.number} Comme une plume"
        assert to_be_paid(october.account) == Decimal("31.50")
        # Closing a month moves no money yet.
        assert balance(october.account) == Decimal("31.50")

    def test_the_account_is_the_one_frozen_with_the_closing(self, october: Settlement) -> None:
        make_account(october.account.payee, starts_on=date(2026, 1, 2))
        assert Payout.objects.get().iban == IBANS[0]

    def test_a_long_name_is_cut_to_what_a_bank_takes(self) -> None:
        coworking = make_coworking("C" * 60)
        make_sale(coworking, make_placed(coworking, make_selling_maker(coworking, "M" * 64)).item)
        make_closed(coworking)
        message = Payout.objects.get().message
        assert len(message) == 140
        assert message.startswith("C" * 60 + " 2026-10 R-2026-00001 MMM")

    def test_nothing_to_pay_makes_no_payout(
        self, rcoop: Coworking, plume: Maker, october: Settlement
    ) -> None:
        make_paid([october], on="2026-11-03")
        sale = make_sale(rcoop, make_placed(rcoop, plume).item, at="2026-11-05")
        make_refund(sale, at="2026-11-06")
        (november,) = make_closed(rcoop, "2026-11")
        assert november.payout == Decimal("0.00")
        assert Payout.objects.count() == 1

    def test_without_an_account_nothing_can_be_paid(self, october: Settlement, cleo: User) -> None:
        october.parties["payee"]["iban"] = ""
        with pytest.raises(NoBankAccount, match="Comme une plume payee") as refused:
            prepare_again(october, cleo)
        assert refused.value.code == "no_bank_account"
        assert Payout.objects.count() == 1

    @pytest.mark.parametrize(
        ("wish", "reference", "message"),
        [
            ("RF18539007547034", "RF18539007547034", "Rcoop 2026-10 R-2026-00001 Comme une plume"),
            ("123456789002", "123456789002", "Rcoop 2026-10 R-2026-00001 Comme une plume"),
            ("Projet D-2077", "", "Projet D-2077"),
            ("Plume" * 40, "", "Plume" * 28),
        ],
    )
    def test_the_payee_reads_what_it_wished_to(
        self, october: Settlement, cleo: User, wish: str, reference: str, message: str
    ) -> None:
        Payout.objects.all().delete()
        october.parties["payee"]["bic"] = "GKCCBEBB"
        october.parties["payment_reference"] = wish
        payout = prepare_again(october, cleo)
        assert payout is not None
        assert (payout.reference, payout.message) == (reference, message)
        assert payout.bic == "GKCCBEBB"


class TestPaying:
    def test_what_has_left_is_taken_off_the_account(
        self, rcoop: Coworking, october: Settlement, cleo: User
    ) -> None:
        (payout,) = paid(rcoop, ["PO-2026-00001"], cleo)
        assert (payout.state, payout.paid_on, payout.paid_by) == (
            PayoutState.PAID,
            NOVEMBER_3,
            cleo,
        )
        entry = Entry.objects.get(kind=EntryKind.PAYOUT)
        assert (entry.account, entry.amount, entry.reference, entry.on) == (
            october.account,
            Decimal("-31.50"),
            "PO-2026-00001",
            NOVEMBER_3,
        )
        assert balance(october.account) == to_be_paid(october.account) == Decimal("0.00")
        assert Event.objects.get(verb="mark paid").subject == "PO-2026-00001"
        assert list(problems()) == []

    def test_said_twice_it_left_once(
        self, rcoop: Coworking, october: Settlement, cleo: User
    ) -> None:
        paid(rcoop, ["PO-2026-00001"], cleo)
        (payout,) = paid(rcoop, ["PO-2026-00001"], cleo, on=date(2026, 11, 4), at="2026-11-05")
        assert payout.paid_on == NOVEMBER_3
        assert Entry.objects.filter(kind=EntryKind.PAYOUT).count() == 1

    def test_several_are_paid_at_once(self, rcoop: Coworking, two: list[str], cleo: User) -> None:
        assert len(paid(rcoop, [*two, two[0]], cleo)) == 2
        assert {balance(account) for account in Account.objects.all()} == {Decimal("0.00")}
        assert list(problems()) == []

    def test_what_is_with_the_bank_has_left_once_it_says_so(
        self, rcoop: Coworking, two: list[str], cleo: User
    ) -> None:
        make_exported(rcoop, two)
        assert sum(to_be_paid(account) for account in Account.objects.all()) == Decimal("65.25")
        assert list(problems()) == []
        for payout in paid(rcoop, two, cleo):
            assert payout.state == PayoutState.PAID
            assert payout.remittance is not None
        assert {balance(account) for account in Account.objects.all()} == {Decimal("0.00")}
        assert list(problems()) == []

    def test_some_may_wait(self, rcoop: Coworking, two: list[str], cleo: User) -> None:
        paid(rcoop, two[:1], cleo)
        assert Payout.objects.get(number=two[1]).state == PayoutState.PREPARED
        paid(rcoop, two, cleo, on=date(2026, 11, 4), at="2026-11-04")
        days = Payout.objects.order_by("number").values_list("paid_on", flat=True)
        assert list(days) == [NOVEMBER_3, date(2026, 11, 4)]

    @pytest.mark.parametrize(
        ("on", "at"),
        [(date(2026, 11, 1), "2026-11-03"), (NOVEMBER_3, "2026-11-03 00:30")],
    )
    def test_the_first_and_the_last_day_it_can_have_left(
        self, rcoop: Coworking, october: Settlement, cleo: User, on: date, at: str
    ) -> None:
        (payout,) = paid(rcoop, ["PO-2026-00001"], cleo, on=on, at=at)
        assert payout.paid_on == on


class TestRefusals:
    def untouched(self) -> bool:
        return (
            not Entry.objects.filter(kind=EntryKind.PAYOUT).exists()
            and not Payout.objects.exclude(state=PayoutState.PREPARED).exists()
        )

    def test_nothing_chosen(self, rcoop: Coworking, cleo: User) -> None:
        with pytest.raises(NothingChosen) as refused:
            paid(rcoop, [], cleo)
        assert (refused.value.code, refused.value.place) == ("nothing_chosen", "payouts")

    def test_a_day_in_the_future(self, rcoop: Coworking, october: Settlement, cleo: User) -> None:
        with pytest.raises(PaidInFuture) as refused:
            paid(rcoop, ["PO-2026-00001"], cleo, on=date(2026, 11, 4))
        assert refused.value.place == "paid_on"
        assert self.untouched()

    def test_a_day_before_the_closing(
        self, rcoop: Coworking, october: Settlement, cleo: User
    ) -> None:
        with pytest.raises(PaidBeforeClosing, match="PO-2026-00001") as refused:
            paid(rcoop, ["PO-2026-00001"], cleo, on=date(2026, 10, 31))
        assert refused.value.place == "paid_on"
        assert self.untouched()

    def test_an_unknown_number_among_known_ones(
        self, rcoop: Coworking, two: list[str], cleo: User
    ) -> None:
        with pytest.raises(NotToPay, match="PO-2026-00009") as refused:
            paid(rcoop, [two[0], "PO-2026-00009", two[1]], cleo)
        assert refused.value.place == "payouts"
        assert self.untouched()

    def test_a_number_of_another_coworking(self, two: list[str], cleo: User) -> None:
        with pytest.raises(NotToPay):
            paid(make_coworking("Other"), two, cleo)
        assert self.untouched()

    def test_what_waits_in_a_remittance_is_paid_with_it(
        self, rcoop: Coworking, two: list[str], cleo: User
    ) -> None:
        for remittance in (make_remittance(rcoop, two[:1]), make_approved(rcoop, two[1:])):
            with pytest.raises(InRemittance, match=remittance.number) as refused:
                paid(rcoop, two, cleo)
            assert (refused.value.code, refused.value.place) == ("in_remittance", "payouts")
            assert self.untouched()
            cancel(remittance=remittance, by=cleo, at=moment("2026-11-02"))
        assert len(paid(rcoop, two, cleo)) == 2

    def test_a_payout_that_came_back(
        self, rcoop: Coworking, october: Settlement, cleo: User
    ) -> None:
        (payout,) = paid(rcoop, ["PO-2026-00001"], cleo)
        mark_returned(
            payout=payout, returned_on=NOVEMBER_3, reason="AC04", by=cleo, at=moment("2026-11-04")
        )
        with pytest.raises(NotToPay, match="PO-2026-00001 is not waiting"):
            paid(rcoop, ["PO-2026-00001"], cleo)

    def test_a_payout_that_was_withdrawn(
        self, rcoop: Coworking, october: Settlement, cleo: User
    ) -> None:
        void_settlement(settlement=october, by=cleo, at=moment("2026-11-02"))
        with pytest.raises(NotToPay, match="PO-2026-00001 is not waiting"):
            paid(rcoop, ["PO-2026-00001"], cleo)
        assert not Entry.objects.filter(kind=EntryKind.PAYOUT).exists()


class TestWithdrawing:
    def withdraw(self, settlement: Settlement, by: User) -> None:
        with transaction.atomic():
            withdraw(settlement=settlement, by=by, at=moment("2026-11-02"))

    def test_a_payout_that_has_not_left_is_withdrawn_once(
        self, october: Settlement, cleo: User
    ) -> None:
        for _again in range(2):
            self.withdraw(october, cleo)
        assert Payout.objects.get().state == PayoutState.WITHDRAWN
        assert to_be_paid(october.account) == Decimal("0.00")
        assert Event.objects.filter(verb="withdraw payout").count() == 1

    def test_where_none_was_prepared_there_is_nothing_to_withdraw(
        self, october: Settlement, cleo: User
    ) -> None:
        Payout.objects.all().delete()
        self.withdraw(october, cleo)
        assert not Event.objects.filter(verb="withdraw payout").exists()

    def test_what_has_left_is_not_taken_back(
        self, rcoop: Coworking, october: Settlement, cleo: User
    ) -> None:
        paid(rcoop, ["PO-2026-00001"], cleo)
        with pytest.raises(AlreadyPaid, match="PO-2026-00001 was paid") as refused:
            self.withdraw(october, cleo)
        assert refused.value.code == "already_paid"
        assert Payout.objects.get().state == PayoutState.PAID

    def test_what_waits_in_a_remittance_is_taken_out_first(
        self, rcoop: Coworking, october: Settlement, cleo: User
    ) -> None:
        remittance = make_remittance(rcoop, ["PO-2026-00001"])
        with pytest.raises(InRemittance, match=f"PO-2026-00001 is in {remittance.number}"):
            self.withdraw(october, cleo)
        cancel(remittance=remittance, by=cleo, at=moment("2026-11-02"))
        self.withdraw(october, cleo)
        assert Payout.objects.get().state == PayoutState.WITHDRAWN

    def test_what_is_with_the_bank_is_not_taken_back(
        self, rcoop: Coworking, october: Settlement, cleo: User
    ) -> None:
        make_exported(rcoop, ["PO-2026-00001"])
        with pytest.raises(WithTheBank, match="with the bank") as refused:
            self.withdraw(october, cleo)
        assert refused.value.code == "already_paid"

    def test_what_came_back_is_not_taken_back_either(
        self, rcoop: Coworking, october: Settlement, cleo: User
    ) -> None:
        (payout,) = paid(rcoop, ["PO-2026-00001"], cleo)
        mark_returned(
            payout=payout, returned_on=NOVEMBER_3, reason="AC04", by=cleo, at=moment("2026-11-04")
        )
        with pytest.raises(AlreadyPaid):
            self.withdraw(october, cleo)
