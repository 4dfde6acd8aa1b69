"""Advisers of a legal entity: what its makers sold, what is paid for it, and the terms it holds."""

from datetime import date

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from consign.agreements.endings import endings_for
from consign.agreements.moves import papers_for
from consign.agreements.outlook import phases
from consign.agreements.queries import agreements_through, proposals_through
from consign.days import Month, local_day
from consign.invoices.acceptance import Acceptance, acceptance
from consign.invoices.operations import note_reading as note_documents_read
from consign.monthend.operations import note_reading as note_statement_read
from consign.monthend.period_papers import period_papers, period_zip
from consign.payouts.cover import PayeeCover, covers_for
from consign.payouts.queries import payouts_of
from consign.people.models import LegalEntity
from consign.settlements.queries import payout_sums_of, settlements
from consign.web.access import Reader, adviser_only
from consign.web.terms_page import terms_page

PAGE = 60


@adviser_only
def accounts(request: Reader, entity: LegalEntity) -> HttpResponse:
    """Every statement this entity was or will be paid for, latest month first."""
    page = Paginator(settlements().filter(account__payee=entity), PAGE).get_page(
        request.GET.get("page")
    )
    sums, payouts = payout_sums_of(entity), payouts_of(page)
    rows = [
        (settlement, payouts.get(settlement.pk), sums[settlement.period]) for settlement in page
    ]
    today = local_day(timezone.now())
    context = {
        "entity": entity,
        "page_obj": page,
        "rows": rows,
        "proposals": proposals_through(entity, today),
        "endings": endings_for(entity, today),
        "papers": papers_for(entity, today),
        "owed": _owed(request, entity, today),
    }
    return render(request, "cooperative/accounts.html", context)


@adviser_only
def month(request: Reader, entity: LegalEntity, period: str) -> HttpResponse:
    """One month of the entity: every maker at every coworking, its documents, and the money."""
    papers = period_papers(entity, _month(period), request.user)
    today = local_day(timezone.now())
    documents = [(one, acceptance(one, today)) for one in papers.documents]
    context = {
        "entity": entity,
        "papers": papers,
        "sums": papers.cover.sums,
        "owed": _owed(request, entity, today),
        "documents": documents,
        "waiting": any(state == Acceptance.WAITING for _one, state in documents),
        "before": papers.month.previous,
        "after": papers.month.next if papers.month < Month.of(today) else None,
    }
    return render(request, "cooperative/month.html", context)


@adviser_only
def month_zip(request: Reader, entity: LegalEntity, period: str) -> HttpResponse:
    """The same month in one file, for the bookkeeper; that it was read is noted in the journal."""
    papers = period_papers(entity, _month(period), request.user)
    if not papers:
        raise Http404
    packed = period_zip(papers, request.user.language)
    at = timezone.now()
    for one in papers.statements:
        note_statement_read(settlement=one.settlement, by=request.user, at=at)
    note_documents_read(documents=papers.documents, by=request.user, at=at)
    response = HttpResponse(packed, content_type="application/zip")
    name = f"{entity.slug}-{papers.month}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@adviser_only
def agreements(request: Reader, entity: LegalEntity) -> HttpResponse:
    """The terms that wait for the entity's word, and all it was ever offered."""
    today = local_day(timezone.now())
    known = phases(agreements_through(entity), today)
    context = {
        "entity": entity,
        "proposals": proposals_through(entity, today),
        "page_obj": Paginator(known, PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "cooperative/agreements.html", context)


@adviser_only
def agreement(request: Reader, entity: LegalEntity, agreement: int) -> HttpResponse:
    """Read terms of a maker, and accept or decline them for the entity."""
    return terms_page(
        request,
        get_object_or_404(agreements_through(entity), pk=agreement),
        template="cooperative/terms.html",
        up=reverse("cooperative_agreements", args=[entity.slug]),
        acts=("accept", "decline"),
    )


def _owed(request: Reader, entity: LegalEntity, today: date) -> list[PayeeCover]:
    """Where something is owed to the entity today."""
    return [one for one in covers_for(entity, request.user, today) if one.owed]


def _month(period: str) -> Month:
    try:
        return Month.parse(period)
    except ValueError:
        raise Http404 from None
