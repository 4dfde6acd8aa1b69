"""Legal entities: who invoices and is paid."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.resource import Filters, Resource, ordering
from consign.agreements.queries import legal_entities_managed_by
from consign.people.models import Kind, LegalEntity, VatPeriod, VatStatus
from consign.people.operations import add_bank_account, add_legal_entity, set_vat_status
from consign.people.queries import legal_entities_seen_by, managed_by


class VatStatusSerializer(serializers.Serializer[Any]):
    """Liable to VAT or not, from a day on."""

    status = serializers.ChoiceField(choices=VatStatus.choices)
    starts_on = serializers.DateField()


class BankAccountSerializer(serializers.Serializer[Any]):
    """Where an entity is paid from a day on."""

    iban = serializers.CharField(max_length=42)
    holder = serializers.CharField(max_length=70)
    starts_on = serializers.DateField()


class LegalEntitySerializer(serializers.Serializer[Any]):
    """A self-employed person, a cooperative, a company."""

    slug = serializers.SlugField(read_only=True)
    kind = serializers.ChoiceField(choices=Kind.choices)
    legal_name = serializers.CharField(max_length=140)
    enterprise_number = serializers.CharField(max_length=20)
    street = serializers.CharField(max_length=120)
    postcode = serializers.CharField(max_length=12)
    town = serializers.CharField(max_length=80)
    country = serializers.RegexField("^[A-Z]{2}$", default="BE")
    email = serializers.EmailField(default="", allow_blank=True, max_length=254)
    vat_statuses = VatStatusSerializer(many=True, read_only=True, source="vat_periods")


class LegalEntityFilters(Filters):
    searched = ("legal_name", "enterprise_number")
    search = serializers.CharField(required=False, help_text="Part of the name or number.")
    ordering = ordering("legal_name")


class LegalEntities(Resource[LegalEntity]):
    """Legal entities: all of them for managers, for advisers those they advise."""

    queryset = LegalEntity.objects.none()
    serializer_class = LegalEntitySerializer
    filters = LegalEntityFilters
    lookup_field = "slug"
    lookup_value_regex = "[-a-zA-Z0-9_]+"

    def visible(self) -> QuerySet[LegalEntity]:
        periods = Prefetch("vat_periods", VatPeriod.objects.order_by("starts_on"))
        return legal_entities_seen_by(self.reader).prefetch_related(periods)

    @extend_schema(request=LegalEntitySerializer, responses={201: LegalEntitySerializer})
    def create(self, _request: Request) -> Response:
        """Add a legal entity; its enterprise number is checked.  For managers."""
        if not managed_by(self.reader).exists():
            raise Http404
        sent = self.sent(LegalEntitySerializer)
        return self.told(add_legal_entity(by=self.reader, at=timezone.now(), **sent), 201)

    @extend_schema(request=VatStatusSerializer, responses={201: VatStatusSerializer})
    @action(detail=True, methods=["post"], url_path="vat-statuses")
    def vat_statuses(self, _request: Request, slug: str) -> Response:
        """Say whether an entity is liable to VAT from a day on.  For managers of its makers."""
        sent = self.sent(VatStatusSerializer)
        period = set_vat_status(
            entity=self._managed(slug), by=self.reader, at=timezone.now(), **sent
        )
        return Response(VatStatusSerializer(period).data, 201)

    @extend_schema(request=BankAccountSerializer, responses={201: BankAccountSerializer})
    @action(detail=True, methods=["post"], url_path="bank-accounts")
    def bank_accounts(self, _request: Request, slug: str) -> Response:
        """Say where an entity is paid from a day on.  For managers of its makers."""
        sent = self.sent(BankAccountSerializer)
        account = add_bank_account(
            entity=self._managed(slug), by=self.reader, at=timezone.now(), **sent
        )
        return Response(BankAccountSerializer(account).data, 201)

    def _managed(self, slug: str) -> LegalEntity:
        return get_object_or_404(legal_entities_managed_by(self.reader), slug=slug)
