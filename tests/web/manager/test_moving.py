"""A manager moves a maker to another payee: before, the act itself, and what is left to do."""

from datetime import date

import pytest
from django.test import Client

from consign.agreements.models import Agreement
from consign.agreements.terms import Offer
from consign.monthend.terms import accept
from consign.people.models import BankAccount, Coworking, LegalEntity, Maker, User
from tests.factories import (
    START,
    make_agreement,
    make_closed,
    make_entity,
    make_maker,
    make_placed,
    make_sale,
)
from tests.kept import kept
from tests.web.manager.conftest import Address, Clock, text_of

MOVE = date(2026, 11, 15)


@kept
def dies(db: None) -> LegalEntity:
    return make_entity("Dies SC")


@pytest.fixture
def move(dies: LegalEntity) -> dict[str, str]:
    """What the page sends when all is left as it was shown."""
    return {"payee": dies.slug, "starts_on": str(MOVE), "moves": "on", "same_terms": "on"}


def test_the_page_says_what_a_move_does(
    manager: Client, at: Address, plume: Maker, filature: Coworking
) -> None:
    make_agreement(filature, plume.affiliations.get())
    shown = text_of(manager.get(at("desk_affiliation", plume.slug)))
    for told in (
        "Comme une plume payee keeps what was sold until the day before",
        "Pieces, labels and codes stay where they are.",
        "At La Filature, Rcoop. They hold once the payee has accepted them.",
    ):
        assert told in shown


def test_without_terms_there_are_none_to_propose_again(
    manager: Client, at: Address, dies: LegalEntity
) -> None:
    maker = make_maker("Encore rien")
    page = manager.get(at("desk_affiliation", maker.slug))
    assert "same_terms" not in page.context["form"].fields
    assert "What a change of payee does" not in text_of(page)


def test_a_move_ends_the_terms_and_proposes_them_again(
    manager: Client, at: Address, plume: Maker, move: dict[str, str], cleo: User
) -> None:
    old = Agreement.objects.get()
    answer = manager.post(at("desk_affiliation", plume.slug), move)
    new = Agreement.objects.exclude(pk=old.pk).get()
    old.refresh_from_db()
    assert answer["Location"] == at("desk_maker", plume.slug)
    assert old.ends_on == date(2026, 11, 14)
    assert (Offer.of(new), new.starts_on, new.agreed_by) == (Offer.of(old), MOVE, cleo)


def test_then_the_makers_page_tells_what_is_left_to_do(
    manager: Client, at: Address, plume: Maker, move: dict[str, str], ada: User
) -> None:
    made = manager.post(at("desk_affiliation", plume.slug), move, follow=True)
    shown = text_of(made)
    later = plume.affiliations.get(starts_on=MOVE)
    for told in (
        "Dies SC is paid for Comme une plume from 15 November 2026 on.",
        "Accounts, lists and labels stay as they are.",
        "Dies SC has to accept them before its first sale.",
        "Print them on 15 November 2026: until then they are drafts.",
        f'href="/handovers/{later.pk}/rcoop.pdf"',
        at("desk_terms", plume.slug, later.agreements.get().pk),
    ):
        assert told in shown
    accept(agreement=later.agreements.get(), by=ada, at=START)
    assert "has to accept them" not in text_of(manager.get(at("desk_maker", plume.slug)))


def test_without_the_same_terms_it_goes_on_to_propose_some(
    manager: Client, at: Address, plume: Maker, move: dict[str, str]
) -> None:
    del move["same_terms"]
    answer = manager.post(at("desk_affiliation", plume.slug), move)
    later = plume.affiliations.get(starts_on=MOVE)
    propose = f"{at('desk_agreement', plume.slug)}?affiliation={later.pk}"
    assert answer["Location"] == propose
    shown = text_of(manager.get(at("desk_maker", plume.slug)))
    assert "Propose terms to the new payee" in shown
    assert f'href="{propose}"' in shown


def test_what_the_new_payee_lacks_is_told(
    manager: Client, at: Address, plume: Maker, move: dict[str, str], dies: LegalEntity
) -> None:
    BankAccount.objects.filter(entity=dies).delete()
    manager.post(at("desk_affiliation", plume.slug), move)
    assert "Its bank account is missing" in text_of(manager.get(at("desk_maker", plume.slug)))
    dies.vat_periods.all().delete()
    assert "Its VAT status is missing" in text_of(manager.get(at("desk_maker", plume.slug)))


def test_long_afterwards_only_the_papers_are_left(
    manager: Client, at: Address, plume: Maker, move: dict[str, str], clock: Clock, cleo: User
) -> None:
    manager.post(at("desk_affiliation", plume.slug), move)
    shown = text_of(manager.get(at("desk_maker", plume.slug)))
    assert "Papers of a change of payee" not in shown
    clock("2027-03-01 09:00")
    manager.force_login(cleo)
    shown = text_of(manager.get(at("desk_maker", plume.slug)))
    assert "This is left to do" not in shown
    assert "Papers of a change of payee" in shown
    assert shown.count("/rcoop.pdf") == 1


def test_a_closed_month_is_refused_at_its_place_and_nothing_is_lost(
    manager: Client, at: Address, rcoop: Coworking, plume: Maker, move: dict[str, str]
) -> None:
    make_sale(rcoop, make_placed(rcoop, plume).item)
    make_closed(rcoop)
    sent = {**move, "starts_on": "2026-10-31", "project_code": "P-12"}
    answer = manager.post(at("desk_affiliation", plume.slug), sent)
    shown = text_of(answer)
    assert answer.status_code == 409
    assert answer.context["form"].errors == {
        "starts_on": ["Comme une plume: October 2026 is closed. Choose a later first day."]
    }
    assert 'value="P-12"' in shown
    assert answer.context["form"]["same_terms"].value()
    assert plume.affiliations.get().ends_on is None
