"""Makers."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.places import managed
from api.resource import Filters, Resource, ordering
from consign.agreements.queries import makers_seen_by
from consign.codes.address import public_url
from consign.people.models import LANGUAGES, Maker
from consign.people.operations import add_maker, invite_maker


class MakerSerializer(serializers.Serializer[Any]):
    """The person and brand who makes the goods."""

    slug = serializers.SlugField()
    name = serializers.CharField()
    craft = serializers.CharField()
    story = serializers.CharField()


class NewMaker(serializers.Serializer[Any]):
    """A maker who is to work with a coworking; with a mail address they are invited."""

    coworking = serializers.SlugField(help_text="The coworking that invites.")
    name = serializers.CharField(max_length=80, help_text="The project's name.")
    email = serializers.EmailField(required=False, help_text="Where the invitation goes.")
    person = serializers.CharField(
        max_length=120, required=False, help_text="The person's own name."
    )
    language = serializers.ChoiceField(choices=LANGUAGES, default="fr")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "email" in attrs and "person" not in attrs:
            raise serializers.ValidationError({"person": [_("Whom do we write to?")]})
        return attrs


class MakerFilters(Filters):
    searched = ("name", "craft")
    coworking = serializers.SlugField(
        required=False,
        source="affiliations__agreements__coworking__slug",
        help_text="Makers with an agreement there.",
    )
    search = serializers.CharField(required=False, help_text="Part of the name or craft.")
    ordering = ordering("name")


class Makers(Resource[Maker]):
    """Makers you work with: your own projects, those of your desk, those you advise."""

    queryset = Maker.objects.none()
    serializer_class = MakerSerializer
    filters = MakerFilters
    lookup_field = "slug"
    lookup_value_regex = "[-a-zA-Z0-9_]+"

    def visible(self) -> QuerySet[Maker]:
        return makers_seen_by(self.reader).distinct()

    @extend_schema(request=NewMaker, responses={201: MakerSerializer})
    def create(self, request: Request) -> Response:
        """Add a maker, inviting their person by mail.  For managers."""
        sent = self.sent(NewMaker)
        coworking = managed(self.reader, sent["coworking"])
        now = timezone.now()
        if "email" not in sent:
            return self.told(add_maker(name=sent["name"], by=self.reader, at=now), 201)
        maker = invite_maker(
            coworking=coworking,
            name=sent["name"],
            email=sent["email"],
            called=sent["person"],
            language=sent["language"],
            link=public_url(request) + reverse("signin"),
            by=self.reader,
            at=now,
        )
        return self.told(maker, 201)
