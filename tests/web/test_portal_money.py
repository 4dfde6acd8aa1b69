"""A maker's money: what sold, what is owed, which terms hold."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from consign.agreements.operations import end_affiliation
from consign.invoices.models import Document
from consign.payouts.models import PaymentRequest, Payout
from consign.payouts.operations import mark_returned
from consign.payouts.requests import receive
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
    make_selling_maker,
    moment,
)
from tests.kept import kept
from tests.payouts.bank import make_debt, read
from tests.web.conftest import As, Clock, Costs, text_of

HOME = "/my/comme-une-plume/"
SOLD, MONEY, DOCUMENTS = f"{HOME}sold/", f"{HOME}money/", f"{HOME}documents/"

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
        old = plume.affiliations.get()
        make_agreement(filature, old)
        # Of each coworking that owes something is asked whether the money is there.
        make_sale(filature, make_placed(filature, plume, "There", quantity=5).item, at="2026-09-20")
        one = costs(maker, MONEY)
        make_closed(rcoop, "2026-09")
        make_sale(rcoop, item, at="2026-09-30")
        end_affiliation(affiliation=old, ends_on=date(2026, 9, 30), by=None, at=START)
        later = make_affiliation(plume, make_entity("Dies SC"), starts_on=date(2026, 10, 1))
        make_agreement(rcoop, later)
        make_sale(rcoop, item, at="2026-10-05")
        assert len(maker.get(MONEY).context["balances"]) == 3
        assert costs(maker, MONEY) == one

    def test_a_payout_that_came_back_is_not_paid(
        self, maker: Client, rcoop: Coworking, plume: Maker, cleo: User
    ) -> None:
        make_sale(rcoop, make_placed(rcoop, plume).item, at="2026-10-10")
        make_paid(make_closed(rcoop), on="2026-11-05")
        mark_returned(
            payout=Payout.objects.get(),
            returned_on=date(2026, 11, 7),
            reason="AC04",
            by=cleo,
            at=moment("2026-11-08"),
        )
        told = text_of(maker.get(MONEY))
        assert "sent back by the bank on 07/11/2026" in told
        assert "paid on" not in told


class TestPapers:
    def test_documents_latest_first_with_their_files(
        self, maker: Client, rcoop: Coworking, plume: Maker, terre: Maker
    ) -> None:
        items = [make_placed(rcoop, one, quantity=9).item for one in (plume, terre)]
        for month in ("08", "09", "10"):
            make_sale(rcoop, items, at=f"2026-{month}-10")
            make_closed(rcoop, f"2026-{month}")
        theirs = Document.objects.filter(settlement__account__maker=plume).order_by("-issued_on")
        page = maker.get(MONEY)
        assert [document for document, _state in page.context["documents"]] == list(theirs)
        told = text_of(page)
        for document in theirs:
            for end in ("/", ".pdf", ".xml"):
                assert f'href="/documents/{document.pk}{end}"' in told
        for document in Document.objects.filter(settlement__account__maker=terre):
            assert document.number not in told
        assert "All documents" not in told

    def test_more_documents_have_a_page_of_their_own(
        self, maker: Client, rcoop: Coworking, plume: Maker, ben: User, signed_in: As, costs: Costs
    ) -> None:
        item = make_placed(rcoop, plume, quantity=9).item
        empty = text_of(maker.get(DOCUMENTS))
        assert "No documents yet" in empty
        for number in range(3, 10):
            make_sale(rcoop, item, at=f"2026-{number:02d}-10")
            make_closed(rcoop, f"2026-{number:02d}")
            if number == 3:
                one = costs(maker, DOCUMENTS)
        page = maker.get(MONEY)
        assert len(page.context["documents"]) == 6
        assert f'href="{DOCUMENTS}"' in text_of(page)
        page = maker.get(DOCUMENTS)
        assert len(page.context["rows"]) == 7
        assert f'<a href="{MONEY}" aria-current="page">' in text_of(page)
        assert costs(maker, DOCUMENTS) == one
        assert signed_in(ben).get(DOCUMENTS).status_code == 404
        assert Client().get(DOCUMENTS).status_code == 302

    def test_what_is_asked_for_leads_to_how_to_pay_it(
        self, maker: Client, rcoop: Coworking, plume: Maker, terre: Maker, cleo: User
    ) -> None:
        make_debt(rcoop, plume, "24.20")
        make_debt(rcoop, terre, "77.70")
        make_closed(rcoop)
        asked = PaymentRequest.objects.get(settlement__account__maker=plume)
        told = text_of(maker.get(MONEY))
        assert f'href="/requests/{asked.pk}/"' in told
        assert "Rcoop asks for €24.20 by 01/12/2026" in told
        assert "77.70" not in told
        receive(
            request=asked,
            amount=Decimal("24.20"),
            received_on=date(2026, 11, 10),
            by=cleo,
            at=moment("2026-11-11"),
            cause="B1",
        )
        assert "asks for" not in text_of(maker.get(MONEY))


class TestIsMyMoneyThere:
    @kept(autouse=True)
    def owed(self, rcoop: Coworking, plume: Maker, terre: Maker) -> None:
        """31.50 to Ada and 740.25 to Ben."""
        make_sale(rcoop, make_placed(rcoop, plume, price="45.00").item, at="2026-11-02")
        make_sale(rcoop, make_placed(rcoop, terre, price="987.00").item, at="2026-11-02")

    def test_nobody_can_say_before_the_bank_did(self, maker: Client) -> None:
        told = text_of(maker.get(MONEY))
        assert "Is my money there?" in told
        assert "not known yet" in told

    def test_yes_as_of_a_day(self, maker: Client, rcoop: Coworking, cleo: User) -> None:
        read(rcoop, by=cleo, closed_on="2026-11-10", opening="1234.56", at="2026-11-11")
        told = text_of(maker.get(MONEY))
        assert "On 10/11/2026 it had all it owes to its makers" in told
        assert not any(figure in told for figure in ("1,234.56", "740.25", "771.75"))

    def test_not_all_of_it(self, maker: Client, rcoop: Coworking, cleo: User) -> None:
        read(rcoop, by=cleo, closed_on="2026-11-10", opening="5.00", at="2026-11-11")
        told = text_of(maker.get(MONEY))
        assert "On 10/11/2026 it had less than it owes to all its makers." in told
        assert "740.25" not in told

    def test_silent_where_nothing_is_owed(
        self, signed_in: As, clock: Clock, vic: User, rcoop: Coworking
    ) -> None:
        make_selling_maker(rcoop, "Quiet", person=vic)
        clock("2026-11-12")
        assert "Is my money there?" not in text_of(signed_in(vic).get("/my/quiet/money/"))
