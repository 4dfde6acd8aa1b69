"""Is the makers' money there: yes, no or not known, and counting the till."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consign.people.models import Coworking, Maker, Role, User
from consign.stock.models import Item
from consign.till.models import CashCount, Payment
from tests.factories import (
    make_member,
    make_person,
    make_placed,
    make_sale,
    make_selling_maker,
)
from tests.kept import kept
from tests.payouts.bank import read, told
from tests.web.manager.conftest import Address, Clock, text_of


@kept
def necklaces(rcoop: Coworking, plume: Maker) -> Item:
    """Nine of them, 45.00 each: 31.50 of it is Plume's."""
    return make_placed(rcoop, plume, quantity=9).item


@kept
def sold(rcoop: Coworking, necklaces: Item) -> None:
    """One necklace in October, by card: 31.50 is owed."""
    make_sale(rcoop, necklaces)


def bank_has(coworking: Coworking, amount: str, cleo: User) -> None:
    """The bank tells of the 2nd of November."""
    change = Decimal(amount) - 1000
    line = told(f"{change}", "2026-11-02", text="movements")
    read(coworking, line, by=cleo, at="2026-11-03", closed_on="2026-11-02")


# Yes or no


def test_without_a_statement_the_answer_is_not_known_and_says_what_to_do(
    manager: Client, at: Address, sold: None
) -> None:
    shown = text_of(manager.get(at("desk_money")))
    assert "Not known" in shown
    assert "What is at the bank is not known: read in a statement of your bank." in shown
    assert "never counted" in shown
    assert at("desk_count") in shown


def test_enough_at_the_bank_is_a_yes(
    manager: Client, at: Address, rcoop: Coworking, sold: None, cleo: User
) -> None:
    bank_has(rcoop, "500.00", cleo)
    shown = text_of(manager.get(at("desk_money")))
    assert '<p class="verdict">Yes</p>' in shown
    assert "€31.50 is owed, €500.00 is there." in shown
    assert "As known on 2 November 2026." in shown
    assert "Owed €31.50, there €500.00" in shown
    assert "1 line of the bank waits to be matched." in shown


def test_too_little_is_a_no_and_says_how_much(
    manager: Client, at: Address, rcoop: Coworking, sold: None, cleo: User
) -> None:
    bank_has(rcoop, "20.00", cleo)
    shown = text_of(manager.get(at("desk_money")))
    assert '<p class="verdict">No</p>' in shown
    assert "€11.50 is missing of the €31.50 that is owed." in shown


def test_nothing_owed_is_a_yes(manager: Client, at: Address, rcoop: Coworking, cleo: User) -> None:
    bank_has(rcoop, "0.00", cleo)
    shown = text_of(manager.get(at("desk_money")))
    assert '<p class="verdict">Yes</p>' in shown
    assert "Nothing is owed to anybody." in shown


def test_what_is_old_stands_apart_with_its_day(
    manager: Client, at: Address, rcoop: Coworking, necklaces: Item
) -> None:
    for day in ("2026-08-05", "2026-10-05", "2026-11-02"):
        make_sale(rcoop, necklaces, at=day)
    answer = manager.get(at("desk_money"))
    owed = answer.context["cover"].owed
    assert (owed.this_month, owed.last_month, owed.older) == (Decimal("31.50"),) * 3
    assert "since 05/08/2026" in text_of(answer)


def test_whose_it_is_stands_below(
    manager: Client, at: Address, rcoop: Coworking, sold: None, terre: Maker
) -> None:
    make_sale(rcoop, make_placed(rcoop, terre).item, at="2026-09-05")
    answer = manager.get(at("desk_money"))
    owed = [(one.account.maker.name, one.amount) for one in answer.context["owed"]]
    assert owed == [("Terre de Ben", Decimal("33.75")), ("Comme une plume", Decimal("31.50"))]
    assert at("desk_maker", "comme-une-plume") in text_of(answer)


