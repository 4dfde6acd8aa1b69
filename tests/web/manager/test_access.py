"""Who may see a coworking's makers, months and payouts: its managers, and nobody else."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from consign.agreements.models import Agreement
from consign.people.models import Coworking, Maker, Role, User
from tests.factories import (
    make_agreement,
    make_closed,
    make_member,
    make_person,
    make_placed,
    make_sale,
)
from tests.kept import kept
from tests.web.manager.conftest import Address, Clock


@kept
def waiting(rcoop: Coworking, plume: Maker) -> Agreement:
    """Terms nobody has accepted yet."""
    later = date(2026, 12, 1)
    return make_agreement(rcoop, plume.affiliations.get(), starts_on=later, accepted=False)


@pytest.fixture
def pages(
    rcoop: Coworking, plume: Maker, waiting: Agreement, at: Address, clock: Clock
) -> list[str]:
    """Every page of the manager, each with something to show."""
    clock("2026-11-03 09:00")
    make_sale(rcoop, make_placed(rcoop, plume).item)
    (closed,) = make_closed(rcoop)
    return [
        at("desk_makers"),
        at("desk_invite"),
        at("desk_maker", plume.slug),
        at("desk_affiliation", plume.slug),
        at("desk_agreement", plume.slug),
        at("desk_terms", plume.slug, waiting.pk),
        at("desk_terms_end", plume.slug, waiting.pk),
        at("desk_entity"),
        at("desk_payee", plume.affiliations.get().payee.slug),
        at("desk_preview", "2026-10"),
        at("desk_close", "2026-10"),
        at("desk_void", "2026-10", closed.pk),
        at("desk_statements", "2026-10"),
        at("desk_payouts"),
        at("desk_figures"),
        at("desk_figures_csv", "takings"),
        at("desk_fee", plume.slug),
        at("desk_adjust", plume.slug),
    ]


def test_managers_see_every_page(client: Client, cleo: User, pages: list[str]) -> None:
    client.force_login(cleo)
    assert [client.get(page).status_code for page in pages] == [200] * len(pages)


@pytest.mark.parametrize("who", ["ada", "ben", "dan", "vic"])
def test_for_others_there_is_nothing(
    client: Client, pages: list[str], who: str, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(who))
    assert {client.get(page).status_code for page in pages} == {404}


def test_managers_of_another_coworking_find_nothing_here(
    client: Client, pages: list[str], filature: Coworking
) -> None:
    client.force_login(make_member(filature, make_person("olga"), Role.MANAGER))
    assert {client.get(page).status_code for page in pages} == {404}


def test_who_is_not_signed_in_signs_in_first(client: Client, pages: list[str]) -> None:
    assert {client.get(page).status_code for page in pages} == {302}


def test_rows_of_another_coworking_are_not_found_under_ones_own(
    client: Client, cleo: User, pages: list[str], rcoop: Coworking, filature: Coworking
) -> None:
    olga = make_member(filature, make_person("olga"), Role.MANAGER)
    client.force_login(olga)
    there = [page.replace(rcoop.slug, filature.slug, 1) for page in pages]
    found = {page: client.get(page).status_code for page in there}
    # Her own lists and empty forms, and the terms she may propose to any maker of the network.
    own = [there[index] for index in (0, 1, 4, 7, 9, 10, 13, 14, 15)]
    assert [page for page, status in found.items() if status == 200] == own
    assert {status for page, status in found.items() if page not in own} == {404}


def test_mark_paid_is_a_post(manager: Client, at: Address) -> None:
    assert manager.get(at("desk_paid")).status_code == 405


def test_the_month_in_the_address_must_be_one_that_has_begun(manager: Client, at: Address) -> None:
    for period in ("2026-12", "2026-13", "october", "1999-12", "2026-1"):
        assert manager.get(at("desk_preview", period)).status_code == 404


def test_month_end_leads_to_the_month_that_is_over(manager: Client, at: Address) -> None:
    assert manager.get(at("desk_month"))["Location"] == at("desk_preview", "2026-10")


def test_a_makers_terms_elsewhere_are_not_found(
    manager: Client, filature: Coworking, waiting: Agreement, rcoop: Coworking
) -> None:
    for name in ("desk_terms", "desk_terms_end"):
        page = reverse(name, args=[rcoop.slug, "somebody-else", waiting.pk])
        assert manager.get(page).status_code == 404
