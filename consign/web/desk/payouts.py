"""Payouts: what is to be transferred, what waits at the bank, what left and what came back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from consign.days import local_day
from consign.money.split import ZERO
from consign.payouts.models import Payout, PayoutState, Remittance, RemittanceState
from consign.payouts.operations import mark_paid, mark_returned
from consign.payouts.queries import payouts_at, payouts_to_order, remittances_at
from consign.payouts.remitting import prepare_remittance
from consign.people.models import Coworking
from consign.people.queries import managers_of
from consign.refusal import Refused
from consign.web.access import Reader, manager_only
from consign.web.forms import DayField, add_refusal, sent

ROWS = 60


class FileForm(forms.Form):
    """How the bank is to carry a file out; each switch with what it changes."""

    execution_on = DayField(
        label=gettext_lazy("Day of execution"),
        help_text=gettext_lazy("The day the money leaves your account."),
    )
    batch_booking = forms.BooleanField(
        label=gettext_lazy("Book them as one amount"),
        help_text=gettext_lazy(
            "Your bank’s statement then shows one line for the whole file instead of one for each"
            " payout."
        ),
        required=False,
    )
    instant = forms.BooleanField(
        label=gettext_lazy("Instant payment"),
        help_text=gettext_lazy("The money arrives within seconds, also at night and on Sundays."),
        required=False,
    )


class PaidForm(forms.Form):
    """When the bank carried them out."""

    paid_on = DayField(label=gettext_lazy("Paid on"))


class ReturnedForm(forms.Form):
    """When the money came back, and why."""

    returned_on = DayField(label=gettext_lazy("Came back on"))
    reason = forms.CharField(
        label=gettext_lazy("Why it came back"),
        help_text=gettext_lazy("The bank’s words, for example: account closed."),
        max_length=140,
    )


@manager_only
def page(request: Reader, coworking: Coworking) -> HttpResponse:
    """What is to pay, the bank files that wait, and below what was paid."""
    return _page(request, coworking)


@manager_only
@require_POST
def remit(request: Reader, coworking: Coworking) -> HttpResponse:
    """Gather the chosen payouts into a bank file that somebody else approves."""
    form = FileForm(request.POST)
    if not form.is_valid():
        return _page(request, coworking, file=form, status=400)
    try:
        made = prepare_remittance(
            coworking=coworking,
            numbers=request.POST.getlist("payouts"),
            by=request.user,
            at=timezone.now(),
            **form.cleaned_data,
        )
    except Refused as refused:
        add_refusal(form, refused)
        return _page(request, coworking, file=form, status=409)
    said = _("%(number)s is prepared. Somebody else has to approve it now.")
    messages.success(request, said % {"number": made.number})
    return redirect("desk_remittance", coworking.slug, made.number)


@manager_only
@require_POST
def paid(request: Reader, coworking: Coworking) -> HttpResponse:
    """Mark the chosen payouts paid: all of them or none."""
    form = PaidForm(request.POST)
    if not form.is_valid():
        return _page(request, coworking, hand=form, status=400)
    try:
        marked = mark_paid(
            coworking=coworking,
            numbers=request.POST.getlist("payouts"),
            by=request.user,
            at=timezone.now(),
            **form.cleaned_data,
        )
    except Refused as refused:
        add_refusal(form, refused)
        return _page(request, coworking, hand=form, status=409)
    tell_paid(request, len(marked))
    return redirect("desk_payouts", coworking.slug)


@manager_only
def payout(request: Reader, coworking: Coworking, number: str) -> HttpResponse:
    """A payout that has left, and saying by hand that its money came back."""
    left = payouts_at(coworking).exclude(state=PayoutState.PREPARED)
    found = get_object_or_404(left, number=number)
    form = ReturnedForm(sent(request), initial={"returned_on": local_day(timezone.now())})
    status = 200
    if request.method == "POST":
        try:
            if form.is_valid():
                return _returned(request, coworking, found, form)
            status = 400
        except Refused as refused:
            add_refusal(form, refused)
            status = 409
    context = {"coworking": coworking, "payout": found, "form": form}
    return render(request, "desk/payouts_one.html", context, status=status)


def tell_paid(request: Reader, count: int) -> None:
    said = ngettext("%(count)s payout is paid.", "%(count)s payouts are paid.", count)
    messages.success(request, said % {"count": count})


def _returned(
    request: Reader, coworking: Coworking, payout: Payout, form: ReturnedForm
) -> HttpResponse:
    mark_returned(payout=payout, by=request.user, at=timezone.now(), **form.cleaned_data)
    said = _("%(number)s came back: its amount is owed again.")
    messages.success(request, said % {"number": payout.number})
    if payout.remittance is None:
        return redirect("desk_payouts", coworking.slug)
    return redirect("desk_remittance", coworking.slug, payout.remittance.number)


def _page(
    request: Reader,
    coworking: Coworking,
    *,
    file: FileForm | None = None,
    hand: PaidForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; after a refusal with the same payouts chosen and the same things typed."""
    today = local_day(timezone.now())
    known = payouts_at(coworking)
    to_pay = list(payouts_to_order(coworking))
    chosen = request.POST.getlist("payouts") if file or hand else None
    done = known.filter(state__in=[PayoutState.PAID, PayoutState.RETURNED])
    context: dict[str, Any] = {
        "coworking": coworking,
        "to_pay": [(payout, chosen is None or payout.number in chosen) for payout in to_pay],
        "total": sum((payout.amount for payout in to_pay), ZERO),
        "waiting": _waiting(coworking),
        "alone": managers_of(coworking).count() < 2,
        "file": file or FileForm(initial=_typed(request) or {"execution_on": today}),
        "hand": hand or PaidForm(initial=_typed(request) or {"paid_on": today}),
        "page_obj": Paginator(_latest(done), ROWS).get_page(request.GET.get("page")),
    }
    context["said"] = context["file"] if file else context["hand"]
    return render(request, "desk/payouts.html", context, status=status)


def _typed(request: Reader) -> dict[str, str]:
    """What was typed into the form that was not sent; both stand on one page."""
    return request.POST.dict() if request.method == "POST" else {}


def _latest(payouts: QuerySet[Payout]) -> QuerySet[Payout]:
    """By month, latest first, whatever became of them."""
    return payouts.order_by("-settlement__period", "settlement__account__maker__name", "pk")


def _waiting(coworking: Coworking) -> QuerySet[Remittance]:
    """To approve, to hand in, or with the bank and not all carried out."""
    ordered = payouts_at(coworking).filter(state=PayoutState.ORDERED).order_by()
    under_way = Q(state__in=[RemittanceState.DRAFT, RemittanceState.APPROVED])
    return remittances_at(coworking).filter(under_way | Q(pk__in=ordered.values("remittance")))
