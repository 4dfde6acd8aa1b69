"""What every form of the pages needs: amounts, days, photos, choices and refusals."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from consign.days import of_this_century
from consign.money.text import parse_amount
from consign.refusal import Refused
from consign.stock.photos import LARGEST_BYTES


class AmountField(forms.CharField):
    """An amount as a hand types it: `45`, `45,00`, `€ 18.50`."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return parse_amount(text)
        except Refused as refused:
            raise forms.ValidationError(str(refused), code=refused.code) from None

    def prepare_value(self, value: Any) -> Any:
        return formats.localize_input(value) if isinstance(value, Decimal) else value


class PercentField(forms.CharField):
    """A percentage as a hand types it: `30`, `33,3`, `12.5 %`; its range the operations know."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    default_error_messages = {
        "invalid": _("This is not a percentage. Write it like 30 or 12.5."),
        "decimals": _("At most %(decimals)s decimals."),
    }

    def __init__(self, *, decimals: int = 2, **kwargs: Any) -> None:
        self.decimals = decimals
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        text = (super().to_python(value) or "").replace("%", "").replace(",", ".").strip()
        if not text:
            return None
        try:
            found = Decimal(text)
        except InvalidOperation:
            raise self._wrong("invalid") from None
        exponent = found.as_tuple().exponent
        if not isinstance(exponent, int) or found.adjusted() > 2:
            raise self._wrong("invalid")
        if exponent < -self.decimals:
            raise self._wrong("decimals")
        return found

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            return formats.localize_input(Decimal(f"{value.normalize():f}"))
        return value

    def _wrong(self, code: str) -> forms.ValidationError:
        facts = {"decimals": self.decimals}
        return forms.ValidationError(self.error_messages[code], code=code, params=facts)


class DayField(forms.DateField):
    """A day, chosen in the browser's own calendar."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    default_error_messages = {"century": _("Write a day of this century.")}

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is not None and not of_this_century(day):
            raise forms.ValidationError(self.error_messages["century"], code="century")
        return day


class BytesField(forms.FileField):
    """A file, as its bytes: never more than `most` and one, which is for the operations to refuse.

    So a file of any size takes no more memory than one that is just too large.
    """

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        self.most = most
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        return file.read(self.most + 1) if file else None


class PhotoField(BytesField):
    """A photo, straight from the camera or chosen."""

    widget = forms.FileInput(attrs={"accept": "image/*"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(most=LARGEST_BYTES, **kwargs)


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; nothing while its page is only looked at."""
    return request.POST if request.method == "POST" else None


def choose_among(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    """Let a field of the form choose one of these rows."""
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = rows


def add_refusal(form: forms.Form, refused: Refused) -> None:
    """Put the sentence of a refusal at the field it names, or above the form."""
    field = refused.place if refused.place in form.fields else None
    form.add_error(field, forms.ValidationError(str(refused), code=refused.code))
