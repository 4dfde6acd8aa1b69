"""Statements: a closed month told line by line, as JSON, PDF and CSV."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.exports import Csv, OnlyKind, Pdf, named
from api.fields import Period
from api.resource import Door, Resource
from api.settlements import SettlementFilters, SettlementSerializer
from api.statement_json import CoverSerializer, StatementSerializer
from consign.monthend.cover import Cover, cover
from consign.monthend.cover_papers import cover_csv, cover_pdf
from consign.monthend.operations import note_reading
from consign.monthend.statement import Statement, statement_of
from consign.monthend.statement_pdf import statement_pdf
from consign.monthend.statement_table import statement_csv
from consign.people.models import User
from consign.people.queries import legal_entities
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


class WhichCover(serializers.Serializer[Any]):
    """Whose month."""

    payee = serializers.SlugField()
    period = Period()


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

    @extend_schema(parameters=[WhichCover], responses=CoverSerializer, filters=False)
    @action(detail=False, pagination_class=None)
    def cover(self, _request: Request) -> Response:
        """The cover list of a payee and month: a line for each statement you may read, and sums.

        Also as `cover.pdf` and `cover.csv`.
        """
        return Response(CoverSerializer(_cover(self)).data)


class CoverPdf(Door):
    """A cover list on paper."""

    renderer_classes = [Pdf]
    content_negotiation_class = OnlyKind

    @extend_schema(
        parameters=[WhichCover],
        responses={(200, "application/pdf"): bytes},
        operation_id="statements_cover_pdf",
    )
    def get(self, _request: Request) -> Response:
        """The cover list as PDF, in your language."""
        found = _cover(self)
        pdf = cover_pdf(found, get_language() or "en")
        return named(pdf, f"{found.payee.slug}-{found.month}.pdf")


class CoverCsv(Door):
    """A cover list for a spreadsheet."""

    renderer_classes = [Csv]
    content_negotiation_class = OnlyKind

    @extend_schema(
        parameters=[WhichCover],
        responses={(200, "text/csv"): str},
        operation_id="statements_cover_csv",
    )
    def get(self, _request: Request) -> Response:
        """The cover list as CSV: a row for each statement, and one for the sums."""
        found = _cover(self)
        return named(cover_csv(found), f"{found.payee.slug}-{found.month}.csv")


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
    """A statement for a spreadsheet."""

    renderer_classes = [Csv]
    content_negotiation_class = OnlyKind

    @extend_schema(responses={(200, "text/csv"): str}, operation_id="statements_csv")
    def get(self, _request: Request, pk: int) -> Response:
        """The statement as CSV.

        `part` says what a row is: the shares of the parts `line` and `other` add up to the change,
        the other parts are sums, VAT, documents, receipts by day and pieces left.
        """
        settlement, statement = _read(self.reader, pk)
        name = f"{settlement.number}-{settlement.account.maker.slug}.csv"
        return named(statement_csv(statement), name)


def _cover(door: Door) -> Cover:
    """The list that was asked for; one without any line the reader may see is not there."""
    asked = door.asked(WhichCover)
    payee = get_object_or_404(legal_entities(), slug=asked["payee"])
    found = cover(payee, asked["period"], door.reader)
    if not found.lines:
        raise Http404
    return found


def _read(reader: User, pk: int | str) -> tuple[Settlement, Statement]:
    settlement = get_object_or_404(settlements_seen_by(reader), pk=pk)
    note_reading(settlement=settlement, by=reader, at=timezone.now())
    return settlement, statement_of(settlement)
