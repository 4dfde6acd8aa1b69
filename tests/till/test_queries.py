"""What was sold: lists, the day's takings, and who may read which line."""

import uuid
from datetime import date
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from consign.agreements.models import Affiliation
from consign.ledger.queries import accounts_of
from consign.people.models import Coworking, Maker, User
from consign.till.models import Payment, Sale, SaleLine
from consign.till.queries import (
    Takings,
    by_key,
    lines_by_reference,
    lines_of_item,
    lines_of_maker,
    sales,
    sales_at,
    sales_read_by,
    takings,
)
from tests.factories import make_agreement, make_placed, make_refund, make_sale

pytestmark = pytest.mark.django_db
ZERO = Decimal("0.00")


@pytest.fixture
def basket(rcoop: Coworking, plume: Maker, terre: Maker) -> Sale:
    """A necklace and a bowl on one ticket, in cash: 57.99, rounded to 58.00."""
    necklace = make_placed(rcoop, plume).item
    bowl = make_placed(rcoop, terre, "Bol bleu", price="12.99").item
    return make_sale(rcoop, [necklace, bowl], paid_with=Payment.CASH)


@pytest.fixture
def elsewhere(filature: Coworking, plume: Maker) -> Sale:
    """A necklace sold at La Filature a day later."""
    make_agreement(filature, Affiliation.objects.get(maker=plume))
    return make_sale(filature, make_placed(filature, plume).item, at="2026-10-06")


class TestLists:
    def test_sales_are_listed_latest_first_with_their_lines(
        self, rcoop: Coworking, filature: Coworking, basket: Sale, elsewhere: Sale
    ) -> None:
        assert list(sales()) == [elsewhere, basket]
        assert list(sales_at(rcoop)) == [basket]
        lines = sales().get(pk=basket.pk).lines.all()
        assert [line.position for line in lines] == [1, 2]

    def test_lists_need_no_query_for_each_line(
        self, basket: Sale, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        """One for the sales, one for their lines."""
        with django_assert_num_queries(3):
            for sale in sales():
                names = [f"{line.item.maker}{line.account.payee}" for line in sale.lines.all()]
                assert len(names) == 2

    def test_a_key_finds_its_sale(self, basket: Sale) -> None:
        assert by_key(basket.key) == basket
        assert by_key(uuid.uuid4()) is None

    def test_a_makers_lines_and_an_items(
        self, plume: Maker, terre: Maker, basket: Sale, elsewhere: Sale
    ) -> None:
        refund = make_refund(basket, at="2026-10-07")
        hers = lines_of_maker(plume)
        assert [line.sale for line in hers] == [refund, elsewhere, basket]
        assert [line.title for line in lines_of_maker(terre)] == ["Bol bleu"]
        necklace = basket.lines.all()[0].item
        assert [line.sale for line in lines_of_item(necklace)] == [refund, basket]

    def test_lines_behind_entries_are_found_by_the_reference_both_carry(
        self, plume: Maker, terre: Maker, basket: Sale
    ) -> None:
        (account,) = accounts_of(plume)
        first, second = basket.lines.all()
        references = [first.reference, second.reference, "X-1"]
        assert lines_by_reference(account, references) == {first.reference: first}
        assert lines_by_reference(account, []) == {}


class TestTakings:
    def test_what_should_lie_in_the_drawer(self, rcoop: Coworking, basket: Sale) -> None:
        assert takings(rcoop, date(2026, 10, 5)) == Takings(
            sales=1, refunds=0, cash=Decimal("58.00"), card=ZERO
        )

    def test_refunds_are_taken_off_in_the_way_they_were_paid(
        self, rcoop: Coworking, plume: Maker, basket: Sale
    ) -> None:
        make_sale(rcoop, make_placed(rcoop, plume, price="20.00").item)
        make_refund(basket, at="2026-10-05 18:00", line=2)
        day = takings(rcoop, date(2026, 10, 5))
        assert (day.sales, day.refunds) == (2, 1)
        assert (day.cash, day.card) == (Decimal("45.00"), Decimal("20.00"))
        assert day.total == Decimal("65.00")

    def test_a_day_is_a_day_in_brussels_and_of_one_coworking(
        self, rcoop: Coworking, filature: Coworking, plume: Maker, basket: Sale
    ) -> None:
        item = make_placed(rcoop, plume, price="20.00").item
        make_sale(rcoop, item, at="2026-10-05 22:30")
        nothing = Takings(sales=0, refunds=0, cash=ZERO, card=ZERO)
        assert takings(rcoop, date(2026, 10, 6)).card == Decimal("20.00")
        assert takings(rcoop, date(2026, 10, 5)).card == ZERO
        assert takings(filature, date(2026, 10, 5)) == nothing


class TestWhoReadsWhat:
    def test_makers_read_their_own_lines_and_the_desk_whole_tickets(
        self, dan: User, ada: User, ben: User, vic: User, basket: Sale, elsewhere: Sale
    ) -> None:
        def read(user: User) -> dict[Sale, tuple[bool, list[str]]]:
            return {
                sale: (vars(sale)["whole"], [line.title for line in vars(sale)["seen"]])
                for sale in sales_read_by(user)
            }

        assert read(dan) == {basket: (True, ["Collier plume", "Bol bleu"])}
        assert read(ada) == {
            basket: (False, ["Collier plume"]),
            elsewhere: (False, ["Collier plume"]),
        }
        assert read(ben) == {basket: (False, ["Bol bleu"])}
        assert read(vic) == {}

    def test_a_maker_with_two_lines_on_a_ticket_reads_it_once(
        self, rcoop: Coworking, plume: Maker, ada: User
    ) -> None:
        pieces = [make_placed(rcoop, plume).item for _piece in range(2)]
        make_sale(rcoop, pieces)
        assert len(sales_read_by(ada)) == 1
        assert SaleLine.objects.count() == 2
