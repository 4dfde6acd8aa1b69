"""Shapes of what a manager enters about makers and payees: they check form, operations decide."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from consign.agreements.models import Affiliation, Bearer
from consign.people.models import LANGUAGES, Kind, LegalEntity, Maker, VatStatus
from consign.web.forms import AmountField, DayField, PercentField, choose_among


class InviteForm(forms.Form):
    """A maker nobody in the network knows yet."""

    name = forms.CharField(
        label=_("Name of the project"),
        max_length=80,
        help_text=_("As it stands on labels and in the window: “Comme une plume”."),
    )
    called = forms.CharField(label=_("Name of the person"), max_length=120)
    email = forms.EmailField(
        label=_("Mail address"), help_text=_("The invitation goes here; no password is needed.")
    )
    language = forms.ChoiceField(
        label=_("Language of pages and mails"), choices=LANGUAGES, initial="fr"
    )


class EntityChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A legal entity by its name; the number tells namesakes apart."""

    def label_from_instance(self, obj: LegalEntity) -> str:
        return f"{obj.legal_name} ({obj.enterprise_number})"


class AffiliationForm(forms.Form):
    """Who is paid for a maker from a day on."""

    payee = EntityChoice(
        label=_("Who is paid"), queryset=LegalEntity.objects.none(), to_field_name="slug"
    )
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(
        label=_("Last day"),
        required=False,
        help_text=_("If it is known already: a trial cooperative ends after 18 months."),
    )
    project_code = forms.CharField(
        label=_("Project code"),
        max_length=40,
        required=False,
        help_text=_("How the cooperative names the project in its books."),
    )
    moves = forms.BooleanField(required=False, initial=True)

    def __init__(
        self,
        *args: Any,
        payees: QuerySet[LegalEntity],
        current: Affiliation | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self, "payee", payees)
        if current is None:
            del self.fields["moves"]
        else:
            label = _("%(payee)s is paid until the day before") % {
                "payee": current.payee.legal_name
            }
            self.fields["moves"].label = label


class EndForm(forms.Form):
    """The last day of the affiliation that holds today."""

    ends_on = DayField(label=_("Last day"))


class VatForm(forms.Form):
    status = forms.ChoiceField(
        label=_("VAT status"), choices=VatStatus.choices, widget=forms.RadioSelect
    )
    starts_on = DayField(label=_("From"))


class BankForm(forms.Form):
    iban = forms.CharField(
        label=_("Account number (IBAN)"),
        max_length=50,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    holder = forms.CharField(
        label=_("Account holder"), max_length=70, help_text=_("Exactly as the bank knows it.")
    )
    starts_on = DayField(
        label=_("From"), help_text=_("A month is paid to the account that holds on its last day.")
    )


class EntityForm(forms.Form):
    """A legal entity with all that selling and paying needs."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=Kind.choices, widget=forms.RadioSelect)
    legal_name = forms.CharField(
        label=_("Legal name"),
        max_length=140,
        help_text=_("As on its invoices; not the name of the project."),
    )
    enterprise_number = forms.CharField(
        label=_("Enterprise number"), max_length=20, help_text=_("Ten digits, like 0123.456.789.")
    )
    street = forms.CharField(label=_("Street and number"), max_length=120)
    postcode = forms.CharField(label=_("Postcode"), max_length=12)
    town = forms.CharField(label=_("Town"), max_length=80)
    email = forms.EmailField(label=_("Mail address"), required=False)
    vat_status = forms.ChoiceField(
        label=_("VAT status"), choices=VatStatus.choices, widget=forms.RadioSelect
    )
    since = DayField(
        label=_("From"),
        help_text=_("From when we rely on VAT status and account: before the first sale."),
    )
    iban = forms.CharField(
        label=_("Account number (IBAN)"),
        max_length=50,
        required=False,
        help_text=_("Can follow later, but no payout leaves without it."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    holder = forms.CharField(
        label=_("Account holder"),
        max_length=70,
        required=False,
        help_text=_("Exactly as the bank knows it; the legal name, if left empty."),
    )


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


class TermsForm(forms.Form):
    """Terms to propose; agent, percentage of the price paid, VAT included."""

    affiliation = AffiliationChoice(
        label=_("Paid through"), queryset=Affiliation.objects.none(), empty_label=None
    )
    starts_on = DayField(label=_("First day"))
    commission_percent = PercentField(
        label=_("Commission"),
        decimals=4,
        help_text=_("Of the price the customer paid, all VAT included."),
    )
    largest_discount_percent = PercentField(
        label=_("Largest discount the desk may give"), help_text=_("0 for none.")
    )
    discount_bearer = forms.ChoiceField(
        label=_("Who bears discounts"), choices=Bearer.choices, widget=forms.RadioSelect
    )
    maker_part_percent = PercentField(
        label=_("The maker's part of a discount"),
        decimals=4,
        required=False,
        help_text=_("Only when both bear it by an agreed part."),
    )
    minimum_payout = AmountField(
        label=_("Smallest payout"), help_text=_("What is less is carried to the next month.")
    )
    unsold_days = forms.IntegerField(
        label=_("Days a piece may stay"),
        min_value=1,
        max_value=3650,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, affiliations: QuerySet[Affiliation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self, "affiliation", affiliations)


class ExistingForm(forms.Form):
    """A maker the network knows already."""

    maker = forms.ModelChoiceField(
        label=_("Maker"), queryset=Maker.objects.none(), to_field_name="slug"
    )

    def __init__(self, *args: Any, makers: QuerySet[Maker], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self, "maker", makers)
