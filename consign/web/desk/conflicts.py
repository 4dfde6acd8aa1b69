"""Sales without network of pieces that were gone by then: what is known of each, and a decision."""

import uuid
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from consign.money.text import money
from consign.people.models import Coworking
from consign.refusal import Refused
from consign.till.conflicts import Decided, Decision, Which, decide
from consign.till.models import MEANS_BACK, Conflict, ConflictState, Payment
from consign.till.queries import conflicts_at, open_conflicts
from consign.till.taking_back import as_paid
from consign.till.undecided import Choices, choices
from consign.web.access import Reader, desk_only

ROWS = 20
DECIDED = (ConflictState.KEPT, ConflictState.REFUNDED, ConflictState.LOST)
DECISIONS = [(one.value, one.value) for one in Decision]
TICKETS = [(one.value, one.value) for one in Which]
WHY = {
    "already_sold": gettext_lazy("By the books, the last piece had been sold."),
    "withdrawn": gettext_lazy("By the books, it had been given back to its maker."),
    "written_off": gettext_lazy("By the books, it was lost, stolen or broken."),
    "not_here": gettext_lazy("By the books, it was not here."),
}


class DecideForm(forms.Form):
    """What becomes of one; whose money goes back and how is asked of a refund alone."""

    decision = forms.ChoiceField(choices=DECISIONS)
    which = forms.ChoiceField(choices=TICKETS, required=False)
    paid_with = forms.ChoiceField(
        choices=[(means.value, means.label) for means in MEANS_BACK], required=False
    )
    remark = forms.CharField(max_length=200, required=False)
    key = forms.UUIDField()

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        refunds = told.get("decision") == Decision.REFUND
        if refunds and not self.errors and not (told["which"] and told["paid_with"]):
            raise forms.ValidationError(_("Say which customer gets the money back, and how."))
        return told

    @property
    def problem(self) -> str:
        """The first thing that is wrong with what was sent, in words."""
        return next((str(one) for few in self.errors.values() for one in few), "")

    @property
    def told(self) -> dict[str, Any]:
        """As the operation takes it."""
        sent = self.cleaned_data
        told = {"decision": Decision(sent["decision"]), "key": sent["key"]}
        told["remark"] = sent["remark"]
        if told["decision"] == Decision.REFUND:
            told["which"], told["paid_with"] = Which(sent["which"]), Payment(sent["paid_with"])
        return told


@dataclass(frozen=True)
class Waiting:
    """A conflict that waits, and what its form shows: what was chosen, and why it was refused."""

    conflict: Conflict
    why: str
    choices: Choices
    key: uuid.UUID
    which: str = ""
    paid_with: str = ""
    remark: str = ""
    problem: str = ""


@desk_only
@require_safe
@never_cache
def page(request: Reader, coworking: Coworking) -> HttpResponse:
    """What waits for a decision; below it, what was decided."""
    return _page(request, coworking)


@desk_only
@require_POST
def decided(request: Reader, coworking: Coworking, pk: int) -> HttpResponse:
    """Say what becomes of one: anybody at the desk may."""
    conflict = get_object_or_404(conflicts_at(coworking), pk=pk)
    form = DecideForm(request.POST)
    if not form.is_valid():
        return _page(request, coworking, (pk, form.problem), status=400)
    try:
        done = decide(conflict=conflict, by=request.user, at=timezone.now(), **form.told)
    except Refused as refused:
        return _page(request, coworking, (pk, str(refused)), status=409)
    messages.success(request, _said(done))
    return redirect("desk_conflicts", coworking.slug)


def _said(done: Decided) -> str:
    refund = done.refund
    if refund is None:
        return _("Both tickets stay as they are.")
    about = {"number": refund.refund_of.number if refund.refund_of else ""}
    if refund.paid_with == Payment.NONE:
        return _("Ticket %(number)s is taken back without money.") % about
    about["amount"] = money(-refund.to_pay, get_language() or "en")
    if refund.paid_with == Payment.CASH:
        said = _("Give %(amount)s back in cash to the customer of ticket %(number)s.")
    else:
        said = _("Give %(amount)s back on the card to the customer of ticket %(number)s.")
    return said % about


def _page(
    request: Reader,
    coworking: Coworking,
    refused: tuple[int | None, str] = (None, ""),
    status: int = 200,
) -> HttpResponse:
    """The page; `refused` is why one still waits, or why one that was decided is not again."""
    waiting = Paginator(conflicts_at(coworking, ConflictState.OPEN), ROWS)
    shown = waiting.get_page(request.GET.get("page"))
    where, problem = refused
    rows = [_waiting(request, one, problem if one.pk == where else "") for one in shown]
    context = {
        "coworking": coworking,
        "rows": rows,
        "page_obj": shown,
        "problem": "" if any(row.problem for row in rows) else problem,
        "count": open_conflicts(coworking),
        "decided": conflicts_at(coworking, *DECIDED).order_by("-decided_at", "-pk")[:ROWS],
    }
    return render(request, "desk/conflicts.html", context, status=status)


def _waiting(request: Reader, conflict: Conflict, problem: str) -> Waiting:
    sent = request.POST if problem else {}
    return Waiting(
        conflict,
        _why(conflict),
        choices(conflict),
        key=uuid.uuid4(),
        which=sent.get("which", ""),
        paid_with=sent.get("paid_with", "") or as_paid(conflict.line.sale).value,
        remark=sent.get("remark", ""),
        problem=problem,
    )


def _why(conflict: Conflict) -> str:
    """Why a sale with network would have been refused."""
    if conflict.reason in WHY:
        return str(WHY[conflict.reason])
    there = conflict.line.quantity - conflict.missing
    told = {"there": there, "sold": conflict.line.quantity}
    return _("By the books, %(there)s of the %(sold)s pieces were here.") % told
