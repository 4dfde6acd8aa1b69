"""Shapes of what a manager enters about makers and payees: they check form, operations decide."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from consign.agreements.models import Affiliation
from consign.people.models import LANGUAGES, Kind, LegalEntity, Maker, VatStatus
from consign.web.forms import DayField, choose_among


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


class AmendForm(forms.Form):
    """What may be put right of the affiliation that holds today."""

    project_code = forms.CharField(
        label=_("Project code"),
        max_length=40,
        required=False,
        help_text=_("How the cooperative names the project in its books."),
    )
    payment_reference = forms.CharField(
        label=_("Reference on transfers"),
        max_length=140,
        required=False,
        help_text=_(
            "A structured reference (+++123/4567/89002+++ or RF…), or words the payee wants to read"
            " on transfers. Without one: coworking, month and statement."
        ),
    )


class AffiliationForm(AmendForm):
    """Who is paid for a maker from a day on."""

    field_order = ("payee", "starts_on", "moves", "same_terms", "ends_on")

    payee = EntityChoice(
        label=_("Who is paid"), queryset=LegalEntity.objects.none(), to_field_name="slug"
    )
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(
        label=_("Last day"),
        required=False,
        help_text=_("If it is known already: a trial cooperative ends after 18 months."),
    )
    moves = forms.BooleanField(required=False, initial=True)
    same_terms = forms.BooleanField(
        label=_("Propose the same terms to the new payee"), required=False, initial=True
    )

    def __init__(
        self,
        *args: Any,
        payees: QuerySet[LegalEntity],
        current: Affiliation | None,
        places: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self, "payee", payees)
        if places:
            told = _("At %(coworkings)s. They hold once the payee has accepted them.")
            self.fields["same_terms"].help_text = told % {"coworkings": ", ".join(places)}
        else:
            del self.fields["same_terms"]
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


class LegalForm(forms.Form):
    """What papers say of a legal entity; its number is who it is, and stays."""

    legal_name = forms.CharField(
        label=_("Legal name"),
        max_length=140,
        help_text=_("As on its invoices; not the name of the project."),
    )
    legal_form = forms.CharField(
        label=_("Legal form"),
        max_length=40,
        required=False,
        help_text=_("SRL, SC, ASBL…; nothing for somebody self-employed."),
    )
    register = forms.CharField(
        label=_("Register of legal persons"),
        max_length=60,
        required=False,
        help_text=_("With its court: RPM Bruxelles, RPR Gent. Companies print it on their papers."),
    )
    street = forms.CharField(label=_("Street and number"), max_length=120)
    postcode = forms.CharField(label=_("Postcode"), max_length=12)
    town = forms.CharField(label=_("Town"), max_length=80)
    email = forms.EmailField(
        label=_("Mail address"),
        required=False,
        help_text=_("Told, too, when another bank account is entered."),
    )
    language = forms.ChoiceField(
        label=_("Language of its documents"), choices=LANGUAGES, initial="fr"
    )


class EntityForm(LegalForm):
    """A legal entity with all that selling and paying needs."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=Kind.choices, widget=forms.RadioSelect)
    enterprise_number = forms.CharField(
        label=_("Enterprise number"), max_length=20, help_text=_("Ten digits, like 0123.456.789.")
    )
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
        max_length=140,
        required=False,
        help_text=_("Exactly as the bank knows it; the legal name, if left empty."),
    )
    bic = forms.CharField(
        label=_("Bank's code (BIC)"),
        max_length=14,
        required=False,
        help_text=_("Only where the bank asks for it; a Belgian account needs none."),
    )


class ExistingForm(forms.Form):
    """A maker the network knows already."""

    maker = forms.ModelChoiceField(
        label=_("Maker"), queryset=Maker.objects.none(), to_field_name="slug"
    )

    def __init__(self, *args: Any, makers: QuerySet[Maker], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self, "maker", makers)
