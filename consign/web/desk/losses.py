"""A piece is lost, stolen or broken: what it was worth is credited to its payee."""

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from consign.days import local_day
from consign.ledger.models import LossCause
from consign.money.text import money
from consign.monthend.losses import agreed_value, foresee_loss, record_loss, value_by
from consign.people.models import Coworking
from consign.people.roles import may_settle
from consign.refusal import Refused
from consign.stock.models import Placement
from consign.stock.queries import placed_at
from consign.web.access import Reader, desk_only
from consign.web.forms import AmountField, add_refusal


def _causes() -> list[tuple[str, str]]:
    return [(cause.value, str(capfirst(cause.label))) for cause in LossCause]


class LossForm(forms.Form):
    """What happened to how many; the value of a piece is a manager's to change."""

    cause = forms.ChoiceField(
        label=gettext_lazy("What happened?"), choices=_causes, widget=forms.RadioSelect
    )
    quantity = forms.IntegerField(label=gettext_lazy("How many"), min_value=1)
    value = AmountField(
        label=gettext_lazy("Value of a piece"),
        help_text=gettext_lazy("What the agreement says, unless you agreed on something else."),
    )
    reason = forms.CharField(
        label=gettext_lazy("What is known about it"),
        help_text=gettext_lazy(
            "When it was noticed, the number of the police report. The maker and the payee read it."
        ),
        max_length=200,
        required=False,
    )

    def __init__(self, data: QueryDict | None = None, *, manages: bool, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if not manages:
            del self.fields["value"]


class ConfirmedForm(LossForm):
    key = forms.UUIDField()


@desk_only
@never_cache
def loss(request: Reader, coworking: Coworking, pk: int) -> HttpResponse:
    """Say what happened, see what is credited, confirm.

    The first two steps are the same address with what was entered in it; only the button of the
    second one writes.
    """
    place = get_object_or_404(placed_at(coworking), pk=pk)
    manages = may_settle(request.user, coworking)
    today = local_day(timezone.now())
    if request.method == "POST":
        return _write_off(request, place, today, manages=manages)
    if "cause" not in request.GET or "change" in request.GET:
        told = {"quantity": 1, "value": agreed_value(place, today), **request.GET.dict()}
        return _ask(request, place, LossForm(manages=manages, initial=told), today)
    form = LossForm(request.GET, manages=manages)
    if not form.is_valid():
        return _ask(request, place, form, today, status=400)
    try:
        foreseen = foresee_loss(
            placement=place,
            quantity=form.cleaned_data["quantity"],
            value=form.cleaned_data.get("value"),
            day=today,
        )
    except Refused as refused:
        add_refusal(form, refused)
        return _ask(request, place, form, today, status=409)
    context = {
        "coworking": coworking,
        "place": place,
        "form": form,
        "cause": LossCause(form.cleaned_data["cause"]),
        "foreseen": foreseen,
        "key": uuid.uuid4(),
        "query": request.GET.urlencode(),
    }
    return render(request, "desk/loss_confirm.html", context)


def _write_off(request: Reader, place: Placement, today: date, *, manages: bool) -> HttpResponse:
    form = ConfirmedForm(request.POST, manages=manages)
    if not form.is_valid():
        return _ask(request, place, form, today, status=400)
    sent = form.cleaned_data
    value: Decimal | None = sent.get("value")
    try:
        entry = record_loss(
            placement=place,
            quantity=sent["quantity"],
            cause=LossCause(sent["cause"]),
            value=value_by(request.user, place, value, today),
            reason=sent["reason"],
            key=sent["key"],
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refused:
        add_refusal(form, refused)
        return _ask(request, place, form, today, status=409)
    said = _("“%(title)s” is written off. %(payee)s is credited %(amount)s.")
    about = {
        "title": place.item.title,
        "payee": entry.account.payee.legal_name,
        "amount": money(entry.amount, get_language() or "en"),
    }
    messages.success(request, said % about)
    return redirect("desk_placement", place.showcase.coworking.slug, place.pk)


def _ask(
    request: Reader, place: Placement, form: LossForm, today: date, status: int = 200
) -> HttpResponse:
    context = {
        "coworking": place.showcase.coworking,
        "place": place,
        "form": form,
        "agreed": agreed_value(place, today),
    }
    return render(request, "desk/loss.html", context, status=status)
