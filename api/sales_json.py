"""Sales and refunds as JSON: what is told, and what is sent."""

from datetime import datetime
from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.fields import Amount, Currency, Percent, Pieces, RowKey
from consign.money.split import ZERO
from consign.till.addresses import ticket_address
from consign.till.lines import LineWanted, WhichPrice
from consign.till.models import MEANS, MEANS_BACK, REASONS_TO_CHOOSE, Payment, Sale
from consign.till.operations import Business
from consign.till.payments import Paid
from consign.till.refunds import undo_until

CONFLICT_REASONS = ["already_sold", "not_enough", "not_here", "withdrawn", "written_off"]
MEANS_CHOICES = [(means.value, means.label) for means in MEANS]
MEANS_BACK_CHOICES = [(means.value, means.label) for means in MEANS_BACK]
PAID_WITH_CHOICES = [*MEANS_CHOICES, (Payment.MIXED.value, Payment.MIXED.label)]


class SaleLineSerializer(serializers.Serializer[Any]):
    """One item in a sale and how its money divides; negative in a refund."""

    line = serializers.IntegerField(source="position")
    code = serializers.CharField(source="item.code")
    title = serializers.CharField()
    maker = serializers.SlugField(source="item.maker.slug")
    payee = serializers.CharField(source="account.payee.legal_name")
    quantity = serializers.IntegerField()
    list_price = Amount(source="unit_price", help_text="Of one piece, as the label says.")
    discount = Amount(help_text="Off the whole line.")
    paid = Amount(source="gross", help_text="For the whole line, VAT included.")
    vat_percent = Percent()
    commission_percent = Percent()
    commission = Amount()
    share = Amount(help_text="What the payee gets: paid less commission.")
    todays_price = Amount(
        allow_null=True, help_text="What a piece cost by then, where another price was paid."
    )


class SalePaymentSerializer(serializers.Serializer[Any]):
    """A part of what was paid, in one way; negative when it was given back."""

    means = serializers.ChoiceField(choices=Payment.choices)
    amount = Amount()
    reference = serializers.CharField(help_text="What a transfer is known by at the bank.")


class BusinessSerializer(serializers.Serializer[Any]):
    """A customer who wants an invoice."""

    number = serializers.CharField(
        max_length=40, help_text="The enterprise number: `0202.239.951`."
    )
    name = serializers.CharField(max_length=140, default="", allow_blank=True)


class ConflictedSerializer(serializers.Serializer[Any]):
    """A line of pieces that were not there by the books: a person decides."""

    line = serializers.IntegerField(source="line.position")
    reason = serializers.ChoiceField(choices=CONFLICT_REASONS)
    other = serializers.CharField(
        source="other.sale.number",
        allow_null=True,
        default=None,
        help_text="The ticket that had sold the piece before.",
    )


