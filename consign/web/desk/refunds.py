"""Taking pieces of a ticket back: choose what comes back, see what it gives, confirm."""

import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from consign.people.models import Coworking
from consign.refusal import Refused
from consign.till.models import (
    MEANS_BACK,
    REASONS_TO_CHOOSE,
    ConflictState,
    Payment,
    RefundReason,
    Sale,
    SaleLine,
)
from consign.till.money_back import left_on, money_back
from consign.till.queries import conflicts_of, sales_at
from consign.till.refunds import refund_sale
from consign.till.taking_back import LineBack
from consign.web.access import AtTill, till_only
from consign.web.desk.basket import count
from consign.web.signing import SignedForm, desk_of

SIGNATURE = {"signer", "pin"}


def _reasons() -> list[tuple[str, str]]:
    return [(reason.value, str(capfirst(reason.label))) for reason in REASONS_TO_CHOOSE]


def _payments() -> list[tuple[str, str]]:
    return [(payment.value, str(capfirst(payment.label))) for payment in MEANS_BACK]


class RefundForm(forms.Form):
    """Why pieces come back and how the customer is paid."""

    reason = forms.ChoiceField(
        label=_("Why does it come back?"), choices=_reasons, widget=forms.RadioSelect
    )
    paid_with = forms.ChoiceField(
        label=_("How do you give the money back?"), choices=_payments, widget=forms.RadioSelect
    )


class ConfirmedForm(SignedForm, RefundForm):
    key = forms.UUIDField()


@dataclass(frozen=True)
class Back:
    """A line of the ticket, how many of it can come back, and how many are meant to.

    `conflict`: it was sold without network and waits for a decision.
    """

    line: SaleLine
    left: int
    quantity: str
    conflict: bool
    refusal: Refused | None = None


@till_only
@never_cache
def refund(request: AtTill, coworking: Coworking, number: str) -> HttpResponse:
    """The first two steps are the same address with what was chosen in it; only the button of the
    second one writes."""
    sales = sales_at(coworking).prefetch_related("lines__item__photos")
    sale = get_object_or_404(sales, number=number)
    if request.method == "POST":
        return _take_back(request, sale)
    if "paid_with" not in request.GET or "change" in request.GET:
        means = {"paid_with": sale.paid_with} if sale.paid_with in MEANS_BACK else {}
        return _choose(request, sale, RefundForm(initial={**means, **request.GET.dict()}))
    form = RefundForm(request.GET)
    if not form.is_valid():
        return _choose(request, sale, form, status=400)
    unsigned = ConfirmedForm(request=request, coworking=coworking)
    return _confirm(request, sale, form, unsigned)


def _take_back(request: AtTill, sale: Sale) -> HttpResponse:
    form = ConfirmedForm(request.POST, request=request, coworking=sale.coworking)
    if not form.is_valid():
        chosen = RefundForm(request.POST)
        if chosen.is_valid() and set(form.errors) <= SIGNATURE:
            return _confirm(request, sale, chosen, form, status=form.status)
        return _choose(request, sale, chosen, status=400)
    try:
        made = refund_sale(
            sale=sale,
            back=_back(request, sale),
            reason=RefundReason(form.cleaned_data["reason"]),
            paid_with=Payment(form.cleaned_data["paid_with"]),
            key=form.cleaned_data["key"],
            desk=desk_of(request),
            by=form.signer,
            at=timezone.now(),
        ).sale
    except Refused as refused:
        return _choose(request, sale, form, refused, status=409)
    return redirect(reverse("desk_sale", args=[sale.coworking.slug, made.number]) + "?done=1")


def _choose(
    request: HttpRequest,
    sale: Sale,
    form: forms.Form,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    rows = _rows(request, sale, refused)
    at_a_line = any(row.refusal for row in rows)
    context = {
        "coworking": sale.coworking,
        "sale": sale,
        "form": form,
        "rows": rows,
        "refusal": None if at_a_line else refused,
        "ask_means": sale.paid_with not in MEANS_BACK and sale.refund_of is None,
    }
    return render(request, "desk/refund.html", context, status=status)


def _confirm(
    request: AtTill, sale: Sale, chosen: forms.Form, form: ConfirmedForm, status: int = 200
) -> HttpResponse:
    """What it gives back, and who signs it."""
    back, paid_with = _back(request, sale), Payment(chosen.cleaned_data["paid_with"])
    try:
        money = money_back(sale, back, paid_with)
    except Refused as refused:
        return _choose(request, sale, chosen, refused, status=409)
    lines = {line.position: line for line in sale.lines.all()}
    context = {
        "coworking": sale.coworking,
        "sale": sale,
        "chosen": [(lines[one.line], one.quantity) for one in back],
        "money": money,
        "reason": RefundReason(chosen.cleaned_data["reason"]),
        "paid_with": paid_with,
        "key": form.cleaned_data.get("key") if form.is_bound else uuid.uuid4(),
        "form": form,
        "query": urlencode({**chosen.cleaned_data, **_counts(back)}),
    }
    return render(request, "desk/refund_confirm.html", context, status=status)


def _counts(back: list[LineBack]) -> dict[str, int]:
    return {f"back-{one.line}": one.quantity for one in back}


def _back(request: HttpRequest, sale: Sale) -> list[LineBack]:
    """The lines with a number beside them; what is no number is left to the refund to refuse."""
    sent = request.POST or request.GET
    chosen = [
        (line.position, sent.get(f"back-{line.position}", "").strip()) for line in sale.lines.all()
    ]
    return [LineBack(position, count(text)) for position, text in chosen if text not in ("", "0")]


def _rows(request: HttpRequest, sale: Sale, refused: Refused | None) -> list[Back]:
    sent: Any = request.POST or request.GET
    left = left_on(sale)
    alone = "1" if list(left.values()) == [1] else "0"
    waiting = conflicts_of(sale).filter(state=ConflictState.OPEN)
    in_conflict = set(waiting.values_list("line__position", flat=True))
    return [
        Back(
            line,
            left[line.position],
            sent.get(f"back-{line.position}", alone),
            line.position in in_conflict,
            refused if refused and refused.place == f"lines.{line.position}" else None,
        )
        for line in sale.lines.all()
    ]
