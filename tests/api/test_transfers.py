"""Customers' transfers among the lines of the bank."""

import pytest

from consign.payouts.models import BankLine
from consign.people.models import Coworking, Maker, User
from consign.till.models import Payment, Sale
from tests.api.caller import Caller, refused, rows, told
from tests.factories import make_placed, make_sale
from tests.kept import kept
from tests.payouts.bank import read
from tests.payouts.bank import told as line_told


@kept
def sale(rcoop: Coworking, plume: Maker) -> Sale:
    item = make_placed(rcoop, plume).item
    return make_sale(rcoop, item, at="2026-11-04", paid_with=Payment.TRANSFER)


@pytest.fixture
def line(rcoop: Coworking, cleo: User, sale: Sale) -> str:
    read(rcoop, line_told("45.00", text=f"Ticket {sale.number}"), by=cleo)
    return f"bank-lines/{BankLine.objects.get().pk}/"


def test_the_ticket_a_transfer_paid_is_told(
    as_cleo: Caller, rcoop: Coworking, cleo: User, sale: Sale
) -> None:
    read(rcoop, line_told("45.00", reference=sale.payments.get().reference), by=cleo)
    (row,) = rows(as_cleo.get("bank-lines/", state="matched"))
    assert (row["ticket"], row["payout"], row["request"]) == (sale.number, None, None)


def test_a_ticket_is_proposed_and_named(as_cleo: Caller, line: str, sale: Sale) -> None:
    row = told(as_cleo.get(line))
    assert row["ticket"] is None
    assert [(one["ticket"], one["fits"]) for one in row["proposals"]] == [(sale.number, True)]
    done = told(as_cleo.post(f"{line}match/", {"ticket": sale.number}))
    assert (done["state"], done["ticket"], done["proposals"]) == ("matched", sale.number, [])


def test_a_ticket_that_waits_for_no_transfer(
    as_cleo: Caller, line: str, rcoop: Coworking, plume: Maker
) -> None:
    by_card = make_sale(rcoop, make_placed(rcoop, plume, "Other").item)
    answer = as_cleo.post(f"{line}match/", {"ticket": by_card.number})
    refused(answer, 404, "not_found")
    both = {"ticket": by_card.number, "payout": "PO-2026-00001"}
    assert as_cleo.post(f"{line}match/", both).status_code == 400
