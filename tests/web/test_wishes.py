"""Asking for a piece in the street, confirming it, and the desk's answer, page by page."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from consign.people.models import Coworking, Maker, User
from consign.stock.models import Hold, HoldWish, HoldWishState, Placement
from consign.stock.wish_links import wish_token
from consign.stock.wishes import confirm_wish
from tests.factories import make_agreement, make_placed
from tests.stock.test_wishes import ask

SENT = {"name": "Eva", "email": "eva@example.org", "words": "Pour Léa"}


@pytest.fixture
def placed(rcoop: Coworking, plume: Maker) -> Placement:
    return make_placed(rcoop, plume)


@pytest.fixture
def asked(placed: Placement) -> HoldWish:
    now = timezone.now()
    return confirm_wish(wish=ask(placed, at=now), at=now)


def test_a_passer_by_asks_and_confirms(
    placed: Placement, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    page = client.get(f"/I/{placed.item.code}")
    assert f"/keep/{placed.item.code}/" in page.text
    sent = {**SENT, "coworking": placed.showcase.coworking.pk}
    with django_capture_on_commit_callbacks(execute=True):
        said = client.post(f"/keep/{placed.item.code}/", sent)
    assert (said.status_code, "eva@example.org" in said.text) == (200, True)
    link = mail.outbox[0].body.split("https://vitrine.example")[1].split()[0]
    assert client.get(link).status_code == 200
    # Programs that read mail open links: looking confirms nothing.
    assert HoldWish.objects.get().state == HoldWishState.MAILED
    assert client.post(link, follow=True).status_code == 200
    assert HoldWish.objects.get().state == HoldWishState.ASKED


def test_what_is_wrong_keeps_what_was_typed(placed: Placement, client: Client) -> None:
    sent = {**SENT, "email": "eva", "coworking": placed.showcase.coworking.pk}
    said = client.post(f"/keep/{placed.item.code}/", sent)
    assert (said.status_code, "Pour Léa" in said.text) == (400, True)
    assert not HoldWish.objects.exists()


def test_a_piece_that_is_gone_says_so(plume: Maker, client: Client, placed: Placement) -> None:
    Placement.objects.filter(pk=placed.pk).update(on_hand=0)
    said = client.get(f"/keep/{placed.item.code}/")
    assert "not there any more" in said.text
    assert client.get("/keep/XXXXXXX/").status_code == 404


def test_who_asks_too_often_has_to_wait(placed: Placement, client: Client) -> None:
    who = {"email": "often@example.org", "coworking": placed.showcase.coworking.pk}
    sent = {**SENT, **who}
    answers = [client.post(f"/keep/{placed.item.code}/", sent).status_code for _n in range(11)]
    assert answers == [200] * 10 + [429]


def test_a_damaged_link_is_gone(db: None, client: Client) -> None:
    assert client.get("/keep/confirm/nonsense/").status_code == 410


def test_nothing_personal_is_told_to_search_engines(asked: HoldWish, client: Client) -> None:
    page = client.get(f"/keep/confirm/{wish_token(asked)}/")
    assert 'content="noindex"' in page.text
    assert "no-store" in page["Cache-Control"]


def test_the_desk_keeps_it(asked: HoldWish, dan: User, client: Client) -> None:
    client.force_login(dan)
    assert "Eva" in client.get("/desk/rcoop/goods/asked/").text
    address = f"/desk/rcoop/goods/asked/{asked.pk}/"
    assert "eva@example.org" in client.get(address).text
    until = timezone.localtime() + timedelta(days=3)
    said = client.post(address, {"until": until.strftime("%Y-%m-%dT%H:%M"), "yes": ""})
    assert said.status_code == 302
    assert Hold.objects.get().name == "Eva"
    assert client.get(address).status_code == 404


def test_the_desk_says_no(asked: HoldWish, dan: User, client: Client) -> None:
    client.force_login(dan)
    said = client.post(f"/desk/rcoop/goods/asked/{asked.pk}/", {"answer": "Sold", "no": ""})
    assert said.status_code == 302
    assert HoldWish.objects.get().answer == "Sold"


def test_until_yesterday_is_refused_with_a_sentence(
    asked: HoldWish, dan: User, client: Client
) -> None:
    client.force_login(dan)
    said = client.post(
        f"/desk/rcoop/goods/asked/{asked.pk}/", {"until": "2026-01-01T10:00", "yes": ""}
    )
    assert (said.status_code, "60 days" in said.text) == (409, True)


def test_another_desk_sees_nothing(
    asked: HoldWish, filature: Coworking, plume: Maker, dan: User, client: Client
) -> None:
    make_agreement(filature, plume.affiliations.get())
    client.force_login(dan)
    assert client.get("/desk/la-filature/goods/asked/").status_code == 404
