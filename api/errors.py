"""Every "no" as a problem (RFC 9457): a status, a stable code, a sentence for people."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions, serializers

from consign.refusal import Refused

# A refusal is 409 unless HTTP has a closer word for it.
STATUS = {
    "not_a_photo": 422,
    "photo_too_large": 413,
    "not_a_list": 422,
    "list_too_long": 413,
    "column_missing": 422,
    "column_twice": 422,
    # A file that is no statement of a bank, or not a whole one.
    "not_a_bank_statement": 422,
    "damaged": 422,
    "sums": 422,
    "too_large": 413,
    "changed_meanwhile": 412,
    # A scenario that is malformed, or contradicts itself.
    "unreadable": 400,
    "wrong_type": 400,
    "missing": 400,
    "unknown_key": 400,
    "bad_value": 400,
    "out_of_range": 400,
    "duplicate_id": 400,
    "wrong_order": 400,
    "contradiction": 400,
    "unknown_maker": 400,
    "unknown_sale": 400,
}


class Problem(serializers.Serializer[Any]):
    """Why a call was refused."""

    type = serializers.CharField(help_text="`urn:consign:problem:` and the code.")
    title = serializers.CharField(help_text="The name of the status.")
    status = serializers.IntegerField()
    code = serializers.CharField(help_text="Stable, for programs: `not_enough`, `price_changed`.")
    detail = serializers.CharField(help_text="A sentence for people, in the reader's language.")
    errors = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        help_text="Sentences by the part that was sent: `lines.0.quantity`, or `body` for all.",
    )  # type: ignore[assignment]


class Absent(exceptions.NotFound):
    """Something addressed by a code that means nothing here, with the refusal's own words."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(str(refused), refused.code)


def problem(exc: Exception, context: dict[str, Any]) -> HttpResponse | None:  # noqa: ARG001
    """The answer to an exception; None for one nobody foresaw.

    Plain JSON whatever format was asked for, written at once while the language is the reader's.
    """
    if isinstance(exc, Refused):
        errors = {exc.place: [str(exc)]} if exc.place else {}
        return _told(STATUS.get(exc.code, 409), exc.code, str(exc), errors)
    found = _as_api_exception(exc)
    if found is None:
        return None
    response = _told(found.status_code, _code(found), _detail(found), _errors(found))
    if isinstance(found, exceptions.Throttled):
        response["Retry-After"] = str(int(getattr(found, "wait", None) or 1))
    if header := getattr(found, "auth_header", None):
        response["WWW-Authenticate"] = header
    return response


def _as_api_exception(exc: Exception) -> exceptions.APIException | None:
    if isinstance(exc, exceptions.APIException):
        return exc
    if isinstance(exc, Http404):
        return exceptions.NotFound()
    if isinstance(exc, SuspiciousOperation):
        refused = exceptions.APIException(_("This is more than is accepted at once."), "too_large")
        refused.status_code = 413 if isinstance(exc, RequestDataTooBig) else 400
        return refused
    return None


def _told(status: int, code: str, detail: str, errors: dict[str, list[str]]) -> HttpResponse:
    told = {
        "type": f"urn:consign:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        "errors": errors,
    }
    return JsonResponse(
        told,
        status=status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )


def _code(exc: exceptions.APIException) -> str:
    if isinstance(exc, exceptions.ValidationError):
        return "invalid"
    return str(getattr(exc.detail, "code", exc.default_code))


def _detail(exc: exceptions.APIException) -> str:
    if isinstance(exc, exceptions.ValidationError):
        return _("Some of what was sent cannot be used. See “errors”.")
    return str(exc.detail)


def _errors(exc: exceptions.APIException) -> dict[str, list[str]]:
    if not isinstance(exc, exceptions.ValidationError):
        return {}
    found: dict[str, list[str]] = {}
    for place, sentence in _flat(exc.detail, ""):
        found.setdefault(place or "body", []).append(sentence)
    return found


def _flat(detail: Any, place: str) -> Iterator[tuple[str, str]]:
    """Nested errors as (place, sentence), places written with dots."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            here = place if name == "non_field_errors" else f"{place}.{name}".lstrip(".")
            yield from _flat(inner, here)
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            nested = isinstance(inner, dict | list)
            yield from _flat(inner, f"{place}.{index}".lstrip(".") if nested else place)
    else:
        yield place, str(detail)
