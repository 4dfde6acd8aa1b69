"""The description of the API: the schema for programs, and a page of it for people."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.views.generic import TemplateView
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.examples import example_of
from api.permissions import Anyone
from api.resource import Door

Json = dict[str, Any]


@lru_cache(maxsize=1)
def openapi() -> Json:
    """The whole API in OpenAPI 3.1, worked out once; it is in English."""
    with translation.override("en"):
        generator: Any = SchemaGenerator
        schema: Json = generator().get_schema(request=None, public=True)
    return schema


@extend_schema(exclude=True)
class Schema(Door):
    """The API in OpenAPI 3.1."""

    permission_classes = [Anyone]

    def get(self, _request: Request) -> Response:
        return Response(openapi())


@dataclass(frozen=True)
class Part:
    """A parameter, or a field of what is sent or answered."""

    name: str
    kind: str
    needed: bool
    about: SafeString


@dataclass(frozen=True)
class Answer:
    """What comes back: its status and kind, and the fields of JSON."""

    title: str
    parts: list[Part]


@dataclass(frozen=True)
class Call:
    """One method at one address."""

    name: str
    method: str
    path: str
    summary: SafeString
    about: SafeString
    parameters: list[Part]
    sent: list[Part]
    answers: list[Answer]
    example: str
    examples: list[str]


@dataclass
class Subject:
    """The calls whose addresses begin alike."""

    name: str
    calls: list[Call] = field(default_factory=list)


class Docs(TemplateView):
    """The API for people who write programs: every call with what it takes and gives."""

    access = "public"
    template_name = "api/docs.html"

    def get_context_data(self, **kwargs: Any) -> Json:
        base = f"{self.request.scheme}://{self.request.get_host()}"
        limits = settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]
        return super().get_context_data(
            subjects=subjects(openapi(), base), base=f"{base}/api/v1/", limits=limits, **kwargs
        )


def subjects(schema: Json, base: str) -> list[Subject]:
    """The schema as the page shows it."""
    found: dict[str, Subject] = {}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            subject = found.setdefault(operation["tags"][0], Subject(operation["tags"][0]))
            subject.calls.append(_call(schema, path, method.upper(), operation, base))
    return list(found.values())


def _call(schema: Json, path: str, method: str, operation: Json, base: str) -> Call:
    body = operation.get("requestBody", {}).get("content", {})
    nothing: tuple[str, Json] = ("", {})
    kind, content = next(iter(body.items()), nothing)
    return Call(
        name=operation["operationId"],
        method=method,
        path=path,
        summary=_words(operation.get("summary", "")),
        about=_words(operation.get("description", "")),
        parameters=[_parameter(one) for one in operation.get("parameters", [])],
        sent=list(_parts(schema, content.get("schema", {}))),
        answers=list(_answers(schema, operation["responses"])),
        example=example_of(method, base + path, kind, operation),
        examples=[
            json.dumps(one["value"], indent=1, ensure_ascii=False)
            for one in content.get("examples", {}).values()
        ],
    )


def _parameter(told: Json) -> Part:
    return Part(
        told["name"],
        _kind(told["schema"]),
        told.get("required", False),
        _words(told.get("description", "")),
    )


def _answers(schema: Json, responses: Json) -> Iterator[Answer]:
    for status, told in responses.items():
        for kind, content in told.get("content", {}).items():
            if status != "default":
                yield Answer(f"{status} {kind}", list(_parts(schema, content.get("schema", {}))))


def _parts(schema: Json, shape: Json, prefix: str = "") -> Iterator[Part]:
    """The fields of a shape, those of shapes inside it after them with their path."""
    shape = _resolved(schema, shape)
    if shape.get("type") == "array":
        yield from _parts(schema, shape["items"], f"{prefix}[].")
        return
    for name, told in shape.get("properties", {}).items():
        inner = _resolved(schema, told)
        about = told.get("description") or inner.get("description", "")
        yield Part(prefix + name, _kind(inner), name in shape.get("required", []), _words(about))
        deeper = "[]." if inner.get("type") == "array" else "."
        shape_inside = inner.get("items", {}) if deeper == "[]." else inner
        yield from _parts(schema, shape_inside, f"{prefix}{name}{deeper}")


def _resolved(schema: Json, shape: Json) -> Json:
    """A shape itself, where another is only referred to."""
    for one in shape.get("allOf") or shape.get("oneOf") or []:
        if "$ref" in one:
            shape = {**_resolved(schema, one), **shape}
    if "$ref" in shape:
        name = shape["$ref"].rsplit("/", maxsplit=1)[-1]
        return {
            **schema["components"]["schemas"][name],
            "description": shape.get("description", ""),
        }
    return shape


def _words(text: str) -> SafeString:
    """A sentence in which what stands between backticks is code."""
    return mark_safe(re.sub("`([^`]+)`", r"<code>\1</code>", escape(text)))


def _kind(shape: Json) -> str:
    """What a value is, in a word or by its choices."""
    if "enum" in shape:
        return " | ".join(str(choice) for choice in shape["enum"] if choice is not None)
    kind = shape.get("format") or shape.get("type", "")
    return " | ".join(kind) if isinstance(kind, list) else str(kind)
