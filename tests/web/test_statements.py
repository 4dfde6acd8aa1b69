"""Statements: for whoever may read the account, closed or so far, on page and paper."""

import csv
import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from consign.agreements.operations import end_affiliation
from consign.journal.models import Event
from consign.payouts.models import PaymentRequest, Payout
from consign.payouts.operations import mark_returned
from consign.payouts.requests import receive
from consign.people.models import Coworking, Maker, Role, User
from consign.people.operations import add_adviser
from consign.settlements.models import Settlement
from tests.factories import (
    START,
    make_affiliation,
    make_agreement,
    make_closed,
    make_entity,
    make_maker,
    make_member,
    make_paid,
    make_person,
    make_placed,
    make_refund,
    make_sale,
    make_selling_maker,
    moment,
)
from tests.kept import kept
from tests.payouts.bank import make_debt, make_exported
from tests.web.conftest import As, Clock, text_of

pytestmark = pytest.mark.django_db


@kept
def closed(rcoop: Coworking, plume: Maker) -> Settlement:
    """October 2026 of "Comme une plume": two pieces for 45.00 each, a discount of 5.00 on one."""
    item = make_placed(rcoop, plume, "Collier plume", price="45.00", quantity=2).item
    make_sale(rcoop, item, at="2026-10-05 14:30")
    make_sale(rcoop, item, at="2026-10-06 09:00", discount="5.00")
    (settlement,) = make_closed(rcoop)
    return settlement


@pytest.fixture
def addresses(closed: Settlement) -> list[str]:
    return [
        f"/statements/{closed.pk}/",
        f"/statements/{closed.pk}.pdf",
        f"/statements/{closed.pk}.csv",
        f"/accounts/{closed.account_id}/2026-11/",
    ]


@kept
def adviser(closed: Settlement) -> User:
    """Advises the payee of "Comme une plume"."""
    claire = make_person("claire")
    add_adviser(entity=closed.account.payee, user=claire, by=None, at=START)
    return claire


class TestWhoMayRead:
    @pytest.mark.parametrize("who", ["ada", "cleo", "adviser"])
    def test_maker_manager_and_adviser(
        self, addresses: list[str], who: str, signed_in: As, request: pytest.FixtureRequest
    ) -> None:
        client = signed_in(request.getfixturevalue(who))
        assert [client.get(page).status_code for page in addresses] == [200] * 4

    @pytest.mark.parametrize("who", ["ben", "dan", "vic"])
    def test_for_others_there_is_none(
        self,
        addresses: list[str],
        terre: Maker,
        who: str,
        signed_in: As,
        request: pytest.FixtureRequest,
    ) -> None:
        client = signed_in(request.getfixturevalue(who))
        assert [client.get(page).status_code for page in addresses] == [404] * 4

    def test_a_stranger_signs_in_first(self, client: Client, addresses: list[str]) -> None:
        for page in addresses:
            assert client.get(page).headers["Location"] == f"/signin/?next={page}"

    def test_managers_and_advisers_of_elsewhere_read_nothing(
        self, addresses: list[str], filature: Coworking, signed_in: As
    ) -> None:
        manager = make_member(filature, make_person("eve"), Role.MANAGER)
        adviser = make_person("fay")
        add_adviser(entity=make_entity("JobYourself SC"), user=adviser, by=None, at=START)
        for reader in (manager, adviser):
            client = signed_in(reader)
            assert {client.get(page).status_code for page in addresses} == {404}

    def test_the_payee_after_the_move_reads_nothing_of_before(
        self, closed: Settlement, plume: Maker, signed_in: As
    ) -> None:
        old = plume.affiliations.get()
        end_affiliation(affiliation=old, ends_on=date(2026, 10, 31), by=None, at=START)
        dies = make_entity("Dies SC")
        make_affiliation(plume, dies, starts_on=date(2026, 11, 1))
        adviser = make_person("fay")
        add_adviser(entity=dies, user=adviser, by=None, at=START)
        assert signed_in(adviser).get(f"/statements/{closed.pk}/").status_code == 404

    @pytest.mark.parametrize(
        "page", ["/statements/999999/", "/statements/999999.pdf", "/accounts/999999/2026-10/"]
    )
    def test_what_does_not_exist(self, ada: User, signed_in: As, page: str) -> None:
        assert signed_in(ada).get(page).status_code == 404

    def test_reading_is_noted(self, closed: Settlement, ada: User, signed_in: As) -> None:
        client = signed_in(ada)
        client.get(f"/statements/{closed.pk}/")
        client.get(f"/statements/{closed.pk}.pdf")
        client.get(f"/statements/{closed.pk}.csv")
        events = Event.objects.filter(verb="read statement")
        assert [(event.by_id, event.subject) for event in events] == [
            (ada.pk, closed.number),
            (ada.pk, closed.number),
            (ada.pk, closed.number),
        ]

    def test_a_refused_reading_is_not_noted(
        self, closed: Settlement, ben: User, signed_in: As
    ) -> None:
        signed_in(ben).get(f"/statements/{closed.pk}/")
        assert not Event.objects.filter(verb="read statement").exists()


