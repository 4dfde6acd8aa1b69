"""What a ticket tells the desk beyond the customer's copy, and undoing the sale it is of."""

import uuid
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.test import Client

from consign.people.models import Coworking, Maker, User
from consign.stock.items import reprice
from consign.stock.models import Item
from consign.till.addresses import ticket_code
from consign.till.devices import COOKIE
from consign.till.lines import LineWanted
from consign.till.models import Payment, Sale
from consign.till.operations import Business, Desk, record_sale
from tests.factories import make_placed, make_refund, make_sale, moment
from tests.till.paired import PIN, give_pin, make_device
from tests.web.conftest import As, Clock, text_of
from tests.web.desk.conftest import Address

SOLD = moment("2026-10-05 14:30")
KEY = "7d4a2f5e-6f43-4b0e-9b1d-0c2f6a3d5e10"


@pytest.fixture(autouse=True)
def a_minute_later(clock: Clock) -> None:
    cache.clear()
    clock("2026-10-05 14:31")


@pytest.fixture
def vase(rcoop: Coworking, terre: Maker) -> Item:
    return make_placed(rcoop, terre, "Vase", price="60.00").item


@pytest.fixture
def sale(rcoop: Coworking, vase: Item, dan: User) -> Sale:
    return make_sale(rcoop, vase, at="2026-10-05 14:30", by=dan)


def sell(coworking: Coworking, item: Item, by: User, at: datetime = SOLD, **more: Any) -> Sale:
    return record_sale(
        coworking=coworking,
        wanted=[LineWanted(item.code, seen_price=more.pop("seen", None))],
        paid_with=more.pop("paid_with", Payment.CARD),
        key=uuid.uuid4(),
        by=by,
        at=at,
        **more,
    ).sale


class TestTheTicket:
    def test_it_tells_who_sold_it_at_which_till_on_which_device(
        self, desk: Client, at: Address, rcoop: Coworking, vase: Item, dan: User
    ) -> None:
        device, _secret = make_device(rcoop, "Kitchen tablet")
        sold = sell(rcoop, vase, dan, desk=Desk(device.till, device))
        page = text_of(desk.get(at("desk_sale", sold.number)))
        for fact in ("<dd>Dan</dd>", "<dd>1 · Kitchen tablet</dd>"):
            assert fact in page, fact

    def test_it_tells_what_waited_without_network_and_what_it_cost_by_then(
        self, desk: Client, at: Address, rcoop: Coworking, vase: Item, dan: User
    ) -> None:
        reprice(item=vase, price=Decimal("65.00"), by=dan, at=SOLD)
        waited = {"sold_at": SOLD, "queued": True, "seen": Decimal("60.00")}
        sold = sell(rcoop, vase, dan, moment("2026-10-05 15:45"), **waited)
        page = text_of(desk.get(at("desk_sale", sold.number)))
        assert "Sold without network" in page
        assert "17:45" in page
        assert "“Vase” cost €65.00 by then; the customer paid €60.00." in page

    def test_it_tells_of_a_conflict_and_how_it_was_settled(
        self, desk: Client, at: Address, rcoop: Coworking, vase: Item, sale: Sale, dan: User
    ) -> None:
        again = sell(rcoop, vase, dan, queued=True)
        page = text_of(desk.get(at("desk_sale", again.number)))
        assert "“Vase” was sold without network, but by the books it was not there." in page
        assert f"Ticket {sale.number} had sold it before." in page
        assert at("desk_conflicts") in page
        assert "giving the money back settles that" in text_of(
            desk.get(at("desk_refund", again.number))
        )
        make_refund(again)
        page = text_of(desk.get(at("desk_sale", again.number)))
        assert "“Vase” was not there by the books: money given back." in page
        assert at("desk_conflicts") not in page

    def test_it_has_what_the_customer_takes_along(
        self, desk: Client, at: Address, sale: Sale
    ) -> None:
        page = text_of(desk.get(at("desk_sale", sale.number)))
        assert "<title>The customer's ticket</title>" in page
        for width in ("80", "58"):
            assert f"/T/{ticket_code(sale.key)}.pdf?width={width}&lang=en" in page

    def test_a_business_and_a_transfer_are_told(
        self, desk: Client, at: Address, rcoop: Coworking, vase: Item, dan: User
    ) -> None:
        sold = sell(rcoop, vase, dan, paid_with=Payment.TRANSFER, business=Business("0202.239.951"))
        page = text_of(desk.get(at("desk_sale", sold.number), {"done": "1"}))
        assert "To be paid by transfer" in page
        assert "For the invoice: 0202.239.951" in page
        assert "Transfer" in page
        assert "RF" in page

    @pytest.mark.django_db(transaction=True)
    def test_it_is_mailed_in_the_customers_language(
        self, desk: Client, at: Address, sale: Sale, mailoutbox: list[EmailMessage]
    ) -> None:
        sent = {"email": "zoe@example.org", "language": "nl"}
        answer = desk.post(at("desk_ticket_mail", sale.number), sent)
        assert answer["Location"] == at("desk_sale", sale.number)
        assert mailoutbox[-1].to == ["zoe@example.org"]
        assert "€\xa060,00" in mailoutbox[-1].body

    def test_an_address_that_is_none_stays_as_typed(
        self, desk: Client, at: Address, sale: Sale
    ) -> None:
        sent = {"email": "zoe@", "language": "nl"}
        answer = desk.post(at("desk_ticket_mail", sale.number), sent)
        assert answer.status_code == 400
        assert 'value="zoe@"' in text_of(answer)

    def test_mailing_too_often_has_to_wait(self, desk: Client, at: Address, sale: Sale) -> None:
        sent = {"email": "zoe@example.org", "language": "nl"}
        answers = [desk.post(at("desk_ticket_mail", sale.number), sent) for _tap in range(11)]
        assert [answer.status_code for answer in answers] == [302] * 10 + [429]


