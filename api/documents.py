"""Documents: invoices and credit notes as they were issued, as JSON, PDF and UBL."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.exports import OnlyKind, Pdf, Xml, named
from api.fields import Amount, Currency, Percent, Period
from api.papers_json import DOCUMENT_KINDS, VAT_CATEGORIES, IssuingPartySerializer
from api.resource import Door, Filters, Resource, ordering
from consign.days import local_day
from consign.invoices.acceptance import Acceptance, acceptance, accepted_from, answer_to
from consign.invoices.figures import signed_quantity
from consign.invoices.models import Document
from consign.invoices.operations import answer, note_reading
from consign.invoices.queries import documents_seen_by, with_corrections
from consign.money.documents import DocumentKind
from consign.monthend.document_papers import COLUMNS, documents_csv, original_of, paper_of
from consign.payouts.queries import requests_of
from consign.people.models import LANGUAGES, User
from consign.people.roles import may_accept_for


class OtherDocumentSerializer(serializers.Serializer[Any]):
    """Another document that one refers to."""

    id = serializers.IntegerField(source="pk")
    number = serializers.CharField()
    issued_on = serializers.DateField()


class CorrectedSerializer(serializers.Serializer[Any]):
    """What a credit note corrects: an invoice, or the statement of a month that had none."""

    id = serializers.IntegerField(allow_null=True, help_text="Of a document.")
    number = serializers.CharField()
    issued_on = serializers.DateField(allow_null=True)


class AnswerSerializer(serializers.Serializer[Any]):
    """The payee's word."""

    accepted = serializers.BooleanField()
    reason = serializers.CharField(help_text="What is wrong with it.")
    by = serializers.CharField(source="by.name")
    at = serializers.DateTimeField()


class IssuedSerializer(serializers.Serializer[Any]):
    """An invoice or credit note, frozen: a mistake is credited.  Amounts are above zero on credit
    notes too; net, vat and rounding add up to the total."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    kind = serializers.ChoiceField(choices=DOCUMENT_KINDS)
    type_code = serializers.SerializerMethodField(help_text="UNTDID 1001: `380`.")
    issued_on = serializers.DateField()
    coworking = serializers.SlugField(source="coworking.slug")
    period = serializers.CharField(source="settlement.period")
    statement = serializers.IntegerField(source="settlement_id")
    statement_number = serializers.CharField(source="settlement.number")
    maker = serializers.SlugField(source="settlement.account.maker.slug")
    payee = serializers.SlugField(source="settlement.account.payee.slug")
    issuer = serializers.SlugField(
        source="issuer.slug", help_text="In whose name: the coworking's operator or the payee."
    )
    language = serializers.ChoiceField(choices=LANGUAGES)
    vat_category = serializers.ChoiceField(source="category", choices=VAT_CATEGORIES)
    vat_percent = Percent(source="percent")
    net = Amount()
    vat = Amount()
    rounding = Amount()
    total = Amount()
    set_off = Amount(help_text="What of it is settled on the account.")
    due = Amount(help_text="What of it is left to be transferred.")
    due_on = serializers.DateField(allow_null=True)
    currency = Currency()
    corrects = serializers.SerializerMethodField()
    reverses = OtherDocumentSerializer(
        allow_null=True, help_text="What it takes back as a whole, for a closing that was voided."
    )
    reversed_by = OtherDocumentSerializer(allow_null=True, default=None)
    acceptance = serializers.SerializerMethodField(help_text="Of what is issued for the payee.")
    accepted_from = serializers.SerializerMethodField(
        help_text="From this day on silence counts as acceptance."
    )
    answer = serializers.SerializerMethodField()

    def get_type_code(self, document: Any) -> str:
        return DocumentKind(document.kind).type_code

    @extend_schema_field(CorrectedSerializer(allow_null=True))
    def get_corrects(self, document: Any) -> Any:
        told = document.facts["corrects"]
        return told and {"id": document.corrects_id, "issued_on": None, **told}

    @extend_schema_field(serializers.ChoiceField(choices=Acceptance.choices, allow_null=True))
    def get_acceptance(self, document: Any) -> Any:
        return acceptance(document, local_day(timezone.now()))

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_accepted_from(self, document: Any) -> Any:
        waits = DocumentKind(document.kind).is_self_billed
        return str(accepted_from(document)) if waits else None

    @extend_schema_field(AnswerSerializer(allow_null=True))
    def get_answer(self, document: Any) -> Any:
        given = answer_to(document)
        return given and AnswerSerializer(given).data


class DocumentLineSerializer(serializers.Serializer[Any]):
    """What is charged or credited; the nets add up to the document's."""

    line = serializers.IntegerField(source="position")
    text = serializers.CharField()
    detail = serializers.CharField()
    quantity = serializers.SerializerMethodField(help_text="Below zero on what takes off.")
    net = Amount()

    def get_quantity(self, line: Any) -> int:
        return signed_quantity(line)


