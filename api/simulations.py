"""Trying terms: a scenario in, its result out, and nothing is stored."""

from collections.abc import Mapping
from typing import IO, Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.parsers import LARGEST_BODY, Json, TooLarge
from api.resource import Door
from api.throttling import Simulating
from consign.monthend.simulate import parse, read, simulate
from consign.people.models import Scope


class ScenarioFile(Json):
    """A scenario as a file holds it: refused in the words of its format."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,  # noqa: ARG002
        parser_context: Mapping[str, Any] | None = None,  # noqa: ARG002
    ) -> Any:
        body = stream.read(LARGEST_BODY + 1)
        if len(body) > LARGEST_BODY:
            raise TooLarge
        return parse(body)


class Simulations(Door):
    """What would be booked, printed and paid."""

    parser_classes = [ScenarioFile]
    throttle_classes = [Simulating]
    writing = Scope.READ

    @extend_schema(
        request=OpenApiTypes.OBJECT, responses=OpenApiTypes.OBJECT, operation_id="simulate"
    )
    def post(self, request: Request) -> Response:
        """Work out a scenario (`consign-scenario/1`): every line, statement and document in cents.

        It goes through the real operations in a database of its own; nothing is stored.  400 names
        the value that is malformed (`events[3].quantity`), 409 the event that cannot happen.
        """
        return Response(simulate(read(request.data)))