# Counting the till


def test_the_desk_counts_the_till(
    client: Client, at: Address, dan: User, clock: Clock, rcoop: Coworking
) -> None:
    clock("2026-11-03 09:00")
    client.force_login(dan)
    assert "Nobody has counted it yet." in text_of(client.get(at("desk_count")))
    answer = client.post(at("desk_count"), {"amount": "120,50"}, follow=True)
    assert answer.redirect_chain == [(at("desk_count"), 302)]
    assert "€120.50 counted." in text_of(answer)
    count = CashCount.objects.get()
    assert (count.amount, count.counted_by) == (Decimal("120.50"), dan)


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("145.00", "That is what was expected."),
        ("150.00", "That is €5.00 more than expected."),
        ("140.00", "That is €5.00 less than expected."),
    ],
)
def test_a_count_is_compared_with_what_sales_let_expect(
    manager: Client,
    at: Address,
    rcoop: Coworking,
    necklaces: Item,
    clock: Clock,
    amount: str,
    said: str,
) -> None:
    manager.post(at("desk_count"), {"amount": "100"})
    make_sale(rcoop, necklaces, at="2026-11-03 10:00", paid_with=Payment.CASH)
    clock("2026-11-03 18:00")
    shown = text_of(manager.get(at("desk_count")))
    assert "€145.00" in shown
    assert said in text_of(manager.post(at("desk_count"), {"amount": amount}, follow=True))


@pytest.mark.parametrize(("amount", "status"), [("", 400), ("much", 400), ("100000.01", 409)])
def test_what_is_no_count_is_told_in_place(
    manager: Client, at: Address, rcoop: Coworking, amount: str, status: int
) -> None:
    answer = manager.post(at("desk_count"), {"amount": amount})
    assert answer.status_code == status
    assert answer.context["form"].errors.keys() == {"amount"}
    assert answer.context["form"]["amount"].value() == amount
    assert not CashCount.objects.exists()


def test_counted_from_the_makers_money_it_leads_back_there(
    manager: Client, at: Address, sold: None
) -> None:
    sent = {"amount": "80", "money": "1"}
    assert manager.post(at("desk_count"), sent)["Location"] == at("desk_money")
    assert "€80.00" in text_of(manager.get(at("desk_money")))


def test_today_leads_to_the_count(client: Client, at: Address, dan: User) -> None:
    client.force_login(dan)
    assert at("desk_count") in text_of(client.get(at("desk_today")))


# Who, and how much


@pytest.mark.parametrize("who", ["ada", "ben", "dan", "vic"])
def test_for_others_there_is_no_money_page(
    client: Client, at: Address, plume: Maker, who: str, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(who))
    assert client.get(at("desk_money")).status_code == 404


@pytest.mark.parametrize("who", ["ada", "ben", "vic"])
def test_who_is_not_at_the_desk_does_not_count(
    client: Client, at: Address, plume: Maker, who: str, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(who))
    assert client.get(at("desk_count")).status_code == 404
    assert client.post(at("desk_count"), {"amount": "1"}).status_code == 404


def test_managers_elsewhere_see_nothing_here(
    client: Client, at: Address, filature: Coworking, rcoop: Coworking
) -> None:
    client.force_login(make_member(filature, make_person("olga"), Role.MANAGER))
    assert {client.get(at(name)).status_code for name in ("desk_money", "desk_count")} == {404}


def test_three_accounts_cost_as_many_queries_as_one(
    manager: Client, at: Address, rcoop: Coworking
) -> None:
    counts = []
    for index in range(3):
        maker = make_selling_maker(rcoop, f"Maker {index}")
        make_sale(rcoop, make_placed(rcoop, maker).item)
        with CaptureQueriesContext(connection) as queries:
            assert manager.get(at("desk_money")).status_code == 200
        counts.append(len(queries))
    assert len(set(counts)) == 1
