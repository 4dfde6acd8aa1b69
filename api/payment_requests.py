"""Payment requests: what is asked for after a closing below zero, and what came in for it."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.fields import Amount, Currency, Day, Period, marked
from api.resource import Filters, Resource, ordering
from consign.codes.reference import reference_text
from consign.money.split import ZERO
from consign.payouts.models import PaymentRequest, RequestState
from consign.payouts.queries import received_for, requests_seen_by
from consign.payouts.requests import payment_code_of, receive
from consign.people.queries import managed_by

# Letters, digits, points and hyphens; `L12` is what the twelfth line of the bank is called.
CAUSE = r"^(?!L[0-9]+\Z)[A-Za-z0-9.-]{1,20}\Z"


class RequestSerializer(serializers.Serializer[Any]):
    """What a payee is asked to pay; an account has one open request at most."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    coworking = serializers.SlugField(source="coworking.slug")
    statement = serializers.IntegerField(source="settlement_id")
    period = serializers.CharField(source="settlement.period")
    maker = serializers.SlugField(source="settlement.account.maker.slug")
    payee = serializers.SlugField(source="settlement.account.payee.slug")
    amount = Amount()
    currency = Currency()
    reference = serializers.CharField(help_text="Compact: `123456789002`.")
    reference_text = serializers.SerializerMethodField(
        help_text="As people write it: `+++123/4567/89002+++`."
    )
    holder = serializers.CharField()
    iban = serializers.CharField()
    bic = serializers.CharField()
    due_on = serializers.DateField()
    state = serializers.ChoiceField(choices=RequestState.choices)

    def get_reference_text(self, asked: Any) -> str:
        return reference_text(asked.reference)


class WholeRequestSerializer(RequestSerializer):
    """A request, and how much of it came in."""

    received = Amount(help_text="On the account since the closing that asks.")
    left = Amount(help_text="What is still to come.")
    payment_code = serializers.CharField(
        help_text="What a banking app reads (EPC069-12) to pay what is left; empty without any."
    )


class ReceivedSent(serializers.Serializer[Any]):
    """What came in for a request, told from other receipts by its cause."""

    amount = Amount(help_text="What is more than asked for stays on the balance.")
    received_on = Day()
    cause = serializers.RegexField(
        CAUSE,
        help_text="1 to 20 letters, digits, points or hyphens, new for each receipt; not `L` and"
        " digits, which are the lines of the bank.",
    )


class RequestFilters(Filters):
    coworking = serializers.SlugField(required=False, source="coworking__slug")
    period = Period(required=False, source="settlement__period")
    maker = serializers.SlugField(required=False, source="settlement__account__maker__slug")
    payee = serializers.SlugField(required=False, source="settlement__account__payee__slug")
    state = serializers.ChoiceField(choices=RequestState.choices, required=False)
    reference = serializers.CharField(required=False, max_length=25, help_text="Compact.")
    ordering = ordering("due_on", "amount")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        period = "settlement__period"
        return {**attrs, period: str(attrs[period])} if period in attrs else attrs


class PaymentRequests(Resource[PaymentRequest]):
    """What is asked for on the accounts you may read."""

    queryset = PaymentRequest.objects.none()
    serializer_class = RequestSerializer
    filters = RequestFilters

    def visible(self) -> QuerySet[PaymentRequest]:
        return requests_seen_by(self.reader)

    @extend_schema(responses=WholeRequestSerializer)
    def retrieve(self, request: Request, **_key: str) -> Response:  # noqa: ARG002
        """A request, what came in for it, and the code to pay what is left."""
        return _whole(self.get_object())

    @extend_schema(request=ReceivedSent, responses=WholeRequestSerializer)
    @action(detail=True, methods=["post"])
    def received(self, _request: Request, pk: str) -> Response:
        """Book money that came in.  For managers.

        The same cause again, with the same amount and day, books nothing; with another it is
        refused with `key_reused`.
        """
        managed = self.visible().filter(coworking__in=managed_by(self.reader).values("pk"))
        asked, now = get_object_or_404(managed, pk=pk), timezone.now()
        entry = receive(request=asked, by=self.reader, at=now, **self.sent(ReceivedSent))
        return marked(_whole(asked), replayed=entry.recorded_at != now)


def _whole(asked: PaymentRequest) -> Response:
    received = received_for(asked)
    waits = asked.state == RequestState.OPEN
    left = max(asked.amount - received, ZERO) if waits else ZERO
    told = {
        "received": str(received),
        "left": str(left),
        "payment_code": payment_code_of(asked, left) if left else "",
    }
    return Response({**RequestSerializer(asked).data, **told})
