"""Paying at the till: notes and change, transfers, several ways at once, an invoice wanted."""

from decimal import Decimal

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from consign.codes.epc import payment_code
from consign.people.models import Coworking, Maker
from consign.people.queries import bank_account_on
from consign.stock.models import Item
from consign.till.addresses import ticket_address, ticket_code, transfer_reference
from consign.till.models import Payment, Sale
from tests.browser.conftest import DESK, Visit
from tests.browser.counter import add, bars_nobody, pay_with, read_qr, ready, sold, titles
from tests.factories import make_placed

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("decoder")]


def parts_of(sale: Sale) -> dict[str, Decimal]:
    return dict(sale.payments.values_list("means", "amount"))


def test_likely_notes_and_the_change_for_them(visit: Visit, bowls: Item) -> None:
    page = ready(visit("desk_till", query=f"?code={bowls.code}"))
    pay_with(page, "Cash")
    notes = page.get_by_role("group", name="Likely amounts").get_by_role("button")
    expect(notes).to_have_text(["exact", "€15", "€20", "€50", "€100"])
    page.get_by_label("Given").fill("10")
    expect(page.get_by_text("€3.00 missing")).to_be_visible()
    page.get_by_role("button", name="Sold", exact=True).click()
    expect(page.get_by_label("Given")).to_be_focused()
    page.get_by_label("Given").fill("20,05")
    expect(page.locator("[data-change]")).to_have_text("€7.05")
    sold(page)
    assert parts_of(Sale.objects.get()) == {"cash": Decimal("13.00")}


def test_cash_over_the_limit_of_the_law_is_not_taken(
    visit: Visit, rcoop: Coworking, plume: Maker
) -> None:
    ring = make_placed(rcoop, plume, "Rivière", price="3500.00").item
    page = ready(visit("desk_till", query=f"?code={ring.code}"))
    pay_with(page, "Cash")
    expect(page.get_by_text("The law allows cash up to 3 000 €.")).to_be_visible()
    page.get_by_role("button", name="Sold", exact=True).click()
    assert not Sale.objects.exists()
    pay_with(page, "Several")
    page.get_by_label("Card").last.fill("1000")
    expect(page.get_by_label("Cash").last).to_have_value("2500.00")
    sold(page)
    assert parts_of(Sale.objects.get()) == {"cash": Decimal(2500), "card": Decimal(1000)}


def test_transfer_shows_the_customer_what_their_bank_reads(
    visit: Visit, rcoop: Coworking, necklace: Item
) -> None:
    page = ready(visit("desk_till", query=f"?code={necklace.code}", screen=DESK))
    pay_with(page, "Transfer")
    page.get_by_role("button", name="Show the code to the customer").click()
    shown = page.get_by_role("dialog", name="Show it to the customer")
    said = read_qr(shown.get_by_role("img", name="Code for the customer's bank: €45.00"))
    bars_nobody(page)
    shown.get_by_role("button", name="Sold").click()
    expect(page.get_by_text("Asked for by transfer")).to_be_visible()
    sale = Sale.objects.get()
    account = bank_account_on(rcoop.operator, sale.on)
    assert account is not None
    assert said.text == payment_code(
        name=account.holder,
        iban=account.iban,
        bic=account.bic,
        amount=Decimal("45.00"),
        reference=transfer_reference(sale.key),
    )
    assert said.ec_level == "M"
    [paid] = sale.payments.all()
    assert (paid.means, paid.reference) == (Payment.TRANSFER, transfer_reference(sale.key))


