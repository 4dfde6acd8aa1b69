"""Deposit and withdrawal slips: drawn up by the desk, confirmed or objected to by the maker."""

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
from api.exports import OnlyKind, Pdf, named
from api.fields import Amount, Currency, Percent, RowKey, key_needed, marked
from api.resource import Door, Filters, Resource, ordering
from consign.agreements.queries import makers_at
from consign.codes.address import public_url
from consign.people.models import Scope
from consign.people.roles import is_maker
from consign.slips.drawing_up import LONGEST_CONDITION, LONGEST_REMARK, Said, draw_up
from consign.slips.links import slip_address
from consign.slips.models import How, Slip, SlipKind, SlipState
from consign.slips.operations import LONGEST, answer, confirm, object_to
from consign.slips.pdf import slip_pdf
from consign.slips.queries import in_state, slips_seen_by, told


class SlipLineSerializer(serializers.Serializer[Any]):
    """Pieces on a slip, told as they were on the day it was drawn up."""

    line = serializers.IntegerField(source="position")
    movement = serializers.IntegerField(source="movement_id")
    code = serializers.CharField()
    title = serializers.CharField()
    materials = serializers.CharField()
    size = serializers.CharField()
    care = serializers.CharField()
    metal_grams = serializers.DecimalField(max_digits=7, decimal_places=2, allow_null=True)
    quantity = serializers.IntegerField()
    announced = serializers.IntegerField(
        allow_null=True, help_text="How many the maker had announced, where they had."
    )
    price = Amount(help_text="Of one piece, VAT included.")
    vat_percent = Percent()
    agreed_value = Amount(
        allow_null=True, help_text="Of one lost piece; null means what the agreement says."
    )
    condition = serializers.CharField()


