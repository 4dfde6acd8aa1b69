"""Customers who want an invoice: listed for whoever was the seller."""

import csv
import io
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from consign.agreements.models import Mode
from consign.days import Month
from consign.monthend.cover import cover
from consign.monthend.cover_papers import cover_csv, cover_pdf
from consign.monthend.own_sales import own_invoices_wanted
from consign.monthend.statement import statement_of
from consign.monthend.statement_pdf import statement_pdf
from consign.monthend.statement_receipts import InvoiceWanted
from consign.monthend.statement_table import statement_csv
from consign.people.models import Coworking, Maker, Scope, User
from consign.people.operations import issue_token
from consign.settlements.models import Settlement
from consign.till.lines import LineWanted
from consign.till.models import Payment, Sale
from consign.till.operations import Business, record_sale
from tests.factories import (
    START,
    any_person,
    make_closed,
    make_placed,
    make_refund,
    make_sale,
    make_selling_maker,
    moment,
)
from tests.paper.reading import texts

pytestmark = pytest.mark.django_db
D, OCTOBER = Decimal, Month(2026, 10)
NUMBER = "0202239951"


def sell(coworking: Coworking, *pieces: tuple[Maker, str, str], at: str = "2026-10-05") -> Sale:
    """Two of each of these pieces (maker, price, VAT rate) to a gallery that wants an invoice."""
    items = [
        make_placed(coworking, maker, f"Piece at {price}", price=price, vat=vat, quantity=2).item
        for maker, price, vat in pieces
    ]
    return record_sale(
        coworking=coworking,
        wanted=[LineWanted(item.code, 2) for item in items],
        paid_with=Payment.CARD,
        key=uuid.uuid4(),
        by=any_person(),
        at=moment(at),
        business=Business(NUMBER, "Galerie Sud"),
    ).sale


@pytest.fixture
def wanted(rcoop: Coworking, plume: Maker, terre: Maker) -> list[Sale]:
    """Three lines at two rates, one of them half back; a ticket of two makers; one without."""
    sale = sell(rcoop, (plume, "45.00", "21"), (plume, "10.00", "21"), (plume, "17.77", "6"))
    shared = sell(rcoop, (plume, "20.00", "21"), (terre, "12.99", "21"), at="2026-10-07")
    refund = make_refund(sale, at="2026-10-09", line=3)
    make_sale(rcoop, make_placed(rcoop, plume).item, at="2026-10-11")
    return [sale, shared, refund]


@pytest.fixture
def settlement(rcoop: Coworking, wanted: list[Sale], plume: Maker) -> Settlement:
    return next(one for one in make_closed(rcoop) if one.account.maker == plume)


def told(found: list[InvoiceWanted]) -> list[tuple[str, str, Decimal, Decimal]]:
    return [(one.ticket, one.first_ticket, one.vat_percent, one.paid) for one in found]


def test_a_statement_lists_each_ticket_and_rate_of_its_own_account(
    settlement: Settlement, wanted: list[Sale]
) -> None:
    sale, shared, refund = (one.number for one in wanted)
    found = list(statement_of(settlement).invoices_wanted)
    assert told(found) == [
        (sale, "", D("21"), D("110.00")),
        (sale, "", D("6"), D("35.54")),
        (shared, "", D("21"), D("40.00")),
        (refund, sale, D("6"), D("-17.77")),
    ]
    assert {(one.number, one.name) for one in found} == {(NUMBER, "Galerie Sud")}


