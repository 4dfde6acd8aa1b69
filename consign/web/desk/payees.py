"""Legal entities that are paid for makers: their numbers, VAT status and bank account."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from consign.agreements.queries import legal_entities_managed_by, makers_managed_by
from consign.days import Month, local_day
from consign.people.models import Coworking, LegalEntity
from consign.people.operations import add_bank_account, add_payee, set_vat_status
from consign.people.queries import bank_accounts_of, vat_periods_of
from consign.refusal import Refused
from consign.web.access import Reader, manager_only
from consign.web.desk.people_forms import BankForm, EntityForm, VatForm
from consign.web.forms import add_refusal, sent


@manager_only
def entity(request: Reader, coworking: Coworking) -> HttpResponse:
    """Enter a legal entity; `?maker=` is whose affiliation with it comes next."""
    month = Month.of(local_day(timezone.now()))
    form = EntityForm(sent(request), initial={"since": month.first})
    status = 200
    if request.method == "POST":
        try:
            if form.is_valid():
                return _entered(request, coworking, form)
            status = 400
        except Refused as refused:
            add_refusal(form, refused)
            status = 409
    context = {"coworking": coworking, "form": form}
    return render(request, "desk/entity.html", context, status=status)


def _entered(request: Reader, coworking: Coworking, form: EntityForm) -> HttpResponse:
    made = add_payee(by=request.user, at=timezone.now(), **form.cleaned_data)
    messages.success(request, _("%(payee)s is entered.") % {"payee": made.legal_name})
    maker = makers_managed_by(request.user).filter(slug=request.GET.get("maker", "")).first()
    if maker is None:
        return redirect("desk_payee", coworking.slug, made.slug)
    affiliation = reverse("desk_affiliation", args=[coworking.slug, maker.slug])
    return redirect(f"{affiliation}?payee={made.slug}")


@manager_only
def payee(request: Reader, coworking: Coworking, entity: str) -> HttpResponse:
    """One payee, with its VAT status and bank accounts over time, and new ones from a day on."""
    found = get_object_or_404(legal_entities_managed_by(request.user), slug=entity)
    vat = VatForm(request.POST if "vat" in request.POST else None, prefix="vat")
    bank = BankForm(
        request.POST if "bank" in request.POST else None,
        prefix="bank",
        initial={"holder": found.legal_name, "starts_on": _from(found)},
    )
    status = 200
    if request.method == "POST":
        try:
            if _noted(request, found, vat, bank):
                messages.success(request, _("Saved."))
                return redirect("desk_payee", coworking.slug, found.slug)
            status = 400
        except Refused as refused:
            add_refusal(bank, refused)
            status = 409
    context = {
        "coworking": coworking,
        "payee": found,
        "vat_periods": vat_periods_of(found),
        "bank_accounts": bank_accounts_of(found),
        "makers": makers_managed_by(request.user).filter(affiliations__payee=found).distinct(),
        "vat": vat,
        "bank": bank,
    }
    return render(request, "desk/payee.html", context, status=status)


def _noted(request: Reader, payee: LegalEntity, vat: forms.Form, bank: forms.Form) -> bool:
    """Write down whichever of the two was sent, if its form is right."""
    who: dict[str, Any] = {"entity": payee, "by": request.user, "at": timezone.now()}
    if vat.is_bound and vat.is_valid():
        set_vat_status(**who, **vat.cleaned_data)
        return True
    if bank.is_bound and bank.is_valid():
        add_bank_account(**who, **bank.cleaned_data)
        return True
    return False


def _from(payee: LegalEntity) -> Any:
    """A first account should reach back to the month that waits to be closed."""
    today = local_day(timezone.now())
    if bank_accounts_of(payee).exists():
        return today
    return Month.of(today).previous.first
