"""The coworking's own legal entity: what its papers say, where it is paid, how it takes cards."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consign.days import Month, local_day
from consign.people.models import Coworking
from consign.people.operations import set_card_days, set_payout_day
from consign.web.access import Reader, manager_only
from consign.web.desk.payees import known_of, parts_of
from consign.web.frame import desk_tabs
from consign.web.parts import FormPart, page_of_parts


class CardForm(forms.Form):
    days = forms.IntegerField(
        label=gettext_lazy("Days until card takings are on the account"),
        min_value=0,
        help_text=gettext_lazy(
            "As your payment service pays out. So long they are “under way” wherever we compare"
            " makers' money with what is on the account."
        ),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class PayoutDayForm(forms.Form):
    day = forms.IntegerField(
        label=gettext_lazy("Day of the month by which makers are paid"),
        min_value=1,
        required=False,
        help_text=gettext_lazy(
            "For the month before: 5 says that what sold in October is paid by 5 November. Makers"
            " see it on their first page. Nothing says nothing."
        ),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


@manager_only
def page(request: Reader, coworking: Coworking) -> HttpResponse:
    """All that the coworking's own papers, payments and books need to know of it."""
    entity = coworking.operator
    up = reverse("desk_makers", args=[coworking.slug])

    def card_form(data: Any, prefix: str) -> CardForm:
        return CardForm(data, prefix=prefix, initial={"days": coworking.card_days})

    def save_card(told: dict[str, Any]) -> str:
        set_card_days(coworking=coworking, by=request.user, at=timezone.now(), **told)
        return _("Saved.")

    def payout_form(data: Any, prefix: str) -> PayoutDayForm:
        return PayoutDayForm(data, prefix=prefix, initial={"day": coworking.payout_day})

    def save_payout_day(told: dict[str, Any]) -> str:
        set_payout_day(coworking=coworking, by=request.user, at=timezone.now(), **told)
        return _("Saved.")

    parts = parts_of(request, entity)
    parts["payout"] = FormPart(request, "payout", payout_form, save_payout_day)
    parts["card"] = FormPart(request, "card", card_form, save_card)
    context = {
        "coworking": coworking,
        "payee": entity,
        "month": Month.of(local_day(timezone.now())).previous,
        "tabs": desk_tabs(coworking.slug, up, manages=True),
        **known_of(entity),
    }
    return page_of_parts(request, "desk/operator.html", parts, context)
