"""Month end: look first, close, hand out the statements."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consign.days import Month, local_day
from consign.money.split import ZERO
from consign.monthend.operations import note_reading, void_settlement
from consign.monthend.own_sales import own_invoices_wanted, own_vat_on_sales
from consign.monthend.preview import AccountPreview, month_preview, summed
from consign.monthend.statement_zip import statements_zip
from consign.payouts.models import Payout, PayoutState
from consign.payouts.queries import payouts_of, requests_of
from consign.people.models import Coworking, LegalEntity
from consign.refusal import Refused
from consign.settlements.models import Settlement
from consign.settlements.queries import settlements_at
from consign.till.queries import open_conflicts
from consign.web.access import Reader, manager_only
from consign.web.desk.closing import close_a_portion, tell, under_way
from consign.web.forms import sent

# No coworking closed its books here before.
FIRST = Month(2000, 1)


class CloseForm(forms.Form):
    """The explicit yes that closing a running month needs."""

    early = forms.BooleanField(
        label=gettext_lazy("Close it although the month is not over."), required=False
    )
    # The account where a run has paused.
    after = forms.IntegerField(required=False, widget=forms.HiddenInput)


@manager_only
def latest(_request: Reader, coworking: Coworking) -> HttpResponse:
    """The month to look at: the last one that is over, or an earlier one that has to come first."""
    today = local_day(timezone.now())
    month = Month.of(today).previous
    rows = month_preview(coworking, month, today)
    if rows and all(row.earlier for row in rows):
        month = _earliest(rows) or month
    return redirect("desk_preview", coworking.slug, month)


@manager_only
def preview(request: Reader, coworking: Coworking, period: str) -> HttpResponse:
    """What closing a month would do, and what it has done."""
    return _page(request, coworking, month_in_address(period))


@manager_only
def close(request: Reader, coworking: Coworking, period: str) -> HttpResponse:
    """Ask once more, then close every account that can be closed, a portion at a time."""
    month = month_in_address(period)
    paused = under_way(request, coworking, month)
    if request.method != "POST" and paused and str(paused.after) == request.GET.get("after"):
        context = {"coworking": coworking, "month": month, "progress": paused}
        return render(request, "desk/closing.html", context)
    form = CloseForm(sent(request))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            progress = close_a_portion(request, coworking, month, **form.cleaned_data)
        except Refused as refused:
            form.add_error("early", str(refused))
            status = 409
        else:
            if progress.after:
                return redirect(f"{request.path}?after={progress.after}")
            tell(request, month, progress)
            return redirect("desk_preview", coworking.slug, month)
    context = {**_open(coworking, month), "form": form}
    return render(request, "desk/close.html", context, status=status)


@manager_only
def statements(request: Reader, coworking: Coworking, period: str) -> HttpResponse:
    """Every statement of a month in one file; that they were read is noted in the journal."""
    month = month_in_address(period)
    closed = list(settlements_at(coworking, month))
    if not closed:
        raise Http404
    packed = statements_zip(closed, request.user.language)
    for settlement in closed:
        note_reading(settlement=settlement, by=request.user, at=timezone.now())
    response = HttpResponse(packed, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{coworking.slug}-{month}.zip"'
    return response


@manager_only
def void(request: Reader, coworking: Coworking, period: str, settlement: int) -> HttpResponse:
    """Take a closing back while nothing was paid for it."""
    month = month_in_address(period)
    found = get_object_or_404(settlements_at(coworking, month), pk=settlement)
    context: dict[str, Any] = {"coworking": coworking, "month": month, "settlement": found}
    if request.method != "POST":
        return render(request, "desk/void.html", context)
    try:
        void_settlement(settlement=found, by=request.user, at=timezone.now())
    except Refused as refused:
        context["refusal"] = str(refused)
        return render(request, "desk/void.html", context, status=409)
    said = _("%(number)s is taken back: its entries are open again.")
    messages.success(request, said % {"number": found.number})
    return redirect("desk_preview", coworking.slug, month)


def _page(request: Reader, coworking: Coworking, month: Month) -> HttpResponse:
    closed = list(settlements_at(coworking, month))
    payouts, asked = payouts_of(closed), requests_of(closed)
    context = {
        **_open(coworking, month),
        "closed": [(one, payouts.get(one.pk), asked.get(one.pk)) for one in closed],
        "covers": _several(closed),
        "own_sales": own_vat_on_sales(coworking, month),
        "own_invoices": own_invoices_wanted(coworking, month),
        "to_pay": _waiting(payouts.values()),
        "before": month.previous,
        "conflicts": open_conflicts(coworking),
        "after": month.next if month < _running() else None,
    }
    return render(request, "desk/month.html", context)


def _waiting(payouts: Iterable[Payout]) -> Decimal:
    """What of a month has not gone to the bank yet."""
    found = (payout.amount for payout in payouts if payout.state == PayoutState.PREPARED)
    return sum(found, ZERO)


def _several(closed: list[Settlement]) -> list[LegalEntity]:
    """The payees with more than one statement, by name: a list of each is worth a look."""
    number = Counter(settlement.account.payee for settlement in closed)
    found = (payee for payee, several in number.items() if several > 1)
    return sorted(found, key=lambda payee: payee.legal_name)


def _open(coworking: Coworking, month: Month) -> dict[str, Any]:
    """What is still to close."""
    rows = month_preview(coworking, month, local_day(timezone.now()))
    ready = [row for row in rows if row.refusal is None]
    return {
        "coworking": coworking,
        "month": month,
        "running": month == _running(),
        "rows": rows,
        "sums": summed(rows),
        "ready": ready,
        "ready_sums": summed(ready),
        "blocked": len(rows) - len(ready),
        "earlier": _earliest(rows),
    }


def _earliest(rows: list[AccountPreview]) -> Month | None:
    """The first month that has to be closed before this one."""
    return min((row.earlier for row in rows if row.earlier), default=None)


def month_in_address(period: str) -> Month:
    """The month in the address; one that has not begun is not found."""
    try:
        month = Month.parse(period)
    except ValueError:
        raise Http404 from None
    if not FIRST <= month <= _running():
        raise Http404
    return month


def _running() -> Month:
    return Month.of(local_day(timezone.now()))