class TestThePage:
    def test_it_can_be_checked_with_a_pencil(
        self, closed: Settlement, ada: User, signed_in: As
    ) -> None:
        told = text_of(signed_in(ada).get(f"/statements/{closed.pk}/"))
        for words in (
            "R-2026-00001",
            "Comme une plume",
            "€85.00",  # sales
            "-€25.50",  # commission
            "€59.50",  # payout
            "discount €5.00, borne by both, in proportion",
            "45.00 − 5.00 = 40.00",
            "40.00 × 30% = 12.00",
            "30% of the price paid, VAT included, as agreed for the day of the sale.",
            "40.00 − 12.00 = 28.00",
            "BE71\N{NO-BREAK SPACE}0961\N{NO-BREAK SPACE}2345\N{NO-BREAK SPACE}6769",
            "85.00 − 25.50 = 59.50",
            "It is above zero, so all of it is paid.",
            "Why this amount",
        ):
            assert words in told, words

    def test_it_has_one_first_heading(self, closed: Settlement, ada: User, signed_in: As) -> None:
        assert text_of(signed_in(ada).get(f"/statements/{closed.pk}/")).count("<h1") == 1

    def test_a_refund_names_the_statement_of_its_sale(
        self, rcoop: Coworking, plume: Maker, ada: User, signed_in: As
    ) -> None:
        sale = make_sale(rcoop, make_placed(rcoop, plume).item, at="2026-09-05")
        (first,) = make_closed(rcoop, "2026-09")
        make_refund(sale, at="2026-10-06")
        (second,) = make_closed(rcoop, "2026-10")
        told = text_of(signed_in(ada).get(f"/statements/{second.pk}/"))
        assert f"of ticket {sale.number}, on statement {first.number}" in told
        assert f"closing of {first.number}" in told
        assert "It is below zero: nothing is paid" in told

    def test_what_stays_below_the_minimum_is_carried_on(
        self, rcoop: Coworking, ada: User, signed_in: As
    ) -> None:
        maker = make_selling_maker(rcoop, "Petit", person=ada, minimum="50.00")
        make_sale(rcoop, make_placed(rcoop, maker, price="20.00").item)
        (closed,) = make_closed(rcoop)
        told = text_of(signed_in(ada).get(f"/statements/{closed.pk}/"))
        assert "It is below the agreed minimum of €50.00" in told
        assert "Carried to the next month" in told

    def test_paid_it_says_when_and_where_to(
        self, closed: Settlement, ada: User, signed_in: As
    ) -> None:
        client = signed_in(ada)
        assert "To be paid to" in text_of(client.get(f"/statements/{closed.pk}/"))
        make_paid([closed], on="2026-11-05")
        told = text_of(client.get(f"/statements/{closed.pk}/"))
        assert "Paid on 05/11/2026 to" in told
        assert "To be paid to" not in told

    def test_an_exempt_payee_reads_of_no_vat_in_the_price(
        self, rcoop: Coworking, terre: Maker, ben: User, signed_in: As
    ) -> None:
        make_sale(rcoop, make_placed(rcoop, terre).item)
        (closed,) = make_closed(rcoop)
        told = text_of(signed_in(ben).get(f"/statements/{closed.pk}/"))
        assert "The payee is exempt: there is no VAT in the price." in told
        assert "which the payee owes" not in told

    @pytest.mark.parametrize(
        ("who", "tab"),
        [("ada", "/my/comme-une-plume/money/"), ("cleo", "/desk/rcoop/month/")],
    )
    def test_readers_keep_their_tabs(
        self,
        closed: Settlement,
        who: str,
        tab: str,
        signed_in: As,
        request: pytest.FixtureRequest,
    ) -> None:
        client = signed_in(request.getfixturevalue(who))
        told = text_of(client.get(f"/statements/{closed.pk}/"))
        assert f'<a href="{tab}" aria-current="page">' in told

    def test_an_adviser_goes_back_to_the_month_of_the_cooperative(
        self, closed: Settlement, adviser: User, signed_in: As
    ) -> None:
        told = text_of(signed_in(adviser).get(f"/statements/{closed.pk}/"))
        assert f'class="back" href="/cooperative/{closed.account.payee.slug}/2026-10/"' in told
        assert "/my/" not in told
        assert "/desk/" not in told


