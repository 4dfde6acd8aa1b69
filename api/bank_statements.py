"""Statements of the coworking's bank, read in."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request, is_form_media_type
from rest_framework.response import Response

from api.fields import Amount, Currency
from api.parsers import BankFile, BankForm, BankText, BankTextXml, BankXml
from api.places import managed
from api.resource import Filters, Resource, ordering
from consign.payouts.bank_statements import read_in
from consign.payouts.models import BankStatement
from consign.payouts.queries import statements_seen_by

COUNTS = ("new", "known", "paid", "returned", "received", "transfers", "left_open")
# The kinds banks and programs name such files by; what it is, the file itself says.
KINDS = ("application/octet-stream", "application/xml", "text/xml", "text/plain")
WHOSE = OpenApiParameter(
    "coworking", str, description="Whose bank it is, where the file is the whole body."
)


class BankStatementSerializer(serializers.Serializer[Any]):
    """A statement that was read in."""

    id = serializers.IntegerField()
    coworking = serializers.SlugField(source="coworking.slug")
    identification = serializers.CharField(help_text="The bank's own.")
    iban = serializers.CharField()
    opened_on = serializers.DateField(allow_null=True)
    closed_on = serializers.DateField()
    opening = Amount(allow_null=True)
    closing = Amount()
    currency = Currency()
    read_by = serializers.CharField(source="read_by.name", default=None, allow_null=True)
    read_at = serializers.DateTimeField()
    lines = serializers.IntegerField(source="line_count", help_text="New ones it brought.")
    open_lines = serializers.IntegerField(source="open_count", help_text="That wait for somebody.")


class ReadSerializer(serializers.Serializer[Any]):
    """What came of a file: `new` lines, of which so many were matched, and lines `known` before."""

    statements = BankStatementSerializer(many=True)
    new = serializers.IntegerField()
    known = serializers.IntegerField()
    paid = serializers.IntegerField(help_text="Told that payouts left.")
    returned = serializers.IntegerField(help_text="Told that payouts came back.")
    received = serializers.IntegerField(help_text="Told that a payment request was paid.")
    transfers = serializers.IntegerField(help_text="Told that a customer's transfer arrived.")
    left_open = serializers.IntegerField(help_text="Wait for somebody.")


class StatementSent(serializers.Serializer[Any]):
    """A file as the bank's pages give it: CAMT.053 or CODA."""

    coworking = serializers.SlugField()
    file = serializers.FileField(allow_empty_file=True)


class WhoseBank(serializers.Serializer[Any]):
    coworking = serializers.SlugField()


class BankStatementFilters(Filters):
    coworking = serializers.SlugField(required=False, source="coworking__slug")
    ordering = ordering("closed_on", "read_at")


class BankStatements(Resource[BankStatement]):
    """What the banks of the coworkings you manage have told."""

    queryset = BankStatement.objects.none()
    serializer_class = BankStatementSerializer
    filters = BankStatementFilters
    parser_classes = [BankForm, BankFile, BankXml, BankTextXml, BankText]

    def visible(self) -> QuerySet[BankStatement]:
        return statements_seen_by(self.reader)

    @extend_schema(
        request={
            "multipart/form-data": StatementSent,
            **dict.fromkeys(KINDS, OpenApiTypes.BINARY),
        },
        responses={200: ReadSerializer, 201: ReadSerializer},
        parameters=[WHOSE],
    )
    def create(self, request: Request) -> Response:
        """Read in a file of the bank, CAMT.053 or CODA, at most 16 MiB.  For managers.

        Its lines are matched where their numbers leave no doubt.  The same file again changes
        nothing, and is answered with 200; a line that is known from another file is passed over.
        """
        coworking, content = self._sent(request)
        now = timezone.now()
        read = read_in(
            coworking=managed(self.reader, coworking), content=content, by=self.reader, at=now
        )
        kept = self.visible().filter(pk__in=[one.pk for one in read.statements])
        counts = {name: getattr(read, name) for name in COUNTS}
        told = ReadSerializer({**counts, "statements": kept.order_by("position")}).data
        known = all(one.read_at != now for one in read.statements)
        return Response(told, 200 if known else 201)

    def _sent(self, request: Request) -> tuple[str, bytes]:
        """Whose bank, and the file: a part of a form, or the whole body."""
        if not is_form_media_type(request.content_type):
            # An empty body is never parsed.
            data: Any = request.data
            return self.asked(WhoseBank)["coworking"], data.get("file", b"")
        sent = self.sent(StatementSent)
        return sent["coworking"], sent["file"].read()
