"""Slips at the desk: which are to be drawn up, what became of each, and drawing one up."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consign.agreements.queries import makers_at
from consign.codes.address import public_url
from consign.people.models import Coworking, Maker
from consign.refusal import Refused
from consign.slips import operations
from consign.slips.drawing_up import MOST_LINES, draw_up
from consign.slips.links import mail_link, slip_address
from consign.slips.models import How, Slip, SlipKind, SlipState
from consign.slips.queries import (
    announced_of,
    gathered_of,
    in_state,
    matching,
    slips_at,
    to_draw_up,
    told,
    unslipped_of,
)
from consign.stock.models import Movement
from consign.web.access import Reader, desk_only
from consign.web.desk.slip_forms import AnswerForm, DrawForm, NameForm, ObjectionForm
from consign.web.forms import sent
from consign.web.slips import condition, paper

ROWS = 60


@desk_only
@require_safe
def every(request: Reader, coworking: Coworking) -> HttpResponse:
    """What is to be drawn up, and the slips there are; by state, by number or maker."""
    query, wanted = request.GET.get("q", "").strip(), request.GET.get("state", "")
    found: QuerySet[Slip] = slips_at(coworking)
    state = SlipState(wanted) if wanted in SlipState.values else None
    if state is not None:
        found = in_state(found, state)
    if query:
        found = found.filter(matching(query))
    context = {
        "coworking": coworking,
        "waiting": to_draw_up(coworking),
        "query": query,
        "state": state,
        "states": SlipState,
        "page_obj": Paginator(found, ROWS).get_page(request.GET.get("page")),
    }
    return render(request, "desk/slips.html", context)


@desk_only
def new(request: Reader, coworking: Coworking, maker: str, kind: str) -> HttpResponse:
    """What would stand on a maker's next slip, to be told more of and drawn up."""
    whose = get_object_or_404(makers_at(coworking).select_related("person"), slug=maker)
    if kind not in SlipKind.values:
        raise Http404
    what = SlipKind(kind)
    data = sent(request)
    movements = _seen(request, coworking, whose, what)
    form = DrawForm(data, request.FILES or None, movements=movements, kind=what, maker=whose)
    status = 400 if form.errors else 200
    if data is not None and form.is_valid():
        try:
            drawn = draw_up(
                coworking=coworking,
                maker=whose,
                kind=what,
                said=form.said(),
                movements=[one.pk for one in movements],
                remark=form.cleaned_data["remark"],
                key=form.cleaned_data["key"],
                address=slip_address(public_url(request)),
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refused:
            form.refuse(refused)
            status = 409
        else:
            _say_drawn(request, drawn.slip)
            return redirect("desk_slip", coworking.slug, drawn.slip.number)
    left = set(unslipped_of(coworking, whose, what).values_list("pk", flat=True))
    rows = form.rows(announced_of(coworking, movements))
    context = {
        "coworking": coworking,
        "maker": whose,
        "deposit": what == SlipKind.DEPOSIT,
        "form": form,
        "rows": [row for row in rows if row.movement.pk in left],
    }
    return render(request, "desk/slip_new.html", context, status=status)


@desk_only
def slip(request: Reader, coworking: Coworking, number: str) -> HttpResponse:
    """A slip, and what can still be done with it."""
    found = _slip(coworking, number)
    action, status = request.POST.get("action", ""), 200
    shown = {
        "confirm": NameForm(request.POST if action == "confirm" else None),
        "object": ObjectionForm(request.POST if action == "object" else None),
        "answer": AnswerForm(request.POST if action == "answer" else None),
    }
    if request.method == "POST":
        form = shown.get(action)
        if form is not None and not form.is_valid():
            status = 400
        else:
            problem = _act(request, found, action, form.cleaned_data if form else {})
            if problem is None:
                return redirect("desk_slip", coworking.slug, number)
            status = 409
            if form is not None:
                form.add_error(None, problem)
            else:
                messages.error(request, problem)
            found = _slip(coworking, number)
    context = {
        "coworking": coworking,
        "slip": found,
        "lines": list(found.lines.all()),
        **{f"{name}_form": form for name, form in shown.items()},
    }
    return render(request, "desk/slip.html", context, status=status)


@desk_only
@require_safe
def pdf(_request: Reader, coworking: Coworking, number: str) -> HttpResponse:
    """A slip on paper."""
    return paper(_slip(coworking, number))


@desk_only
@require_safe
def photo(_request: Reader, coworking: Coworking, number: str, position: int) -> HttpResponseBase:
    """The photo of a line's condition."""
    return condition(_slip(coworking, number), position)


def _seen(request: Reader, coworking: Coworking, maker: Maker, kind: SlipKind) -> list[Movement]:
    """What the page was about when it was sent, on a slip by now or not; else what waits."""
    if request.method != "POST":
        return list(unslipped_of(coworking, maker, kind)[:MOST_LINES])
    sent = [int(pk) for pk in request.POST.getlist("movement") if pk.isdecimal() and len(pk) < 19]
    return list(gathered_of(coworking, maker, kind).filter(pk__in=sent)[:MOST_LINES])


def _slip(coworking: Coworking, number: str) -> Slip:
    return get_object_or_404(told(slips_at(coworking)), number=number)


def _say_drawn(request: Reader, slip: Slip) -> None:
    said = _("%(number)s is drawn up.") % {"number": slip.number}
    if slip.maker.person is not None:
        said = _("%(number)s is drawn up, and its maker has a link to it by mail.")
        said %= {"number": slip.number}
    messages.success(request, said)


def _act(request: Reader, slip: Slip, action: str, told: dict[str, Any]) -> str | None:
    """Do what was asked for; the sentence of a refusal when it was refused."""
    act = ACTS.get(action)
    if act is None:
        raise Http404
    try:
        said = act(request, slip, told)
    except Refused as refused:
        return str(refused)
    messages.success(request, said % {"number": slip.number, "maker": slip.maker.name})
    return None


def _confirm(request: Reader, slip: Slip, told: dict[str, Any]) -> str:
    operations.confirm(
        slip=slip, how=How.AT_DESK, name=told["name"], by=request.user, at=timezone.now()
    )
    return _("%(number)s is confirmed by both sides.")


def _object(request: Reader, slip: Slip, told: dict[str, Any]) -> str:
    operations.object_to(
        slip=slip, words=told["words"], how=How.AT_DESK, by=request.user, at=timezone.now()
    )
    return _("The objection stands on %(number)s. Answer it.")


def _answer(request: Reader, slip: Slip, told: dict[str, Any]) -> str:
    operations.answer(
        slip=slip,
        words=told["words"],
        again=told["again"],
        address=slip_address(public_url(request)),
        by=request.user,
        at=timezone.now(),
    )
    if told["again"]:
        return _("%(number)s is taken back. Draw up a new slip for %(maker)s.")
    return _("%(maker)s can read your answer and confirm.")


def _take_back(request: Reader, slip: Slip, _told: dict[str, Any]) -> str:
    operations.take_back(slip=slip, by=request.user, at=timezone.now())
    return _("%(number)s is taken back. Draw up a new slip for %(maker)s.")


def _mail(request: Reader, slip: Slip, _told: dict[str, Any]) -> str:
    if mail_link(slip=slip, address=slip_address(public_url(request))):
        return _("The link to %(number)s is on its way to %(maker)s.")
    return _("%(maker)s has no mail address here. Confirm %(number)s on this screen.")


Act = Callable[[Reader, Slip, dict[str, Any]], str]
ACTS: dict[str, Act] = {
    "confirm": _confirm,
    "object": _object,
    "answer": _answer,
    "take_back": _take_back,
    "mail": _mail,
}
