"""Shapes of what makers send: they check form, the operations decide."""

import base64
import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from consign.people.models import Coworking
from consign.stock.counting import LARGEST_QUANTITY
from consign.stock.lists import MOST_BYTES
from consign.web.forms import AmountField, BytesField, PhotoField, choose_among

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


class EditForm(AboutForm):
    """What is told about a piece, and its price; `seen` is the version the reader starts from."""

    price = AmountField(label=_("Price"), help_text=_("What the customer pays, VAT included."))
    seen = forms.CharField(widget=forms.HiddenInput)


class PlaceForm(forms.Form):
    """Which coworking pieces go to: one of those the maker has an agreement with.

    A maker with a single one is not asked.
    """

    coworking = forms.ModelChoiceField(
        label=_("Where to"),
        queryset=Coworking.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, places: QuerySet[Coworking], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self, "coworking", places)
        first = list(places[:2])
        self.initial.setdefault("coworking", first[0] if first else None)
        if len(first) < 2:
            self.fields["coworking"].widget = forms.HiddenInput()


class AnnounceForm(PlaceForm):
    """Where pieces go, and how many."""

    quantity = forms.IntegerField(
        label=_("How many"),
        initial=1,
        min_value=1,
        max_value=LARGEST_QUANTITY,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class NewPieceForm(AnnounceForm, AboutForm):
    """A new piece: photo, name, price; the rest can wait."""

    photo = PhotoField(label=_("Photo"), required=False)
    price = AmountField(label=_("Price"), help_text=_("What the customer pays, VAT included."))
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class PhotoForm(forms.Form):
    """One more photo of a piece."""

    photo = PhotoField(label=_("Photo"))


class ListForm(PlaceForm):
    """A maker's own list, and where its pieces go."""

    file = BytesField(
        label=_("Your list"),
        most=MOST_BYTES,
        help_text=_("A CSV file with a row for each piece: name, price, number of pieces."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
    )


class KeptListForm(PlaceForm):
    """A list that was looked at before and is taken over now.

    It travels inside the page, so that nobody has to choose the file again.
    """

    kept = forms.CharField(widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["coworking"].widget = forms.HiddenInput()

    def clean_kept(self) -> bytes:
        try:
            return base64.b64decode(self.cleaned_data["kept"], validate=True)
        except ValueError:
            raise forms.ValidationError(_("Choose your list again.")) from None


def kept(file: bytes) -> str:
    """A list as it travels inside the page."""
    return base64.b64encode(file).decode("ascii")
