"""Papers of a month as statements and documents tell of them: parties, documents, requests."""

from typing import Any

from rest_framework import serializers

from api.fields import Amount, Percent
from consign.codes.reference import reference_text
from consign.money.documents import DocumentKind, VatCategory
from consign.payouts.models import RequestState

# The same words wherever a document is told of.
DOCUMENT_KINDS = [(kind.value, kind.name) for kind in DocumentKind]
VAT_CATEGORIES = [(one.value, one.name) for one in VatCategory]


class PartySerializer(serializers.Serializer[Any]):
    """One side, as its name, address and numbers were."""

    legal_name = serializers.CharField()
    street = serializers.CharField()
    postcode = serializers.CharField()
    town = serializers.CharField()
    country = serializers.CharField()
    enterprise_number = serializers.CharField()
    vat_status = serializers.CharField()
    iban = serializers.CharField(default="")
    holder = serializers.CharField(default="")


class IssuingPartySerializer(PartySerializer):
    """One side of a document, with all that papers say of it."""

    legal_form = serializers.CharField(default="", help_text="`SRL`")
    register = serializers.CharField(default="", help_text="`RPM Bruxelles`")
    bic = serializers.CharField(default="")


class DocumentSerializer(serializers.Serializer[Any]):
    """A document the month gives rise to; a credit note says whose month's invoice it corrects.

    It is issued when the month closes: before, it has neither key nor number.
    """

    id = serializers.IntegerField(
        source="paper.pk", default=None, allow_null=True, help_text="Its key in `documents`."
    )
    number = serializers.CharField(source="paper.number", default="")
    issued_on = serializers.DateField(source="paper.issued_on", default=None, allow_null=True)
    kind = serializers.ChoiceField(source="document.kind", choices=DOCUMENT_KINDS)
    type_code = serializers.CharField(source="document.kind.type_code")
    vat_category = serializers.ChoiceField(source="document.category", choices=VAT_CATEGORIES)
    vat_percent = Percent(source="document.percent")
    corrects = serializers.CharField(
        source="document.corrects", help_text="A month (2026-10); empty on invoices."
    )
    net = Amount(source="document.amounts.net")
    vat = Amount(source="document.amounts.vat")
    rounding = Amount(source="document.amounts.rounding")
    total = Amount(source="document.amounts.total")
    set_off = Amount(
        source="paper.settled",
        default=None,
        allow_null=True,
        help_text="What of it is settled on the account.",
    )
    due = Amount(
        source="paper.due",
        default=None,
        allow_null=True,
        help_text="What of it is left to be transferred.",
    )
    due_on = serializers.DateField(source="paper.due_on", default=None, allow_null=True)


class AskedSerializer(serializers.Serializer[Any]):
    """What the payee is asked to pay after a closing below zero."""

    id = serializers.IntegerField(source="pk", help_text="Its key in `payment-requests`.")
    number = serializers.CharField()
    amount = Amount()
    left = Amount(help_text="What has not come in yet.")
    reference = serializers.CharField(help_text="Compact: `123456789002`.")
    reference_text = serializers.SerializerMethodField(
        help_text="As people write it: `+++123/4567/89002+++`."
    )
    holder = serializers.CharField()
    iban = serializers.CharField()
    due_on = serializers.DateField()
    state = serializers.ChoiceField(choices=RequestState.choices)
    payment_code = serializers.CharField(
        source="code", help_text="What a banking app reads (EPC069-12); empty once nothing is left."
    )

    def get_reference_text(self, asked: Any) -> str:
        return reference_text(asked.reference)
