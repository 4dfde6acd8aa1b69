"""Month end: looked at, closed, handed out, taken back."""

import io
import zipfile
from decimal import Decimal

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consign.agreements.models import Mode
from consign.journal.models import Event
from consign.payouts.models import Payout
from consign.people.models import Coworking, Maker, User
from consign.settlements.models import Settlement
from consign.stock.models import Item
from tests.factories import (
    make_affiliation,
    make_agreement,
    make_closed,
    make_entity,
    make_maker,
    make_paid,
    make_placed,
    make_refund,
    make_sale,
    make_selling_maker,
)
from tests.kept import kept
from tests.web.manager.conftest import Address, Clock, text_of


@kept
def necklaces(rcoop: Coworking, plume: Maker) -> Item:
    """Nine of them, 45.00 each: 31.50 of it is Plume's."""
    return make_placed(rcoop, plume, quantity=9).item


@kept
def sold(rcoop: Coworking, necklaces: Item) -> None:
    """One necklace, in October."""
    make_sale(rcoop, necklaces)


@kept
def unpayable(rcoop: Coworking) -> Maker:
    """A maker whose payee has no bank account, with a sale in October."""
    maker = make_maker("Sans banque")
    make_agreement(rcoop, make_affiliation(maker, make_entity("Payee SC", bank=False)))
    make_sale(rcoop, make_placed(rcoop, maker).item)
    return maker


# Before


def test_what_will_be_paid_is_shown_before_anything_is_closed(
    manager: Client, at: Address, sold: None
) -> None:
    shown = text_of(manager.get(at("desk_preview", "2026-10")))
    for told in ("October 2026", "Comme une plume payee", "€45.00", "-€13.50", "€31.50"):
        assert told in shown
    assert at("desk_close", "2026-10") in shown
    assert not Settlement.objects.exists()


def test_a_running_month_is_shown_so_far(
    manager: Client, at: Address, rcoop: Coworking, necklaces: Item
) -> None:
    make_sale(rcoop, necklaces, at="2026-11-02")
    shown = text_of(manager.get(at("desk_preview", "2026-11")))
    assert "So far: these figures grow with every sale." in shown
    assert "Close November 2026" not in shown


def test_what_cannot_be_closed_says_why_beside_it(
    manager: Client, at: Address, unpayable: Maker, sold: None
) -> None:
    shown = text_of(manager.get(at("desk_preview", "2026-10")))
    assert "Payee SC has no bank account." in shown
    assert "1 stays open" in shown


def test_below_zero_and_below_the_minimum_are_told(
    manager: Client, at: Address, rcoop: Coworking, necklaces: Item
) -> None:
    sale = make_sale(rcoop, necklaces, at="2026-09-05")
    make_paid(make_closed(rcoop, "2026-09"), on="2026-10-01")
    make_refund(sale, at="2026-10-02")
    frugal = make_selling_maker(rcoop, "Frugal", minimum="50.00")
    make_sale(rcoop, make_placed(rcoop, frugal).item)
    shown = text_of(manager.get(at("desk_preview", "2026-10")))
    assert "Below zero: nothing is paid" in shown
    assert "Less than the agreed €50.00" in shown


def test_an_open_month_before_is_where_month_end_begins(
    manager: Client, at: Address, rcoop: Coworking, necklaces: Item
) -> None:
    make_sale(rcoop, necklaces, at="2026-08-05")
    make_sale(rcoop, necklaces, at="2026-10-05")
    shown = text_of(manager.get(at("desk_preview", "2026-10")))
    assert "an earlier month is still open. Close August 2026 first." in shown
    assert at("desk_preview", "2026-08") in shown
    assert manager.get(at("desk_month"))["Location"] == at("desk_preview", "2026-08")


def test_month_end_stays_where_something_can_be_closed(
    manager: Client, at: Address, rcoop: Coworking, necklaces: Item, sold: None, terre: Maker
) -> None:
    make_sale(rcoop, make_placed(rcoop, terre).item, at="2026-08-05")
    assert manager.get(at("desk_month"))["Location"] == at("desk_preview", "2026-10")


