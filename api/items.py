"""Items: what makers register, tell about, price and announce."""

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.announcements import AnnouncementSerializer
from api.errors import Absent
from api.examples import KEY, VERSION
from api.exports import OnlyKind, Pdf
from api.fields import Amount, Currency, Exact, Percent, Pieces, key_sent
from api.labels import OneLabel, printed
from api.photos import PhotoSerializer, PhotosOfItems
from api.resource import Filters, ordering
from consign.agreements.queries import makers_kept_by
from consign.codes import label
from consign.codes.address import public_url
from consign.people.models import Coworking, Scope
from consign.refusal import Refused
from consign.stock.amend import Changes, amend_item, version_of
from consign.stock.items import register_item
from consign.stock.models import Item
from consign.stock.operations import announce
from consign.stock.queries import UnknownCode, items_seen_by


class PlaceSerializer(serializers.Serializer[Any]):
    """Where pieces of an item are."""

    placement = serializers.IntegerField(source="pk")
    coworking = serializers.SlugField(source="showcase.coworking.slug")
    showcase = serializers.CharField(source="showcase.name")
    on_hand = serializers.IntegerField()


class Grams(Exact):
    """A weight in grams with at most two decimals, as text without trailing zeros: `"3.5"`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=7, decimal_places=2, coerce_to_string=True, **kwargs)

    def to_representation(self, value: Decimal) -> str:
        return f"{value.normalize():f}"


class ItemSerializer(serializers.Serializer[Any]):
    """Equal goods of one maker under one label code."""

    code = serializers.CharField()
    title = serializers.CharField()
    maker = serializers.SlugField(source="maker.slug")
    maker_name = serializers.CharField(source="maker.name")
    price = Amount(help_text="What the label says, VAT included.")
    currency = Currency()
    vat_percent = Percent()
    story = serializers.CharField()
    materials = serializers.CharField()
    size = serializers.CharField()
    care = serializers.CharField()
    metal_grams = Grams(allow_null=True, help_text="Weight of the precious metal.")
    agreed_value = Amount(
        allow_null=True,
        help_text="What the maker asks for one lost piece; null: as the agreement says.",
    )
    reference = serializers.CharField(help_text="The maker's own number.")
    created_at = serializers.DateTimeField()
    photos = PhotoSerializer(many=True)
    on_hand = serializers.SerializerMethodField(help_text="Pieces in the places below.")
    places = PlaceSerializer(source="seen", many=True, help_text="Where you may see them.")

    def get_on_hand(self, item: Any) -> int:
        return sum(place.on_hand for place in item.seen)


class Told(serializers.Serializer[Any]):
    """What is told about an item."""

    title = serializers.CharField(max_length=80)
    price = Amount()
    vat_percent = Percent(
        max_value=50, required=False, help_text="The rate when a liable payee sells it."
    )
    story = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    materials = serializers.CharField(max_length=160, required=False, allow_blank=True)
    size = serializers.CharField(max_length=60, required=False, allow_blank=True)
    care = serializers.CharField(max_length=160, required=False, allow_blank=True)
    metal_grams = Grams(required=False, allow_null=True, help_text="Of the precious metal alone.")
    agreed_value = Amount(
        required=False, allow_null=True, help_text="For one lost piece; never public."
    )


class NewItem(Told):
    """An item to register; its label code is drawn here."""

    maker = serializers.SlugField()
    reference = serializers.CharField(max_length=40, required=False, allow_blank=True)


class ItemChanges(Told):
    """What is to be different; the rest stays as it is."""


class NewAnnouncement(serializers.Serializer[Any]):
    """Where pieces go, and how many."""

    coworking = serializers.SlugField()
    quantity = Pieces(default=1)


class ItemFilters(Filters):
    searched = ("title", "reference", "code")
    maker = serializers.SlugField(required=False, source="maker__slug")
    coworking = serializers.SlugField(
        required=False,
        source="placements__showcase__coworking__slug",
        help_text="Items that are or were there.",
    )
    search = serializers.CharField(required=False, help_text="Part of title, reference or code.")
    ordering = ordering("title", "price", "created_at")


class Items(PhotosOfItems):
    """Items of your projects and of your desk."""

    queryset = Item.objects.none()
    serializer_class = ItemSerializer
    filters = ItemFilters
    lookup_field = "code"
    lookup_value_regex = "[^/]{1,40}"
    columns = (
        "code",
        "title",
        "maker",
        "price",
        "vat_percent",
        "materials",
        "size",
        "care",
        "metal_grams",
        "agreed_value",
        "reference",
        "on_hand",
        "created_at",
    )

    def visible(self) -> QuerySet[Item]:
        return items_seen_by(self.reader).distinct()

    def get_object(self) -> Item:
        """By its code however it is written: small letters, spaces and dashes are forgiven."""
        return self._found(self.visible())

    def retrieve(self, request: Request, **_key: str) -> Response:  # noqa: ARG002
        return self.told(self.get_object())

    @extend_schema(request=NewItem, responses={201: ItemSerializer}, parameters=[KEY])
    def create(self, request: Request) -> Response:
        """Register an item: the maker, or the manager of a coworking that works with the maker."""
        sent = self.sent(NewItem)
        maker = get_object_or_404(makers_kept_by(self.reader), slug=sent.pop("maker"))
        key, now = key_sent(request), timezone.now()
        item = register_item(maker=maker, key=key, by=self.reader, at=now, **sent)
        answer = self._told(item, 201)
        if item.created_at != now:
            answer["Idempotency-Replayed"] = "true"
        return answer

    @extend_schema(request=ItemChanges, responses=ItemSerializer, parameters=[VERSION])
    def partial_update(self, request: Request, code: str) -> Response:  # noqa: ARG002
        """Change an item or its price; sales made keep what they said."""
        item = self.kept()
        seen = request.headers.get("If-Match")
        changes = Changes(**self.sent(ItemChanges, partial=True))
        amend_item(
            item=item,
            changes=changes,
            seen=None if seen in (None, "*") else seen.strip().strip('"'),
            by=self.reader,
            at=timezone.now(),
        )
        return self._told(item)

    @extend_schema(request=NewAnnouncement, responses={201: AnnouncementSerializer})
    @action(detail=True, methods=["post"])
    def announce(self, _request: Request, code: str) -> Response:  # noqa: ARG002
        """Tell a coworking that pieces are coming; its desk accepts or declines them."""
        item = self.kept()
        sent = self.sent(NewAnnouncement)
        coworking = get_object_or_404(Coworking, slug=sent["coworking"])
        made = announce(
            item=item,
            coworking=coworking,
            quantity=sent["quantity"],
            by=self.reader,
            at=timezone.now(),
        )
        return Response(AnnouncementSerializer(made).data, 201)

    @extend_schema(request=OneLabel, responses={(200, "application/pdf"): bytes})
    @action(
        detail=True,
        methods=["post"],
        renderer_classes=[Pdf],
        content_negotiation_class=OnlyKind,
        writing=Scope.READ,
    )
    def labels(self, request: Request, code: str) -> Response:  # noqa: ARG002
        """Labels of one item as PDF."""
        item = self.get_object()
        sent = self.sent(OneLabel)
        return printed(self.reader, public_url(request), [(item, sent.pop("copies"))], sent)

    def told(self, row: Item, status: int = 200) -> Response:
        answer = super().told(row, status)
        answer["ETag"] = f'"{version_of(row)}"'
        return answer

    def _told(self, item: Item, status: int = 200) -> Response:
        """An item as it was written just now, with its pictures and places."""
        return self.told(self.visible().get(pk=item.pk), status)

    def kept(self) -> Item:
        return self._found(self.visible().filter(maker__in=makers_kept_by(self.reader)))

    def _found(self, rows: QuerySet[Item]) -> Item:
        try:
            code = label.read(self.kwargs["code"])
        except Refused as refused:
            raise Absent(refused) from None
        item = rows.filter(code=code).first()
        if item is None:
            raise Absent(UnknownCode(code=label.spaced(code)))
        return item
