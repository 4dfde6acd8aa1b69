"""The paper of a document says what its figures and facts say, in its own language."""

from datetime import date

import pytest
import zxingcpp
from django.utils import translation

from consign.invoices.figures import due_of, total_of
from consign.invoices.mentions import self_billing
from consign.invoices.pdf import document_pdf
from consign.money.text import money
from consign.paper import qr
from consign.paper.fonts import printable
from tests.invoices.papers import HOSTILE, MONTH, SITUATIONS, Issued, figures, issued, part
from tests.invoices.parties import DIES, LONG_NAME
from tests.paper.reading import every_font_is_embedded, metadata, picture, texts

DPI = 300


def drawn(paper: Issued) -> bytes:
    return document_pdf(paper.document, paper.lines, payment_code=paper.payment_code)


def told(paper: Issued) -> str:
    return " ".join(texts(drawn(paper)))


def plain(text: str) -> str:
    return " ".join(printable(text).split())


@pytest.mark.parametrize("name", SITUATIONS)
def test_it_says_every_figure_and_who_is_behind_it(name: str) -> None:
    paper = SITUATIONS[name]()
    document, text = paper.document, told(paper)
    facts, language = document.facts, document.language
    for amount in (document.net, document.vat, total_of(document), due_of(document)):
        assert plain(money(amount, language)) in text
    for line in paper.lines:
        assert plain(money(line.net, language)) in text
        assert plain(line.text)[:80] in text
        assert plain(line.detail) in text
    for side in ("seller", "buyer"):
        for key in ("legal_name", "street", "town", "legal_form", "register"):
            assert plain(facts[side].get(key, "")) in text
        number = facts[side]["enterprise_number"]
        assert f"BE {number[:4]}.{number[4:7]}.{number[7:]}" in text
    for word in (document.number, facts["statement"], facts["buyer_reference"], facts["person"]):
        assert word in text
    assert facts["exemption"] in text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ("1 045,50 €", "21 %", "01/12/2026", "novembre 2026", "Autofacturation")),
        ("nl", ("€ 1.045,50", "21%", "1-12-2026", "november 2026", "Factuur uitgereikt door")),
        ("de", ("1.045,50 €", "21 %", "01.12.2026", "November 2026", "Gutschrift")),
        ("en", ("€1,045.50", "21%", "01/12/2026", "November 2026", "Self-billing")),
    ],
)
def test_it_is_in_the_language_of_the_document(language: str, words: tuple[str, ...]) -> None:
    paper = issued(figures(part("1045.50", self_billed=True)), language=language)
    with translation.override("en"):
        pdf = drawn(paper)
    text = " ".join(texts(pdf))
    for word in words:
        assert word in text, word
    with translation.override(language):
        assert translation.gettext("Self-billed invoice") in text
        assert translation.gettext("Nothing to transfer") in text
    assert f"/Lang ({language})".encode() in pdf


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("all settled, an odd cent up", "Invoice"),
        ("a credit note", "Credit note"),
        ("a self-billed invoice", "Self-billed invoice"),
        ("a self-billed credit note", "Self-billed credit note"),
    ],
)
def test_its_title_says_what_it_is(name: str, title: str) -> None:
    paper = SITUATIONS[name]()
    paper.document.language = "en"
    pdf = drawn(paper)
    assert texts(pdf)[0].startswith(title)
    assert metadata(pdf)["Title"] == f"{title} {paper.document.number}"


def test_the_odd_cent_has_a_row_of_its_own_and_no_other_document_has_one() -> None:
    def english(inclusive: str) -> str:
        return told(issued(figures(part(inclusive)), language="en"))

    assert "Rounding €0.01" in english("8.50")
    assert "Rounding -€0.01" in english("19.50")
    assert "Rounding" not in english("13.50")


def test_nothing_to_transfer_names_no_day_and_draws_no_code() -> None:
    paper = issued(figures(part("8.50")), language="en")
    pdf = document_pdf(paper.document, paper.lines, payment_code="BCD\n002")
    text = " ".join(texts(pdf))
    assert "Nothing to transfer €0.00 The whole amount is settled on statement R-2026-00012" in text
    assert "Settled on the account -€8.50" in text
    assert "Please transfer" not in text
    assert codes(pdf) == []
    unsaid = issued(figures(part("8.50")), language="en", statement="")
    assert "The whole amount is settled on the account." in told(unsaid)


def codes(pdf: bytes, dpi: int = DPI) -> list[zxingcpp.Barcode]:
    return list(zxingcpp.read_barcodes(picture(pdf, page=len(texts(pdf)) - 1, dpi=dpi)))


def test_a_transfer_to_the_coworking_is_scanned_as_it_was_given() -> None:
    for name in (
        "partly due, with a structured communication",
        "all due, with an RF reference",
        "a self-billed credit note to be given back",
        "in Dutch",
    ):
        paper = SITUATIONS[name]()
        assert paper.payment_code
        for dpi in (96, DPI):
            (code,) = codes(drawn(paper), dpi)
            assert code.text == paper.payment_code, (name, dpi)


def test_the_code_is_large_enough_and_keeps_its_margin_white() -> None:
    paper = SITUATIONS["partly due, with a structured communication"]()
    pdf = drawn(paper)
    (code,) = codes(pdf)
    corners = code.position
    side = corners.top_right.x - corners.top_left.x
    assert side / DPI * 25.4 > 25
    module = side // len(qr.matrix(paper.payment_code))
    # A reader's corners are good to half a module.
    near, far = module // 2 + 1, module * 4 - module // 2 - 1
    left, top = corners.top_left.x - far, corners.top_left.y - far
    right, bottom = corners.bottom_right.x + far, corners.bottom_right.y + far
    around = (picture(pdf, dpi=DPI) == 0)[top : bottom + 1, left : right + 1]
    inside = far - near
    around[inside:-inside, inside:-inside] = False
    assert not around.any()


