"""Accounts: what a coworking owes one payee for one maker, and the entries behind it."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.fields import Amount, Currency, Period
from api.resource import Filters, Resource
from api.statement_json import StatementSerializer
from consign.days import Month, local_day
from consign.ledger.models import Account, Entry, EntryKind
from consign.ledger.queries import balances_seen_by
from consign.money.split import ZERO
from consign.monthend.statement import so_far


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
    gross = Amount(help_text="What the customer paid.")
    commission = Amount()
    amount = Amount()


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

    @extend_schema(parameters=[InMonth], responses=StatementSerializer)
    @action(detail=True, url_path="so-far")
    def so_far(self, _request: Request, pk: str) -> Response:  # noqa: ARG002
        """The statement of an open month as it would be if it closed now."""
        running = Month.of(local_day(timezone.now()))
        month = self.asked(InMonth).get("period", running)
        return Response(StatementSerializer(so_far(self.get_object(), month)).data)
