"""Counting a showcase by scanning: showcases to count, the count that goes on, closing it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from consign.people.models import Coworking
from consign.refusal import Refused
from consign.stock.counting import LARGEST_QUANTITY
from consign.stock.counts import (
    CountRow,
    differences_at,
    items_of,
    row_of,
    rows_of,
    showcases_to_count,
    stocktakes_at,
    waiting_at,
)
from consign.stock.models import Item, Stocktake
from consign.stock.queries import by_code, showcases_of
from consign.stock.stocktaking import close_count, count_piece, set_found, start_count
from consign.web.access import Reader, desk_only
from consign.web.forms import choose_among


class FoundForm(forms.Form):
    """How many of an item are really there, corrected by hand."""

    item = forms.ModelChoiceField(Item.objects.none())
    found = forms.IntegerField(min_value=0, max_value=LARGEST_QUANTITY)


@desk_only
@require_safe
@never_cache
def every(request: Reader, coworking: Coworking) -> HttpResponse:
    """The showcases, each to be counted; below them, what waits for a decision."""
    context = {
        "coworking": coworking,
        "showcases": showcases_to_count(coworking),
        "waiting": waiting_at(coworking),
    }
    return render(request, "desk/stocktakes.html", context)


@desk_only
@require_POST
def start(request: Reader, coworking: Coworking, pk: int) -> HttpResponse:
    """Begin to count a showcase, or go on where somebody has begun."""
    showcase = get_object_or_404(showcases_of(coworking), pk=pk)
    made = start_count(showcase=showcase, by=request.user, at=timezone.now())
    return redirect("desk_stocktake", coworking.slug, made.pk)


@desk_only
@require_safe
@never_cache
def page(request: Reader, coworking: Coworking, pk: int) -> HttpResponse:
    """A count: while it is open, what is found so far; then, each difference."""
    count = get_object_or_404(stocktakes_at(coworking), pk=pk)
    return _page(request, coworking, count)


@desk_only
@require_POST
def scanned(request: Reader, coworking: Coworking, pk: int) -> HttpResponse:
    """A piece was scanned or its code typed: one more of it is found.

    With `row` in what was sent, the answer is the row alone, for the page's script.
    """
    count = get_object_or_404(stocktakes_at(coworking), pk=pk)
    alone = "row" in request.POST
    try:
        item = by_code(request.POST.get("code", "")[:200])
        count_piece(stocktake=count, item=item, by=request.user, at=timezone.now())
    except Refused as refused:
        return _refused(request, coworking, count, str(refused), alone=alone)
    row = row_of(count, item)
    if alone:
        return _row(request, coworking, count, row)
    messages.success(request, said(row))
    return redirect("desk_stocktake", coworking.slug, count.pk)


@desk_only
@require_POST
def corrected(request: Reader, coworking: Coworking, pk: int) -> HttpResponse:
    """Somebody has counted by hand how many there are."""
    count = get_object_or_404(stocktakes_at(coworking), pk=pk)
    form = FoundForm(request.POST)
    choose_among(form, "item", items_of(count))
    if not form.is_valid():
        problem = _("Write how many pieces there are: a number from 0 to 1000.")
        return _page(request, coworking, count, problem, 400)
    item = form.cleaned_data["item"]
    try:
        set_found(stocktake=count, **form.cleaned_data, by=request.user, at=timezone.now())
    except Refused as refused:
        return _page(request, coworking, count, str(refused), 409)
    messages.success(request, said(row_of(count, item)))
    return redirect("desk_stocktake", coworking.slug, count.pk)


@desk_only
@never_cache
def close(request: Reader, coworking: Coworking, pk: int) -> HttpResponse:
    """See what differs, then end the count; nothing changes by it but what is asked."""
    count = get_object_or_404(stocktakes_at(coworking), pk=pk)
    if request.method != "POST" and count.closed_at is None:
        rows = rows_of(count)
        context = {
            "coworking": coworking,
            "count": count,
            "differing": [row for row in rows if row.differs],
            "agreeing": sum(not row.differs for row in rows),
        }
        return render(request, "desk/stocktake_close.html", context)
    if request.method == "POST":
        found = close_count(stocktake=count, by=request.user, at=timezone.now())
        messages.success(request, _closed(len(found)))
    return redirect("desk_stocktake", coworking.slug, count.pk)


def said(row: CountRow) -> str:
    """What was found of an item so far, in a sentence."""
    about = {"title": row.item.title, "found": row.found or 0, "expected": row.expected}
    if not row.expected:
        return _("“%(title)s”: %(found)s found, not expected here.") % about
    return _("“%(title)s”: found %(found)s of %(expected)s.") % about


def _closed(differences: int) -> str:
    if not differences:
        return _("The count is closed. All is where the books say.")
    told = ngettext(
        "The count is closed. %(count)s difference waits for a decision.",
        "The count is closed. %(count)s differences wait for a decision.",
        differences,
    )
    return told % {"count": differences}


def _row(request: Reader, coworking: Coworking, count: Stocktake, row: CountRow) -> HttpResponse:
    context = {
        "coworking": coworking,
        "count": count,
        "row": row,
        "said": said(row),
        **_sums(rows_of(count)),
    }
    return render(request, "desk/stocktake_row.html", context)


def _refused(
    request: Reader, coworking: Coworking, count: Stocktake, problem: str, *, alone: bool
) -> HttpResponse:
    if alone:
        return render(request, "desk/stocktake_row.html", {"problem": problem}, status=409)
    return _page(request, coworking, count, problem, 409)


def _page(
    request: Reader, coworking: Coworking, count: Stocktake, problem: str = "", status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"coworking": coworking, "count": count, "problem": problem}
    if count.closed_at is not None:
        context["differences"] = differences_at(coworking).filter(stocktake=count)
        return render(request, "desk/stocktake_closed.html", context, status=status)
    rows = rows_of(count)
    context |= {"rows": rows, **_sums(rows)}
    return render(request, "desk/stocktake.html", context, status=status)


def _sums(rows: Sequence[CountRow]) -> dict[str, int]:
    """Pieces found, and expected, over all rows."""
    return {
        "found": sum(row.found or 0 for row in rows),
        "expected": sum(row.expected for row in rows),
    }
