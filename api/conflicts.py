"""Sales without network of pieces that were gone by then: what waits, and what is decided."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.examples import KEY
from api.fields import Amount, key_needed, marked
from api.places import desk_here
from api.resource import Filters, Resource, ordering
from api.sales_json import CONFLICT_REASONS
from consign.people.models import Scope
from consign.till.conflicts import Decision, Which, decide
from consign.till.models import MEANS_BACK, Conflict, ConflictState, Payment, Sale
from consign.till.queries import conflicts_seen_by
from consign.till.undecided import choices

DECISIONS = [
    (Decision.KEEP.value, "both were sold"),
    (Decision.REFUND.value, "one customer gets the money back"),
    (Decision.LOSS.value, "the coworking bears it"),
]
TICKETS = [
    (Which.THIS.value, "the ticket in conflict"),
    (Which.OTHER.value, "the one that had sold before"),
]


class TicketSerializer(serializers.Serializer[Any]):
    """A ticket with the piece on it."""

    number = serializers.CharField(source="sale.number")
    line = serializers.IntegerField(source="position")
    sold_at = serializers.DateTimeField(source="sale.sold_at")
    recorded_at = serializers.DateTimeField(source="sale.recorded_at")
    sold_by = serializers.CharField(source="sale.sold_by.name")
    till = serializers.CharField(source="sale.till.name")
    device = serializers.CharField(source="sale.device.name", allow_null=True, default=None)
    paid_with = serializers.ChoiceField(source="sale.paid_with", choices=Payment.choices)
    paid = Amount(source="gross", help_text="For the whole line.")


class ChoicesSerializer(serializers.Serializer[Any]):
    """What can be decided while it waits."""

    pieces = serializers.IntegerField(help_text="That are only counted in.")
    this = Amount(help_text="What the customer of `ticket` would get back.")
    other = Amount(
        allow_null=True, help_text="What that of `other` would; null where it gives nothing back."
    )


class ConflictSerializer(serializers.Serializer[Any]):
    """A line that was sold without network, of pieces that by the books were not there."""

    id = serializers.IntegerField()
    coworking = serializers.SlugField(source="line.sale.coworking.slug")
    state = serializers.ChoiceField(choices=ConflictState.choices)
    reason = serializers.ChoiceField(choices=CONFLICT_REASONS)
    missing = serializers.IntegerField(help_text="Pieces that were not there.")
    code = serializers.CharField(source="line.item.code")
    title = serializers.CharField(source="line.title")
    maker = serializers.SlugField(source="line.item.maker.slug")
    ticket = TicketSerializer(source="line")
    other = TicketSerializer(allow_null=True, help_text="What had sold the piece before.")
    found_at = serializers.DateTimeField()
    choices = serializers.SerializerMethodField(help_text="Null once it is decided.")
    decided_by = serializers.CharField(source="decided_by.name", allow_null=True, default=None)
    decided_at = serializers.DateTimeField(allow_null=True)
    remark = serializers.CharField()

    @extend_schema_field(ChoicesSerializer(allow_null=True))
    def get_choices(self, conflict: Conflict) -> Any:
        waits = conflict.state == ConflictState.OPEN
        return ChoicesSerializer(choices(conflict)).data if waits else None


class RefundedSerializer(ConflictSerializer):
    """A conflict that was just decided."""

    refund = serializers.CharField(
        allow_null=True, help_text="The number of the refund it gave rise to."
    )


class DecisionSent(serializers.Serializer[Any]):
    """What becomes of it."""

    decision = serializers.ChoiceField(choices=DECISIONS)
    which = serializers.ChoiceField(
        choices=TICKETS, default=Which.THIS.value, help_text="Whose money goes back; of a refund."
    )
    paid_with = serializers.ChoiceField(
        choices=[(means.value, means.label) for means in MEANS_BACK],
        required=False,
        help_text="Of a refund: as it was paid unless given; a transfer goes back in cash.",
    )
    remark = serializers.CharField(max_length=200, default="", allow_blank=True)
    key = serializers.UUIDField(required=False, help_text="In place of the header.")

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """As the operation takes it."""
        sent = super().to_internal_value(data)
        paid_with = sent.get("paid_with")
        return {
            **sent,
            "decision": Decision(sent["decision"]),
            "which": Which(sent["which"]),
            "paid_with": Payment(paid_with) if paid_with else None,
        }


class ConflictFilters(Filters):
    coworking = serializers.SlugField(required=False, source="line__sale__coworking__slug")
    state = serializers.ChoiceField(choices=ConflictState.choices, required=False)
    ordering = ordering("found_at")


class Conflicts(Resource[Conflict]):
    """Sales without network, at your desks, of pieces that were gone by then."""

    queryset = Conflict.objects.none()
    serializer_class = ConflictSerializer
    filters = ConflictFilters
    writing = Scope.SELL

    def visible(self) -> QuerySet[Conflict]:
        return conflicts_seen_by(self.reader)

    @extend_schema(request=DecisionSent, responses=RefundedSerializer, parameters=[KEY])
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, pk: str) -> Response:
        """Say what becomes of it, once and for good.  For the desk.

        `keep`: both were sold, one more was there than had been counted.  `refund`: one of the two
        customers gets the money back.  `loss`: the line is taken back without money, and the
        coworking bears it.  Meanwhile both sales are recorded and every maker is credited.
        """
        conflict = get_object_or_404(self.visible(), pk=pk)
        sent = self.sent(DecisionSent)
        done = decide(
            conflict=conflict,
            key=key_needed(request, sent.pop("key", None)),
            desk=desk_here(request, conflict.line.sale.coworking),
            by=self.reader,
            at=timezone.now(),
            **sent,
        )
        told = {**ConflictSerializer(done.conflict).data, "refund": _number(done.refund)}
        return marked(Response(told), replayed=done.replayed)


def _number(refund: Sale | None) -> str | None:
    return refund.number if refund else None
