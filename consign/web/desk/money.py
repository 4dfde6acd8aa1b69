"""Is the makers' money there: what is owed beside till and bank, and counting the till."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consign.days import local_day
from consign.money.split import ZERO
from consign.money.text import money
from consign.payouts.cover import MoneyCover, money_cover, owed_by_account
from consign.people.models import Coworking
from consign.refusal import Refused
from consign.till.counts import cash_since, count_cash, last_count
from consign.till.places import first_till
from consign.web.access import Reader, desk_only, manager_only
from consign.web.forms import AmountField, add_refusal, sent

# How wide the longer of the two bars is drawn, its edge not counted.
WIDE = 638


class CountForm(forms.Form):
    """What lies in the drawer now."""

    amount = AmountField(
        label=gettext_lazy("What lies in the till"),
        help_text=gettext_lazy("Notes and coins, the change you began with included."),
    )


@manager_only
def page(request: Reader, coworking: Coworking) -> HttpResponse:
    """A plain yes or no, the sum behind it, and whom the money is owed to."""
    today = local_day(timezone.now())
    cover = money_cover(coworking, today)
    context = {
        "coworking": coworking,
        "cover": cover,
        "bars": _bars(cover),
        "owed": owed_by_account(coworking, today),
        "form": CountForm(),
    }
    return render(request, "desk/money.html", context)


@desk_only
def count(request: Reader, coworking: Coworking) -> HttpResponse:
    """Say what lies in the till; beside it what should."""
    form = CountForm(sent(request))
    last = last_count(first_till(coworking))
    since = cash_since(last) if last else ZERO
    expected = last.amount + since if last else None
    status = 200
    if request.method == "POST":
        try:
            if form.is_valid():
                return _counted(request, coworking, form.cleaned_data["amount"], expected)
            status = 400
        except Refused as refused:
            add_refusal(form, refused)
            status = 409
    context = {
        "coworking": coworking,
        "form": form,
        "last": last,
        "since": since,
        "expected": expected,
    }
    return render(request, "desk/money_count.html", context, status=status)


def _counted(
    request: Reader, coworking: Coworking, amount: Decimal, expected: Decimal | None
) -> HttpResponse:
    count_cash(till=first_till(coworking), amount=amount, by=request.user, at=timezone.now())
    language = request.LANGUAGE_CODE
    said = _("%(amount)s counted.") % {"amount": money(amount, language)}
    if expected is not None:
        said = f"{said} {_compared(amount - expected, language)}"
    messages.success(request, said)
    return redirect("desk_money" if "money" in request.POST else "desk_count", coworking.slug)


def _compared(difference: Decimal, language: str) -> str:
    """How a count differs from what sales let expect."""
    if not difference:
        return _("That is what was expected.")
    facts = {"amount": money(abs(difference), language)}
    if difference > 0:
        return _("That is %(amount)s more than expected.") % facts
    return _("That is %(amount)s less than expected.") % facts


def _bars(cover: MoneyCover) -> dict[str, Any]:
    """Owed and there as lengths, the longer as wide as the drawing; none while one is unknown."""
    if cover.bank is None:
        return {}
    owed, there = cover.owed.total, max(cover.there, ZERO)
    longest = max(owed, there)
    if not longest:
        return {}
    return {"owed": str(int(owed * WIDE / longest)), "there": str(int(there * WIDE / longest))}
