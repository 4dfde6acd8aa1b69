"""The ticket on a till's roll, read back as a customer, a scanner and a printer get it."""

import uuid
from decimal import Decimal

import numpy as np
import pytest
import zxingcpp

from consign.agreements.models import Mode
from consign.paper import qr
from consign.people.models import Coworking, LegalEntity, Maker
from consign.till.addresses import ticket_address
from consign.till.lines import LineWanted
from consign.till.models import Payment, Sale
from consign.till.operations import Business, record_sale
from consign.till.payments import Paid
from consign.till.queries import sales
from consign.till.ticket_pdf import ticket_pdf
from tests.factories import (
    any_person,
    make_placed,
    make_refund,
    make_sale,
    make_selling_maker,
    moment,
)
from tests.paper import reading

DOTS = 8 * 25.4
"""Of a thermal printer: eight to the millimetre, which its makers call 203 dpi."""
BASE = "https://vitrine.example"
WIDTHS = {"80": 640, "58": 464}


def drawn(sale: Sale, *, width: str = "80", language: str = "en") -> bytes:
    read = sales().get(pk=sale.pk)
    address = ticket_address(BASE, sale.key)
    return ticket_pdf(read, address=address, width=width, language=language)


def text(pdf: bytes) -> str:
    (page,) = reading.texts(pdf)
    return page


@pytest.fixture
def sale(rcoop: Coworking, plume: Maker, terre: Maker) -> Sale:
    """A necklace in Ada's payee's name and three bowls of Ben's, with a discount, in cash."""
    necklace = make_placed(rcoop, plume, "Collier « Plume d'été »", price="45.00").item
    bowls = make_placed(rcoop, terre, "Bol bleu", price="12.99", quantity=3).item
    return record_sale(
        coworking=rcoop,
        wanted=[LineWanted(necklace.code), LineWanted(bowls.code, 3, Decimal("1.00"))],
        paid_with=Payment.MIXED,
        payments=[Paid(Payment.CARD, Decimal("50.00")), Paid(Payment.CASH, Decimal("32.95"))],
        business=Business("0202.239.951", "Galerie Sud"),
        key=uuid.UUID(int=5),
        by=any_person(),
        at=moment("2026-10-05 14:30"),
    ).sale


def test_it_says_all_that_the_law_and_the_customer_need(sale: Sale) -> None:
    told = text(drawn(sale))
    for fact in (
        "Rcoop Rue de la Paix 41 1050 Ixelles",
        f"Ticket {sale.number}",
        "16:30",
        "Collier « Plume d'été »",
        "Sold in the name and for the account of Comme une plume payee",
        "Sold in the name and for the account of Terre de Ben payee",
        "3 × €12.99",
        "discount €1.00",
        "Rounding of cash",
        "€82.95",
        "Card",
        "€32.95",
        "Prices include VAT where the seller is liable to it.",
        "Galerie Sud · 0202.239.951",
        "Each seller sends you a structured invoice: Comme une plume payee, Terre de Ben payee.",
        "To bring something back, show this ticket at the desk of Rcoop.",
    ):
        assert fact in told, fact


def test_nobody_at_the_desk_is_named(sale: Sale) -> None:
    assert "Somebody" not in text(drawn(sale))


def test_what_the_coworking_sells_in_its_own_name_names_its_operator(rcoop: Coworking) -> None:
    maker = make_selling_maker(rcoop, "Atelier Rocher", mode=Mode.OWN_NAME)
    told = text(drawn(make_sale(rcoop, make_placed(rcoop, maker).item)))
    number = rcoop.operator.enterprise_number
    assert f"Sold by Rcoop SC, {number[:4]}.{number[4:7]}.{number[7:]}" in told
    assert "in the name" not in told


def test_it_is_in_the_customers_language(sale: Sale) -> None:
    assert "82,95 €" in text(drawn(sale, language="fr"))
    assert "€ 82,95" in text(drawn(sale, language="nl"))


