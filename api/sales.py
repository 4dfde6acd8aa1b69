"""Sales and refunds."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.examples import KEY, SALE, SALE_SENT
from api.fields import Amount, Currency, Percent, Pieces, key_needed, marked
from api.places import desk
from api.resource import Filters, Resource, ordering
from consign.money.split import ZERO
from consign.people.models import Scope
from consign.till.lines import LineWanted
from consign.till.models import Payment, RefundReason, Sale
from consign.till.operations import LineBack, Recorded, record_sale, refund_sale
from consign.till.queries import sales_at, sales_read_by


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


class SaleSerializer(serializers.Serializer[Any]):
    """What was rung up in one go.  Of sales with others' pieces, makers see their own lines, and
    no total."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    coworking = serializers.SlugField(source="coworking.slug")
    sold_at = serializers.DateTimeField()
    recorded_at = serializers.DateTimeField()
    paid_with = serializers.ChoiceField(choices=Payment.choices)
    total = serializers.SerializerMethodField()
    cash_rounding = serializers.SerializerMethodField()
    to_pay = serializers.SerializerMethodField(
        help_text="What goes over the counter: in cash, rounded to five cents."
    )
    currency = Currency()
    refund_of = serializers.CharField(source="refund_of.number", allow_null=True, default=None)
    reason = serializers.CharField(help_text="Why it was refunded.")
    lines = SaleLineSerializer(source="seen", many=True)

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


class SaleSent(serializers.Serializer[Any]):
    """A basket to ring up."""

    coworking = serializers.SlugField()
    key = serializers.UUIDField(required=False, help_text="In place of the header.")
    sold_at = serializers.DateTimeField(
        required=False, allow_null=True, help_text="Now unless given; never in the future."
    )
    paid_with = serializers.ChoiceField(choices=Payment.choices)
    lines = LineSent(many=True)
    accept_price = serializers.BooleanField(
        default=False, help_text="Sell at today's price even if another was seen."
    )


class BackSent(serializers.Serializer[Any]):
    """Pieces of a line that come back."""

    line = Pieces()
    quantity = Pieces(default=1)


class RefundSent(serializers.Serializer[Any]):
    """What comes back of a sale, and why."""

    lines = BackSent(many=True)
    reason = serializers.ChoiceField(choices=RefundReason.choices)
    paid_with = serializers.ChoiceField(
        choices=Payment.choices, required=False, help_text="As the sale was unless given."
    )


class SaleFilters(Filters):
    searched = ("number",)
    coworking = serializers.SlugField(required=False, source="coworking__slug")
    since = serializers.DateField(required=False, source="on__gte", help_text="The first day.")
    until = serializers.DateField(required=False, source="on__lte", help_text="The last day.")
    maker = serializers.SlugField(required=False, help_text="With a line of this maker.")
    paid_with = serializers.ChoiceField(choices=Payment.choices, required=False)
    search = serializers.CharField(required=False, help_text="Part of the number.")
    ordering = ordering("sold_at", "recorded_at")

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """A maker is found only by lines the reader may see."""
        if maker := self.validated_data.pop("maker", ""):
            seen = Q(whole=True) | Q(lines__item__maker__person=self.context["reader"])
            rows = rows.filter(seen, lines__item__maker__slug=maker)
        return super().narrow(rows)


class Sales(Resource[Sale]):
    """What was sold at your desk, or of your projects."""

    queryset = Sale.objects.none()
    serializer_class = SaleSerializer
    filters = SaleFilters
    writing = Scope.SELL
    columns = (
        "number",
        "coworking",
        "sold_at",
        "paid_with",
        "refund_of",
        "reason",
        "line",
        "code",
        "title",
        "maker",
        "payee",
        "quantity",
        "list_price",
        "discount",
        "paid",
        "vat_percent",
        "commission_percent",
        "commission",
        "share",
    )

    def visible(self) -> QuerySet[Sale]:
        return sales_read_by(self.reader).distinct()

    def flat(self, row: Sale) -> Iterator[dict[str, Any]]:
        told = SaleSerializer(row).data
        for line in told["lines"]:
            yield {**told, **line}

    @extend_schema(
        request=SaleSent,
        responses={201: SaleSerializer},
        parameters=[KEY],
        examples=[
            OpenApiExample("A sale", SALE_SENT, request_only=True),
            OpenApiExample("Recorded", SALE, response_only=True, status_codes=["201"]),
        ],
    )
    def create(self, request: Request) -> Response:
        """Ring up a basket: all of it or nothing.  For the desk.

        The key makes it one sale however often it is sent: the same content again is answered with
        the first sale and `Idempotency-Replayed: true`, other content with 409 `key_reused`.
        `sold_at` may lie in the past: the payee and the terms of that day hold.
        """
        sent = self.sent(SaleSent)
        recorded = record_sale(
            coworking=desk(self.reader, sent["coworking"]),
            wanted=[LineWanted(**line) for line in sent["lines"]],
            paid_with=Payment(sent["paid_with"]),
            key=key_needed(request, sent.get("key")),
            sold_at=sent.get("sold_at"),
            accept_price=sent["accept_price"],
            by=self.reader,
            at=timezone.now(),
        )
        return self._recorded(recorded)

    @extend_schema(request=RefundSent, responses={201: SaleSerializer}, parameters=[KEY])
    @action(detail=True, methods=["post"])
    def refunds(self, request: Request, pk: str) -> Response:
        """Take pieces of a sale back; they are on hand again.  For the desk."""
        sale = get_object_or_404(self.visible(), pk=pk)
        desk(self.reader, sale.coworking.slug)
        sent = self.sent(RefundSent)
        paid_with = sent.get("paid_with")
        recorded = refund_sale(
            sale=get_object_or_404(sales_at(sale.coworking), pk=pk),
            back=[LineBack(**line) for line in sent["lines"]],
            reason=RefundReason(sent["reason"]),
            paid_with=Payment(paid_with) if paid_with else None,
            key=key_needed(request),
            by=self.reader,
            at=timezone.now(),
        )
        return self._recorded(recorded)

    def _recorded(self, recorded: Recorded) -> Response:
        answer = self.told(self.visible().get(pk=recorded.sale.pk), 201)
        return marked(answer, replayed=recorded.replayed)
