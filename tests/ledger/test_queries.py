"""What is owed, how far a closing reaches, and who may read whose account."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from consign.ledger.models import Account, EntryKind
from consign.ledger.queries import (
    AccountSum,
    Reach,
    accounts_at,
    accounts_of,
    accounts_seen_by,
    balance,
    balances_at,
    balances_seen_by,
    entries_between,
    entries_of,
    last_entry,
    sums_by_account,
    tallies,
    tally,
)
from consign.people.models import Coworking, Maker, Role, User
from consign.people.operations import add_adviser
from tests.factories import START, make_member, make_selling_maker
from tests.kept import kept
from tests.ledger.entries import opened, posted

pytestmark = pytest.mark.django_db
OCTOBER, NOVEMBER = date(2026, 10, 31), date(2026, 11, 30)
ZERO = Decimal("0.00")


@kept
def account(rcoop: Coworking, plume: Maker) -> Account:
    return opened(rcoop, plume)


def references(account: Account, before: Reach | None, now: Reach) -> list[str]:
    return [entry.reference for entry in entries_between(account, before, now)]


class TestReach:
    def test_a_first_closing_takes_everything_up_to_its_day(self, account: Account) -> None:
        posted(account, "3.00", on="2026-11-01", reference="later")
        posted(account, "2.00", on="2026-10-31", reference="last")
        posted(account, "1.00", on="2026-09-01", reference="long ago")
        now = Reach(OCTOBER, last_entry(account))
        assert references(account, None, now) == ["long ago", "last"]

    def test_an_entry_written_later_for_an_earlier_day_falls_into_the_next_closing(
        self, account: Account
    ) -> None:
        posted(account, "1.00", on="2026-10-05", reference="first")
        first = Reach(OCTOBER, last_entry(account))
        posted(account, "2.00", on="2026-10-06", reference="late", at="2026-11-02")
        posted(account, "3.00", on="2026-11-05", reference="second")
        second = Reach(NOVEMBER, last_entry(account))
        assert references(account, None, first) == ["first"]
        assert references(account, first, second) == ["late", "second"]

    def test_an_entry_already_there_for_a_later_day_falls_into_the_next_closing(
        self, account: Account
    ) -> None:
        posted(account, "1.00", on="2026-11-01", reference="early")
        posted(account, "2.00", on="2026-10-05", reference="first")
        first = Reach(OCTOBER, last_entry(account))
        second = Reach(NOVEMBER, last_entry(account))
        assert references(account, None, first) == ["first"]
        assert references(account, first, second) == ["early"]

    def test_every_entry_falls_into_exactly_one_closing(self, account: Account) -> None:
        reaches = []
        days = ("2026-10-05", "2026-11-05", "2026-12-05")
        for month in (OCTOBER, NOVEMBER, date(2026, 12, 31)):
            for day in days:
                posted(account, "1.00", on=day, reference=f"{month} {day}")
            reaches.append(Reach(month, last_entry(account)))
        closed = references(account, None, reaches[0])
        for before, now in pairwise(reaches):
            closed += references(account, before, now)
        assert len(closed) == len(set(closed)) == 9

    def test_payouts_belong_to_the_closing_they_pay(self, account: Account) -> None:
        posted(account, "1.00", on="2026-10-05", reference="S-1/1")
        posted(account, "-1.00", on="2026-10-06", reference="PO-1", kind=EntryKind.PAYOUT)
        now = Reach(OCTOBER, last_entry(account))
        assert references(account, None, now) == ["S-1/1"]
        assert references(account, Reach(date(2026, 9, 30), 0), now) == ["S-1/1"]

    def test_another_account_is_out_of_reach(
        self, account: Account, rcoop: Coworking, terre: Maker
    ) -> None:
        other = opened(rcoop, terre)
        posted(other, "1.00", on="2026-10-05", reference="S-1/1")
        assert references(account, None, Reach(OCTOBER, last_entry(other))) == []
        assert last_entry(account) == 0


class TestSums:
    @kept
    def filled(self, account: Account) -> Account:
        """One of every kind."""
        on = "2026-10-05"
        posted(account, "31.50", commission="13.50", on=on, reference="S-1/1")
        posted(account, "7.00", commission="3.00", on=on, reference="S-1/2")
        posted(
            account, "-7.00", commission="-3.00", on=on, reference="S-2/1", kind=EntryKind.REFUND
        )
        for kind, amount in (
            (EntryKind.FEE, "-2.00"),
            (EntryKind.LOSS, "5.00"),
            (EntryKind.ADJUSTMENT, "-0.50"),
            (EntryKind.PAYOUT, "-31.50"),
            (EntryKind.PAYOUT_RETURNED, "31.50"),
        ):
            posted(account, amount, on=on, reference="X-1", kind=kind)
        return account

    def test_a_tally_tells_kinds_apart_and_shows_each_above_zero(self, filled: Account) -> None:
        found = tally(entries_between(filled, None, Reach(OCTOBER, last_entry(filled))))
        assert (found.count, found.last_entry) == (7, last_entry(filled))
        assert (found.sales, found.commission) == (Decimal("55.00"), Decimal("16.50"))
        assert (found.refunds, found.commission_reversed) == (Decimal("10.00"), Decimal("3.00"))
        assert (found.fees, found.compensations) == (Decimal("2.00"), Decimal("5.00"))
        assert (found.adjustments, found.returned) == (Decimal("-0.50"), Decimal("31.50"))
        assert found.change == Decimal("65.50")

    def test_the_balance_is_the_sum_of_everything(self, filled: Account) -> None:
        assert balance(filled) == Decimal("34.00")
        assert balance(filled) == sum(entry.amount for entry in entries_of(filled))

    def test_nothing_adds_up_to_nothing(self, account: Account) -> None:
        found = tally(entries_of(account))
        assert (found.count, found.last_entry, found.change) == (0, 0, ZERO)
        assert balance(account) == ZERO
        assert tallies(entries_of(account)) == {}
        assert sums_by_account(entries_of(account)) == {}

    def test_several_accounts_are_summed_at_once(
        self, filled: Account, rcoop: Coworking, terre: Maker
    ) -> None:
        other = opened(rcoop, terre)
        posted(other, "1.00", on="2026-10-07", reference="S-9/1")
        posted(other, "2.00", on="2026-10-06", reference="S-9/2")
        both = entries_of(filled) | entries_of(other)
        assert tallies(both) == {
            filled.pk: tally(entries_of(filled)),
            other.pk: tally(entries_of(other)),
        }
        assert sums_by_account(both) == {
            filled.pk: AccountSum(Decimal("34.00"), date(2026, 10, 5)),
            other.pk: AccountSum(Decimal("3.00"), date(2026, 10, 6)),
        }

    def test_entries_are_read_in_the_order_of_their_days(self, account: Account) -> None:
        for reference, on in (("c", "2026-10-07"), ("a", "2026-10-05"), ("b", "2026-10-05")):
            posted(account, "1.00", on=on, reference=reference)
        assert [entry.reference for entry in entries_of(account)] == ["a", "b", "c"]


class TestWhoReadsWhat:
    @kept(autouse=True)
    def world(
        self, rcoop: Coworking, filature: Coworking, plume: Maker, terre: Maker, vic: User
    ) -> None:
        """Three accounts at Rcoop and La Filature; Vic advises Plume's payee."""
        for coworking, maker in ((rcoop, plume), (rcoop, terre), (filature, plume)):
            opened(coworking, maker)
        posted(opened(rcoop, plume), "31.50", on="2026-10-05", reference="S-1/1")
        add_adviser(entity=plume.affiliations.get().payee, user=vic, by=None, at=START)

    def test_accounts_of_a_coworking_and_of_a_maker(
        self, rcoop: Coworking, filature: Coworking, plume: Maker, terre: Maker
    ) -> None:
        assert [account.maker for account in accounts_at(rcoop)] == [plume, terre]
        assert [account.coworking for account in accounts_of(plume)] == [filature, rcoop]

    def test_each_reads_their_own(
        self, rcoop: Coworking, ada: User, ben: User, dan: User, cleo: User, vic: User
    ) -> None:
        def seen(user: User) -> list[str]:
            return [f"{one.coworking}: {one.maker}" for one in accounts_seen_by(user)]

        hers = ["La Filature: Comme une plume", "Rcoop: Comme une plume"]
        assert seen(ada) == seen(vic) == hers
        assert seen(ben) == ["Rcoop: Terre de Ben"]
        assert seen(cleo) == ["Rcoop: Comme une plume", "Rcoop: Terre de Ben"]
        assert seen(dan) == []

    def test_somebody_with_several_parts_reads_each_account_once(
        self, rcoop: Coworking, ada: User, vic: User
    ) -> None:
        make_member(rcoop, ada, Role.MANAGER)
        make_selling_maker(rcoop, "Another", person=ada)
        add_adviser(
            entity=Maker.objects.get(name="Comme une plume").affiliations.get().payee,
            user=ada,
            by=None,
            at=START,
        )
        assert len(accounts_seen_by(ada)) == 3
        told = {one.pk: vars(one)["balance"] for one in balances_seen_by(ada)}
        assert sorted(told.values(), key=str) == [Decimal("31.50"), None, None]

    def test_a_desk_that_does_not_manage_reads_no_account(
        self, filature: Coworking, cleo: User
    ) -> None:
        """Managing one coworking and standing at the desk of another are not mixed up."""
        make_member(filature, cleo, Role.DESK)
        assert {account.coworking.name for account in accounts_seen_by(cleo)} == {"Rcoop"}

    def test_balances_at_a_coworking(self, rcoop: Coworking, plume: Maker, terre: Maker) -> None:
        told = {one.maker: vars(one)["balance"] for one in balances_at(rcoop)}
        assert told == {plume: Decimal("31.50"), terre: None}