class SlipSerializer(serializers.Serializer[Any]):
    """A slip; its lines never change.  Both sides have confirmed it once `state` is `confirmed`."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    kind = serializers.ChoiceField(choices=SlipKind.choices)
    state = serializers.ChoiceField(choices=SlipState.choices)
    coworking = serializers.SlugField(source="coworking.slug")
    maker = serializers.SlugField(source="maker.slug")
    payee = serializers.SlugField(source="payee.slug", allow_null=True, default=None)
    agreement = serializers.IntegerField(source="agreement_id", allow_null=True)
    place = serializers.CharField()
    remark = serializers.CharField()
    terms = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField()),
        help_text="Each a pair: what it is about, and what is agreed; as they were on that day.",
    )
    pieces = serializers.IntegerField()
    lines = SlipLineSerializer(many=True, source="lines.all")
    currency = Currency()
    drawn_up_by = serializers.CharField(source="drawn_up_by.name")
    drawn_up_at = serializers.DateTimeField()
    confirmed_at = serializers.DateTimeField(allow_null=True)
    confirmed_name = serializers.CharField()
    confirmed_how = serializers.CharField(help_text="`link`, `account`, `at_desk`, or empty.")
    objection = serializers.CharField()
    objected_at = serializers.DateTimeField(allow_null=True)
    answer = serializers.CharField()
    answered_at = serializers.DateTimeField(allow_null=True)


class SlipLineSent(serializers.Serializer[Any]):
    """What the desk says of one movement."""

    movement = RowKey()
    value = Amount(
        required=False, allow_null=True, default=None, help_text="Null strikes what is asked."
    )
    condition = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=LONGEST_CONDITION
    )


class SlipSent(serializers.Serializer[Any]):
    """Whose slip is drawn up, of which kind; lines that are left out are as their maker asks."""

    coworking = serializers.SlugField()
    maker = serializers.SlugField()
    kind = serializers.ChoiceField(choices=SlipKind.choices, default=SlipKind.DEPOSIT)
    lines = SlipLineSent(many=True, required=False, default=list)
    movements = serializers.ListField(
        child=RowKey(),
        required=False,
        max_length=90,
        help_text="What was seen; all that waits, 90 at most, unless given.",
    )
    remark = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=LONGEST_REMARK
    )


class ObjectionSent(serializers.Serializer[Any]):
    """What differs."""

    words = serializers.CharField(max_length=LONGEST)


class AnswerSent(ObjectionSent):
    """What the desk answers."""

    again = serializers.BooleanField(
        default=False, help_text="Take the slip back, to be drawn up anew."
    )


class SlipFilters(Filters):
    searched = ("number", "maker__name")
    coworking = serializers.SlugField(required=False, source="coworking__slug")
    maker = serializers.SlugField(required=False, source="maker__slug")
    kind = serializers.ChoiceField(choices=SlipKind.choices, required=False)
    state = serializers.ChoiceField(choices=SlipState.choices, required=False)
    search = serializers.CharField(
        required=False, help_text="Part of the number or of the maker's name."
    )
    ordering = ordering("drawn_up_at")

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        if state := self.validated_data.pop("state", ""):
            rows = in_state(rows, SlipState(state))
        return super().narrow(rows)


class DepositSlips(Resource[Slip]):
    """Slips of your projects, of your desk, and of the legal entities you advise."""

    queryset = Slip.objects.none()
    serializer_class = SlipSerializer
    filters = SlipFilters
    writing = Scope.MANAGE

    def visible(self) -> QuerySet[Slip]:
        return told(slips_seen_by(self.reader))

    @extend_schema(request=SlipSent, responses={201: SlipSerializer}, parameters=[KEY])
    def create(self, request: Request) -> Response:
        """Draw up a slip of what stands on none yet, and mail its maker a link.  For the desk.

        The same key with the same content is answered with the first slip and
        `Idempotency-Replayed: true`.
        """
        sent = self.sent(SlipSent)
        coworking = self.desk(sent["coworking"])
        drawn = draw_up(
            coworking=coworking,
            maker=get_object_or_404(makers_at(coworking), slug=sent["maker"]),
            kind=SlipKind(sent["kind"]),
            said={
                line["movement"]: Said(value=line["value"], condition=line["condition"])
                for line in sent["lines"]
            },
            movements=sent.get("movements"),
            remark=sent["remark"],
            key=key_needed(request),
            address=slip_address(public_url(request)),
            by=self.reader,
            at=timezone.now(),
        )
        return marked(self._again(drawn.slip, 201), replayed=drawn.replayed)

    @extend_schema(request=None, responses=SlipSerializer)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: str) -> Response:  # noqa: ARG002
        """Say that a slip is right.  For its maker."""
        slip = self._own()
        confirm(slip=slip, how=How.ACCOUNT, by=self.reader, at=timezone.now())
        return self._again(slip)

    @extend_schema(request=ObjectionSent, responses=SlipSerializer)
    @action(detail=True, methods=["post"])
    def object(self, request: Request, pk: str) -> Response:  # noqa: ARG002
        """Say what differs, once; the desk answers.  For its maker."""
        slip, sent = self._own(), self.sent(ObjectionSent)
        object_to(
            slip=slip,
            words=sent["words"],
            how=How.ACCOUNT,
            by=self.reader,
            at=timezone.now(),
        )
        return self._again(slip)

    @extend_schema(request=AnswerSent, responses=SlipSerializer)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: str) -> Response:  # noqa: ARG002
        """Answer what the maker wrote.  For the desk."""
        slip, sent = self.get_object(), self.sent(AnswerSent)
        self.desk(slip.coworking.slug)
        answer(
            slip=slip,
            address=slip_address(public_url(request)),
            by=self.reader,
            at=timezone.now(),
            **sent,
        )
        return self._again(slip)

    def _own(self) -> Slip:
        """A slip of a project of the reader's; every other is not there."""
        slip = self.get_object()
        if not is_maker(self.reader, slip.maker):
            return get_object_or_404(self.visible().none())
        return slip

    def _again(self, slip: Slip, status: int = 200) -> Response:
        """A slip as it is now."""
        return self.told(self.visible().get(pk=slip.pk), status)


class DepositSlipPdf(Door):
    """A slip on paper."""

    renderer_classes = [Pdf]
    content_negotiation_class = OnlyKind

    @extend_schema(responses={(200, "application/pdf"): bytes}, operation_id="deposit_slips_pdf")
    def get(self, _request: Request, pk: int) -> Response:
        """The slip as PDF, in the language it was drawn up in."""
        found = get_object_or_404(told(slips_seen_by(self.reader)), pk=pk)
        return named(slip_pdf(found), f"{found.number}.pdf")