def test_a_refund_is_a_ticket_of_its_own(sale: Sale) -> None:
    refund = make_refund(sale, line=2, quantity=2)
    told = text(drawn(refund))
    assert f"Refund {refund.number}" in told
    assert f"Comes from ticket {sale.number}" in told
    assert "-2 × €12.99" in told
    assert "To bring something back" not in told
    assert f"Refund {refund.number} of" in text(drawn(sale))


@pytest.mark.parametrize("width", WIDTHS)
def test_a_scanner_reads_the_address_from_203_dots_to_the_inch(sale: Sale, width: str) -> None:
    picture = reading.picture(drawn(sale, width=width), dpi=DOTS)
    (found,) = zxingcpp.read_barcodes(picture)
    assert found.text == ticket_address(BASE, sale.key)
    soaked = reading.ink_spread(picture, 1)
    assert zxingcpp.read_barcodes(soaked)[0].text == found.text


@pytest.mark.parametrize("width", WIDTHS)
def test_every_module_is_the_same_whole_dots_wide(sale: Sale, width: str) -> None:
    with reading.opened(drawn(sale, width=width)) as document:
        page = document[0].render(scale=DOTS / 72, grayscale=True).to_numpy().squeeze()
    assert page.shape[1] == WIDTHS[width]
    (found,) = zxingcpp.read_barcodes(page)
    matrix = np.array(qr.matrix(found.text))
    side = found.position.top_right.x - found.position.top_left.x
    dots = (side + len(matrix) // 2) // len(matrix)
    symbol = np.where(np.kron(matrix, np.ones((dots, dots))), 0, 255)
    around = [
        page[top : top + len(symbol), left : left + len(symbol)]
        for top in range(found.position.top_left.y - 3, found.position.top_left.y + 4)
        for left in range(found.position.top_left.x - 3, found.position.top_left.x + 4)
    ]
    assert dots >= 4
    assert any(np.array_equal(symbol, part) for part in around)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_longest_ticket_is_whole(rcoop: Coworking, width: str) -> None:
    """Titles wrap, nothing leaves the printed width, and no line is lost."""
    maker = make_selling_maker(rcoop, "Les Papiers de Mémé — reliure et calligraphie")
    title = "Boucles d'oreilles en argent recyclé et plume de paon, faites à la main à Bxl"
    items = [make_placed(rcoop, maker, f"{n} {title}", price="1234.56").item for n in range(40)]
    pdf = drawn(make_sale(rcoop, items), width=width)
    told = " ".join(reading.texts(pdf))
    assert told.count("€1,234.56") == 40
    assert "€49,382.40" in told
    dark = np.flatnonzero((reading.picture(pdf, dpi=DOTS) == 0).any(axis=0))
    margin = 32 if width == "80" else 40
    assert margin <= dark.min()
    assert dark.max() < WIDTHS[width] - margin


def test_the_same_ticket_gives_the_same_bytes_with_its_fonts(sale: Sale) -> None:
    pdf = drawn(sale)
    assert pdf == drawn(sale)
    assert reading.every_font_is_embedded(pdf)
    assert reading.metadata(pdf)["Title"] == f"Ticket {sale.number}"


def test_what_is_longer_than_any_viewer_shows_goes_on_on_another_page(
    rcoop: Coworking,
) -> None:
    """A hundred lines, the most a ticket has, each as long as it can be."""
    maker = make_selling_maker(rcoop, "W" * 60)
    LegalEntity.objects.filter(affiliations__maker=maker).update(legal_name="W " * 70)
    items = [make_placed(rcoop, maker, "W" * 80).item for _line in range(100)]
    pdf = drawn(make_sale(rcoop, items), width="58")
    with reading.opened(pdf) as document:
        heights = [page.get_height() for page in document]
    assert max(heights) <= 14400
    assert " ".join(reading.texts(pdf)).count("€45.00") == 100