class TestTheMoney:
    def test_documents_are_named_with_what_is_settled_of_them(
        self, closed: Settlement, ada: User, signed_in: As
    ) -> None:
        invoice = closed.documents.get()
        told = text_of(signed_in(ada).get(f"/statements/{closed.pk}/"))
        assert f'href="/documents/{invoice.pk}/">I-2026-00001</a>' in told
        assert "01/11/2026 · settled on this statement" in told
        sheet = signed_in(ada).get(f"/statements/{closed.pk}.csv").content.decode()
        (row,) = [row for row in csv.DictReader(io.StringIO(sheet)) if row["part"] == "document"]
        assert (row["document_number"], row["on"]) == ("I-2026-00001", "2026-11-01")
        assert (row["settled"], row["due"], row["amount"]) == ("25.50", "0.00", "25.50")

    def test_below_zero_it_asks_for_the_money(
        self, rcoop: Coworking, plume: Maker, ada: User, signed_in: As
    ) -> None:
        make_debt(rcoop, plume, "24.20")
        (closed,) = make_closed(rcoop)
        asked = PaymentRequest.objects.get()
        client = signed_in(ada)
        told = text_of(client.get(f"/statements/{closed.pk}/"))
        digits = asked.reference
        for words in (
            "Please transfer",
            f"+++{digits[:3]}/{digits[3:7]}/{digits[7:]}+++",
            "01/12/2026",
            "settled here €0.00 · still to transfer €24.20",
            f'href="/requests/{asked.pk}/"',
            "<svg xmlns",
        ):
            assert words in told, words
        sheet = client.get(f"/statements/{closed.pk}.csv").content.decode()
        (row,) = [row for row in csv.DictReader(io.StringIO(sheet)) if row["part"] == "request"]
        assert (row["ticket"], row["amount"], row["memo"]) == (digits, "24.20", asked.number)

    def test_what_came_in_is_no_longer_asked_for(
        self, rcoop: Coworking, plume: Maker, ada: User, cleo: User, signed_in: As
    ) -> None:
        make_debt(rcoop, plume, "24.20")
        (closed,) = make_closed(rcoop)
        request = PaymentRequest.objects.get()
        told = {"received_on": date(2026, 11, 4), "by": cleo, "at": moment("2026-11-05")}
        client = signed_in(ada)
        receive(request=request, amount=Decimal("4.20"), cause="B1", **told)  # type: ignore[arg-type]
        page = client.get(f"/statements/{closed.pk}/")
        assert page.context["statement"].asked.left == Decimal("20.00")
        assert "EUR20.00" in page.context["statement"].asked.code
        receive(request=request, amount=Decimal("20.00"), cause="B2", **told)  # type: ignore[arg-type]
        page = client.get(f"/statements/{closed.pk}/")
        assert "Please transfer" not in text_of(page)
        assert "received" in text_of(page)
        assert page.context["statement"].asked.code == ""

    def test_a_payout_that_came_back_says_so(
        self, closed: Settlement, ada: User, cleo: User, signed_in: As
    ) -> None:
        make_paid([closed], on="2026-11-05")
        mark_returned(
            payout=Payout.objects.get(),
            returned_on=date(2026, 11, 7),
            reason="AC04",
            by=cleo,
            at=moment("2026-11-08"),
        )
        told = text_of(signed_in(ada).get(f"/statements/{closed.pk}/"))
        assert "Sent back by the bank on 07/11/2026: the account is closed (AC04)." in told
        assert "Paid on" not in told
        sheet = signed_in(ada).get(f"/statements/{closed.pk}.csv").content.decode()
        (row,) = [row for row in csv.DictReader(io.StringIO(sheet)) if row["kind"] == "payout"]
        assert (row["on"], row["reason"]) == ("2026-11-07", "AC04")

    def test_with_the_bank_it_is_not_paid_yet(
        self, closed: Settlement, ada: User, signed_in: As
    ) -> None:
        make_exported(closed.coworking)
        told = text_of(signed_in(ada).get(f"/statements/{closed.pk}/"))
        assert "with the bank" in told
        assert "paid on" not in told


