"""Closing a till's day: count without knowing what should be there, compare, say why, sign.

The first two steps are one address with what was counted in it; only the last button writes.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from consign.days import local_day
from consign.money.split import ZERO, cents
from consign.money.text import LOCALES
from consign.people.models import Coworking
from consign.refusal import Refused
from consign.till.closings import AlreadyClosed, close_day
from consign.till.drawer import worth
from consign.till.models import DayClosing, Till
from consign.till.places import first_till, till_at, tills_of
from consign.till.running import (
    SoFar,
    closing_on,
    days_to_close,
    devices_about,
    last_closing,
    likely_opening,
    so_far,
)
from consign.web.access import AtTill, till_only
from consign.web.desk.day_closing_forms import CountedForm, LastForm
from consign.web.forms import add_refusal


@till_only
@never_cache
def page(request: AtTill, coworking: Coworking) -> HttpResponse:
    """Count a till, see what was expected, close it."""
    till = _till(request, coworking)
    if till is None:
        return _choose_till(request, coworking)
    days, last = days_to_close(till, timezone.now()), last_closing(till)
    made = _sent_before(request, till) or (None if days else last)
    if made is not None:
        return _closed(request, made)
    first = last is None
    if request.method == "POST":
        return _close(request, till, CountedForm(request.POST, days=days, first=first))
    if "counted" not in request.GET:
        likely = likely_opening(till, days[0]) if first else None
        typed = {"on": str(days[0]), "opening": likely, **request.GET.dict()}
        return _count(request, till, CountedForm(days=days, first=first, initial=typed))
    form = CountedForm(request.GET, days=days, first=first)
    if not form.is_valid():
        return _count(request, till, form, status=400)
    return _compare(request, till, form)


def _till(request: AtTill, coworking: Coworking) -> Till | None:
    """The till that is closed; None where one has to be chosen."""
    named = (request.POST or request.GET).get("till")
    if request.device is not None and (named is None or request.seller is None):
        return request.device.till
    if named is not None:
        till = till_at(coworking, named)
        if till is None:
            raise Http404
        return till
    return first_till(coworking) if len(tills_of(coworking)) < 2 else None


def _choose_till(request: AtTill, coworking: Coworking) -> HttpResponse:
    tills = [(till, last_closing(till)) for till in tills_of(coworking)]
    context = {"coworking": coworking, "tills": tills, "today": local_day(timezone.now())}
    return render(request, "desk/day_tills.html", context)


def _sent_before(request: AtTill, till: Till) -> DayClosing | None:
    """The closing of the day this form is of, where it is made: the form was sent twice."""
    try:
        return closing_on(till, date.fromisoformat(request.POST.get("on", "")))
    except ValueError:
        return None


def _closed(request: AtTill, made: DayClosing) -> HttpResponse:
    """It is closed already: that is where this leads."""
    messages.info(request, str(AlreadyClosed(number=made.number)))
    return redirect("desk_day_closing", made.till.coworking.slug, made.number)


def _count(request: AtTill, till: Till, form: CountedForm, status: int = 200) -> HttpResponse:
    return render(request, "desk/day_count.html", {**_about(till), "form": form}, status=status)


def _compare(
    request: AtTill,
    till: Till,
    form: CountedForm,
    last: LastForm | None = None,
    status: int = 200,
) -> HttpResponse:
    found = so_far(till, form.day)
    opening = form.cleaned_data["opening"] if found.opening is None else found.opening
    counted, expected = worth(form.pieces), opening + found.cash
    if last is None:
        fresh = {"banked": ZERO, "reason": _likely_reason(found, counted - expected)}
        last = LastForm(request=request, coworking=till.coworking, initial=fresh)
    # It stands there only where they differ.
    last.fields["reason"].required = True
    context = {
        **_about(till),
        "found": found,
        "opening": opening,
        "counted": counted,
        "counted_cents": cents(counted),
        "expected": expected,
        "expected_text": str(expected),
        "difference": counted - expected,
        "counted_form": form,
        "form": last,
    }
    return render(request, "desk/day_confirm.html", context, status=status)


def _close(request: AtTill, till: Till, form: CountedForm) -> HttpResponse:
    if not form.is_valid():
        return _count(request, till, form, status=400)
    last = LastForm(request.POST, request=request, coworking=till.coworking)
    if not last.is_valid():
        return _compare(request, till, form, last, status=last.status)
    try:
        made = close_day(
            till=till,
            pieces=form.pieces,
            opening=form.cleaned_data.get("opening"),
            on=form.day,
            by=last.signer,
            at=timezone.now(),
            device=request.device,
            banked=last.cleaned_data["banked"],
            reason=last.cleaned_data["reason"],
            expected=last.cleaned_data["expected"],
        )
    except AlreadyClosed:
        return redirect("desk_closing", till.coworking.slug)
    except Refused as refused:
        add_refusal(last, refused)
        return _compare(request, till, form, last, status=409)
    address = reverse("desk_day_closing", args=[till.coworking.slug, made.closing.number])
    return redirect(f"{address}?done=1")


def _likely_reason(found: SoFar, difference: Decimal) -> str:
    """What arrived late was in the drawer when it was counted last: now it seems to be missing."""
    late = found.previous is not None and found.late_cash
    if not late or difference != -found.late_cash:
        return ""
    return _("Sales of before that arrived late")


def _about(till: Till) -> dict[str, Any]:
    return {
        "coworking": till.coworking,
        "till": till,
        "several": len(tills_of(till.coworking)) > 1,
        "devices": devices_about(till, local_day(timezone.now())),
        "locale": LOCALES.get(get_language() or "en", "en_IE").replace("_", "-"),
    }
