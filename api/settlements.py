"""Settlements: closing a coworking's month, looking at it before, taking one back."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.fields import Amount, Currency, Period
from api.places import managed
from api.resource import Filters, Resource, ordering
from consign.monthend.operations import MonthClosed, close_month, void_settlement
from consign.monthend.preview import month_preview, summed
from consign.payouts.models import PayoutState
from consign.people.models import Coworking
from consign.people.queries import managed_by
from consign.settlements.models import Settlement
from consign.settlements.queries import settlements_seen_by


class WhoseAccount(serializers.Serializer[Any]):
    """Whose money."""

    account = serializers.IntegerField(source="pk")
    maker = serializers.SlugField(source="maker.slug")
    maker_name = serializers.CharField(source="maker.name")
    payee = serializers.SlugField(source="payee.slug")
    payee_name = serializers.CharField(source="payee.legal_name")


class SettlementSerializer(serializers.Serializer[Any]):
    """One account closed for one month; above zero the coworking owes."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    coworking = serializers.SlugField(source="coworking.slug")
    period = serializers.CharField(help_text="The month: `2026-11`.")
    account = serializers.IntegerField(source="account_id")
    maker = serializers.SlugField(source="account.maker.slug")
    maker_name = serializers.CharField(source="account.maker.name")
    payee = serializers.SlugField(source="account.payee.slug")
    payee_name = serializers.CharField(source="account.payee.legal_name")
    opening = Amount(help_text="Carried over from the month before.")
    change = Amount(help_text="What the entries of the month add up to.")
    payout = Amount(help_text="What is paid for this month.")
    closing = Amount(help_text="What is carried on.")
    minimum = Amount(help_text="The smallest balance that is paid out.")
    currency = Currency()
    payout_number = serializers.CharField(
        source="payout_order.number", default=None, allow_null=True
    )
    payout_state = serializers.ChoiceField(
        choices=PayoutState.choices, source="payout_order.state", default=None, allow_null=True
    )
    paid_on = serializers.DateField(source="payout_order.paid_on", default=None, allow_null=True)
    settled_at = serializers.DateTimeField()
    voided_at = serializers.DateTimeField(allow_null=True)


class FiguresSerializer(serializers.Serializer[Any]):
    """What closing would do to one account, or to all of them."""

    opening = Amount()
    sales = Amount()
    refunds = Amount()
    commission = Amount(help_text="On sales, less what refunds gave back, with VAT on top of it.")
    others = Amount(help_text="Fees, compensations, adjustments, returned and received payments.")
    fees_to_come = Amount(help_text="Shelf fees that closing will charge; they are in `others`.")
    payout = Amount()
    closing = Amount()


class AccountPreviewSerializer(FiguresSerializer):
    """What closing one account would do; `code` and `detail` say why it would not be closed."""

    account = serializers.IntegerField(
        source="account.pk", allow_null=True, help_text="Null while nothing was booked for it."
    )
    maker = serializers.SlugField(source="account.maker.slug")
    maker_name = serializers.CharField(source="account.maker.name")
    payee = serializers.SlugField(source="account.payee.slug")
    payee_name = serializers.CharField(source="account.payee.legal_name")
    sales = Amount(source="totals.sales")
    refunds = Amount(source="totals.refunds")
    code = serializers.CharField(source="refusal.code", default=None, allow_null=True)
    detail = serializers.CharField(source="refusal", allow_null=True)


class PreviewSerializer(serializers.Serializer[Any]):
    """What closing a month would do now; nothing is written."""

    coworking = serializers.SlugField()
    period = Period()
    currency = Currency()
    sums = FiguresSerializer()
    accounts = AccountPreviewSerializer(many=True)


class NotClosedSerializer(WhoseAccount):
    """An account that could not be closed, and why."""

    code = serializers.CharField()
    detail = serializers.CharField()


class RunSerializer(serializers.Serializer[Any]):
    """What a run has done."""

    coworking = serializers.SlugField()
    period = Period()
    made = SettlementSerializer(many=True)
    before = WhoseAccount(many=True, help_text="Accounts that were closed before.")
    refused = NotClosedSerializer(many=True)


class Which(serializers.Serializer[Any]):
    """Which month of which coworking."""

    coworking = serializers.SlugField()
    period = Period()


class RunSent(Which):
    """Which month to close."""

    early = serializers.BooleanField(
        default=False, help_text="Close it although it is not over yet."
    )


class SettlementFilters(Filters):
    coworking = serializers.SlugField(required=False, source="coworking__slug")
    period = Period(required=False)
    maker = serializers.SlugField(required=False, source="account__maker__slug")
    payee = serializers.SlugField(required=False, source="account__payee__slug")
    ordering = ordering("period", "settled_at")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return {**attrs, "period": str(attrs["period"])} if "period" in attrs else attrs


class Settlements(Resource[Settlement]):
    """Closed months of the accounts you may read."""

    queryset = Settlement.objects.none()
    serializer_class = SettlementSerializer
    filters = SettlementFilters

    def visible(self) -> QuerySet[Settlement]:
        return settlements_seen_by(self.reader).select_related("payout_order")

    @extend_schema(request=RunSent, responses=RunSerializer)
    def create(self, _request: Request) -> Response:
        """Close a month: settle every account and prepare what is paid.  For managers.

        Safe to repeat: accounts that were closed stay as they are, those that were refused are
        tried again.
        """
        sent = self.sent(RunSent)
        coworking = managed(self.reader, sent["coworking"])
        run = close_month(
            coworking=coworking,
            month=sent["period"],
            early=sent["early"],
            by=self.reader,
            at=timezone.now(),
        )
        return Response(self._run(coworking, run))

    @extend_schema(parameters=[Which], responses=PreviewSerializer, filters=False)
    @action(detail=False, pagination_class=None)
    def preview(self, _request: Request) -> Response:
        """What closing a month would pay now; nothing is written.  For managers."""
        asked = self.asked(Which)
        coworking = managed(self.reader, asked["coworking"])
        found = month_preview(coworking, asked["period"])
        told = {
            "coworking": coworking.slug,
            "period": asked["period"],
            "sums": summed(found),
            "accounts": found,
        }
        return Response(PreviewSerializer(told).data)

    @extend_schema(request=None, responses=SettlementSerializer)
    @action(detail=True, methods=["post"])
    def void(self, _request: Request, pk: str) -> Response:
        """Take the last closing of an account back while nothing was paid.  For managers."""
        own = self.visible().filter(coworking__in=managed_by(self.reader))
        settlement = get_object_or_404(own, pk=pk)
        void_settlement(settlement=settlement, by=self.reader, at=timezone.now())
        return self.told(settlement)

    def _run(self, coworking: Coworking, run: MonthClosed) -> dict[str, Any]:
        made = self.visible().filter(pk__in=[settlement.pk for settlement in run.made])
        refused = [
            {**WhoseAccount(one.account).data, "code": one.reason.code, "detail": str(one.reason)}
            for one in run.refused
        ]
        return {
            "coworking": coworking.slug,
            "period": str(run.month),
            "made": SettlementSerializer(made.order_by("id"), many=True).data,
            "before": WhoseAccount(run.before, many=True).data,
            "refused": refused,
        }