def test_three_accounts_cost_as_many_queries_as_one(
    manager: Client, at: Address, rcoop: Coworking
) -> None:
    counts = []
    for index in range(3):
        maker = make_selling_maker(rcoop, f"Maker {index}")
        make_sale(rcoop, make_placed(rcoop, maker).item)
        with CaptureQueriesContext(connection) as queries:
            manager.get(at("desk_preview", "2026-10"))
        counts.append(len(queries))
    assert len(set(counts)) == 1


def test_three_statements_cost_as_many_queries_as_one(
    manager: Client, at: Address, rcoop: Coworking, filature: Coworking
) -> None:
    counts = []
    for index in range(3):
        maker = make_selling_maker(rcoop, f"Maker {index}")
        make_sale(rcoop, make_placed(rcoop, maker).item)
        make_closed(rcoop)
        with CaptureQueriesContext(connection) as queries:
            manager.get(at("desk_preview", "2026-10"))
        counts.append(len(queries))
    assert len(set(counts)) == 1


# Closing


def test_closing_asks_once_more(manager: Client, at: Address, sold: None) -> None:
    shown = text_of(manager.get(at("desk_close", "2026-10")))
    assert "Close October 2026?" in shown
    assert "€31.50" in shown
    assert not Settlement.objects.exists()


def test_closed_every_account_has_its_statement_and_payout(
    manager: Client, at: Address, sold: None, cleo: User
) -> None:
    answer = manager.post(at("desk_close", "2026-10"), follow=True)
    (settlement,) = Settlement.objects.all()
    assert settlement.settled_by == cleo
    shown = text_of(answer)
    assert "1 account is closed." in shown
    assert settlement.number in shown
    for page in ("statement", "statement_pdf"):
        assert manager.get(reverse_of(page, settlement)).status_code == 200
        assert reverse_of(page, settlement) in shown
    assert "to pay" in shown


def reverse_of(page: str, settlement: Settlement) -> str:
    return f"/statements/{settlement.pk}{'.pdf' if page == 'statement_pdf' else '/'}"


def test_one_that_cannot_be_closed_stops_only_itself(
    manager: Client, at: Address, unpayable: Maker, sold: None
) -> None:
    shown = text_of(manager.post(at("desk_close", "2026-10"), follow=True))
    assert "1 account is closed." in shown
    assert "1 account could not be closed" in shown
    assert "Payee SC has no bank account." in shown
    assert "R-2026-00001" in shown


def test_closed_twice_says_so_and_changes_nothing(manager: Client, at: Address, sold: None) -> None:
    manager.post(at("desk_close", "2026-10"))
    before = list(Settlement.objects.values()), list(Payout.objects.values())
    shown = text_of(manager.post(at("desk_close", "2026-10"), follow=True))
    assert "October 2026 is closed already. Nothing has changed." in shown
    assert (list(Settlement.objects.values()), list(Payout.objects.values())) == before


def test_where_nothing_happened_there_is_nothing_to_close(manager: Client, at: Address) -> None:
    shown = text_of(manager.post(at("desk_close", "2026-10"), follow=True))
    assert "There is nothing to close in October 2026." in shown


def test_a_month_that_is_not_over_needs_an_explicit_yes(
    manager: Client, at: Address, rcoop: Coworking, necklaces: Item
) -> None:
    make_sale(rcoop, necklaces, at="2026-11-02")
    page = at("desk_close", "2026-11")
    answer = manager.post(page)
    assert answer.status_code == 409
    assert answer.context["form"].errors.keys() == {"early"}
    assert "November 2026 is not over." in text_of(answer)
    assert not Settlement.objects.exists()
    manager.post(page, {"early": "on"})
    assert Settlement.objects.get().period == "2026-11"


def test_a_month_that_is_over_asks_for_no_such_yes(
    manager: Client, at: Address, sold: None
) -> None:
    assert 'name="early"' not in text_of(manager.get(at("desk_close", "2026-10")))


def test_on_the_first_morning_the_month_is_over(
    manager: Client, at: Address, clock: Clock, sold: None
) -> None:
    # 31 October, 23:30 in Brussels, and half an hour later.
    clock("2026-10-31 22:30")
    assert manager.post(at("desk_close", "2026-10")).status_code == 409
    clock("2026-10-31 23:00")
    assert manager.post(at("desk_close", "2026-10")).status_code == 302


