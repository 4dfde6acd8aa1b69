"""The page of an agreement, for each of its sides: its words, and what its reader says to them."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consign.agreements.models import Agreement
from consign.agreements.outlook import phases
from consign.agreements.queries import agreements_at
from consign.agreements.terms import agree, decline
from consign.agreements.words import clauses
from consign.days import local_day
from consign.monthend.terms import accept
from consign.people.queries import advisers_of
from consign.refusal import Refused
from consign.web.access import Reader
from consign.web.trying import address_of

SAID: Mapping[str, Promise] = {
    "accept": _("Accepted. The terms hold from their first day on."),
    "agree": _("Agreed. They hold once they are accepted for the payee."),
    "decline": _("Noted: these terms are off the table."),
}


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=_("A word to the other side"),
        max_length=200,
        required=False,
        help_text=_("What would suit you instead, for example."),
    )


def terms_page(
    request: Reader,
    agreement: Agreement,
    *,
    template: str,
    up: str,
    acts: tuple[str, ...],
    onward: str = "",
) -> HttpResponse:
    """An agreement in words, and what its reader may say to it: `acts`, sent as `say`.

    Said, the reader goes back `up`, or `onward` from accepted terms where there is something to do
    next.  What cannot be said any more is refused on the same page.
    """
    said = request.POST.get("say", "")
    form = DeclineForm(request.POST if said == "decline" else None)
    context: dict[str, Any] = {"form": form, "up": up, "acts": acts}
    status = 200
    if request.method == "POST":
        if said not in acts:
            raise Http404
        try:
            if form.is_valid() or said != "decline":
                _say(request, agreement, said, form)
                messages.success(request, str(SAID[said]))
                return redirect(onward if onward and said == "accept" else up)
            status = 400
        except Refused as refused:
            context["refusal"], status = str(refused), 409
    return render(request, template, told(agreement) | context, status=status)


def told(agreement: Agreement) -> dict[str, Any]:
    """What a page tells of an agreement: its words, what it is today, and who accepts it."""
    maker = agreement.affiliation.maker
    theirs = agreements_at(agreement.coworking).filter(affiliation__maker=maker)
    phase = dict(phases(theirs, local_day(timezone.now())))[agreement]
    return {
        "agreement": agreement,
        "maker": maker,
        "clauses": clauses(agreement),
        "phase": phase,
        "advisers": advisers_of(agreement.affiliation.payee),
        "try_url": address_of(agreement),
    }


def _say(request: Reader, agreement: Agreement, said: str, form: DeclineForm) -> None:
    at = timezone.now()
    saying: Mapping[str, Callable[[], object]] = {
        "accept": lambda: accept(agreement=agreement, by=request.user, at=at),
        "agree": lambda: agree(agreement=agreement, by=request.user, at=at),
        "decline": lambda: decline(
            agreement=agreement, by=request.user, at=at, **form.cleaned_data
        ),
    }
    saying[said]()
