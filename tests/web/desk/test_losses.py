"""A piece that is lost, stolen or broken, from its page to the account of its payee."""

from typing import Any

import pytest
from django.test import Client

from consign.agreements.operations import end_affiliation
from consign.ledger.models import Entry
from consign.people.models import Coworking, Maker, User
from consign.stock.models import Placement
from tests.factories import START, make_placed
from tests.kept import kept
from tests.web.desk.conftest import Address


@kept
def place(rcoop: Coworking, plume: Maker) -> Placement:
    """Three necklaces at 45.00: for each lost one 26.03 is owed."""
    return make_placed(rcoop, plume, quantity=3)


@pytest.fixture
def manager(client: Client, cleo: User) -> Client:
    client.force_login(cleo)
    return client


def hidden(page: Any) -> dict[str, str]:
    """What the form of the second step sends."""
    form = page.context["form"]
    entered = {field.html_name: str(field.value() or "") for field in form}
    return {**entered, "key": str(page.context["key"])}


STOLEN = {"cause": "stolen", "quantity": "2", "reason": "Police report 1234/26"}


def test_its_page_leads_there_while_there_is_one(
    desk: Client, at: Address, place: Placement
) -> None:
    page = at("desk_placement", place.pk)
    assert at("desk_loss", place.pk) in desk.get(page).content.decode()
    confirmed = desk.get(at("desk_loss", place.pk), {**STOLEN, "quantity": "3"})
    desk.post(at("desk_loss", place.pk), hidden(confirmed))
    shown = desk.get(page).content.decode()
    assert at("desk_loss", place.pk) not in shown
    assert "written off" in shown


def test_what_is_credited_is_shown_before_anything_is_written(
    desk: Client, at: Address, place: Placement
) -> None:
    first = desk.get(at("desk_loss", place.pk))
    assert "€26.03" in first.content.decode()
    shown = desk.get(at("desk_loss", place.pk), STOLEN).content.decode()
    for told in ("Write off 2 pieces", "Police report 1234/26", "Comme une plume payee", "€52.06"):
        assert told in shown
    assert not Entry.objects.exists()


def test_confirmed_it_is_written_off_and_credited(
    desk: Client, at: Address, place: Placement, dan: User
) -> None:
    page = desk.get(at("desk_loss", place.pk), STOLEN)
    answer = desk.post(at("desk_loss", place.pk), hidden(page), follow=True)
    assert answer.redirect_chain[-1][0] == at("desk_placement", place.pk)
    assert "is written off. Comme une plume payee is credited €52.06." in answer.content.decode()
    entry = Entry.objects.get()
    assert (entry.cause, entry.reason) == ("stolen", "Police report 1234/26")
    place.refresh_from_db()
    assert place.on_hand == 1


def test_a_double_tap_writes_off_once(desk: Client, at: Address, place: Placement) -> None:
    sent = hidden(desk.get(at("desk_loss", place.pk), STOLEN))
    for _tap in range(2):
        assert desk.post(at("desk_loss", place.pk), sent).status_code == 302
    assert Entry.objects.count() == 1


def test_what_was_entered_can_be_changed(desk: Client, at: Address, place: Placement) -> None:
    page = desk.get(at("desk_loss", place.pk), {**STOLEN, "change": "1"})
    form = page.context["form"]
    assert (form["cause"].value(), form["quantity"].value()) == ("stolen", "2")
    assert form["reason"].value() == "Police report 1234/26"


@pytest.mark.parametrize(
    ("changed", "status", "field"),
    [
        ({"quantity": "4"}, 409, "quantity"),
        ({"quantity": "0"}, 400, "quantity"),
        ({"quantity": ""}, 400, "quantity"),
        ({"cause": "eaten"}, 400, "cause"),
    ],
)
def test_what_is_refused_says_where(
    desk: Client,
    at: Address,
    place: Placement,
    changed: dict[str, str],
    status: int,
    field: str,
) -> None:
    for answer in (
        desk.get(at("desk_loss", place.pk), {**STOLEN, **changed}),
        desk.post(
            at("desk_loss", place.pk),
            {**STOLEN, **changed, "key": "0b0e1c3c-6b0a-4a4e-8c6a-0d4a3c1f5a11"},
        ),
    ):
        assert answer.status_code == status
        assert list(answer.context["form"].errors) == [field]
        assert answer.context["form"]["reason"].value() == "Police report 1234/26"
    assert not Entry.objects.exists()


def test_another_value_is_a_managers_to_enter(
    manager: Client, at: Address, place: Placement
) -> None:
    first = manager.get(at("desk_loss", place.pk))
    assert 'value="26.03"' in first.content.decode()
    page = manager.get(at("desk_loss", place.pk), {**STOLEN, "value": "40"})
    assert "€80.00" in page.content.decode()
    manager.post(at("desk_loss", place.pk), hidden(page))
    assert str(Entry.objects.get().amount) == "80.00"


def test_the_desk_has_no_field_for_it(desk: Client, at: Address, place: Placement) -> None:
    page = desk.get(at("desk_loss", place.pk), {**STOLEN, "value": "40"})
    assert "€52.06" in page.content.decode()
    desk.post(at("desk_loss", place.pk), {**hidden(page), "value": "40"})
    assert str(Entry.objects.get().amount) == "52.06"


def test_where_nobody_is_paid_the_desk_is_told(
    desk: Client, at: Address, place: Placement, plume: Maker
) -> None:
    affiliation = plume.affiliations.get()
    end_affiliation(affiliation=affiliation, ends_on=affiliation.starts_on, by=None, at=START)
    shown = desk.get(at("desk_loss", place.pk)).content.decode()
    assert "No agreement says what a piece is worth." in shown
    assert desk.get(at("desk_loss", place.pk), STOLEN).status_code == 409
