"""Legal entities, as a manager enters them."""

from datetime import date

import pytest
from django.test import Client

from consign.agreements.queries import NoVatStatus, standing_on
from consign.codes.text import iban_text
from consign.people.models import BankAccount, Coworking, LegalEntity, Maker, VatPeriod
from consign.people.queries import bank_account_on, vat_on
from tests.factories import (
    IBANS,
    enterprise_number,
    make_affiliation,
    make_agreement,
    make_entity,
    make_maker,
    make_placed,
    make_sale,
    make_selling_maker,
)
from tests.web.manager.conftest import Address, text_of


def entered(**changes: str) -> dict[str, str]:
    """What the page sends."""
    sent = {
        "kind": "cooperative",
        "legal_name": "Dies SC",
        "enterprise_number": enterprise_number(700),
        "street": "Rue des Artisans 1",
        "postcode": "1050",
        "town": "Ixelles",
        "email": "",
        "vat_status": "liable",
        "since": "2026-11-01",
        "iban": f"{IBANS[1][:4]} {IBANS[1][4:]}".lower(),
        "holder": "DiES",
    }
    return sent | changes


@pytest.fixture
def payee(plume: Maker) -> LegalEntity:
    return plume.affiliations.get().payee


def test_a_payee_is_entered_with_status_and_account(manager: Client, at: Address) -> None:
    answer = manager.post(at("desk_entity"), entered())
    made = LegalEntity.objects.get(legal_name="Dies SC")
    assert answer["Location"] == at("desk_payee", made.slug)
    account = BankAccount.objects.get(entity=made)
    assert (account.iban, account.holder, account.starts_on) == (
        IBANS[1],
        "DiES",
        date(2026, 11, 1),
    )
    assert VatPeriod.objects.get(entity=made).status == "liable"
    shown = text_of(manager.get(answer["Location"]))
    assert iban_text(IBANS[1]) in shown


def test_entered_for_a_maker_the_affiliation_comes_next(
    manager: Client, at: Address, plume: Maker
) -> None:
    answer = manager.post(f"{at('desk_entity')}?maker={plume.slug}", entered())
    assert answer["Location"] == f"{at('desk_affiliation', plume.slug)}?payee=dies-sc"


@pytest.mark.parametrize(
    ("changes", "status", "place"),
    [
        ({"enterprise_number": "0123456789"}, 409, "enterprise_number"),
        ({"iban": "BE00000000000000"}, 409, "iban"),
        ({"kind": "shop"}, 400, "kind"),
        ({"vat_status": ""}, 400, "vat_status"),
        ({"email": "dies"}, 400, "email"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_lost(
    manager: Client, at: Address, changes: dict[str, str], status: int, place: str
) -> None:
    known = LegalEntity.objects.count()
    sent = entered(**changes)
    answer = manager.post(at("desk_entity"), sent)
    assert answer.status_code == status
    form = answer.context["form"]
    assert form.errors.keys() == {place}
    assert {name: form[name].value() for name in sent} == sent
    assert LegalEntity.objects.count() == known


def test_a_number_that_is_known_is_not_entered_twice(
    manager: Client, at: Address, payee: LegalEntity
) -> None:
    sent = entered(enterprise_number=payee.enterprise_number)
    answer = manager.post(at("desk_entity"), sent)
    assert answer.status_code == 409
    assert "is already known here. Choose the existing one instead." in text_of(answer)


def test_a_missing_account_is_entered_so_that_the_month_can_be_closed(
    manager: Client, at: Address, rcoop: Coworking
) -> None:
    maker = make_maker()
    bare = make_entity("Payee SC", bank=False)
    make_agreement(rcoop, make_affiliation(maker, bare))
    make_sale(rcoop, make_placed(rcoop, maker).item)
    month, page = at("desk_preview", "2026-10"), at("desk_payee", bare.slug)
    assert page in text_of(manager.get(month))
    proposed = manager.get(page).context["bank"]
    sent = {
        "bank": "1",
        "bank-iban": IBANS[0],
        "bank-holder": proposed["holder"].value(),
        "bank-starts_on": str(proposed["starts_on"].value()),
    }
    assert manager.post(page, sent)["Location"] == page
    assert "no bank account" not in text_of(manager.get(month))


def test_another_account_holds_from_its_day(
    manager: Client, at: Address, payee: LegalEntity
) -> None:
    page = at("desk_payee", payee.slug)
    assert manager.get(page).context["bank"]["starts_on"].value() == date(2026, 11, 3)
    sent = {
        "bank": "1",
        "bank-iban": IBANS[1],
        "bank-holder": "Plume",
        "bank-starts_on": "2026-12-01",
    }
    manager.post(page, sent)
    before, after = (bank_account_on(payee, date(2026, month, 1)) for month in (11, 12))
    assert before is not None
    assert after is not None
    assert (before.iban, after.iban) == IBANS


@pytest.mark.parametrize(
    ("iban", "status"), [("BE00000000000000", 409), ("", 400)], ids=["wrong", "missing"]
)
def test_a_wrong_account_is_told_at_its_place(
    manager: Client, at: Address, payee: LegalEntity, iban: str, status: int
) -> None:
    sent = {
        "bank": "1",
        "bank-iban": iban,
        "bank-holder": "Plume & Co",
        "bank-starts_on": "2026-12-01",
    }
    answer = manager.post(at("desk_payee", payee.slug), sent)
    assert answer.status_code == status
    assert answer.context["bank"].errors.keys() == {"iban"}
    assert 'value="Plume &amp; Co"' in text_of(answer)
    assert BankAccount.objects.filter(entity=payee).count() == 1


def test_another_vat_status_holds_from_its_day(
    manager: Client, at: Address, payee: LegalEntity
) -> None:
    sent = {"vat": "1", "vat-status": "exempt_small", "vat-starts_on": "2027-01-01"}
    manager.post(at("desk_payee", payee.slug), sent)
    assert (vat_on(payee, date(2026, 12, 31)), vat_on(payee, date(2027, 1, 1))) == (
        "liable",
        "exempt_small",
    )


def test_a_missing_vat_status_is_entered(
    manager: Client, at: Address, rcoop: Coworking, plume: Maker, payee: LegalEntity
) -> None:
    VatPeriod.objects.filter(entity=payee).update(starts_on=date(2027, 1, 1))
    with pytest.raises(NoVatStatus):
        standing_on(rcoop, plume, date(2026, 11, 3))
    page = at("desk_payee", payee.slug)
    sent = {"vat": "1", "vat-status": "liable", "vat-starts_on": "2026-11-01"}
    assert manager.post(page, {**sent, "vat-starts_on": ""}).status_code == 400
    assert manager.post(page, sent).status_code == 302
    assert standing_on(rcoop, plume, date(2026, 11, 3)).vat_status == "liable"


def test_payees_of_another_coworkings_makers_are_not_found(
    manager: Client, at: Address, filature: Coworking
) -> None:
    theirs = make_selling_maker(filature, "Lin & Laine").affiliations.get().payee
    page = at("desk_payee", theirs.slug)
    sent = {
        "bank": "1",
        "bank-iban": IBANS[1],
        "bank-holder": "Somebody",
        "bank-starts_on": "2026-01-01",
    }
    assert manager.get(page).status_code == 404
    assert manager.post(page, sent).status_code == 404
    assert BankAccount.objects.get(entity=theirs).iban == IBANS[0]
