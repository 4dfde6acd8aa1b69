"""Payouts: money leaving for settlements."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.fields import Amount, Currency, Period
from api.places import managed
from api.resource import Filters, Resource, ordering
from consign.payouts.models import Payout, PayoutState
from consign.payouts.operations import mark_paid
from consign.payouts.queries import payouts_seen_by


class PayoutSerializer(serializers.Serializer[Any]):
    """What is to be transferred for one settlement."""

    id = serializers.IntegerField()
    number = serializers.CharField(help_text="Travels with the transfer.")
    coworking = serializers.SlugField(source="coworking.slug")
    settlement = serializers.IntegerField(source="settlement_id")
    period = serializers.CharField(source="settlement.period")
    maker = serializers.SlugField(source="settlement.account.maker.slug")
    payee = serializers.SlugField(source="settlement.account.payee.slug")
    amount = Amount()
    currency = Currency()
    holder = serializers.CharField()
    iban = serializers.CharField()
    message = serializers.CharField()
    state = serializers.ChoiceField(choices=PayoutState.choices)
    paid_on = serializers.DateField(allow_null=True)


class PaidSent(serializers.Serializer[Any]):
    """Payouts that have left the bank."""

    coworking = serializers.SlugField()
    numbers = serializers.ListField(child=serializers.CharField(max_length=20), max_length=1000)
    paid_on = serializers.DateField()


class PayoutFilters(Filters):
    coworking = serializers.SlugField(required=False, source="coworking__slug")
    period = Period(required=False, source="settlement__period")
    maker = serializers.SlugField(required=False, source="settlement__account__maker__slug")
    payee = serializers.SlugField(required=False, source="settlement__account__payee__slug")
    state = serializers.ChoiceField(choices=PayoutState.choices, required=False)
    ordering = ordering("amount")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        period = "settlement__period"
        return {**attrs, period: str(attrs[period])} if period in attrs else attrs


class Payouts(Resource[Payout]):
    """Payouts of the accounts you may read."""

    queryset = Payout.objects.none()
    serializer_class = PayoutSerializer
    filters = PayoutFilters

    def visible(self) -> QuerySet[Payout]:
        return payouts_seen_by(self.reader)

    @extend_schema(request=PaidSent, responses=PayoutSerializer(many=True))
    @action(detail=False, methods=["post"], pagination_class=None)
    def paid(self, _request: Request) -> Response:
        """Say that payouts have left the bank: all of them or none.  For managers.

        Saying it twice does no harm.
        """
        sent = self.sent(PaidSent)
        coworking = managed(self.reader, sent["coworking"])
        marked = mark_paid(
            coworking=coworking,
            numbers=sent["numbers"],
            paid_on=sent["paid_on"],
            by=self.reader,
            at=timezone.now(),
        )
        paid = self.visible().filter(pk__in=[payout.pk for payout in marked]).order_by("id")
        return Response(PayoutSerializer(paid, many=True).data)
