"""Choosing what one is told by mail: on the account's page, or by the link in a mail."""

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
from consign.notices.queries import choices_of
from consign.people.models import User
from consign.refusal import Refused
from consign.web.access import Reader, public, signed_in

# What a mail program sends when its own button is pressed (RFC 8058).
ONE_CLICK = "List-Unsubscribe"


class MailForm(forms.Form):
    """When one wants to be told of one thing."""

    when = forms.ChoiceField(choices=When.choices, widget=forms.RadioSelect)

    def __init__(self, kind: Kind, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.kind = kind
        self.fields["when"].label = kind.label


def mail_forms(user: User) -> list[MailForm]:
    """A form for each kind of mail, with what holds now."""
    return [
        MailForm(kind, initial={"when": when}, prefix=kind.value)
        for kind, when in choices_of(user).items()
    ]


@signed_in
@require_POST
@never_cache
def save(request: Reader, kind: str) -> HttpResponse:
    """Choose on one's own account's page."""
    if kind in Kind.values:
        form = MailForm(Kind(kind), request.POST, prefix=kind)
        if form.is_valid():
            when = When(form.cleaned_data["when"])
            user, now = request.user, timezone.now()
            choose(user=user, kind=Kind(kind), when=when, by=user, at=now)
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
        choose(user=user, kind=kind, when=done, by=user, at=timezone.now())
        form = MailForm(kind, initial={"when": done})
    context = {"form": form, "done": done.label if done else ""}
    return render(request, "mail/choice.html", context)
