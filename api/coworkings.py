"""Coworkings and their showcases."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.places import desk, managed
from api.resource import Filters, Resource, ordering
from consign.people.models import Coworking
from consign.people.queries import coworkings
from consign.stock.operations import add_showcase
from consign.stock.queries import showcases_of


class CoworkingSerializer(serializers.Serializer[Any]):
    """A place that shows and sells."""

    slug = serializers.SlugField()
    name = serializers.CharField()
    operator = serializers.SlugField(source="operator.slug")
    operator_name = serializers.CharField(source="operator.legal_name")
    street = serializers.CharField()
    postcode = serializers.CharField()
    town = serializers.CharField()
    story = serializers.CharField()
    opening_hours = serializers.CharField()


class ShowcaseSerializer(serializers.Serializer[Any]):
    """A window, shelf or back room."""

    id = serializers.IntegerField(read_only=True)
    name = serializers.CharField(max_length=60)
    on_show = serializers.BooleanField(
        default=True, help_text="Whether passers-by see it; a back room is not on show."
    )


class CoworkingFilters(Filters):
    searched = ("name", "town")
    search = serializers.CharField(required=False, help_text="Part of the name or town.")
    ordering = ordering("name")


class Coworkings(Resource[Coworking]):
    """Every coworking of this installation."""

    queryset = Coworking.objects.none()
    serializer_class = CoworkingSerializer
    filters = CoworkingFilters
    lookup_field = "slug"
    lookup_value_regex = "[-a-zA-Z0-9_]+"

    def visible(self) -> QuerySet[Coworking]:
        return coworkings()

    @extend_schema(responses=ShowcaseSerializer(many=True))
    @action(detail=True)
    def showcases(self, _request: Request, slug: str) -> Response:
        """The showcases of a coworking, for its desk."""
        return self.paged(showcases_of(desk(self.reader, slug)), ShowcaseSerializer)

    @extend_schema(request=ShowcaseSerializer, responses={201: ShowcaseSerializer})
    @showcases.mapping.post
    def add_showcase(self, _request: Request, slug: str) -> Response:
        """Add a showcase; the same name again gives the same one.  For managers."""
        coworking = managed(self.reader, slug)
        sent = self.sent(ShowcaseSerializer)
        made = add_showcase(coworking=coworking, by=self.reader, at=timezone.now(), **sent)
        return Response(ShowcaseSerializer(made).data, 201)
