"""Remittances: bank files that one manager prepares and another approves."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.exports import OnlyKind, Xml, named
from api.fields import Amount, Currency, Day
from api.places import managed
from api.resource import Door, Filters, Resource, ordering
from consign.money.split import ZERO
from consign.payouts.contents import contents_digest, remittance_file
from consign.payouts.models import PayoutState, Remittance, RemittanceState
from consign.payouts.queries import payouts_in, remittances_seen_by
from consign.payouts.remitting import (
    approve,
    cancel,
    change_remittance,
    export,
    prepare_remittance,
)
from consign.refusal import Refused


class RemittanceSerializer(serializers.Serializer[Any]):
    """The bank file for some payouts, and who did what with it."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    coworking = serializers.SlugField(source="coworking.slug")
    state = serializers.ChoiceField(choices=RemittanceState.choices)
    execution_on = serializers.DateField()
    batch_booking = serializers.BooleanField()
    instant = serializers.BooleanField()
    payouts = serializers.IntegerField(source="payout_count", help_text="How many it holds.")
    total = serializers.SerializerMethodField()
    currency = Currency()
    prepared_by = serializers.CharField(source="prepared_by.name")
    prepared_at = serializers.DateTimeField()
    approved_by = serializers.CharField(source="approved_by.name", default=None, allow_null=True)
    approved_at = serializers.DateTimeField(allow_null=True)
    exported_by = serializers.CharField(source="exported_by.name", default=None, allow_null=True)
    exported_at = serializers.DateTimeField(allow_null=True)
    cancelled_by = serializers.CharField(source="cancelled_by.name", default=None, allow_null=True)
    cancelled_at = serializers.DateTimeField(allow_null=True)

    def get_total(self, remittance: Any) -> str:
        return str(remittance.total or ZERO)


class TransferSerializer(serializers.Serializer[Any]):
    """One payout in the file."""

    id = serializers.IntegerField()
    number = serializers.CharField(help_text="Its end-to-end id.")
    maker = serializers.SlugField(source="settlement.account.maker.slug")
    payee = serializers.SlugField(source="settlement.account.payee.slug")
    amount = Amount()
    holder = serializers.CharField()
    iban = serializers.CharField()
    bic = serializers.CharField()
    reference = serializers.CharField()
    message = serializers.CharField()
    state = serializers.ChoiceField(choices=PayoutState.choices)


class StuckSerializer(serializers.Serializer[Any]):
    """Why a draft cannot be approved as it is."""

    code = serializers.CharField()
    detail = serializers.CharField()


class WholeRemittanceSerializer(RemittanceSerializer):
    """A remittance with its payouts."""

    transfers = TransferSerializer(many=True)
    contents_digest = serializers.CharField(
        allow_null=True,
        help_text="Of a draft: a hash over all the bank will be told, to approve it with.",
    )
    stuck = StuckSerializer(allow_null=True, help_text="Why a draft has no digest.")
    approved_digest = serializers.CharField()
    file_digest = serializers.CharField(help_text="The SHA-256 of the file.")


class Switches(serializers.Serializer[Any]):
    """How the bank is to carry it out, and which payouts."""

    numbers = serializers.ListField(
        child=serializers.CharField(max_length=20), max_length=1000, help_text="Of payouts."
    )
    execution_on = Day()


class NewRemittance(Switches):
    """Payouts to gather into a file."""

    coworking = serializers.SlugField()
    batch_booking = serializers.BooleanField(
        default=False, help_text="Whether the bank books one sum."
    )
    instant = serializers.BooleanField(default=False)


class RemittanceChanges(Switches):
    """What is to be different; the rest stays as it is."""

    batch_booking = serializers.BooleanField()
    instant = serializers.BooleanField()


class Approval(serializers.Serializer[Any]):
    """That what was read may go to the bank."""

    digest = serializers.CharField(max_length=64, help_text="The `contents_digest` that was read.")


class RemittanceFilters(Filters):
    coworking = serializers.SlugField(required=False, source="coworking__slug")
    state = serializers.ChoiceField(choices=RemittanceState.choices, required=False)
    ordering = ordering("execution_on", "prepared_at")


