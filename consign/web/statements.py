"""Statements: page, PDF and CSV for whoever may read the account, closed months and the open."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from consign.days import Month
from consign.ledger.queries import accounts_seen_by
from consign.monthend.operations import note_reading
from consign.monthend.statement import Statement, statement_of
from consign.monthend.statement import so_far as statement_so_far
from consign.monthend.statement_pdf import statement_pdf
from consign.monthend.statement_table import statement_csv
from consign.monthend.why import explained
from consign.monthend.words import invoice_rule, kept_words, mode_words, returned_words
from consign.paper import qr
from consign.settlements.models import Settlement
from consign.settlements.queries import settlements_seen_by
from consign.web.access import Reader, signed_in
from consign.web.around import around


@signed_in
def page(request: Reader, settlement: int) -> HttpResponse:
    """The statement of a closed month, with "why this amount" beside each figure."""
    found = _readable(request, settlement)
    statement = statement_of(found)
    told = {**_told(statement), "settlement": found}
    context = {**told, **around(request, found.account, statement.month)}
    return render(request, "statements/statement.html", context)


@signed_in
def pdf(request: Reader, settlement: int) -> HttpResponse:
    """The same statement on paper, in the reader's language."""
    found = _readable(request, settlement)
    paper = statement_pdf(statement_of(found), request.user.language)
    response = HttpResponse(paper, content_type="application/pdf")
    name = f"{found.number}-{found.account.maker.slug}.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@signed_in
def csv(request: Reader, settlement: int) -> HttpResponse:
    """The same statement for a spreadsheet."""
    found = _readable(request, settlement)
    response = HttpResponse(statement_csv(statement_of(found)), content_type="text/csv")
    name = f"{found.number}-{found.account.maker.slug}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@signed_in
def so_far(request: Reader, account: int, period: str) -> HttpResponse:
    """The open month as it stands: what would be paid if it closed now."""
    found = get_object_or_404(accounts_seen_by(request.user), pk=account)
    try:
        month = Month.parse(period)
    except ValueError:
        raise Http404 from None
    told = _told(statement_so_far(found, month))
    return render(request, "statements/statement.html", {**told, **around(request, found, month)})


def _told(statement: Statement) -> dict[str, Any]:
    """The statement with why each figure is what it is, in whose name it was sold, and the code to
    pay with what it asks for."""
    code = statement.asked.code if statement.asked else ""
    why = explained(statement)
    papers = [paper for _document, paper in statement.documents_with_papers]
    return {
        "statement": statement,
        "why": why,
        "papers": list(zip(why.documents, papers, strict=True)),
        "modes": mode_words(statement),
        "kept": kept_words(statement),
        "invoice_rule": invoice_rule(),
        "returned": returned_words(statement.returned_reason),
        "code": qr.svg(code, title=_("Code to pay with")) if code else "",
    }


def _readable(request: Reader, settlement: int) -> Settlement:
    """One of the reader's settlements; that it was read is noted in the journal."""
    found = get_object_or_404(settlements_seen_by(request.user), pk=settlement)
    note_reading(settlement=found, by=request.user, at=timezone.now())
    return found
