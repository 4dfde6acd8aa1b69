"""Tickets in a real Chromium: the customer's page, the desk's, and finding one again."""

import uuid
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from consign.money.split import ZERO
from consign.people.models import Coworking, Maker, User
from consign.till.addresses import ticket_address, ticket_code
from consign.till.lines import LineWanted
from consign.till.models import Payment, Sale
from consign.till.operations import Business, record_sale
from consign.till.payments import Paid
from tests.browser.conftest import DESK, PHONE, Screen
from tests.browser.keys import Keys
from tests.browser.test_pages import Visit, check, visit
from tests.factories import make_placed, make_refund

__all__ = ["visit"]
pytestmark = pytest.mark.browser


@pytest.fixture
def sale(rcoop: Coworking, plume: Maker, terre: Maker, dan: User) -> Sale:
    """Just sold by Dan, without network: paid in two ways by a business, one piece sold before."""
    cache.clear()
    necklace = make_placed(rcoop, plume, "Collier « Plume d'été » en argent recyclé").item
    bowls = make_placed(rcoop, terre, "Bol bleu", price="12.99", quantity=3).item
    now = timezone.now()

    def sell(*wanted: LineWanted) -> Sale:
        total = sum(((line.seen_price or ZERO) * line.quantity for line in wanted), ZERO)
        return record_sale(
            coworking=rcoop,
            wanted=wanted,
            paid_with=Payment.MIXED,
            payments=[Paid(Payment.CARD, total - Decimal(5)), Paid(Payment.CASH, Decimal("5.00"))],
            business=Business("0202.239.951", "Galerie Sud"),
            key=uuid.uuid4(),
            by=dan,
            at=now,
            queued=True,
        ).sale

    sell(LineWanted(necklace.code, 1, seen_price=Decimal("45.00")))
    return sell(
        LineWanted(necklace.code, 1, seen_price=Decimal("40.00")),
        LineWanted(bowls.code, 2, seen_price=Decimal("12.50")),
    )


@pytest.mark.parametrize(
    ("screen", "dark"), [(PHONE, False), (DESK, True)], ids=["phone-light", "desk-dark"]
)
def test_axe_finds_nothing_on_tickets(
    visit: Visit, sale: Sale, dan: User, live_server: LiveServer, screen: Screen, dark: bool
) -> None:
    refund = make_refund(sale, at="2026-10-06", line=2)
    desk = "/desk/rcoop/"
    bowl = sale.lines.get(position=2).item.code
    page: Page = visit(f"/T/{ticket_code(sale.key)}", screen=screen, dark=dark, locale="fr-BE")
    check(page)
    for address in (f"/T/{ticket_code(refund.key)}?lang=nl", f"/T/{ticket_code(sale.key)}?lang=de"):
        page.goto(live_server.url + address)
        check(page)
    page = visit(f"{desk}refund/", dan, screen=screen, dark=dark, locale="fr-BE")
    check(page)
    for address in (
        f"refund/?q={bowl}",
        "refund/?q=nothing",
        f"sales/{sale.number}/?done=1",
        f"sales/{sale.number}/refund/",
        f"sales/{refund.number}/?done=1",
    ):
        page.goto(f"{live_server.url}{desk}{address}")
        check(page)


def test_a_ticket_read_by_a_hand_scanner_is_opened(visit: Visit, sale: Sale, dan: User) -> None:
    page: Page = visit("/desk/rcoop/refund/", dan, screen=DESK)
    page.wait_for_function("customElements.get('code-scanner') !== undefined")
    keys = Keys(page)
    keys.type(ticket_address("https://vitrine.example", sale.key), gap_ms=2)
    keys.enter(gap_ms=2)
    expect(page.get_by_role("heading", level=1)).to_contain_text(sale.number)


def test_the_customer_changes_the_language_and_asks_for_a_mail(visit: Visit, sale: Sale) -> None:
    page: Page = visit(f"/T/{ticket_code(sale.key)}?lang=fr", locale="en-GB")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    page.locator("details.menu summary").first.click()
    page.locator("button.language[value=nl]").click()
    expect(page.locator("html")).to_have_attribute("lang", "nl")
    page.locator("details.why summary").click()
    page.locator("#id_email").fill("zoe@example.org")
    page.locator("details.why button").click()
    expect(page.locator("details.why")).not_to_have_attribute("open", "")
    expect(page.locator("html")).to_have_attribute("lang", "nl")
