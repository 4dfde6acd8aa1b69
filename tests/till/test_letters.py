"""Mail about tickets: the customer's own, and what a seller owes an invoice for."""

import uuid

import pytest
from django.core.mail import EmailMessage

from consign.agreements.models import Mode
from consign.people.models import Coworking, Kind, LegalEntity, Maker, User
from consign.till.letters import mail_ticket
from consign.till.lines import LineWanted
from consign.till.models import Payment, Sale
from consign.till.operations import Business, record_sale
from consign.till.queries import sales
from tests.factories import make_placed, make_refund, make_sale, make_selling_maker, moment

pytestmark = pytest.mark.django_db(transaction=True)
Outbox = list[EmailMessage]
ADDRESS = "https://VITRINE.EXAMPLE/T/7K3M9QX"


def sold_to_a_business(coworking: Coworking, *makers: Maker) -> Sale:
    codes = [make_placed(coworking, maker, f"Piece of {maker.name}").item.code for maker in makers]
    return record_sale(
        coworking=coworking,
        wanted=[LineWanted(code) for code in codes],
        paid_with=Payment.CARD,
        key=uuid.UUID(int=9),
        by=makers[0].person or User.objects.earliest("pk"),
        at=moment("2026-10-05"),
        business=Business("0202.239.951", "Galerie Sud"),
    ).sale


def test_each_maker_hears_of_their_own_part(
    rcoop: Coworking, plume: Maker, terre: Maker, mailoutbox: Outbox
) -> None:
    sale = sold_to_a_business(rcoop, plume, terre)
    letters = {letter.to[0].split()[-1]: letter for letter in mailoutbox}
    assert set(letters) == {"<ada@example.org>", "<ben@example.org>"}
    told = letters["<ada@example.org>"]
    assert told.subject == "A customer wants an invoice from you"
    for fact in (
        "Galerie Sud, 0202.239.951",
        "1 × Piece of Comme une plume: €45.00 (VAT 21% is in it)",
        f"Ticket {sale.number}",
        "The seller is Comme une plume payee",
        "15 November 2026",
    ):
        assert fact in told.body, fact
    assert "Terre de Ben" not in told.body


def test_a_cooperative_hears_it_itself_in_its_language(
    rcoop: Coworking, plume: Maker, mailoutbox: Outbox
) -> None:
    LegalEntity.objects.filter(affiliations__maker=plume).update(
        kind=Kind.COOPERATIVE, email="factures@example.org", language="fr"
    )
    sold_to_a_business(rcoop, plume)
    told = {letter.to[0].split()[-1]: letter for letter in mailoutbox}
    assert set(told) == {"<ada@example.org>", "<factures@example.org>"}
    assert told["<factures@example.org>"].extra_headers["Content-Language"] == "fr"


def test_a_retry_tells_nobody_twice(rcoop: Coworking, plume: Maker, mailoutbox: Outbox) -> None:
    sale = sold_to_a_business(rcoop, plume)
    record_sale(
        coworking=rcoop,
        wanted=[LineWanted(sale.lines.get().item.code)],
        paid_with=Payment.CARD,
        key=sale.key,
        by=sale.sold_by,
        at=moment("2026-10-05"),
        business=Business("0202.239.951", "Galerie Sud"),
    )
    assert len(mailoutbox) == 1


def test_what_comes_back_of_it_needs_a_credit_note(
    rcoop: Coworking, plume: Maker, mailoutbox: Outbox
) -> None:
    sale = sold_to_a_business(rcoop, plume)
    make_refund(sale)
    told = mailoutbox[-1]
    assert told.subject == "A credit note is to be sent for pieces that came back"
    assert f"Something of ticket {sale.number}" in told.body
    assert "1 × Piece of Comme une plume: €45.00" in told.body


def test_nobody_is_told_of_a_sale_without_an_invoice_or_in_the_coworkings_own_name(
    rcoop: Coworking, plume: Maker, ben: User, mailoutbox: Outbox
) -> None:
    make_sale(rcoop, make_placed(rcoop, plume).item)
    own = make_selling_maker(rcoop, "Atelier Rocher", person=ben, mode=Mode.OWN_NAME)
    sold_to_a_business(rcoop, own)
    assert mailoutbox == []


def test_the_ticket_goes_to_the_customer_in_their_language(
    rcoop: Coworking, plume: Maker, mailoutbox: Outbox
) -> None:
    sale = make_sale(rcoop, make_placed(rcoop, plume, "Collier plume").item)
    read = sales().get(pk=sale.pk)
    mail_ticket(sale=read, to="zoe@example.org", language="fr", address=ADDRESS)
    (letter,) = mailoutbox
    assert letter.to == ["zoe@example.org"]
    for fact in ("Collier plume: 45,00\xa0€", "Comme une plume payee", f"{ADDRESS}?lang=fr"):
        assert fact in letter.body, fact
    assert "Somebody" not in letter.body
