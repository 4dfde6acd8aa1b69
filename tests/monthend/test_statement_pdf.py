"""The statement on paper says what the page says, in every language, however long it is."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import zxingcpp
from django.utils import translation

from consign.codes.reference import reference_text
from consign.days import Month
from consign.money.text import money
from consign.monthend.statement import Statement, so_far, statement_of
from consign.monthend.statement_pdf import statement_pdf
from consign.payouts.models import PaymentRequest, Payout
from consign.payouts.operations import mark_returned
from consign.payouts.requests import payment_code_of, receive
from consign.people.models import Coworking, Maker, User, VatStatus
from consign.settlements.models import Settlement
from tests.factories import (
    make_closed,
    make_paid,
    make_placed,
    make_refund,
    make_sale,
    make_selling_maker,
    moment,
)
from tests.kept import kept
from tests.paper.reading import every_font_is_embedded, metadata, outline, picture, texts
from tests.payouts.bank import make_debt

pytestmark = pytest.mark.django_db

LANGUAGES = ("fr", "nl", "en", "de")


@kept
def october(rcoop: Coworking, plume: Maker) -> Settlement:
    """Sales with and without a discount, a refund of September's, a piece above 250 €."""
    items = [
        make_placed(rcoop, plume, "Collier « Ça & là »", price="1045.50", quantity=2).item,
        make_placed(rcoop, plume, "Petit livre", price="14.00", quantity=9, vat="6").item,
    ]
    sale = make_sale(rcoop, items, at="2026-09-05 15:10")
    make_paid(make_closed(rcoop, "2026-09"), on="2026-10-06")
    make_sale(rcoop, items, at="2026-10-05 14:30")
    make_sale(rcoop, items[1], at="2026-10-07 09:00", quantity=3, discount="2.00")
    make_refund(sale, at="2026-10-08 11:00", line=2)
    (closed,) = make_closed(rcoop)
    return closed


def paper(statement: Statement, language: str) -> str:
    return " ".join(texts(statement_pdf(statement, language)))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ("1 045,50 €", "21 %", "30 %", "06/11/2026", "octobre 2026")),
        ("nl", ("€ 1.045,50", "21%", "30%", "6-11-2026", "oktober 2026")),
        ("en", ("€1,045.50", "21%", "30%", "06/11/2026", "October 2026")),
        ("de", ("1.045,50 €", "21 %", "30 %", "06.11.2026", "Oktober 2026")),
    ],
)
def test_it_is_in_the_readers_language(
    october: Settlement, language: str, words: tuple[str, ...]
) -> None:
    make_paid([october], on="2026-11-06")
    told = paper(statement_of(october), language)
    for word in words:
        assert word in told, word
    with translation.override(language):
        for word in map(translation.gettext, ("Statement", "Sales", "Refunds", "Share")):
            assert word in told, word


def test_it_says_all_a_statement_must(october: Settlement, plume: Maker) -> None:
    statement = statement_of(october)
    told = paper(statement, "en")
    for words in (
        "R-2026-00002",
        "Comme une plume · Ada · October 2026",
        "Rcoop SC",
        "Comme une plume payee",
        "Sold in the name and for the account of Comme une plume payee.",
        "Opening balance, closing of R-2026-00001",
        "BE71 0961 2345 6769, reference PO-2026-00002",
        "3 × €14.00 · discount €2.00, borne by both, in proportion",
        "of ticket S-2026-00001 · on statement R-2026-00001",
        "Credit note for commission of September 2026",
        "BE71 0961 2345 6769",
        "liable to VAT",
        "Still there What the coworking held at the end of the month.",
        "1,045.50 × 30% = 313.65",
        "Receipts by day",
        "Pieces above 250 € Day Piece Paid 05/10/2026 Collier « Ça & là » €1,045.50",
    ):
        assert words in told, words
    numbers = [
        entity.enterprise_number for entity in (october.coworking.operator, october.account.payee)
    ]
    for number in numbers:
        assert f"{number[:4]}.{number[4:7]}.{number[7:]}" in told


def test_every_line_is_there_once_with_its_ticket(october: Settlement) -> None:
    statement = statement_of(october)
    told = paper(statement, "en")
    for line in statement.lines:
        assert f"{line.ticket} · {line.code[:3]} {line.code[3:6]} {line.code[6:]}" in told


def test_the_same_statement_gives_the_same_bytes(october: Settlement) -> None:
    first = statement_pdf(statement_of(october), "fr")
    assert statement_pdf(statement_of(october), "fr") == first
    with translation.override("nl"):
        assert statement_pdf(statement_of(october), "fr") == first


def test_its_fonts_are_embedded_and_its_title_is_set(october: Settlement) -> None:
    pdf = statement_pdf(statement_of(october), "en")
    assert every_font_is_embedded(pdf)
    assert metadata(pdf)["Title"] == "Statement October 2026 · Comme une plume"
    assert metadata(pdf)["Author"] == "Rcoop SC"
    assert outline(pdf) == [
        "Sales",
        "Refunds",
        "VAT on sales",
        "Documents",
        "Receipts by day",
        "Pieces above 250 €",
        "Still there",
        "How it was computed",
    ]


def test_an_exempt_payee_has_no_vat_on_sales(rcoop: Coworking, terre: Maker) -> None:
    make_sale(rcoop, make_placed(rcoop, terre, price="20.00").item)
    (closed,) = make_closed(rcoop)
    told = paper(statement_of(closed), "en")
    assert "exempt small enterprise" in told
    assert "VAT on sales" not in told
    assert "Invoice for commission and fees S 21% €4.13 €0.87 €0.00 €5.00" in told


