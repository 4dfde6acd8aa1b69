"""Rows as CSV, papers as PDF, files of banks and invoices as XML."""

from collections.abc import Iterable, Mapping
from typing import Any

from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response


class Csv(BaseRenderer):
    """Rows that `paper.spreadsheet` has written already."""

    media_type = "text/csv"
    format = "csv"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,  # noqa: ARG002
        renderer_context: Mapping[str, Any] | None = None,  # noqa: ARG002
    ) -> bytes:
        return bytes(data)


class Bytes(BaseRenderer):
    """A file that is there already, byte for byte."""

    charset = None
    render_style = "binary"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,  # noqa: ARG002
        renderer_context: Mapping[str, Any] | None = None,  # noqa: ARG002
    ) -> bytes:
        return bytes(data)


class Pdf(Bytes):
    """A paper."""

    media_type = "application/pdf"
    format = "pdf"


class Xml(Bytes):
    """A structured invoice or a bank file."""

    media_type = "application/xml"
    format = "xml"


class OnlyKind(DefaultContentNegotiation):
    """For what exists in one format: whatever is asked for, that is the answer."""

    def select_renderer(
        self,
        request: Request,  # noqa: ARG002
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,  # noqa: ARG002
    ) -> tuple[BaseRenderer, str]:
        renderer = next(iter(renderers))
        return renderer, renderer.media_type


def named(data: Any, name: str) -> Response:
    """An answer that a browser saves under a name."""
    return Response(data, headers={"Content-Disposition": f'attachment; filename="{name}"'})
