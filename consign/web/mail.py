"""Choosing what one is told by mail: on the account's page, or by the link in a mail."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from consign.notices.links import chosen_with
from consign.notices.models import Kind, When
from consign.notices.operations import choose
from consign.notices.queries import choices_for, choices_of
from consign.people.models import User
from consign.refusal import Refused
from consign.web.access import Reader, public, signed_in

# What a mail program sends when its own button is pressed (RFC 8058).
ONE_CLICK = "List-Unsubscribe"


def _offered(kind: Kind) -> list[tuple[str, str]]:
    return [(when.value, str(when.label)) for when in choices_for(kind)]


class MailForm(forms.Form):
    """When one wants to be told of one thing."""

    when = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, kind: Kind, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["when"] = forms.ChoiceField(
            label=kind.label, choices=_offered(kind), widget=forms.RadioSelect
        )


class AllMailForm(forms.Form):
    """When one wants to be told of each thing."""

    prefix = "mail"

    def __init__(self, user: User, data: Any = None) -> None:
        super().__init__(data)
        for kind, when in choices_of(user).items():
            self.fields[kind.value] = forms.ChoiceField(
                label=kind.label, choices=_offered(kind), initial=when.value
            )

    @property
    def wanted(self) -> dict[Kind, When]:
        """What was chosen; only a valid form knows it."""
        return {Kind(kind): When(when) for kind, when in self.cleaned_data.items()}


@signed_in
@require_POST
@never_cache
def save(request: Reader) -> HttpResponse:
    """Choose on one's own account's page."""
    form = AllMailForm(request.user, request.POST)
    if form.is_valid():
        choose(user=request.user, wanted=form.wanted, by=request.user, at=timezone.now())
        messages.success(request, _("It is kept: you get mail as you said."))
    return redirect("account")


# A mail program that presses its own button has no token of ours; the address is the secret.
@public
@csrf_exempt
@never_cache
def choice(request: HttpRequest, token: str) -> HttpResponse:
    """Choose by the link in a mail, without signing in.

    Opening changes nothing: programs that read mail open links.
    """
    try:
        user, kind = chosen_with(token)
    except Refused as refused:
        return render(request, "mail/unknown.html", {"sentence": str(refused)}, status=404)
    form = MailForm(kind, request.POST or None, initial={"when": choices_of(user)[kind]})
    done = None
    if request.POST.get(ONE_CLICK):
        done = When.NEVER
    elif form.is_bound and form.is_valid():
        done = When(form.cleaned_data["when"])
    if done is not None:
        choose(user=user, wanted={kind: done}, by=user, at=timezone.now())
        form = MailForm(kind, initial={"when": done})
    context = {"form": form, "done": done.label if done else ""}
    return render(request, "mail/choice.html", context)
