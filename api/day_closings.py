"""Day closings of tills: what the next one would hold, closing, and what was closed."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.exports import OnlyKind, Pdf, named
from api.fields import Amount, Currency, Day, Pieces, RowKey, marked
from api.places import desk_here
from api.resource import Door, Filters, Resource, ordering
from consign.days import local_day
from consign.money.split import ZERO
from consign.people.models import Scope
from consign.till.closing_pdf import closing_pdf
from consign.till.closings import close_day
from consign.till.drawer import COINS, NOTES, counted
from consign.till.models import DayClosing, Till
from consign.till.places import first_till
from consign.till.running import closings_of, devices_about, so_far

KINDS = (
    "By its cents: 50000, 20000, 10000, 5000, 2000, 1000 or 500 for a note, 200 to 1 for a coin."
)


class PiecesSent(serializers.Serializer[Any]):
    """How many there are of a coin or note."""

    cents = serializers.ChoiceField(choices=[*NOTES, *COINS], help_text=KINDS)
    count = Pieces()


class DayClosingSerializer(serializers.Serializer[Any]):
    """A till's cash, counted against what should be there.  It never changes."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    coworking = serializers.SlugField(source="till.coworking.slug")
    till = serializers.IntegerField(source="till_id")
    till_name = serializers.CharField(source="till.name")
    on = serializers.DateField(help_text="The day it closes.")
    previous = serializers.CharField(
        source="previous.number", allow_null=True, default=None, help_text="The closing before."
    )
    opening = Amount(help_text="What the closing before left in the till.")
    cash = Amount(help_text="Of the sales and refunds after it.")
    expected = Amount()
    counted = Amount()
    difference = Amount(help_text="Counted less expected.")
    reason = serializers.CharField()
    pieces = serializers.SerializerMethodField()
    banked = Amount(help_text="Taken out for the bank.")
    left = Amount(help_text="What the next one begins with.")
    card = Amount()
    transfer = Amount()
    currency = Currency()
    sales = serializers.IntegerField()
    refunds = serializers.IntegerField()
    closed_by = serializers.CharField(source="closed_by.name")
    device = serializers.CharField(source="device.name", allow_null=True, default=None)
    closed_at = serializers.DateTimeField()

    @extend_schema_field(PiecesSent(many=True))
    def get_pieces(self, closing: DayClosing) -> list[dict[str, int]]:
        return [{"cents": cents, "count": count} for cents, count in counted(closing.pieces)]


class SoFarSerializer(serializers.Serializer[Any]):
    """What the next closing of a till would hold by now."""

    till = serializers.IntegerField(source="till.pk")
    on = serializers.DateField()
    opening = Amount(allow_null=True, help_text="Null before a till's first closing: say it then.")
    cash_in = Amount()
    cash_out = Amount(help_text="Given back, below zero.")
    expected = Amount(allow_null=True)
    card = Amount(source="taken.card")
    transfer = Amount(source="taken.transfer")
    currency = Currency()
    sales = serializers.IntegerField(source="taken.sales")
    refunds = serializers.IntegerField(source="taken.refunds")
    late = serializers.SerializerMethodField(
        help_text="Tickets of before the last count that arrived since."
    )
    late_cash = Amount(help_text="Of these; it was in that count.")
    devices = serializers.SerializerMethodField(
        help_text="Used today: they may still hold sales, which will be in the next closing."
    )

    def get_late(self, found: Any) -> list[str]:
        return [sale.number for sale in found.late]

    def get_devices(self, found: Any) -> list[str]:
        today = local_day(timezone.now())
        return [device.name for device in devices_about(found.till, today)]


class WhichTill(serializers.Serializer[Any]):
    """A till, and the day that would be closed."""

    till = RowKey()
    on = Day(required=False)


class DayClosingSent(serializers.Serializer[Any]):
    """What was counted in a till, and what is said of it."""

    coworking = serializers.SlugField()
    till = RowKey(required=False, help_text="The device's, or the first one, unless given.")
    on = Day(required=False, help_text="Today, unless a day was forgotten.")
    opening = Amount(required=False, help_text="For a till's first closing: what it began with.")
    pieces = PiecesSent(many=True)
    banked = Amount(default=ZERO)
    reason = serializers.CharField(
        max_length=200,
        allow_blank=True,
        default="",
        help_text="Needed where there is a difference.",
    )
    expected = Amount(
        required=False, help_text="What was seen: closes nothing that has changed since."
    )

    def validate_pieces(self, sent: list[dict[str, int]]) -> dict[int, int]:
        found: dict[int, int] = {}
        for one in sent:
            found[one["cents"]] = found.get(one["cents"], 0) + one["count"]
        return found


class DayClosingFilters(Filters):
    coworking = serializers.SlugField(required=False, source="till__coworking__slug")
    till = RowKey(required=False)
    since = serializers.DateField(required=False, source="on__gte", help_text="The first day.")
    until = serializers.DateField(required=False, source="on__lte", help_text="The last day.")
    ordering = ordering("on", "closed_at")


class DayClosings(Resource[DayClosing]):
    """What was counted and closed at your desk."""

    queryset = DayClosing.objects.none()
    serializer_class = DayClosingSerializer
    filters = DayClosingFilters
    writing = Scope.SELL
    for_devices = True

    def visible(self) -> QuerySet[DayClosing]:
        return closings_of(self.desks)

    @extend_schema(request=DayClosingSent, responses={201: DayClosingSerializer})
    def create(self, request: Request) -> Response:
        """Close a till's day; once a till and day.  For the desk.

        It needs no key: the same again, by the same person, is answered with the first closing and
        `Idempotency-Replayed: true`; anything else with 409 `already_closed`.
        """
        sent = self.sent(DayClosingSent)
        coworking = self.desk(sent.pop("coworking"))
        here = desk_here(request, coworking, sent.pop("till", None))
        made = close_day(
            till=here.till or first_till(coworking),
            device=here.device,
            by=self.reader,
            at=timezone.now(),
            **sent,
        )
        answer = self.told(self.visible().get(pk=made.closing.pk), 201)
        return marked(answer, replayed=made.replayed)

    @extend_schema(parameters=[WhichTill], responses=SoFarSerializer, filters=False)
    @action(detail=False, pagination_class=None)
    def preview(self, _request: Request) -> Response:
        """What the next closing of a till would hold by now."""
        asked = self.asked(WhichTill)
        tills = Till.objects.filter(coworking__in=self.desks.order_by().values("pk"))
        till = get_object_or_404(tills, pk=asked["till"])
        found = so_far(till, asked.get("on") or local_day(timezone.now()))
        return Response(SoFarSerializer(found).data)


class DayClosingPdf(Door):
    """A day closing on paper."""

    renderer_classes = [Pdf]
    content_negotiation_class = OnlyKind
    for_devices = True

    @extend_schema(responses={(200, "application/pdf"): bytes}, operation_id="day_closings_pdf")
    def get(self, _request: Request, pk: int) -> Response:
        """The closing as PDF for an 80 mm roll, in your language."""
        found = get_object_or_404(closings_of(self.desks), pk=pk)
        return named(closing_pdf(found, get_language() or "en"), f"{found.number}.pdf")
