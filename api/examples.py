"""Examples shown in the description of the API, and the headers that several calls take."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter

KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "format": "uuid"},
    OpenApiParameter.HEADER,
    description="A new UUID for each act: however often it is sent, the act is done once.",
)
VERSION = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description="The `ETag` it was read with: 412 when it was changed meanwhile.",
)

SALE_SENT: dict[str, Any] = {
    "coworking": "rcoop",
    "key": "0f8b2c1e-5d0a-4a57-9a2b-3f6f2f4f1c11",
    "sold_at": "2026-11-21T15:04:00+01:00",
    "paid_with": "cash",
    "lines": [{"code": "7K3M9QX", "quantity": 1, "discount": "0.00", "seen_price": "45.00"}],
}
SALE: dict[str, Any] = {
    "id": 812,
    "number": "S-2026-00812",
    "coworking": "rcoop",
    "sold_at": "2026-11-21T15:04:00+01:00",
    "recorded_at": "2026-11-21T15:04:02+01:00",
    "paid_with": "cash",
    "total": "45.00",
    "cash_rounding": "0.00",
    "to_pay": "45.00",
    "currency": "EUR",
    "refund_of": None,
    "reason": "",
    "lines": [
        {
            "line": 1,
            "code": "7K3M9QX",
            "title": "Collier plume",
            "maker": "comme-une-plume",
            "payee": "Dies SC",
            "quantity": 1,
            "list_price": "45.00",
            "discount": "0.00",
            "paid": "45.00",
            "vat_percent": "21",
            "commission_percent": "30",
            "commission": "13.50",
            "share": "31.50",
        }
    ],
}


# How a form with a file is sent, by the name of its shape.
FORMS = {
    "ListSent": "-F maker=comme-une-plume -F coworking=rcoop -F file=@pieces.xlsx",
    "NewPhoto": "-F photo=@photo.jpg",
    "StatementSent": "-F coworking=rcoop -F file=@statement.xml",
}


def example_of(method: str, url: str, kind: str, operation: dict[str, Any]) -> str:
    """A call as it is typed at a command line."""
    lines = [f"curl {'' if method == 'GET' else f'-X {method} '}{url}"]
    if operation.get("security"):
        lines.append('-H "Authorization: Bearer $TOKEN"')
    headers = {one["name"] for one in operation.get("parameters", []) if one["in"] == "header"}
    if "Idempotency-Key" in headers:
        lines.append('-H "Idempotency-Key: $(uuidgen)"')
    if kind == "application/json":
        lines.append('-H "Content-Type: application/json" -d @sent.json')
    if kind == "multipart/form-data":
        body = operation["requestBody"]["content"][kind]["schema"]["$ref"]
        lines.append(FORMS[body.rsplit("/", maxsplit=1)[-1]])
    return " \\\n  ".join(lines)
