"""The statement as JSON: the same frozen data that page and PDF draw."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.fields import Amount, Currency, Percent, Period
from api.papers_json import AskedSerializer, DocumentSerializer, PartySerializer
from consign.agreements.models import Bearer, CommissionBase, CommissionVat, Mode
from consign.ledger.models import EntryKind
from consign.monthend.statement import Statement
from consign.monthend.why import explained
from consign.people.models import VatStatus


class CoworkingParty(PartySerializer):
    """The coworking and its operator."""

    name = serializers.CharField()


class PartiesSerializer(serializers.Serializer[Any]):
    """Between whom."""

    coworking = CoworkingParty()
    payee = PartySerializer()
    maker = serializers.CharField(help_text="The project.")
    person = serializers.CharField(default="", help_text="Who makes it.")


class TotalsSerializer(serializers.Serializer[Any]):
    """What the entries of the month add up to, each above zero unless it corrects."""

    sales = Amount()
    commission = Amount()
    refunds = Amount()
    commission_reversed = Amount()
    fees = Amount()
    compensations = Amount()
    adjustments = Amount()
    returned = Amount(help_text="Payouts the bank sent back.")
    received = Amount(help_text="Payments the payee made.")
    commission_vat = Amount(help_text="VAT on top of net commissions.")
    change = Amount()


class StatementLineSerializer(serializers.Serializer[Any]):
    """One sale or refund: what was paid, at which rate, and how it divides."""

    sold_at = serializers.DateTimeField()
    on = serializers.DateField()
    ticket = serializers.CharField()
    code = serializers.CharField()
    title = serializers.CharField()
    quantity = serializers.IntegerField()
    unit_price = Amount()
    discount = Amount()
    discount_bearer = serializers.ChoiceField(choices=Bearer.choices)
    maker_part_percent = Percent(allow_null=True, help_text="Of a discount that both bear.")
    paid = Amount()
    mode = serializers.ChoiceField(choices=Mode.choices)
    vat_percent = Percent(help_text="What the customer paid.")
    supply_vat_percent = Percent(help_text="Of the payee's own supply.")
    service_vat_percent = Percent(help_text="Of the commission.")
    payee_vat_status = serializers.ChoiceField(choices=VatStatus.choices)
    commission_percent = Percent()
    commission_base = serializers.ChoiceField(choices=CommissionBase.choices)
    commission_vat = serializers.ChoiceField(choices=CommissionVat.choices)
    commission = Amount(help_text="Without VAT where it comes on top; in own name the difference.")
    share = Amount()
    first_ticket = serializers.CharField(help_text="Of a refund: the ticket of the sale.")
    first_statement = serializers.CharField(help_text="The statement that sale stood on.")
    first_on = serializers.DateField(allow_null=True)
    corrects = serializers.CharField(help_text="The closed month of that sale.")


class OtherLineSerializer(serializers.Serializer[Any]):
    """A fee, compensation, adjustment, returned payout or payment received."""

    on = serializers.DateField()
    kind = serializers.ChoiceField(choices=EntryKind.choices)
    memo = serializers.CharField()
    reason = serializers.CharField(help_text="Why it was booked.")
    cause = serializers.CharField(help_text="Of a compensation: `lost`, `stolen` or `damaged`.")
    reference = serializers.CharField()
    quantity = serializers.IntegerField(allow_null=True, help_text="Pieces of a compensation.")
    vat_percent = Percent(allow_null=True, help_text="The VAT inside a fee.")
    amount = Amount()


class RateVatSerializer(serializers.Serializer[Any]):
    """The VAT in the month's sales at one rate."""

    vat_percent = Percent()
    paid = Amount()
    vat = Amount()
    base = Amount()


class DayRateSerializer(serializers.Serializer[Any]):
    """What was paid on one day at one rate, for the seller's daily receipts."""

    on = serializers.DateField()
    vat_percent = Percent()
    paid = Amount()


class InvoiceWantedSerializer(serializers.Serializer[Any]):
    """What a business bought on one ticket at one rate, and wants an invoice for from the payee."""

    on = serializers.DateField()
    ticket = serializers.CharField()
    first_ticket = serializers.CharField(help_text="Of a refund: the ticket of the sale.")
    number = serializers.CharField(help_text="The customer's enterprise number.")
    name = serializers.CharField()
    vat_percent = Percent()
    paid = Amount(help_text="Below zero for what came back.")


