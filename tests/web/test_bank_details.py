"""Where a payee is paid: its advisers, or the maker who trades as it, change and confirm it."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from consign.agreements.bank_details import change_account
from consign.codes.text import iban_text
from consign.people.models import BankAccount, Coworking, Kind, LegalEntity, Maker, User
from consign.people.operations import add_adviser
from consign.people.queries import bank_account_on
from tests.factories import (
    IBANS,
    START,
    make_affiliation,
    make_agreement,
    make_entity,
    make_maker,
    make_person,
)
from tests.kept import kept
from tests.web.conftest import As, Clock, Costs, text_of

DECEMBER = date(2026, 12, 1)


@pytest.fixture(autouse=True)
def today(clock: Clock) -> None:
    clock("2026-11-03 09:00")


@kept
def own(plume: Maker) -> LegalEntity:
    """Ada trades as it."""
    return plume.affiliations.get().payee


@pytest.fixture
def ours(plume: Maker) -> str:
    return reverse("my_account", args=[plume.slug])


@kept
def eve(db: None) -> User:
    return make_person("eve")


@kept
def dies(rcoop: Coworking, ben: User, eve: User) -> LegalEntity:
    """A cooperative that Eve advises; Ben is paid through it."""
    entity = make_entity("Dies SC", kind=Kind.COOPERATIVE)
    add_adviser(entity=entity, user=eve, by=None, at=START)
    make_agreement(rcoop, make_affiliation(make_maker("Terre", person=ben), entity))
    return entity


@pytest.fixture
def theirs(dies: LegalEntity) -> str:
    return reverse("cooperative_account", args=[dies.slug])


def bank(**changes: str) -> dict[str, str]:
    usual = {"iban": IBANS[1], "holder": "Plume", "bic": "", "starts_on": str(DECEMBER)}
    return {"bank": "1", **{f"bank-{name}": told for name, told in {**usual, **changes}.items()}}


def paid_to(entity: LegalEntity) -> str:
    account = bank_account_on(entity, DECEMBER)
    return account.iban if account else ""


def entered_by(user: User, entity: LegalEntity) -> BankAccount:
    return change_account(
        entity=entity, iban=IBANS[1], holder="Plume", starts_on=DECEMBER, by=user, at=START
    )


def test_a_maker_confirms_what_a_manager_entered(
    signed_in: As, ada: User, cleo: User, own: LegalEntity, ours: str
) -> None:
    change = entered_by(cleo, own)
    browser = signed_in(ada)
    shown = text_of(browser.get(ours))
    for told in ("Cleo entered it on", iban_text(IBANS[1]), "Confirm this account"):
        assert told in shown
    assert browser.post(ours, {"confirm": change.pk})["Location"] == ours
    assert "Confirmed. It holds from its first day on." in text_of(browser.get(ours))
    assert paid_to(own) == IBANS[1]


def test_a_maker_enters_a_change_and_a_manager_confirms_it(
    signed_in: As, ada: User, cleo: User, rcoop: Coworking, own: LegalEntity, ours: str
) -> None:
    browser = signed_in(ada)
    assert browser.post(ours, bank())["Location"] == ours
    shown = text_of(browser.get(ours))
    assert "Take it back" in shown
    assert "Confirm this account" not in shown
    change = BankAccount.objects.get(entity=own, is_change=True)
    assert browser.post(ours, {"confirm": change.pk}).status_code == 409
    desk = reverse("desk_payee", args=[rcoop.slug, own.slug])
    assert signed_in(cleo).post(desk, {"confirm": change.pk})["Location"] == desk
    assert paid_to(own) == IBANS[1]


def test_advisers_see_what_waits_and_decline_it(
    signed_in: As, eve: User, cleo: User, dies: LegalEntity, theirs: str
) -> None:
    change = entered_by(cleo, dies)
    browser = signed_in(eve)
    assert iban_text(IBANS[1]) in text_of(browser.get(theirs))
    assert browser.post(theirs, {"decline": change.pk})["Location"] == theirs
    shown = text_of(browser.get(theirs))
    assert "The change is off the table; the account stays as it was." in shown
    assert iban_text(IBANS[1]) not in shown
    assert paid_to(dies) == IBANS[0]


@pytest.mark.parametrize(
    ("changes", "status", "place"),
    [
        ({"iban": "BE00"}, 409, "iban"),
        ({"holder": "P" * 71}, 409, "holder"),
        ({"starts_on": "2026-11-02"}, 409, "starts_on"),
        ({"holder": ""}, 400, "holder"),
    ],
)
def test_what_is_wrong_is_told_in_place(
    signed_in: As, eve: User, theirs: str, changes: dict[str, str], status: int, place: str
) -> None:
    answer = signed_in(eve).post(theirs, bank(**changes))
    assert answer.status_code == status
    assert answer.context["bank"].form.errors.keys() == {place}


def test_nobody_else_finds_the_page_or_a_whole_number(
    signed_in: As,
    ada: User,
    ben: User,
    dan: User,
    vic: User,
    cleo: User,
    eve: User,
    ours: str,
    theirs: str,
    own: LegalEntity,
) -> None:
    for user in (ben, dan, vic, cleo, eve):
        assert signed_in(user).get(ours).status_code == 404
    for user in (ada, ben, dan, vic, cleo):
        assert signed_in(user).get(theirs).status_code == 404
        assert signed_in(user).post(theirs, bank()).status_code == 404
    assert BankAccount.objects.filter(entity=own).count() == 1


def test_who_is_not_signed_in_is_asked_to(client: Client, ours: str, theirs: str) -> None:
    for page in (ours, theirs):
        answer = client.get(page)
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("signin"))


def test_a_maker_paid_through_a_cooperative_has_no_such_page_and_no_link(
    signed_in: As, ben: User, dies: LegalEntity
) -> None:
    browser = signed_in(ben)
    page = reverse("my_account", args=["terre"])
    assert browser.get(page).status_code == 404
    assert page not in text_of(browser.get(reverse("my_money", args=["terre"])))


def test_the_money_page_leads_to_the_account(
    signed_in: As, ada: User, plume: Maker, ours: str
) -> None:
    shown = text_of(signed_in(ada).get(reverse("my_money", args=[plume.slug])))
    assert f'href="{ours}"' in shown
    assert "The bank account of Comme une plume payee" in shown


def test_advisers_go_there_by_their_tabs(
    signed_in: As, eve: User, dies: LegalEntity, theirs: str
) -> None:
    shown = text_of(signed_in(eve).get(reverse("cooperative", args=[dies.slug])))
    assert f'href="{theirs}"' in shown


def test_many_accounts_cost_no_more_queries(
    signed_in: As, ada: User, cleo: User, vic: User, own: LegalEntity, ours: str, costs: Costs
) -> None:
    browser = signed_in(ada)
    signed_in(vic)
    BankAccount.objects.filter(entity=own).update(entered_by=cleo, confirmed_by=vic)
    browser.get(ours)
    before = costs(browser, ours)
    for day in (4, 5, 6):
        form = bank(starts_on=f"2026-12-0{day}", iban=IBANS[day % 2])
        assert browser.post(ours, form).status_code == 302
        change = BankAccount.objects.get(entity=own, confirmed_at=None)
        desk = reverse("desk_payee", args=["rcoop", own.slug])
        assert signed_in(cleo).post(desk, {"confirm": change.pk}).status_code == 302
    browser.get(ours)
    assert costs(browser, ours) == before
