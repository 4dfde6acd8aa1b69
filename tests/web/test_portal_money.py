"""A maker's money: what sold, what is owed, which terms hold."""

from datetime import date

import pytest
from django.test import Client

from consign.agreements.operations import end_affiliation
from consign.people.models import Coworking, Maker, User
from tests.factories import (
    START,
    make_affiliation,
    make_agreement,
    make_closed,
    make_entity,
    make_paid,
    make_placed,
    make_refund,
    make_sale,
)
from tests.web.conftest import As, Clock, Costs, text_of

HOME = "/my/comme-une-plume/"
SOLD, MONEY = f"{HOME}sold/", f"{HOME}money/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def maker(ada: User, plume: Maker, signed_in: As, clock: Clock) -> Client:
    """Ada's browser, on the 12th of November 2026."""
    clock("2026-11-12")
    return signed_in(ada)


class TestSold:
    def test_sales_and_what_came_back_latest_first(
        self, maker: Client, rcoop: Coworking, plume: Maker, terre: Maker
    ) -> None:
        ring = make_placed(rcoop, plume, "Bague", price="15.00", quantity=3).item
        bowl = make_placed(rcoop, terre, "Bol").item
        sale = make_sale(rcoop, [ring], quantity=2, at="2026-10-05 14:30")
        make_sale(rcoop, bowl)
        back = make_refund(sale, at="2026-10-06 10:00")
        page = maker.get(SOLD)
        assert [line.sale for line in page.context["page_obj"]] == [back, sale]
        told = text_of(page)
        for words in ("-€10.50", "-€15.00", "came back", "€21.00", "2 pieces"):
            assert words in told
        assert ">Bol<" not in told

    def test_before_the_first_sale(self, maker: Client) -> None:
        assert "Nothing sold yet" in text_of(maker.get(SOLD))

    def test_many_sales_cost_as_many_queries_as_one(
        self, maker: Client, rcoop: Coworking, plume: Maker, costs: Costs
    ) -> None:
        make_sale(rcoop, make_placed(rcoop, plume).item)
        one = costs(maker, SOLD)
        for index in range(3):
            make_sale(rcoop, make_placed(rcoop, plume, f"More {index}").item)
        assert costs(maker, SOLD) == one


class TestMoney:
    def test_open_closed_and_paid(
        self, maker: Client, rcoop: Coworking, plume: Maker, terre: Maker
    ) -> None:
        items = make_placed(rcoop, plume, price="45.00", quantity=9).item
        make_sale(rcoop, items, at="2026-09-10")
        make_paid(make_closed(rcoop, "2026-09"), on="2026-10-05")
        make_sale(rcoop, items, at="2026-10-10", quantity=2)
        make_closed(rcoop, "2026-10")
        make_sale(rcoop, items, at="2026-11-04", quantity=3)
        make_sale(rcoop, make_placed(rcoop, terre, "Bol", price="99.00").item, at="2026-11-04")
        page = maker.get(MONEY)
        told = text_of(page)
        # 3 × 31.50 so far, 2 × 31.50 on its way, 31.50 paid.
        for words in ("€94.50", "since 04/11/2026", "€63.00", "closed, to be paid", "€31.50"):
            assert words in told
        assert "paid on 05/10/2026" in told
        assert "October 2026" in told
        assert "74.25" not in told
        (balance,) = page.context["balances"]
        assert f"/accounts/{balance.account.pk}/2026-11/" in told

    def test_an_account_at_rest_is_not_shown(
        self, maker: Client, rcoop: Coworking, plume: Maker
    ) -> None:
        make_sale(rcoop, make_placed(rcoop, plume).item, at="2026-10-10")
        make_paid(make_closed(rcoop), on="2026-11-05")
        page = maker.get(MONEY)
        assert page.context["balances"] == []
        assert "October 2026" in text_of(page)

    def test_what_is_carried_on_is_shown(
        self, maker: Client, rcoop: Coworking, plume: Maker
    ) -> None:
        sale = make_sale(rcoop, make_placed(rcoop, plume).item, at="2026-09-10")
        make_paid(make_closed(rcoop, "2026-09"), on="2026-10-05")
        make_refund(sale, at="2026-10-10")
        make_closed(rcoop, "2026-10")
        told = text_of(maker.get(MONEY))
        assert "carried on -€31.50" in told
        assert told.count("-€31.50") == 3

    def test_before_the_first_sale(self, maker: Client) -> None:
        told = text_of(maker.get(MONEY))
        assert "Your balance begins with the first sale." in told
        assert "The first statement comes when the coworking closes its month." in told

    def test_many_accounts_and_statements_cost_as_many_queries_as_one(
        self,
        maker: Client,
        rcoop: Coworking,
        filature: Coworking,
        plume: Maker,
        costs: Costs,
    ) -> None:
        item = make_placed(rcoop, plume, quantity=9).item
        make_sale(rcoop, item, at="2026-08-05")
        make_closed(rcoop, "2026-08")
        make_sale(rcoop, item, at="2026-09-05")
        one = costs(maker, MONEY)
        make_closed(rcoop, "2026-09")
        old = plume.affiliations.get()
        make_agreement(filature, old)
        make_sale(filature, make_placed(filature, plume, "There", quantity=5).item, at="2026-09-20")
        make_sale(rcoop, item, at="2026-09-30")
        end_affiliation(affiliation=old, ends_on=date(2026, 9, 30), by=None, at=START)
        later = make_affiliation(plume, make_entity("Dies SC"), starts_on=date(2026, 10, 1))
        make_agreement(rcoop, later)
        make_sale(rcoop, item, at="2026-10-05")
        assert len(maker.get(MONEY).context["balances"]) == 3
        assert costs(maker, MONEY) == one