class Remittances(Resource[Remittance]):
    """Bank files of the coworkings you manage."""

    queryset = Remittance.objects.none()
    serializer_class = RemittanceSerializer
    filters = RemittanceFilters

    def visible(self) -> QuerySet[Remittance]:
        return remittances_seen_by(self.reader)

    @extend_schema(responses=WholeRemittanceSerializer)
    def retrieve(self, request: Request, **_key: str) -> Response:  # noqa: ARG002
        """A remittance with its payouts; of a draft what another manager approves it with.

        The file is `remittances/{id}.xml`.
        """
        return _whole(self.get_object())

    @extend_schema(request=NewRemittance, responses={201: WholeRemittanceSerializer})
    def create(self, _request: Request) -> Response:
        """Gather payouts into a file, to be executed on a day: all of them or none.  For managers.

        Each takes the account its payee has confirmed for that day.  It takes no key: sent again,
        its payouts are in the first one, and it is refused with `in_remittance`.
        """
        sent = self.sent(NewRemittance)
        coworking = managed(self.reader, sent.pop("coworking"))
        made = prepare_remittance(coworking=coworking, by=self.reader, at=timezone.now(), **sent)
        return self._now(made, 201)

    @extend_schema(request=RemittanceChanges, responses=WholeRemittanceSerializer)
    def partial_update(self, _request: Request, pk: str) -> Response:
        """Other payouts, another day or other switches, while it is a draft.

        For the manager who prepared it, so that whoever approves it had no hand in it.
        """
        found = self._one(pk)
        known = {
            name: getattr(found, name) for name in ("execution_on", "batch_booking", "instant")
        }
        sent = {**known, **self.sent(RemittanceChanges, partial=True)}
        return self._now(
            change_remittance(remittance=found, by=self.reader, at=timezone.now(), **sent)
        )

    @extend_schema(request=Approval, responses=WholeRemittanceSerializer)
    @action(detail=True, methods=["post"])
    def approve(self, _request: Request, pk: str) -> Response:
        """Say, as a second manager, that what was read may go to the bank."""
        found = self._one(pk)
        sent = self.sent(Approval)
        return self._now(approve(remittance=found, by=self.reader, at=timezone.now(), **sent))

    @extend_schema(request=None, responses=WholeRemittanceSerializer)
    @action(detail=True, methods=["post"])
    def export(self, _request: Request, pk: str) -> Response:
        """Make the file of what was approved, once: its payouts are with the bank from now on.

        For managers.  Exported again, it is the same file.
        """
        return self._now(export(remittance=self._one(pk), by=self.reader, at=timezone.now()))

    @extend_schema(request=None, responses=WholeRemittanceSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, _request: Request, pk: str) -> Response:
        """Give its payouts free again, before it was exported.  For managers."""
        return self._now(cancel(remittance=self._one(pk), by=self.reader, at=timezone.now()))

    def _one(self, pk: str) -> Remittance:
        return get_object_or_404(self.visible(), pk=pk)

    def _now(self, remittance: Remittance, status: int = 200) -> Response:
        """As it stands after an act, with its sums."""
        return _whole(self.visible().get(pk=remittance.pk), status)


class RemittanceXml(Door):
    """A remittance for the bank."""

    renderer_classes = [Xml]
    content_negotiation_class = OnlyKind

    @extend_schema(responses={(200, "application/xml"): bytes}, operation_id="remittances_xml")
    def get(self, _request: Request, pk: int) -> Response:
        """The file (pain.001.001.09) as it was made, the same each time.  For managers.

        Before it was exported there is none: `not_exported`.
        """
        found = get_object_or_404(remittances_seen_by(self.reader), pk=pk)
        return named(remittance_file(found), f"{found.number}.xml")


def _whole(remittance: Remittance, status: int = 200) -> Response:
    told = RemittanceSerializer(remittance).data
    transfers = TransferSerializer(payouts_in(remittance), many=True).data
    digests = {name: getattr(remittance, name) for name in ("approved_digest", "file_digest")}
    return Response({**told, "transfers": transfers, **_readiness(remittance), **digests}, status)


def _readiness(remittance: Remittance) -> dict[str, Any]:
    """What a draft is approved with, or why it cannot be."""
    if remittance.state != RemittanceState.DRAFT:
        return {"contents_digest": None, "stuck": None}
    try:
        return {"contents_digest": contents_digest(remittance), "stuck": None}
    except Refused as refused:
        stuck = {"code": refused.code, "detail": str(refused)}
        return {"contents_digest": None, "stuck": stuck}
