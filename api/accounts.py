"""Accounts: what a coworking owes one payee for one maker, and the entries behind it."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.examples import KEY
from api.fields import Amount, Currency, Day, Percent, Period, key_needed, marked
from api.resource import Filters, Resource
from api.statement_json import StatementSerializer
from consign.days import Month, local_day, start_of
from consign.ledger.bookings import adjust, charge_fee
from consign.ledger.models import Account, Entry, EntryKind
from consign.ledger.queries import balances_seen_by, booked_with
from consign.money.split import ZERO
from consign.monthend.statement import so_far
from consign.people.queries import managed_by


class AccountSerializer(serializers.Serializer[Any]):
    """What a coworking owes one payee for one maker; accounts never net against each other."""

    id = serializers.IntegerField()
    coworking = serializers.SlugField(source="coworking.slug")
    maker = serializers.SlugField(source="maker.slug")
    maker_name = serializers.CharField(source="maker.name")
    payee = serializers.SlugField(source="payee.slug")
    payee_name = serializers.CharField(source="payee.legal_name")
    balance = serializers.SerializerMethodField(
        help_text="All that is owed now, closed or not; below zero when refunds followed payment."
    )
    currency = Currency()

    def get_balance(self, account: Any) -> str:
        return str(account.balance or ZERO)


class EntrySerializer(serializers.Serializer[Any]):
    """One signed row of an account: above zero the coworking owes."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=EntryKind.choices)
    on = serializers.DateField(help_text="The local day it belongs to.")
    occurred_at = serializers.DateTimeField()
    recorded_at = serializers.DateTimeField()
    reference = serializers.CharField(help_text="Its cause: `S-2026-00042/1`.")
    memo = serializers.CharField()
    reason = serializers.CharField(help_text="Why it was booked, in somebody's words.")
    cause = serializers.CharField(help_text="Of a loss: `lost`, `stolen` or `damaged`.")
    gross = Amount(help_text="What the customer paid.")
    commission = Amount()
    amount = Amount()
    mode = serializers.CharField(
        help_text="Of a sale or refund: `agent` or `own_name`, in whose name it was sold."
    )
    commission_vat = serializers.CharField(
        help_text="Of a sale or refund: `included`, `added` or `none`."
    )
    payee_vat_status = serializers.CharField()
    vat_percent = Percent(allow_null=True, help_text="What the customer paid.")
    supply_vat_percent = Percent(allow_null=True, help_text="Of the payee's own supply.")
    service_vat_percent = Percent(allow_null=True, help_text="Of the commission, or of a fee.")
    reverses = serializers.IntegerField(
        source="reverses_id", allow_null=True, help_text="Of a refund: the entry of its sale."
    )


class Booking(serializers.Serializer[Any]):
    """What all bookings have."""

    amount = Amount()
    on = Day(required=False, help_text="The local day it belongs to; today unless given.")


class FeeSent(Booking):
    """What is charged for a service, VAT included; above zero."""

    memo = serializers.CharField(
        max_length=200,
        allow_blank=True,
        source="label",
        help_text="What for; it stands on the statement.",
    )


class AdjustmentSent(Booking):
    """What puts a balance right: above zero in the payee's favour, below in the coworking's."""

    reason = serializers.CharField(
        max_length=200, allow_blank=True, help_text="Why; it stands on the statement."
    )


class InMonth(serializers.Serializer[Any]):
    """Which month."""

    period = Period(required=False, help_text="The running month unless given.")


class AccountFilters(Filters):
    coworking = serializers.SlugField(required=False, source="coworking__slug")
    maker = serializers.SlugField(required=False, source="maker__slug")
    payee = serializers.SlugField(required=False, source="payee__slug")


class Accounts(Resource[Account]):
    """What is owed to your projects, by your coworking, or to the entities you advise."""

    queryset = Account.objects.none()
    serializer_class = AccountSerializer
    filters = AccountFilters

    def visible(self) -> QuerySet[Account]:
        return balances_seen_by(self.reader)

    @extend_schema(responses=EntrySerializer(many=True))
    @action(detail=True)
    def entries(self, _request: Request, pk: str) -> Response:  # noqa: ARG002
        """The entries of an account, newest first; they never change."""
        return self.paged(Entry.objects.filter(account=self.get_object()), EntrySerializer)

    @extend_schema(request=FeeSent, responses={201: EntrySerializer}, parameters=[KEY])
    @action(detail=True, methods=["post"])
    def fees(self, request: Request, pk: str) -> Response:
        """Charge a fee to the account's payee.  For managers."""
        return self._booked(request, pk, FeeSent, charge_fee)

    @extend_schema(request=AdjustmentSent, responses={201: EntrySerializer}, parameters=[KEY])
    @action(detail=True, methods=["post"])
    def adjustments(self, request: Request, pk: str) -> Response:
        """Put the account's balance right; no document has it.  For managers."""
        return self._booked(request, pk, AdjustmentSent, adjust)

    def _booked(
        self, request: Request, pk: str, shape: type[Booking], book: Callable[..., Entry]
    ) -> Response:
        managed = self.visible().filter(coworking__in=managed_by(self.reader).values("pk"))
        account = get_object_or_404(managed, pk=pk)
        told = self.sent(shape)
        now, key = timezone.now(), key_needed(request)
        day = told.pop("on", None)
        known = booked_with(key)
        entry = book(
            coworking=account.coworking,
            maker=account.maker,
            payee=account.payee,
            occurred_at=None if day in (None, local_day(now)) else start_of(day),
            key=key,
            by=self.reader,
            at=now,
            **told,
        )
        return marked(Response(EntrySerializer(entry).data, 201), replayed=known)

    @extend_schema(parameters=[InMonth], responses=StatementSerializer)
    @action(detail=True, url_path="so-far")
    def so_far(self, _request: Request, pk: str) -> Response:  # noqa: ARG002
        """The statement of an open month as it would be if it closed now."""
        running = Month.of(local_day(timezone.now()))
        month = self.asked(InMonth).get("period", running)
        return Response(StatementSerializer(so_far(self.get_object(), month)).data)
