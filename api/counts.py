"""Counts of showcases by scanning, and what is decided about each difference."""

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
from api.fields import Pieces, RowKey
from api.resource import Filters, Resource, ordering
from consign.people.models import Scope
from consign.stock.counting import LARGEST_QUANTITY
from consign.stock.counts import CountRow, differences_of, row_of, rows_of, stocktakes_of
from consign.stock.deciding import DECISIONS, LONGEST_REMARK, decide_difference
from consign.stock.models import Difference, DifferenceState, Showcase, Stocktake
from consign.stock.queries import by_code
from consign.stock.stocktaking import close_count, count_piece, set_found, start_count


class StocktakeSerializer(serializers.Serializer[Any]):
    """A count of one showcase; it is open until it is closed."""

    id = serializers.IntegerField()
    coworking = serializers.SlugField(source="showcase.coworking.slug")
    showcase = ShowcaseSerializer()
    started_by = serializers.CharField(source="started_by.name")
    started_at = serializers.DateTimeField()
    closed_by = serializers.CharField(source="closed_by.name", allow_null=True, default=None)
    closed_at = serializers.DateTimeField(allow_null=True)


class StocktakeRowSerializer(serializers.Serializer[Any]):
    """An item in a count."""

    code = serializers.CharField(source="item.code")
    title = serializers.CharField(source="item.title")
    maker = serializers.SlugField(source="item.maker.slug")
    expected = serializers.IntegerField(
        help_text="What the books said when it was last counted; of the rest, what they say now."
    )
    found = serializers.IntegerField(allow_null=True, help_text="Null while nobody counted it.")


class StocktakeWholeSerializer(StocktakeSerializer):
    """A count with all that is in it."""

    rows = serializers.SerializerMethodField()

    @extend_schema_field(StocktakeRowSerializer(many=True))
    def get_rows(self, count: Stocktake) -> Any:
        return StocktakeRowSerializer(rows_of(count), many=True).data


class DifferenceSerializer(serializers.Serializer[Any]):
    """What a closed count found otherwise than the books."""

    id = serializers.IntegerField()
    count = serializers.IntegerField(source="stocktake_id")
    placement = serializers.IntegerField(source="placement_id")
    code = serializers.CharField(source="placement.item.code")
    title = serializers.CharField(source="placement.item.title")
    maker = serializers.SlugField(source="placement.item.maker.slug")
    coworking = serializers.SlugField(source="placement.showcase.coworking.slug")
    showcase = ShowcaseSerializer(source="placement.showcase")
    expected = serializers.IntegerField()
    found = serializers.IntegerField()
    on_hand = serializers.IntegerField(
        source="placement.on_hand", help_text="By the books, right now."
    )
    state = serializers.ChoiceField(choices=DifferenceState.choices)
    decided_by = serializers.CharField(source="decided_by.name", allow_null=True, default=None)
    decided_at = serializers.DateTimeField(allow_null=True)
    remark = serializers.CharField()


class StocktakeSent(serializers.Serializer[Any]):
    """Which showcase is counted."""

    showcase = RowKey()


class ScanSent(serializers.Serializer[Any]):
    """What was scanned: adds to what was found."""

    code = serializers.CharField(max_length=200, help_text="As scanned or typed.")
    quantity = Pieces(default=1)


class FoundSent(serializers.Serializer[Any]):
    """How many there are, corrected by hand."""

    code = serializers.CharField(max_length=200)
    found = serializers.IntegerField(min_value=0, max_value=LARGEST_QUANTITY)


class DifferenceDecisionSent(serializers.Serializer[Any]):
    """Where the pieces are."""

    decision = serializers.ChoiceField(choices=[(one.value, one.label) for one in DECISIONS])
    showcase = RowKey(required=False, help_text="Of a move: where they are, or come from.")
    remark = serializers.CharField(max_length=LONGEST_REMARK, default="", allow_blank=True)


class CountFilters(Filters):
    coworking = serializers.SlugField(required=False, source="showcase__coworking__slug")
    showcase = RowKey(required=False, source="showcase_id")
    ordering = ordering("started_at", "closed_at")


