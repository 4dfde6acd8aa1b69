"""Transits: pieces on their way from one coworking to another."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.fields import Pieces, RowKey
from api.resource import Filters, Resource, ordering
from consign.people.models import Coworking, Scope
from consign.stock.models import Transit
from consign.stock.queries import placements_seen_by, showcases_of
from consign.stock.transits import receive, send, take_back
from consign.stock.under_way import transits_seen_by


class TransitSerializer(serializers.Serializer[Any]):
    """Pieces that left one coworking for another."""

    id = serializers.IntegerField()
    code = serializers.CharField(source="left.item.code")
    title = serializers.CharField(source="left.item.title")
    maker = serializers.SlugField(source="left.item.maker.slug")
    sent_from = serializers.SlugField(source="left.showcase.coworking.slug")
    coworking = serializers.SlugField(source="coworking.slug", help_text="Where they go.")
    quantity = serializers.IntegerField()
    received = serializers.IntegerField()
    taken_back = serializers.IntegerField(help_text="How many are back where they left.")
    under_way = serializers.IntegerField(help_text="How many are neither here nor there.")
    remark = serializers.CharField()
    sent_at = serializers.DateTimeField()
    over_at = serializers.DateTimeField(allow_null=True)


class Sent(serializers.Serializer[Any]):
    """Pieces that leave."""

    placement = RowKey(help_text="Where they leave.")
    coworking = serializers.SlugField(help_text="Where they go.")
    quantity = Pieces()
    remark = serializers.CharField(max_length=200, allow_blank=True, default="")


class Received(serializers.Serializer[Any]):
    """Pieces that arrived."""

    showcase = RowKey()
    quantity = Pieces(required=False, help_text="All that are under way unless given.")


class TakenBack(serializers.Serializer[Any]):
    """Pieces that did not arrive."""

    quantity = Pieces(required=False, help_text="All that are under way unless given.")


class TransitFilters(Filters):
    coworking = serializers.SlugField(required=False, source="coworking__slug")
    sent_from = serializers.SlugField(required=False, source="left__showcase__coworking__slug")
    maker = serializers.SlugField(required=False, source="left__item__maker__slug")
    code = serializers.CharField(required=False, source="left__item__code")
    over = serializers.BooleanField(
        required=False,
        default=None,
        allow_null=True,
        help_text="Whether none is under way any more.",
    )
    ordering = ordering("sent_at")

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        over = self.validated_data.pop("over")
        if over is not None:
            rows = rows.filter(over_at__isnull=not over)
        return super().narrow(rows)


class Transits(Resource[Transit]):
    """What travels between coworkings: of your projects, and from and to your desks."""

    queryset = Transit.objects.none()
    serializer_class = TransitSerializer
    filters = TransitFilters
    writing = Scope.SELL

    def visible(self) -> QuerySet[Transit]:
        return transits_seen_by(self.reader)

    @extend_schema(request=Sent, responses={201: TransitSerializer})
    def create(self, _request: Request) -> Response:
        """Send pieces from your desk to another coworking."""
        sent = self.sent(Sent)
        here = placements_seen_by(self.reader).filter(showcase__coworking__in=self.desks)
        made = send(
            placement=get_object_or_404(here, pk=sent.pop("placement")),
            coworking=get_object_or_404(Coworking, slug=sent.pop("coworking")),
            by=self.reader,
            at=timezone.now(),
            **sent,
        )
        return self.told(self.visible().get(pk=made.pk), 201)

    @extend_schema(request=Received, responses=TransitSerializer)
    @action(detail=True, methods=["post"])
    def receive(self, _request: Request, pk: str) -> Response:
        """Count pieces that arrived into a showcase.  For the desk they were sent to."""
        transit = get_object_or_404(self.visible().filter(coworking__in=self.desks), pk=pk)
        sent = self.sent(Received)
        receive(
            transit=transit,
            showcase=get_object_or_404(showcases_of(transit.coworking), pk=sent["showcase"]),
            quantity=sent.get("quantity", transit.under_way),
            by=self.reader,
            at=timezone.now(),
        )
        return self.told(self.visible().get(pk=pk))

    @extend_schema(request=TakenBack, responses=TransitSerializer)
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, _request: Request, pk: str) -> Response:
        """Pieces that did not arrive are where they left.  For the desk that sent them."""
        from_here = self.visible().filter(left__showcase__coworking__in=self.desks)
        transit = get_object_or_404(from_here, pk=pk)
        quantity = self.sent(TakenBack).get("quantity", transit.under_way)
        take_back(transit=transit, quantity=quantity, by=self.reader, at=timezone.now())
        return self.told(self.visible().get(pk=pk))
