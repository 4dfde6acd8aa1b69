"""What anyone may try: terms and a price.  It checks form; what fits together the trial knows."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from consign.agreements.models import Bearer, CommissionBase, CommissionVat, Mode
from consign.monthend.trial import Trial
from consign.people.models import VatStatus
from consign.web.forms import AmountField, PercentField
from consign.web.terms_forms import OneOf

LARGEST_AMOUNT = Decimal(100_000)
HIGHEST_RATE = 50
MOST_SOLD = 100
ADDED_OR_NOT = [CommissionVat.INCLUDED, CommissionVat.ADDED]

# A necklace as it hangs in many windows, on the commonest terms.
USUAL: Mapping[str, Any] = {
    "price": Decimal("45.00"),
    "sold": 8,
    "commission": Decimal(30),
    "mode": Mode.AGENT,
    "payee": VatStatus.EXEMPT,
    "commission_vat": CommissionVat.INCLUDED,
    "base": CommissionBase.INCL_VAT,
    "shelf_fee": Decimal("0.00"),
    "minimum": Decimal("0.00"),
    "discount": Decimal("0.00"),
    "bearer": Bearer.PRO_RATA,
    "part": "",
    "goods_vat": Decimal(21),
    "coworking": VatStatus.LIABLE,
    "service_vat": Decimal(21),
}
# What most people leave as it is: folded away until something in it differs.
FINER = ["base", "minimum", "discount", "bearer", "part", "back"]
FINER += ["goods_vat", "coworking", "service_vat"]


class Between:
    """A validator: a number between two limits, both included."""

    def __init__(self, low: Decimal | int, high: Decimal | int) -> None:
        self.low, self.high = low, high

    def __call__(self, value: Decimal) -> None:
        if not self.low <= value <= self.high:
            facts = {"low": self.low, "high": self.high}
            words = _("Give something between %(low)s and %(high)s.")
            raise ValidationError(words, code="out_of_range", params=facts)


def _amount(low: str = "0") -> dict[str, Any]:
    return {"validators": [Between(Decimal(low), LARGEST_AMOUNT)]}


def _rate(high: int) -> dict[str, Any]:
    return {"validators": [Between(0, high)], "decimals": 4}


class TryForm(forms.Form):
    """Everything a trial depends on.  What is not sent is as usual, so a short link is enough."""

    price = AmountField(
        label=_("Price of a piece"),
        help_text=_("What the label says, VAT included."),
        **_amount("0.01"),
    )
    sold = forms.IntegerField(
        label=_("Pieces sold in the month"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        validators=[Between(1, MOST_SOLD)],
    )
    commission = PercentField(label=_("Commission"), **_rate(100))
    mode = OneOf(Mode, label=_("How pieces are sold"))
    payee = OneOf(VatStatus, label=_("The payee is"))
    commission_vat = forms.ChoiceField(
        label=_("VAT on the commission"),
        choices=[(one.value, capfirst(one.label)) for one in ADDED_OR_NOT],
        widget=forms.RadioSelect,
    )
    shelf_fee = AmountField(
        label=_("Shelf fee a month"), help_text=_("VAT included; 0 for none."), **_amount()
    )
    base = OneOf(CommissionBase, label=_("The commission is a part of"))
    minimum = AmountField(
        label=_("Smallest payout"), help_text=_("0 to pay every balance."), **_amount()
    )
    discount = AmountField(
        label=_("Discount on each piece"),
        help_text=_("As if every customer got it; 0 for none."),
        **_amount(),
    )
    bearer = OneOf(Bearer, label=_("Who bears discounts"))
    part = PercentField(label=_("The maker's part of a discount"), required=False, **_rate(100))
    back = forms.BooleanField(label=_("One piece is brought back"), required=False)
    goods_vat = PercentField(
        label=_("VAT rate of the piece"),
        help_text=_(
            "21 % for nearly everything, 6 % for books. Counts where the seller is liable."
        ),
        **_rate(HIGHEST_RATE),
    )
    coworking = OneOf(VatStatus, label=_("The coworking is"))
    service_vat = PercentField(
        label=_("VAT rate of its commission and fees"), **_rate(HIGHEST_RATE)
    )

    def __init__(self, asked: Mapping[str, Any]) -> None:
        super().__init__({**USUAL, **asked}, use_required_attribute=False)

    def trial(self) -> Trial:
        return Trial(**self.cleaned_data)

    @property
    def finer_differs(self) -> bool:
        """Whether something that is folded away is not as usual, or not right."""
        return any(
            name in self.errors or _plain(self.data.get(name)) != _plain(USUAL.get(name))
            for name in FINER
        )


def _plain(value: object) -> str:
    """A value to be compared, with the decimals of any language."""
    return str(value or "").replace(",", ".")