class Counts(Resource[Stocktake]):
    """Counts of the showcases at your desk."""

    queryset = Stocktake.objects.none()
    serializer_class = StocktakeSerializer
    filters = CountFilters
    writing = Scope.SELL

    def visible(self) -> QuerySet[Stocktake]:
        return stocktakes_of(self.desks)

    @extend_schema(responses=StocktakeWholeSerializer)
    def retrieve(self, request: Request, **_key: str) -> Response:  # noqa: ARG002
        """A count with what is expected and found of each item."""
        return Response(StocktakeWholeSerializer(self.get_object()).data)

    @extend_schema(request=StocktakeSent, responses={201: StocktakeSerializer})
    def create(self, _request: Request) -> Response:
        """Begin to count a showcase; while a count of it is open, that one is the answer."""
        here = Showcase.objects.filter(coworking__in=self.desks.order_by().values("pk"))
        showcase = get_object_or_404(here, pk=self.sent(StocktakeSent)["showcase"])
        made = start_count(showcase=showcase, by=self.reader, at=timezone.now())
        return self.told(self.visible().get(pk=made.pk), 201)

    @extend_schema(request=ScanSent, responses=StocktakeRowSerializer)
    @action(detail=True, methods=["post"])
    def scan(self, _request: Request, pk: str) -> Response:
        """Add what was scanned to what was found; sent twice, it counts twice."""
        count, sent = self._count(pk), self.sent(ScanSent)
        item = by_code(sent["code"], place="code")
        quantity = sent["quantity"]
        count_piece(
            stocktake=count, item=item, quantity=quantity, by=self.reader, at=timezone.now()
        )
        return _row(row_of(count, item))

    @extend_schema(request=FoundSent, responses=StocktakeRowSerializer)
    @action(detail=True, methods=["post"])
    def found(self, _request: Request, pk: str) -> Response:
        """Say how many of an item were found, in place of what was scanned."""
        count, sent = self._count(pk), self.sent(FoundSent)
        item = by_code(sent["code"], place="code")
        set_found(
            stocktake=count, item=item, found=sent["found"], by=self.reader, at=timezone.now()
        )
        return _row(row_of(count, item))

    @extend_schema(request=None, responses=DifferenceSerializer(many=True), filters=False)
    @action(detail=True, methods=["post"], pagination_class=None)
    def close(self, _request: Request, pk: str) -> Response:
        """End a count and be told its differences; the same again tells them again.

        No count on hand changes: each difference waits for a decision.
        """
        count = self._count(pk)
        close_count(stocktake=count, by=self.reader, at=timezone.now())
        found = differences_of(self.desks).filter(stocktake=count)
        return Response(DifferenceSerializer(found, many=True).data)

    def _count(self, pk: str) -> Stocktake:
        return get_object_or_404(self.visible(), pk=pk)


class DifferenceFilters(Filters):
    coworking = serializers.SlugField(required=False, source="placement__showcase__coworking__slug")
    count = RowKey(required=False, source="stocktake_id")
    state = serializers.ChoiceField(choices=DifferenceState.choices, required=False)
    ordering = ordering("decided_at")


class Differences(Resource[Difference]):
    """What counts at your desks found otherwise than the books."""

    queryset = Difference.objects.none()
    serializer_class = DifferenceSerializer
    filters = DifferenceFilters
    writing = Scope.SELL

    def visible(self) -> QuerySet[Difference]:
        return differences_of(self.desks)

    @extend_schema(request=DifferenceDecisionSent, responses=DifferenceSerializer)
    @action(detail=True, methods=["post"])
    def decide(self, _request: Request, pk: str) -> Response:
        """Say where the pieces are, once and for good.

        `counted_in`: surplus pieces are counted in.  `moved`: missing pieces are in another
        showcase, or surplus ones come from there.  `settled`: they were written off, sold or moved
        meanwhile, and the books agree.  `miscounted`: the books were right.
        """
        difference = get_object_or_404(self.visible(), pk=pk)
        sent = self.sent(DifferenceDecisionSent)
        decide_difference(
            difference=difference,
            decision=DifferenceState(sent["decision"]),
            showcase=self._showcase(difference, sent.get("showcase")),
            remark=sent["remark"],
            by=self.reader,
            at=timezone.now(),
        )
        return self.told(self.visible().get(pk=pk))

    def _showcase(self, difference: Difference, pk: int | None) -> Showcase | None:
        if pk is None:
            return None
        coworking = difference.placement.showcase.coworking_id
        return get_object_or_404(Showcase.objects.filter(coworking=coworking), pk=pk)


def _row(row: CountRow) -> Response:
    return Response(StocktakeRowSerializer(row).data)