def test_transfer_that_was_not_confirmed_is_no_sale(visit: Visit, necklace: Item) -> None:
    page = ready(visit("desk_till", query=f"?code={necklace.code}"))
    pay_with(page, "Transfer")
    page.get_by_role("button", name="Sold", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Back").click()
    expect(page.get_by_role("button", name="Sold", exact=True)).to_be_focused()
    expect(titles(page)).to_have_text(["Collier plume"])
    assert not Sale.objects.exists()


def test_rest_of_several_payments_fills_in_by_itself(
    visit: Visit, necklace: Item, bowls: Item
) -> None:
    page = ready(visit("desk_till", query=f"?code={necklace.code}&code={bowls.code}"))
    pay_with(page, "Several")
    page.get_by_role("button", name="Sold", exact=True).click()
    expect(page.get_by_text("Fill in at least two of them")).to_be_visible()
    card, cash, transfer = (field(page, name) for name in ("Card", "Cash", "Transfer"))
    card.fill("30")
    expect(cash).to_have_value("28.00")
    expect(page.locator("[data-total]")).to_have_text("€58.00")
    cash.fill("20")
    expect(transfer).to_have_value("7.99")
    transfer.fill("10")
    expect(page.get_by_text("€2.01 too much")).to_be_visible()
    bars_nobody(page)
    transfer.fill("")
    cash.fill("")
    sold(page)
    sale = Sale.objects.get()
    assert parts_of(sale) == {"card": Decimal("30.00"), "cash": Decimal("28.00")}
    assert (sale.paid_with, sale.cash_rounding) == (Payment.MIXED, Decimal("0.01"))
    expect(page.get_by_text("Paid: Card €30.00 + Cash €28.00")).to_be_visible()


def field(page: Page, name: str) -> Locator:
    return page.locator("[data-panel=mixed]").get_by_label(name)


def test_business_invoice_wants_a_number_that_is_one(visit: Visit, necklace: Item) -> None:
    page = ready(visit("desk_till", query=f"?code={necklace.code}"))
    page.get_by_text("Business invoice wanted").click()
    page.get_by_label("Enterprise number").fill("0202.239.952")
    page.get_by_role("button", name="Sold", exact=True).click()
    expect(page.get_by_text("This is no enterprise number.")).to_be_visible()
    expect(page.get_by_label("Enterprise number")).to_be_focused()
    page.get_by_label("Enterprise number").fill("BE 0202.239.951")
    page.get_by_label("Name on the invoice").fill("Proximus")
    sold(page)
    sale = Sale.objects.get()
    assert (sale.business_number, sale.business_name) == ("0202239951", "Proximus")


def test_ticket_is_handed_over_as_a_code_in_the_customers_language(
    visit: Visit, necklace: Item, live_server: LiveServer
) -> None:
    page = ready(visit("desk_till", query=f"?code={necklace.code}"))
    sold(page)
    sale = Sale.objects.get()
    path, address = f"/T/{ticket_code(sale.key)}", ticket_address(live_server.url, sale.key)
    picture = page.get_by_role("img", name="Code of the customer's ticket")
    assert read_qr(picture).text == address
    page.get_by_role("button", name="Nederlands").click()
    expect(page.get_by_role("button", name="Nederlands")).to_have_attribute("aria-pressed", "true")
    page.wait_for_timeout(300)
    assert read_qr(picture).text == f"{address}?lang=nl"
    paper = page.get_by_role("link", name="58 mm")
    expect(paper).to_have_attribute("href", f"{path}.pdf?width=58&lang=nl")
    answer = page.request.get(f"{live_server.url}{path}.pdf?width=58&lang=nl")
    assert answer.headers["content-type"] == "application/pdf"
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="By mail").click()
    expect(opened.value.get_by_text("Collier plume")).to_be_visible()
    assert opened.value.locator("html").get_attribute("lang") == "nl"


def test_scanned_ticket_opens_it(visit: Visit, necklace: Item) -> None:
    page = ready(visit("desk_till", query=f"?code={necklace.code}"))
    sold(page)
    code = ticket_code(Sale.objects.get().key)
    page.get_by_role("button", name="Next sale").click()
    add(page, f"https://VITRINE.EXAMPLE/T/{code}")
    expect(page.get_by_role("heading", name="Sold", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()


def test_undo_takes_the_sale_back_at_once(visit: Visit, necklace: Item) -> None:
    page = ready(visit("desk_till", query=f"?code={necklace.code}"))
    sold(page)
    page.get_by_role("button", name="Undo (4:").click()
    expect(page.get_by_role("heading", name="Undone")).to_be_visible()
    expect(page.get_by_text("Give €45.00 back on the card.")).to_be_visible()
    assert Sale.objects.filter(refund_of__isnull=False).get().total == Decimal("-45.00")
    page.get_by_role("button", name="Next sale").click()
    page.get_by_role("button", name="Sales of this device").click()
    recent = page.get_by_role("dialog", name="Sales of this device")
    expect(recent.get_by_text("undone")).to_be_visible()
    expect(recent.get_by_role("button", name="Undo")).to_have_count(0)
    bars_nobody(page)
    recent.get_by_role("button", name="Back").click()
    add(page, necklace.code)
    expect(titles(page)).to_have_text(["Collier plume"])
