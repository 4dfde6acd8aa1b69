"""Sending pieces to another coworking and receiving them, page by page."""

import pytest
from django.test import Client

from consign.people.models import Coworking, Maker, User
from consign.stock.models import Placement, Transit
from consign.stock.transits import send
from tests.factories import make_agreement, make_member, make_person, make_placed, moment

NOW = moment("2026-10-05 10:00")


@pytest.fixture
def placed(rcoop: Coworking, filature: Coworking, plume: Maker) -> Placement:
    make_agreement(filature, plume.affiliations.get())
    return make_placed(rcoop, plume, quantity=3)


@pytest.fixture
def eva(filature: Coworking) -> User:
    """Stands at the other desk."""
    return make_member(filature, make_person("eva"))


@pytest.fixture
def sent(placed: Placement, filature: Coworking, dan: User) -> Transit:
    return send(placement=placed, coworking=filature, quantity=2, by=dan, at=NOW)


def test_the_desk_sends_pieces_to_where_their_maker_sells(
    placed: Placement, filature: Coworking, dan: User, client: Client
) -> None:
    client.force_login(dan)
    page = f"/desk/rcoop/goods/{placed.pk}/"
    assert "Send to another coworking" in client.get(page).text
    told = {"send-coworking": filature.pk, "send-quantity": 2, "send-remark": "For the market"}
    assert client.post(page, {**told, "action": "send"}).status_code == 302
    assert Transit.objects.get().remark == "For the market"
    assert "For the market" in client.get("/desk/rcoop/goods/under-way/").text


def test_where_the_maker_sells_nowhere_else_nothing_is_offered(
    rcoop: Coworking, terre: Maker, dan: User, client: Client
) -> None:
    client.force_login(dan)
    page = client.get(f"/desk/rcoop/goods/{make_placed(rcoop, terre).pk}/")
    assert "Send to another coworking" not in page.text


def test_more_than_is_there_is_refused_and_nothing_is_lost(
    placed: Placement, filature: Coworking, dan: User, client: Client
) -> None:
    client.force_login(dan)
    told = {"send-coworking": filature.pk, "send-quantity": 4, "send-remark": "For the market"}
    said = client.post(f"/desk/rcoop/goods/{placed.pk}/", {**told, "action": "send"})
    assert (said.status_code, "For the market" in said.text) == (409, True)
    assert not Transit.objects.exists()


def test_the_other_desk_receives_them(
    sent: Transit, filature: Coworking, eva: User, client: Client
) -> None:
    client.force_login(eva)
    assert "Collier plume" in client.get("/desk/la-filature/goods/under-way/").text
    told = {f"{sent.pk}-showcase": filature.showcases.get().pk, f"{sent.pk}-quantity": 2}
    said = client.post(f"/desk/la-filature/goods/under-way/{sent.pk}/arrived/", told)
    assert said.status_code == 302
    assert Placement.objects.get(showcase__coworking=filature).on_hand == 2


def test_more_than_was_sent_is_refused(
    sent: Transit, filature: Coworking, eva: User, client: Client
) -> None:
    client.force_login(eva)
    told = {f"{sent.pk}-showcase": filature.showcases.get().pk, f"{sent.pk}-quantity": 3}
    said = client.post(f"/desk/la-filature/goods/under-way/{sent.pk}/arrived/", told)
    assert (said.status_code, "Only 2 of" in said.text) == (409, True)


def test_who_sent_them_takes_back_what_did_not_arrive(
    sent: Transit, placed: Placement, dan: User, client: Client
) -> None:
    client.force_login(dan)
    back = f"/desk/rcoop/goods/under-way/{sent.pk}/back/"
    said = client.post(back, {f"{sent.pk}-quantity": 2})
    assert said["Location"] == f"/desk/rcoop/goods/{placed.pk}/"
    assert client.post(back, {f"{sent.pk}-quantity": 1}).status_code == 404


def test_only_the_two_desks_decide(sent: Transit, dan: User, eva: User, client: Client) -> None:
    client.force_login(dan)
    assert client.post(f"/desk/rcoop/goods/under-way/{sent.pk}/arrived/").status_code == 404
    client.force_login(eva)
    assert client.post(f"/desk/la-filature/goods/under-way/{sent.pk}/back/").status_code == 404
