"""The cover list of a payee and month: every statement of it that the reader may see."""

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from consign.days import Month
from consign.money.split import ZERO
from consign.monthend.cover import Amounts, Cover, cover
from consign.monthend.cover_papers import FIGURES, cover_csv, cover_pdf, cover_words, shown
from consign.monthend.words import invoice_rule
from consign.people.models import LegalEntity
from consign.people.queries import entities_of, legal_entities, managed_by
from consign.web.access import Reader, signed_in
from consign.web.frame import desk_tabs, portal_tabs

# What every line ends with, even if it is nothing.
ENDS = ("payout", "closing")


@signed_in
def page(request: Reader, entity: str, period: str) -> HttpResponse:
    """One line for each statement, and the sums; columns without anything are left out."""
    found = _cover(request, entity, period)
    names = [name for name in FIGURES if name in found.used or name in ENDS]
    words = cover_words()
    context = {
        "cover": found,
        "columns": [words[name] for name in names],
        "rows": [
            (line, [(words[name], _said(line.amounts, name)) for name in names])
            for line in found.lines
        ],
        "sums": [(words[name], shown(found.sums, name)) for name in names],
        "period": found.month,
        "invoice_rule": invoice_rule(),
        **_around(request, found),
    }
    return render(request, "cooperative/cover.html", context)


@signed_in
def pdf(request: Reader, entity: str, period: str) -> HttpResponse:
    """The same list on paper, in the reader's language."""
    found = _cover(request, entity, period)
    paper = cover_pdf(found, request.user.language)
    response = HttpResponse(paper, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{_name(found)}.pdf"'
    return response


@signed_in
def csv(request: Reader, entity: str, period: str) -> HttpResponse:
    """The same list for a spreadsheet."""
    found = _cover(request, entity, period)
    response = HttpResponse(cover_csv(found), content_type="text/csv")
    response["Content-Disposition"] = f'attachment; filename="{_name(found)}.csv"'
    return response


def _said(amounts: Amounts, name: str) -> Decimal | None:
    """A figure of a line; what is nothing is only said where it ends."""
    return shown(amounts, name) or (ZERO if name in ENDS else None)


def _cover(request: Reader, entity: str, period: str) -> Cover:
    """A list with something in it for this reader; without, it is not there."""
    try:
        month = Month.parse(period)
    except ValueError:
        raise Http404 from None
    payee: LegalEntity = get_object_or_404(legal_entities(), slug=entity)
    found = cover(payee, month, request.user)
    if not found.lines:
        raise Http404
    return found


def _name(found: Cover) -> str:
    return f"{found.payee.slug}-{found.month}"


def _around(request: Reader, found: Cover) -> dict[str, Any]:
    """The way back: to the cooperative's month, to that of the desk, or to the maker's money."""
    if found.payee in entities_of(request.user):
        up = reverse("cooperative_month", args=[found.payee.slug, found.month])
        return {"up": up, "up_label": found.month.in_words}
    here = {line.coworking_slug for line in found.lines}
    desk = managed_by(request.user).filter(slug__in=here).first()
    if desk is not None:
        up = reverse("desk_preview", args=[desk.slug, found.month])
        tabs = desk_tabs(desk.slug, up, manages=True)
        return {"up": up, "up_label": found.month.in_words, "tabs": tabs}
    own = found.lines[0]
    up = reverse("my_money", args=[own.maker_slug])
    return {"up": up, "up_label": own.maker, "tabs": portal_tabs(own.maker_slug, up)}
