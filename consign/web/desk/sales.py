"""A ticket, and taking pieces of it back."""

import uuid
from dataclasses import dataclass

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from consign.agreements.models import Mode
from consign.days import local_day
from consign.people.models import Coworking
from consign.refusal import Refused
from consign.till.models import (
    MEANS_BACK,
    REASONS_TO_CHOOSE,
    Payment,
    RefundReason,
    Sale,
    SaleLine,
)
from consign.till.queries import sales_at
from consign.till.refunds import MoneyBack, left_on, money_back, of_former_payees
from consign.till.returns import LineBack, refund_sale
from consign.web.access import Reader, desk_only
from consign.web.desk.basket import count


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


class ConfirmedForm(RefundForm):
    key = forms.UUIDField()


@dataclass(frozen=True)
class Back:
    """A line of the ticket, how many of it can come back, and how many are meant to."""

    line: SaleLine
    left: int
    quantity: str
    refusal: Refused | None = None


@desk_only
def ticket(request: Reader, coworking: Coworking, number: str) -> HttpResponse:
    """A sale, or a refund, as the customer has it on paper."""
    sale = get_object_or_404(sales_at(coworking), number=number)
    context = {
        "coworking": coworking,
        "sale": sale,
        "agent": Mode.AGENT,
        "refunds": sales_at(coworking).filter(refund_of=sale),
        "refundable": sale.refund_of is None and any(left_on(sale).values()),
        "done": "done" in request.GET,
        "aside": of_former_payees(sale, local_day(timezone.now())) if sale.refund_of else [],
    }
    return render(request, "desk/ticket.html", context)


@desk_only
@never_cache
def refund(request: Reader, coworking: Coworking, number: str) -> HttpResponse:
    """Choose what comes back, see what it gives, confirm.

    The first two steps are the same address with what was chosen in it; only the button of the
    second one writes.
    """
    sales = sales_at(coworking).prefetch_related("lines__item__photos")
    sale = get_object_or_404(sales, number=number)
    if request.method == "POST":
        return _take_back(request, sale)
    if "paid_with" not in request.GET or "change" in request.GET:
        chosen = {"paid_with": sale.paid_with, **request.GET.dict()}
        return _choose(request, sale, RefundForm(initial=chosen))
    form = RefundForm(request.GET)
    if not form.is_valid():
        return _choose(request, sale, form, status=400)
    back = _back(request, sale)
    try:
        money = money_back(sale, back, Payment(form.cleaned_data["paid_with"]))
    except Refused as refused:
        return _choose(request, sale, form, refused, status=409)
    return _confirm(request, sale, form, back, money)


def _take_back(request: Reader, sale: Sale) -> HttpResponse:
    form = ConfirmedForm(request.POST)
    if not form.is_valid():
        return _choose(request, sale, form, status=400)
    try:
        made = refund_sale(
            sale=sale,
            back=_back(request, sale),
            reason=RefundReason(form.cleaned_data["reason"]),
            paid_with=Payment(form.cleaned_data["paid_with"]),
            key=form.cleaned_data["key"],
            by=request.user,
            at=timezone.now(),
        ).sale
    except Refused as refused:
        return _choose(request, sale, form, refused, status=409)
    return redirect(reverse("desk_sale", args=[sale.coworking.slug, made.number]) + "?done=1")


def _choose(
    request: Reader,
    sale: Sale,
    form: RefundForm,
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
    }
    return render(request, "desk/refund.html", context, status=status)


def _confirm(
    request: Reader, sale: Sale, form: RefundForm, back: list[LineBack], money: MoneyBack
) -> HttpResponse:
    lines = {line.position: line for line in sale.lines.all()}
    context = {
        "coworking": sale.coworking,
        "sale": sale,
        "chosen": [(lines[one.line], one.quantity) for one in back],
        "money": money,
        "reason": RefundReason(form.cleaned_data["reason"]),
        "paid_with": Payment(form.cleaned_data["paid_with"]),
        "key": uuid.uuid4(),
        "query": request.GET.urlencode(),
    }
    return render(request, "desk/refund_confirm.html", context)


def _back(request: Reader, sale: Sale) -> list[LineBack]:
    """The lines with a number beside them; what is no number is left to the refund to refuse."""
    sent = request.POST or request.GET
    chosen = [
        (line.position, sent.get(f"back-{line.position}", "").strip()) for line in sale.lines.all()
    ]
    return [LineBack(position, count(text)) for position, text in chosen if text not in ("", "0")]


def _rows(request: Reader, sale: Sale, refused: Refused | None) -> list[Back]:
    sent, left = request.POST or request.GET, left_on(sale)
    alone = "1" if list(left.values()) == [1] else "0"
    return [
        Back(
            line,
            left[line.position],
            sent.get(f"back-{line.position}", alone),
            refused if refused and refused.place == f"lines.{line.position}" else None,
        )
        for line in sale.lines.all()
    ]
