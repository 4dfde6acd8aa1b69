"""The list of makers, one maker, and inviting another."""

from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consign.agreements.operations import end_affiliation
from consign.people.models import Coworking, Maker, User
from tests.factories import (
    START,
    make_affiliation,
    make_agreement,
    make_closed,
    make_entity,
    make_maker,
    make_placed,
    make_refund,
    make_sale,
    make_selling_maker,
)
from tests.web.manager.conftest import Address, text_of

INVITATION = {
    "name": "Nouvelle Lampe",
    "called": "Zoe",
    "email": "zoe@example.org",
    "language": "fr",
}


def test_makers_are_listed_with_payee_terms_and_balance(
    manager: Client, at: Address, rcoop: Coworking, plume: Maker
) -> None:
    make_sale(rcoop, make_placed(rcoop, plume).item)
    shown = text_of(manager.get(at("desk_makers")))
    for told in ("Comme une plume", "Comme une plume payee", "30%", "€31.50"):
        assert told in shown


def test_balances_of_two_payees_are_told_apart(
    manager: Client, at: Address, rcoop: Coworking
) -> None:
    maker = make_maker("Comme une plume")
    make_agreement(rcoop, make_affiliation(maker, make_entity("JYB"), ends_on=date(2026, 9, 30)))
    make_agreement(rcoop, make_affiliation(maker, make_entity("Dies"), starts_on=date(2026, 10, 1)))
    item = make_placed(rcoop, maker, quantity=2).item
    make_refund(make_sale(rcoop, item, at="2026-09-05"), at="2026-09-06")
    make_sale(rcoop, item, at="2026-09-07")
    make_sale(rcoop, item, at="2026-10-05", quantity=1)
    shown = text_of(manager.get(at("desk_makers")))
    assert shown.count("€31.50") == 2


def test_a_gap_is_named_where_it_is(
    manager: Client, at: Address, rcoop: Coworking, plume: Maker
) -> None:
    make_agreement(rcoop, make_affiliation(make_maker("Terre de Ben")), accepted=False)
    end_affiliation(
        affiliation=plume.affiliations.get(), ends_on=date(2026, 12, 1), by=None, at=START
    )
    shown = text_of(manager.get(at("desk_makers")))
    assert "Terre de Ben has no accepted agreement with Rcoop on 3 November 2026." in shown
    told = "Comme une plume payee is paid until 1 December 2026 only. Enter now who is paid from"
    assert told in shown
    assert "Soon:" not in shown
    assert "to accept" in shown


def test_makers_are_found_by_a_part_of_their_name(
    manager: Client, at: Address, plume: Maker, terre: Maker
) -> None:
    shown = text_of(manager.get(at("desk_makers"), {"q": "plume"}))
    assert plume.name in shown
    assert terre.name not in shown
    assert "Nobody is called" in text_of(manager.get(at("desk_makers"), {"q": "nobody"}))


def test_who_has_no_terms_anywhere_is_not_forgotten(
    manager: Client, at: Address, plume: Maker
) -> None:
    newcomer = make_maker("Encore rien")
    assert at("desk_maker", newcomer.slug) in text_of(manager.get(at("desk_makers")))


def test_a_makers_page_tells_all(
    manager: Client, at: Address, rcoop: Coworking, plume: Maker
) -> None:
    make_sale(rcoop, make_placed(rcoop, plume).item)
    make_closed(rcoop)
    shown = text_of(manager.get(at("desk_maker", plume.slug)))
    for told in ("ada@example.org", "Comme une plume payee", "in force", "R-2026-00001"):
        assert told in shown


@pytest.mark.parametrize("page", ["desk_makers", "desk_maker"])
def test_three_cost_as_many_queries_as_one(
    manager: Client, at: Address, rcoop: Coworking, plume: Maker, page: str
) -> None:
    address = at(page, *([plume.slug] if page == "desk_maker" else []))
    counts = []
    for index in range(3):
        other = make_selling_maker(rcoop, f"Maker {index}")
        make_sale(rcoop, [make_placed(rcoop, who, price="20.00").item for who in (plume, other)])
        if page == "desk_maker":
            make_agreement(
                rcoop, plume.affiliations.get(), starts_on=date(2026, 2 + index, 1), percent="25"
            )
        with CaptureQueriesContext(connection) as queries:
            assert manager.get(address).status_code == 200
        counts.append(len(queries))
    assert len(set(counts)) == 1


def test_another_coworkings_maker_is_not_ours(
    manager: Client, at: Address, filature: Coworking
) -> None:
    theirs = make_selling_maker(filature, "Lin & Laine")
    assert manager.get(at("desk_maker", theirs.slug)).status_code == 404
    assert theirs.name not in text_of(manager.get(at("desk_makers")))


def test_an_invitation_goes_out_by_mail(
    manager: Client, at: Address, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = manager.post(at("desk_invite"), INVITATION)
    made = Maker.objects.get()
    assert answer["Location"] == at("desk_maker", made.slug)
    assert made.person is not None
    assert (made.name, made.person.email, made.person.language) == (
        "Nouvelle Lampe",
        "zoe@example.org",
        "fr",
    )
    (letter,) = mail.outbox
    assert letter.to == ["Zoe <zoe@example.org>"]
    assert "https://vitrine.example/signin/" in letter.body


def test_an_invitation_refused_loses_nothing(manager: Client, at: Address, ada: User) -> None:
    make_maker("Nouvelle Lampe", person=ada)
    answer = manager.post(at("desk_invite"), {**INVITATION, "email": "ADA@example.org"})
    shown = text_of(answer)
    assert answer.status_code == 409
    assert "“Nouvelle Lampe” is already known here." in shown
    assert 'value="ADA@example.org"' in shown
    assert 'value="Zoe"' in shown


def test_an_invitation_without_a_mail_address_is_not_sent(manager: Client, at: Address) -> None:
    answer = manager.post(at("desk_invite"), {**INVITATION, "email": "zoe"})
    assert answer.status_code == 400
    assert 'value="Nouvelle Lampe"' in text_of(answer)
    assert not Maker.objects.exists()


def test_a_maker_of_the_network_goes_on_to_the_terms(
    manager: Client, at: Address, filature: Coworking, plume: Maker
) -> None:
    theirs = make_selling_maker(filature, "Lin & Laine")
    shown = text_of(manager.get(at("desk_invite")))
    assert f'value="{theirs.slug}"' in shown
    assert f'value="{plume.slug}"' not in shown
    answer = manager.get(at("desk_invite"), {"maker": theirs.slug})
    assert answer["Location"] == at("desk_agreement", theirs.slug)
    assert manager.get(at("desk_invite"), {"maker": "nobody"}).status_code == 200
