"""What all resources share: the reader, what was sent, lists with filters and exports."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, TypeVar, cast

from django.db.models import Model, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import translation
from django.utils.cache import patch_vary_headers
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from api.exports import Csv, named
from api.parsers import Json
from api.permissions import SignedIn
from api.schema import Told
from consign.paper.spreadsheet import table
from consign.people.models import Coworking, Scope, User
from consign.people.queries import desks_of
from consign.till.models import Device

Row = TypeVar("Row", bound=Model)
Shape = type[serializers.BaseSerializer[Any]]

# Keys of rows: nothing longer fits a column.
NUMBER = "[0-9]{1,18}"
UUID = "[0-9a-fA-F-]{36}"


class Door(APIView):
    """One address of the API.

    `writing` is the scope a token needs for anything but reading; `for_devices` whether paired
    devices may call it.
    """

    permission_classes = [SignedIn]
    parser_classes = [Json]
    # What can be sent is in the schema, and only there.
    metadata_class = None
    schema = Told()
    writing: ClassVar[Scope] = Scope.MANAGE
    for_devices: ClassVar[bool] = False

    @property
    def reader(self) -> User:
        return cast("User", self.request.user)

    @property
    def device(self) -> Device | None:
        """The paired device at which the reader has signed."""
        return self.request.auth if isinstance(self.request.auth, Device) else None

    @property
    def desks(self) -> QuerySet[Coworking]:
        """The coworkings at whose desk the reader stands; at a device, its own alone."""
        found = desks_of(self.reader)
        return found.filter(pk=self.device.till.coworking_id) if self.device else found

    def desk(self, slug: str) -> Coworking:
        """One of them; 404 for every other."""
        return get_object_or_404(self.desks, slug=slug)

    def sent(self, shape: Shape, **options: Any) -> dict[str, Any]:
        """What was sent, once its shape has been checked."""
        form = shape(data=self.request.data, **options)
        form.is_valid(raise_exception=True)
        return cast("dict[str, Any]", form.validated_data)

    def asked(self, shape: Shape) -> dict[str, Any]:
        """What the query of the address asks for."""
        form = shape(data=self.request.query_params)
        form.is_valid(raise_exception=True)
        return cast("dict[str, Any]", form.validated_data)

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Response:
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer["Content-Language"] = translation.get_language()
        answer["Cache-Control"] = "private, no-cache"
        patch_vary_headers(answer, ["Authorization", "Till-Seller"])
        return answer


class Filters(serializers.Serializer[Any]):
    """Query parameters that narrow a list; the `source` of each is the lookup it stands for."""

    searched: ClassVar[Sequence[str]] = ()

    def narrow(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        wanted = dict(self.validated_data)
        wanted.pop("ordering", None)
        if text := wanted.pop("search", ""):
            found = (Q(**{f"{column}__icontains": text}) for column in self.searched)
            rows = rows.filter(Q(*found, _connector=Q.OR))
        return rows.filter(**wanted)


def ordering(*names: str) -> serializers.ChoiceField:
    """By which field a list is ordered, downwards with a minus; the newest first unless given."""
    choices = [sign + name for name in names for sign in ("", "-")]
    return serializers.ChoiceField(choices=choices, required=False)


class Resource(Door, GenericViewSet[Row], ABC):
    """Rows that can be listed and read one by one; a subclass says which ones a reader sees.

    With `columns` the list can be had as CSV, all of it at once.
    """

    filters: ClassVar[type[Filters]] = Filters
    columns: ClassVar[Sequence[str]] = ()
    lookup_value_regex = NUMBER
    ordering = ""

    @abstractmethod
    def visible(self) -> QuerySet[Row]:
        """The rows the reader may see."""

    def get_queryset(self) -> QuerySet[Row]:
        return self.visible()

    def get_renderers(self) -> list[BaseRenderer]:
        exported = [Csv()] if self.action == "list" and self.columns else []
        return [*super().get_renderers(), *exported]

    def list(self, request: Request) -> Response:
        context = {"reader": self.reader}
        filters = self.filters(data=request.query_params, context=context)
        filters.is_valid(raise_exception=True)
        self.ordering = filters.validated_data.get("ordering", "")
        rows = filters.narrow(self.get_queryset())
        if request.accepted_renderer.format == "csv":
            return named(self.exported(rows.order_by("-id")), f"{self.basename}.csv")
        return self.paged(rows, self.get_serializer_class())

    def retrieve(self, request: Request, **_key: str) -> Response:  # noqa: ARG002
        """One of these."""
        return self.told(self.get_object())

    def exported(self, rows: QuerySet[Row]) -> bytes:
        """All of a list as CSV."""
        return table(self.columns, (cells for row in rows for cells in self.flat(row)))

    def flat(self, row: Row) -> Iterable[dict[str, Any]]:
        """The CSV lines of one row."""
        return [dict(self.get_serializer_class()(row).data)]

    def paged(self, rows: QuerySet[Any], shape: Shape) -> Response:
        """One page of rows."""
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(shape(page, many=True).data)

    def told(self, row: Any, status: int = 200) -> Response:
        """One row of this resource."""
        return Response(self.get_serializer_class()(row).data, status)
