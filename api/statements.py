"""Statements: a closed month told line by line, as JSON, PDF and CSV."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.exports import Csv, OnlyKind, Pdf, named, table
from api.resource import Door, Resource
from api.settlements import SettlementFilters, SettlementSerializer
from api.statement_json import OtherLineSerializer, StatementLineSerializer, StatementSerializer
from consign.monthend.operations import note_reading
from consign.monthend.statement import Statement, statement_of
from consign.monthend.statement_pdf import statement_pdf
from consign.people.models import User
from consign.settlements.models import Settlement
from consign.settlements.queries import settlements_seen_by

COLUMNS = (
    "number",
    "coworking",
    "period",
    "maker",
    "maker_name",
    "payee",
    "payee_name",
    "opening",
    "change",
    "payout",
    "closing",
    "payout_number",
    "payout_state",
    "paid_on",
)
LINES = (
    "on",
    "kind",
    "ticket",
    "code",
    "title",
    "quantity",
    "unit_price",
    "discount",
    "paid",
    "vat_percent",
    "commission_percent",
    "commission",
    "share",
    "first_ticket",
    "memo",
)


class Statements(Resource[Settlement]):
    """Statements of the accounts you may read."""

    queryset = Settlement.objects.none()
    serializer_class = SettlementSerializer
    filters = SettlementFilters
    columns = COLUMNS

    def visible(self) -> QuerySet[Settlement]:
        return settlements_seen_by(self.reader).select_related("payout_order")

    @extend_schema(responses=StatementSerializer)
    def retrieve(self, request: Request, **_key: str) -> Response:  # noqa: ARG002
        """A statement with every line; that it was read is noted."""
        return Response(StatementSerializer(_read(self.reader, self.kwargs["pk"])[1]).data)


class StatementPdf(Door):
    """A statement on paper."""

    renderer_classes = [Pdf]
    content_negotiation_class = OnlyKind

    @extend_schema(responses={(200, "application/pdf"): bytes}, operation_id="statements_pdf")
    def get(self, _request: Request, pk: int) -> Response:
        """The statement as PDF, in your language."""
        settlement, statement = _read(self.reader, pk)
        pdf = statement_pdf(statement, get_language() or "en")
        return named(pdf, f"{settlement.number}-{settlement.account.maker.slug}.pdf")


class StatementCsv(Door):
    """The lines of a statement for a spreadsheet."""

    renderer_classes = [Csv]
    content_negotiation_class = OnlyKind

    @extend_schema(responses={(200, "text/csv"): str}, operation_id="statements_csv")
    def get(self, _request: Request, pk: int) -> Response:
        """The lines of the statement as CSV; their shares add up to its change."""
        settlement, statement = _read(self.reader, pk)
        name = f"{settlement.number}-{settlement.account.maker.slug}.csv"
        return named(table(LINES, _lines(statement)), name)


def _read(reader: User, pk: int | str) -> tuple[Settlement, Statement]:
    settlement = get_object_or_404(settlements_seen_by(reader), pk=pk)
    note_reading(settlement=settlement, by=reader, at=timezone.now())
    return settlement, statement_of(settlement)


def _lines(statement: Statement) -> Iterator[dict[str, Any]]:
    empty: dict[str, Any] = dict.fromkeys(LINES)
    for line in statement.lines:
        kind = "sale" if line.quantity > 0 else "refund"
        yield {**empty, **StatementLineSerializer(line).data, "kind": kind}
    for other in statement.others:
        told = OtherLineSerializer(other).data
        yield {**empty, **told, "ticket": told["reference"], "share": told["amount"]}