class SaleSerializer(serializers.Serializer[Any]):
    """What was rung up in one go.  Of sales with others' pieces, makers see their own lines, and
    no total."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    key = serializers.SerializerMethodField()
    ticket = serializers.SerializerMethodField(help_text="The page of the customer's ticket.")
    coworking = serializers.SlugField(source="coworking.slug")
    till = serializers.CharField(source="till.name")
    device = serializers.CharField(
        source="device.name", allow_null=True, default=None, help_text="The paired device."
    )
    sold_by = serializers.SerializerMethodField(help_text="Who stood at the till.")
    queued = serializers.BooleanField(help_text="It waited on a device without network.")
    sold_at = serializers.DateTimeField()
    recorded_at = serializers.DateTimeField()
    paid_with = serializers.ChoiceField(choices=Payment.choices)
    total = serializers.SerializerMethodField()
    cash_rounding = serializers.SerializerMethodField()
    to_pay = serializers.SerializerMethodField(
        help_text="What goes over the counter: in cash, rounded to five cents."
    )
    payments = serializers.SerializerMethodField()
    currency = Currency()
    business = serializers.SerializerMethodField()
    undo_until = serializers.SerializerMethodField(
        help_text="Until when whoever sold it can undo it; null for a refund."
    )
    refund_of = serializers.CharField(source="refund_of.number", allow_null=True, default=None)
    reason = serializers.CharField(help_text="Why it was refunded.")
    lines = SaleLineSerializer(source="seen", many=True)

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_key(self, sale: Any) -> str | None:
        return str(sale.key) if sale.whole else None

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_ticket(self, sale: Any) -> str | None:
        return ticket_address(settings.PUBLIC_URL, sale.key) if sale.whole else None

    def get_sold_by(self, sale: Any) -> str | None:
        return sale.sold_by.name if sale.whole else None

    @extend_schema_field(SalePaymentSerializer(many=True))
    def get_payments(self, sale: Any) -> list[Any]:
        parts = sale.paid if sale.whole else []
        return list(SalePaymentSerializer(parts, many=True).data)

    @extend_schema_field(BusinessSerializer(allow_null=True))
    def get_business(self, sale: Any) -> dict[str, Any] | None:
        if not sale.whole or not sale.business_number:
            return None
        return {"number": sale.business_number, "name": sale.business_name}

    def get_undo_until(self, sale: Sale) -> datetime | None:
        return None if sale.refund_of_id else undo_until(sale)

    def get_total(self, sale: Any) -> str | None:
        return str(sale.total) if sale.whole else None

    def get_cash_rounding(self, sale: Any) -> str | None:
        return str(sale.cash_rounding) if sale.whole else None

    def get_to_pay(self, sale: Any) -> str | None:
        return str(sale.to_pay) if sale.whole else None


class LineSent(serializers.Serializer[Any]):
    """A piece a customer wants."""

    code = serializers.CharField(max_length=200, help_text="As scanned or typed.")
    quantity = Pieces(default=1)
    discount = Amount(default=ZERO, help_text="Off the whole line.")
    seen_price = Amount(
        required=False, allow_null=True, help_text="The price the customer was shown."
    )


class SoldSerializer(SaleSerializer):
    """A sale that was just recorded."""

    conflicts = ConflictedSerializer(many=True)
    late = serializers.BooleanField(
        help_text="Its month was closed already: the sale is in the next statement."
    )


class SalePaymentSent(serializers.Serializer[Any]):
    """A part of what is paid, in one way."""

    means = serializers.ChoiceField(choices=MEANS_CHOICES)
    amount = Amount()


class SaleSent(serializers.Serializer[Any]):
    """A basket to ring up."""

    coworking = serializers.SlugField()
    key = serializers.UUIDField(required=False, help_text="In place of the header.")
    sold_at = serializers.DateTimeField(
        required=False, allow_null=True, help_text="Now unless given; never in the future."
    )
    sent_at = serializers.DateTimeField(
        required=False,
        allow_null=True,
        help_text="The sender's clock now: if it is wrong, `sold_at` is put right by it.",
    )
    paid_with = serializers.ChoiceField(choices=PAID_WITH_CHOICES)
    payments = SalePaymentSent(
        many=True, default=list, help_text="The parts of `mixed`; cash is rounded to five cents."
    )
    till = RowKey(required=False, allow_null=True, help_text="The first one unless given.")
    lines = LineSent(many=True)
    accept_price = serializers.BooleanField(
        default=False, help_text="Sell at today's price even if another was seen."
    )
    keep_price = serializers.BooleanField(
        default=False, help_text="Sell at the price seen, if an older label may say so."
    )
    queued = serializers.BooleanField(
        default=False,
        help_text="It was sold without network: what is not there becomes a conflict, and the"
        " prices paid hold.",
    )
    business = BusinessSerializer(required=False, allow_null=True)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """As the operation takes it."""
        sent = super().to_internal_value(data)
        wanted = (
            (sent.pop("accept_price"), WhichPrice.TODAYS),
            (sent.pop("keep_price"), WhichPrice.LABELS),
        )
        sent["which"] = next((which for asked, which in wanted if asked), WhichPrice.ASK)
        business, lines = sent.pop("business", None), sent.pop("lines")
        return {
            **sent,
            "wanted": [LineWanted(**line) for line in lines],
            "paid_with": Payment(sent["paid_with"]),
            "payments": [Paid(Payment(one["means"]), one["amount"]) for one in sent["payments"]],
            "business": Business(**business) if business else None,
        }


class UndoSent(serializers.Serializer[Any]):
    """When a sale was undone, by the clock of who sends it."""

    key = serializers.UUIDField(required=False, help_text="In place of the header.")
    undone_at = serializers.DateTimeField(required=False, allow_null=True)
    sent_at = serializers.DateTimeField(required=False, allow_null=True)


class BackSent(serializers.Serializer[Any]):
    """Pieces of a line that come back."""

    line = Pieces()
    quantity = Pieces(default=1)


class RefundSent(serializers.Serializer[Any]):
    """What comes back of a sale, and why."""

    lines = BackSent(many=True)
    reason = serializers.ChoiceField(
        choices=[(reason.value, reason.label) for reason in REASONS_TO_CHOOSE]
    )
    paid_with = serializers.ChoiceField(
        choices=MEANS_BACK_CHOICES,
        required=False,
        help_text="As it was paid unless given; a transfer goes back in cash.",
    )
