"""Who the caller is."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.resource import Door
from consign.people.models import LANGUAGES, Role, Scope, Token
from consign.people.queries import entities_of, makers_of, memberships_of


class TokenSerializer(serializers.Serializer[Any]):
    """The token in use."""

    name = serializers.CharField()
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=Scope.choices))
    expires_at = serializers.DateTimeField(allow_null=True)


class StandsAt(serializers.Serializer[Any]):
    """A coworking the caller works at."""

    slug = serializers.SlugField(source="coworking.slug")
    name = serializers.CharField(source="coworking.name")
    role = serializers.ChoiceField(choices=Role.choices)


class Makes(serializers.Serializer[Any]):
    """A project of the caller."""

    slug = serializers.SlugField()
    name = serializers.CharField()


class Advises(serializers.Serializer[Any]):
    """A legal entity the caller advises."""

    slug = serializers.SlugField()
    legal_name = serializers.CharField()


class MeSerializer(serializers.Serializer[Any]):
    """The caller, with everything they have a part in."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    email = serializers.EmailField()
    language = serializers.ChoiceField(choices=LANGUAGES)
    token = TokenSerializer(allow_null=True, help_text="Nothing when a browser session is used.")
    coworkings = StandsAt(many=True)
    makers = Makes(many=True)
    legal_entities = Advises(many=True)


class Me(Door):
    """Who the token or session is, and what it may do where."""

    @extend_schema(responses=MeSerializer, operation_id="me")
    def get(self, request: Request) -> Response:
        reader = self.reader
        told = {
            "id": reader.pk,
            "name": reader.name,
            "email": reader.email,
            "language": reader.language,
            "token": request.auth if isinstance(request.auth, Token) else None,
            "coworkings": memberships_of(reader),
            "makers": makers_of(reader),
            "legal_entities": entities_of(reader),
        }
        return Response(MeSerializer(told).data)
