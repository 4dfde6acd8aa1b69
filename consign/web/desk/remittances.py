"""Remittances: bank files that one manager prepares and another approves."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consign.days import local_day
from consign.payouts.contents import NotExported, contents_digest, remittance_file
from consign.payouts.models import Payout, PayoutState, Remittance, RemittanceState
from consign.payouts.operations import mark_paid
from consign.payouts.queries import payouts_in, payouts_to_order, remittances_at
from consign.payouts.remitting import (
    approve,
    cancel,
    change_remittance,
    export,
)
from consign.people.models import Coworking
from consign.people.queries import managers_of
from consign.refusal import Refused
from consign.web.access import Reader, manager_only
from consign.web.desk.payouts import FileForm, PaidForm, tell_paid
from consign.web.forms import add_refusal

ROWS = 60


@manager_only
def every(request: Reader, coworking: Coworking) -> HttpResponse:
    """All bank files, latest first."""
    page = Paginator(remittances_at(coworking), ROWS).get_page(request.GET.get("page"))
    return render(request, "desk/remittances.html", {"coworking": coworking, "page_obj": page})


@manager_only
def page(request: Reader, coworking: Coworking, number: str) -> HttpResponse:
    """What a bank file pays, and what the reader can do about it."""
    return _page(request, _found(coworking, number))


@manager_only
@require_POST
def change(request: Reader, coworking: Coworking, number: str) -> HttpResponse:
    """Other payouts, another day or other switches, while nobody has approved it."""
    found = _found(coworking, number)
    form = FileForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form=form, status=400)
    try:
        change_remittance(
            remittance=found,
            numbers=request.POST.getlist("payouts"),
            by=request.user,
            at=timezone.now(),
            **form.cleaned_data,
        )
    except Refused as refused:
        add_refusal(form, refused)
        return _page(request, _found(coworking, number), form=form, status=409)
    messages.success(request, _("Changed. Somebody else has to approve it now."))
    return redirect("desk_remittance", coworking.slug, number)


@manager_only
@require_POST
def approved(request: Reader, coworking: Coworking, number: str) -> HttpResponse:
    """A second person approves exactly what the page showed."""
    found = _found(coworking, number)
    digest = request.POST.get("digest", "")
    try:
        approve(remittance=found, digest=digest, by=request.user, at=timezone.now())
    except Refused as refused:
        return _refused(request, found, refused)
    messages.success(request, _("Approved. Download the file and hand it to your bank."))
    return redirect("desk_remittance", coworking.slug, number)


@manager_only
@require_POST
def exported(request: Reader, coworking: Coworking, number: str) -> HttpResponse:
    """Make the file, once; the page it leads to fetches it."""
    found = _found(coworking, number)
    try:
        export(remittance=found, by=request.user, at=timezone.now())
    except Refused as refused:
        return _refused(request, found, refused)
    return redirect(f"{reverse('desk_remittance', args=[coworking.slug, number])}?fetch=1")


@manager_only
def file(_request: Reader, coworking: Coworking, number: str) -> HttpResponse:
    """The file as it was made, the same each time."""
    try:
        content = remittance_file(_found(coworking, number))
    except NotExported:
        raise Http404 from None
    response = HttpResponse(content, content_type="application/xml")
    response["Content-Disposition"] = f'attachment; filename="{number}.xml"'
    response["Cache-Control"] = "no-store"
    return response


@manager_only
def cancelled(request: Reader, coworking: Coworking, number: str) -> HttpResponse:
    """Ask once more, then give its payouts free."""
    found = _found(coworking, number)
    context: dict[str, Any] = {"coworking": coworking, "remittance": found}
    if request.method != "POST":
        return render(request, "desk/remittance_confirm.html", context)
    try:
        cancel(remittance=found, by=request.user, at=timezone.now())
    except Refused as refused:
        context["refusal"] = str(refused)
        return render(request, "desk/remittance_confirm.html", context, status=409)
    said = _("%(number)s is cancelled: its payouts are to pay again.")
    messages.success(request, said % {"number": number})
    return redirect("desk_payouts", coworking.slug)


@manager_only
@require_POST
def paid(request: Reader, coworking: Coworking, number: str) -> HttpResponse:
    """Say by hand that the bank carried chosen payouts of a file out."""
    found = _found(coworking, number)
    form = PaidForm(request.POST)
    if not form.is_valid():
        return _page(request, found, hand=form, status=400)
    inside = {payout.number for payout in payouts_in(found)}
    try:
        marked = mark_paid(
            coworking=coworking,
            numbers=[one for one in request.POST.getlist("payouts") if one in inside],
            by=request.user,
            at=timezone.now(),
            **form.cleaned_data,
        )
    except Refused as refused:
        add_refusal(form, refused)
        return _page(request, _found(coworking, number), hand=form, status=409)
    tell_paid(request, len(marked))
    return redirect("desk_remittance", coworking.slug, number)


def _found(coworking: Coworking, number: str) -> Remittance:
    return get_object_or_404(remittances_at(coworking), number=number)


def _refused(request: Reader, found: Remittance, refused: Refused) -> HttpResponse:
    """The page as the file stands now, with why it stays so."""
    now = _found(found.coworking, found.number)
    return _page(request, now, refusal=str(refused), status=409)


def _page(
    request: Reader,
    remittance: Remittance,
    *,
    form: FileForm | None = None,
    hand: PaidForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    payouts = list(payouts_in(remittance))
    ordered = [payout for payout in payouts if payout.state == PayoutState.ORDERED]
    chosen = request.POST.getlist("payouts") if hand else None
    context: dict[str, Any] = {
        "coworking": remittance.coworking,
        "remittance": remittance,
        "payouts": payouts,
        "ordered": [(one, chosen is None or one.number in chosen) for one in ordered],
        "hand": hand or PaidForm(initial={"paid_on": local_day(timezone.now())}),
        "refusal": refusal,
        "fetch": request.method == "GET" and "fetch" in request.GET,
    }
    if remittance.state == RemittanceState.DRAFT:
        context |= _draft(request, remittance, payouts, form)
    if form is not None and not context.get("own"):
        # Approved meanwhile, or another's: there is no form here, but why it was refused is told.
        said = (str(one) for place in form.errors.values() for one in place)
        context["refusal"] = " ".join(said)
    return render(request, "desk/remittance.html", context, status=status)


def _draft(
    request: Reader, remittance: Remittance, payouts: list[Payout], form: FileForm | None
) -> dict[str, Any]:
    """What a draft has besides: who can approve it, what they approve, and how to change it."""
    others = managers_of(remittance.coworking).exclude(pk=remittance.prepared_by_id)
    chosen = request.POST.getlist("payouts") if form else [one.number for one in payouts]
    could = [*payouts, *payouts_to_order(remittance.coworking)]
    about: dict[str, Any] = {
        "approvers": list(others),
        "own": remittance.prepared_by_id == request.user.pk,
        "choices": [(payout, payout.number in chosen) for payout in could],
        "changing": form or FileForm(initial=_as_it_is(remittance)),
    }
    try:
        about["digest"] = contents_digest(remittance)
    except Refused as refused:
        return {**about, "stuck": str(refused)}
    return {**about, "reviewing": not about["own"]}


def _as_it_is(remittance: Remittance) -> dict[str, Any]:
    return {name: getattr(remittance, name) for name in FileForm.base_fields}