class PaymentSerializer(serializers.Serializer[Any]):
    """Where what is due goes, and by which means (UNCL 4461): `97` settled, `30` by transfer."""

    means = serializers.CharField()
    holder = serializers.CharField()
    iban = serializers.CharField()
    bic = serializers.CharField()
    reference = serializers.CharField()


class WholeDocumentSerializer(IssuedSerializer):
    """A document with its lines and all that is printed on it."""

    seller = IssuingPartySerializer(source="facts.seller")
    buyer = IssuingPartySerializer(source="facts.buyer")
    maker_name = serializers.CharField(source="facts.maker", help_text="The project.")
    buyer_reference = serializers.CharField(source="facts.buyer_reference")
    supplied = serializers.SerializerMethodField(help_text="The first and the last day.")
    exemption = serializers.CharField(source="facts.exemption", help_text="Why there is no VAT.")
    agreed_on = serializers.CharField(
        source="facts.agreed_on", help_text="The day the payee agreed to be invoiced for."
    )
    payment = PaymentSerializer(source="facts.payment")
    lines = serializers.SerializerMethodField()

    @extend_schema_field(DocumentLineSerializer(many=True))
    def get_lines(self, document: Any) -> Any:
        return DocumentLineSerializer(document.lines.order_by("position"), many=True).data

    @extend_schema_field(serializers.ListField(child=serializers.DateField()))
    def get_supplied(self, document: Any) -> Any:
        return document.facts["period"]


class WordSent(serializers.Serializer[Any]):
    """Whether the payee agrees with what was issued in its name."""

    accepted = serializers.BooleanField()
    reason = serializers.CharField(
        max_length=300, default="", allow_blank=True, help_text="Needed where it is contested."
    )


class DocumentFilters(Filters):
    coworking = serializers.SlugField(required=False, source="coworking__slug")
    period = Period(required=False, source="settlement__period")
    kind = serializers.ChoiceField(choices=DOCUMENT_KINDS, required=False)
    payee = serializers.SlugField(required=False, source="settlement__account__payee__slug")
    maker = serializers.SlugField(required=False, source="settlement__account__maker__slug")
    number = serializers.CharField(required=False, max_length=60)
    ordering = ordering("issued_on")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        period = "settlement__period"
        return {**attrs, period: str(attrs[period])} if period in attrs else attrs


class Documents(Resource[Document]):
    """Invoices and credit notes of the accounts you may read."""

    queryset = Document.objects.none()
    serializer_class = IssuedSerializer
    filters = DocumentFilters
    columns = COLUMNS

    def visible(self) -> QuerySet[Document]:
        return _readable(self.reader)

    def exported(self, rows: QuerySet[Document]) -> bytes:
        return documents_csv(rows)

    @extend_schema(responses=WholeDocumentSerializer)
    def retrieve(self, request: Request, **_key: str) -> Response:  # noqa: ARG002
        """A document with its lines and parties; that it was read is noted.

        On paper it is `documents/{id}.pdf`; the invoice itself is `documents/{id}.xml`.
        """
        return Response(WholeDocumentSerializer(_read(self.reader, self.kwargs["pk"])).data)

    @extend_schema(request=WordSent, responses=WholeDocumentSerializer)
    @action(detail=True, methods=["post"])
    def answer(self, _request: Request, pk: str) -> Response:
        """Accept what was issued in the payee's name, or contest it with a reason.

        For the advisers of the payee, and for the maker where it has none.  The same word again
        does no harm; another one is refused.
        """
        found = get_object_or_404(self.visible(), pk=pk)
        account = found.settlement.account
        if not may_accept_for(self.reader, payee=account.payee, maker=account.maker):
            raise Http404
        sent = self.sent(WordSent)
        answer(document=found, by=self.reader, at=timezone.now(), **sent)
        return Response(WholeDocumentSerializer(_readable(self.reader).get(pk=found.pk)).data)


class DocumentPdf(Door):
    """A document on paper."""

    renderer_classes = [Pdf]
    content_negotiation_class = OnlyKind

    @extend_schema(responses={(200, "application/pdf"): bytes}, operation_id="documents_pdf")
    def get(self, _request: Request, pk: int) -> Response:
        """The document as PDF, in its own language."""
        document = _read(self.reader, pk)
        asked = requests_of([document.settlement]).get(document.settlement_id)
        return named(paper_of(document, asked), f"{document.number}.pdf")


class DocumentXml(Door):
    """A document for machines."""

    renderer_classes = [Xml]
    content_negotiation_class = OnlyKind

    @extend_schema(responses={(200, "application/xml"): bytes}, operation_id="documents_xml")
    def get(self, _request: Request, pk: int) -> Response:
        """The structured invoice (UBL), byte for byte as it was issued."""
        document = _read(self.reader, pk)
        return named(original_of(document), f"{document.number}.xml")


def _readable(reader: User) -> QuerySet[Document]:
    return with_corrections(documents_seen_by(reader)).select_related("answer__by")


def _read(reader: User, pk: int | str) -> Document:
    """One of the reader's documents; that it was read is noted."""
    document = get_object_or_404(_readable(reader), pk=pk)
    note_reading(documents=[document], by=reader, at=timezone.now())
    return document
