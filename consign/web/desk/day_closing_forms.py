"""What somebody counts in a till, and what they say of it before they close it."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils import formats
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consign.refusal import Refused
from consign.till.drawer import COINS, NOTES, worth
from consign.web.forms import AmountField, add_refusal
from consign.web.signing import SignedForm

MOST = 9_999


class CountedForm(forms.Form):
    """How many of each coin and note; what the till began with, where nobody has said it yet; and
    the day, where one was forgotten."""

    opening = AmountField(
        label=_("What lay in it before the first sale of the day"),
        help_text=_("Asked once: from now on each closing begins with what the last one left."),
    )
    on = forms.ChoiceField(label=_("Which day do you close?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, days: Sequence[date], first: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.days = days
        for cents in (*NOTES, *COINS):
            self.fields[f"p{cents}"] = _pieces(cents)
        if not first:
            del self.fields["opening"]
        self._choose_day(days)

    @property
    def kinds(self) -> list[tuple[int, forms.BoundField]]:
        """Each coin and note in cents, the largest first, with its field."""
        return [(cents, self[f"p{cents}"]) for cents in (*NOTES, *COINS)]

    @property
    def pieces(self) -> dict[int, int]:
        """How many of each were counted; only a valid form knows it."""
        found = {cents: self.cleaned_data.get(f"p{cents}") for cents in (*NOTES, *COINS)}
        return {cents: count for cents, count in found.items() if count}

    @property
    def carried(self) -> dict[str, str]:
        """What was typed, to be sent along with the next step."""
        typed = {name: self.data.get(name, "") for name in self.fields} | {"on": str(self.day)}
        return {name: text for name, text in typed.items() if text}

    @property
    def query(self) -> str:
        return urlencode(self.carried)

    @property
    def day(self) -> date:
        """The day that is closed; only a valid form knows it."""
        chosen = self.cleaned_data.get("on")
        return date.fromisoformat(chosen) if chosen else self.days[0]

    def clean(self) -> None:
        try:
            worth(self.pieces)
        except Refused as refused:
            add_refusal(self, refused)

    def _choose_day(self, days: Sequence[date]) -> None:
        field = self.fields["on"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(str(day), formats.date_format(day, "l j F")) for day in days]
        if len(days) < 2:
            field.widget, field.required = forms.HiddenInput(), False


class LastForm(SignedForm):
    """What is said once it is known what was expected, and who says it."""

    reason = forms.CharField(
        label=_("Why do they differ?"), max_length=200, required=False, strip=True
    )
    banked = AmountField(
        label=_("What you take out for the bank"),
        help_text=_("What stays in the till is what it begins with next time."),
    )
    # What the person saw: nothing is closed that has changed since.
    expected = forms.DecimalField(widget=forms.HiddenInput)


def _name(cents: int) -> str:
    """What is printed on a note or struck on a coin."""
    return f"{cents // 100} €" if cents >= 100 else gettext("%(cents)s c") % {"cents": cents}


def _pieces(cents: int) -> forms.IntegerField:
    counted = forms.NumberInput(attrs={"inputmode": "numeric", "data-cents": str(cents)})
    return forms.IntegerField(
        label=_name(cents), min_value=0, max_value=MOST, required=False, widget=counted
    )
