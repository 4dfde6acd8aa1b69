"""Files, requests and lines of the bank that do not agree with payouts and entries are found."""

from datetime import date
from decimal import Decimal

import pytest

from consign.ledger.models import Account, Entry, EntryKind
from consign.payouts.checks import problems
from consign.payouts.models import (
    BankLine,
    PaymentRequest,
    Payout,
    PayoutState,
    Remittance,
    RemittanceState,
    RequestState,
)
from consign.people.models import Coworking, Maker, User
from tests.factories import make_closed, make_placed, make_sale, make_selling_maker
from tests.kept import kept
from tests.payouts.bank import make_debt, make_exported, make_remittance, read, told
from tests.underneath import change

pytestmark = pytest.mark.django_db
ONE, TWO = "PO-2026-00001", "PO-2026-00002"


@kept(autouse=True)
def world(rcoop: Coworking, plume: Maker, terre: Maker, cleo: User) -> None:
    """One payout paid and returned, one with the bank, one to pay; a request paid by the bank."""
    third, fourth = (make_selling_maker(rcoop, name) for name in ("Third", "Fourth"))
    for maker in (plume, terre, third):
        make_sale(rcoop, make_placed(rcoop, maker).item)
    make_debt(rcoop, fourth)
    make_closed(rcoop)
    make_exported(rcoop, [ONE, TWO])
    asked = PaymentRequest.objects.get()
    read(
        rcoop,
        told("-31.50", end_to_end_id=ONE),
        told("31.50", end_to_end_id=ONE, return_reason="AC04"),
        told("24.20", reference=asked.reference),
        by=cleo,
    )
    assert BankLine.objects.filter(state="matched").count() == 3


def found() -> list[str]:
    """The sentences, those about whole accounts left out."""
    return [one for one in problems() if "does not agree with what was closed" not in one]


def test_all_of_it_agrees() -> None:
    assert list(problems()) == []


def test_a_returned_payout_has_both_its_entries() -> None:
    Entry.objects.filter(reference=ONE, kind=EntryKind.PAYOUT_RETURNED).delete()
    assert found() == [f"payouts: {ONE} came back but its account does not say so"]
    Entry.objects.filter(reference=ONE).delete()
    assert found()[0] == f"payouts: {ONE} is paid but its account does not say so"


def test_what_is_with_the_bank_has_no_entry() -> None:
    (account,) = Account.objects.filter(settlements__payout_order__number=TWO)
    entry = Entry.objects.get(kind=EntryKind.PAYOUT)
    entry.pk, entry.account, entry.reference = None, account, TWO
    entry.save(force_insert=True)
    assert found() == [f"payouts: {TWO} is not paid but its account says so"]
    entry.pk, entry.kind, entry.amount = None, EntryKind.PAYOUT_RETURNED, Decimal("33.75")
    entry.save(force_insert=True)
    assert f"payouts: {TWO} did not come back but its account says so" in found()


def test_what_waits_is_in_a_remittance_that_waits(rcoop: Coworking) -> None:
    change(Payout.objects.filter(number=TWO), state=PayoutState.PREPARED)
    assert found() == [f"payouts: {TWO} is in a remittance of another state"]
    change(Payout.objects.filter(number=TWO), state=PayoutState.ORDERED)
    draft = make_remittance(rcoop, ["PO-2026-00003"])
    change(Payout.objects.filter(number="PO-2026-00003"), state=PayoutState.ORDERED)
    assert found() == ["payouts: PO-2026-00003 is in a remittance of another state"]
    change(Payout.objects.filter(number="PO-2026-00003"), state=PayoutState.PREPARED)
    change(Remittance.objects.filter(pk=draft.pk), state=RemittanceState.CANCELLED)
    assert found() == ["payouts: PO-2026-00003 is in a remittance of another state"]


def test_the_file_is_the_one_that_was_handed_out() -> None:
    file = Remittance.objects.get().file
    change(Remittance.objects.all(), file=file.replace("31.50", "3150.0"))
    assert found() == ["payouts: the file of RM-2026-00001 is not the one handed to the bank"]
    change(Remittance.objects.all(), file="")
    assert found() == ["payouts: the file of RM-2026-00001 is not the one handed to the bank"]


def test_the_file_holds_its_payouts() -> None:
    change(Payout.objects.filter(number=TWO), state=PayoutState.PREPARED, remittance=None)
    assert found() == ["payouts: the file of RM-2026-00001 does not hold its payouts"]


def test_requests_agree_with_what_came_in() -> None:
    asked = PaymentRequest.objects.get()
    change(PaymentRequest.objects.all(), state=RequestState.OPEN)
    assert found() == [f"payouts: {asked.number} does not agree with what was received"]
    change(PaymentRequest.objects.all(), state=RequestState.PAID, amount=Decimal("24.21"))
    assert found() == [f"payouts: {asked.number} does not agree with what was received"]


def test_an_account_is_asked_for_one_request(rcoop: Coworking, terre: Maker) -> None:
    make_debt(rcoop, terre, "90.00", on="2026-11-05")
    make_closed(rcoop, "2026-11")
    make_debt(rcoop, terre, "5.00", on="2026-12-05")
    make_closed(rcoop, "2026-12")
    assert list(problems()) == []
    change(PaymentRequest.objects.filter(state=RequestState.REPLACED), state=RequestState.OPEN)
    account = Account.objects.get(maker=terre)
    assert found() == [f"payouts: account {account.pk} is asked for two requests"]


def test_a_line_agrees_with_its_payout() -> None:
    line = BankLine.objects.filter(payout__number=ONE, amount__lt=0).get()
    change(BankLine.objects.filter(pk=line.pk), amount=Decimal("-31.49"))
    assert found() == [f"payouts: bank line {line.pk} does not agree with {ONE}"]


def test_what_a_line_paid_has_left() -> None:
    line = BankLine.objects.filter(payout__number=ONE, amount__lt=0).get()
    change(BankLine.objects.filter(pk=line.pk), payout=Payout.objects.get(number=TWO))
    assert found() == [f"payouts: bank line {line.pk} does not agree with {TWO}"]


def test_what_a_line_returned_came_back(cleo: User) -> None:
    change(
        Payout.objects.filter(number=ONE),
        state=PayoutState.PAID,
        returned_on=None,
        returned_by=None,
        returned_reason="",
    )
    line = BankLine.objects.filter(payout__number=ONE, amount__gt=0).get()
    assert f"payouts: bank line {line.pk} does not agree with {ONE}" in found()


def test_what_a_line_brought_was_booked() -> None:
    line = BankLine.objects.get(request__isnull=False)
    asked = PaymentRequest.objects.get()
    change(Entry.objects.filter(kind=EntryKind.RECEIVED), amount=Decimal("24.30"))
    assert found() == [f"payouts: bank line {line.pk} was not received for {asked.number}"]


def test_a_line_pays_a_remittance_that_has_a_file(rcoop: Coworking) -> None:
    line = BankLine.objects.filter(payout__number=ONE, amount__lt=0).get()
    draft = make_remittance(rcoop, ["PO-2026-00003"], execution_on=date(2026, 11, 9))
    change(BankLine.objects.filter(pk=line.pk), payout=None, remittance=draft)
    assert found() == [f"payouts: bank line {line.pk} pays {draft.number}, which has no file"]
