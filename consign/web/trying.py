"""Trying terms before signing: anyone moves a price and terms, and sees who gets what."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consign.agreements.models import Agreement, CommissionVat
from consign.days import local_day
from consign.money.split import ZERO, share_out
from consign.monthend.trying import Outcome, Tried, try_out
from consign.monthend.trying_why import coworking_why, month_why, payee_why
from consign.monthend.why import explained
from consign.people.models import VatStatus
from consign.people.queries import service_vat_on, vat_on
from consign.refusal import Refused
from consign.web.access import public
from consign.web.forms import add_refusal
from consign.web.patience import too_fast
from consign.web.trying_form import TryForm

# How long the drawn bar is, in its own units.
LENGTH = Decimal(1000)
# How the address says that only what follows from it is wanted, without the page around it.
ONLY = "only"


@dataclass(frozen=True)
class Segment:
    """A stretch of the bar; `x` and `width` as a drawing writes them, in every language."""

    who: str
    x: str
    width: str


@public
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Terms and a price in the address, the result below: to look at, and to share.

    Bad values are told at their fields, with nothing worked out.
    """
    form = TryForm(request.GET.dict())
    context: dict[str, Any] = {"form": form}
    status = 200
    if too_fast(request, "try"):
        context["slower"] = _("That was a lot at once. Wait a minute, then go on.")
        status = 429
    elif form.is_valid():
        context |= _result(form)
    template = "try/result.html" if ONLY in request.GET else "try/try.html"
    return render(request, template, context, status=status)


def address_of(agreement: Agreement, price: Decimal | None = None) -> str:
    """The address where the terms of an agreement are tried, on a price if one is given; with the
    VAT of both sides as it is today, or on the first day of later terms."""
    day = max(agreement.starts_on, local_day(timezone.now()))
    rate = service_vat_on(agreement.coworking, day)
    asked: dict[str, Any] = {
        "commission": agreement.commission_percent.normalize(),
        "mode": agreement.mode,
        "payee": vat_on(agreement.affiliation.payee, day) or VatStatus.EXEMPT,
        "base": agreement.commission_base,
        "shelf_fee": agreement.shelf_fee,
        "minimum": agreement.minimum_payout,
        "bearer": agreement.discount_bearer,
        "coworking": VatStatus.LIABLE if rate else VatStatus.EXEMPT,
    }
    if rate:
        asked["service_vat"] = rate.normalize()
    if agreement.commission_vat != CommissionVat.NONE:
        asked["commission_vat"] = agreement.commission_vat
    if agreement.maker_part_percent is not None:
        asked["part"] = agreement.maker_part_percent.normalize()
    if price is not None:
        asked = {"price": price, **asked}
    return f"{reverse('try')}?{_written(asked)}"


def _written(asked: Mapping[str, Any]) -> str:
    query = QueryDict(mutable=True)
    for name, value in asked.items():
        query[name] = (
            formats.localize_input(Decimal(f"{value:f}")) if isinstance(value, Decimal) else value
        )
    return query.urlencode()


def _result(form: TryForm) -> dict[str, Any]:
    """What follows from a form; a refusal is told at the field it belongs to."""
    try:
        tried = try_out(form.trial())
    except Refused as refused:
        add_refusal(form, refused)
        return {}
    return _shown(tried)


def _shown(tried: Tried) -> dict[str, Any]:
    trial, piece, month = tried.trial, tried.piece, tried.month
    return {
        "tried": tried,
        "pictures": [
            (_("One piece"), piece, _segments(piece)),
            (_("The whole month"), month, _segments(month)),
        ],
        "piece": explained(piece.statement),
        "month": month_why(month.statement),
        "sides": [
            (_("The payee"), payee_why(trial, month)),
            (_("The coworking"), coworking_why(trial, month)),
        ],
    }


def _segments(outcome: Outcome) -> list[Segment]:
    """From the coworking's own to the payee's own, with what goes on to the state between them."""
    parts = {
        "coworking": outcome.coworking.left,
        "state": outcome.coworking.vat,
        "state theirs": outcome.payee.vat,
        "payee": outcome.payee.left,
    }
    drawn = {who: max(amount, ZERO) for who, amount in parts.items()}
    if not any(drawn.values()):
        return []
    found, x = [], ZERO
    for who, width in zip(drawn, share_out(whole=LENGTH, weights=[*drawn.values()]), strict=True):
        if width:
            found.append(Segment(who, str(x), str(width)))
        x += width
    return found
