"""Reductions: prices that go down from a day to a day."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.fields import Amount, Currency, Day
from api.resource import Filters, Resource, ordering
from consign.agreements.queries import makers_kept_by
from consign.stock.models import Item, Reduction
from consign.stock.queries import items_seen_by
from consign.stock.reductions import LowerPrice, end_reduction, plan_reductions


class ReductionSerializer(serializers.Serializer[Any]):
    """A lower price of an item for a while."""

    id = serializers.IntegerField()
    code = serializers.CharField(source="item.code")
    title = serializers.CharField(source="item.title")
    maker = serializers.SlugField(source="item.maker.slug")
    price = Amount()
    currency = Currency()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True, help_text="The last day; null: until ended.")
    before = Amount(allow_null=True, help_text="What it cost when it began; null before.")
    begun_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)


class Lower(serializers.Serializer[Any]):
    """An item and what it is to cost."""

    code = serializers.CharField(max_length=40)
    price = Amount()


class Planned(serializers.Serializer[Any]):
    """Lower prices for the same days: all of them or none."""

    items = Lower(many=True, allow_empty=False)
    starts_on = Day()
    ends_on = Day(required=False, allow_null=True, default=None)


class ReductionFilters(Filters):
    maker = serializers.SlugField(required=False, source="item__maker__slug")
    code = serializers.CharField(required=False, source="item__code")
    over = serializers.BooleanField(required=False, default=None, allow_null=True)
    ordering = ordering("starts_on")

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        over = self.validated_data.pop("over")
        if over is not None:
            rows = rows.filter(ended_at__isnull=not over)
        return super().narrow(rows)


class Reductions(Resource[Reduction]):
    """Prices that go down for a while, of the projects you keep."""

    queryset = Reduction.objects.none()
    serializer_class = ReductionSerializer
    filters = ReductionFilters

    def visible(self) -> QuerySet[Reduction]:
        kept = makers_kept_by(self.reader).order_by().values("pk")
        return Reduction.objects.filter(item__maker__in=kept).select_related("item__maker")

    @extend_schema(request=Planned, responses={201: ReductionSerializer(many=True)})
    def create(self, _request: Request) -> Response:
        """Plan lower prices; what begins today begins at once."""
        sent = self.sent(Planned)
        lower = [LowerPrice(self._kept(one["code"]), one["price"]) for one in sent.pop("items")]
        made = plan_reductions(lower=lower, by=self.reader, at=timezone.now(), **sent)
        shown = self.visible().filter(pk__in=[one.pk for one in made]).order_by("pk")
        return Response(ReductionSerializer(shown, many=True).data, 201)

    @extend_schema(request=None, responses=ReductionSerializer)
    @action(detail=True, methods=["post"])
    def end(self, _request: Request, pk: str) -> Response:
        """End a reduction now, or call off one that has not begun."""
        end_reduction(reduction=self.get_object(), by=self.reader, at=timezone.now())
        return self.told(self.visible().get(pk=pk))

    def _kept(self, code: str) -> Item:
        kept = items_seen_by(self.reader).filter(maker__in=makers_kept_by(self.reader))
        return get_object_or_404(kept, code=code.upper())
