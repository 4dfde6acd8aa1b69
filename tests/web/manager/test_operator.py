"""The coworking's own legal entity: papers, account, VAT status, card takings."""

import pytest
from django.test import Client

from consign.people.models import BankAccount, Coworking, Role, User, VatStatus
from consign.people.operations import amend_legal_entity
from consign.people.queries import bank_account_on, vat_on
from tests.factories import IBANS, LONG_AGO, START, make_member, make_person
from tests.web.conftest import As
from tests.web.manager.conftest import Address, text_of
from tests.web.manager.test_payees import bank, legal


@pytest.fixture
def page(at: Address) -> str:
    return at("desk_operator")


def test_makers_and_books_are_one_click_away(manager: Client, at: Address, page: str) -> None:
    assert f'href="{page}"' in text_of(manager.get(at("desk_makers")))
    assert f'href="{at("desk_bookkeeping", "2026-10")}"' in text_of(manager.get(page))


def test_what_its_papers_say_is_put_right(manager: Client, rcoop: Coworking, page: str) -> None:
    amend_legal_entity(entity=rcoop.operator, street="", by=None, at=START)
    assert "no invoice can be issued" in text_of(manager.get(page))
    assert manager.post(page, legal())["Location"] == page
    shown = text_of(manager.get(page))
    for told in ("Plume", "SRL", "RPM Bruxelles", "Chaussée de Wavre 7"):
        assert told in shown
    assert "no invoice can be issued" not in shown


def test_its_account_changes_by_two_people(
    manager: Client, rcoop: Coworking, page: str, signed_in: As
) -> None:
    assert manager.post(page, bank())["Location"] == page
    change = BankAccount.objects.get(entity=rcoop.operator, is_change=True)
    assert manager.post(page, {"confirm": change.pk}).status_code == 409
    dora = signed_in(make_member(rcoop, make_person("dora"), Role.MANAGER))
    assert dora.post(page, {"confirm": change.pk})["Location"] == page
    held = bank_account_on(rcoop.operator, change.starts_on)
    assert held is not None
    assert held.iban == IBANS[1]


def test_its_vat_status_holds_from_a_day(manager: Client, rcoop: Coworking, page: str) -> None:
    sent = {"vat": "1", "vat-status": "exempt_small", "vat-starts_on": "2027-01-01"}
    assert manager.post(page, sent)["Location"] == page
    assert vat_on(rcoop.operator, LONG_AGO) == VatStatus.LIABLE
    assert vat_on(rcoop.operator, LONG_AGO.replace(year=2027)) == VatStatus.EXEMPT


def test_card_days_are_set(manager: Client, rcoop: Coworking, page: str) -> None:
    assert manager.get(page).context["card"].form["days"].value() == 3
    assert manager.post(page, {"card": "1", "card-days": "0"})["Location"] == page
    rcoop.refresh_from_db()
    assert rcoop.card_days == 0


@pytest.mark.parametrize(("days", "status"), [("31", 409), ("-1", 400), ("", 400), ("x", 400)])
def test_card_days_out_of_range_are_told_in_place(
    manager: Client, rcoop: Coworking, page: str, days: str, status: int
) -> None:
    answer = manager.post(page, {"card": "1", "card-days": days})
    assert answer.status_code == status
    assert answer.context["card"].form.errors.keys() == {"days"}
    rcoop.refresh_from_db()
    assert rcoop.card_days == 3


def test_only_its_managers_see_it(
    signed_in: As, dan: User, ada: User, vic: User, filature: Coworking, page: str
) -> None:
    boss = make_member(filature, make_person("boss"), Role.MANAGER)
    for user in (dan, ada, vic, boss):
        assert signed_in(user).get(page).status_code == 404


def test_the_day_makers_are_paid_by_is_said_and_unsaid(
    manager: Client, rcoop: Coworking, page: str
) -> None:
    for sent, kept in (("5", 5), ("", None)):
        assert manager.post(page, {"payout": "1", "payout-day": sent})["Location"] == page
        rcoop.refresh_from_db()
        assert rcoop.payout_day == kept
    assert manager.post(page, {"payout": "1", "payout-day": "29"}).status_code == 409
