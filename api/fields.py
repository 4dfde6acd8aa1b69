"""Amounts, percentages, months and keys as they are written in JSON."""

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from consign.days import Month, of_this_century

EUR = "EUR"


class Exact(serializers.DecimalField):
    """A decimal as text; a JSON number with a fraction is refused: it may have lost some."""

    default_error_messages = {"float": gettext_lazy("Write it in quotation marks: “45.00”.")}

    def to_internal_value(self, data: Any) -> Decimal:
        if isinstance(data, float):
            self.fail("float")
        return super().to_internal_value(data)


class Amount(Exact):
    """Euro with two digits, as text: `"45.00"`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=14, decimal_places=2, coerce_to_string=True, **kwargs)


class Percent(Exact):
    """A percentage without trailing zeros, as text: `"21"`, `"33.3333"`."""

    def __init__(self, **kwargs: Any) -> None:
        limits = {"min_value": Decimal(0), "max_value": Decimal(100), **kwargs}
        super().__init__(max_digits=7, decimal_places=4, coerce_to_string=True, **limits)

    def to_representation(self, value: Decimal) -> str:
        return f"{value.normalize():f}"


@extend_schema_field({"type": "string", "pattern": r"^20\d{2}-\d{2}$", "examples": ["2026-11"]})
class Period(serializers.Field[Month, Any, str, Any]):
    """A month of this century: `"2026-11"`."""

    default_error_messages = {"invalid": gettext_lazy("Write a month like 2026-11.")}

    def to_internal_value(self, data: Any) -> Month:
        try:
            month = Month.parse(data if isinstance(data, str) else "")
        except ValueError:
            month = Month(0, 1)
        if not 2000 <= month.year < 2100:
            self.fail("invalid")
        return month

    def to_representation(self, value: Month) -> str:
        return str(value)


@extend_schema_field(OpenApiTypes.STR)
class Currency(serializers.ReadOnlyField):
    """The currency of the amounts beside it: always `EUR`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"default": EUR, **kwargs})

    def get_attribute(self, instance: Any) -> str:  # noqa: ARG002
        return EUR


class Day(serializers.DateField):
    """A day of this century, so that it has a beginning everywhere."""

    default_error_messages = {"century": gettext_lazy("Write a day of this century.")}

    def to_internal_value(self, value: Any) -> date:
        day = super().to_internal_value(value)
        if not of_this_century(day):
            self.fail("century")
        return day


class RowKey(serializers.IntegerField):
    """The key of a row, in a range every database has a column for."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=10**18, **kwargs)


class Pieces(serializers.IntegerField):
    """A number of pieces; which ones are too many or too few, the operations know."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=-(10**6), max_value=10**6, **kwargs)


def key_sent(request: Request, in_body: uuid.UUID | None = None) -> uuid.UUID | None:
    """The idempotency key of a call, from its header or body; both must agree."""
    sent = request.headers.get("Idempotency-Key")
    if sent is None:
        return in_body
    try:
        key = uuid.UUID(sent)
    except ValueError:
        raise serializers.ValidationError(
            {"Idempotency-Key": [_("A key is a UUID: make a new one for each act.")]}
        ) from None
    if in_body not in (None, key):
        raise serializers.ValidationError(
            {"key": [_("The key in the body is not the one in the header.")]}
        )
    return key


def marked(answer: Response, *, replayed: bool) -> Response:
    """An answer, marked when it is that of an earlier call with the same key."""
    if replayed:
        answer["Idempotency-Replayed"] = "true"
    return answer


def key_needed(request: Request, in_body: uuid.UUID | None = None) -> uuid.UUID:
    """The same, where an act is recorded only with a key."""
    key = key_sent(request, in_body)
    if key is None:
        raise serializers.ValidationError(
            {"Idempotency-Key": [_("A key is a UUID: make a new one for each act.")]}
        )
    return key
