"""Payouts: what is to be transferred, and what has left."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from consign.days import local_day
from consign.money.split import ZERO
from consign.payouts.models import PayoutState
from consign.payouts.operations import mark_paid
from consign.payouts.queries import payouts_at
from consign.people.models import Coworking
from consign.refusal import Refused
from consign.web.access import Reader, manager_only
from consign.web.forms import DayField

ROWS = 60


class PaidForm(forms.Form):
    """When the bank carried them out."""

    paid_on = DayField(label=_("Paid on"))


@manager_only
def page(request: Reader, coworking: Coworking) -> HttpResponse:
    """What is to pay, to copy into the bank's own pages, and below what was paid."""
    return _page(request, coworking)


@manager_only
@require_POST
def paid(request: Reader, coworking: Coworking) -> HttpResponse:
    """Mark the chosen payouts paid: all of them or none."""
    form = PaidForm(request.POST)
    if not form.is_valid():
        return _page(request, coworking, form, status=400)
    try:
        marked = mark_paid(
            coworking=coworking,
            numbers=request.POST.getlist("payouts"),
            by=request.user,
            at=timezone.now(),
            **form.cleaned_data,
        )
    except Refused as refused:
        if refused.place == "paid_on":
            form.add_error("paid_on", str(refused))
            return _page(request, coworking, form, status=409)
        return _page(request, coworking, form, refusal=str(refused), status=409)
    said = ngettext("%(count)s payout is paid.", "%(count)s payouts are paid.", len(marked))
    messages.success(request, said % {"count": len(marked)})
    return redirect("desk_payouts", coworking.slug)


def _page(
    request: Reader,
    coworking: Coworking,
    form: PaidForm | None = None,
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page; after a refusal with the same payouts chosen as were sent."""
    known = payouts_at(coworking)
    to_pay = list(known.filter(state=PayoutState.PREPARED))
    sent = request.POST.getlist("payouts") if form else None
    done = known.filter(state=PayoutState.PAID)
    context: dict[str, Any] = {
        "coworking": coworking,
        "to_pay": [(payout, sent is None or payout.number in sent) for payout in to_pay],
        "total": sum((payout.amount for payout in to_pay), ZERO),
        "form": form or PaidForm(initial={"paid_on": local_day(timezone.now())}),
        "refusal": refusal,
        "page_obj": Paginator(done, ROWS).get_page(request.GET.get("page")),
    }
    return render(request, "desk/payouts.html", context, status=status)
