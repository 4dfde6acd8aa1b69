"""For whom a maker sells: who is paid from a day on, and until when."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from consign.agreements import operations
from consign.agreements.models import Affiliation
from consign.agreements.moves import in_force
from consign.agreements.queries import affiliation_on
from consign.days import Month, local_day
from consign.monthend.moving import move_maker
from consign.people.models import Coworking, Maker
from consign.people.queries import legal_entities
from consign.refusal import Refused
from consign.web.access import Reader, manager_only
from consign.web.desk.people import managed_maker
from consign.web.desk.people_forms import AffiliationForm, EndForm
from consign.web.forms import add_refusal, sent


@manager_only
def affiliation(request: Reader, coworking: Coworking, maker: str) -> HttpResponse:
    """Another payee from a day on, or only a last day for the one there is."""
    found = managed_maker(request, maker)
    current = affiliation_on(found, local_day(timezone.now()))
    ending = "end" in request.POST
    form = _affiliation_form(request, None if ending else sent(request), current)
    end = EndForm(request.POST if ending else None, prefix="end")
    status = 200
    if request.method == "POST":
        chosen: forms.Form = end if ending else form
        try:
            if chosen.is_valid() and ending and current is not None:
                return _ended(request, coworking, current, end)
            if chosen.is_valid() and not ending:
                return _affiliated(request, coworking, found, form)
            status = 400
        except Refused as refused:
            add_refusal(chosen, refused)
            status = 409
    context = {
        "coworking": coworking,
        "maker": found,
        "current": current,
        "form": form,
        "end": end,
    }
    return render(request, "desk/affiliation.html", context, status=status)


def _affiliation_form(request: Reader, data: Any, current: Affiliation | None) -> AffiliationForm:
    today = local_day(timezone.now())
    first = Month.of(today).next.first if current else today
    terms = in_force(current, today) if current else []
    return AffiliationForm(
        data,
        initial={"payee": request.GET.get("payee"), "starts_on": first},
        payees=legal_entities(),
        current=current,
        places=[agreement.coworking.name for agreement in terms],
    )


def _affiliated(
    request: Reader, coworking: Coworking, maker: Maker, form: AffiliationForm
) -> HttpResponse:
    """Go on to what is left to do, which begins with the terms: they belong to the affiliation."""
    entered = dict(form.cleaned_data)
    moves, same_terms = entered.pop("moves", False), entered.pop("same_terms", False)
    who: dict[str, Any] = {"maker": maker, "by": request.user, "at": timezone.now()}
    if moves:
        made = move_maker(**who, **entered, same_terms=same_terms)
    else:
        made = operations.affiliate(**who, **entered)
    said = _("%(payee)s is paid for %(maker)s from %(day)s on.") % {
        "payee": made.payee.legal_name,
        "maker": maker.name,
        "day": formats.date_format(made.starts_on, "DATE_FORMAT"),
    }
    messages.success(request, said)
    if made.agreements.exists():
        return redirect("desk_maker", coworking.slug, maker.slug)
    terms = reverse("desk_agreement", args=[coworking.slug, maker.slug])
    return redirect(f"{terms}?affiliation={made.pk}")


def _ended(
    request: Reader, coworking: Coworking, current: Affiliation, form: EndForm
) -> HttpResponse:
    operations.end_affiliation(
        affiliation=current, by=request.user, at=timezone.now(), **form.cleaned_data
    )
    messages.success(request, _("The last day is noted."))
    return redirect("desk_maker", coworking.slug, current.maker.slug)
