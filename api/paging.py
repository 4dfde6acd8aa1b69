"""Pages by cursor: rows written meanwhile neither repeat nor hide others."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError as NotAValue
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request

if TYPE_CHECKING:  # The framework imports this module while it builds its views.
    from rest_framework.views import APIView

LARGEST_PAGE = 200


class Pages(CursorPagination):
    """`{"next", "previous", "results"}`, fifty rows unless `limit` says otherwise, newest first."""

    page_size = 50
    page_size_query_param = "limit"
    page_size_query_description = "Rows on a page, 1 to 200; 50 unless given."
    cursor_query_description = "Where a page begins: follow `next` and `previous`."
    max_page_size = LARGEST_PAGE
    ordering = "-id"

    def paginate_queryset(
        self, queryset: Any, request: Request, view: "APIView | None" = None
    ) -> list[Any] | None:
        try:
            return super().paginate_queryset(queryset, request, view)
        except (ValueError, OverflowError, NotAValue):
            raise ValidationError({"cursor": [_("This is no cursor of this list.")]}) from None

    def get_page_size(self, request: Request) -> int:
        limit = request.query_params.get("limit", str(self.page_size))
        if not (limit.isascii() and limit.isdecimal() and 0 < len(limit) < 10 and int(limit)):
            raise ValidationError({"limit": [_("Write a number from 1 to 200.")]})
        return min(int(limit), LARGEST_PAGE)

    def get_ordering(
        self,
        request: Request,  # noqa: ARG002
        queryset: QuerySet[Any],  # noqa: ARG002
        view: "APIView",
    ) -> tuple[str, ...]:
        """What the reader asked for, and the key to tell equals apart."""
        asked = getattr(view, "ordering", "")
        return (asked, "-id" if asked.startswith("-") else "id") if asked else ("-id",)
