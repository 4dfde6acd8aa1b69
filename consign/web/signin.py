"""Signing in and out, the reader's language, and one's own account."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from consign.people.models import LANGUAGES, Scope, User
from consign.people.operations import issue_token, revoke_token, set_language
from consign.people.queries import entities_of, makers_of, memberships_of, tokens_of
from consign.people.signin import LinkSpent, holder, mail_link, spend
from consign.web.access import Reader, public, signed_in

BACKEND = "django.contrib.auth.backends.ModelBackend"
# Tries for one mail address and from one device in a quarter of an hour.
TRIES, MINUTES = 10, 15
TOKEN_DAYS = 365


class MailForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("Your mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )


class PasswordForm(MailForm):
    password = forms.CharField(
        label=gettext_lazy("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class TokenForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("What is it for?"), max_length=80)
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What may it do?"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=[Scope.READ],
    )


@public
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a sign-in link by mail; the answer never tells whether the address is known."""
    form = MailForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        if _too_often(request, email):
            return _slow_down(request, form)
        link = settings.PUBLIC_URL + reverse("signin_link", args=["TOKEN"])
        mail_link(email=email, address=_with_next(request, link))
        return render(request, "signin/sent.html", {"email": email})
    return _ask_page(request, form)


@public
def password(request: HttpRequest) -> HttpResponse:
    """Sign in with a password: for people at a desk, where mail is far away."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        if _too_often(request, email):
            return _slow_down(request, form, "signin/password.html")
        user = authenticate(request, username=email, password=form.cleaned_data["password"])
        if isinstance(user, User):
            return _enter(request, user)
        form.add_error(None, _("Mail address and password do not fit together."))
    context = {"form": form, "next": _next(request)}
    return render(request, "signin/password.html", context, status=409 if form.errors else 200)


@public
def link(request: HttpRequest, token: str) -> HttpResponse:
    """A mailed link: opening it asks, the button signs in.

    Mail programs open links to look at them; only the button's POST spends the link.
    """
    try:
        if request.method == "POST":
            return _enter(request, spend(token))
        user = holder(token)
    except LinkSpent as refused:
        return _ask_page(request, MailForm(), notice=str(refused), status=409)
    return render(request, "signin/link.html", {"person": user, "next": _next(request)})


@public
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    logout(request)
    return redirect("home")


@public
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Read on in another language: kept in the profile, or in a cookie for whoever has none."""
    wanted = request.POST.get("language", "")
    back = redirect(_next(request) or reverse("home"))
    if wanted not in dict(LANGUAGES):
        return back
    if isinstance(request.user, User):
        set_language(by=request.user, language=wanted, at=timezone.now())
    back.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        wanted,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        samesite="Lax",
        secure=settings.LANGUAGE_COOKIE_SECURE,
    )
    return back


@signed_in
def account(request: Reader) -> HttpResponse:
    """One's own name, places, keys for programs, and the way out."""
    return render(request, "account/account.html", _account(request))


@signed_in
@require_POST
def new_token(request: Reader) -> HttpResponse:
    """A new key for a program; it is shown on this page once and never again."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        context = {**_account(request), "form": form}
        return render(request, "account/account.html", context, status=400)
    now = timezone.now()
    key = issue_token(
        user=request.user,
        name=form.cleaned_data["name"],
        scopes=[Scope(scope) for scope in form.cleaned_data["scopes"]],
        expires_at=now + timedelta(days=TOKEN_DAYS),
        by=request.user,
        at=now,
    )
    return render(request, "account/account.html", {**_account(request), "new_key": key})


@signed_in
@require_POST
def revoke(request: Reader, token: int) -> HttpResponse:
    """Stop one of one's keys."""
    found = get_object_or_404(tokens_of(request.user), pk=token)
    revoke_token(token=found, by=request.user, at=timezone.now())
    messages.success(request, _("The key “%(name)s” no longer works.") % {"name": found.name})
    return redirect("account")


def _account(request: Reader) -> dict[str, Any]:
    return {
        "makers": makers_of(request.user),
        "memberships": memberships_of(request.user),
        "entities": entities_of(request.user),
        "tokens": tokens_of(request.user),
        "form": TokenForm(),
    }


def start_page(user: User) -> str:
    """Where a person begins: their desk, their project, their cooperative, or the window."""
    here = memberships_of(user).first()
    if here is not None:
        return reverse("desk_today", args=[here.coworking.slug])
    maker = makers_of(user).first()
    if maker is not None:
        return reverse("my_pieces", args=[maker.slug])
    entity = entities_of(user).first()
    return reverse("cooperative", args=[entity.slug]) if entity else reverse("home")


def _enter(request: HttpRequest, user: User) -> HttpResponse:
    wanted = _next(request)
    login(request, user, backend=BACKEND)
    return redirect(wanted or start_page(user))


def _next(request: HttpRequest) -> str:
    """The address to go on to, if it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if ours else ""


def _with_next(request: HttpRequest, link: str) -> str:
    wanted = _next(request)
    return f"{link}?next={wanted}" if wanted else link


def _too_often(request: HttpRequest, email: str) -> bool:
    """Count a try for this address and from this device."""
    tries = [f"signin:{email.lower()}", f"signin:{request.META.get('REMOTE_ADDR', '')}"]
    counts = []
    for key in tries:
        cache.add(key, 0, MINUTES * 60)
        counts.append(cache.incr(key))
    return counts[0] > TRIES or counts[1] > TRIES * 3


def _slow_down(
    request: HttpRequest, form: forms.Form, template: str = "signin/ask.html"
) -> HttpResponse:
    form.add_error(
        None, _("That was often. Wait %(minutes)s minutes, then try again.") % {"minutes": MINUTES}
    )
    response = render(request, template, {"form": form, "next": _next(request)}, status=429)
    response["Retry-After"] = str(MINUTES * 60)
    return response


def _ask_page(
    request: HttpRequest, form: forms.Form, *, notice: str = "", status: int | None = None
) -> HttpResponse:
    context = {"form": form, "next": _next(request), "notice": notice}
    return render(
        request, "signin/ask.html", context, status=status or (400 if form.errors else 200)
    )