class PieceLeftSerializer(serializers.Serializer[Any]):
    """Pieces of an item that were still there at the end of the month."""

    code = serializers.CharField()
    title = serializers.CharField()
    quantity = serializers.IntegerField()
    price = Amount()
    loss_value = Amount(help_text="What is owed for one of them if it is lost.")
    until = serializers.DateField(allow_null=True, help_text="The last day it may stay.")


class WhySerializer(serializers.Serializer[Any]):
    """Why one figure is what it is."""

    place = serializers.CharField(help_text="Where it stands: `lines[3].commission`.")
    amount = Amount()
    rule = serializers.CharField(help_text="In your language.")
    arithmetic = serializers.CharField(
        source="worked.text",
        help_text="`(45.00 × 100 / 121 = 37.19) × 30 % = 11.16`; brackets are rounded to the cent.",
    )


class StatementSerializer(serializers.Serializer[Any]):
    """One account in one month, line by line; without a number while the month is open."""

    number = serializers.CharField()
    period = Period(source="month")
    issued_on = serializers.DateField(allow_null=True)
    parties = PartiesSerializer()
    currency = Currency()
    opening = Amount()
    opening_from = serializers.CharField(help_text="The statement whose closing it is.")
    totals = TotalsSerializer()
    balance = Amount(help_text="What is owed before anything is paid.")
    minimum = Amount()
    payout = Amount()
    payout_number = serializers.CharField(help_text="The end-to-end reference of the transfer.")
    payout_iban = serializers.CharField()
    payout_holder = serializers.CharField()
    paid_on = serializers.DateField(allow_null=True)
    ordered = serializers.BooleanField(help_text="Whether the bank has the order to transfer it.")
    returned_on = serializers.DateField(
        allow_null=True, help_text="When the bank sent it back: then it is not paid."
    )
    returned_reason = serializers.CharField()
    closing = Amount()
    payment_request = AskedSerializer(source="asked", allow_null=True)
    shelf_fee_to_come = Amount(
        help_text="What the end of an open month will charge; in no other figure."
    )
    lines = StatementLineSerializer(many=True)
    others = OtherLineSerializer(many=True)
    vat_on_sales = RateVatSerializer(many=True)
    documents = serializers.SerializerMethodField()
    days = DayRateSerializer(many=True)
    listed_apart = StatementLineSerializer(many=True)
    invoices_wanted = InvoiceWantedSerializer(many=True)
    left = PieceLeftSerializer(many=True)
    why = serializers.SerializerMethodField()

    @extend_schema_field(DocumentSerializer(many=True))
    def get_documents(self, statement: Statement) -> Any:
        found = statement.documents_with_papers
        told = [{"document": document, "paper": paper} for document, paper in found]
        return DocumentSerializer(told, many=True).data

    @extend_schema_field(WhySerializer(many=True))
    def get_why(self, statement: Statement) -> Any:
        return WhySerializer(explained(statement), many=True).data


class CoverAmounts(serializers.Serializer[Any]):
    """The figures of one statement, or of all of them; they add up to payout and closing."""

    opening = Amount()
    sales = Amount()
    refunds = Amount()
    commission = Amount(help_text="Less what refunds gave back.")
    commission_vat = Amount()
    fees = Amount()
    compensations = Amount()
    adjustments = Amount()
    returned = Amount()
    received = Amount()
    payout = Amount()
    closing = Amount()


class CoverLineSerializer(serializers.Serializer[Any]):
    """One statement of the month."""

    statement = serializers.IntegerField(source="settlement")
    number = serializers.CharField()
    maker = serializers.SlugField(source="maker_slug")
    maker_name = serializers.CharField(source="maker")
    coworking = serializers.SlugField(source="coworking_slug")
    coworking_name = serializers.CharField(source="coworking")
    amounts = CoverAmounts()


class MakersInvoiceSerializer(InvoiceWantedSerializer):
    """The same on a cover list, with the maker it was bought of."""

    maker = serializers.CharField()

    def to_representation(self, instance: Any) -> Any:
        told = InvoiceWantedSerializer(instance.wanted).data
        return {**told, "maker": instance.maker}


class CoverSerializer(serializers.Serializer[Any]):
    """All statements of one payee for one month that you may read."""

    payee = serializers.SlugField(source="payee.slug")
    payee_name = serializers.CharField(source="payee.legal_name")
    period = Period(source="month")
    currency = Currency()
    lines = CoverLineSerializer(many=True)
    sums = CoverAmounts()
    invoices_wanted = MakersInvoiceSerializer(many=True)
