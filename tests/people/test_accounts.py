"""Where a legal entity is paid: the first account holds at once, a change needs a second person."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from consign.days import local_day
from consign.journal.checks import problems
from consign.journal.models import Event
from consign.people.accounts import (
    BadBic,
    BadIban,
    ChangeConfirmed,
    ChangeDeclined,
    ChangeWaiting,
    HolderTooLong,
    NoHolder,
    SamePerson,
    StartsInPast,
    add_bank_account,
    confirm_bank_account,
    decline_bank_account,
)
from consign.people.models import BankAccount, LegalEntity, User
from consign.people.queries import (
    bank_account_on,
    bank_accounts_of,
    ibans_of,
    waiting_account,
)
from consign.refusal import Refused
from tests.factories import IBANS, LONG_AGO, START, make_entity, moment

pytestmark = pytest.mark.django_db
TODAY = local_day(START)
JULY = date(2026, 7, 1)


def enter(entity: LegalEntity, **changes: Any) -> BankAccount:
    told = {"iban": IBANS[1], "holder": "Julie", "starts_on": JULY, "by": None, "at": START}
    return add_bank_account(entity=entity, **{**told, **changes})


def paid_to(entity: LegalEntity, day: date) -> str:
    account = bank_account_on(entity, day)
    return account.iban if account else ""


@pytest.fixture
def payee(db: None) -> LegalEntity:
    """Paid on the first of the numbers since long ago."""
    return make_entity()


@pytest.fixture
def bare(db: None) -> LegalEntity:
    return make_entity(bank=False)


def test_the_first_account_holds_at_once_even_for_earlier_days(
    bare: LegalEntity, vic: User
) -> None:
    account = enter(bare, starts_on=LONG_AGO - timedelta(days=90), by=vic)
    assert not account.is_change
    assert (account.entered_by, account.confirmed_by) == (vic, vic)
    assert paid_to(bare, LONG_AGO) == IBANS[1]


@pytest.mark.parametrize("typed", ["BE71 0961 2345 6769", "be71096123456769"])
def test_an_account_number_is_kept_without_spaces(bare: LegalEntity, typed: str) -> None:
    assert enter(bare, iban=typed).iban == IBANS[0]


@pytest.mark.parametrize(
    ("changes", "refusal", "place"),
    [
        ({"iban": "BE71 0961 2345 6768"}, BadIban, "iban"),
        ({"iban": ""}, BadIban, "iban"),
        ({"iban": "12345"}, BadIban, "iban"),
        ({"bic": "BELFI"}, BadBic, "bic"),
        ({"holder": "  "}, NoHolder, "holder"),
        ({"holder": "J" * 71}, HolderTooLong, "holder"),
    ],
)
def test_what_no_transfer_could_carry_is_refused(
    bare: LegalEntity, changes: dict[str, str], refusal: type[Refused], place: str
) -> None:
    with pytest.raises(refusal) as refused:
        enter(bare, **changes)
    assert refused.value.place == place
    assert not BankAccount.objects.exists()


def test_a_holder_of_seventy_characters_fits_and_spaces_do_not_count(bare: LegalEntity) -> None:
    account = enter(bare, holder=f" {'J' * 34}   {'L' * 35} ", bic="gebabebb")
    assert (len(account.holder), account.bic) == (70, "GEBABEBB")


def test_a_change_waits_and_the_account_before_holds(payee: LegalEntity, vic: User) -> None:
    change = enter(payee, by=vic)
    assert change.is_change
    assert change.confirmed_at is None
    assert waiting_account(payee) == change
    assert paid_to(payee, JULY) == IBANS[0]
    assert ibans_of(payee) == {IBANS[0]}


def test_confirmed_by_another_it_holds_from_its_day(
    payee: LegalEntity, vic: User, ada: User
) -> None:
    change = confirm_bank_account(account=enter(payee, by=vic), by=ada, at=START)
    assert (change.entered_by, change.confirmed_by) == (vic, ada)
    assert waiting_account(payee) is None
    assert (paid_to(payee, date(2026, 6, 30)), paid_to(payee, JULY)) == IBANS
    assert [account.iban for account in bank_accounts_of(payee)] == list(reversed(IBANS))


def test_who_entered_a_change_cannot_confirm_it(payee: LegalEntity, vic: User) -> None:
    with pytest.raises(SamePerson):
        confirm_bank_account(account=enter(payee, by=vic), by=vic, at=START)
    assert paid_to(payee, JULY) == IBANS[0]


def test_confirmed_twice_keeps_the_first_word(payee: LegalEntity, vic: User, ada: User) -> None:
    change = confirm_bank_account(account=enter(payee, by=vic), by=ada, at=START)
    again = confirm_bank_account(account=change, by=vic, at=moment("2026-02-01"))
    assert (again.confirmed_by, again.confirmed_at) == (ada, START)


@pytest.mark.parametrize("who", ["vic", "ada"], ids=["taken back", "declined"])
def test_a_change_that_is_declined_never_holds_and_makes_room(
    payee: LegalEntity, vic: User, ada: User, who: str
) -> None:
    change = enter(payee, by=vic)
    by = {"vic": vic, "ada": ada}[who]
    for _again in range(2):
        assert decline_bank_account(account=change, by=by, at=START).declined_by == by
    assert waiting_account(payee) is None
    with pytest.raises(ChangeDeclined):
        confirm_bank_account(account=change, by=ada, at=START)
    assert paid_to(payee, JULY) == IBANS[0]
    assert enter(payee, by=vic).pk != change.pk


def test_what_is_confirmed_cannot_be_declined(payee: LegalEntity, vic: User, ada: User) -> None:
    change = confirm_bank_account(account=enter(payee, by=vic), by=ada, at=START)
    with pytest.raises(ChangeConfirmed):
        decline_bank_account(account=change, by=vic, at=START)


def test_one_change_waits_at_a_time(payee: LegalEntity, vic: User) -> None:
    first = enter(payee, by=vic)
    with pytest.raises(ChangeWaiting):
        enter(payee, holder="Somebody else")
    assert enter(payee, by=vic) == first, "sent twice it is one"
    assert BankAccount.objects.filter(entity=payee).count() == 2


def test_a_change_never_begins_in_the_past(payee: LegalEntity) -> None:
    with pytest.raises(StartsInPast) as refused:
        enter(payee, starts_on=TODAY - timedelta(days=1))
    assert refused.value.place == "starts_on"
    assert enter(payee, starts_on=TODAY).starts_on == TODAY


def test_of_two_for_the_same_day_the_one_confirmed_later_holds(
    payee: LegalEntity, vic: User, ada: User
) -> None:
    confirm_bank_account(account=enter(payee, by=vic), by=ada, at=START)
    back = enter(payee, iban=IBANS[0], by=vic)
    confirm_bank_account(account=back, by=ada, at=moment("2026-01-02"))
    assert paid_to(payee, JULY) == IBANS[0]


Act = Callable[..., BankAccount]


@pytest.mark.parametrize("act", [confirm_bank_account, decline_bank_account])
def test_the_journal_says_who_and_never_which_account(
    payee: LegalEntity, vic: User, ada: User, act: Act
) -> None:
    act(account=enter(payee, by=vic), by=ada, at=START)
    told = [f"{event.verb} {event.by} {event.facts}" for event in Event.objects.all()]
    verb = "confirm" if act is confirm_bank_account else "decline"
    assert any(line.startswith(f"{verb} bank account Ada") for line in told)
    assert not any(word in " ".join(told) for word in (*IBANS, "Julie"))
    assert list(problems()) == []
