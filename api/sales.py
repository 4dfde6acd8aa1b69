"""Sales and refunds."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from api.examples import KEY, SALE, SALE_SENT
from api.fields import key_needed, marked
from api.places import desk_here
from api.resource import NUMBER, UUID, Filters, Resource, ordering
from api.sales_json import RefundSent, SaleSent, SaleSerializer, SoldSerializer, UndoSent
from consign.monthend.lateness import is_late
from consign.people.models import Scope
from consign.till.models import Payment, RefundReason, Sale
from consign.till.operations import record_sale
from consign.till.queries import conflicts_of, matching, sales_at, sales_read_by
from consign.till.recording import Recorded
from consign.till.refunds import refund_sale, undo_sale
from consign.till.taking_back import LineBack


class SaleFilters(Filters):
    coworking = serializers.SlugField(required=False, source="coworking__slug")
    since = serializers.DateField(required=False, source="on__gte", help_text="The first day.")
    until = serializers.DateField(required=False, source="on__lte", help_text="The last day.")
    maker = serializers.SlugField(required=False, help_text="With a line of this maker.")
    paid_with = serializers.ChoiceField(choices=Payment.choices, required=False)
    search = serializers.CharField(
        required=False, help_text="Part of the number, or a ticket's or a label's code as scanned."
    )
    ordering = ordering("sold_at", "recorded_at")

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """A maker is found only by lines the reader may see."""
        if maker := self.validated_data.pop("maker", ""):
            seen = Q(whole=True) | Q(lines__item__maker__person=self.context["reader"])
            rows = rows.filter(seen, lines__item__maker__slug=maker)
        if text := self.validated_data.pop("search", ""):
            rows = rows.filter(matching(text))
        return super().narrow(rows)


class Sales(Resource[Sale]):
    """What was sold at your desk, or of your projects."""

    queryset = Sale.objects.none()
    serializer_class = SaleSerializer
    filters = SaleFilters
    writing = Scope.SELL
    for_devices = True
    lookup_value_regex = f"{NUMBER}|{UUID}"
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
        found = sales_read_by(self.reader).distinct()
        return found.filter(coworking=self.device.till.coworking_id) if self.device else found

    def flat(self, row: Sale) -> Iterator[dict[str, Any]]:
        told = SaleSerializer(row).data
        for line in told["lines"]:
            yield {**told, **line}

    def get_object(self) -> Sale:
        """One of these, by its number here or by its key."""
        asked = self.kwargs["pk"]
        known = {"pk": asked} if asked.isdecimal() else {"key": asked}
        return get_object_or_404(self.visible(), **known)

    @extend_schema(
        request=SaleSent,
        responses={201: SoldSerializer},
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
        `sold_at` may lie in the past: the payee and the terms of that day hold.  With `queued` a
        piece that another till has sold meanwhile is no refusal: the sale is recorded, and
        `conflicts` says what a person has to decide.
        """
        sent = self.sent(SaleSent)
        coworking = self.desk(sent.pop("coworking"))
        recorded = record_sale(
            coworking=coworking,
            key=key_needed(request, sent.pop("key", None)),
            desk=desk_here(request, coworking, sent.pop("till", None)),
            by=self.reader,
            at=timezone.now(),
            **sent,
        )
        told = SoldSerializer(self._sold(recorded)).data
        return marked(Response(told, 201), replayed=recorded.replayed)

    @extend_schema(request=RefundSent, responses={201: SaleSerializer}, parameters=[KEY])
    @action(detail=True, methods=["post"])
    def refunds(self, request: Request, pk: str) -> Response:  # noqa: ARG002
        """Take pieces of a sale back; they are on hand again.  For the desk."""
        sale = self._at_my_desk()
        sent = self.sent(RefundSent)
        paid_with = sent.get("paid_with")
        recorded = refund_sale(
            sale=sale,
            back=[LineBack(**line) for line in sent["lines"]],
            reason=RefundReason(sent["reason"]),
            paid_with=Payment(paid_with) if paid_with else None,
            key=key_needed(request),
            desk=desk_here(request, sale.coworking),
            by=self.reader,
            at=timezone.now(),
        )
        return self._recorded(recorded)

    @extend_schema(request=UndoSent, responses={201: SaleSerializer}, parameters=[KEY])
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: str) -> Response:  # noqa: ARG002
        """Take back a whole sale within five minutes; only for whoever sold it.

        The sale is named by its id or by its key.
        """
        sale = self._at_my_desk()
        sent = self.sent(UndoSent)
        recorded = undo_sale(
            sale=sale,
            key=key_needed(request, sent.pop("key", None)),
            desk=desk_here(request, sale.coworking),
            by=self.reader,
            at=timezone.now(),
            **sent,
        )
        return self._recorded(recorded)

    def _sold(self, recorded: Recorded) -> Any:
        """A sale with all that is told of it; what was written just now is not read again."""
        sale: Any = recorded.sale
        if recorded.rows is None:
            sale = self.visible().get(pk=sale.pk)
            sale.conflicts = list(conflicts_of(sale))
        else:
            sale.seen, sale.paid = recorded.rows.lines, recorded.rows.payments
            sale.conflicts, sale.whole = recorded.rows.conflicts, True
        sale.late = is_late(sale)
        return sale

    def _at_my_desk(self) -> Sale:
        sale = self.get_object()
        self.desk(sale.coworking.slug)
        return sales_at(sale.coworking).get(pk=sale.pk)

    def _recorded(self, recorded: Recorded) -> Response:
        answer = self.told(self.visible().get(pk=recorded.sale.pk), 201)
        return marked(answer, replayed=recorded.replayed)
