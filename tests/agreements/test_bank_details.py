"""A change of account is told to whoever is behind the payee, before it holds and once it does."""

from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from pytest_django import DjangoCaptureOnCommitCallbacks as Committed

from consign.agreements.bank_details import (
    change_account,
    confirm_account,
    decline_account,
    own_enterprise,
    people_behind,
)
from consign.agreements.operations import end_affiliation
from consign.people.accounts import SamePerson
from consign.people.models import BankAccount, Kind, LegalEntity, Maker, User
from consign.people.operations import add_adviser, amend_legal_entity
from consign.people.queries import waiting_account
from tests.factories import (
    IBANS,
    START,
    make_affiliation,
    make_entity,
    make_maker,
    make_person,
    moment,
)

pytestmark = pytest.mark.django_db
JULY = date(2026, 7, 1)


@pytest.fixture
def maker(ada: User) -> Maker:
    return make_maker(person=ada)


@pytest.fixture
def own(maker: Maker) -> LegalEntity:
    """Ada's own enterprise."""
    return make_affiliation(maker, make_entity("Ada SRL")).payee


@pytest.fixture
def eve(db: None) -> User:
    return make_person("eve", language="fr")


def change(entity: LegalEntity, by: User, **changes: Any) -> BankAccount:
    told = {"iban": IBANS[1], "holder": "Ada A.", "starts_on": JULY, "at": START}
    return change_account(entity=entity, by=by, **{**told, **changes})


def whole(letter: EmailMessage) -> str:
    return f"{letter.subject}\n{letter.body}"


def test_a_change_is_told_to_who_trades_as_the_payee_and_to_its_own_address(
    own: LegalEntity, vic: User, django_capture_on_commit_callbacks: Committed
) -> None:
    amend_legal_entity(entity=own, email="bureau@ada.example", by=None, at=START)
    with django_capture_on_commit_callbacks(execute=True):
        change(own, vic)
    assert [one.to[0] for one in mail.outbox] == [
        "Ada <ada@example.org>",
        "Ada SRL <bureau@ada.example>",
    ]
    assert mail.outbox[0].subject == "Another bank account was entered"
    body = str(mail.outbox[0].body)
    for told in (
        "Hello Ada,",
        "Vic entered another bank account for Ada SRL on 1 January 2026.",
        "From 1 July 2026 on, it is to be paid here:",
        "Ada A.\n  BE… 7034",
        "It does not hold yet: somebody else than Vic has to confirm it first.",
        "Use a number you know, not one from a mail.",
    ):
        assert told in body


def test_of_a_cooperative_its_advisers_hear_each_in_their_language_and_no_maker(
    maker: Maker, eve: User, vic: User, django_capture_on_commit_callbacks: Committed
) -> None:
    dies = make_entity("Dies SC", kind=Kind.COOPERATIVE)
    make_affiliation(maker, dies)
    assert people_behind(dies) == []
    add_adviser(entity=dies, user=eve, by=None, at=START)
    with django_capture_on_commit_callbacks(execute=True):
        change(dies, vic)
    (letter,) = mail.outbox
    assert letter.to == ["Eve <eve@example.org>"]
    assert letter.extra_headers["Content-Language"] == "fr"


def test_an_address_that_is_also_a_persons_gets_one_letter(
    own: LegalEntity, vic: User, django_capture_on_commit_callbacks: Committed
) -> None:
    amend_legal_entity(entity=own, email="ADA@example.org", by=None, at=START)
    with django_capture_on_commit_callbacks(execute=True):
        change(own, vic)
    assert len(mail.outbox) == 1


def test_a_confirmed_change_is_told_once(
    own: LegalEntity, vic: User, ada: User, django_capture_on_commit_callbacks: Committed
) -> None:
    account = change(own, vic)
    with django_capture_on_commit_callbacks(execute=True):
        confirm_account(account=account, by=ada, at=moment("2026-01-03"))
        confirm_account(account=account, by=ada, at=moment("2026-01-04"))
    (letter,) = mail.outbox
    assert letter.subject == "The new bank account is confirmed"
    assert "Ada confirmed another bank account for Ada SRL on 3 January 2026." in letter.body


def test_no_letter_holds_a_whole_account_number(
    own: LegalEntity, vic: User, ada: User, django_capture_on_commit_callbacks: Committed
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        confirm_account(account=change(own, vic), by=ada, at=START)
    assert len(mail.outbox) == 2
    told = " ".join(whole(letter) for letter in mail.outbox).replace(" ", "")
    assert not any(iban[4:] in told for iban in IBANS)


def test_a_first_account_the_same_again_and_a_refusal_send_nothing(
    maker: Maker, vic: User, django_capture_on_commit_callbacks: Committed
) -> None:
    bare = make_affiliation(maker, make_entity("Ada SRL", bank=False)).payee
    with django_capture_on_commit_callbacks(execute=True):
        change(bare, vic)
    assert mail.outbox == []
    waiting = change(bare, vic, iban=IBANS[0])
    with django_capture_on_commit_callbacks(execute=True):
        change(bare, vic, iban=IBANS[0], at=moment("2026-01-02"))
        with pytest.raises(SamePerson):
            confirm_account(account=waiting, by=vic, at=START)
        decline_account(account=waiting, by=vic, at=START)
    assert mail.outbox == []
    assert waiting_account(bare) is None


class TestOwnEnterprise:
    def test_it_is_that_of_the_day_or_the_next_and_over_with_its_last_day(
        self, maker: Maker, own: LegalEntity
    ) -> None:
        assert own_enterprise(maker, JULY) == own
        assert own_enterprise(maker, date(2025, 7, 1)) == own
        last = date(2026, 6, 30)
        end_affiliation(affiliation=maker.affiliations.get(), ends_on=last, by=None, at=START)
        assert own_enterprise(maker, last) == own
        assert own_enterprise(maker, JULY) is None

    def test_a_cooperative_is_nobodys_own(self, maker: Maker) -> None:
        make_affiliation(maker, make_entity("Dies SC", kind=Kind.COOPERATIVE))
        assert own_enterprise(maker, JULY) is None

    def test_one_with_advisers_is_theirs(self, maker: Maker, own: LegalEntity, eve: User) -> None:
        add_adviser(entity=own, user=eve, by=None, at=START)
        assert own_enterprise(maker, JULY) is None

    def test_after_a_cooperative_the_next_is_known_before_it_begins(self, maker: Maker) -> None:
        dies = make_entity("Dies SC", kind=Kind.COOPERATIVE)
        make_affiliation(maker, dies, ends_on=date(2026, 6, 30))
        own = make_affiliation(maker, make_entity("Ada SRL"), starts_on=JULY).payee
        assert own_enterprise(maker, date(2026, 6, 1)) == own
