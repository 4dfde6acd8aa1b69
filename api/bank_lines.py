"""What the coworking's bank booked, and saying what it was."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.fields import Amount, Currency, RowKey
from api.resource import Filters, Resource, ordering
from consign.payouts.matching import match_line, set_aside, take_back_aside
from consign.payouts.models import BankLine, LineState
from consign.payouts.proposing import proposals
from consign.payouts.queries import bank_lines_seen_by, payouts_at, remittances_at, requests_at
from consign.payouts.transfers import transfers_at
from consign.people.models import Coworking

# What a line can be matched with, and where it is looked for.
TARGETS: dict[str, Callable[[Coworking], QuerySet[Any]]] = {
    "payout": payouts_at,
    "remittance": remittances_at,
    "request": requests_at,
    "ticket": transfers_at,
}
# What the operation calls a customer's transfer, which is known by its ticket.
NAMED = {"ticket": "transfer"}


class BankLineSerializer(serializers.Serializer[Any]):
    """One movement of the coworking's bank account; above zero is money in.

    What it was matched with stands in one of `payout`, `remittance`, `request` and `ticket`, by
    number.
    """

    id = serializers.IntegerField()
    coworking = serializers.SlugField(source="coworking.slug")
    statement = serializers.IntegerField(source="statement_id")
    booked_on = serializers.DateField()
    amount = Amount()
    currency = Currency()
    end_to_end_id = serializers.CharField(help_text="The payer's own number: of a payout `PO-…`.")
    batch_number = serializers.CharField()
    reference = serializers.CharField(help_text="Compact.")
    text = serializers.CharField()
    counterparty = serializers.CharField()
    counterparty_iban = serializers.CharField()
    bank_reference = serializers.CharField()
    return_reason = serializers.CharField(help_text="Why money came back: `AC04`.")
    state = serializers.ChoiceField(choices=LineState.choices)
    payout = serializers.CharField(source="payout.number", default=None, allow_null=True)
    remittance = serializers.CharField(source="remittance.number", default=None, allow_null=True)
    request = serializers.CharField(source="request.number", default=None, allow_null=True)
    ticket = serializers.CharField(
        source="sale_payment.sale.number",
        default=None,
        allow_null=True,
        help_text="That a customer's transfer paid: `S-2026-00012`.",
    )
    matched_by = serializers.CharField(source="matched_by.name", default=None, allow_null=True)
    matched_at = serializers.DateTimeField(allow_null=True)


class ProposalSerializer(serializers.Serializer[Any]):
    """Something a line could be matched with, by its number."""

    payout = serializers.CharField(source="payout.number", default=None, allow_null=True)
    remittance = serializers.CharField(source="remittance.number", default=None, allow_null=True)
    request = serializers.CharField(source="request.number", default=None, allow_null=True)
    ticket = serializers.CharField(source="transfer.number", default=None, allow_null=True)
    fits = serializers.BooleanField(help_text="Whether it can be matched as it is.")
    why = serializers.ListField(child=serializers.CharField(), help_text="In your language.")


class WholeBankLineSerializer(BankLineSerializer):
    """A line, and what it could be while it waits, the likeliest first."""

    proposals = serializers.SerializerMethodField()

    @extend_schema_field(ProposalSerializer(many=True))
    def get_proposals(self, line: Any) -> Any:
        return ProposalSerializer(proposals(line), many=True).data


class MatchSent(serializers.Serializer[Any]):
    """What a line was, by its number: exactly one of the four."""

    payout = serializers.CharField(max_length=20, required=False)
    remittance = serializers.CharField(max_length=20, required=False)
    request = serializers.CharField(max_length=20, required=False)
    ticket = serializers.CharField(
        max_length=20, required=False, help_text="Of a customer's transfer."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len(attrs) != 1:
            raise serializers.ValidationError(
                _("Name a payout, a remittance, a request or a ticket.")
            )
        return attrs


class BankLineFilters(Filters):
    coworking = serializers.SlugField(required=False, source="coworking__slug")
    statement = RowKey(required=False)
    state = serializers.ChoiceField(choices=LineState.choices, required=False)
    since = serializers.DateField(
        required=False, source="booked_on__gte", help_text="The first day."
    )
    until = serializers.DateField(
        required=False, source="booked_on__lte", help_text="The last day."
    )
    ordering = ordering("booked_on", "amount")


class BankLines(Resource[BankLine]):
    """What the banks of the coworkings you manage have booked."""

    queryset = BankLine.objects.none()
    serializer_class = BankLineSerializer
    filters = BankLineFilters

    def visible(self) -> QuerySet[BankLine]:
        return bank_lines_seen_by(self.reader).select_related("coworking", "matched_by")

    @extend_schema(responses=WholeBankLineSerializer)
    def retrieve(self, request: Request, **_key: str) -> Response:  # noqa: ARG002
        """A line, and what it could be matched with."""
        return Response(WholeBankLineSerializer(self.get_object()).data)

    @extend_schema(request=MatchSent, responses=WholeBankLineSerializer)
    @action(detail=True, methods=["post"])
    def match(self, _request: Request, pk: str) -> Response:
        """Say what a line was; it is booked on the bank's day.  For managers.

        Saying the same twice does no harm.
        """
        line = self._one(pk)
        ((what, number),) = self.sent(MatchSent).items()
        target = get_object_or_404(TARGETS[what](line.coworking), number=number)
        named = {NAMED.get(what, what): target}
        return self._now(match_line(line=line, by=self.reader, at=timezone.now(), **named))

    @extend_schema(request=None, responses=WholeBankLineSerializer)
    @action(detail=True, methods=["post"], url_path="set-aside")
    def set_aside(self, _request: Request, pk: str) -> Response:
        """Say that a line is about nothing here: it no longer waits.  For managers."""
        line = self._one(pk)
        at = timezone.now()
        (done,) = set_aside(coworking=line.coworking, lines=[line.pk], by=self.reader, at=at)
        return self._now(done)

    @extend_schema(request=None, responses=WholeBankLineSerializer)
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, _request: Request, pk: str) -> Response:
        """Let a line that was set aside wait again.  For managers."""
        line = self._one(pk)
        at = timezone.now()
        (done,) = take_back_aside(coworking=line.coworking, lines=[line.pk], by=self.reader, at=at)
        return self._now(done)

    def _one(self, pk: str) -> BankLine:
        return get_object_or_404(self.visible(), pk=pk)

    def _now(self, line: BankLine) -> Response:
        """As it stands after an act."""
        return Response(WholeBankLineSerializer(self._one(str(line.pk))).data)
