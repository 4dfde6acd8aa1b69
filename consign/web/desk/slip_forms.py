"""What is typed about a slip: each line of a new one, and the word of either side."""

import uuid
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consign.people.models import Maker
from consign.refusal import Refused
from consign.slips.drawing_up import LONGEST_CONDITION, LONGEST_REMARK, Said
from consign.slips.models import SlipKind
from consign.slips.operations import LONGEST, LONGEST_NAME
from consign.slips.words import language_of, proposed_value, unharmed
from consign.stock.models import Movement
from consign.web.forms import AmountField, PhotoField


@dataclass(frozen=True)
class Row:
    """A movement that goes on a slip, with what the desk says of it."""

    movement: Movement
    announced: int | None
    condition: forms.BoundField
    photo: forms.BoundField
    value: forms.BoundField | None

    @property
    def pieces(self) -> int:
        return abs(self.movement.quantity)


class DrawForm(forms.Form):
    """Value, condition and photo of each movement, and a remark on them all."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    remark = forms.CharField(
        label=gettext_lazy("Remark"),
        required=False,
        max_length=LONGEST_REMARK,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("What both sides should know: “The stand comes back with it.”"),
    )

    def __init__(
        self, data: Any, files: Any, *, movements: list[Movement], kind: SlipKind, maker: Maker
    ) -> None:
        super().__init__(data, files, initial={"key": uuid.uuid4()})
        self.movements, self.kind = movements, kind
        usual = unharmed(language_of(maker))
        for one in movements:
            self.fields[f"condition-{one.pk}"] = forms.CharField(
                label=gettext_lazy("Condition"),
                required=False,
                max_length=LONGEST_CONDITION,
                initial=usual,
            )
            self.fields[f"photo-{one.pk}"] = PhotoField(
                label=gettext_lazy("Photo of the condition"), required=False
            )
            if kind == SlipKind.DEPOSIT:
                self.fields[f"value-{one.pk}"] = AmountField(
                    label=gettext_lazy("Agreed value of one, if lost"),
                    required=False,
                    initial=proposed_value(one, kind),
                )

    def said(self) -> dict[int, Said]:
        found = self.cleaned_data
        return {
            one.pk: Said(
                value=found.get(f"value-{one.pk}"),
                condition=found[f"condition-{one.pk}"],
                photo=found[f"photo-{one.pk}"],
            )
            for one in self.movements
        }

    def rows(self, announced: dict[int, int]) -> list[Row]:
        deposit = self.kind == SlipKind.DEPOSIT
        return [
            Row(
                one,
                announced.get(one.pk),
                self[f"condition-{one.pk}"],
                self[f"photo-{one.pk}"],
                self[f"value-{one.pk}"] if deposit else None,
            )
            for one in self.movements
        ]

    def refuse(self, refused: Refused) -> None:
        """Put the sentence at the field of the movement it names."""
        _lines, _dot, rest = refused.place.partition(".")
        pk, _dot, column = rest.partition(".")
        name = f"{column}-{pk}"
        self.add_error(name if name in self.fields else None, str(refused))


class NameForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name of who confirms"), max_length=LONGEST_NAME)
    sure = forms.BooleanField(
        label=gettext_lazy("The maker has read the statement above and says yes to it.")
    )


class WordsForm(forms.Form):
    words = forms.CharField(max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))


class ObjectionForm(WordsForm):
    prefix = "objection"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = _("What differs?")


class AnswerForm(WordsForm):
    prefix = "answer"
    again = forms.BooleanField(
        required=False, label=gettext_lazy("Take this slip back, to draw it up anew")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = _("Your answer")
