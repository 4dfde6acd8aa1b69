"""The till: scan, confirm."""

import uuid
from datetime import datetime

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from consign.days import local_day
from consign.money.text import LOCALES
from consign.people.models import Coworking
from consign.refusal import KeyReused, Refused
from consign.till.lines import WhichPrice
from consign.till.models import MEANS, Payment, Sale
from consign.till.operations import Business, record_sale
from consign.till.queries import sales_at
from consign.till.scan import scan
from consign.web.access import AtTill, till_only
from consign.web.desk.basket import Basket, Line
from consign.web.signing import SignedForm, desk_of

# What the script fills in, where a line has a piece.
BLANK = {
    "item": {"code": "{code}", "title": "{title}"},
    "found": {"price": None},
    "amount": None,
}
AGAIN = _("Something was missing on this page. It is complete again: look, and press “Sold”.")
INCOMPLETE = {"required": AGAIN, "invalid": AGAIN, "invalid_choice": AGAIN}


class PayForm(SignedForm):
    """How the basket is paid; the key makes of a double tap one sale."""

    paid_with = forms.ChoiceField(
        choices=[(means.value, means.label) for means in MEANS], error_messages=INCOMPLETE
    )
    key = forms.UUIDField(error_messages=INCOMPLETE)
    business_number = forms.CharField(required=False, max_length=40)
    business_name = forms.CharField(required=False, max_length=140)

    @property
    def business(self) -> Business | None:
        """Who wants an invoice; None when nobody does."""
        number = self.cleaned_data["business_number"]
        name = self.cleaned_data["business_name"]
        return Business(number, name) if number or name else None


@till_only
@never_cache
def page(request: AtTill, coworking: Coworking) -> HttpResponse:
    """The basket and its buttons; nothing of it is kept here between two of them."""
    now = timezone.now()
    basket = Basket.read(request.POST or request.GET, coworking, local_day(now), now)
    form = PayForm(request.POST or None, request=request, coworking=coworking)
    if request.method != "POST":
        basket.drop_unsellable()
        return _page(request, basket, form)
    action, _space, code = request.POST.get("action", "").partition(" ")
    typed = request.POST.get("typed", "").strip()
    if typed:
        basket.add(typed)
    elif action in ("more", "less", "remove"):
        basket.change(action, code)
    elif action in ("sell", "accept"):
        sale = _sell(request, basket, form, now)
        if sale is not None:
            ticket = reverse("desk_sale", args=[coworking.slug, sale.number])
            return redirect(f"{ticket}?done=1")
    return _page(request, basket, form, status=_status(basket, form))


def _status(basket: Basket, form: PayForm) -> int:
    if form.errors:
        return form.status
    return 409 if basket.refused else 200


@till_only
@require_safe
@never_cache
def line(request: AtTill, coworking: Coworking) -> HttpResponse:
    """The basket's row for a scanned or typed code, or why it cannot be sold."""
    now = timezone.now()
    try:
        found = scan(coworking, request.GET.get("code", ""), local_day(now), at=now)
    except Refused as refused:
        return _refused(request, refused)
    if found.refusal:
        return _refused(request, found.refusal)
    return render(request, "desk/_line.html", {"line": Line(found, new=True)})


def _sell(request: AtTill, basket: Basket, form: PayForm, now: datetime) -> Sale | None:
    """The sale of the basket; None when it was refused, which the basket then says."""
    if basket.refusals or not form.is_valid():
        return None
    try:
        return record_sale(
            coworking=basket.coworking,
            wanted=basket.wanted(),
            paid_with=Payment(form.cleaned_data["paid_with"]),
            key=form.cleaned_data["key"],
            by=form.signer,
            desk=desk_of(request),
            at=now,
            which=WhichPrice.TODAYS if request.POST["action"] == "accept" else WhichPrice.ASK,
            business=form.business,
        ).sale
    except Refused as refused:
        basket.refuse(refused)
        return None


def _page(request: AtTill, basket: Basket, form: PayForm, status: int = 200) -> HttpResponse:
    reused = any(isinstance(refused, KeyReused) for refused in basket.refusals)
    key = _key(form)
    context = {
        "coworking": basket.coworking,
        "basket": basket,
        "form": form,
        "paid_with": form.data.get("paid_with", Payment.CARD.value),
        "business_number": form.data.get("business_number", ""),
        "business_name": form.data.get("business_name", ""),
        "blank": BLANK,
        "typed": form.data.get("typed", "") if basket.refusals else "",
        "key": uuid.uuid4() if reused else key,
        "recorded": sales_at(basket.coworking).filter(key=key).first() if reused else None,
        "locale": LOCALES.get(get_language() or "en", "en_IE").replace("_", "-"),
    }
    return render(request, "desk/till.html", context, status=status)


def _key(form: PayForm) -> uuid.UUID:
    """The key that came with the basket; a new one for a new basket."""
    sent = form.cleaned_data.get("key") if form.is_bound and not form.errors.get("key") else None
    return sent or uuid.uuid4()


def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    return render(request, "desk/_refused.html", {"refusal": refused}, status=409)
