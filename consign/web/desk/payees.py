"""Legal entities that are paid for makers: what papers say of them, VAT status and account."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from consign.agreements.queries import legal_entities_managed_by, makers_managed_by
from consign.days import Month, local_day
from consign.people.models import Coworking, LegalEntity
from consign.people.operations import add_payee, amend_legal_entity, set_vat_status
from consign.people.queries import has_address, vat_periods_of
from consign.refusal import Refused
from consign.web.access import Reader, manager_only
from consign.web.bank_details import BankDetails
from consign.web.desk.people_forms import EntityForm, LegalForm, VatForm
from consign.web.forms import add_refusal, sent
from consign.web.parts import FormPart, page_of_parts


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
    """One payee: what papers say of it, its VAT status and bank accounts over time."""
    found = get_object_or_404(legal_entities_managed_by(request.user), slug=entity)
    context = {
        "coworking": coworking,
        "payee": found,
        "makers": makers_managed_by(request.user).filter(affiliations__payee=found).distinct(),
        **known_of(found),
    }
    return page_of_parts(request, "desk/payee.html", parts_of(request, found), context)


def parts_of(request: Reader, entity: LegalEntity) -> dict[str, FormPart]:
    """What a manager may write down of a legal entity: account, VAT status, words on papers."""

    def save_vat(told: dict[str, Any]) -> str:
        set_vat_status(entity=entity, by=request.user, at=timezone.now(), **told)
        return _("Saved.")

    def save_legal(told: dict[str, Any]) -> str:
        amend_legal_entity(entity=entity, by=request.user, at=timezone.now(), **told)
        return _("Saved. Papers that were issued keep what stood on them.")

    known = {name: getattr(entity, name) for name in LegalForm.base_fields}
    return {
        "bank": BankDetails(request, entity),
        "vat": FormPart(request, "vat", VatForm, save_vat),
        "legal": FormPart(request, "legal", partial(LegalForm, initial=known), save_legal),
    }


def known_of(entity: LegalEntity) -> dict[str, Any]:
    """What the parts of a legal entity's page show besides their forms."""
    return {"vat_periods": vat_periods_of(entity), "has_address": has_address(entity)}
