"""The statement as JSON: the same frozen data that page and PDF draw."""

from typing import Any

from rest_framework import serializers

from api.fields import Amount, Currency, Percent, Period
from consign.agreements.models import Bearer
from consign.ledger.models import EntryKind
from consign.money.documents import DocumentKind, VatCategory
from consign.people.models import VatStatus


class PartySerializer(serializers.Serializer[Any]):
    """One side, as its name, address and numbers were."""

    legal_name = serializers.CharField()
    street = serializers.CharField()
    postcode = serializers.CharField()
    town = serializers.CharField()
    country = serializers.CharField()
    enterprise_number = serializers.CharField()
    vat_status = serializers.CharField()


class CoworkingParty(PartySerializer):
    """The coworking and its operator."""

    name = serializers.CharField()


class PayeeParty(PartySerializer):
    """The payee, and where it is paid."""

    iban = serializers.CharField()
    holder = serializers.CharField()


class PartiesSerializer(serializers.Serializer[Any]):
    """Between whom."""

    coworking = CoworkingParty()
    payee = PayeeParty()
    maker = serializers.CharField()


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
    paid = Amount()
    vat_percent = Percent()
    payee_vat_status = serializers.ChoiceField(choices=VatStatus.choices)
    commission_percent = Percent()
    commission = Amount()
    share = Amount()
    first_ticket = serializers.CharField(help_text="Of a refund: the ticket of the sale.")
    first_statement = serializers.CharField(help_text="The statement that sale stood on.")
    first_on = serializers.DateField(allow_null=True)


class OtherLineSerializer(serializers.Serializer[Any]):
    """A fee, compensation, adjustment or returned payout."""

    on = serializers.DateField()
    kind = serializers.ChoiceField(choices=EntryKind.choices)
    memo = serializers.CharField()
    reference = serializers.CharField()
    amount = Amount()


class RateVatSerializer(serializers.Serializer[Any]):
    """The VAT in the month's sales at one rate."""

    vat_percent = Percent()
    paid = Amount()
    vat = Amount()
    base = Amount()


class DocumentSerializer(serializers.Serializer[Any]):
    """A document the month gives rise to; a credit note says whose month's invoice it corrects."""

    kind = serializers.ChoiceField(choices=[(kind.value, kind.name) for kind in DocumentKind])
    type_code = serializers.CharField(source="kind.type_code")
    vat_category = serializers.ChoiceField(
        source="category", choices=[(one.value, one.name) for one in VatCategory]
    )
    vat_percent = Percent(source="percent")
    corrects = serializers.CharField(help_text="A month (2026-10); empty on invoices.")
    net = Amount(source="amounts.net")
    vat = Amount(source="amounts.vat")
    rounding = Amount(source="amounts.rounding")
    due = Amount(source="amounts.total")


class DayRateSerializer(serializers.Serializer[Any]):
    """What was paid on one day at one rate, for the seller's daily receipts."""

    on = serializers.DateField()
    vat_percent = Percent()
    paid = Amount()


class StatementSerializer(serializers.Serializer[Any]):
    """One account in one month, line by line; without a number while the month is open."""

    number = serializers.CharField()
    period = Period(source="month")
    issued_on = serializers.DateField(allow_null=True)
    parties = PartiesSerializer()
    currency = Currency()
    opening = Amount()
    totals = TotalsSerializer()
    balance = Amount(help_text="What is owed before anything is paid.")
    minimum = Amount()
    payout = Amount()
    payout_number = serializers.CharField()
    paid_on = serializers.DateField(allow_null=True)
    closing = Amount()
    lines = StatementLineSerializer(many=True)
    others = OtherLineSerializer(many=True)
    vat_on_sales = RateVatSerializer(many=True)
    documents = DocumentSerializer(many=True)
    days = DayRateSerializer(many=True)
    listed_apart = StatementLineSerializer(many=True)
