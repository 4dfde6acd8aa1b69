"""Shapes of what makers send: they check form, the operations decide."""

import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from consign.people.models import Coworking
from consign.stock.counting import LARGEST_QUANTITY
from consign.stock.lists import MOST_BYTES
from consign.web.forms import AmountField, BytesField, choose_among
from consign.web.portal.photo_forms import PhotosField

MORE = ("materials", "size", "care", "metal_grams", "agreed_value", "story")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
VAT_CHOICES = [("21", "21 %"), ("12", "12 %"), ("6", "6 %"), ("0", "0 %")]


class GramsField(forms.DecimalField):
    """A weight as a hand types it: `3`, `3,25`, `3.25 g`; its range the operations know."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=7, decimal_places=2, **kwargs)

    def to_python(self, value: Any) -> Any:
        typed = str(value or "").strip().lower().removesuffix("g").replace(",", ".")
        return super().to_python(typed.strip())

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            return formats.localize_input(Decimal(f"{value.normalize():f}"))
        return value


class AboutForm(forms.Form):
    """What is told about a piece."""

    title = forms.CharField(label=_("Name"), max_length=80)
    materials = forms.CharField(label=_("Materials"), max_length=160, required=False)
    size = forms.CharField(label=_("Size"), max_length=60, required=False)
    care = forms.CharField(
        label=_("Care"),
        max_length=160,
        required=False,
        help_text=_("How it stays beautiful, in a sentence: wash by hand, keep dry."),
    )
    metal_grams = GramsField(
        label=_("Weight of precious metal"),
        required=False,
        help_text=_("Of the gold, silver or platinum in it, without stones."),
    )
    agreed_value = AmountField(
        label=_("Agreed value if it is lost"),
        required=False,
        help_text=_(
            "For one piece, when it is lost or stolen. Left empty, your agreement says what counts."
            " Only you and the coworking see it."
        ),
    )
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
    """A new piece: photos, name, price; the rest can wait."""

    photos = PhotosField(label=_("Photos"), required=False)
    price = AmountField(label=_("Price"), help_text=_("What the customer pays, VAT included."))
    key = forms.UUIDField(
        widget=forms.HiddenInput(attrs={"autocomplete": "off"}), initial=uuid.uuid4
    )

    def tells_more(self) -> bool:
        """Whether something stands in the part that is folded away at first, or is wrong there."""
        told = any(self[name].value() for name in MORE)
        return told or any(self[name].errors for name in (*MORE, "vat_percent"))


class ListForm(PlaceForm):
    """A maker's own list, the photos it names if they like, and where its pieces go."""

    file = BytesField(
        label=_("Your list"),
        most=MOST_BYTES,
        help_text=_("A spreadsheet (.xlsx) or CSV, with a row for each kind of piece."),
        widget=forms.FileInput(attrs={"accept": f".csv,.xlsx,text/csv,text/plain,{XLSX}"}),
    )
    photos = forms.FileField(
        label=_("Photos in a zip"),
        required=False,
        help_text=_("With the file names that stand in the column “Photos” of your list."),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )
    key = forms.UUIDField(
        widget=forms.HiddenInput(attrs={"autocomplete": "off"}), initial=uuid.uuid4
    )


class TakeForm(forms.Form):
    """Whether what cannot be taken over of a list may be left out."""

    leave_out = forms.BooleanField(
        label=_("Leave out what is named below, and take over the rest"), required=False
    )