class TestSoFar:
    def test_it_grows_with_every_sale(
        self, rcoop: Coworking, plume: Maker, ada: User, signed_in: As, clock: Clock
    ) -> None:
        clock("2026-10-20")
        item = make_placed(rcoop, plume, price="45.00", quantity=2).item
        account = make_sale(rcoop, item, at="2026-10-05").lines.get().account
        client = signed_in(ada)
        page = f"/accounts/{account.pk}/2026-10/"
        assert "€31.50" in text_of(client.get(page))
        make_sale(rcoop, item, at="2026-10-06")
        told = text_of(client.get(page))
        assert "€63.00" in told
        assert "The month is still open" in told
        assert "Payout, if the month closed now" in told
        assert ".pdf" not in told

    def test_an_earlier_month_that_is_still_open_is_named(
        self, rcoop: Coworking, plume: Maker, ada: User, signed_in: As
    ) -> None:
        sale = make_sale(rcoop, make_placed(rcoop, plume).item, at="2026-10-05")
        page = f"/accounts/{sale.lines.get().account_id}"
        client = signed_in(ada)
        earlier = "An earlier month is not closed yet"
        assert earlier not in text_of(client.get(f"{page}/2026-10/"))
        assert earlier in text_of(client.get(f"{page}/2026-11/"))

    def test_a_shelf_fee_to_come_is_told_apart(
        self, rcoop: Coworking, ada: User, signed_in: As, clock: Clock
    ) -> None:
        clock("2026-10-20")
        maker = make_maker("Petit", person=ada)
        make_agreement(rcoop, make_affiliation(maker), fee="24.20")
        sale = make_sale(rcoop, make_placed(rcoop, maker, price="45.00").item)
        account = sale.lines.get().account
        page = f"/accounts/{account.pk}/2026-10/"
        told = text_of(signed_in(ada).get(page))
        assert "A shelf fee of €24.20 comes with the end of the month." in told
        assert "€31.50" in told
        (closed,) = make_closed(rcoop)
        told = text_of(signed_in(ada).get(f"/statements/{closed.pk}/"))
        assert "comes with the end of the month" not in told
        assert "Shelf fee, 31 of 31 days" in told
        assert "€7.30" in told

    def test_a_month_without_sales(self, closed: Settlement, ada: User, signed_in: As) -> None:
        told = text_of(signed_in(ada).get(f"/accounts/{closed.account_id}/2026-11/"))
        assert "Nothing was sold in this month." in told

    @pytest.mark.parametrize("period", ["2026", "2026-13", "2026-1", "now", "2026-00", "0000-01"])
    def test_what_is_no_month(
        self, closed: Settlement, ada: User, signed_in: As, period: str
    ) -> None:
        page = f"/accounts/{closed.account_id}/{period}/"
        assert signed_in(ada).get(page).status_code == 404


class TestThePaper:
    def test_it_is_a_pdf_named_after_the_statement(
        self, closed: Settlement, ada: User, signed_in: As
    ) -> None:
        page = signed_in(ada).get(f"/statements/{closed.pk}.pdf")
        assert page.headers["Content-Type"] == "application/pdf"
        name = 'inline; filename="R-2026-00001-comme-une-plume.pdf"'
        assert page.headers["Content-Disposition"] == name
        assert page.headers["Cache-Control"] == "private"
        assert page.content.startswith(b"%PDF-")


def test_many_lines_cost_as_many_queries_as_one(
    rcoop: Coworking, plume: Maker, ada: User, signed_in: As, costs: Callable[[Client, str], int]
) -> None:
    item = make_placed(rcoop, plume, quantity=9).item
    make_sale(rcoop, item, at="2026-09-05")
    (first,) = make_closed(rcoop, "2026-09")
    for day in ("01", "02", "03"):
        make_sale(rcoop, item, at=f"2026-10-{day}")
    (second,) = make_closed(rcoop, "2026-10")
    client = signed_in(ada)
    one = costs(client, f"/statements/{first.pk}/")
    assert costs(client, f"/statements/{second.pk}/") == one