def test_a_transfer_says_amount_day_account_and_reference() -> None:
    paper = SITUATIONS["in English"]()
    text = told(paper)
    for words in ("Please transfer", "€8.50", "31/12/2026", "Rcoop SC", "BE71 0961 2345 6769"):
        assert words in text
    assert "+++123/4567/89002+++" in text
    assert "GKCCBEBB" in text


def test_what_the_coworking_owes_has_no_code_even_when_one_is_given() -> None:
    paper = issued(figures(part("31.50", self_billed=True)), language="en", due="31.50")
    pdf = document_pdf(paper.document, paper.lines, payment_code="BCD\n002")
    text = " ".join(texts(pdf))
    assert "Rcoop transfers" in text
    assert "BE68 5390 0754 7034" in text
    assert codes(pdf) == []


def test_without_a_code_the_transfer_is_still_told() -> None:
    paper = SITUATIONS["in English"]()
    pdf = document_pdf(paper.document, paper.lines)
    assert "Please transfer" in texts(pdf)[0]
    assert "Scan it" not in texts(pdf)[0]
    assert codes(pdf) == []


def test_an_account_nobody_knows_is_not_named() -> None:
    paper = SITUATIONS["due to an account nobody knows yet"]()
    paper.document.language = "en"
    text = told(paper)
    assert "Please transfer" in text
    assert "+++123/4567/89002+++" in text
    assert "Account" not in text


def test_the_number_of_a_payout_is_not_broken_into_groups() -> None:
    assert "P-2026-00042" in told(SITUATIONS["paid by a payout"]())
    assert "RF72 R202 6000 12" in told(SITUATIONS["all due, with an RF reference"]())


def test_self_billing_says_who_issued_it_and_when_that_was_agreed() -> None:
    paper = issued(figures(part("31.50", self_billed=True)), language="en")
    text = told(paper)
    assert self_billing("en", date(2026, 12, 1)) in text
    assert (
        "Issued by Rcoop SC in the name and for the account of Coopérative d’emploi DiES SC."
        " Agreed on 01/09/2026." in text
    )
    assert "Issued by" not in told(SITUATIONS["in English"]())


def test_a_corrected_document_is_named() -> None:
    paper = issued(figures(part("8.50", corrects="2026-10")), language="en")
    assert "I-2026-00003 of 01/11/2026" in told(paper)
    taken = issued(figures(part("8.50")), language="en", corrects={"number": "N-2026-00002"})
    assert "Takes back" in told(taken)
    assert "N-2026-00002" in told(taken)


def test_a_price_shows_all_its_decimals() -> None:
    paper = issued(figures(part("12.10")), language="nl", words=[("Plank", "", 3)])
    assert "€ 3,333" in told(paper)
    assert "€ 10,00" in told(paper)


def test_a_long_legal_name_is_said_whole() -> None:
    assert 135 <= len(LONG_NAME) <= 140
    assert LONG_NAME in told(SITUATIONS["a very long name"]())


def test_sixty_lines_go_on_and_the_totals_stay_together() -> None:
    paper = SITUATIONS["sixty lines"]()
    pages = texts(drawn(paper))
    assert len(pages) == 3
    for number, page in enumerate(pages, 1):
        assert paper.document.number in page
        assert "UBL" in page
        assert f"page {number} / 3" in page
    for amount in (paper.document.net, paper.document.vat, total_of(paper.document)):
        assert plain(money(amount, "fr")) in pages[-1]


def test_the_totals_are_never_torn_apart() -> None:
    """Whatever the number of lines, the sum without VAT and the total stand on one page."""
    for count in range(18, 40, 3):
        paper = issued(figures(part("500.00")), language="en", words=[MONTH[0]] * count)
        (page,) = [page for page in texts(drawn(paper)) if "Total without VAT" in page]
        assert "Nothing to transfer" in page


def test_the_transfer_is_never_torn_apart() -> None:
    for count in range(8, 30, 3):
        paper = issued(
            figures(part("500.00")), language="en", due="500.00", words=[MONTH[0]] * count
        )
        (page,) = [page for page in texts(drawn(paper)) if "Please transfer" in page]
        assert "+++123/4567/89002+++" in page
        assert len(codes(drawn(paper), 150)) == 1


def test_a_country_is_named_when_it_is_another() -> None:
    paper = SITUATIONS["in English"]()
    paper.document.facts["buyer"] = {**paper.document.facts["buyer"], "country": "LU"}
    assert "LU-1190 Forest" in told(paper)


def test_the_same_document_gives_the_same_bytes() -> None:
    for name in ("partly due, with a structured communication", "sixty lines"):
        assert drawn(SITUATIONS[name]()) == drawn(SITUATIONS[name]())


def test_any_text_stays_on_the_paper() -> None:
    words = [(text * 2, detail * 9, quantity) for text, detail, quantity in HOSTILE]
    paper = issued(
        figures(part("999999.99")),
        due="999999.99",
        words=[*words, ("W" * 200, "W" * 300, 1000)],
        maker="W" * 120,
        buyer_reference="W" * 90,
        payee={**DIES, "legal_name": "W" * 140},
    )
    pdf = drawn(paper)
    assert every_font_is_embedded(pdf)
    for page in range(len(texts(pdf))):
        dark = picture(pdf, page=page, dpi=72) == 0
        assert dark.any()
        assert not dark[:, :49].any()
        assert not dark[:, -49:].any()
