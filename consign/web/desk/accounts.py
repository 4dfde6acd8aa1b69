"""What a manager books on a maker's account besides sales: fees and adjustments."""

import uuid
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from consign.agreements.queries import affiliation_on, payees_of
from consign.days import local_day, start_of
from consign.ledger.bookings import adjust, charge_fee
from consign.ledger.models import Entry
from consign.money.text import money
from consign.people.models import Coworking, LegalEntity, Maker
from consign.refusal import KeyReused, Refused
from consign.web.access import Reader, manager_only
from consign.web.desk.people import managed_maker
from consign.web.forms import AmountField, DayField, add_refusal, choose_among, sent

OURS = "ours"
DIRECTIONS = [
    ("theirs", gettext_lazy("The payee gets more")),
    (OURS, gettext_lazy("The payee gets less")),
]


class BookingForm(forms.Form):
    """On which day and whose account; a key, so that a double tap books once."""

    on = DayField(label=gettext_lazy("Day"))
    payee = forms.ModelChoiceField(
        LegalEntity.objects.none(),
        label=gettext_lazy("On the account of"),
        help_text=gettext_lazy("Also somebody who was paid for this maker before."),
        empty_label=None,
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self, data: QueryDict | None, *, payees: QuerySet[LegalEntity], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        choose_among(self, "payee", payees)


class FeeForm(BookingForm):
    label = forms.CharField(
        label=gettext_lazy("What for"),
        help_text=gettext_lazy("It stands on the statement: “Labels”, “Photos of October”."),
        max_length=200,
    )
    amount = AmountField(label=gettext_lazy("Amount, VAT included"))
    field_order = ("label", "amount", "on", "payee")


class AdjustForm(BookingForm):
    direction = forms.ChoiceField(
        label=gettext_lazy("In whose favour"), choices=DIRECTIONS, widget=forms.RadioSelect
    )
    amount = AmountField(label=gettext_lazy("Amount"))
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("The maker and the payee read it on the statement."),
        max_length=200,
    )
    field_order = ("direction", "amount", "reason", "on", "payee")


@manager_only
def fee(request: Reader, coworking: Coworking, maker: str) -> HttpResponse:
    """Charge a maker for a service."""

    def book(told: dict[str, Any], found: Maker) -> Entry:
        return charge_fee(
            coworking=coworking,
            maker=found,
            label=told["label"],
            amount=told["amount"],
            **_when_and_whose(request, told),
        )

    return _page(request, coworking, managed_maker(request, maker), FeeForm, book, "desk/fee.html")


@manager_only
def adjustment(request: Reader, coworking: Coworking, maker: str) -> HttpResponse:
    """Put a balance right, with the reason."""

    def book(told: dict[str, Any], found: Maker) -> Entry:
        ours = told["direction"] == OURS
        return adjust(
            coworking=coworking,
            maker=found,
            amount=-told["amount"] if ours else told["amount"],
            reason=told["reason"],
            **_when_and_whose(request, told),
        )

    found = managed_maker(request, maker)
    return _page(request, coworking, found, AdjustForm, book, "desk/adjust.html")


def _page(
    request: Reader,
    coworking: Coworking,
    maker: Maker,
    shape: type[BookingForm],
    book: Callable[[dict[str, Any], Maker], Entry],
    template: str,
) -> HttpResponse:
    form = shape(sent(request), initial=_initial(maker), payees=payees_of(maker))
    status = 400 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            entry = book(form.cleaned_data, maker)
        except Refused as refused:
            _explain(form, refused)
            status = 409
        else:
            said = _("%(amount)s is booked as %(number)s on the account of %(payee)s.")
            about = {
                "amount": money(entry.amount, get_language() or "en"),
                "number": entry.reference,
                "payee": entry.account.payee.legal_name,
            }
            messages.success(request, said % about)
            return redirect("desk_maker", coworking.slug, maker.slug)
    context = {"coworking": coworking, "maker": maker, "form": form}
    return render(request, template, context, status=status)


def _initial(maker: Maker) -> dict[str, Any]:
    today = local_day(timezone.now())
    current = affiliation_on(maker, today)
    return {"on": today, "payee": current.payee if current else None, "key": uuid.uuid4()}


def _when_and_whose(request: Reader, told: dict[str, Any]) -> dict[str, Any]:
    now = timezone.now()
    return {
        "payee": told["payee"],
        "occurred_at": _moment(told["on"], now),
        "key": told["key"],
        "by": request.user,
        "at": now,
    }


def _moment(day: date, now: datetime) -> datetime | None:
    """Some time on that day; what happens today happens now."""
    return None if day == local_day(now) else start_of(day)


def _explain(form: BookingForm, refused: Refused) -> None:
    """Say no where the input was; a form sent before can be sent again as one more booking."""
    if isinstance(refused, KeyReused):
        form.data = {**dict(form.data.items()), "key": str(uuid.uuid4())}
        form.add_error(None, _("You sent this page before. Send it again to book once more."))
    else:
        add_refusal(form, refused)
