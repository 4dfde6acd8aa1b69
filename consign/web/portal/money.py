"""A maker's money: what sold, the balance so far, statements, and the terms they follow."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from consign.agreements.moves import papers_of
from consign.agreements.outlook import phases
from consign.agreements.queries import agreements_of, coworkings_to_ask, proposals_to
from consign.days import Month, local_day
from consign.monthend.balances import balances, together
from consign.monthend.booked import coworkings_of, open_month
from consign.payouts.queries import payouts_of
from consign.people.models import Maker
from consign.settlements.queries import settlements_of
from consign.till.queries import lines_of_maker
from consign.web.access import Reader, maker_only
from consign.web.portal.standing import paid

PAGE = 60


@maker_only
def sold(request: Reader, maker: Maker) -> HttpResponse:
    """What sold and what came back, over all coworkings, the latest first."""
    page = Paginator(lines_of_maker(maker), PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/sold.html", {"maker": maker, "page_obj": page})


@maker_only
def overview(request: Reader, maker: Maker) -> HttpResponse:
    """Each account so far, the closed months, and the terms they follow."""
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
    }
    return render(request, "portal/money.html", context)
