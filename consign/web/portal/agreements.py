"""A maker's agreements: reading terms, accepting them, and asking a coworking for others."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from consign.agreements.models import Agreement
from consign.agreements.queries import affiliations_of, agreements_of, coworkings_to_ask
from consign.days import local_day
from consign.monthend import terms
from consign.people.models import Coworking, Maker
from consign.people.roles import may_accept_for
from consign.refusal import Refused
from consign.stock.queries import items_of
from consign.web.access import Reader, maker_only
from consign.web.forms import add_refusal, sent
from consign.web.terms_forms import TermsForm, begin_with, key_asked
from consign.web.terms_page import terms_page


@maker_only
def agreement(request: Reader, maker: Maker, agreement: int) -> HttpResponse:
    """Read terms and decline them; accept them, unless the payee has advisers who do."""
    found = get_object_or_404(agreements_of(maker), pk=agreement)
    binds = may_accept_for(request.user, payee=found.affiliation.payee, maker=maker)
    return terms_page(
        request,
        found,
        template="portal/agreement.html",
        up=reverse("my_money", args=[maker.slug]),
        acts=("accept", "decline") if binds else ("decline",),
        onward=_first_piece(maker, found),
    )


@maker_only
def propose(request: Reader, maker: Maker, coworking: str) -> HttpResponse:
    """Ask a coworking for terms, beginning with those agreed on; it has to agree to them first."""
    place = get_object_or_404(coworkings_to_ask(maker), slug=coworking)
    today = local_day(timezone.now())
    not_over = Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    choices = affiliations_of(maker).filter(not_over).order_by("starts_on")
    known = agreements_of(maker).filter(coworking=place, declined_at__isnull=True).order_by("-pk")
    asked = known.filter(pk=key_asked(request, "like")).first()
    like = asked or known.filter(accepted_at__isnull=False).first() or known.first()
    initial = begin_with(place, like, choices.first(), today)
    form = TermsForm(sent(request), initial=initial, affiliations=choices)
    status = 200
    if request.method == "POST":
        try:
            if form.is_valid():
                return _proposed(request, maker, place, form)
            status = 400
        except Refused as refused:
            add_refusal(form, refused)
            status = 409
    context = {"maker": maker, "coworking": place, "affiliations": choices, "form": form}
    return render(request, "portal/propose.html", context, status=status)


def _first_piece(maker: Maker, agreement: Agreement) -> str:
    """Where a new maker goes on to from terms that hold already; nowhere for all others."""
    if agreement.starts_on > local_day(timezone.now()) or items_of(maker).exists():
        return ""
    return reverse("my_new", args=[maker.slug])


def _proposed(request: Reader, maker: Maker, coworking: Coworking, form: TermsForm) -> HttpResponse:
    made = terms.propose(
        coworking=coworking,
        affiliation=form.cleaned_data["affiliation"],
        starts_on=form.cleaned_data["starts_on"],
        offer=form.offer(),
        by=request.user,
        at=timezone.now(),
        by_maker=True,
    )
    said = _("Proposed. %(coworking)s reads your terms and agrees, or says why not.")
    messages.success(request, said % {"coworking": coworking.name})
    return redirect("my_terms", maker.slug, made.pk)
