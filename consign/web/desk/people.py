"""A coworking's makers: who they are, who is paid for them, and on which terms."""

from collections import defaultdict
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from consign.agreements.moves import papers_of, to_do
from consign.agreements.outlook import outlooks, phases
from consign.agreements.queries import (
    affiliations_of,
    agreements_at,
    asked_at,
    legal_entities_managed_by,
    makers_at,
    makers_managed_by,
)
from consign.days import Month, local_day
from consign.ledger.models import Account
from consign.ledger.queries import balances_at
from consign.letters.refusals import is_refused
from consign.monthend.booked import open_month
from consign.people.models import Coworking, Maker
from consign.people.operations import invite_maker
from consign.people.queries import makers as network
from consign.people.queries import waiting_accounts
from consign.refusal import Refused
from consign.settlements.queries import settlements_at
from consign.web.access import Reader, manager_only
from consign.web.desk.people_forms import ExistingForm, InviteForm
from consign.web.forms import add_refusal, sent

ROWS = 60
STATEMENTS = 24


@manager_only
def makers(request: Reader, coworking: Coworking) -> HttpResponse:
    """Makers with an agreement here: today's payee, terms, balance, and what stops their sales."""
    search = request.GET.get("q", "").strip()
    found = makers_at(coworking).filter(name__icontains=search)
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    accounts: dict[int, list[Account]] = defaultdict(list)
    for account in balances_at(coworking).filter(maker__in=list(page)):
        accounts[account.maker_id].append(account)
    today = local_day(timezone.now())
    standing = outlooks(coworking, page, today)
    managed = makers_managed_by(request.user)
    context = {
        "coworking": coworking,
        "search": search,
        "page_obj": page,
        "rows": [(outlook, accounts[outlook.maker.pk]) for outlook in standing],
        "managed": set(managed.filter(pk__in=[one.pk for one in page])),
        "asked": asked_at(coworking, today),
        "account_changes": waiting_accounts(legal_entities_managed_by(request.user)),
        "newcomers": managed.filter(affiliations__agreements=None),
    }
    return render(request, "desk/makers.html", context)


@manager_only
def invite(request: Reader, coworking: Coworking) -> HttpResponse:
    """Invite somebody new by mail, or go on to the terms of a maker the network knows already."""
    known = network().exclude(pk__in=makers_at(coworking).order_by().values("pk"))
    existing = ExistingForm(request.GET if "maker" in request.GET else None, makers=known)
    if existing.is_bound and existing.is_valid():
        return redirect("desk_agreement", coworking.slug, existing.cleaned_data["maker"].slug)
    form = InviteForm(sent(request), initial={"language": request.user.language})
    status = 200
    if request.method == "POST":
        try:
            if form.is_valid():
                return _invited(request, coworking, form)
            status = 400
        except Refused as refused:
            add_refusal(form, refused)
            status = 409
    context = {"coworking": coworking, "form": form, "existing": existing, "known": known.exists()}
    return render(request, "desk/invite.html", context, status=status)


def _invited(request: Reader, coworking: Coworking, form: InviteForm) -> HttpResponse:
    maker = invite_maker(
        coworking=coworking,
        link=settings.PUBLIC_URL + reverse("signin"),
        by=request.user,
        at=timezone.now(),
        **form.cleaned_data,
    )
    said = _("The invitation to %(person)s is on its way. Now say who is paid for %(maker)s.")
    about = {"person": form.cleaned_data["called"], "maker": maker.name}
    messages.success(request, said % about)
    return redirect("desk_maker", coworking.slug, maker.slug)


@manager_only
def maker(request: Reader, coworking: Coworking, maker: str) -> HttpResponse:
    """One maker: what is missing, who is paid, the terms here, the money and the statements."""
    found = managed_maker(request, maker)
    return render(request, "desk/maker.html", _about(coworking, found))


def managed_maker(request: Reader, slug: str) -> Maker:
    """One of the makers this manager takes care of; another's is not found."""
    known = makers_managed_by(request.user).select_related("person")
    return get_object_or_404(known, slug=slug)


def _about(coworking: Coworking, maker: Maker) -> dict[str, Any]:
    today = local_day(timezone.now())
    left = to_do(coworking, maker, today)
    return {
        "coworking": coworking,
        "maker": maker,
        "mail_refused": maker.person is not None and is_refused(maker.person.email),
        "outlook": outlooks(coworking, [maker], today)[0],
        "affiliations": affiliations_of(maker),
        "to_do": left,
        "papers": [
            one
            for one in papers_of(maker)
            if one.coworking == coworking and not (left and one.move == left.move)
        ],
        "terms": phases(agreements_at(coworking).filter(affiliation__maker=maker), today),
        "accounts": balances_at(coworking).filter(maker=maker),
        "settlements": settlements_at(coworking).filter(account__maker=maker)[:STATEMENTS],
        "month": Month.of(today),
        "open_month": open_month(maker, Month.of(today), [coworking]),
        "today": today,
    }
