"""A payee entered in one act, and who is invited once."""

from datetime import date
from typing import Any

import pytest
from django.core import mail

from consign.people.accounts import BadIban
from consign.people.models import BankAccount, Coworking, Kind, LegalEntity, Maker, VatStatus
from consign.people.operations import (
    AlreadyKnown,
    BadEnterpriseNumber,
    add_maker,
    add_payee,
    invite_maker,
)
from consign.people.queries import bank_account_on, bank_accounts_on, vat_on
from tests.factories import IBANS, START, any_person, enterprise_number, make_account, make_entity

pytestmark = pytest.mark.django_db


def entered(**changes: Any) -> LegalEntity:
    usual = {
        "kind": Kind.COOPERATIVE,
        "legal_name": "Dies SC",
        "enterprise_number": enterprise_number(500),
        "street": "Rue des Artisans 1",
        "postcode": "1050",
        "town": "Ixelles",
        "vat_status": VatStatus.LIABLE,
        "since": date(2026, 8, 1),
        "iban": IBANS[0],
    }
    return add_payee(**{**usual, **changes}, by=None, at=START)


def test_entity_status_and_account_hold_from_the_same_day() -> None:
    dies = entered()
    account = bank_account_on(dies, date(2026, 8, 1))
    assert account is not None
    assert (account.iban, account.holder) == (IBANS[0], "Dies SC")
    assert vat_on(dies, date(2026, 8, 1)) == VatStatus.LIABLE
    assert vat_on(dies, date(2026, 7, 31)) is None


def test_another_holder_is_kept() -> None:
    dies = entered(holder="DiES")
    assert BankAccount.objects.get(entity=dies).holder == "DiES"


def test_the_account_may_follow_later() -> None:
    assert not BankAccount.objects.filter(entity=entered(iban=" ")).exists()


@pytest.mark.parametrize(
    ("changes", "refusal", "place"),
    [
        ({"iban": "BE00 0000 0000 0000"}, BadIban, "iban"),
        ({"enterprise_number": "0123456789"}, BadEnterpriseNumber, "enterprise_number"),
    ],
)
def test_refused_nothing_is_entered(
    changes: dict[str, str], refusal: type[BadIban], place: str
) -> None:
    with pytest.raises(refusal) as refused:
        entered(**changes)
    assert refused.value.place == place
    assert not LegalEntity.objects.exists()


def test_several_accounts_on_a_day_are_those_of_each() -> None:
    dies, jyb, none = make_entity("Dies"), make_entity("JYB"), make_entity("None", bank=False)
    make_account(jyb, starts_on=date(2026, 10, 1))
    for day in (date(2025, 12, 31), date(2026, 9, 30), date(2026, 10, 1)):
        found = bank_accounts_on([dies, jyb, none], day)
        assert [found.get(one.pk) for one in (dies, jyb, none)] == [
            bank_account_on(one, day) for one in (dies, jyb, none)
        ]


def invited(coworking: Coworking, **changes: str) -> Maker:
    usual = {
        "name": "Terre de Ben",
        "email": "ben@example.org",
        "called": "Ben",
        "language": "fr",
    }
    link = "https://vitrine.example/signin/"
    return invite_maker(
        coworking=coworking, link=link, by=any_person(), at=START, **{**usual, **changes}
    )


def test_invited_twice_is_one_maker_and_one_mail(
    rcoop: Coworking, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        ben = invited(rcoop)
        with pytest.raises(AlreadyKnown) as refused:
            invited(rcoop, name=" terre de ben ")
    assert refused.value.place == "name"
    assert (list(Maker.objects.all()), len(mail.outbox)) == ([ben], 1)


def test_the_same_name_of_somebody_else_is_another_maker(rcoop: Coworking) -> None:
    first, second = invited(rcoop), invited(rcoop, email="other@example.org")
    assert (first.slug, second.slug) == ("terre-de-ben", "terre-de-ben-2")


def test_nobody_gets_the_address_of_a_page() -> None:
    assert add_maker(name="New", by=None, at=START).slug == "new-2"
