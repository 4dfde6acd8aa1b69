"""Whether the program can work."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import Anyone
from api.resource import Door

ANSWERS = [("ok", "ok"), ("down", "down")]


class HealthSerializer(serializers.Serializer[Any]):
    """What answers."""

    status = serializers.ChoiceField(choices=ANSWERS)
    database = serializers.ChoiceField(choices=ANSWERS)
    storage = serializers.ChoiceField(choices=ANSWERS)


class Health(Door):
    """For monitors."""

    permission_classes = [Anyone]
    authentication_classes = []
    throttle_classes = []

    @extend_schema(responses={200: HealthSerializer, 503: HealthSerializer}, operation_id="health")
    def get(self, _request: Request) -> Response:
        """Whether the program can work: 200 only when database and storage answer, else 503."""
        told = {"database": _database(), "storage": _storage()}
        status = "down" if "down" in told.values() else "ok"
        return Response({"status": status, **told}, 200 if status == "ok" else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "down"
    return "ok"


def _storage() -> str:
    """The folder of photos can be written, or made where it does not exist yet."""
    folder = Path(settings.MEDIA_ROOT)
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return "ok" if folder.is_dir() and os.access(folder, os.W_OK) else "down"
