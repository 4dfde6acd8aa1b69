from datetime import timedelta

import pytest
from django.test import Client
from rest_framework.test import APIRequestFactory, force_authenticate
from rest_framework.views import APIView

from consign.people.models import Coworking, Scope, Token, User
from consign.people.operations import issue_token, revoke_token
from tests.api.caller import BASE, Caller, refused, told
from tests.api.conftest import NOW
from tests.factories import START

pytestmark = pytest.mark.django_db


def with_header(value: str) -> Client:
    return Client(headers={"Authorization": value}, raise_request_exception=False)


def test_a_token_says_who_calls(as_dan: Caller, dan: User, rcoop: Coworking) -> None:
    assert told(as_dan.get("me/")) == {
        "id": dan.pk,
        "name": "Dan",
        "email": "dan@example.org",
        "language": "en",
        "token": {"name": "till", "scopes": ["manage", "read", "sell"], "expires_at": None},
        "coworkings": [{"slug": "rcoop", "name": "Rcoop", "role": "desk"}],
        "makers": [],
        "legal_entities": [],
    }


def test_a_maker_and_an_adviser_see_their_parts(as_ada: Caller, as_eve: Caller) -> None:
    assert told(as_ada.get("me/"))["makers"] == [
        {"slug": "comme-une-plume", "name": "Comme une plume"}
    ]
    (entity,) = told(as_eve.get("me/"))["legal_entities"]
    assert entity["legal_name"] == "Comme une plume payee"


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("Bearer", "unknown_token"),
        ("Bearer nobody's", "unknown_token"),
        ("bearer \xe9\xff", "unknown_token"),
        ("Basic ZGFuOmRhbg==", "not_authenticated"),
        ("", "not_authenticated"),
    ],
)
def test_an_unknown_token_opens_nothing(db: None, header: str, code: str) -> None:
    answer = with_header(header).get(BASE + "me/")
    refused(answer, 401, code)
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_token_stops_when_it_expires_or_is_revoked(ada: User) -> None:
    late = issue_token(user=ada, name="old", scopes=[Scope.READ], by=ada, at=START, expires_at=NOW)
    refused(with_header(f"Bearer {late}").get(BASE + "me/"), 401, "token_expired")
    soon = issue_token(
        user=ada,
        name="new",
        scopes=[Scope.READ],
        by=ada,
        at=START,
        expires_at=NOW + timedelta(minutes=1),
    )
    told(with_header(f"Bearer {soon}").get(BASE + "me/"))
    revoke_token(token=Token.objects.get(name="new"), by=ada, at=NOW)
    refused(with_header(f"Bearer {soon}").get(BASE + "me/"), 401, "token_revoked")


def test_a_token_of_somebody_who_left_opens_nothing(as_ada: Caller, ada: User) -> None:
    ada.is_active = False
    ada.save()
    refused(as_ada.get("me/"), 401, "unknown_token")


def test_the_day_a_token_was_used_is_remembered(as_ada: Caller) -> None:
    told(as_ada.get("me/"))
    assert Token.objects.get().last_used_on == NOW.date()


def test_a_resource_that_names_nobody_lets_nobody_in(ada: User) -> None:
    request = APIRequestFactory().get("/")
    force_authenticate(request, ada)
    assert APIView.as_view()(request).status_code == 403


def test_a_session_reads_and_with_csrf_writes(ada: User) -> None:
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    browser.force_login(ada)
    assert told(browser.get(BASE + "me/"))["token"] is None
    answer = browser.post(BASE + "items/", {}, content_type="application/json")
    refused(answer, 403, "permission_denied")
    browser.cookies["csrftoken"] = "a" * 32
    answer = browser.post(
        BASE + "items/",
        {},
        content_type="application/json",
        headers={"X-CSRFToken": "a" * 32},
    )
    refused(answer, 400, "invalid")


def test_answers_are_private_and_speak_a_language(as_ada: Caller, ada: User) -> None:
    ada.language = "fr"
    ada.save()
    answer = as_ada.get("accounts/999/")
    problem = refused(answer, 404, "not_found")
    assert problem["detail"] == "Non trouvé."
    assert answer["Content-Language"] == "fr"
    assert answer["Cache-Control"] == "private, no-cache"
    assert "Authorization" in answer["Vary"]


def test_the_language_of_one_reader_does_not_stay_for_the_next(
    as_ada: Caller, as_nobody: Caller, ada: User
) -> None:
    ada.language = "fr"
    ada.save()
    as_ada.get("me/")
    answer = as_nobody.get("me/")
    assert answer["Content-Language"] == "en"
    assert "credentials" in refused(answer, 401, "not_authenticated")["detail"]


def test_who_calls_too_often_is_told_when_to_come_back(
    as_ada: Caller, as_ben: Caller, as_nobody: Caller
) -> None:
    for _call in range(600):
        as_ada.client.get(BASE + "nothing")
    answer = as_ada.get("me/")
    refused(answer, 429, "throttled")
    assert 0 < int(answer["Retry-After"]) <= 60
    told(as_ben.get("me/"))
    for _call in range(60):
        as_nobody.client.get(BASE + "nothing")
    refused(as_nobody.get("schema/"), 429, "throttled")
    told(as_nobody.get("health/"))
