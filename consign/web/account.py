"""One's own account: name, places, language, PINs, keys for programs."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from consign.letters.refusals import is_refused
from consign.people.models import Scope
from consign.people.operations import issue_token, revoke_token
from consign.people.pins import LONGEST, set_pin
from consign.people.queries import desks_of, entities_of, makers_of, memberships_of, tokens_of
from consign.refusal import Refused
from consign.web.access import Reader, signed_in
from consign.web.forms import add_refusal
from consign.web.mail import AllMailForm

TOKEN_DAYS = 365


class TokenForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("What is it for?"), max_length=80)
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What may it do?"),
        choices=[
            (Scope.READ.value, gettext_lazy("Read what you may read")),
            (Scope.SELL.value, gettext_lazy("Sell and take back at your desks")),
            (Scope.MANAGE.value, gettext_lazy("All else that you may do")),
        ],
        widget=forms.CheckboxSelectMultiple,
        initial=[Scope.READ],
    )


class PinForm(forms.Form):
    """Seen while it is typed: a mistake here would be found out at the till."""

    pin = forms.CharField(
        label=gettext_lazy("New PIN"),
        help_text=gettext_lazy("Four to six digits."),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


@signed_in
def page(request: Reader) -> HttpResponse:
    """One's own name, places, PINs, keys for programs, and the way out."""
    return render(request, "account/account.html", _account(request))


@signed_in
@require_POST
@never_cache
def new_token(request: Reader) -> HttpResponse:
    """A new key for a program; it is shown on this page once and never again."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return render(request, "account/account.html", _account(request, form=form), status=400)
    now = timezone.now()
    try:
        key = issue_token(
            user=request.user,
            name=form.cleaned_data["name"],
            scopes=[Scope(scope) for scope in form.cleaned_data["scopes"]],
            expires_at=now + timedelta(days=TOKEN_DAYS),
            by=request.user,
            at=now,
        )
    except Refused as refused:
        add_refusal(form, refused)
        return render(request, "account/account.html", _account(request, form=form), status=409)
    return render(request, "account/account.html", _account(request, new_key=key))


@signed_in
@require_POST
def revoke(request: Reader, token: int) -> HttpResponse:
    """Stop one of one's keys."""
    found = get_object_or_404(tokens_of(request.user), pk=token)
    revoke_token(token=found, by=request.user, at=timezone.now())
    messages.success(request, _("The key “%(name)s” no longer works.") % {"name": found.name})
    return redirect("account")


@signed_in
@require_POST
def choose_pin(request: Reader, desk: str) -> HttpResponse:
    """The PIN one signs with at the devices of a desk."""
    coworking = get_object_or_404(desks_of(request.user), slug=desk)
    form = PinForm(request.POST, prefix=desk)
    status = 400
    if form.is_valid():
        try:
            set_pin(
                coworking=coworking,
                user=request.user,
                pin=form.cleaned_data["pin"],
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refused:
            add_refusal(form, refused)
            status = 409
        else:
            said = _("From now on you sign with this PIN at the devices of %(coworking)s.")
            messages.success(request, said % {"coworking": coworking.name})
            return redirect("account")
    return render(request, "account/account.html", _account(request, pin=form), status=status)


def _account(
    request: Reader,
    *,
    form: forms.Form | None = None,
    pin: PinForm | None = None,
    new_key: str = "",
) -> dict[str, Any]:
    memberships = list(memberships_of(request.user))
    forms_of = {pin.prefix: pin} if pin else {}
    return {
        "makers": makers_of(request.user),
        "memberships": memberships,
        "pins": [
            (member, forms_of.get(member.coworking.slug) or PinForm(prefix=member.coworking.slug))
            for member in memberships
        ],
        "entities": entities_of(request.user),
        "mail": AllMailForm(request.user),
        "mail_refused": is_refused(request.user.email),
        "tokens": tokens_of(request.user),
        "form": form or TokenForm(),
        "new_key": new_key,
        "now": timezone.now(),
    }
