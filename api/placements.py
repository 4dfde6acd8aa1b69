"""Placements: pieces in showcases, taken in, moved, given back, written off."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.coworkings import ShowcaseSerializer
from api.examples import KEY
from api.fields import Amount, Currency, Pieces, RowKey, key_needed, marked
from api.resource import Filters, Resource, ordering
from consign.days import local_day
from consign.ledger.models import LossCause
from consign.ledger.queries import booked_with
from consign.monthend.losses import record_loss, value_by
from consign.people.models import Scope
from consign.people.queries import desks_of
from consign.stock.models import Placement, Showcase
from consign.stock.operations import accept, give_back, move
from consign.stock.queries import announcements_seen_by, placements_seen_by


class PlacementSerializer(serializers.Serializer[Any]):
    """Pieces of an item in one showcase."""

    id = serializers.IntegerField()
    code = serializers.CharField(source="item.code")
    title = serializers.CharField(source="item.title")
    maker = serializers.SlugField(source="item.maker.slug")
    coworking = serializers.SlugField(source="showcase.coworking.slug")
    showcase = ShowcaseSerializer()
    on_hand = serializers.IntegerField()


class Taken(serializers.Serializer[Any]):
    """Announced pieces, counted into a showcase."""

    announcement = RowKey()
    showcase = RowKey()
    quantity = Pieces(required=False, help_text="What was announced unless given.")


class Moved(serializers.Serializer[Any]):
    """Pieces carried to another showcase."""

    showcase = RowKey()
    quantity = Pieces()


class GivenBack(serializers.Serializer[Any]):
    """Pieces their maker takes home."""

    quantity = Pieces()


class LossSent(serializers.Serializer[Any]):
    """Pieces that are gone, and what is known about it."""

    quantity = Pieces(default=1)
    cause = serializers.ChoiceField(choices=LossCause.choices)
    reason = serializers.CharField(
        max_length=200,
        allow_blank=True,
        default="",
        help_text="What is known: the number of the police report; maker and payee read it.",
    )
    value = Amount(
        required=False,
        help_text="Of one piece, where it is not what was agreed: for managers.",
    )


class WrittenOffSerializer(serializers.Serializer[Any]):
    """What was written off, and what its payee is credited for it."""

    reference = serializers.CharField(help_text="The number of the entry: `L-2026-00042`.")
    cause = serializers.ChoiceField(choices=LossCause.choices)
    credited = Amount(source="amount")
    currency = Currency()
    payee = serializers.SlugField(source="account.payee.slug")
    placement = serializers.SerializerMethodField()

    @extend_schema_field(PlacementSerializer)
    def get_placement(self, _entry: Any) -> Any:
        return PlacementSerializer(self.context["placement"]).data


class PlacementFilters(Filters):
    coworking = serializers.SlugField(required=False, source="showcase__coworking__slug")
    showcase = RowKey(required=False, source="showcase_id")
    maker = serializers.SlugField(required=False, source="item__maker__slug")
    code = serializers.CharField(required=False, source="item__code")
    on_show = serializers.BooleanField(
        required=False, default=None, allow_null=True, source="showcase__on_show"
    )
    empty = serializers.BooleanField(
        default=False, help_text="Also where no piece is left.", required=False
    )
    ordering = ordering("on_hand")

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        if not self.validated_data.pop("empty"):
            rows = rows.filter(on_hand__gt=0)
        return super().narrow(rows)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in attrs.items() if value is not None}


class Placements(Resource[Placement]):
    """Pieces of your projects, and all that is in the showcases of your desk."""

    queryset = Placement.objects.none()
    serializer_class = PlacementSerializer
    filters = PlacementFilters
    writing = Scope.SELL

    def visible(self) -> QuerySet[Placement]:
        return placements_seen_by(self.reader)

    @extend_schema(request=Taken, responses={201: PlacementSerializer})
    def create(self, _request: Request) -> Response:
        """Accept announced pieces into a showcase.  For the desk."""
        sent = self.sent(Taken)
        to_desk = announcements_seen_by(self.reader).filter(coworking__in=desks_of(self.reader))
        announcement = get_object_or_404(to_desk, pk=sent["announcement"])
        made = accept(
            announcement=announcement,
            showcase=self._showcase(sent["showcase"]),
            quantity=sent.get("quantity", announcement.quantity),
            by=self.reader,
            at=timezone.now(),
        )
        return self.told(self.visible().get(pk=made.pk), 201)

    @extend_schema(request=Moved, responses=PlacementSerializer)
    @action(detail=True, methods=["post"])
    def move(self, _request: Request, pk: str) -> Response:
        """Carry pieces to another showcase; answers with the placement they are in now."""
        placement = self._here(pk)
        sent = self.sent(Moved)
        made = move(
            placement=placement,
            showcase=self._showcase(sent["showcase"]),
            quantity=sent["quantity"],
            by=self.reader,
            at=timezone.now(),
        )
        return self.told(self.visible().get(pk=made.pk))

    @extend_schema(request=GivenBack, responses=PlacementSerializer)
    @action(detail=True, methods=["post"], url_path="give-back")
    def give_back(self, _request: Request, pk: str) -> Response:
        """Give pieces back to their maker.  For the desk."""
        placement = self._here(pk)
        sent = self.sent(GivenBack)
        give_back(placement=placement, by=self.reader, at=timezone.now(), **sent)
        return self.told(self.visible().get(pk=pk))

    @extend_schema(request=LossSent, responses={201: WrittenOffSerializer}, parameters=[KEY])
    @action(detail=True, methods=["post"], url_path="write-off")
    def write_off(self, request: Request, pk: str) -> Response:
        """Write off pieces that are lost, stolen or broken; their payee is credited what was
        agreed.  For the desk; another value is for managers."""
        placement = self._here(pk)
        sent = self.sent(LossSent)
        now, key = timezone.now(), key_needed(request)
        known = booked_with(key)
        value = value_by(self.reader, placement, sent.pop("value", None), local_day(now))
        sent["cause"] = LossCause(sent["cause"])
        entry = record_loss(
            placement=placement,
            value=value,
            key=key,
            by=self.reader,
            at=now,
            **sent,
        )
        told = WrittenOffSerializer(entry, context={"placement": self.visible().get(pk=pk)})
        return marked(Response(told.data, 201), replayed=known)

    def _here(self, pk: str) -> Placement:
        at_desk = self.visible().filter(showcase__coworking__in=desks_of(self.reader))
        return get_object_or_404(at_desk, pk=pk)

    def _showcase(self, pk: int) -> Showcase:
        return get_object_or_404(Showcase, pk=pk, coworking__in=desks_of(self.reader))
