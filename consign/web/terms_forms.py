"""Terms to propose, as both sides enter them: they check form, the operations decide."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet, TextChoices
from django.http import HttpRequest
from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from consign.agreements.models import (
    Affiliation,
    Agreement,
    Bearer,
    CommissionBase,
    CommissionVat,
    Mode,
)
from consign.agreements.terms import Offer
from consign.money.split import ZERO
from consign.people.models import Coworking
from consign.people.queries import service_vat_on
from consign.web.forms import AmountField, DayField, PercentField, choose_among


class AffiliationChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An affiliation by its payee and its days."""

    def label_from_instance(self, obj: Affiliation) -> str:
        days = {
            "payee": obj.payee.legal_name,
            "first": formats.date_format(obj.starts_on, "SHORT_DATE_FORMAT"),
        }
        if obj.ends_on is None:
            return _("%(payee)s, from %(first)s") % days
        days["last"] = formats.date_format(obj.ends_on, "SHORT_DATE_FORMAT")
        return _("%(payee)s, from %(first)s to %(last)s") % days


class OneOf(forms.ChoiceField):
    """One word of several, each told as a sentence begins."""

    def __init__(self, words: type[TextChoices], **kwargs: Any) -> None:
        choices = [(key, capfirst(said)) for key, said in words.choices]
        super().__init__(choices=choices, widget=forms.RadioSelect, **kwargs)


class TermsForm(forms.Form):
    """Terms to propose: for whom and from when, then everything an `Offer` says."""

    affiliation = AffiliationChoice(
        label=_("Paid through"), queryset=Affiliation.objects.none(), empty_label=None
    )
    starts_on = DayField(label=_("First day"))
    commission_percent = PercentField(label=_("Commission"), decimals=4)
    mode = OneOf(Mode, label=_("How pieces are sold"))
    commission_base = OneOf(CommissionBase, label=_("The commission is a part of"))
    commission_vat = OneOf(CommissionVat, label=_("VAT on the commission"))
    largest_discount_percent = PercentField(
        label=_("Largest discount the desk may give"), help_text=_("0 for none.")
    )
    discount_bearer = OneOf(Bearer, label=_("Who bears discounts"))
    maker_part_percent = PercentField(
        label=_("The maker's part of a discount"),
        decimals=4,
        required=False,
        help_text=_("Only when both bear it by an agreed part."),
    )
    shelf_fee = AmountField(label=_("Shelf fee a month"), help_text=_("VAT included; 0 for none."))
    minimum_payout = AmountField(label=_("Smallest payout"), help_text=_("0 to pay every balance."))
    unsold_days = forms.IntegerField(
        label=_("Days a piece may stay"),
        min_value=1,
        max_value=3650,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    pickup_days = forms.IntegerField(
        label=_("Days to fetch it then"),
        min_value=0,
        max_value=3650,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    storage_fee = AmountField(
        label=_("Storage after that"),
        help_text=_("A piece and calendar month begun, VAT included; 0 for none."),
    )
    loss_percent = PercentField(
        label=_("Owed for a lost piece, of its price"),
        decimals=4,
        required=False,
        help_text=_("Left empty: what a sale would have brought the payee."),
    )

    def __init__(self, *args: Any, affiliations: QuerySet[Affiliation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self, "affiliation", affiliations)

    def offer(self) -> Offer:
        """What was entered, without for whom and from when."""
        entered = dict(self.cleaned_data)
        del entered["affiliation"], entered["starts_on"]
        return Offer(**entered)


class EndTermsForm(forms.Form):
    ends_on = DayField(label=_("Last day"))


def begin_with(
    coworking: Coworking, like: Agreement | None, affiliation: Affiliation | None, day: date
) -> dict[str, Any]:
    """What a form for new terms begins with: the terms of another agreement, or what is usual."""
    begun: dict[str, Any] = Offer.of(like).as_columns() if like else _usual(coworking, day)
    if affiliation is None:
        return begun
    first = _first_day(coworking, like, affiliation, day)
    return {**begun, "affiliation": affiliation, "starts_on": first}


def key_asked(request: HttpRequest, name: str) -> int:
    """A key from the address; 0, which nothing has, for anything else."""
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def _first_day(
    coworking: Coworking, like: Agreement | None, affiliation: Affiliation, day: date
) -> date:
    """That of terms on the table; else the affiliation's for the first terms, or today."""
    if like is not None and like.accepted_at is None and like.affiliation == affiliation:
        return like.starts_on
    first = not affiliation.agreements.filter(coworking=coworking).exists()
    return affiliation.starts_on if first else max(affiliation.starts_on, day)


def _usual(coworking: Coworking, day: date) -> dict[str, Any]:
    """What is usual at a coworking; the percentage is for the two sides to find."""
    liable = service_vat_on(coworking, day)
    offer = Offer(
        commission_percent=ZERO,
        commission_vat=CommissionVat.INCLUDED if liable else CommissionVat.NONE,
        minimum_payout=coworking.minimum_payout,
    )
    columns = offer.as_columns()
    return {name: columns[name] for name in columns if name != "commission_percent"}
