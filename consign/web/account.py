"""One's own account: name, places, language, keys for programs."""

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

from consign.people.models import Scope
from consign.people.operations import issue_token, revoke_token
from consign.people.queries import entities_of, makers_of, memberships_of, tokens_of
from consign.refusal import Refused
from consign.web.access import Reader, signed_in
from consign.web.forms import add_refusal

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


@signed_in
def page(request: Reader) -> HttpResponse:
    """One's own name, places, keys for programs, and the way out."""
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


def _account(
    request: Reader, *, form: forms.Form | None = None, new_key: str = ""
) -> dict[str, Any]:
    return {
        "makers": makers_of(request.user),
        "memberships": memberships_of(request.user),
        "entities": entities_of(request.user),
        "tokens": tokens_of(request.user),
        "form": form or TokenForm(),
        "new_key": new_key,
        "now": timezone.now(),
    }
