"""Tickets, and taking pieces back."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from consign.agreements.operations import change_payee
from consign.people.models import Coworking, Maker
from consign.stock.queries import on_hand_at
from consign.till.models import Payment, Sale
from tests.factories import START, make_closed, make_entity, make_placed, make_refund, make_sale
from tests.web.desk.conftest import Address

KEY = "7d4a2f5e-6f43-4b0e-9b1d-0c2f6a3d5e10"
CHOSEN = {"reason": "gesture", "paid_with": "card"}


@pytest.fixture
def sale(rcoop: Coworking, plume: Maker, terre: Maker) -> Sale:
    """A necklace and three bowls."""
    necklace = make_placed(rcoop, plume, "Collier plume", price="45.00").item
    bowls = make_placed(rcoop, terre, "Bol bleu", price="12.99", quantity=3).item
    make_sale(rcoop, bowls, quantity=1, paid_with=Payment.CASH)
    return make_sale(rcoop, [necklace, bowls], at="2026-10-05 14:30")


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_ticket_names_who_sells_each_piece(desk: Client, at: Address, sale: Sale) -> None:
    page = text_of(desk.get(at("desk_sale", sale.number)))
    assert "Sold in the name and for the account of Comme une plume payee" in page
    assert "Sold in the name and for the account of Terre de Ben payee" in page
    for fact in (sale.number, "16:30", "Somebody", "€57.99", "Card", "Rue de la Paix 41"):
        assert fact in page


def test_ticket_paid_in_cash_shows_the_rounding(
    desk: Client, at: Address, sale: Sale, rcoop: Coworking
) -> None:
    bowl = Sale.objects.exclude(pk=sale.pk).get()
    page = text_of(desk.get(at("desk_sale", bowl.number)))
    assert "Rounding of cash" in page
    assert all(amount in page for amount in ("€12.99", "€0.01", "€13.00"))


def test_ticket_right_after_the_sale_leads_to_the_next(
    desk: Client, at: Address, sale: Sale
) -> None:
    page = text_of(desk.get(at("desk_sale", sale.number), {"done": "1"}))
    assert f'href="{at("desk_till")}" autofocus' in page
    assert "autofocus" not in text_of(desk.get(at("desk_sale", sale.number)))


def test_refund_is_chosen_then_confirmed_then_made(
    desk: Client, at: Address, sale: Sale, rcoop: Coworking
) -> None:
    address = at("desk_refund", sale.number)
    chosen = {**CHOSEN, "back-1": "0", "back-2": "1"}
    assert desk.get(address).status_code == 200
    confirm = desk.get(address, chosen)
    assert "Give back €12.99 on the card?" in text_of(confirm)
    assert Sale.objects.filter(refund_of=sale).count() == 0
    made = desk.post(address, {**chosen, "key": str(confirm.context["key"])})
    refund = Sale.objects.get(refund_of=sale)
    assert made["Location"] == at("desk_sale", refund.number) + "?done=1"
    assert (refund.total, refund.paid_with, refund.reason) == (
        Decimal("-12.99"),
        "card",
        "gesture",
    )
    assert on_hand_at(refund.lines.get().item, rcoop) == 2
    done = text_of(desk.get(made["Location"]))
    assert "Give back on the card" in done
    assert "€12.99" in done
    assert refund.number in text_of(desk.get(at("desk_sale", sale.number)))


def test_refund_in_cash_is_rounded_like_the_page_said(
    desk: Client, at: Address, sale: Sale
) -> None:
    address = at("desk_refund", sale.number)
    chosen = {**CHOSEN, "paid_with": "cash", "back-2": "1"}
    assert "Give back €13.00 in cash?" in text_of(desk.get(address, chosen))
    desk.post(address, {**chosen, "key": KEY})
    assert Sale.objects.get(refund_of=sale).to_pay == Decimal("-13.00")


def test_same_key_twice_is_one_refund(desk: Client, at: Address, sale: Sale) -> None:
    sent = {**CHOSEN, "back-1": "1", "key": KEY}
    answers = [desk.post(at("desk_refund", sale.number), sent) for _tap in range(2)]
    assert Sale.objects.filter(refund_of=sale).count() == 1
    assert answers[0]["Location"] == answers[1]["Location"]


def test_sale_of_a_closed_month_can_be_refunded(
    desk: Client, at: Address, sale: Sale, rcoop: Coworking
) -> None:
    make_closed(rcoop, "2026-10")
    desk.post(at("desk_refund", sale.number), {**CHOSEN, "back-1": "1", "key": KEY})
    assert Sale.objects.get(refund_of=sale).total == Decimal("-45.00")


def test_a_piece_of_a_former_payee_is_put_aside(
    desk: Client, at: Address, sale: Sale, plume: Maker
) -> None:
    """Back on the shelf it would be sold for the new one."""
    former = plume.affiliations.get().payee
    change_payee(
        maker=plume,
        payee=make_entity("Dies SC"),
        starts_on=date(2026, 10, 20),
        by=None,
        at=START,
    )
    refund = make_refund(sale, at="2026-10-21", line=1)
    page = text_of(desk.get(at("desk_sale", refund.number)))
    assert f"it belongs to {former.legal_name}, which is no longer paid" in page
    bowl = make_refund(sale, at="2026-10-21", line=2)
    assert "Put “" not in text_of(desk.get(at("desk_sale", bowl.number)))


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    ("back", "code"),
    [
        ({}, "nothing_to_refund"),
        ({"back-1": "0"}, "nothing_to_refund"),
        ({"back-1": "2"}, "refund_exceeds_sale"),
        ({"back-1": "all"}, "refund_exceeds_sale"),
        ({"back-2": "-1"}, "refund_exceeds_sale"),
    ],
)
def test_what_cannot_come_back_is_refused_and_stays_as_typed(
    desk: Client, at: Address, sale: Sale, back: dict[str, str], code: str, method: str
) -> None:
    sent = {**CHOSEN, **back, "key": KEY}
    page = getattr(desk, method)(at("desk_refund", sale.number), sent)
    assert page.status_code == 409
    assert f'data-refused="{code}"' in text_of(page)
    assert all(f'name="{name}" value="{value}"' in text_of(page) for name, value in back.items())
    assert re.search(r'value="gesture"[^>]* checked', text_of(page))
    assert not Sale.objects.filter(refund_of=sale).exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_refund_needs_a_reason(desk: Client, at: Address, sale: Sale, method: str) -> None:
    sent = {"paid_with": "card", "back-1": "1", "key": KEY}
    page = getattr(desk, method)(at("desk_refund", sale.number), sent)
    assert page.status_code == 400
    assert 'name="back-1" value="1"' in text_of(page)
    assert not Sale.objects.filter(refund_of=sale).exists()


def test_changing_something_goes_back_with_what_was_chosen(
    desk: Client, at: Address, sale: Sale
) -> None:
    again = {**CHOSEN, "back-2": "1", "change": "1"}
    page = text_of(desk.get(at("desk_refund", sale.number), again))
    assert "What comes back?" in page
    assert 'name="back-2" value="1"' in page
    assert re.search(r'value="gesture"[^>]* checked', page)


def test_piece_alone_on_its_ticket_is_meant(
    desk: Client, at: Address, rcoop: Coworking, plume: Maker
) -> None:
    alone = make_sale(rcoop, make_placed(rcoop, plume).item)
    page = text_of(desk.get(at("desk_refund", alone.number)))
    assert 'name="back-1" value="1"' in page


def test_what_has_come_back_cannot_come_back_again(desk: Client, at: Address, sale: Sale) -> None:
    make_refund(sale, line=1)
    page = text_of(desk.get(at("desk_refund", sale.number)))
    assert 'name="back-1"' not in page
    make_refund(sale, line=2)
    page = text_of(desk.get(at("desk_sale", sale.number)))
    assert at("desk_refund", sale.number) not in page
    assert "Everything on this ticket has come back." in page


@pytest.mark.parametrize("method", ["get", "post"])
def test_refund_is_not_refunded(desk: Client, at: Address, sale: Sale, method: str) -> None:
    refund = make_refund(sale, line=1)
    page = getattr(desk, method)(
        at("desk_refund", refund.number), {**CHOSEN, "back-1": "1", "key": KEY}
    )
    assert page.status_code == 409
    assert 'data-refused="not_a_sale"' in text_of(page)


def test_many_lines_cost_as_many_queries_as_one(
    rcoop: Coworking, plume: Maker, at: Address, queries: Callable[[str], int]
) -> None:
    items = [make_placed(rcoop, plume, quantity=2).item for _line in range(3)]
    one, three = make_sale(rcoop, items[0]), make_sale(rcoop, items)
    for name in ("desk_sale", "desk_refund"):
        assert queries(at(name, one.number)) == queries(at(name, three.number))
