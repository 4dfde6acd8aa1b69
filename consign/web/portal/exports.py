"""A maker's pieces as a list to keep, and an empty one to fill in."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consign.paper.archive import streamed
from consign.people.models import Maker
from consign.stock.exporting import (
    as_csv,
    example,
    headings,
    kept_headings,
    kept_items,
    kept_photos,
    kept_rows,
)
from consign.stock.models import Item
from consign.stock.spreadsheet import Sheet, as_workbook
from consign.web.access import Reader, maker_only
from consign.web.portal.forms import XLSX

CSV = "text/csv; charset=utf-8"
ZIP = "application/zip"


@maker_only
def pieces(request: Reader, maker: Maker, kind: str) -> HttpResponseBase:
    """All pieces of a maker, or those a search finds: CSV, spreadsheet, or a zip with photos."""
    items = kept_items(maker, request.GET.get("q", "").strip())
    rows = kept_rows(items)
    if kind == "csv":
        lines = as_csv(kept_headings(), rows, get_language() or "en")
        return _named(StreamingHttpResponse(lines, content_type=CSV), f"{maker.slug}.csv")
    if kind == "xlsx":
        return _workbook(f"{maker.slug}.xlsx", Sheet(_("Pieces"), kept_headings(), rows))
    if kind == "zip":
        files = _with_photos(maker, items)
        return _named(StreamingHttpResponse(streamed(files), content_type=ZIP), f"{maker.slug}.zip")
    raise Http404


@maker_only
def template(_request: Reader, maker: Maker, kind: str) -> HttpResponseBase:
    """An empty list with its columns; the spreadsheet has an example on a sheet beside it."""
    if kind == "csv":
        lines = b"".join(as_csv(headings(), [], get_language() or "en"))
        return _named(HttpResponse(lines, content_type=CSV), f"{maker.slug}-list.csv")
    if kind == "xlsx":
        empty = Sheet(_("Pieces"), headings(), [])
        return _workbook(
            f"{maker.slug}-list.xlsx", empty, Sheet(_("Example"), headings(), [example()])
        )
    raise Http404


def _with_photos(maker: Maker, items: QuerySet[Item]) -> Iterator[tuple[str, bytes]]:
    with as_workbook([Sheet(_("Pieces"), kept_headings(), kept_rows(items))]) as book:
        yield f"{maker.slug}.xlsx", book.read()
    yield from kept_photos(items)


def _workbook(name: str, *sheets: Sheet) -> FileResponse:
    return FileResponse(as_workbook(sheets), content_type=XLSX, as_attachment=True, filename=name)


def _named(response: Any, name: str) -> HttpResponseBase:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response  # type: ignore[no-any-return]
