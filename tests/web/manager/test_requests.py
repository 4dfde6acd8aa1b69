"""Payment requests: asked for below zero, paid by reference or code, booked once."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consign.ledger.queries import accounts_of, balance
from consign.payouts.models import PaymentRequest, RequestState
from consign.payouts.requests import payment_code_of
from consign.people.models import Coworking, Maker, Role, User
from consign.people.operations import add_adviser
from tests.factories import (
    START,
    make_closed,
    make_member,
    make_paid,
    make_person,
    make_placed,
    make_refund,
    make_sale,
    make_selling_maker,
)
from tests.kept import kept
from tests.paper.reading import texts
from tests.web.manager.conftest import Address, Clock, text_of

NUMBER = "RQ-2026-00001"
KEY = "11111111-2222-4333-8444-555555555555"
Sent = dict[str, Any]


def owing(coworking: Coworking, maker: Maker) -> PaymentRequest:
    """Sold and paid in September, given back in October: 31.50 is asked for."""
    sale = make_sale(coworking, make_placed(coworking, maker).item, at="2026-09-05")
    make_paid(make_closed(coworking, "2026-09"), on="2026-10-01")
    make_refund(sale, at="2026-10-02")
    make_closed(coworking, "2026-10")
    return PaymentRequest.objects.get(settlement__account__maker=maker)


@kept
def asked(rcoop: Coworking, plume: Maker) -> PaymentRequest:
    """31.50 that Plume's payee owes, asked for on the 1st of November."""
    return owing(rcoop, plume)


@pytest.fixture
def sent() -> Sent:
    return {"amount": "31,50", "received_on": "2026-11-02", "key": KEY}


# What is open


def test_what_is_open_stands_in_the_list(
    manager: Client, at: Address, asked: PaymentRequest
) -> None:
    shown = text_of(manager.get(at("desk_requests")))
    for told in ("Comme une plume", "€31.50", "1 open request", at("desk_request", NUMBER)):
        assert told in shown
    assert "late since" not in shown


def test_what_is_late_says_so(
    manager: Client, at: Address, asked: PaymentRequest, clock: Clock, cleo: User
) -> None:
    clock("2026-12-20 09:00")
    manager.force_login(cleo)
    assert "late since" in text_of(manager.get(at("desk_requests")))
    assert "It was to be paid by" in text_of(manager.get(at("desk_request", NUMBER)))


def test_with_nothing_asked_the_page_says_so(manager: Client, at: Address) -> None:
    assert "Nobody owes anything" in text_of(manager.get(at("desk_requests")))


def test_a_request_tells_all_a_transfer_needs(
    manager: Client, at: Address, asked: PaymentRequest
) -> None:
    answer = manager.get(at("desk_request", NUMBER))
    shown = text_of(answer)
    digits = asked.reference
    assert f"+++{digits[:3]}/{digits[3:7]}/{digits[7:]}+++" in shown
    assert "<title>Code to pay RQ-2026-00001 with a banking app</title>" in shown
    assert "Rcoop SC" in shown
    assert answer.context["form"]["amount"].value() == "31.50"
    assert re.search(r'name="key" value="[0-9a-f-]{36}"', shown)


# What came in


def test_what_came_in_is_booked(
    manager: Client, at: Address, asked: PaymentRequest, plume: Maker, sent: Sent
) -> None:
    answer = manager.post(at("desk_request", NUMBER), sent)
    assert answer["Location"] == at("desk_request", NUMBER)
    asked.refresh_from_db()
    assert asked.state == RequestState.PAID
    assert balance(accounts_of(plume)[0]) == Decimal("0.00")
    shown = text_of(manager.get(at("desk_request", NUMBER)))
    assert "€31.50 is booked for RQ-2026-00001." in shown
    assert "All of it has come in." in shown
    assert "Has it come in?" not in shown
    listed = text_of(manager.get(at("desk_requests")))
    assert listed.index("Done") < listed.index(NUMBER)


def test_sent_twice_it_is_booked_once(
    manager: Client, at: Address, asked: PaymentRequest, plume: Maker, sent: Sent
) -> None:
    for _ in range(2):
        assert manager.post(at("desk_request", NUMBER), sent).status_code == 302
    assert balance(accounts_of(plume)[0]) == Decimal("0.00")


def test_a_part_leaves_the_rest_to_pay(
    manager: Client, at: Address, asked: PaymentRequest, sent: Sent
) -> None:
    manager.post(at("desk_request", NUMBER), {**sent, "amount": "10"})
    answer = manager.get(at("desk_request", NUMBER))
    assert answer.context["left"] == Decimal("21.50")
    assert answer.context["received"] == Decimal("10.00")
    assert "EUR21.50" in payment_code_of(asked, answer.context["left"])
    assert "€21.50" in text_of(answer)


