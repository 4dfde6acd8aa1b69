"""A program that calls the API for somebody."""

from typing import Any

from django.http import HttpResponse
from django.test import Client

from consign.people.models import Scope, User
from consign.people.operations import issue_token
from tests.factories import START

BASE = "/api/v1/"
ALL = tuple(Scope)


class Caller:
    """Calls with a token of a person, or with none; addresses are given without their base."""

    def __init__(self, user: User | None, scopes: tuple[Scope, ...] = ALL) -> None:
        headers: dict[str, str] = {}
        if user is not None:
            token = issue_token(user=user, name="till", scopes=scopes, by=None, at=START)
            headers["Authorization"] = f"Bearer {token}"
        self.client = Client(headers=headers, raise_request_exception=False)

    def get(self, path: str, **query: str) -> HttpResponse:
        return self._sane(self.client.get(BASE + path, query))

    def post(self, path: str, sent: Any = None, *, key: object = None) -> HttpResponse:
        headers = {"Idempotency-Key": str(key)} if key else {}
        return self._sane(self._send("post", path, sent, headers))

    def patch(self, path: str, sent: Any, **headers: str) -> HttpResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._sane(self._send("patch", path, sent, named))

    def delete(self, path: str) -> HttpResponse:
        return self._sane(self.client.delete(BASE + path))

    def _send(self, method: str, path: str, sent: Any, headers: dict[str, str]) -> HttpResponse:
        call = getattr(self.client, method)
        body = {} if sent is None else sent
        answer: HttpResponse = call(
            BASE + path, body, content_type="application/json", headers=headers
        )
        return answer

    def _sane(self, answer: Any) -> HttpResponse:
        assert answer.status_code < 500, answer.content
        found: HttpResponse = answer
        return found


def told(answer: Any, status: int = 200) -> Any:
    """The JSON of an answer that was expected."""
    assert answer.status_code == status, answer.content
    return answer.json()


def rows(answer: Any) -> list[dict[str, Any]]:
    """The rows of a list."""
    found: list[dict[str, Any]] = told(answer)["results"]
    return found


def refused(answer: Any, status: int, code: str) -> Any:
    """A problem with this status and code; gives it back."""
    problem = told(answer, status)
    assert answer["Content-Type"] == "application/problem+json"
    assert problem["code"] == code
    assert problem["type"] == f"urn:consign:problem:{code}"
    assert problem["status"] == status
    assert problem["detail"]
    return problem
