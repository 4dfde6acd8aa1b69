"""For whom and on which terms: a maker's affiliations, and the agreements with a coworking."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from consign.agreements import operations
from consign.agreements.models import Affiliation, Bearer
from consign.agreements.queries import (
    affiliation_on,
    affiliations_of,
    agreements_at,
    makers_managed_by,
)
from consign.agreements.terms import Offer
from consign.days import Month, local_day
from consign.monthend import terms
from consign.people.models import Coworking, Maker
from consign.people.queries import legal_entities
from consign.people.queries import makers as network
from consign.refusal import Refused
from consign.web.access import Reader, manager_only
from consign.web.desk.people import managed_maker
from consign.web.desk.people_forms import AffiliationForm, EndForm, TermsForm
from consign.web.forms import add_refusal, sent

TERMS = (
    "commission_percent",
    "largest_discount_percent",
    "discount_bearer",
    "maker_part_percent",
    "minimum_payout",
    "unsold_days",
)


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
    initial = {"payee": request.GET.get("payee"), "starts_on": first}
    return AffiliationForm(data, initial=initial, payees=legal_entities(), current=current)


def _affiliated(
    request: Reader, coworking: Coworking, maker: Maker, form: AffiliationForm
) -> HttpResponse:
    """Go on to the terms: they belong to the affiliation and begin anew with it."""
    entered = dict(form.cleaned_data)
    act = operations.change_payee if entered.pop("moves", False) else operations.affiliate
    made = act(maker=maker, by=request.user, at=timezone.now(), **entered)
    said = _("%(payee)s is paid for %(maker)s from then on. Now propose the terms.")
    messages.success(request, said % {"payee": made.payee.legal_name, "maker": maker.name})
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


@manager_only
def agreement(request: Reader, coworking: Coworking, maker: str) -> HttpResponse:
    """Propose terms to a maker of the network; the payee, or the manager for them, accepts."""
    found = get_object_or_404(network(), slug=maker)
    managed = makers_managed_by(request.user).filter(pk=found.pk).exists()
    today = local_day(timezone.now())
    not_over = Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    choices = affiliations_of(found).filter(not_over).order_by("starts_on")
    wanted = choices.filter(pk=_number(request.GET.get("affiliation", ""))).first()
    initial = _terms(coworking, found, wanted or choices.first(), today)
    form = TermsForm(sent(request), initial=initial, affiliations=choices)
    status = 200
    if request.method == "POST":
        try:
            if form.is_valid():
                return _proposed(request, coworking, found, form)
            status = 400
        except Refused as refused:
            add_refusal(form, refused)
            status = 409
    context = {
        "coworking": coworking,
        "maker": found,
        "managed": managed,
        "affiliations": choices,
        "form": form,
    }
    return render(request, "desk/agreement.html", context, status=status)


def _terms(
    coworking: Coworking, maker: Maker, affiliation: Affiliation | None, today: date
) -> dict[str, Any]:
    """Begin with what was agreed last: with this maker, or else with any."""
    known = agreements_at(coworking).order_by("-pk")
    like = known.filter(affiliation__maker=maker).first() or known.first()
    terms: dict[str, Any] = {
        "discount_bearer": Bearer.PRO_RATA,
        "largest_discount_percent": Decimal(0),
        "minimum_payout": coworking.minimum_payout,
        "unsold_days": 90,
    }
    if like is not None:
        terms = {name: getattr(like, name) for name in TERMS}
    if affiliation is not None:
        fresh = not known.filter(affiliation=affiliation).exists()
        first = affiliation.starts_on
        terms |= {"affiliation": affiliation, "starts_on": first if fresh else max(first, today)}
    return terms


def _proposed(request: Reader, coworking: Coworking, maker: Maker, form: TermsForm) -> HttpResponse:
    entered = dict(form.cleaned_data)
    terms.propose(
        coworking=coworking,
        affiliation=entered.pop("affiliation"),
        starts_on=entered.pop("starts_on"),
        offer=Offer(**entered),
        by=request.user,
        at=timezone.now(),
    )
    said = _("The terms are proposed. %(maker)s sees them under “Money” and can accept them.")
    messages.success(request, said % {"maker": maker.name})
    return redirect("desk_maker", coworking.slug, maker.slug)


@manager_only
def accept(request: Reader, coworking: Coworking, maker: str, agreement: int) -> HttpResponse:
    """Record that the payee has accepted on paper; what is accepted is shown as it stands."""
    known = agreements_at(coworking).filter(affiliation__maker__slug=maker)
    found = get_object_or_404(known, pk=agreement)
    context: dict[str, Any] = {"coworking": coworking, "agreement": found}
    if request.method == "POST":
        try:
            terms.accept(agreement=found, by=request.user, at=timezone.now())
        except Refused as refused:
            context["refusal"] = str(refused)
            return render(request, "desk/terms.html", context, status=409)
        messages.success(request, _("Accepted. The terms hold from their first day on."))
        return redirect("desk_maker", coworking.slug, maker)
    return render(request, "desk/terms.html", context)


def _number(text: str) -> int:
    """A key from an address; 0, which nothing has, for anything else."""
    return int(text) if text.isdecimal() and len(text) < 19 else 0
