"""What the bank says: statements read in, and lines that wait for somebody to say what they are."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from consign.bank.reading import LARGEST
from consign.days import local_day
from consign.payouts.bank_statements import NotAStatement, Read, read_in
from consign.payouts.matching import match_line, set_aside, take_back_aside
from consign.payouts.models import LineState
from consign.payouts.proposing import proposals_for
from consign.payouts.queries import (
    bank_lines_at,
    payouts_at,
    remittances_at,
    requests_at,
    statements_at,
)
from consign.payouts.transfers import transfers_at, transfers_owed
from consign.people.models import Coworking
from consign.refusal import Refused
from consign.till.models import SalePayment
from consign.web.access import Reader, manager_only
from consign.web.forms import BytesField, add_refusal

ROWS = 30
STATEMENTS = 6
TRANSFERS = 60
# What the tabs are called in the address, and the lines each shows.
OPEN = "open"
TABS = {OPEN: LineState.OPEN, "matched": LineState.MATCHED, "aside": LineState.ASIDE}
TARGETS: dict[str, Callable[[Coworking], QuerySet[Any]]] = {
    "payout": payouts_at,
    "remittance": remittances_at,
    "request": requests_at,
    "transfer": transfers_at,
}


class StatementForm(forms.Form):
    """A file as the bank's pages give it."""

    file = BytesField(
        most=LARGEST,
        label=gettext_lazy("File from your bank"),
        help_text=gettext_lazy(
            "CAMT.053 (.xml) or CODA (.cod, .txt). The same file twice is fine."
        ),
        widget=forms.FileInput(attrs={"accept": ".xml,.cod,.coda,.txt,application/xml,text/xml"}),
    )


@dataclass(frozen=True)
class Done:
    """What the last file of this reader did, kept in the session while they look at it."""

    statements: int
    new: int
    known: int
    paid: int
    returned: int
    received: int
    transfers: int
    left_open: int

    @classmethod
    def of(cls, read: Read) -> "Done":
        counts = {name: getattr(read, name) for name in cls.__annotations__}
        return cls(**{**counts, "statements": len(read.statements)})


@manager_only
def page(request: Reader, coworking: Coworking) -> HttpResponse:
    """Read a file in; below, the lines that wait, those matched and those set aside."""
    if request.method != "POST":
        return _page(request, coworking, StatementForm())
    form = StatementForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, coworking, form, status=400)
    try:
        read = read_in(
            coworking=coworking,
            content=form.cleaned_data["file"],
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refused:
        add_refusal(form, refused)
        status = 422 if isinstance(refused, NotAStatement) else 409
        return _page(request, coworking, form, status=status)
    request.session[_place(coworking)] = asdict(Done.of(read))
    return redirect(f"{reverse('desk_bank', args=[coworking.slug])}?read=1")


@manager_only
@require_POST
def match(request: Reader, coworking: Coworking, pk: int) -> HttpResponse:
    """Say what a line was: a payout, a bank file, a payment request or a customer's transfer."""
    line = get_object_or_404(bank_lines_at(coworking), pk=pk)
    target = _named(request, coworking)
    try:
        match_line(line=line, by=request.user, at=timezone.now(), **target)
    except Refused as refused:
        return _page(request, coworking, refused=(pk, str(refused)), status=409)
    (named,) = target.values()
    messages.success(request, _("Matched with %(number)s.") % {"number": named.number})
    return _back(request, coworking)


@manager_only
@require_POST
def aside(request: Reader, coworking: Coworking) -> HttpResponse:
    """The chosen lines, or all that were shown, are about nothing here."""
    chosen = _keys(request, "shown" if "all" in request.POST else "lines")
    try:
        done = set_aside(coworking=coworking, lines=chosen, by=request.user, at=timezone.now())
    except Refused as refused:
        return _page(request, coworking, refused=(None, str(refused)), status=409)
    said = ngettext("%(count)s line is set aside.", "%(count)s lines are set aside.", len(done))
    messages.success(request, said % {"count": len(done)})
    return _back(request, coworking)


@manager_only
@require_POST
def back(request: Reader, coworking: Coworking) -> HttpResponse:
    """A line that was set aside waits again."""
    try:
        take_back_aside(
            coworking=coworking,
            lines=_keys(request, "lines"),
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refused:
        return _page(request, coworking, refused=(None, str(refused)), status=409)
    messages.success(request, _("The line waits to be matched again."))
    return _back(request, coworking)


def _named(request: Reader, coworking: Coworking) -> dict[str, Any]:
    """The one thing that was named, under the name `match_line` knows it by."""
    for name, known in TARGETS.items():
        key = request.POST.get(name, "")
        if key.isdecimal():
            return {name: get_object_or_404(known(coworking), pk=int(key[:18]))}
    raise Http404


def _keys(request: Reader, name: str) -> list[int]:
    return [int(key[:18]) for key in request.POST.getlist(name) if key.isdecimal()]


def _page(
    request: Reader,
    coworking: Coworking,
    form: StatementForm | None = None,
    *,
    refused: tuple[int | None, str] = (None, ""),
    status: int = 200,
) -> HttpResponse:
    """The page; `refused` is why a line stays as it is, said beside it where it still waits."""
    tab = request.GET.get("show", OPEN)
    tab = tab if tab in TABS else OPEN
    lines = Paginator(bank_lines_at(coworking, TABS[tab]), ROWS).get_page(request.GET.get("page"))
    known = proposals_for(lines.object_list) if tab == OPEN else {}
    where, why = refused
    shown = {line.pk for line in lines}
    context: dict[str, Any] = {
        "coworking": coworking,
        "form": form or StatementForm(),
        "tab": tab,
        "rows": [(line, known.get(line.pk, []), why if line.pk == where else "") for line in lines],
        "page_obj": lines,
        "refusal": "" if where in shown else why,
        "done": request.session.get(_place(coworking)) if "read" in request.GET else None,
        "statements": statements_at(coworking)[:STATEMENTS],
        "open_count": bank_lines_at(coworking, LineState.OPEN).count(),
        "owed": _owed(coworking),
    }
    return render(request, "desk/bank.html", context, status=status)


def _owed(coworking: Coworking) -> list[tuple[SalePayment, int]]:
    """The transfers customers still owe that have waited longest, and for how many days."""
    today = local_day(timezone.now())
    waiting = transfers_owed(coworking)[:TRANSFERS]
    return [(transfer, (today - transfer.sale.on).days) for transfer in waiting]


def _back(request: Reader, coworking: Coworking) -> HttpResponse:
    """To the same lines."""
    here = {name: request.GET[name] for name in ("show", "page") if name in request.GET}
    address = reverse("desk_bank", args=[coworking.slug])
    return redirect(f"{address}?{urlencode(here)}" if here else address)


def _place(coworking: Coworking) -> str:
    return f"bank {coworking.slug}"
