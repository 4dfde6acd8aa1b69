"""Announcements: pieces makers say are coming, until a desk has decided on them."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.resource import Filters, Resource, ordering
from consign.people.models import Scope
from consign.people.queries import desks_of
from consign.stock.models import Announcement, AnnouncementState
from consign.stock.operations import decline
from consign.stock.queries import announcements_seen_by


class AnnouncementSerializer(serializers.Serializer[Any]):
    """A maker's word that pieces are coming to a coworking."""

    id = serializers.IntegerField()
    code = serializers.CharField(source="item.code")
    title = serializers.CharField(source="item.title")
    maker = serializers.SlugField(source="item.maker.slug")
    coworking = serializers.SlugField(source="coworking.slug")
    quantity = serializers.IntegerField()
    state = serializers.ChoiceField(choices=AnnouncementState.choices)
    accepted = serializers.IntegerField(help_text="How many were counted in.")
    reason = serializers.CharField(help_text="Why it was declined.")
    announced_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)


class Word(serializers.Serializer[Any]):
    """A word for the maker."""

    reason = serializers.CharField(max_length=200)


class AnnouncementFilters(Filters):
    coworking = serializers.SlugField(required=False, source="coworking__slug")
    maker = serializers.SlugField(required=False, source="item__maker__slug")
    code = serializers.CharField(required=False, source="item__code")
    state = serializers.ChoiceField(choices=AnnouncementState.choices, required=False)
    ordering = ordering("announced_at")


class Announcements(Resource[Announcement]):
    """Pieces that makers announced.  A desk accepts them by placing them: see placements."""

    queryset = Announcement.objects.none()
    serializer_class = AnnouncementSerializer
    filters = AnnouncementFilters
    writing = Scope.SELL

    def visible(self) -> QuerySet[Announcement]:
        return announcements_seen_by(self.reader)

    @extend_schema(request=Word, responses=AnnouncementSerializer)
    @action(detail=True, methods=["post"])
    def decline(self, _request: Request, pk: str) -> Response:
        """Say no to pieces, with a word for their maker.  For the desk."""
        to_desk = self.visible().filter(coworking__in=desks_of(self.reader))
        announcement = get_object_or_404(to_desk, pk=pk)
        sent = self.sent(Word)
        decline(announcement=announcement, by=self.reader, at=timezone.now(), **sent)
        return self.told(announcement)
