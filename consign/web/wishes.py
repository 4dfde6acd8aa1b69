"""A passer-by asks a desk to keep a piece, and confirms it by mail; no account is needed."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from consign.codes.address import public_url
from consign.people.models import Coworking
from consign.people.queries import coworkings
from consign.refusal import Refused
from consign.stock.holds import LONGEST_NAME
from consign.stock.models import HoldWish, HoldWishState, Item
from consign.stock.queries import by_code, places_of
from consign.stock.wish_links import wish_of
from consign.stock.wishes import ask_to_keep, confirm_wish
from consign.web.access import public
from consign.web.forms import add_refusal, choose_among, sent
from consign.web.patience import MINUTES, too_often


class WishForm(forms.Form):
    """Who asks; where, when several coworkings have the piece."""

    coworking = forms.ModelChoiceField(
        label=gettext_lazy("Where"),
        queryset=Coworking.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
    )
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Your mail address"),
        help_text=gettext_lazy("For the answer alone; it is forgotten two months later."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    words = forms.CharField(
        label=gettext_lazy("A word for the desk"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, places: QuerySet[Coworking], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self, "coworking", places)
        first = list(places[:2])
        self.initial.setdefault("coworking", first[0] if first else None)
        if len(first) < 2:
            self.fields["coworking"].widget = forms.HiddenInput()


@public
@never_cache
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Ask to have a piece kept; a mail that confirms it goes out."""
    try:
        item = by_code(code)
    except Refused as refused:
        return render(request, "window/no_piece.html", {"sentence": str(refused)}, status=404)
    places = _having(item)
    form = WishForm(sent(request), places=places)
    status = 400 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        status = _ask(request, item, form)
        if status == 200:
            context = {"item": item, "email": form.cleaned_data["email"]}
            return render(request, "window/keep_sent.html", context)
    context = {"item": item, "form": form, "places": places}
    return render(request, "window/keep.html", context, status=status)


@public
@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """What the mailed link opens; a button confirms it, for programs open links too."""
    try:
        wish = wish_of(token)
        if request.method == "POST":
            confirm_wish(wish=wish, at=timezone.now())
            return redirect("keep_confirm", token)
    except Refused as refused:
        return _spent(request, str(refused))
    context = {"wish": wish, "item": wish.item, "states": HoldWishState, "over": _over(wish)}
    return render(request, "window/keep_confirm.html", context)


def _ask(request: HttpRequest, item: Item, form: WishForm) -> int:
    """Ask, or say in the form why not; the status of the answer."""
    if too_often(request, "keep", form.cleaned_data["email"]):
        said = _("You have asked often. Wait %(minutes)s minutes, then try again.")
        form.add_error(None, said % {"minutes": MINUTES})
        return 429
    home = public_url(request)
    try:
        ask_to_keep(
            item=item,
            address=lambda token: home + reverse("keep_confirm", args=[token]),
            language=get_language() or "en",
            at=timezone.now(),
            **form.cleaned_data,
        )
    except Refused as refused:
        add_refusal(form, refused)
        return 409
    return 200


def _having(item: Item) -> QuerySet[Coworking]:
    return coworkings().filter(pk__in=places_of(item).order_by().values("showcase__coworking"))


def _over(wish: HoldWish) -> bool:
    """Whether what was kept is not any more."""
    kept = wish.hold
    return kept is not None and (kept.ended_at is not None or kept.until <= timezone.now())


def _spent(request: HttpRequest, sentence: str) -> HttpResponse:
    return render(request, "window/keep_spent.html", {"sentence": sentence}, status=410)
