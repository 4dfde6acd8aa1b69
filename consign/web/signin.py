"""Signing in and out, and the reader's language."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from consign.codes.address import public_url
from consign.people.models import LANGUAGES, User
from consign.people.operations import set_language
from consign.people.queries import entities_of, makers_of, memberships_of
from consign.people.signin import LinkSpent, holder, mail_link, spend
from consign.web.access import public
from consign.web.addresses import ours
from consign.web.language import NAMED
from consign.web.patience import MINUTES, forget, too_often

BACKEND = "django.contrib.auth.backends.ModelBackend"


class MailForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("Your mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )


class PasswordForm(MailForm):
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


@public
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a sign-in link by mail; the answer never tells whether the address is known."""
    if request.method == "GET" and isinstance(request.user, User):
        return redirect(_next(request) or start_page(request.user))
    form = MailForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        if too_often(request, "link", email):
            return _slow_down(request, form, "signin/ask.html")
        mail_link(email=email, address=lambda token: _link_address(request, token))
        context = {"email": email, "minutes": settings.SIGNIN_LINK_MINUTES, "next": _next(request)}
        return render(request, "signin/sent.html", context)
    return _form_page(request, "signin/ask.html", form, status=400 if form.errors else 200)


@public
def password(request: HttpRequest) -> HttpResponse:
    """Sign in with a password: for people at a desk, where mail is far away."""
    if request.method == "GET" and isinstance(request.user, User):
        return redirect(_next(request) or start_page(request.user))
    form = PasswordForm(request.POST or None)
    status = 400 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        if too_often(request, "password", email):
            return _slow_down(request, form, "signin/password.html")
        user = authenticate(request, username=email, password=form.cleaned_data["password"])
        if isinstance(user, User):
            forget("password", email)
            return _enter(request, user)
        form.add_error(None, _("Mail address and password do not fit together."))
        status = 409
    return _form_page(request, "signin/password.html", form, status=status)


@public
@never_cache
def link(request: HttpRequest, token: str) -> HttpResponse:
    """A mailed link: opening it asks, the button signs in.

    Mail programs open links to look at them; only the button's POST spends the link.
    """
    try:
        if request.method == "POST":
            return _enter(request, spend(token))
        context = {"person": holder(token), "next": _next(request)}
    except LinkSpent as refused:
        if isinstance(request.user, User):
            return redirect(_next(request) or start_page(request.user))
        return _form_page(request, "signin/ask.html", MailForm(), status=409, notice=str(refused))
    return render(request, "signin/link.html", context)


@public
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    logout(request)
    return redirect("home")


# No token of a form is asked for: else every reader of the street would be given a cookie for one.
# A stranger's form could change nothing but a language, and only of whoever is not signed in: a
# session's cookie does not come along with it.
@public
@csrf_exempt
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Read on in another language: kept in the profile, or in a cookie for whoever has none."""
    wanted = request.POST.get("language", "")
    back = redirect(_without_language(_next(request)) or reverse("home"))
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


def _without_language(address: str) -> str:
    """The address without the language it names: the reader has just chosen another."""
    parts = urlsplit(address)
    kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != NAMED]
    return parts._replace(query=urlencode(kept)).geturl()


def start_page(user: User) -> str:
    """Where a person begins: their desk, their project, their cooperative, or the window."""
    here = memberships_of(user).first()
    if here is not None:
        return reverse("desk_today", args=[here.coworking.slug])
    maker = makers_of(user).first()
    if maker is not None:
        return reverse("my_home", args=[maker.slug])
    entity = entities_of(user).first()
    return reverse("cooperative", args=[entity.slug]) if entity else reverse("home")


def _enter(request: HttpRequest, user: User) -> HttpResponse:
    wanted = _next(request)
    login(request, user, backend=BACKEND)
    return redirect(wanted or start_page(user))


def _next(request: HttpRequest) -> str:
    """The address to go on to, if it is one of ours."""
    return ours(request, request.POST.get("next") or request.GET.get("next") or "")


def _link_address(request: HttpRequest, token: str) -> str:
    """The address to mail, leading on to where the reader wanted to go."""
    wanted = _next(request)
    address = public_url(request) + reverse("signin_link", args=[token])
    return f"{address}?{urlencode({'next': wanted})}" if wanted else address


def _slow_down(request: HttpRequest, form: forms.Form, template: str) -> HttpResponse:
    form.add_error(
        None,
        _("That was often. Wait %(minutes)s minutes, then try again.") % {"minutes": MINUTES},
    )
    response = _form_page(request, template, form, status=429)
    response["Retry-After"] = str(MINUTES * 60)
    return response


def _form_page(
    request: HttpRequest, template: str, form: forms.Form, *, status: int, notice: str = ""
) -> HttpResponse:
    context = {"form": form, "next": _next(request), "notice": notice}
    return render(request, template, context, status=status)