def test_what_is_not_paid_says_why(rcoop: Coworking, ben: User) -> None:
    maker = make_selling_maker(rcoop, "Petit", person=ben, minimum="50.00")
    sale = make_sale(rcoop, make_placed(rcoop, maker, price="20.00").item, at="2026-09-05")
    (first,) = make_closed(rcoop, "2026-09")
    assert "Below €50.00 nothing is paid" in paper(statement_of(first), "en")
    make_refund(sale, at="2026-10-05")
    other = make_placed(rcoop, maker, "Bol", price="5.00").item
    make_refund(make_sale(rcoop, other, at="2026-10-06"), at="2026-10-07")
    (second,) = make_closed(rcoop, "2026-10")
    told = paper(statement_of(second), "en")
    assert "Opening balance, closing of R-2026-00001 €14.00" in told
    assert "Closing balance €0.00" in told
    assert "To be paid" not in told


def test_below_zero_it_is_carried_on(rcoop: Coworking, plume: Maker) -> None:
    sale = make_sale(rcoop, make_placed(rcoop, plume, price="45.00").item, at="2026-09-05")
    make_closed(rcoop, "2026-09")
    make_refund(sale, at="2026-10-05")
    (closed,) = make_closed(rcoop, "2026-10")
    told = paper(statement_of(closed), "en")
    assert "Carried to the next month and taken off what is sold then." in told
    assert "Closing balance -€31.50" in told


def test_below_zero_it_asks_for_the_money_with_a_code_while_it_is_open(
    rcoop: Coworking, plume: Maker, cleo: User
) -> None:
    make_debt(rcoop, plume, "24.20")
    (closed,) = make_closed(rcoop)
    request = PaymentRequest.objects.get()
    asked = statement_pdf(statement_of(closed), "en")
    told = " ".join(texts(asked))
    for words in (
        "Please transfer",
        "Amount €24.20 By 01/12/2026 Account holder Rcoop SC",
        reference_text(request.reference),
        "Scan it with your banking app.",
        "I-2026-00001 of 01/11/2026 · settled here €0.00 · still to transfer €24.20",
    ):
        assert words in told, words
    (code,) = zxingcpp.read_barcodes(picture(asked, dpi=200))
    assert code.text == payment_code_of(request)
    receive(
        request=request,
        amount=Decimal("24.20"),
        received_on=date(2026, 11, 4),
        by=cleo,
        at=moment("2026-11-05"),
        cause="B1",
    )
    told = paper(statement_of(closed), "en")
    assert "Please transfer" not in told
    assert f"Payment request {request.number} over €24.20: received." in told


def test_its_documents_are_named(october: Settlement) -> None:
    told = paper(statement_of(october), "en")
    assert october.documents.count() == 2
    for document in october.documents.all():
        assert f"{document.number} of 01/11/2026 · settled on this statement" in told


def test_a_payout_that_came_back_says_why(october: Settlement, cleo: User) -> None:
    make_paid([october], on="2026-11-06")
    mark_returned(
        payout=Payout.objects.get(settlement=october),
        returned_on=date(2026, 11, 9),
        reason="AC04",
        by=cleo,
        at=moment("2026-11-10"),
    )
    told = paper(statement_of(october), "en")
    assert "Sent back by the bank on 09/11/2026: the account is closed (AC04)." in told
    assert "Paid on" not in told


def test_so_far_it_has_no_number(rcoop: Coworking, plume: Maker) -> None:
    sale = make_sale(rcoop, make_placed(rcoop, plume).item)
    told = paper(so_far(sale.lines.get().account, Month(2026, 10)), "en")
    assert "So far" in told
    assert "issued on" not in told


@pytest.mark.parametrize("count", [1, 20, 300])
def test_many_lines_fill_pages_and_add_up(rcoop: Coworking, plume: Maker, count: int) -> None:
    make_sale(rcoop, make_placed(rcoop, plume, price="45.00").item)
    (closed,) = make_closed(rcoop)
    statement = statement_of(closed)
    (line,) = statement.lines
    lines = [replace(line, ticket=f"S-2026-{number:05d}") for number in range(count)]
    pages = texts(statement_pdf(replace(statement, lines=lines), "nl"))
    told = " ".join(pages)
    # Once in its row, once where its calculation stands.
    assert all(told.count(line.ticket) == 2 for line in lines)
    assert told.count(f"/ {len(pages)}") == len(pages)
    sums = [Decimal(amount) * count for amount in ("45.00", "13.50", "31.50")]
    assert (
        " ".join(money(amount, "nl").replace("\N{NO-BREAK SPACE}", " ") for amount in sums) in told
    )
    assert len(pages) <= 3 + count // 12


def test_long_names_stay_on_the_paper(rcoop: Coworking, ada: User) -> None:
    name = "Le Cahier cousu, atelier de reliure et de petits livres, Forest"
    maker = make_selling_maker(rcoop, name, person=ada, vat=VatStatus.LIABLE)
    title = "Arbeidsongeschiktheidsverzekeringsmaatschappijkalender " + "x" * 25
    make_sale(rcoop, make_placed(rcoop, maker, title, price="99999.99").item)
    (closed,) = make_closed(rcoop)
    for language in LANGUAGES:
        told = paper(statement_of(closed), language)
        assert name in told
        assert name + " payee" in told
        assert "Arbeidsongeschiktheidsverzek" in told.replace("- ", "")
