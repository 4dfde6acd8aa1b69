"""A maker's money: what sold, the balance so far, statements, agreements to accept."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from consign.agreements.queries import agreements_of, proposals_to
from consign.days import Month, local_day
from consign.monthend.balances import balances, together
from consign.monthend.terms import accept as accept_terms
from consign.payouts.queries import payouts_of
from consign.people.models import Maker
from consign.refusal import Refused
from consign.settlements.queries import settlements_of
from consign.till.queries import lines_of_maker
from consign.web.access import Reader, maker_only

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
        "agreements": agreements_of(maker).filter(accepted_at__isnull=False),
        "proposals": proposals_to(maker, today),
    }
    return render(request, "portal/money.html", context)


@maker_only
def accept(request: Reader, maker: Maker, agreement: int) -> HttpResponse:
    """Read the proposed terms and accept them; an accepted agreement is shown as it stands."""
    found = get_object_or_404(agreements_of(maker), pk=agreement)
    context = {"maker": maker, "agreement": found}
    if request.method == "POST":
        try:
            accept_terms(agreement=found, by=request.user, at=timezone.now())
        except Refused as refused:
            messages.error(request, str(refused))
            return render(request, "portal/agreement.html", context, status=409)
        messages.success(request, _("Accepted. The terms hold from their first day on."))
        return redirect("my_money", maker.slug)
    return render(request, "portal/agreement.html", context)
