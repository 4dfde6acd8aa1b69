"""`POST /api/v1/sales/` with everything, beside the least an endpoint of this kind can do.

Ours numbers the sale, freezes its line, takes the piece, posts the entry, notes the act and keeps
the key.  The stand-in is a bare endpoint of the same framework behind the same token: one shape
checked, one row written, one count changed.  Both answer one request after another in this
process, without HTTP, on a database of their own; milliseconds of the processor for one request,
medians of five rounds; one line of JSON comes out.  DATABASE_URL chooses the database.
"""
# ruff: noqa: E402 - Django is set up before anything of ours is imported

import json
import os
import statistics
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.db import connection, transaction
from django.db.models import F
from django.test.utils import setup_test_environment
from rest_framework import permissions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIClient, APIRequestFactory
from rest_framework.views import APIView

from api.authentication import TokenAuthentication
from consign.people.models import Role, Scope
from consign.people.operations import issue_token
from consign.stock.models import Movement, MovementKind, Placement
from tests.factories import (
    any_person,
    make_coworking,
    make_member,
    make_placed,
    make_selling_maker,
)

REQUESTS = 100
ROUNDS = 5


class Shape(serializers.Serializer[Any]):
    placement = serializers.IntegerField()
    quantity = serializers.IntegerField(min_value=1)


class Bare(APIView):
    """One row and one count, and nothing else."""

    authentication_classes = (TokenAuthentication,)
    permission_classes = (permissions.IsAuthenticated,)
    throttle_classes = ()

    def post(self, request: Request) -> Response:
        sent = Shape(data=request.data)
        sent.is_valid(raise_exception=True)
        with transaction.atomic():
            row = Movement.objects.create(
                placement_id=sent.validated_data["placement"],
                kind=MovementKind.SOLD,
                quantity=-1,
                by_id=request.user.pk,
                at=datetime.now(UTC),
            )
            Placement.objects.filter(pk=row.placement_id).update(on_hand=F("on_hand") - 1)
        return Response({"id": row.pk, "quantity": row.quantity}, status=201)


def main() -> None:
    setup_test_environment()
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        print(json.dumps(measure()))
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def measure() -> dict[str, Any]:
    """Milliseconds of the processor for one request of each, and their ratio."""
    coworking = make_coworking()
    seller = make_member(coworking, any_person(), Role.DESK)
    maker = make_selling_maker(coworking)
    placed = [make_placed(coworking, maker, quantity=1000) for _piece in range(2)]
    key = issue_token(
        user=seller, name="bench", scopes=list(Scope), by=seller, at=datetime.now(UTC)
    )
    token = f"Bearer {key}"
    client, factory, bare = APIClient(), APIRequestFactory(), Bare.as_view()

    def sell() -> int:
        body = {
            "coworking": coworking.slug,
            "key": str(uuid.uuid4()),
            "paid_with": "card",
            "lines": [{"code": placed[0].item.code, "quantity": 1}],
        }
        answer = client.post("/api/v1/sales/", body, format="json", HTTP_AUTHORIZATION=token)
        return answer.status_code

    def stand_in() -> int:
        body = {"placement": placed[1].pk, "quantity": 1}
        request = factory.post("/", body, format="json", HTTP_AUTHORIZATION=token)
        return bare(request).status_code

    ours, theirs = timed(sell), timed(stand_in)
    return {
        "bench": "sell",
        "database": connection.vendor,
        "ours_ms": round(ours, 2),
        "bare_ms": round(theirs, 2),
        "ratio": round(ours / theirs, 2),
    }


def timed(act: Callable[[], int]) -> float:
    """Milliseconds of the processor for one act: the median of the rounds."""
    assert act() == 201
    rounds = []
    for _round in range(ROUNDS):
        start = time.process_time()
        for _request in range(REQUESTS):
            act()
        rounds.append((time.process_time() - start) / REQUESTS * 1000)
    return statistics.median(rounds)


if __name__ == "__main__":
    main()