def test_page_paper_spreadsheet_and_api_tell_the_same(
    settlement: Settlement, wanted: list[Sale], ada: User
) -> None:
    client = Client()
    client.force_login(ada)
    page = client.get(f"/statements/{settlement.pk}/").content.decode()
    paper = " ".join(texts(statement_pdf(statement_of(settlement), "en")))
    for fact in (
        "Customers who want an invoice from you",
        "Galerie Sud · 0202.239.951",
        "€110.00",
        "€35.54",
        "-€17.77",
        f"of ticket {wanted[0].number}",
    ):
        assert fact in page, fact
        assert fact in paper, fact
    rows = csv.DictReader(io.StringIO(statement_csv(statement_of(settlement)).decode()))
    sheet = [row for row in rows if row["part"] == "invoice_wanted"]
    token = issue_token(user=ada, name="books", scopes=[Scope.READ], by=None, at=START)
    api = Client(headers={"Authorization": f"Bearer {token}"})
    answer: Any = api.get(f"/api/v1/statements/{settlement.pk}/").json()
    listed = answer["invoices_wanted"]
    assert [row["paid"] for row in listed] == ["110.00", "35.54", "40.00", "-17.77"]
    assert [(row["ticket"], row["vat_percent"], row["paid"]) for row in sheet] == [
        (row["ticket"], row["vat_percent"], row["paid"]) for row in listed
    ]
    assert {(row["memo"], row["reason"], row["share"]) for row in sheet} == {
        ("0202.239.951", "Galerie Sud", "")
    }


def test_nothing_is_said_where_nobody_wants_one(rcoop: Coworking, plume: Maker, ada: User) -> None:
    make_sale(rcoop, make_placed(rcoop, plume).item)
    (closed,) = make_closed(rcoop)
    client = Client()
    client.force_login(ada)
    assert "want an invoice" not in client.get(f"/statements/{closed.pk}/").content.decode()
    assert "want an invoice" not in " ".join(texts(statement_pdf(statement_of(closed), "en")))


def test_the_payees_cover_list_has_those_of_all_its_makers(
    settlement: Settlement, wanted: list[Sale], cleo: User, ada: User
) -> None:
    found = cover(settlement.account.payee, OCTOBER, ada)
    assert [(one.maker, one.wanted.paid) for one in found.invoices_wanted] == [
        ("Comme une plume", D("110.00")),
        ("Comme une plume", D("35.54")),
        ("Comme une plume", D("40.00")),
        ("Comme une plume", D("-17.77")),
    ]
    rows = list(csv.DictReader(io.StringIO(cover_csv(found).decode())))
    assert [row["sales"] for row in rows if row["part"] == "invoice_wanted"] == [
        "110.00",
        "35.54",
        "40.00",
        "-17.77",
    ]
    assert "Galerie Sud · 0202.239.951" in " ".join(texts(cover_pdf(found, "en")))
    client = Client()
    client.force_login(ada)
    slug = settlement.account.payee.slug
    assert "Galerie Sud · 0202.239.951" in client.get(f"/payees/{slug}/2026-10/").content.decode()
    client.force_login(cleo)
    answer: Any = client.get(
        "/api/v1/statements/cover/", {"payee": slug, "period": "2026-10"}
    ).json()
    assert [row["maker"] for row in answer["invoices_wanted"]] == ["Comme une plume"] * 4


def test_what_the_coworking_sold_in_its_own_name_is_its_operators_to_invoice(
    rcoop: Coworking, plume: Maker, cleo: User
) -> None:
    own = make_selling_maker(rcoop, "Atelier Rocher", mode=Mode.OWN_NAME)
    sale = sell(rcoop, (own, "60.00", "21"), (plume, "45.00", "21"))
    refund = make_refund(sale, line=1)
    assert told(own_invoices_wanted(rcoop, OCTOBER)) == [
        (sale.number, "", D("21"), D("120.00")),
        (refund.number, sale.number, D("21"), D("-60.00")),
    ]
    assert own_invoices_wanted(rcoop, OCTOBER.next) == []
    for closed in make_closed(rcoop):
        found = [one.paid for one in statement_of(closed).invoices_wanted]
        assert found == ([D("90.00")] if closed.account.maker == plume else [])
    client = Client()
    client.force_login(cleo)
    page = client.get(f"/desk/{rcoop.slug}/month/2026-10/").content.decode()
    assert "Customers who want an invoice from us" in page
    assert "€120.00" in page
