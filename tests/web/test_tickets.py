"""The customer's page of a ticket: whoever knows its address, and nobody else."""

import uuid
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.test import Client

from consign.agreements.models import Mode
from consign.people.models import Coworking, Maker, User
from consign.till.addresses import ticket_code
from consign.till.lines import LineWanted
from consign.till.models import Payment, Sale
from consign.till.operations import Business, record_sale
from consign.till.payments import Paid
from tests.factories import (
    any_person,
    make_placed,
    make_refund,
    make_sale,
    make_selling_maker,
    moment,
)
from tests.web.conftest import As, Costs, text_of

Outbox = list[EmailMessage]


@pytest.fixture(autouse=True)
def nothing_counted() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def sale(rcoop: Coworking, plume: Maker, terre: Maker) -> Sale:
    """A necklace and a bowl, paid in two ways by a business."""
    necklace = make_placed(rcoop, plume, "Collier plume", price="45.00").item
    bowl = make_placed(rcoop, terre, "Bol bleu", price="12.99").item
    return record_sale(
        coworking=rcoop,
        wanted=[LineWanted(necklace.code), LineWanted(bowl.code)],
        paid_with=Payment.MIXED,
        payments=[Paid(Payment.CARD, Decimal("50.00")), Paid(Payment.CASH, Decimal("8.00"))],
        business=Business("0202.239.951", "Galerie Sud"),
        key=uuid.uuid4(),
        by=any_person(),
        at=moment("2026-10-05 14:30"),
    ).sale


def address(sale: Sale, more: str = "") -> str:
    return f"/T/{ticket_code(sale.key)}{more}"


def test_it_shows_what_the_ticket_on_paper_shows(client: Client, sale: Sale) -> None:
    page = text_of(client.get(address(sale)))
    for fact in (
        "Rcoop",
        "Rue de la Paix 41",
        sale.number,
        "16:30",
        "Sold in the name and for the account of Comme une plume payee",
        "Sold in the name and for the account of Terre de Ben payee",
        "€57.99",
        "Rounding of cash",
        "€58.00",
        "€50.00",
        "€8.00",
        "Prices include VAT where the seller is liable to it.",
        "For the invoice: Galerie Sud · 0202.239.951",
        "Each seller sends you a structured invoice: Comme une plume payee, Terre de Ben payee.",
        "To bring something back, show this ticket at the desk of Rcoop.",
    ):
        assert fact in page, fact


def test_it_names_nobody_who_sold(client: Client, sale: Sale) -> None:
    assert "Somebody" not in text_of(client.get(address(sale)))


def test_the_coworking_is_the_seller_of_what_it_sells_in_its_own_name(
    client: Client, rcoop: Coworking
) -> None:
    maker = make_selling_maker(rcoop, "Atelier Rocher", mode=Mode.OWN_NAME)
    page = text_of(client.get(address(make_sale(rcoop, make_placed(rcoop, maker).item))))
    number = rcoop.operator.enterprise_number
    assert f"Sold by Rcoop SC, {number[:4]}.{number[4:7]}.{number[7:]}" in page


@pytest.mark.parametrize("form", ["/T/{}", "/t/{}/", "/T/{}/"])
def test_it_is_found_in_capitals_and_small_letters(client: Client, sale: Sale, form: str) -> None:
    code = ticket_code(sale.key)
    for written in (code, code.lower()):
        assert client.get(form.format(written)).status_code == 200


@pytest.mark.parametrize(
    "code", [ticket_code(uuid.UUID(int=77)), "Z" * 26, "7K3M9QX", "A" * 40, "é" * 26]
)
@pytest.mark.parametrize("more", ["/", ".pdf"])
def test_a_ticket_that_is_not_there_may_still_be_coming(
    db: None, client: Client, code: str, more: str
) -> None:
    answer = client.get(f"/T/{code}{more}")
    assert answer.status_code == 404
    assert "may still wait on the till’s device" in text_of(answer)
    assert answer["X-Robots-Tag"] == "noindex, nofollow"


def test_no_machine_lists_or_keeps_it_and_no_other_site_hears_of_it(
    client: Client, sale: Sale
) -> None:
    for more in ("", ".pdf"):
        answer = client.get(address(sale, more))
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert answer["Referrer-Policy"] == "same-origin"
        assert "no-store" in answer["Cache-Control"]


