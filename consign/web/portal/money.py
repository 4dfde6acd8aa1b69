"""A maker's money: what sold, the balance so far, papers, and the terms they follow."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from consign.agreements.bank_details import own_enterprise
from consign.agreements.moves import papers_of
from consign.agreements.outlook import phases
from consign.agreements.queries import agreements_of, coworkings_to_ask, proposals_to
from consign.days import Month, local_day
from consign.invoices.acceptance import acceptance
from consign.invoices.queries import documents_seen_by, with_corrections
from consign.money.split import ZERO
from consign.monthend.balances import Balance, balances, together
from consign.monthend.booked import coworkings_of, open_month
from consign.payouts.cover import Answer, answer_for_makers
from consign.payouts.models import RequestState
from consign.payouts.queries import payouts_of, requests_seen_by
from consign.people.models import Coworking, Maker
from consign.settlements.queries import settlements_of
from consign.till.queries import lines_of_maker
from consign.web.access import Reader, maker_only
from consign.web.frame import portal_tabs
from consign.web.portal.standing import paid

PAGE = 60
# On the page of everything; all of them have a page of their own.
LATEST = 6


@maker_only
def sold(request: Reader, maker: Maker) -> HttpResponse:
    """What sold and what came back, over all coworkings, the latest first."""
    page = Paginator(lines_of_maker(maker), PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/sold.html", {"maker": maker, "page_obj": page})


@maker_only
def overview(request: Reader, maker: Maker) -> HttpResponse:
    """Each account so far, the closed months and their papers, and the terms they follow."""
    today = local_day(timezone.now())
    known = balances(maker)
    page = Paginator(settlements_of(maker), PAGE).get_page(request.GET.get("page"))
    payouts = payouts_of(page)
    context = {
        "maker": maker,
        "month": Month.of(today),
        "together": together(known),
        # An account at rest, of a payee the maker has left, has nothing to say here.
        "balances": [one for one in known if one.so_far or one.since],
        "page_obj": page,
        "rows": [(settlement, payouts.get(settlement.pk)) for settlement in page],
        "terms": phases(agreements_of(maker), today),
        "to_ask": coworkings_to_ask(maker),
        "proposals": proposals_to(maker, today),
        "paid": paid(maker, today),
        "open_month": open_month(maker, Month.of(today), coworkings_of(maker)),
        "papers": papers_of(maker),
        "own": own_enterprise(maker, today),
        "answers": _answers(known, today),
        **_papers(request, maker),
    }
    return render(request, "portal/money.html", context)


@maker_only
def documents(request: Reader, maker: Maker) -> HttpResponse:
    """Every invoice and credit note of the maker, over all coworkings, the latest first."""
    today = local_day(timezone.now())
    found = with_corrections(documents_seen_by(request.user))
    mine = found.filter(settlement__account__maker=maker)
    page = Paginator(mine, PAGE).get_page(request.GET.get("page"))
    up = reverse("my_money", args=[maker.slug])
    context = {
        "maker": maker,
        "page_obj": page,
        "rows": [(document, acceptance(document, today)) for document in page],
        "up": up,
        "tabs": portal_tabs(maker.slug, up),
    }
    return render(request, "documents/mine.html", context)


def _papers(request: Reader, maker: Maker) -> dict[str, Any]:
    """What the maker is asked to pay, and the latest documents."""
    today = local_day(timezone.now())
    theirs = {"settlement__account__maker": maker}
    asked = requests_seen_by(request.user).filter(**theirs, state=RequestState.OPEN)
    latest = with_corrections(documents_seen_by(request.user)).filter(**theirs)[: LATEST + 1]
    rows = [(document, acceptance(document, today)) for document in latest]
    return {"asked": asked, "documents": rows[:LATEST], "more_documents": len(rows) > LATEST}


def _answers(known: Sequence[Balance], today: date) -> list[tuple[Coworking, Answer]]:
    """Whether the money is there, for each coworking that owes the maker something."""
    owing = [one for one in known if one.so_far > ZERO or one.to_be_paid > ZERO]
    places = dict.fromkeys(one.account.coworking for one in owing)
    return [(coworking, answer_for_makers(coworking, today)) for coworking in places]