class TestUndoing:
    def test_who_sold_it_undoes_it_with_one_button(
        self, desk: Client, at: Address, sale: Sale
    ) -> None:
        page = desk.get(at("desk_sale", sale.number))
        assert f'action="{at("desk_undo", sale.number)}"' in text_of(page)
        key = {"key": str(page.context["key"])}
        made = desk.post(at("desk_undo", sale.number), key)
        back = Sale.objects.get(refund_of=sale)
        assert made["Location"] == at("desk_sale", back.number) + "?done=1"
        assert "Give back on the card" in text_of(desk.get(made["Location"]))
        again = desk.post(at("desk_undo", sale.number), key)
        assert again["Location"] == made["Location"]
        page = desk.get(at("desk_sale", sale.number))
        assert at("desk_undo", sale.number) not in text_of(page)

    def test_others_and_later_see_no_button_and_are_refused(
        self, desk: Client, at: Address, sale: Sale, cleo: User, signed_in: As, clock: Clock
    ) -> None:
        boss = signed_in(cleo)
        assert at("desk_undo", sale.number) not in text_of(boss.get(at("desk_sale", sale.number)))
        refused = boss.post(at("desk_undo", sale.number), {"key": KEY})
        assert refused.status_code == 409
        assert 'data-refused="not_your_sale"' in text_of(refused)
        clock("2026-10-05 14:36")
        assert at("desk_undo", sale.number) not in text_of(desk.get(at("desk_sale", sale.number)))
        refused = desk.post(at("desk_undo", sale.number), {"key": KEY})
        assert 'data-refused="too_late_to_undo"' in text_of(refused)
        assert not Sale.objects.filter(refund_of=sale).exists()

    def test_it_is_only_done_by_a_button(self, desk: Client, at: Address, sale: Sale) -> None:
        assert desk.get(at("desk_undo", sale.number)).status_code == 405
        assert desk.post(at("desk_undo", sale.number), {}).status_code == 400

    def test_money_of_several_ways_is_told_part_by_part(
        self, desk: Client, at: Address, rcoop: Coworking, vase: Item, dan: User
    ) -> None:
        sold = sell(rcoop, vase, dan, paid_with=Payment.TRANSFER)
        made = desk.post(at("desk_undo", sold.number), {"key": KEY})
        told = text_of(desk.get(made["Location"]))
        assert "give it back only if it has arrived" in told


class TestOnASharedTablet:
    @pytest.fixture
    def tablet(self, rcoop: Coworking, dan: User, cleo: User) -> Client:
        """A paired device that nobody is signed in on; Dan and Cleo have a PIN."""
        give_pin(rcoop, dan)
        give_pin(rcoop, cleo, "9182")
        _device, secret = make_device(rcoop)
        client = Client()
        client.cookies[COOKIE] = secret
        return client

    def test_it_asks_who_undoes_and_takes_only_the_seller(
        self, tablet: Client, at: Address, sale: Sale, dan: User, cleo: User
    ) -> None:
        assert 'name="pin"' in text_of(tablet.get(at("desk_sale", sale.number)))
        sent = {"key": KEY, "signer": str(cleo.pk), "pin": "9182"}
        refused = tablet.post(at("desk_undo", sale.number), sent)
        assert 'data-refused="not_your_sale"' in text_of(refused)
        sent = {"key": KEY, "signer": str(dan.pk), "pin": "0000"}
        assert tablet.post(at("desk_undo", sale.number), sent).status_code == 409
        made = tablet.post(at("desk_undo", sale.number), {**sent, "pin": PIN})
        assert made.status_code == 302
        back = Sale.objects.get(refund_of=sale)
        assert back.sold_by == dan
        assert back.device is not None

    def test_a_refund_is_signed_where_it_is_confirmed(
        self, tablet: Client, at: Address, sale: Sale, cleo: User
    ) -> None:
        address = at("desk_refund", sale.number)
        chosen = {"reason": "gesture", "paid_with": "card", "back-1": "1"}
        assert 'name="pin"' not in text_of(tablet.get(address))
        confirm = tablet.get(address, chosen)
        assert 'name="pin"' in text_of(confirm)
        sent = {**chosen, "key": str(confirm.context["key"]), "signer": str(cleo.pk)}
        wrong = tablet.post(address, {**sent, "pin": "0000"})
        assert wrong.status_code == 409
        assert "Give back €60.00 on the card?" in text_of(wrong)
        assert f'value="{sent["key"]}"' in text_of(wrong)
        assert tablet.post(address, {**sent, "pin": "9182"}).status_code == 302
        assert Sale.objects.get(refund_of=sale).sold_by == cleo

    def test_tickets_of_another_coworking_are_not_there(
        self, tablet: Client, filature: Coworking, sale: Sale
    ) -> None:
        for page in (f"sales/{sale.number}/", "refund/"):
            assert tablet.get(f"/desk/{filature.slug}/{page}").status_code in (302, 404)


def test_refund_of_several_ways_says_how_it_was_paid_and_lets_choose(
    desk: Client, at: Address, rcoop: Coworking, vase: Item, dan: User
) -> None:
    sold = sell(rcoop, vase, dan, paid_with=Payment.TRANSFER)
    page = text_of(desk.get(at("desk_refund", sold.number)))
    assert "To be paid by transfer" in page
    assert "Look first whether the money has arrived." in page
    assert "checked" not in page
