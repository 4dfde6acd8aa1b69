"""Rows as CSV and papers as PDF."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
# A spreadsheet takes a text that begins with one of these for a formula, and runs it.
RUNS = ("=", "+", "-", "@", "\t", "\r")


class Csv(BaseRenderer):
    """Rows that `table` has written already: a header, commas, UTF-8."""

    media_type = "text/csv"
    format = "csv"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,  # noqa: ARG002
        renderer_context: Mapping[str, Any] | None = None,  # noqa: ARG002
    ) -> bytes:
        return bytes(data)


class Pdf(BaseRenderer):
    """A paper that is drawn already."""

    media_type = "application/pdf"
    format = "pdf"
    charset = None
    render_style = "binary"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,  # noqa: ARG002
        renderer_context: Mapping[str, Any] | None = None,  # noqa: ARG002
    ) -> bytes:
        return bytes(data)


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


def table(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """These columns of rows, with a header."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(columns)
    writer.writerows([cell(row[column]) for column in columns] for row in rows)
    return file.getvalue().encode()


def cell(value: Any) -> str:
    """A value as a spreadsheet may read it: what only looks like a formula stays text."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(RUNS) and not NUMBER.fullmatch(text) else text
