"""The bank's page tells which transfers customers still owe, and where one that came belongs."""

import pytest
from django.test import Client

from consign.payouts.models import BankLine, LineState
from consign.people.models import Coworking, Maker, User
from consign.till.models import Payment, Sale, SalePayment
from tests.factories import make_placed, make_sale
from tests.kept import kept
from tests.payouts.bank import read, told
from tests.web.manager.conftest import Address, Clock, text_of


@kept
def sale(rcoop: Coworking, plume: Maker) -> Sale:
    item = make_placed(rcoop, plume).item
    return make_sale(rcoop, item, at="2026-11-04", paid_with=Payment.TRANSFER)


@pytest.fixture
def payment(sale: Sale) -> SalePayment:
    return sale.payments.get()


@pytest.fixture
def later(manager: Client, clock: Clock) -> Client:
    clock("2026-11-07 09:00")
    return manager


def test_what_is_owed_is_listed_with_its_age(later: Client, at: Address, sale: Sale) -> None:
    page = text_of(later.get(at("desk_bank")))
    assert "Transfers customers still owe" in page
    assert f"Ticket {sale.number}" in page
    assert "since 3 days" in page


def test_one_that_arrived_is_on_the_line_and_owed_no_more(
    later: Client, at: Address, rcoop: Coworking, cleo: User, sale: Sale, payment: SalePayment
) -> None:
    read(rcoop, told("45.00", reference=payment.reference), by=cleo)
    page = text_of(later.get(at("desk_bank") + "?show=matched"))
    assert "Transfers customers still owe" not in page
    assert f"A customer paid ticket {sale.number}" in page


def test_a_wrong_amount_says_why_it_waits(
    later: Client, at: Address, rcoop: Coworking, cleo: User, sale: Sale, payment: SalePayment
) -> None:
    read(rcoop, told("40.00", reference=payment.reference), by=cleo)
    page = text_of(later.get(at("desk_bank")))
    assert f"Ticket {sale.number}, €45.00 by transfer" in page
    assert f"The reference is that of ticket {sale.number}. The amount differs." in page


def test_it_is_matched_by_hand(
    later: Client, at: Address, rcoop: Coworking, cleo: User, sale: Sale, payment: SalePayment
) -> None:
    read(rcoop, told("45.00", text="For the necklace"), by=cleo)
    line = BankLine.objects.get()
    answer = later.post(at("desk_bank_line", line.pk), {"transfer": payment.pk}, follow=True)
    assert f"Matched with {sale.number}." in text_of(answer)
    line.refresh_from_db()
    assert (line.state, line.sale_payment) == (LineState.MATCHED, payment)
