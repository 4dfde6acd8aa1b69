"""One's own account: places, language, keys for programs."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from consign.people.hashing import fits
from consign.people.models import Coworking, Maker, Membership, Scope, Token, User
from consign.people.operations import add_adviser, issue_token
from tests.factories import START, make_entity, make_member
from tests.web.conftest import As, Costs, text_of

NEW = {"name": "Web shop", "scopes": ["read", "sell"]}

pytestmark = pytest.mark.django_db


def shown_key(page: object) -> str:
    found = re.search(r'value="(consign_[^"]+)"', text_of(page))
    assert found is not None
    return found[1]


def test_all_places_of_a_person_are_listed(
    dan: User, rcoop: Coworking, signed_in: As, ada: User, plume: Maker
) -> None:
    add_adviser(entity=make_entity("Dies SC"), user=dan, by=None, at=START)
    page = text_of(signed_in(dan).get("/account/"))
    assert 'href="/desk/rcoop/"' in page
    assert 'href="/cooperative/dies-sc/"' in page
    assert "Comme une plume" not in page
    assert 'href="/my/comme-une-plume/home/"' in text_of(signed_in(ada).get("/account/"))


def test_whoever_has_no_place_is_told_what_to_do(vic: User, signed_in: As) -> None:
    assert "Nothing is linked to your account yet." in text_of(signed_in(vic).get("/account/"))


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    for page in ("/account/", "/account/tokens/", "/account/tokens/1/revoke/"):
        assert client.get(page).headers["Location"].startswith("/signin/?next=")


def test_a_key_is_shown_once(ada: User, signed_in: As) -> None:
    client = signed_in(ada)
    page = client.post("/account/tokens/", NEW)
    key = shown_key(page)
    assert "no-store" in page.headers["Cache-Control"]
    token = Token.objects.get()
    assert (token.user, token.name, token.scopes) == (ada, "Web shop", ["read", "sell"])
    assert key not in token.digest
    assert token.expires_at is not None
    later = text_of(client.get("/account/"))
    assert key not in later
    assert "Web shop" in later


@pytest.mark.parametrize(
    "sent",
    [
        {"name": "", "scopes": ["read"]},
        {"name": "x" * 81, "scopes": ["read"]},
        {"name": "Shop", "scopes": []},
        {"name": "Shop", "scopes": ["rule"]},
    ],
)
def test_a_key_needs_a_name_and_something_it_may_do(
    ada: User, signed_in: As, sent: dict[str, object]
) -> None:
    page = signed_in(ada).post("/account/tokens/", sent)
    assert page.status_code == 400
    assert f'value="{sent["name"]}"' in text_of(page) or not sent["name"]
    assert not Token.objects.exists()


def test_a_key_is_stopped_by_its_owner_alone(ada: User, ben: User, signed_in: As) -> None:
    issue_token(user=ada, name="Shop", scopes=[Scope.READ], by=ada, at=START)
    token = Token.objects.get()
    assert signed_in(ben).post(f"/account/tokens/{token.pk}/revoke/").status_code == 404
    client = signed_in(ada)
    assert client.get(f"/account/tokens/{token.pk}/revoke/").status_code == 405
    page = client.post(f"/account/tokens/{token.pk}/revoke/", follow=True)
    assert "The key “Shop” no longer works." in text_of(page)
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_a_key_that_expired_says_so(ada: User, signed_in: As) -> None:
    past = timezone.now() - timedelta(days=1)
    issue_token(user=ada, name="Old", scopes=[Scope.READ], expires_at=past, by=ada, at=START)
    assert "expired" in text_of(signed_in(ada).get("/account/"))


def test_many_keys_cost_as_many_queries_as_one(ada: User, signed_in: As, costs: Costs) -> None:
    client = signed_in(ada)
    issue_token(user=ada, name="One", scopes=[Scope.READ], by=ada, at=START)
    one = costs(client, "/account/")
    for name in ("Two", "Three"):
        issue_token(user=ada, name=name, scopes=[Scope.READ], by=ada, at=START)
    assert costs(client, "/account/") == one


def test_what_is_shown_to_one_reader_is_kept_for_no_other(ada: User, signed_in: As) -> None:
    assert signed_in(ada).get("/account/").headers["Cache-Control"] == "private"


def test_a_pin_is_chosen_for_each_desk(
    dan: User, rcoop: Coworking, filature: Coworking, signed_in: As
) -> None:
    make_member(filature, dan)
    client = signed_in(dan)
    page = client.post("/account/pins/rcoop/", {"rcoop-pin": "4071"}, follow=True)
    assert "From now on you sign with this PIN at the devices of Rcoop." in text_of(page)
    assert "4071" not in text_of(page)
    with_one = Membership.objects.exclude(pin_hash="")
    assert [member.coworking for member in with_one] == [rcoop]
    assert fits(with_one.get(), "4071")


@pytest.mark.parametrize(("pin", "status"), [("", 400), ("1234", 409), ("12a4", 409), ("1", 409)])
def test_a_pin_that_is_refused_says_why(
    dan: User, rcoop: Coworking, signed_in: As, pin: str, status: int
) -> None:
    page = signed_in(dan).post("/account/pins/rcoop/", {"rcoop-pin": pin})
    assert page.status_code == status
    assert "<details" in text_of(page)
    assert 'class="why" open' in text_of(page)
    assert not Membership.objects.exclude(pin_hash="").exists()


def test_a_pin_is_chosen_only_where_one_stands_at_the_desk(
    dan: User, ada: User, filature: Coworking, signed_in: As
) -> None:
    for person, desk in ((dan, "la-filature"), (ada, "rcoop"), (dan, "nowhere")):
        page = signed_in(person).post(f"/account/pins/{desk}/", {f"{desk}-pin": "4071"})
        assert page.status_code == 404
    assert signed_in(dan).get("/account/pins/rcoop/").status_code == 405
    assert "PIN</h2>" not in text_of(signed_in(ada).get("/account/"))
