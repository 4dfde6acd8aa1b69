"""Advisers of a legal entity: the statements of its makers, and the terms that bind it."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from consign.agreements.endings import endings_for
from consign.agreements.moves import papers_for
from consign.agreements.outlook import phases
from consign.agreements.queries import agreements_through, proposals_through
from consign.days import local_day
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
    }
    return render(request, "cooperative/accounts.html", context)


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
