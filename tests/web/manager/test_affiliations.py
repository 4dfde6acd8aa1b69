"""What a payee wants to read on transfers: said with the affiliation, put right later."""

import pytest
from django.test import Client

from consign.agreements.models import Affiliation
from consign.people.models import Maker
from tests.factories import make_entity, make_maker
from tests.web.manager.conftest import Address, text_of

OGM = "123456789002"


def test_a_reference_is_entered_with_the_payee(manager: Client, at: Address) -> None:
    maker, payee = make_maker(), make_entity("Dies SC")
    sent = {
        "payee": payee.slug,
        "starts_on": "2026-11-01",
        "project_code": "P 7",
        "payment_reference": " +++123/4567/89002+++ ",
    }
    assert manager.post(at("desk_affiliation", maker.slug), sent).status_code == 302
    assert Affiliation.objects.get(maker=maker).payment_reference == OGM


def test_a_typing_error_in_it_is_told_in_place(manager: Client, at: Address) -> None:
    maker, payee = make_maker(), make_entity("Dies SC")
    sent = {
        "payee": payee.slug,
        "starts_on": "2026-11-01",
        "payment_reference": "+++123/4567/89003+++",
    }
    answer = manager.post(at("desk_affiliation", maker.slug), sent)
    assert answer.status_code == 409
    assert answer.context["form"].errors.keys() == {"payment_reference"}
    assert "its check digits do not fit" in text_of(answer)
    assert not maker.affiliations.exists()


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("123456789002", OGM, "+++123/4567/89002+++"),
        ("RF18 5390 0754 7034", "RF18539007547034", "RF18\xa05390\xa00754\xa07034"),
        ("Projet  plume", "Projet plume", "Projet plume"),
        ("", "", ""),
    ],
)
def test_it_is_put_right_for_the_affiliation_of_today(
    manager: Client, at: Address, plume: Maker, typed: str, kept: str, shown: str
) -> None:
    page = at("desk_affiliation", plume.slug)
    sent = {"amend": "1", "amend-project_code": "P 8", "amend-payment_reference": typed}
    assert manager.post(page, sent)["Location"] == at("desk_maker", plume.slug)
    current = plume.affiliations.get()
    assert (current.project_code, current.payment_reference) == ("P 8", kept)
    assert manager.get(page).context["amend"]["payment_reference"].value() == shown


def test_put_right_wrongly_nothing_is_lost(manager: Client, at: Address, plume: Maker) -> None:
    wrong = "RF19 5390 0754 7034"
    sent = {"amend": "1", "amend-project_code": "P 8", "amend-payment_reference": wrong}
    answer = manager.post(at("desk_affiliation", plume.slug), sent)
    assert answer.status_code == 409
    assert answer.context["amend"].errors.keys() == {"payment_reference"}
    assert f'value="{wrong}"' in text_of(answer)
    assert plume.affiliations.get().project_code == ""


def test_without_a_payee_of_today_there_is_nothing_to_put_right(
    manager: Client, at: Address
) -> None:
    page = at("desk_affiliation", make_maker().slug)
    assert 'name="amend"' not in text_of(manager.get(page))
    assert manager.post(page, {"amend": "1"}).status_code == 400
