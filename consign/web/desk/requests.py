"""Money asked for after closings below zero: what is open, and what came in for it."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consign.days import local_day
from consign.money.split import ZERO
from consign.money.text import money
from consign.payouts.models import PaymentRequest, RequestState
from consign.payouts.queries import requests_at
from consign.payouts.requests import receive
from consign.people.models import Coworking
from consign.refusal import Refused
from consign.web.access import Reader, manager_only
from consign.web.forms import AmountField, DayField, add_refusal, sent
from consign.web.requests import paper, told

ROWS = 60
# A receipt is told from others by so many signs of its form's key.
CAUSE = 20


class ReceivedForm(forms.Form):
    """What came in, and when; the key is of this form, so that it is booked once."""

    amount = AmountField(label=gettext_lazy("Amount"))
    received_on = DayField(label=gettext_lazy("Received on"))
    key = forms.UUIDField(widget=forms.HiddenInput)


@manager_only
def page(request: Reader, coworking: Coworking) -> HttpResponse:
    """What is asked for and has not come in, then what is done."""
    known = requests_at(coworking)
    waiting = list(known.filter(state=RequestState.OPEN).order_by("due_on", "pk"))
    context = {
        "coworking": coworking,
        "waiting": waiting,
        "total": sum((one.amount for one in waiting), ZERO),
        "today": local_day(timezone.now()),
        "page_obj": Paginator(known.exclude(state=RequestState.OPEN), ROWS).get_page(
            request.GET.get("page")
        ),
    }
    return render(request, "desk/requests.html", context)


@manager_only
def asked(request: Reader, coworking: Coworking, number: str) -> HttpResponse:
    """One request, and saying by hand that money came in for it."""
    found = get_object_or_404(requests_at(coworking), number=number)
    about = told(found)
    form = ReceivedForm(sent(request), initial=_fresh(about))
    status = 200
    if request.method == "POST":
        try:
            if form.is_valid():
                return _received(request, coworking, found, form)
            status = 400
        except Refused as refused:
            add_refusal(form, refused)
            status = 409
    up = reverse("desk_requests", args=[coworking.slug])
    context = {
        **about,
        "coworking": coworking,
        "form": form,
        "up": up,
        "up_label": _("Payment requests"),
    }
    return render(request, "requests/request.html", context, status=status)


@manager_only
def pdf(request: Reader, coworking: Coworking, number: str) -> HttpResponse:
    """The request on paper, to hand over or to mail."""
    return paper(request, get_object_or_404(requests_at(coworking), number=number))


def _fresh(about: dict[str, Any]) -> dict[str, Any]:
    """Most often all of it came in, today."""
    return {
        "amount": about["left"] or None,
        "received_on": local_day(timezone.now()),
        "key": uuid.uuid4(),
    }


def _received(
    request: Reader, coworking: Coworking, found: PaymentRequest, form: ReceivedForm
) -> HttpResponse:
    data = form.cleaned_data
    receive(
        request=found,
        amount=data["amount"],
        received_on=data["received_on"],
        by=request.user,
        at=timezone.now(),
        cause=data["key"].hex[:CAUSE],
    )
    facts = {"amount": money(data["amount"], request.user.language), "number": found.number}
    messages.success(request, _("%(amount)s is booked for %(number)s.") % facts)
    return redirect("desk_request", coworking.slug, found.number)
