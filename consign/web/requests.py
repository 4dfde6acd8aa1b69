"""Payment requests for whoever may read the account: the page, and the paper."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from consign.days import local_day
from consign.money.split import ZERO
from consign.monthend.request_pdf import request_pdf
from consign.paper import qr
from consign.payouts.models import PaymentRequest, RequestState
from consign.payouts.queries import received_for, requests_seen_by
from consign.payouts.requests import payment_code_of
from consign.people.roles import is_maker, may_settle
from consign.web.access import Reader, signed_in
from consign.web.frame import desk_tabs, portal_tabs


@signed_in
def page(request: Reader, pk: int) -> HttpResponse:
    """What is asked for, why, and how to pay it: reference, account, and a code to scan."""
    found = get_object_or_404(requests_seen_by(request.user), pk=pk)
    context = {**told(found), **_around(request, found)}
    return render(request, "requests/request.html", context)


@signed_in
def pdf(request: Reader, pk: int) -> HttpResponse:
    """The same on paper, in the reader's language."""
    return paper(request, get_object_or_404(requests_seen_by(request.user), pk=pk))


def told(asked: PaymentRequest) -> dict[str, Any]:
    """What a page says of a request; the code to scan asks for what has not come in yet."""
    received = received_for(asked)
    left = max(asked.amount - received, ZERO) if asked.state == RequestState.OPEN else ZERO
    title = _("Code to pay %(number)s with a banking app") % {"number": asked.number}
    return {
        "asked": asked,
        "maker": asked.settlement.account.maker,
        "payee": asked.settlement.account.payee,
        "received": received,
        "left": left,
        "late": left and asked.due_on < local_day(timezone.now()),
        "symbol": qr.svg(payment_code_of(asked, left), title=title) if left else "",
    }


def paper(request: Reader, asked: PaymentRequest) -> HttpResponse:
    """A request as PDF."""
    drawn = request_pdf(asked, received_for(asked), request.user.language)
    response = HttpResponse(drawn, content_type="application/pdf")
    name = f"{asked.number}-{asked.settlement.account.maker.slug}.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _around(request: Reader, asked: PaymentRequest) -> dict[str, Any]:
    """The way back, and the tabs: a request lies in a portal, at a desk, or at a cooperative."""
    account = asked.settlement.account
    if is_maker(request.user, account.maker):
        up = reverse("my_money", args=[account.maker.slug])
        tabs = portal_tabs(account.maker.slug, up)
        return {"up": up, "up_label": _("Money"), "tabs": tabs}
    if may_settle(request.user, asked.coworking):
        up = reverse("desk_requests", args=[asked.coworking.slug])
        tabs = desk_tabs(asked.coworking.slug, up, manages=True)
        return {"up": up, "up_label": _("Payment requests"), "tabs": tabs}
    up = reverse("cooperative", args=[account.payee.slug])
    return {"up": up, "up_label": account.payee.legal_name}
