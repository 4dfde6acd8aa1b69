"""Shelf fees: by days, adding up to the month's fee, charged once and never into a closed month."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consign.agreements.models import Affiliation, Agreement
from consign.agreements.operations import change_payee, end_affiliation
from consign.agreements.terms import end_agreement
from consign.days import Month
from consign.journal.models import Event
from consign.ledger.models import Entry, EntryKind
from consign.ledger.queries import accounts_of, balance
from consign.money.split import CENT, ZERO, euros
from consign.monthend.operations import close_month, void_settlement
from consign.monthend.preview import month_preview
from consign.monthend.statement import statement_of
from consign.people.models import Coworking, Maker, User, VatStatus
from consign.settlements.checks import problems
from consign.settlements.fees import (
    ShelfFee,
    charge,
    fees_left_behind,
    fees_to_come,
    fees_under,
    shelf_fees,
)
from consign.settlements.operations import EarlierMonthOpen
from tests.factories import (
    LONG_AGO,
    START,
    make_affiliation,
    make_agreement,
    make_closed,
    make_entity,
    make_maker,
    make_paid,
    make_placed,
    make_sale,
    make_selling_maker,
    moment,
)
from tests.kept import kept

NOVEMBER = Month(2026, 11)


@kept
def anna(rcoop: Coworking) -> Maker:
    """At Rcoop for 30 % and 24.20 a month since long ago, through an exempt payee."""
    maker = make_maker("Anna")
    make_agreement(rcoop, make_affiliation(maker, make_entity("First")), fee="24.20")
    return maker


def told(fees: list[ShelfFee]) -> list[tuple[str, str, Decimal]]:
    return [(fee.owner.payee.legal_name, fee.memo, fee.amount) for fee in fees]


def moved(maker: Maker, coworking: Coworking, first: date, fee: str = "24.20") -> None:
    """Another payee from a day on, on the same terms."""
    new = change_payee(maker=maker, payee=make_entity("Second"), starts_on=first, by=None, at=START)
    make_agreement(coworking, new, fee=fee)


@pytest.mark.django_db
class TestByDays:
    def test_a_whole_month_costs_the_fee(self, rcoop: Coworking, anna: Maker) -> None:
        assert told(shelf_fees(rcoop, NOVEMBER)) == [("First", "30/30", Decimal("24.20"))]
        assert told(shelf_fees(rcoop, Month(2026, 2))) == [("First", "28/28", Decimal("24.20"))]

    def test_e8_a_new_payee_on_15_november(self, rcoop: Coworking, anna: Maker) -> None:
        moved(anna, rcoop, date(2026, 11, 15))
        assert told(shelf_fees(rcoop, NOVEMBER)) == [
            ("First", "14/30", Decimal("11.29")),
            ("Second", "16/30", Decimal("12.91")),
        ]

    def test_terms_that_begin_or_end_within_the_month(self, rcoop: Coworking) -> None:
        maker = make_maker("Anna")
        affiliation = make_affiliation(maker, make_entity("First"))
        agreement = make_agreement(rcoop, affiliation, fee="30.00", starts_on=date(2026, 11, 11))
        assert shelf_fees(rcoop, NOVEMBER.previous) == []
        assert told(shelf_fees(rcoop, NOVEMBER)) == [("First", "20/30", Decimal("20.00"))]
        end_agreement(agreement=agreement, ends_on=date(2026, 11, 20), by=None, at=START)
        assert told(shelf_fees(rcoop, NOVEMBER)) == [("First", "10/30", Decimal("10.00"))]
        assert shelf_fees(rcoop, NOVEMBER.next) == []

    def test_the_last_day_of_an_affiliation_ends_it_too(
        self, rcoop: Coworking, anna: Maker
    ) -> None:
        last = date(2026, 11, 15)
        end_affiliation(affiliation=anna.affiliations.get(), ends_on=last, by=None, at=START)
        assert told(shelf_fees(rcoop, NOVEMBER)) == [("First", "15/30", Decimal("12.10"))]
        assert shelf_fees(rcoop, NOVEMBER.next) == []

    def test_other_terms_within_the_month(self, rcoop: Coworking, anna: Maker) -> None:
        new = date(2026, 11, 16)
        make_agreement(rcoop, anna.affiliations.get(), fee="48.40", starts_on=new)
        assert told(shelf_fees(rcoop, NOVEMBER)) == [
            ("First", "15/30", Decimal("12.10")),
            ("First", "15/30", Decimal("24.20")),
        ]

    def test_terms_that_were_only_proposed_cost_nothing(
        self, rcoop: Coworking, anna: Maker
    ) -> None:
        make_agreement(
            rcoop,
            anna.affiliations.get(),
            fee="99.00",
            starts_on=date(2026, 11, 16),
            accepted=False,
        )
        assert told(shelf_fees(rcoop, NOVEMBER)) == [("First", "30/30", Decimal("24.20"))]

    def test_without_a_fee_there_is_none(self, rcoop: Coworking, plume: Maker) -> None:
        assert shelf_fees(rcoop, NOVEMBER) == []

    def test_another_coworking_charges_its_own(
        self, filature: Coworking, rcoop: Coworking, anna: Maker
    ) -> None:
        make_agreement(filature, anna.affiliations.get(), fee="10.00", starts_on=LONG_AGO)
        assert [fee.amount for fee in shelf_fees(filature, NOVEMBER)] == [Decimal("10.00")]
        assert [fee.amount for fee in shelf_fees(rcoop, NOVEMBER)] == [Decimal("24.20")]


@given(
    fee=st.integers(0, 100_000).map(euros),
    month=st.builds(Month, st.integers(2024, 2028), st.integers(1, 12)),
    cuts=st.dictionaries(st.integers(2, 31), st.booleans(), max_size=8),
)
def test_however_a_month_is_cut_its_parts_add_up_to_the_fee(
    fee: Decimal, month: Month, cuts: dict[int, bool]
) -> None:
    """Cut by other terms, or by another payee; no part is more than a cent off its days."""
    days = [1, *sorted(day for day in cuts if day <= month.last.day), month.last.day + 1]
    under: list[list[Agreement]] = []
    for first, following in pairwise(days):
        starts_on = month.first + timedelta(first - 1)
        if first == 1 or cuts[first]:
            under.append([])
            affiliation = Affiliation(starts_on=starts_on)
        under[-1].append(Agreement(affiliation=affiliation, starts_on=starts_on, shelf_fee=fee))
        affiliation.ends_on = month.first + timedelta(following - 2)

    parts = [part for terms in under for part in fees_under(terms, month)]

    assert sum((part.amount for part in parts), ZERO) == fee
    assert sum(part.days for part in parts) == month.last.day
    for part in parts:
        assert part.amount >= 0
        assert abs(part.amount * month.last.day - fee * part.days) <= CENT * month.last.day


@pytest.mark.django_db
class TestCharging:
    def test_closing_charges_it_on_its_last_day_at_the_rate_of_that_day(
        self, rcoop: Coworking, anna: Maker
    ) -> None:
        moved(anna, rcoop, date(2026, 11, 15))
        make_closed(rcoop, "2026-11")
        first, second = Entry.objects.filter(kind=EntryKind.FEE).order_by("on")
        assert (first.on, first.amount) == (date(2026, 11, 14), Decimal("-11.29"))
        assert (second.on, second.amount) == (date(2026, 11, 30), Decimal("-12.91"))
        assert {first.service_vat_percent, second.service_vat_percent} == {Decimal(21)}
        assert Event.objects.filter(verb="charge shelf fee").count() == 2

    def test_e8_both_payees_to_the_cent(self, rcoop: Coworking, anna: Maker) -> None:
        items = [
            make_placed(rcoop, anna, price=price).item for price in ("45.00", "20.00", "30.00")
        ]
        moved(anna, rcoop, date(2026, 11, 15))
        make_sale(rcoop, items[0], at="2026-11-03")
        make_sale(rcoop, items[1], at="2026-11-14 22:40")
        make_sale(rcoop, items[2], at="2026-11-14 23:10")
        closed = {one.account.payee.legal_name: one for one in make_closed(rcoop, "2026-11")}
        assert {name: one.payout for name, one in closed.items()} == {
            "First": Decimal("34.21"),
            "Second": Decimal("8.09"),
        }
        documents = [statement_of(closed[name]).documents for name in ("First", "Second")]
        figures = [
            (one.amounts.total, one.amounts.net, one.amounts.vat, one.amounts.rounding)
            for (one,) in documents
        ]
        assert figures == [
            (Decimal("30.79"), Decimal("25.45"), Decimal("5.34"), ZERO),
            (Decimal("21.91"), Decimal("18.11"), Decimal("3.80"), ZERO),
        ]

    def test_e9_a_fee_above_the_sales_is_carried(self, rcoop: Coworking) -> None:
        maker = make_maker("Anna")
        payee = make_entity("Payee", vat=VatStatus.LIABLE)
        make_agreement(rcoop, make_affiliation(maker, payee), fee="30.25")
        make_sale(rcoop, make_placed(rcoop, maker, price="20.00").item, at="2026-11-05")
        (november,) = make_closed(rcoop, "2026-11")
        assert (november.payout, november.closing) == (ZERO, Decimal("-16.25"))
        make_sale(rcoop, make_placed(rcoop, maker, price="80.00").item, at="2026-12-05")
        (december,) = make_closed(rcoop, "2026-12")
        assert (december.opening, december.payout) == (Decimal("-16.25"), Decimal("9.50"))
        (document,) = statement_of(december).documents
        amounts = document.amounts
        assert (amounts.total, amounts.net, amounts.vat, amounts.rounding) == (
            Decimal("54.25"),
            Decimal("44.83"),
            Decimal("9.41"),
            Decimal("0.01"),
        )

    def test_a_month_without_a_sale_costs_it_too(self, rcoop: Coworking, anna: Maker) -> None:
        (settlement,) = make_closed(rcoop, "2026-11")
        assert (settlement.change, settlement.closing) == (Decimal("-24.20"),) * 2
        (line,) = statement_of(settlement).others
        assert (line.is_shelf_fee, line.memo, line.amount) == (True, "30/30", Decimal("-24.20"))

    def test_never_twice(self, rcoop: Coworking, anna: Maker, cleo: User) -> None:
        (fee,) = fees_to_come(rcoop, NOVEMBER)
        assert charge(fee=fee, by=cleo, at=START) is True
        assert charge(fee=fee, by=cleo, at=START) is False
        assert fees_to_come(rcoop, NOVEMBER) == []
        make_closed(rcoop, "2026-11")
        make_closed(rcoop, "2026-11")
        assert Entry.objects.filter(kind=EntryKind.FEE).count() == 1

    def test_nor_again_after_a_closing_was_taken_back(
        self, rcoop: Coworking, anna: Maker, cleo: User
    ) -> None:
        (first,) = make_closed(rcoop, "2026-11")
        void_settlement(settlement=first, by=cleo, at=moment("2026-12-02"))
        (second,) = make_closed(rcoop, "2026-11")
        assert first.change == second.change == Decimal("-24.20")
        assert list(problems()) == []

    def test_not_into_a_month_that_was_closed_meanwhile(
        self, rcoop: Coworking, plume: Maker, cleo: User
    ) -> None:
        make_sale(rcoop, make_placed(rcoop, plume).item, at="2026-11-05")
        make_closed(rcoop, "2026-11")
        late = ShelfFee(
            Agreement.objects.get(affiliation__maker=plume),
            NOVEMBER,
            NOVEMBER.first,
            NOVEMBER.last,
            Decimal("24.20"),
        )
        assert charge(fee=late, by=cleo, at=moment("2026-12-02")) is False
        assert not Entry.objects.filter(kind=EntryKind.FEE).exists()

    def test_the_preview_tells_what_closing_will_charge(
        self, rcoop: Coworking, anna: Maker
    ) -> None:
        (row,) = month_preview(rcoop, NOVEMBER)
        assert (row.fees_to_come, row.closing, row.refusal) == (
            Decimal("24.20"),
            Decimal("-24.20"),
            None,
        )
        (settlement,) = make_closed(rcoop, "2026-11")
        assert settlement.closing == row.closing


@pytest.mark.django_db
class TestMonthsInTheirOrder:
    def test_a_fee_of_an_earlier_month_is_not_passed_over(
        self, rcoop: Coworking, anna: Maker, cleo: User
    ) -> None:
        """October is closed; nothing sold in November, which is forgotten."""
        make_closed(rcoop, "2026-10")
        (row,) = month_preview(rcoop, NOVEMBER.next)
        assert (row.earlier, type(row.refusal)) == (NOVEMBER, EarlierMonthOpen)

        run = close_month(coworking=rcoop, month=NOVEMBER.next, by=cleo, at=moment("2027-01-01"))

        (refused,) = run.refused
        assert "November 2026" in str(refused.reason)
        assert Entry.objects.filter(kind=EntryKind.FEE).count() == 1
        make_closed(rcoop, "2026-11")
        make_closed(rcoop, "2026-12")
        (account,) = accounts_of(anna)
        assert balance(account) == 3 * Decimal("-24.20")

    def test_a_maker_who_is_even_and_pays_a_fee_is_not_passed_over_either(
        self, rcoop: Coworking, anna: Maker, cleo: User
    ) -> None:
        make_sale(rcoop, make_placed(rcoop, anna).item, at="2026-10-05")
        make_paid(make_closed(rcoop, "2026-10"), on="2026-11-03")
        run = close_month(coworking=rcoop, month=NOVEMBER.next, by=cleo, at=moment("2027-01-01"))
        assert [type(refused.reason) for refused in run.refused] == [EarlierMonthOpen]

    def test_months_before_the_first_closing_were_settled_elsewhere(
        self, rcoop: Coworking, anna: Maker
    ) -> None:
        assert fees_left_behind(rcoop, NOVEMBER) == {}
        assert [one.change for one in make_closed(rcoop, "2026-11")] == [Decimal("-24.20")]
        assert fees_left_behind(rcoop, NOVEMBER.next) == {}

    def test_each_account_has_its_own_first_month(self, rcoop: Coworking, anna: Maker) -> None:
        make_closed(rcoop, "2026-10")
        bert = make_selling_maker(rcoop, "Bert")
        make_agreement(rcoop, bert.affiliations.get(), fee="10.00", starts_on=date(2026, 12, 15))
        found = fees_left_behind(rcoop, Month(2027, 2))
        assert {maker: str(month) for (_payee, maker), month in found.items()} == {
            anna.pk: "2026-11",
            bert.pk: "2026-12",
        }

    def test_a_fee_of_no_cent_keeps_no_month_open(self, rcoop: Coworking, anna: Maker) -> None:
        """A day of a fee of 0.01 is nothing."""
        make_closed(rcoop, "2026-10")
        bert = make_selling_maker(rcoop, "Bert")
        affiliation = bert.affiliations.get()
        make_agreement(rcoop, affiliation, fee="0.01", starts_on=date(2026, 11, 30))
        make_agreement(rcoop, affiliation, starts_on=date(2026, 12, 1))
        assert {maker for _payee, maker in fees_left_behind(rcoop, Month(2027, 1))} == {anna.pk}
