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
from consign.codes.reference import looks_like_reference, reference_text
from consign.days import Month, local_day
from consign.monthend.moving import move_maker
from consign.people.models import Coworking, Maker
from consign.people.queries import legal_entities
from consign.refusal import Refused
from consign.web.access import Reader, manager_only
from consign.web.desk.people import managed_maker
from consign.web.desk.people_forms import AffiliationForm, AmendForm, EndForm
from consign.web.forms import add_refusal, sent


@manager_only
def affiliation(request: Reader, coworking: Coworking, maker: str) -> HttpResponse:
    """Another payee from a day on; of the one there is, its last day and what it wants to read."""
    found = managed_maker(request, maker)
    current = affiliation_on(found, local_day(timezone.now()))
    sent_form = next((name for name in ("end", "amend") if name in request.POST), "new")
    chosen: dict[str, forms.Form] = {
        "new": _affiliation_form(request, sent(request) if sent_form == "new" else None, current),
        "end": EndForm(request.POST if sent_form == "end" else None, prefix="end"),
        "amend": _amend_form(request.POST if sent_form == "amend" else None, current),
    }
    form = chosen[sent_form]
    status = 200
    if request.method == "POST":
        try:
            if form.is_valid() and (current is not None or sent_form == "new"):
                return _written(request, coworking, found, current, sent_form, form)
            status = 400
        except Refused as refused:
            add_refusal(form, refused)
            status = 409
    context = {
        "coworking": coworking,
        "maker": found,
        "current": current,
        "form": chosen["new"],
        "end": chosen["end"],
        "amend": chosen["amend"],
    }
    return render(request, "desk/affiliation.html", context, status=status)


def _written(
    request: Reader,
    coworking: Coworking,
    maker: Maker,
    current: Affiliation | None,
    what: str,
    form: forms.Form,
) -> HttpResponse:
    """Write down whichever of the three was sent."""
    if current is None or what == "new":
        return _affiliated(request, coworking, maker, form)
    act = operations.end_affiliation if what == "end" else operations.amend_affiliation
    act(affiliation=current, by=request.user, at=timezone.now(), **form.cleaned_data)
    messages.success(request, _("The last day is noted.") if what == "end" else _("Saved."))
    return redirect("desk_maker", coworking.slug, maker.slug)


def _amend_form(data: Any, current: Affiliation | None) -> AmendForm:
    if current is None:
        return AmendForm(data, prefix="amend")
    wanted = current.payment_reference
    known = {
        "project_code": current.project_code,
        "payment_reference": reference_text(wanted) if looks_like_reference(wanted) else wanted,
    }
    return AmendForm(data, prefix="amend", initial=known)


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
    request: Reader, coworking: Coworking, maker: Maker, form: forms.Form
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
