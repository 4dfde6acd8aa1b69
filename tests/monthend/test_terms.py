"""Terms beside closed months: what held in them stays; and what the end of terms brings."""

from datetime import date
from decimal import Decimal

import pytest

from consign.agreements.models import Agreement
from consign.agreements.queries import NoAgreement
from consign.agreements.terms import Offer
from consign.monthend.terms import (
    EndsInClosedMonth,
    StartsInClosedMonth,
    accept,
    end_agreement,
    propose,
)
from consign.people.models import Coworking, Maker, User
from consign.stock.models import Item
from consign.till.models import Sale
from tests.factories import (
    START,
    make_agreement,
    make_closed,
    make_placed,
    make_sale,
    make_selling_maker,
)
from tests.kept import kept

pytestmark = pytest.mark.django_db
LAST, NOVEMBER = date(2026, 10, 31), date(2026, 11, 1)


@kept
def necklaces(rcoop: Coworking, plume: Maker) -> Item:
    """One was sold in October."""
    item = make_placed(rcoop, plume, quantity=9).item
    make_sale(rcoop, item, at="2026-10-05")
    return item


def proposed(coworking: Coworking, maker: Maker, starts_on: date) -> Agreement:
    return propose(
        coworking=coworking,
        affiliation=maker.affiliations.get(),
        starts_on=starts_on,
        offer=Offer(commission_percent=Decimal(25)),
        by=None,
        at=START,
    )


@pytest.mark.usefixtures("necklaces")
class TestBeginning:
    def test_terms_begin_after_what_is_closed(self, rcoop: Coworking, plume: Maker) -> None:
        make_closed(rcoop)
        with pytest.raises(StartsInClosedMonth, match="October 2026 is closed") as refused:
            proposed(rcoop, plume, LAST)
        assert refused.value.place == "starts_on"
        assert Agreement.objects.count() == 1
        assert proposed(rcoop, plume, NOVEMBER).pk

    def test_a_month_closed_meanwhile_stops_accepting(
        self, rcoop: Coworking, plume: Maker, ada: User
    ) -> None:
        waiting = proposed(rcoop, plume, LAST)
        make_closed(rcoop)
        with pytest.raises(StartsInClosedMonth):
            accept(agreement=waiting, by=ada, at=START)
        waiting.refresh_from_db()
        assert waiting.accepted_at is None

    def test_what_was_accepted_before_the_closing_may_be_accepted_again(
        self, rcoop: Coworking, ada: User
    ) -> None:
        make_closed(rcoop)
        before = Agreement.objects.values().get()
        accept(agreement=Agreement.objects.get(), by=ada, at=START)
        assert Agreement.objects.values().get() == before

    def test_the_months_of_others_stand_in_nobodys_way(
        self, rcoop: Coworking, filature: Coworking, plume: Maker, terre: Maker
    ) -> None:
        make_closed(rcoop)
        assert proposed(rcoop, terre, LAST).pk
        assert proposed(filature, plume, LAST).pk


class TestEnding:
    @kept
    def agreement(self, necklaces: Item, rcoop: Coworking) -> Agreement:
        """The terms of October, which is closed."""
        make_closed(rcoop)
        return Agreement.objects.get()

    def test_the_last_day_of_a_closed_month_is_free_the_days_before_are_not(
        self, agreement: Agreement
    ) -> None:
        with pytest.raises(EndsInClosedMonth, match="October 2026 is closed") as refused:
            end_agreement(agreement=agreement, ends_on=date(2026, 10, 30), by=None, at=START)
        assert refused.value.place == "ends_on"
        assert Agreement.objects.get().ends_on is None
        end_agreement(agreement=agreement, ends_on=LAST, by=None, at=START)
        assert Agreement.objects.get().ends_on == LAST

    def test_terms_that_ended_in_a_closed_month_last_no_longer(
        self, rcoop: Coworking, plume: Maker, necklaces: Item
    ) -> None:
        agreement, middle = Agreement.objects.get(), date(2026, 10, 15)
        end_agreement(agreement=agreement, ends_on=middle, by=None, at=START)
        make_closed(rcoop)
        end_agreement(agreement=agreement, ends_on=middle, by=None, at=START)
        with pytest.raises(EndsInClosedMonth):
            end_agreement(agreement=agreement, ends_on=NOVEMBER, by=None, at=START)
        assert Agreement.objects.get().ends_on == middle

    def test_nothing_is_sold_after_the_last_day(
        self, rcoop: Coworking, agreement: Agreement, necklaces: Item
    ) -> None:
        end_agreement(agreement=agreement, ends_on=date(2026, 11, 15), by=None, at=START)
        make_sale(rcoop, necklaces, at="2026-11-15")
        with pytest.raises(NoAgreement) as refused:
            make_sale(rcoop, necklaces, at="2026-11-16")
        assert refused.value.place == "lines.0"
        assert Sale.objects.count() == 2


def test_at_the_end_whatever_is_owed_is_paid_however_little(rcoop: Coworking) -> None:
    maker = make_selling_maker(rcoop, "Laine", minimum="50.00")
    item = make_placed(rcoop, maker, price="10.00", quantity=2).item
    make_sale(rcoop, item, at="2026-10-05")
    (carried,) = make_closed(rcoop)
    assert (carried.payout, carried.closing) == (Decimal("0.00"), Decimal("7.00"))
    end_agreement(agreement=Agreement.objects.get(), ends_on=date(2026, 11, 10), by=None, at=START)
    (paid,) = make_closed(rcoop, "2026-11")
    assert (paid.payout, paid.closing) == (Decimal("7.00"), Decimal("0.00"))


def test_terms_that_follow_bring_their_minimum_back(rcoop: Coworking) -> None:
    maker = make_selling_maker(rcoop, "Laine", minimum="50.00")
    make_sale(rcoop, make_placed(rcoop, maker, price="10.00").item, at="2026-10-05")
    end_agreement(agreement=Agreement.objects.get(), ends_on=date(2026, 10, 10), by=None, at=START)
    affiliation = maker.affiliations.get()
    make_agreement(rcoop, affiliation, minimum="40.00", starts_on=date(2026, 10, 11))
    (carried,) = make_closed(rcoop)
    assert (carried.payout, carried.minimum) == (Decimal("0.00"), Decimal("40.00"))
