import io
import re
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client
from django.urls import URLPattern, get_resolver
from drf_spectacular.validation import validate_schema

from api import urls
from api.docs import openapi
from tests.api.caller import BASE, Caller, told

RESOURCES = {
    "accounts",
    "affiliations",
    "agreements",
    "announcements",
    "bank-lines",
    "bank-statements",
    "cash-counts",
    "conflicts",
    "counts",
    "cover",
    "coworkings",
    "day-closings",
    "deposit-slips",
    "differences",
    "documents",
    "health",
    "items",
    "labels",
    "legal-entities",
    "makers",
    "me",
    "payment-requests",
    "payouts",
    "placements",
    "reductions",
    "remittances",
    "sales",
    "scan",
    "settlements",
    "simulations",
    "statements",
    "transits",
}


def test_the_schema_is_valid_and_without_warnings(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("spectacular", fail_on_warn=True, validate=True, stdout=io.StringIO())
    assert capsys.readouterr().err == ""


@pytest.mark.django_db
def test_anybody_reads_the_schema(as_nobody: Caller) -> None:
    schema = told(as_nobody.get("schema/"))
    validate_schema(schema)  # type: ignore[no-untyped-call]
    assert schema["openapi"].startswith("3.1")
    assert {path.split("/")[3] for path in schema["paths"]} == RESOURCES


def test_every_call_is_described_and_may_be_refused() -> None:
    for path, methods in openapi()["paths"].items():
        for method, call in methods.items():
            assert call["summary"], (method, path)
            assert "application/problem+json" in call["responses"]["default"]["content"]


def test_every_call_names_the_scope_it_needs() -> None:
    paths = openapi()["paths"]
    assert "`sell`" in paths["/api/v1/sales/"]["post"]["description"]
    assert "`read`" in paths["/api/v1/sales/"]["get"]["description"]
    assert "`manage`" in paths["/api/v1/settlements/"]["post"]["description"]
    assert "`read`" in paths["/api/v1/items/{code}/labels/"]["post"]["description"]
    assert "description" not in paths["/api/v1/health/"]["get"]


def test_every_address_is_in_the_schema() -> None:
    described = {re.sub(r"\{[a-z]+\}", "*", path) for path in openapi()["paths"]}
    silent = {"schema", "docs", ""}
    for route in urls.urlpatterns:
        assert isinstance(route, URLPattern)
        path = re.sub(r"\(\?P<.*?>[^)]*\)|<[a-z:]+>", "*", str(route.pattern).strip("^$"))
        if path.split("/")[0] not in silent and path != ".*":
            assert BASE + path.replace(r"\.", ".") in described


@pytest.mark.django_db
def test_a_readable_page_names_every_call(client: Client) -> None:
    answer = client.get(BASE + "docs/")
    page = answer.content.decode()
    assert answer.status_code == 200
    for path, methods in openapi()["paths"].items():
        for method in methods:
            assert f"<b>{method.upper()}</b> {path}</code>" in page
    assert "lines[].seen_price" in page
    assert "<code>Idempotency-Replayed: true</code>" in page
    assert "&quot;seen_price&quot;: &quot;45.00&quot;" in page
    assert "testserver/api/v1/" in page


@pytest.mark.django_db
def test_the_page_loads_nothing_from_elsewhere(client: Client) -> None:
    page = client.get(BASE + "docs/").content.decode()
    assert re.findall(r'(?:src|<link[^>]*href)="(?:https?:)?//[^"]*"', page) == []
    assert "<script" not in page


@pytest.mark.django_db
def test_health_needs_no_token(as_nobody: Caller) -> None:
    assert told(as_nobody.get("health/")) == {"status": "ok", "database": "ok", "storage": "ok"}


@pytest.mark.django_db
def test_health_fails_when_photos_cannot_be_kept(
    as_nobody: Caller, settings: Any, tmp_path: Any
) -> None:
    file = tmp_path / "full"
    file.write_text("")
    settings.MEDIA_ROOT = file / "media"
    answer = as_nobody.client.get(BASE + "health/")
    assert told(answer, 503) == {"status": "down", "database": "ok", "storage": "down"}


@pytest.mark.django_db
def test_health_fails_when_the_database_does_not_answer(
    as_nobody: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent() -> None:
        raise OperationalError

    monkeypatch.setattr(connection, "cursor", silent)
    answer = as_nobody.client.get(BASE + "health/")
    assert told(answer, 503)["database"] == "down"


def test_the_api_is_found_under_its_address() -> None:
    assert get_resolver().resolve("/api/v1/me/").url_name == "api_me"