@pytest.mark.parametrize(
    ("wrong", "status", "place"),
    [
        ({"amount": "0"}, 409, "amount"),
        ({"amount": "-5"}, 400, "amount"),
        ({"amount": "much"}, 400, "amount"),
        ({"amount": ""}, 400, "amount"),
        ({"received_on": "2026-11-04"}, 409, "received_on"),
        ({"received_on": "soon"}, 400, "received_on"),
        ({"key": "none"}, 400, "key"),
    ],
)
def test_what_cannot_be_booked_is_told_in_place_and_kept(
    manager: Client,
    at: Address,
    asked: PaymentRequest,
    sent: Sent,
    wrong: Sent,
    status: int,
    place: str,
) -> None:
    typed = {**sent, **wrong}
    answer = manager.post(at("desk_request", NUMBER), typed)
    assert answer.status_code == status
    assert answer.context["form"].errors.keys() == {place}
    assert f'value="{typed["received_on"]}"' in text_of(answer)
    assert f'value="{typed["amount"]}"' in text_of(answer) or not typed["amount"]
    asked.refresh_from_db()
    assert asked.state == RequestState.OPEN


def test_one_key_is_one_receipt(
    manager: Client, at: Address, asked: PaymentRequest, sent: Sent
) -> None:
    manager.post(at("desk_request", NUMBER), {**sent, "amount": "10"})
    answer = manager.post(at("desk_request", NUMBER), {**sent, "amount": "12"})
    assert answer.status_code == 409
    assert "This key was already used for something else." in text_of(answer)


def test_a_later_closing_replaces_it(
    manager: Client, at: Address, asked: PaymentRequest, rcoop: Coworking, clock: Clock
) -> None:
    make_closed(rcoop, "2026-11")
    clock("2026-12-02 09:00")
    shown = text_of(manager.get(at("desk_request", NUMBER)))
    assert "A later statement has taken this amount over" in shown
    assert "+++" not in shown


# On paper


def test_the_paper_says_how_to_pay(manager: Client, at: Address, asked: PaymentRequest) -> None:
    answer = manager.get(at("desk_request_pdf", NUMBER))
    assert answer["Content-Type"] == "application/pdf"
    (page,) = texts(answer.content)
    digits = asked.reference
    for told in (NUMBER, "31.50", f"+++{digits[:3]}/{digits[3:7]}/{digits[7:]}+++", "Rcoop SC"):
        assert told in page


# The payee's people


@pytest.fixture
def page(asked: PaymentRequest) -> str:
    return reverse("payment_request", args=[asked.pk])


@kept
def eva(asked: PaymentRequest) -> User:
    """Advises Plume's payee."""
    adviser = make_person("eva")
    payee = asked.settlement.account.payee
    add_adviser(entity=payee, user=adviser, by=None, at=START)
    return adviser


@pytest.mark.parametrize(
    ("who", "back"),
    [("ada", "my_money"), ("cleo", "desk_requests"), ("eva", "cooperative")],
)
def test_its_people_read_it_and_its_paper(
    client: Client,
    page: str,
    asked: PaymentRequest,
    who: str,
    back: str,
    request: pytest.FixtureRequest,
) -> None:
    client.force_login(request.getfixturevalue(who))
    shown = text_of(client.get(page))
    account = asked.settlement.account
    place = {
        "my_money": account.maker.slug,
        "desk_requests": account.coworking.slug,
        "cooperative": account.payee.slug,
    }[back]
    assert f'class="back" href="{reverse(back, args=[place])}"' in shown
    assert "How to pay" in shown
    assert "Has it come in?" not in shown
    paper = reverse("payment_request_pdf", args=[asked.pk])
    assert paper in shown
    assert client.get(paper)["Content-Disposition"].startswith("inline;")


@pytest.mark.parametrize("who", ["ben", "dan", "vic"])
def test_for_others_there_is_no_request(
    client: Client,
    page: str,
    asked: PaymentRequest,
    at: Address,
    who: str,
    request: pytest.FixtureRequest,
) -> None:
    client.force_login(request.getfixturevalue(who))
    pages = [
        page,
        reverse("payment_request_pdf", args=[asked.pk]),
        at("desk_requests"),
        at("desk_request", NUMBER),
        at("desk_request_pdf", NUMBER),
    ]
    assert {client.get(one).status_code for one in pages} == {404}


def test_the_maker_does_not_say_what_came_in(
    client: Client, at: Address, page: str, ada: User, asked: PaymentRequest, sent: Sent
) -> None:
    client.force_login(ada)
    assert client.post(at("desk_request", NUMBER), sent).status_code == 404
    client.post(page, sent)
    asked.refresh_from_db()
    assert asked.state == RequestState.OPEN


def test_managers_elsewhere_find_nothing(
    client: Client, page: str, at: Address, filature: Coworking, rcoop: Coworking
) -> None:
    client.force_login(make_member(filature, make_person("olga"), Role.MANAGER))
    for name in ("desk_request", "desk_request_pdf"):
        assert client.get(at(name, NUMBER).replace(rcoop.slug, filature.slug)).status_code == 404
    assert client.get(page).status_code == 404


def test_who_is_not_signed_in_signs_in_first(client: Client, page: str) -> None:
    assert client.get(page).status_code == 302


def test_three_requests_cost_as_many_queries_as_one(
    manager: Client, at: Address, rcoop: Coworking
) -> None:
    counts = []
    for index in range(3):
        maker = make_selling_maker(rcoop, f"Maker {index}")
        assert owing(rcoop, maker).due_on > date(2026, 11, 1)
        with CaptureQueriesContext(connection) as queries:
            assert manager.get(at("desk_requests")).status_code == 200
        counts.append(len(queries))
    assert len(set(counts)) == 1
