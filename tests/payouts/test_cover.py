"""Is the makers' money there: what is owed, and what is known of what is there."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from consign.ledger.bookings import adjust
from consign.payouts.cover import (
    Answer,
    Unknown,
    answer_for_makers,
    covers_for,
    money_cover,
)
from consign.payouts.models import PaymentRequest
from consign.payouts.operations import mark_returned
from consign.payouts.owed import aged, owed_by_account, unpaid
from consign.payouts.queries import payouts_at
from consign.payouts.requests import receive
from consign.people.models import Coworking, Maker, User
from consign.people.operations import add_adviser
from consign.stock.models import Item
from consign.till.counts import count_cash
from consign.till.models import Payment
from consign.till.places import first_till
from tests.factories import (
    IBANS,
    START,
    any_person,
    make_account,
    make_agreement,
    make_closed,
    make_paid,
    make_placed,
    make_refund,
    make_sale,
    make_selling_maker,
    moment,
)
from tests.kept import kept
from tests.payouts.bank import make_debt, read, told

TODAY = date(2026, 11, 20)
day_and_amount = st.tuples(
    st.dates(date(2026, 1, 1), TODAY), st.integers(1, 10_000).map(lambda n: Decimal(n).scaleb(-2))
)


@pytest.mark.django_db
class TestOwed:
    @kept
    def pieces(self, rcoop: Coworking, plume: Maker, terre: Maker) -> list[Item]:
        """At 45.00: 31.50 for Comme une plume, 33.75 for Terre de Ben."""
        return [make_placed(rcoop, maker, quantity=9).item for maker in (plume, terre)]

    def test_nothing(self, rcoop: Coworking) -> None:
        owed = money_cover(rcoop, TODAY).owed
        assert (owed.total, owed.oldest) == (Decimal("0.00"), None)

    def test_by_month_since_the_oldest_that_is_unpaid(
        self, rcoop: Coworking, pieces: list[Item]
    ) -> None:
        for day in ("2026-08-03", "2026-10-04", "2026-11-05"):
            make_sale(rcoop, pieces[0], at=day)
        make_sale(rcoop, pieces[1], at="2026-10-09")
        owed = money_cover(rcoop, TODAY).owed
        assert (owed.this_month, owed.last_month, owed.older) == (
            Decimal("31.50"),
            Decimal("65.25"),
            Decimal("31.50"),
        )
        assert owed.oldest == date(2026, 8, 3)
        # Seen from December, what was last month's is older.
        assert money_cover(rcoop, date(2026, 12, 1)).owed.older == Decimal("96.75")

    def test_what_was_paid_is_taken_off_the_oldest(
        self, rcoop: Coworking, pieces: list[Item]
    ) -> None:
        make_sale(rcoop, pieces[0], at="2026-09-04", quantity=2)
        make_sale(rcoop, pieces[0], at="2026-10-04")
        make_paid(make_closed(rcoop, "2026-09"), on="2026-11-02")
        owed = money_cover(rcoop, TODAY).owed
        assert (owed.total, owed.last_month) == (Decimal("31.50"), Decimal("31.50"))
        assert owed.oldest == date(2026, 10, 4)

    def test_a_debt_takes_nothing_off_what_others_are_owed(
        self, rcoop: Coworking, plume: Maker, pieces: list[Item]
    ) -> None:
        make_debt(rcoop, plume, "500.00")
        make_sale(rcoop, pieces[1], at="2026-11-05")
        assert money_cover(rcoop, TODAY).owed.total == Decimal("33.75")

    def test_a_debt_of_the_same_account_does(
        self, rcoop: Coworking, plume: Maker, pieces: list[Item]
    ) -> None:
        make_debt(rcoop, plume, "40.00", on="2026-08-05")
        make_sale(rcoop, pieces[0], at="2026-10-04")
        make_sale(rcoop, pieces[0], at="2026-11-05")
        owed = money_cover(rcoop, TODAY).owed
        assert (owed.this_month, owed.total) == (Decimal("23.00"), Decimal("23.00"))
        assert owed.oldest == date(2026, 11, 5)

    def test_account_by_account_the_one_that_waits_longest_first(
        self, rcoop: Coworking, plume: Maker, terre: Maker, pieces: list[Item]
    ) -> None:
        make_debt(rcoop, make_selling_maker(rcoop, "Third"))
        make_sale(rcoop, pieces[0], at="2026-11-05")
        make_sale(rcoop, pieces[1], at="2026-08-09")
        make_sale(rcoop, pieces[1], at="2026-11-05")
        found = owed_by_account(rcoop, TODAY)
        assert [(one.account.maker, one.amount, one.since) for one in found] == [
            (terre, Decimal("67.50"), date(2026, 8, 9)),
            (plume, Decimal("31.50"), date(2026, 11, 5)),
        ]

    def test_another_coworking_owes_its_own(
        self, filature: Coworking, rcoop: Coworking, pieces: list[Item]
    ) -> None:
        make_sale(rcoop, pieces[0])
        assert money_cover(filature, TODAY).owed.total == Decimal("0.00")


@given(st.lists(day_and_amount), st.integers(0, 10_000))
def test_the_parts_make_the_balance_and_leave_out_the_oldest(
    credited: list[tuple[date, Decimal]], percent: int
) -> None:
    latest_first = sorted(credited, reverse=True)
    whole = sum((amount for _day, amount in credited), Decimal("0.00"))
    balance = min(Decimal(percent).scaleb(-2), whole)
    parts = list(unpaid(balance, latest_first))
    owed = aged(parts, TODAY)
    assert owed.total == balance
    assert [day for day, _amount in parts] == [day for day, _ in latest_first[: len(parts)]]
    assert owed.oldest == (parts[-1][0] if parts else None)


@pytest.mark.django_db
class TestThere:
    @kept
    def bowl(self, rcoop: Coworking, terre: Maker) -> Item:
        """Of 12.99; the share is 9.74."""
        return make_placed(rcoop, terre, "Bol bleu", price="12.99", quantity=99).item

    def counted(self, coworking: Coworking, amount: str, at: str = "2026-11-10") -> None:
        count_cash(
            till=first_till(coworking), amount=Decimal(amount), by=any_person(), at=moment(at)
        )

    def closed_with(
        self, coworking: Coworking, closing: str, *, on: str = "2026-11-15", **facts: Any
    ) -> None:
        read(
            coworking,
            by=any_person(),
            at="2026-11-20",
            closed_on=on,
            opening=closing,
            **facts,
        )

    def test_while_nobody_has_told_anything_nothing_is_known(
        self, rcoop: Coworking, bowl: Item
    ) -> None:
        make_sale(rcoop, bowl, at="2026-11-05", paid_with=Payment.CASH)
        cover = money_cover(rcoop, TODAY)
        assert cover.unknown == (Unknown.NO_STATEMENT, Unknown.NEVER_COUNTED)
        assert (cover.bank, cover.cash, cover.as_of) == (None, None, None)
        assert (cover.there, cover.covered, cover.missing) == (
            Decimal("0.00"),
            False,
            Decimal("9.74"),
        )
        assert answer_for_makers(rcoop, TODAY) == Answer(covered=None, as_of=None)

    def test_the_drawer(self, rcoop: Coworking, bowl: Item) -> None:
        make_sale(rcoop, bowl, at="2026-11-05", paid_with=Payment.CASH)
        self.counted(rcoop, "50.00", at="2026-11-10")
        make_sale(rcoop, bowl, at="2026-11-12", paid_with=Payment.CASH)
        cover = money_cover(rcoop, TODAY)
        assert cover.cash is not None
        assert (cover.cash.counted, cover.cash.since, cover.cash.amount) == (
            Decimal("50.00"),
            Decimal("13.00"),
            Decimal("63.00"),
        )
        assert cover.unknown == (Unknown.NO_STATEMENT,)
        assert (cover.covered, cover.as_of) == (True, date(2026, 11, 10))

    def test_cards_are_under_way_for_some_days(self, rcoop: Coworking, bowl: Item) -> None:
        """Until the 15th the bank has told; what was paid on the 12th is on the account by then."""
        self.closed_with(rcoop, "1000.00", on="2026-11-15")
        for day in ("2026-11-12", "2026-11-13", "2026-11-16"):
            make_sale(rcoop, bowl, at=day)
        cover = money_cover(rcoop, TODAY)
        assert (cover.card, cover.card_after) == (Decimal("25.98"), date(2026, 11, 12))
        rcoop.card_days = 0
        assert money_cover(rcoop, TODAY).card == Decimal("12.99")

    def test_without_a_statement_cards_are_under_way_from_today(
        self, rcoop: Coworking, bowl: Item
    ) -> None:
        for day in ("2026-11-17", "2026-11-18"):
            make_sale(rcoop, bowl, at=day)
        assert money_cover(rcoop, TODAY).card == Decimal("12.99")

    def test_the_bank_account_is_that_of_its_last_statement(
        self, rcoop: Coworking, filature: Coworking
    ) -> None:
        self.closed_with(rcoop, "700.00", on="2026-11-15")
        self.closed_with(rcoop, "300.00", on="2026-11-13")
        self.closed_with(rcoop, "900.00", on="2026-11-21")
        self.closed_with(filature, "5.00", on="2026-11-16")
        cover = money_cover(rcoop, TODAY)
        assert cover.bank is not None
        assert (cover.bank.closing, cover.bank.closed_on, cover.bank.since) == (
            Decimal("700.00"),
            date(2026, 11, 15),
            Decimal("0.00"),
        )
        assert answer_for_makers(rcoop, TODAY) == Answer(True, date(2026, 11, 15))

    def test_two_statements_of_a_day_the_later_read_counts(self, rcoop: Coworking) -> None:
        for closing in ("700.00", "800.00"):
            self.closed_with(rcoop, closing, identification=closing)
        cover = money_cover(rcoop, TODAY)
        assert cover.bank is not None
        assert cover.bank.closing == Decimal("800.00")

    def test_several_accounts_are_added_up(self, rcoop: Coworking, bowl: Item) -> None:
        """Cards come in on the account in use, whatever was told of the other."""
        make_account(rcoop.operator, starts_on=date(2026, 11, 1), at=moment("2026-10-01"))
        self.closed_with(rcoop, "700.00", on="2026-09-30")
        self.closed_with(rcoop, "50.00", on="2026-11-15", iban=IBANS[1])
        make_sale(rcoop, bowl, at="2026-11-02")
        cover = money_cover(rcoop, TODAY)
        assert cover.bank is not None
        assert (cover.bank.closing, cover.bank.closed_on, cover.as_of) == (
            Decimal("750.00"),
            date(2026, 11, 15),
            date(2026, 9, 30),
        )
        assert cover.card == Decimal("0.00")

    def test_what_was_booked_by_hand_since_is_taken_off(
        self, rcoop: Coworking, bowl: Item, plume: Maker, cleo: User
    ) -> None:
        """Otherwise what was paid would be owed no more, and still lie there."""
        make_sale(rcoop, bowl, at="2026-10-05")
        make_debt(rcoop, plume)
        settlements = make_closed(rcoop)
        self.closed_with(rcoop, "100.00", on="2026-11-03")
        (payout,) = payouts_at(rcoop)
        make_paid([payout.settlement], on="2026-11-04")
        cover = money_cover(rcoop, TODAY)
        assert cover.bank is not None
        assert (cover.bank.since, cover.bank.amount) == (Decimal("-9.74"), Decimal("90.26"))
        receive(
            request=PaymentRequest.objects.get(),
            amount=Decimal("24.20"),
            received_on=date(2026, 11, 5),
            by=cleo,
            at=moment("2026-11-06"),
            cause="1",
        )
        mark_returned(
            payout=payout,
            returned_on=date(2026, 11, 6),
            reason="AC04",
            by=cleo,
            at=moment("2026-11-06"),
        )
        again = money_cover(rcoop, TODAY).bank
        assert again is not None
        assert again.since == Decimal("24.20")
        self.closed_with(rcoop, "124.20", on="2026-11-06")
        assert money_cover(rcoop, TODAY).there == Decimal("124.20")
        assert len(settlements) == 2

    def test_yes_and_no_to_the_cent(self, rcoop: Coworking, bowl: Item) -> None:
        make_sale(rcoop, bowl, at="2026-11-05")
        for closing, day, covered, missing in (
            ("9.73", "2026-11-14", False, "0.01"),
            ("9.74", "2026-11-15", True, "0.00"),
        ):
            self.closed_with(rcoop, closing, on=day)
            cover = money_cover(rcoop, TODAY)
            assert (cover.covered, cover.missing) == (covered, Decimal(missing))
            told = answer_for_makers(rcoop, TODAY)
            assert told == Answer(covered, date.fromisoformat(day))

    def test_open_lines_are_counted(self, rcoop: Coworking, cleo: User) -> None:
        read(rcoop, told("5.00"), told("6.00"), by=cleo)
        assert money_cover(rcoop, TODAY).open_lines == 2

    def test_more_makers_take_no_more_queries(
        self,
        rcoop: Coworking,
        bowl: Item,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        for name in ("One", "Two", "Three"):
            item = make_placed(rcoop, make_selling_maker(rcoop, name), quantity=2).item
            for day in ("2026-05-05", "2026-11-05"):
                make_sale(rcoop, item, at=day)
        self.counted(rcoop, "50.00")
        self.closed_with(rcoop, "100.00")
        coworking = Coworking.objects.select_related("operator").get()
        with django_assert_max_num_queries(10):
            money_cover(coworking, TODAY)


@pytest.mark.django_db
class TestAdvisers:
    def test_what_each_coworking_owes_a_payee(
        self, rcoop: Coworking, filature: Coworking, plume: Maker, terre: Maker, vic: User
    ) -> None:
        affiliation = plume.affiliations.get()
        make_agreement(filature, affiliation)
        add_adviser(entity=affiliation.payee, user=vic, by=None, at=START)
        for coworking in (rcoop, filature):
            make_sale(coworking, make_placed(coworking, plume).item, at="2026-11-05")
        make_sale(rcoop, make_placed(rcoop, terre).item, at="2026-11-05")
        read(filature, by=vic, at="2026-11-20", closed_on="2026-11-15", opening="31.49")
        found = covers_for(affiliation.payee, vic, TODAY)
        assert [(one.coworking, one.owed, one.answer) for one in found] == [
            (filature, Decimal("31.50"), Answer(False, date(2026, 11, 15))),
            (rcoop, Decimal("31.50"), Answer(None, None)),
        ]

    def test_only_who_may_read_the_accounts(
        self, rcoop: Coworking, plume: Maker, dan: User, ada: User, cleo: User
    ) -> None:
        make_refund(make_sale(rcoop, make_placed(rcoop, plume).item, at="2026-11-05"))
        adjust(
            coworking=rcoop,
            maker=plume,
            amount=Decimal("-4.00"),
            reason="Broken shelf",
            by=cleo,
            at=moment("2026-11-06"),
        )
        payee = plume.affiliations.get().payee
        assert covers_for(payee, dan, TODAY) == []
        for reader in (ada, cleo):
            assert [one.owed for one in covers_for(payee, reader, TODAY)] == [Decimal("0.00")]
