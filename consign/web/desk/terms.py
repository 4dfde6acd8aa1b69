"""On which terms: a manager proposes, agrees to what makers ask for, and ends what holds."""

from datetime import date

from django.contrib import messages
from django.db.models import Q, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from consign.agreements.models import Agreement
from consign.agreements.queries import affiliations_of, agreements_at, makers_managed_by
from consign.days import Month, local_day
from consign.monthend import terms
from consign.people.models import Coworking, Maker
from consign.people.queries import makers as network
from consign.refusal import Refused
from consign.stock.queries import placements_at
from consign.web.access import Reader, manager_only
from consign.web.forms import add_refusal, sent
from consign.web.terms_forms import EndTermsForm, TermsForm, begin_with, key_asked
from consign.web.terms_page import terms_page


@manager_only
def propose(request: Reader, coworking: Coworking, maker: str) -> HttpResponse:
    """Propose terms to a maker of the network; the payee, or the manager for them, accepts."""
    found = get_object_or_404(network(), slug=maker)
    today = local_day(timezone.now())
    not_over = Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    choices = affiliations_of(found).filter(not_over).order_by("starts_on")
    wanted = choices.filter(pk=key_asked(request, "affiliation")).first() or choices.first()
    initial = begin_with(coworking, _like(request, coworking, found), wanted, today)
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
        "managed": _manages(request, found),
        "affiliations": choices,
        "form": form,
        "up": _up(request, coworking, found),
    }
    return render(request, "desk/agreement.html", context, status=status)


@manager_only
def agreement(request: Reader, coworking: Coworking, maker: str, agreement: int) -> HttpResponse:
    """Read terms; agree to them, decline them, or note that the payee accepted on paper."""
    found = _found(coworking, maker, agreement)
    return terms_page(
        request,
        found,
        template="desk/terms.html",
        up=_up(request, coworking, found.affiliation.maker),
        acts=("agree", "accept", "decline"),
    )


@manager_only
def end(request: Reader, coworking: Coworking, maker: str, agreement: int) -> HttpResponse:
    """Say what the end of an agreement means, then give it its last day."""
    found = _found(coworking, maker, agreement)
    initial = {"ends_on": found.ends_on or Month.of(local_day(timezone.now())).last}
    form = EndTermsForm(sent(request), initial=initial)
    status = 200
    if request.method == "POST":
        try:
            if form.is_valid():
                return _ended(request, coworking, found, form.cleaned_data["ends_on"])
            status = 400
        except Refused as refused:
            add_refusal(form, refused)
            status = 409
    here = placements_at(coworking).filter(item__maker=found.affiliation.maker)
    context = {
        "coworking": coworking,
        "agreement": found,
        "maker": found.affiliation.maker,
        "pieces": here.aggregate(pieces=Sum("on_hand"))["pieces"] or 0,
        "form": form,
    }
    return render(request, "desk/end.html", context, status=status)


def _found(coworking: Coworking, maker: str, agreement: int) -> Agreement:
    known = agreements_at(coworking).filter(affiliation__maker__slug=maker)
    return get_object_or_404(known, pk=agreement)


def _like(request: Reader, coworking: Coworking, maker: Maker) -> Agreement | None:
    """The terms to begin with: those asked for, else what was agreed last: with this maker, or with
    any."""
    known = agreements_at(coworking).filter(declined_at__isnull=True).order_by("-pk")
    theirs = known.filter(affiliation__maker=maker)
    accepted = theirs.filter(accepted_at__isnull=False)
    asked = theirs.filter(pk=key_asked(request, "like"))
    return asked.first() or accepted.first() or theirs.first() or known.first()


def _proposed(request: Reader, coworking: Coworking, maker: Maker, form: TermsForm) -> HttpResponse:
    terms.propose(
        coworking=coworking,
        affiliation=form.cleaned_data["affiliation"],
        starts_on=form.cleaned_data["starts_on"],
        offer=form.offer(),
        by=request.user,
        at=timezone.now(),
    )
    said = _("The terms are proposed. They hold once they are accepted for the payee.")
    messages.success(request, said)
    return redirect(_up(request, coworking, maker))


def _ended(
    request: Reader, coworking: Coworking, agreement: Agreement, ends_on: date
) -> HttpResponse:
    terms.end_agreement(agreement=agreement, ends_on=ends_on, by=request.user, at=timezone.now())
    messages.success(request, _("The last day is noted."))
    return redirect("desk_terms", coworking.slug, agreement.affiliation.maker.slug, agreement.pk)


def _manages(request: Reader, maker: Maker) -> bool:
    return makers_managed_by(request.user).filter(pk=maker.pk).exists()


def _up(request: Reader, coworking: Coworking, maker: Maker) -> str:
    """The maker's page, for who manages them; makers of other coworkings have none here."""
    if _manages(request, maker):
        return reverse("desk_maker", args=[coworking.slug, maker.slug])
    return reverse("desk_makers", args=[coworking.slug])