# Statements


def test_all_statements_come_in_one_file_and_the_reading_is_noted(
    manager: Client, at: Address, rcoop: Coworking, sold: None, terre: Maker, cleo: User
) -> None:
    make_sale(rcoop, make_placed(rcoop, terre).item)
    make_closed(rcoop)
    answer = manager.get(at("desk_statements", "2026-10"))
    assert answer["Content-Disposition"] == 'attachment; filename="rcoop-2026-10.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        assert [archive.read(name)[:5] for name in archive.namelist()] == [b"%PDF-"] * 2
    read = Event.objects.filter(verb="read statement").order_by("pk")
    assert [(event.subject, event.by) for event in read] == [
        ("R-2026-00001", cleo),
        ("R-2026-00002", cleo),
    ]


def test_without_statements_there_is_no_file(manager: Client, at: Address, sold: None) -> None:
    assert manager.get(at("desk_statements", "2026-10")).status_code == 404


# Taking back


def test_an_unpaid_closing_can_be_taken_back(
    manager: Client, at: Address, rcoop: Coworking, sold: None
) -> None:
    (settlement,) = make_closed(rcoop)
    page = at("desk_void", "2026-10", settlement.pk)
    assert page in text_of(manager.get(at("desk_preview", "2026-10")))
    assert "Take R-2026-00001 back?" in text_of(manager.get(page))
    shown = text_of(manager.post(page, follow=True))
    assert "R-2026-00001 is taken back: its entries are open again." in shown
    assert at("desk_close", "2026-10") in shown
    assert manager.get(page).status_code == 404


def test_what_was_paid_is_not_taken_back(
    manager: Client, at: Address, rcoop: Coworking, sold: None
) -> None:
    (settlement,) = make_closed(rcoop)
    make_paid([settlement], on="2026-11-02")
    page = at("desk_void", "2026-10", settlement.pk)
    assert page not in text_of(manager.get(at("desk_preview", "2026-10")))
    answer = manager.post(page)
    assert answer.status_code == 409
    assert "PO-2026-00001 was paid." in text_of(answer)
    assert Settlement.objects.get().voided_at is None


def test_only_the_last_closing_is_taken_back(
    manager: Client, at: Address, clock: Clock, rcoop: Coworking, necklaces: Item, sold: None
) -> None:
    (settlement,) = make_closed(rcoop)
    make_sale(rcoop, necklaces, at="2026-11-05")
    make_closed(rcoop, "2026-11")
    clock("2026-12-02")
    answer = manager.post(at("desk_void", "2026-10", settlement.pk))
    assert answer.status_code == 409
    assert "A later month was closed since." in text_of(answer)
    assert Payout.objects.get(settlement=settlement).amount == Decimal("31.50")


def test_a_shelf_fee_that_closing_will_charge_is_told(
    rcoop: Coworking, manager: Client, at: Address
) -> None:
    maker = make_maker("Petit")
    make_agreement(rcoop, make_affiliation(maker), fee="24.20")
    told = text_of(manager.get(at("desk_preview", "2026-10")))
    # Nothing was booked for it yet: there is no account to look at.
    assert "Petit" in told
    assert "A shelf fee of €24.20 is in these figures" in told
    asked = text_of(manager.get(at("desk_close", "2026-10")))
    assert "Shelf fees to charge" in asked
    make_closed(rcoop)
    assert "shelf fee" not in text_of(manager.get(at("desk_preview", "2026-10")))


def test_vat_on_what_was_sold_in_its_own_name_is_the_coworkings(
    rcoop: Coworking, sold: None, manager: Client, at: Address
) -> None:
    page = at("desk_preview", "2026-10")
    assert "Sold in our own name" not in text_of(manager.get(page))
    maker = make_maker("Bois")
    make_agreement(rcoop, make_affiliation(maker), mode=Mode.OWN_NAME)
    make_sale(rcoop, make_placed(rcoop, maker, price="20.00").item)
    told = text_of(manager.get(page))
    for words in ("Sold in our own name", "€16.53", "€3.47", "€20.00"):
        assert words in told, words
    assert "Sold in our own name" not in text_of(manager.get(at("desk_preview", "2026-09")))
