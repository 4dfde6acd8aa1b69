"""Is the makers' money there: what is owed beside till and bank, and counting the till."""

from collections.abc import Sequence
from dataclasses import dataclass
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
from consign.payouts.cover import MoneyCover, money_cover
from consign.payouts.owed import owed_by_account
from consign.people.models import Coworking
from consign.refusal import Refused
from consign.till.counts import cash_since, count_cash, last_counts
from consign.till.models import CashCount, Till
from consign.till.places import first_till, tills_of
from consign.web.access import Reader, desk_only, manager_only
from consign.web.forms import AmountField, add_refusal, sent

# How wide the longer of the two bars is drawn, its edge not counted.
WIDE = 638


class CountForm(forms.Form):
    """What lies in a drawer now; of several, in which."""

    till = forms.ChoiceField(label=gettext_lazy("Which till?"), widget=forms.RadioSelect)
    amount = AmountField(
        label=gettext_lazy("What lies in the till"),
        help_text=gettext_lazy("Notes and coins, the change you began with included."),
    )

    def __init__(self, *args: Any, tills: Sequence[Till], **options: Any) -> None:
        super().__init__(*args, **options)
        self.tills = {str(till.pk): till for till in tills}
        field = self.fields["till"]
        if len(tills) < 2:
            del self.fields["till"]
        elif isinstance(field, forms.ChoiceField):
            field.choices = [(key, till.name) for key, till in self.tills.items()]
            field.initial = field.choices[0][0]

    @property
    def counted(self) -> Till:
        """The one that was counted; only a valid form knows it."""
        only = next(iter(self.tills))
        return self.tills[self.cleaned_data.get("till", only)]


@dataclass(frozen=True)
class Drawer:
    """What was counted last in a till, and what came and went by sales since."""

    till: Till
    last: CashCount
    since: Decimal

    @property
    def expected(self) -> Decimal:
        return self.last.amount + self.since


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
        "form": CountForm(tills=_tills(coworking)),
    }
    return render(request, "desk/money.html", context)


@desk_only
def count(request: Reader, coworking: Coworking) -> HttpResponse:
    """Say what lies in a till; beside it what should."""
    form = CountForm(sent(request), tills=_tills(coworking))
    drawers = _drawers(coworking)
    status = 200
    if request.method == "POST":
        try:
            if form.is_valid():
                return _counted(request, coworking, form, drawers)
            status = 400
        except Refused as refused:
            add_refusal(form, refused)
            status = 409
    context = {
        "coworking": coworking,
        "form": form,
        "drawers": drawers,
        "several": len(form.tills) > 1,
        "last": drawers[0].last if len(drawers) == 1 else None,
    }
    return render(request, "desk/money_count.html", context, status=status)


def _tills(coworking: Coworking) -> list[Till]:
    return tills_of(coworking) or [first_till(coworking)]


def _drawers(coworking: Coworking) -> list[Drawer]:
    """Each till that was ever counted."""
    counts = last_counts(coworking)
    return [Drawer(count.till, count, cash_since(count)) for count in counts]


def _counted(
    request: Reader, coworking: Coworking, form: CountForm, drawers: Sequence[Drawer]
) -> HttpResponse:
    till, amount = form.counted, form.cleaned_data["amount"]
    count_cash(till=till, amount=amount, by=request.user, at=timezone.now())
    language = request.LANGUAGE_CODE
    said = _("%(amount)s counted.") % {"amount": money(amount, language)}
    for drawer in drawers:
        if drawer.till == till:
            said = f"{said} {_compared(amount - drawer.expected, language)}"
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
