"""Shapes of what makers send: they check form, the operations decide."""

import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from consign.people.models import Coworking
from consign.web.forms import AmountField

VAT_CHOICES = [("21", "21 %"), ("12", "12 %"), ("6", "6 %"), ("0", "0 %")]


class AboutForm(forms.Form):
    """What is told about a piece."""

    title = forms.CharField(label=_("Name"), max_length=80)
    materials = forms.CharField(label=_("Materials"), max_length=160, required=False)
    size = forms.CharField(label=_("Size"), max_length=60, required=False)
    story = forms.CharField(
        label=_("Story"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("How it came about, in a few sentences. People in the street read it."),
    )
    vat_percent = forms.TypedChoiceField(
        label=_("VAT rate of the piece"),
        choices=VAT_CHOICES,
        coerce=Decimal,
        initial="21",
        help_text=_(
            "21 % for nearly everything, 6 % for books. Counts only while your payee owes VAT."
        ),
    )


class RepriceForm(forms.Form):
    price = AmountField(label=_("Price"), help_text=_("What the customer pays, VAT included."))


class PlaceForm(forms.Form):
    """Which coworking pieces go to: one of those the maker has an agreement with."""

    coworking = forms.ModelChoiceField(
        label=_("Where to"), queryset=Coworking.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, places: QuerySet[Coworking], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["coworking"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = places
        self.initial.setdefault("coworking", places.first())


class AnnounceForm(PlaceForm):
    """Where pieces go, and how many."""

    quantity = forms.IntegerField(
        label=_("How many"),
        initial=1,
        min_value=1,
        max_value=1000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class NewPieceForm(AnnounceForm, AboutForm):
    """A new piece: photo, name, price; the rest can wait."""

    photo = forms.FileField(
        label=_("Photo"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )
    price = AmountField(label=_("Price"), help_text=_("What the customer pays, VAT included."))
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class ListForm(PlaceForm):
    """A maker's own list, and where its pieces go."""

    file = forms.FileField(
        label=_("Your list"),
        help_text=_("A CSV file with a row for each piece: name, price, number of pieces."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
