"""What an adviser of a cooperative does with terms: reads them, accepts or declines for it."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from consign.agreements.models import Agreement
from consign.agreements.terms import Offer, propose
from consign.people.models import Coworking, Kind, LegalEntity, Maker, User
from consign.people.operations import add_adviser
from tests.factories import (
    START,
    make_affiliation,
    make_agreement,
    make_entity,
    make_maker,
    make_person,
    moment,
)
from tests.kept import kept
from tests.web.conftest import As, Clock, Costs, text_of

HOME = "/cooperative/dies-sc/"
LIST = f"{HOME}agreements/"
ACCEPT = {"say": "accept"}

pytestmark = pytest.mark.django_db


@kept
def dies(db: None) -> LegalEntity:
    return make_entity("Dies SC", kind=Kind.COOPERATIVE)


@kept
def claire(dies: LegalEntity) -> User:
    user = make_person("claire")
    add_adviser(entity=dies, user=user, by=None, at=START)
    return user


@pytest.fixture
def adviser(claire: User, signed_in: As, clock: Clock) -> Client:
    """Claire's browser, on the 12th of November 2026."""
    clock("2026-11-12")
    return signed_in(claire)


@kept
def lueur(dies: LegalEntity, ada: User) -> Maker:
    maker = make_maker("Lueur", person=ada)
    make_affiliation(maker, dies)
    return maker


@kept
def waiting(rcoop: Coworking, lueur: Maker) -> Agreement:
    return make_agreement(rcoop, lueur.affiliations.get(), fee="24.20", accepted=False)


def at(agreement: Agreement) -> str:
    return f"{LIST}{agreement.pk}/"


def test_terms_that_wait_are_found_read_and_accepted(
    adviser: Client, waiting: Agreement, claire: User
) -> None:
    for page in (HOME, LIST):
        told = text_of(adviser.get(page))
        assert "Rcoop proposes terms for Lueur" in told
        assert at(waiting) in told
    told = text_of(adviser.get(at(waiting)))
    for words in ("30% of the price paid", "€24.20 a month", "You accept for Dies SC"):
        assert words in told
    answer = adviser.post(at(waiting), ACCEPT, follow=True)
    assert answer.redirect_chain == [(LIST, 302)]
    told = text_of(answer)
    assert "in force" in told
    assert "proposes terms" not in told
    waiting.refresh_from_db()
    assert (waiting.accepted_by, waiting.accepted_at) == (claire, moment("2026-11-12"))
    told = text_of(adviser.get(at(waiting)))
    assert "Recorded by Claire, 12/11/2026" in told
    assert waiting.accepted_text.split("\n")[0] in told
    assert "Accept these terms" not in told


def test_terms_are_declined_with_a_word(adviser: Client, waiting: Agreement, claire: User) -> None:
    adviser.post(at(waiting), {"say": "decline", "reason": "Too dear."})
    waiting.refresh_from_db()
    assert (waiting.declined_by, waiting.declined_reason) == (claire, "Too dear.")
    assert "Too dear." in text_of(adviser.get(at(waiting)))
    page = adviser.post(at(waiting), ACCEPT)
    assert page.status_code == 409
    assert "were declined or withdrawn" in text_of(page)


def test_what_a_maker_asks_for_is_seen_and_waits_for_the_coworking(
    adviser: Client, rcoop: Coworking, lueur: Maker, ada: User
) -> None:
    asked = propose(
        coworking=rcoop,
        affiliation=lueur.affiliations.get(),
        starts_on=date(2026, 12, 1),
        offer=Offer(commission_percent=Decimal(20)),
        by=ada,
        at=START,
        by_maker=True,
    )
    told = text_of(adviser.get(LIST))
    assert "asked for by the maker" in told
    assert "proposes terms" not in told
    told = text_of(adviser.get(at(asked)))
    assert "Once Rcoop has agreed you can accept them here." in told
    assert "Accept these terms" not in told
    assert adviser.post(at(asked), ACCEPT).status_code == 409


def test_agreeing_for_the_coworking_is_not_an_advisers(adviser: Client, waiting: Agreement) -> None:
    assert adviser.post(at(waiting), {"say": "agree"}).status_code == 404


def test_terms_through_another_payee_are_not_there(
    adviser: Client, plume: Maker, waiting: Agreement
) -> None:
    others = Agreement.objects.get(affiliation__maker=plume)
    assert adviser.get(at(others)).status_code == 404
    assert adviser.post(at(others), ACCEPT).status_code == 404
    assert "Comme une plume" not in text_of(adviser.get(LIST))


@pytest.mark.parametrize("who", ["ada", "dan", "cleo", "vic"])
def test_for_others_they_are_not_there(
    waiting: Agreement, who: str, signed_in: As, request: pytest.FixtureRequest
) -> None:
    client = signed_in(request.getfixturevalue(who))
    for page in (LIST, at(waiting)):
        assert client.get(page).status_code == 404
    assert client.post(at(waiting), ACCEPT).status_code == 404


def test_before_the_first_terms(adviser: Client) -> None:
    assert "No agreements yet" in text_of(adviser.get(LIST))


def test_many_agreements_cost_as_many_queries_as_one(
    adviser: Client, dies: LegalEntity, rcoop: Coworking, waiting: Agreement, costs: Costs
) -> None:
    one = costs(adviser, LIST)
    for name in ("Cahier", "Laine"):
        make_agreement(rcoop, make_affiliation(make_maker(name), dies), accepted=False)
    assert costs(adviser, LIST) == one
