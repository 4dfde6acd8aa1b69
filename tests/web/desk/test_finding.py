"""A ticket found again by what the customer brings."""

import uuid
from collections.abc import Callable

import pytest
from django.test import Client

from consign.people.models import Coworking, Maker
from consign.stock.models import Item
from consign.till.addresses import ticket_address, ticket_code
from consign.till.models import Sale
from tests.factories import make_placed, make_refund, make_sale, make_selling_maker
from tests.web.conftest import text_of
from tests.web.desk.conftest import Address


@pytest.fixture
def bowls(rcoop: Coworking, terre: Maker) -> Item:
    return make_placed(rcoop, terre, "Bol bleu", price="12.99", quantity=9).item


@pytest.fixture
def sale(rcoop: Coworking, bowls: Item) -> Sale:
    return make_sale(rcoop, bowls, quantity=3)


def test_a_scanned_ticket_is_opened(desk: Client, at: Address, sale: Sale) -> None:
    scanned = ticket_address("https://vitrine.example", sale.key)
    for text in (scanned, scanned.lower(), f" {ticket_code(sale.key)} ", sale.number, "00001"):
        found = desk.get(at("desk_find_ticket"), {"q": text})
        assert found["Location"] == at("desk_sale", sale.number), text


def test_a_piece_lists_its_latest_sales_and_what_can_still_come_back(
    desk: Client, at: Address, rcoop: Coworking, bowls: Item, sale: Sale
) -> None:
    later = make_sale(rcoop, bowls, at="2026-10-09")
    make_refund(later, at="2026-10-10")
    make_refund(sale)
    page = text_of(desk.get(at("desk_find_ticket"), {"q": f"HTTPS://X.EXAMPLE/I/{bowls.code}"}))
    assert page.index(later.number) < page.index(sale.number)
    assert "all of it has come back" in page
    assert "2 pieces can come back" in page
    assert "Bol bleu" in page


def test_a_piece_that_stands_twice_on_a_ticket_is_counted_over_both_lines(
    desk: Client, at: Address, rcoop: Coworking, bowls: Item
) -> None:
    twice = make_sale(rcoop, [bowls, bowls], quantity=2)
    make_refund(twice, line=2)
    page = text_of(desk.get(at("desk_find_ticket"), {"q": bowls.code}))
    assert "3 pieces can come back" in page


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ticket_code(uuid.UUID(int=77)), "it may wait on another device"),
        ("https://other.example/menu", "is no label either"),
        ("4006381333931", "is no label either"),
        ("7K3M9QZ", "One character of this code is wrong"),
        ("<b>x</b>", "“&lt;b&gt;x&lt;/b&gt;”"),
        ("\0", "Find a ticket"),
    ],
)
def test_what_is_neither_says_what_it_is_instead(
    desk: Client, at: Address, sale: Sale, text: str, said: str
) -> None:
    answer = desk.get(at("desk_find_ticket"), {"q": text})
    assert answer.status_code == 200
    assert said in text_of(answer)


def test_a_piece_that_was_not_sold_here_says_so(
    desk: Client, at: Address, rcoop: Coworking, plume: Maker
) -> None:
    there = make_placed(rcoop, plume, "Collier plume").item
    page = text_of(desk.get(at("desk_find_ticket"), {"q": there.code}))
    assert "“Collier plume” of Comme une plume was not sold here." in page


def test_a_ticket_of_another_coworking_says_where_it_belongs(
    desk: Client, at: Address, filature: Coworking
) -> None:
    maker = make_selling_maker(filature, "Atelier Rocher")
    there = make_sale(filature, make_placed(filature, maker).item)
    page = text_of(desk.get(at("desk_find_ticket"), {"q": ticket_code(there.key)}))
    assert "This is a ticket of La Filature." in page


def test_many_sales_cost_as_many_queries_as_two(
    at: Address, rcoop: Coworking, bowls: Item, queries: Callable[[str], int]
) -> None:
    page = at("desk_find_ticket") + f"?q={bowls.code}"
    make_sale(rcoop, bowls)
    first = queries(page)
    for _sale in range(3):
        make_sale(rcoop, bowls)
    assert queries(page) == first
