"""Payouts: money leaving for settlements."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.fields import Amount, Currency, Day, Period
from api.places import managed
from api.resource import Filters, Resource, ordering
from consign.payouts.models import Payout, PayoutState
from consign.payouts.operations import mark_paid, mark_returned
from consign.payouts.queries import payouts_seen_by
from consign.people.queries import managed_by


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
    bic = serializers.CharField()
    message = serializers.CharField(help_text="What the payee reads without a reference.")
    reference = serializers.CharField(help_text="OGM or RF, compact; empty without one.")
    remittance = serializers.CharField(
        source="remittance.number", default=None, allow_null=True, help_text="The file it is in."
    )
    state = serializers.ChoiceField(choices=PayoutState.choices)
    paid_on = serializers.DateField(allow_null=True)
    returned_on = serializers.DateField(allow_null=True, help_text="When its money came back.")
    returned_reason = serializers.CharField(help_text="The bank's code (`AC04`), or words.")


class PaidSent(serializers.Serializer[Any]):
    """Payouts that have left the bank."""

    coworking = serializers.SlugField()
    numbers = serializers.ListField(child=serializers.CharField(max_length=20), max_length=1000)
    paid_on = Day()


class ReturnedSent(serializers.Serializer[Any]):
    """Money that came back."""

    returned_on = Day()
    reason = serializers.CharField(
        max_length=140, allow_blank=True, help_text="The bank's code (`AC04`), or words."
    )


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
        return payouts_seen_by(self.reader).select_related("remittance").defer("remittance__file")

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

    @extend_schema(request=ReturnedSent, responses=PayoutSerializer)
    @action(detail=True, methods=["post"])
    def returned(self, _request: Request, pk: str) -> Response:
        """Say that the money of a payout came back: it is owed again.  For managers.

        Saying it twice does no harm.
        """
        own = self.visible().filter(coworking__in=managed_by(self.reader).values("pk"))
        payout = get_object_or_404(own, pk=pk)
        sent = self.sent(ReturnedSent)
        mark_returned(payout=payout, by=self.reader, at=timezone.now(), **sent)
        return self.told(self.visible().get(pk=payout.pk))
