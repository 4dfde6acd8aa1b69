"""Pages by cursor: rows written meanwhile neither repeat nor hide others."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

if TYPE_CHECKING:  # The framework imports this module while it builds its views.
    from rest_framework.views import APIView

USUAL_PAGE, LARGEST_PAGE = 50, 200
SALT = "consign.api.cursor"
NEWEST_FIRST = "-id"


@dataclass(frozen=True)
class Cursor:
    """The row a page lies after, or before when it leads back; signed, so nobody makes one up."""

    ordering: str
    back: bool
    value: str
    key: int

    def __str__(self) -> str:
        return signing.dumps([self.ordering, self.back, self.value, self.key], salt=SALT)

    @classmethod
    def read(cls, text: str, ordering: str) -> "Cursor":
        try:
            found = cls(*signing.loads(text, salt=SALT))
        except signing.BadSignature:
            found = None
        if found is None or found.ordering != ordering:
            raise ValidationError({"cursor": [_("This is no cursor of this list.")]})
        return found


class Pages(BasePagination):
    """`{"next", "previous", "results"}`, fifty rows unless `limit` says otherwise.

    Rows are in the order of the view's `ordering`, a column that is never empty, and of their keys.
    """

    def paginate_queryset(
        self, queryset: Any, request: Request, view: "APIView | None" = None
    ) -> list[Any]:
        self.request = request
        self.ordering: str = getattr(view, "ordering", "") or NEWEST_FIRST
        size, cursor = _size(request), self._cursor()
        back = cursor is not None and cursor.back
        found = list(self._sorted(self._beyond(queryset, cursor), back=back)[: size + 1])
        page = found[:size][::-1] if back else found[:size]
        more = len(found) > size
        self.next = self._link(page[-1], back=False) if page and (more or back) else None
        before = more if back else cursor is not None
        self.previous = self._link(page[0], back=True) if page and before else None
        return page

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self.next, "previous": self.previous, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }

    def get_schema_operation_parameters(self, view: "APIView") -> list[dict[str, Any]]:  # noqa: ARG002
        return [
            {
                "name": "limit",
                "in": "query",
                "required": False,
                "description": "Rows on a page; 50 unless given.",
                "schema": {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE},
            },
            {
                "name": "cursor",
                "in": "query",
                "required": False,
                "description": "Where a page begins: follow `next` and `previous`.",
                "schema": {"type": "string"},
            },
        ]

    def _cursor(self) -> Cursor | None:
        text = self.request.query_params.get("cursor")
        return Cursor.read(text, self.ordering) if text else None

    def _sorted(self, rows: QuerySet[Any], *, back: bool) -> QuerySet[Any]:
        column, down = self.ordering.removeprefix("-"), self.ordering.startswith("-")
        sign = "-" if down != back else ""
        return rows.order_by(f"{sign}{column}", f"{sign}pk")

    def _beyond(self, rows: QuerySet[Any], cursor: Cursor | None) -> QuerySet[Any]:
        if cursor is None:
            return rows
        column, down = self.ordering.removeprefix("-"), self.ordering.startswith("-")
        side = "lt" if down != cursor.back else "gt"
        return rows.filter(
            Q(**{f"{column}__{side}": cursor.value})
            | Q(**{column: cursor.value, f"pk__{side}": cursor.key})
        )

    def _link(self, row: Model, *, back: bool) -> str:
        value = str(getattr(row, self.ordering.removeprefix("-")))
        cursor = Cursor(self.ordering, back, value, row.pk)
        return replace_query_param(self.request.build_absolute_uri(), "cursor", str(cursor))


def _size(request: Request) -> int:
    limit = request.query_params.get("limit", str(USUAL_PAGE))
    if not (limit.isascii() and limit.isdecimal() and len(limit) < 10 and int(limit)):
        raise ValidationError({"limit": [_("Write a number from 1 to 200.")]})
    return min(int(limit), LARGEST_PAGE)
