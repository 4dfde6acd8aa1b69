"""A ticket at the desk: what the customer has, what only the desk knows, and undoing it."""

import uuid
from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consign.codes.address import public_url
from consign.days import local_day
from consign.paper import qr
from consign.people.models import LANGUAGES, Coworking
from consign.refusal import Refused
from consign.till.addresses import ticket_address, ticket_code
from consign.till.letters import mail_ticket
from consign.till.models import Sale
from consign.till.money_back import left_on, of_former_payees
from consign.till.queries import conflicts_of, sales_at
from consign.till.refunds import undo_sale, undo_until
from consign.till.tickets import refunds_of, ticket_of
from consign.web.access import AtTill, till_only
from consign.web.patience import MINUTES, too_often
from consign.web.signing import SignedForm, desk_of


class UndoForm(SignedForm):
    """Whoever sold it takes the whole sale back."""

    key = forms.UUIDField()


class MailForm(forms.Form):
    """Where the customer wants the ticket, and in which language."""

    email = forms.EmailField(
        label=gettext_lazy("The customer's mail address"),
        help_text=gettext_lazy("It is used for this mail alone, and kept nowhere."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=gettext_lazy("In which language"), choices=LANGUAGES)


@till_only
def ticket(request: AtTill, coworking: Coworking, number: str) -> HttpResponse:
    """A sale, or a refund, as the customer has it on paper."""
    return _page(request, _sale(coworking, number))


@till_only
@require_POST
def undo(request: AtTill, coworking: Coworking, number: str) -> HttpResponse:
    """Take back the whole sale, a moment after it was made."""
    sale = _sale(coworking, number)
    form = UndoForm(request.POST, request=request, coworking=coworking)
    if not form.is_valid():
        return _page(request, sale, undoing=form, status=form.status)
    try:
        made = undo_sale(
            sale=sale,
            key=form.cleaned_data["key"],
            desk=desk_of(request),
            by=form.signer,
            at=timezone.now(),
        ).sale
    except Refused as refused:
        return _page(request, sale, undoing=form, refusal=refused, status=409)
    return redirect(reverse("desk_sale", args=[coworking.slug, made.number]) + "?done=1")


@till_only
@require_POST
def mail(request: AtTill, coworking: Coworking, number: str) -> HttpResponse:
    """Send the ticket to the customer; the address is kept nowhere."""
    sale = _sale(coworking, number)
    form = MailForm(request.POST)
    if not form.is_valid():
        return _page(request, sale, mailing=form, status=400)
    if too_often(request, "ticket", sale.key.hex):
        said = _("That was often. Wait %(minutes)s minutes, then try again.")
        form.add_error(None, said % {"minutes": MINUTES})
        return _page(request, sale, mailing=form, status=429)
    mail_ticket(
        sale=sale,
        to=form.cleaned_data["email"],
        language=form.cleaned_data["language"],
        address=ticket_address(public_url(request), sale.key),
    )
    messages.success(request, _("The ticket is on its way to the customer's mailbox."))
    return redirect("desk_sale", coworking.slug, sale.number)


def _sale(coworking: Coworking, number: str) -> Sale:
    return get_object_or_404(sales_at(coworking), number=number)


def _page(
    request: AtTill,
    sale: Sale,
    *,
    undoing: UndoForm | None = None,
    mailing: MailForm | None = None,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    whole = sale.refund_of is None
    left = left_on(sale) if whole else {}
    lines = list(sale.lines.all())
    address = ticket_address(public_url(request), sale.key)
    context = {
        "coworking": sale.coworking,
        "sale": sale,
        "ticket": ticket_of(sale),
        "refunds": refunds_of(sale),
        "refundable": any(left.values()),
        "repriced": [line for line in lines if line.todays_price is not None] if whole else [],
        "conflicts": list(conflicts_of(sale)) if sale.queued else [],
        "done": "done" in request.GET,
        "aside": [] if whole else of_former_payees(sale, local_day(now)),
        "undoing": undoing or _undoing(request, sale, left, now),
        "undo_until": undo_until(sale),
        "refusal": refusal,
        "key": uuid.uuid4(),
        "code": ticket_code(sale.key),
        "symbol": qr.svg(address, title=_("The customer's ticket")),
        "mailing": mailing or MailForm(initial={"language": get_language()}),
    }
    return render(request, "desk/ticket.html", context, status=status)


def _undoing(request: AtTill, sale: Sale, left: dict[int, int], now: datetime) -> UndoForm | None:
    """The way back for whoever sold it, while there is one."""
    untouched = left == {line.position: line.quantity for line in sale.lines.all()}
    if sale.refund_of or not untouched or now > undo_until(sale):
        return None
    form = UndoForm(request=request, coworking=sale.coworking)
    return form if form.asks or request.seller == sale.sold_by else None
