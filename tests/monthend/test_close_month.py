"""Month ends, with the worked examples of the trade to the cent."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from decimal import Decimal
from functools import partial

import pytest

from consign.agreements.operations import end_affiliation
from consign.agreements.queries import affiliation_on
from consign.days import Month
from consign.ledger.models import Account
from consign.ledger.queries import accounts_of, balance
from consign.money.documents import Document
from consign.monthend.operations import MonthClosed, close_month, void_settlement
from consign.monthend.statement import so_far, statement_of
from consign.payouts.models import Payout, PayoutState
from consign.payouts.operations import AlreadyPaid, NoBankAccount
from consign.people.accounts import add_bank_account
from consign.people.models import Coworking, Maker, User, VatStatus
from consign.settlements.checks import problems
from consign.settlements.models import Settlement
from consign.settlements.operations import (
    AlreadySettled,
    EarlierMonthOpen,
    MonthNotOver,
    NotTheLast,
    settle,
)
from tests.factories import (
    IBANS,
    LONG_AGO,
    make_affiliation,
    make_agreement,
    make_closed,
    make_coworking,
    make_entity,
    make_maker,
    make_paid,
    make_placed,
    make_refund,
    make_sale,
    make_selling_maker,
    moment,
)

pytestmark = pytest.mark.django_db
ZERO = Decimal("0.00")


def sold(coworking: Coworking, maker: Maker, price: str, at: str, *, vat: str = "21") -> object:
    return make_sale(coworking, make_placed(coworking, maker, price=price, vat=vat).item, at=at)


def figures(document: Document) -> tuple[Decimal, Decimal, Decimal]:
    """Net, VAT and the odd cent."""
    return document.amounts.net, document.amounts.vat, document.amounts.rounding


def amounts(settlement: Settlement) -> tuple[Decimal, Decimal, Decimal]:
    return settlement.opening, settlement.payout, settlement.closing


def test_e1_an_exempt_maker_is_paid_the_price_less_the_commission(rcoop: Coworking) -> None:
    maker = make_selling_maker(rcoop, vat=VatStatus.EXEMPT)
    sold(rcoop, maker, "45.00", "2026-10-05")
    (settlement,) = make_closed(rcoop)
    statement = statement_of(settlement)
    (invoice,) = statement.documents
    assert amounts(settlement) == (ZERO, Decimal("31.50"), ZERO)
    assert figures(invoice) == (Decimal("11.16"), Decimal("2.34"), ZERO)
    assert statement.vat_on_sales == []


def test_e6_a_refund_after_the_payout_is_taken_off_the_next(rcoop: Coworking, plume: Maker) -> None:
    necklace = make_placed(rcoop, plume, price="45.00").item
    sale = make_sale(rcoop, necklace, at="2026-10-20")
    october = make_closed(rcoop, "2026-10")
    make_paid(october, on="2026-11-03")
    sold(rcoop, plume, "60.00", "2026-11-05")
    make_refund(sale, at="2026-11-20")

    (november,) = make_closed(rcoop, "2026-11")

    statement = statement_of(november)
    assert amounts(november) == (ZERO, Decimal("10.50"), ZERO)
    charged, back = statement.documents
    assert (charged.corrects, back.corrects) == ("", "2026-10")
    assert figures(charged) == (Decimal("14.88"), Decimal("3.12"), ZERO)
    assert figures(back) == (Decimal("11.16"), Decimal("2.34"), ZERO)
    (line,) = statement.refunds
    assert (line.first_ticket, line.first_statement) == (sale.number, october[0].number)


def test_e7_the_old_payee_keeps_the_debt_and_the_new_one_is_untouched(
    rcoop: Coworking, plume: Maker
) -> None:
    necklace = make_placed(rcoop, plume, price="45.00").item
    sale = make_sale(rcoop, necklace, at="2026-10-20")
    make_paid(make_closed(rcoop, "2026-10"), on="2026-11-03")
    old = affiliation_on(plume, date(2026, 10, 20))
    assert old is not None
    end_affiliation(affiliation=old, ends_on=date(2026, 10, 31), by=None, at=moment("2026-10-01"))
    make_agreement(rcoop, make_affiliation(plume, make_entity("Next"), starts_on=date(2026, 11, 1)))
    make_refund(sale, at="2026-11-10")
    sold(rcoop, plume, "20.00", "2026-11-12")

    by_payee = {s.account.payee.legal_name: amounts(s) for s in make_closed(rcoop, "2026-11")}

    assert by_payee == {
        "Comme une plume payee": (ZERO, ZERO, Decimal("-31.50")),
        "Next": (ZERO, Decimal("14.00"), ZERO),
    }


def test_e10_a_third_of_small_pieces_is_rounded_line_by_line(rcoop: Coworking) -> None:
    maker = make_selling_maker(rcoop, percent="33.3")
    three = make_placed(rcoop, maker, price="3.35", quantity=3).item
    for _line in range(3):
        make_sale(rcoop, three, at="2026-10-05")
    assert statement_of(make_closed(rcoop)[0]).totals.commission == Decimal("3.36")

    whole = make_selling_maker(rcoop, "Whole", percent="33.3")
    make_sale(rcoop, make_placed(rcoop, whole, price="3.35", quantity=3).item, quantity=3)
    (account,) = accounts_of(whole)
    assert so_far(account, Month(2026, 10)).totals.commission == Decimal("3.35")


def test_e13_below_the_minimum_it_is_carried(rcoop: Coworking) -> None:
    maker = make_selling_maker(rcoop, percent="50", minimum="10.00")
    sold(rcoop, maker, "19.00", "2026-10-05")
    (october,) = make_closed(rcoop, "2026-10")
    assert amounts(october) == (ZERO, ZERO, Decimal("9.50"))
    sold(rcoop, maker, "42.00", "2026-11-05")
    (november,) = make_closed(rcoop, "2026-11")
    assert amounts(november) == (Decimal("9.50"), Decimal("30.50"), ZERO)


def test_e14_two_rates_of_goods_and_one_of_the_commission(rcoop: Coworking) -> None:
    maker = make_selling_maker(rcoop, vat=VatStatus.LIABLE, percent="25")
    sold(rcoop, maker, "15.00", "2026-10-05", vat="6")
    sold(rcoop, maker, "18.00", "2026-10-05")
    (settlement,) = make_closed(rcoop)
    statement = statement_of(settlement)
    assert settlement.payout == Decimal("24.75")
    assert [(rate.vat_percent, rate.base, rate.vat) for rate in statement.vat_on_sales] == [
        (Decimal(6), Decimal("14.15"), Decimal("0.85")),
        (Decimal(21), Decimal("14.88"), Decimal("3.12")),
    ]
    (invoice,) = statement.documents
    assert figures(invoice) == (Decimal("6.82"), Decimal("1.43"), ZERO)


def test_e15_an_exempt_coworking_has_no_vat_in_its_commission() -> None:
    coworking = make_coworking("Small", vat=VatStatus.EXEMPT)
    maker = make_selling_maker(coworking, vat=VatStatus.LIABLE)
    sold(coworking, maker, "45.00", "2026-10-05")
    (settlement,) = make_closed(coworking)
    assert settlement.payout == Decimal("31.50")
    (invoice,) = statement_of(settlement).documents
    assert figures(invoice) == (Decimal("13.50"), ZERO, ZERO)


def test_a_month_closed_twice_stays_as_it_is(rcoop: Coworking, plume: Maker, cleo: User) -> None:
    sold(rcoop, plume, "45.00", "2026-10-05")
    make_closed(rcoop)
    again = close_month(coworking=rcoop, month=Month(2026, 10), by=cleo, at=moment("2026-11-02"))
    assert (again.made, len(again.before), again.refused) == ([], 1, [])
    assert Settlement.objects.count() == 1


def test_one_account_says_that_its_month_is_closed(
    rcoop: Coworking, plume: Maker, cleo: User
) -> None:
    sold(rcoop, plume, "45.00", "2026-10-05")
    make_closed(rcoop)
    with pytest.raises(AlreadySettled):
        settle(
            account=Account.objects.get(), month=Month(2026, 10), by=cleo, at=moment("2026-11-02")
        )


def test_a_month_that_is_not_over_needs_an_explicit_yes(
    rcoop: Coworking, plume: Maker, cleo: User
) -> None:
    sold(rcoop, plume, "45.00", "2026-10-05")
    at = moment("2026-10-31 12:00")
    with pytest.raises(MonthNotOver):
        close_month(coworking=rcoop, month=Month(2026, 10), by=cleo, at=at)
    run = close_month(coworking=rcoop, month=Month(2026, 10), by=cleo, at=at, early=True)
    assert [settlement.payout for settlement in run.made] == [Decimal("31.50")]


def test_what_is_sold_after_an_early_closing_is_paid_with_the_next(
    rcoop: Coworking, plume: Maker, cleo: User
) -> None:
    sold(rcoop, plume, "45.00", "2026-10-05")
    close_month(
        coworking=rcoop, month=Month(2026, 10), by=cleo, at=moment("2026-10-30"), early=True
    )
    sold(rcoop, plume, "20.00", "2026-10-31")
    (november,) = make_closed(rcoop, "2026-11")
    assert [line.on for line in statement_of(november).lines] == [date(2026, 10, 31)]
    assert november.payout == Decimal("14.00")
    assert list(problems()) == []


def test_months_are_closed_in_their_order(rcoop: Coworking, plume: Maker, cleo: User) -> None:
    sold(rcoop, plume, "45.00", "2026-09-05")
    sold(rcoop, plume, "45.00", "2026-10-05")
    run = close_month(coworking=rcoop, month=Month(2026, 10), by=cleo, at=moment("2026-11-01"))
    (refused,) = run.refused
    assert isinstance(refused.reason, EarlierMonthOpen)
    assert "September 2026" in str(refused.reason)
    assert not Settlement.objects.exists()


def test_a_debt_is_carried_visibly_through_every_month(
    rcoop: Coworking, plume: Maker, cleo: User
) -> None:
    sale = make_sale(rcoop, make_placed(rcoop, plume).item, at="2026-09-05")
    make_paid(make_closed(rcoop, "2026-09"), on="2026-10-03")
    make_refund(sale, at="2026-10-05")
    make_closed(rcoop, "2026-10")
    # Nothing happens in November; December cannot be closed before it.
    run = close_month(coworking=rcoop, month=Month(2026, 12), by=cleo, at=moment("2027-01-01"))
    assert [type(refused.reason) for refused in run.refused] == [EarlierMonthOpen]
    (november,) = make_closed(rcoop, "2026-11")
    assert amounts(november) == (Decimal("-31.50"), ZERO, Decimal("-31.50"))


def test_an_account_without_anything_gets_no_statement(
    rcoop: Coworking, plume: Maker, cleo: User
) -> None:
    sold(rcoop, plume, "45.00", "2026-10-05")
    make_paid(make_closed(rcoop, "2026-10"), on="2026-11-03")
    assert make_closed(rcoop, "2026-11") == []


def test_a_refusal_stops_only_its_own_account(rcoop: Coworking, cleo: User) -> None:
    bankless = make_maker("Bankless")
    make_agreement(rcoop, make_affiliation(bankless, make_entity("No bank", bank=False)))
    sold(rcoop, bankless, "45.00", "2026-10-05")
    sold(rcoop, make_selling_maker(rcoop, "Fine"), "45.00", "2026-10-05")

    run = close_month(coworking=rcoop, month=Month(2026, 10), by=cleo, at=moment("2026-11-01"))

    assert [settlement.account.maker.name for settlement in run.made] == ["Fine"]
    assert [type(refused.reason) for refused in run.refused] == [NoBankAccount]
    # With an account it is closed on the next run, and no number was lost.
    add_bank_account(
        entity=bankless.affiliations.get().payee,
        iban=IBANS[1],
        holder="No bank",
        starts_on=LONG_AGO,
        by=cleo,
        at=moment("2026-11-02"),
    )
    (second,) = close_month(
        coworking=rcoop, month=Month(2026, 10), by=cleo, at=moment("2026-11-02")
    ).made
    assert second.number == "R-2026-00002"


class TestTheRun:
    @pytest.fixture
    def run(self, rcoop: Coworking, cleo: User) -> Callable[..., MonthClosed]:
        """Closes October, of five makers who sold something."""
        for name in ("Anna", "Bert", "Cléo", "Dirk", "Emil"):
            sold(rcoop, make_selling_maker(rcoop, name), "45.00", "2026-10-05")
        return partial(
            close_month,
            coworking=rcoop,
            month=Month(2026, 10),
            by=cleo,
            at=moment("2026-11-01"),
        )

    def names(self, run: MonthClosed) -> list[str]:
        return [settlement.account.maker.name for settlement in run.made]

    def test_it_tells_how_far_it_is(self, run: Callable[..., MonthClosed]) -> None:
        told: list[tuple[int, int]] = []
        run(progress=lambda done, of: told.append((done, of)))
        assert told == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]

    def test_it_pauses_when_that_is_enough_and_goes_on_there(
        self, run: Callable[..., MonthClosed]
    ) -> None:
        looked = iter([False, True, True])
        first = run(enough=lambda: next(looked))
        assert self.names(first) == ["Anna", "Bert"]
        assert (first.done, first.of) == (2, 5)
        assert first.paused_after is not None
        second = run(enough=lambda: next(looked), after=first.paused_after.pk)
        assert self.names(second) == ["Cléo"]
        assert (second.done, second.before) == (3, [])
        assert second.paused_after is not None
        third = run(after=second.paused_after.pk)
        assert self.names(third) == ["Dirk", "Emil"]
        assert (third.done, third.paused_after) == (5, None)

    def test_after_the_last_account_there_is_no_pause(
        self, run: Callable[..., MonthClosed]
    ) -> None:
        looked = iter([False] * 4)
        whole = run(enough=lambda: next(looked))
        assert (whole.done, whole.paused_after) == (5, None)

    def test_after_an_account_that_is_not_there_it_begins_anew(
        self, run: Callable[..., MonthClosed]
    ) -> None:
        assert len(run(after=0).made) == 5
        again = run(after=10**9)
        assert (len(again.before), again.done) == (5, 5)

    def test_one_that_was_stopped_is_started_again(self, run: Callable[..., MonthClosed]) -> None:
        """The machine goes off after the second account."""

        def stop(done: int, _of: int) -> None:
            if done == 2:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            run(progress=stop)
        again = run()
        assert (len(again.before), self.names(again)) == (2, ["Cléo", "Dirk", "Emil"])
        numbers = Settlement.objects.order_by("number").values_list("number", flat=True)
        assert list(numbers) == [f"R-2026-{number:05d}" for number in range(1, 6)]

    def test_what_is_closed_costs_next_to_nothing(
        self,
        run: Callable[..., MonthClosed],
        django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
    ) -> None:
        run()
        with django_assert_max_num_queries(10):
            assert len(run().before) == 5

    def test_an_account_that_only_has_a_shelf_is_opened_and_closed(
        self, run: Callable[..., MonthClosed], rcoop: Coworking
    ) -> None:
        make_agreement(rcoop, make_affiliation(make_maker("Aurel")), fee="24.20")
        done = run()
        assert self.names(done)[:2] == ["Anna", "Aurel"]
        assert done.of == 6


class TestVoiding:
    def test_a_closing_is_taken_back_and_made_again(
        self, rcoop: Coworking, plume: Maker, cleo: User
    ) -> None:
        sold(rcoop, plume, "45.00", "2026-10-05")
        (first,) = make_closed(rcoop)
        void_settlement(settlement=first, by=cleo, at=moment("2026-11-02"))
        assert Payout.objects.get().state == PayoutState.WITHDRAWN
        (second,) = make_closed(rcoop)
        assert (second.number, second.payout) == ("R-2026-00002", Decimal("31.50"))
        assert list(problems()) == []

    def test_not_once_it_was_paid(self, rcoop: Coworking, plume: Maker, cleo: User) -> None:
        sold(rcoop, plume, "45.00", "2026-10-05")
        closed = make_closed(rcoop)
        make_paid(closed, on="2026-11-03")
        with pytest.raises(AlreadyPaid):
            void_settlement(settlement=closed[0], by=cleo, at=moment("2026-11-04"))

    def test_not_while_a_later_month_is_closed(
        self, rcoop: Coworking, plume: Maker, cleo: User
    ) -> None:
        sold(rcoop, plume, "45.00", "2026-10-05")
        (october,) = make_closed(rcoop, "2026-10")
        sold(rcoop, plume, "45.00", "2026-11-05")
        make_closed(rcoop, "2026-11")
        with pytest.raises(NotTheLast):
            void_settlement(settlement=october, by=cleo, at=moment("2026-12-02"))
        assert Payout.objects.filter(state=PayoutState.PREPARED).count() == 2


class TestStatements:
    def test_names_and_addresses_stay_as_they_were(self, rcoop: Coworking, plume: Maker) -> None:
        sold(rcoop, plume, "45.00", "2026-10-05")
        (settlement,) = make_closed(rcoop)
        payee = settlement.account.payee
        type(payee).objects.filter(pk=payee.pk).update(legal_name="Renamed")
        Maker.objects.filter(pk=plume.pk).update(name="Renamed too")
        parties = statement_of(Settlement.objects.get()).parties
        assert (parties["payee"]["legal_name"], parties["maker"]) == (
            "Comme une plume payee",
            "Comme une plume",
        )

    def test_expensive_pieces_are_listed_apart_and_days_are_summed(
        self, rcoop: Coworking, plume: Maker
    ) -> None:
        sold(rcoop, plume, "250.01", "2026-10-05")
        sold(rcoop, plume, "250.00", "2026-10-05")
        sold(rcoop, plume, "10.00", "2026-10-06")
        statement = statement_of(make_closed(rcoop)[0])
        assert [line.unit_price for line in statement.listed_apart] == [Decimal("250.01")]
        assert [(day.on.day, day.paid) for day in statement.days] == [
            (5, Decimal("500.01")),
            (6, Decimal("10.00")),
        ]

    def test_so_far_shows_what_closing_now_would_pay(self, rcoop: Coworking, plume: Maker) -> None:
        sold(rcoop, plume, "45.00", "2026-10-05")
        (account,) = accounts_of(plume)
        open_month = so_far(account, Month(2026, 10))
        closed = statement_of(make_closed(rcoop)[0])
        assert (open_month.number, open_month.payout) == ("", closed.payout)
        assert open_month.lines == closed.lines
        assert so_far(account, Month(2026, 11)).balance == ZERO
        assert balance(account) == Decimal("31.50")

    def test_a_payout_says_when_it_was_paid(self, rcoop: Coworking, plume: Maker) -> None:
        sold(rcoop, plume, "45.00", "2026-10-05")
        closed = make_closed(rcoop)
        assert statement_of(closed[0]).paid_on is None
        make_paid(closed, on="2026-11-03")
        assert statement_of(closed[0]).paid_on == date(2026, 11, 3)