def test_it_is_in_the_readers_language_or_the_one_of_the_address(
    client: Client, sale: Sale
) -> None:
    french = client.get(address(sale), headers={"Accept-Language": "fr"})
    assert (french["Content-Language"], "45,00\xa0€" in text_of(french)) == ("fr", True)
    dutch = client.get(address(sale, "?lang=nl"), headers={"Accept-Language": "fr"})
    assert (dutch["Content-Language"], "€\xa045,00" in text_of(dutch)) == ("nl", True)
    assert '<html lang="nl">' in text_of(dutch)
    unknown = client.get(address(sale, "?lang=xx"), headers={"Accept-Language": "fr"})
    assert unknown["Content-Language"] == "fr"


def test_another_language_can_be_chosen_on_it(client: Client, sale: Sale) -> None:
    page = text_of(client.get(address(sale, "?lang=nl")))
    assert f'name="next" value="{address(sale)}"' in page
    client.post("/language/", {"language": "de", "next": address(sale)})
    assert client.get(address(sale))["Content-Language"] == "de"


def test_a_refund_leads_to_its_sale_and_back(client: Client, sale: Sale) -> None:
    refund = make_refund(sale, line=2)
    page = text_of(client.get(address(refund)))
    assert f"Refund {refund.number}" in page
    assert f'href="{address(sale)}"' in page
    assert "To bring something back" not in page
    assert f"Refund {refund.number} of" in text_of(client.get(address(sale)))


@pytest.mark.parametrize("width", ["80", "58"])
def test_it_can_be_printed(client: Client, sale: Sale, width: str) -> None:
    assert f"{address(sale, '.pdf')}?width={width}&lang=en" in text_of(client.get(address(sale)))
    answer = client.get(address(sale, f".pdf?width={width}"))
    assert answer["Content-Type"] == "application/pdf"
    assert f'filename="{sale.number}-{width}.pdf"' in answer["Content-Disposition"]
    assert answer.content.startswith(b"%PDF-")


@pytest.mark.parametrize("width", ["", "57", "../80"])
def test_there_are_two_widths_of_paper(client: Client, sale: Sale, width: str) -> None:
    assert client.get(address(sale, ".pdf"), {"width": width}).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_it_is_mailed_in_the_language_of_the_page_and_the_address_kept_nowhere(
    client: Client, sale: Sale, mailoutbox: Outbox
) -> None:
    mailoutbox.clear()
    sent = client.post(address(sale, "/mail/?lang=fr"), {"email": "zoe@example.org"})
    assert sent["Location"] == address(sale) + "?lang=fr"
    (letter,) = mailoutbox
    assert letter.to == ["zoe@example.org"]
    assert "45,00\xa0€" in letter.body
    assert f"/T/{ticket_code(sale.key)}?lang=fr" in letter.body
    assert not User.objects.filter(email="zoe@example.org").exists()


def test_what_is_no_address_is_said_and_stays_as_typed(
    client: Client, sale: Sale, mailoutbox: Outbox
) -> None:
    answer = client.post(address(sale, "/mail/"), {"email": "zoe@"})
    assert answer.status_code == 400
    assert 'value="zoe@"' in text_of(answer)
    assert mailoutbox == []


def test_nobody_fills_a_strangers_mailbox_with_it(client: Client, sale: Sale) -> None:
    answers = [
        client.post(address(sale, "/mail/"), {"email": f"{n}@example.org"}) for n in range(11)
    ]
    assert [answer.status_code for answer in answers] == [302] * 10 + [429]
    assert "Wait 15 minutes" in text_of(answers[-1])
    assert "10@example.org" in text_of(answers[-1])


def test_a_form_of_another_site_sends_nothing(sale: Sale) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address(sale, "/mail/"), {"email": "a@example.org"}).status_code == 403


def test_who_is_signed_in_reads_it_too(sale: Sale, vic: User, signed_in: As) -> None:
    assert signed_in(vic).get(address(sale)).status_code == 200


def test_many_lines_cost_as_many_queries_as_one(
    client: Client, rcoop: Coworking, plume: Maker, costs: Costs
) -> None:
    items = [make_placed(rcoop, plume, quantity=2).item for _line in range(3)]
    one, three = make_sale(rcoop, items[0]), make_sale(rcoop, items)
    assert costs(client, address(one)) == costs(client, address(three))
