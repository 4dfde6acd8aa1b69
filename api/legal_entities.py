"""Legal entities: who invoices and is paid."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.fields import marked
from api.resource import NUMBER, Filters, Resource, ordering
from consign.agreements.bank_details import (
    change_account,
    confirm_account,
    decline_account,
    keeps_account,
)
from consign.agreements.queries import legal_entities_managed_by
from consign.days import local_day
from consign.people.models import LANGUAGES, BankAccount, Kind, LegalEntity, VatPeriod, VatStatus
from consign.people.operations import add_legal_entity, amend_legal_entity, set_vat_status
from consign.people.queries import (
    known_accounts_of,
    legal_entities,
    legal_entities_seen_by,
    managed_by,
)

COUNTRY = r"^[A-Z]{2}\Z"
ACCOUNT_STATES = ("waiting", "confirmed", "declined")
ACCOUNT = OpenApiParameter("account", int, OpenApiParameter.PATH, description="Its key.")


class VatStatusSerializer(serializers.Serializer[Any]):
    """Liable to VAT or not, from a day on."""

    status = serializers.ChoiceField(choices=VatStatus.choices)
    starts_on = serializers.DateField()


class BankAccountSerializer(serializers.Serializer[Any]):
    """Where an entity is paid from a day on; a change holds once somebody else has confirmed it."""

    id = serializers.IntegerField(read_only=True)
    iban = serializers.CharField(max_length=42)
    holder = serializers.CharField(max_length=140, help_text="As the bank knows it, at most 70.")
    bic = serializers.CharField(max_length=14, default="", allow_blank=True)
    starts_on = serializers.DateField()
    state = serializers.SerializerMethodField()
    entered_by = serializers.CharField(
        source="entered_by.name", default=None, allow_null=True, read_only=True
    )
    entered_at = serializers.DateTimeField(read_only=True)
    confirmed_by = serializers.CharField(
        source="confirmed_by.name", default=None, allow_null=True, read_only=True
    )
    confirmed_at = serializers.DateTimeField(
        read_only=True, allow_null=True, help_text="Null while a change waits to be confirmed."
    )

    @extend_schema_field(serializers.ChoiceField(choices=ACCOUNT_STATES))
    def get_state(self, account: Any) -> str:
        if account.declined_at is not None:
            return "declined"
        return "waiting" if account.confirmed_at is None else "confirmed"


class LegalEntitySerializer(serializers.Serializer[Any]):
    """A self-employed person, a cooperative, a company."""

    slug = serializers.SlugField(read_only=True)
    kind = serializers.ChoiceField(choices=Kind.choices)
    legal_name = serializers.CharField(max_length=140)
    enterprise_number = serializers.CharField(max_length=20)
    street = serializers.CharField(max_length=120)
    postcode = serializers.CharField(max_length=12)
    town = serializers.CharField(max_length=80)
    country = serializers.RegexField(COUNTRY, default="BE")
    email = serializers.EmailField(default="", allow_blank=True, max_length=254)
    legal_form = serializers.CharField(
        default="", allow_blank=True, max_length=40, help_text="`SRL`; empty for a person."
    )
    register = serializers.CharField(
        default="", allow_blank=True, max_length=60, help_text="`RPM Bruxelles`"
    )
    language = serializers.ChoiceField(
        choices=LANGUAGES, default="fr", help_text="Of the documents it receives."
    )
    vat_statuses = VatStatusSerializer(many=True, read_only=True, source="vat_periods")


class LegalEntityChanges(serializers.Serializer[Any]):
    """What is put right; the rest stays as it is, and the enterprise number always does."""

    legal_name = serializers.CharField(max_length=140)
    street = serializers.CharField(max_length=120)
    postcode = serializers.CharField(max_length=12)
    town = serializers.CharField(max_length=80)
    country = serializers.RegexField(COUNTRY)
    email = serializers.EmailField(allow_blank=True, max_length=254)
    legal_form = serializers.CharField(allow_blank=True, max_length=40)
    register = serializers.CharField(allow_blank=True, max_length=60)
    language = serializers.ChoiceField(choices=LANGUAGES)


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

    @extend_schema(request=LegalEntityChanges, responses=LegalEntitySerializer)
    def partial_update(self, _request: Request, slug: str) -> Response:
        """Put right what is known of an entity; papers that were issued keep what they say.

        For managers of its makers.
        """
        sent = self.sent(LegalEntityChanges, partial=True)
        entity = self._managed(slug)
        amend_legal_entity(entity=entity, by=self.reader, at=timezone.now(), **sent)
        return self.told(self.visible().get(pk=entity.pk))

    @extend_schema(request=VatStatusSerializer, responses={201: VatStatusSerializer})
    @action(detail=True, methods=["post"], url_path="vat-statuses")
    def vat_statuses(self, _request: Request, slug: str) -> Response:
        """Say whether an entity is liable to VAT from a day on.  For managers of its makers."""
        sent = self.sent(VatStatusSerializer)
        period = set_vat_status(
            entity=self._managed(slug), by=self.reader, at=timezone.now(), **sent
        )
        return Response(VatStatusSerializer(period).data, 201)

    @extend_schema(responses=BankAccountSerializer(many=True), filters=False)
    @action(detail=True, url_path="bank-accounts")
    def bank_accounts(self, _request: Request, slug: str) -> Response:
        """Where an entity is, was and will be paid, and a change that waits to be confirmed.

        For managers of its makers, its advisers, and a maker who trades as it.
        """
        return self.paged(known_accounts_of(self._kept(slug)), BankAccountSerializer)

    @extend_schema(request=BankAccountSerializer, responses={201: BankAccountSerializer})
    @bank_accounts.mapping.post
    def add_bank_account(self, _request: Request, slug: str) -> Response:
        """Say where an entity is paid from a day on.  For those who read its accounts.

        The first account holds at once.  Another waits until somebody else confirms it, and those
        behind the entity get a letter.  The same account sent again is the one that is known.
        """
        entity, now = self._kept(slug), timezone.now()
        sent = self.sent(BankAccountSerializer)
        account = change_account(entity=entity, by=self.reader, at=now, **sent)
        answer = Response(BankAccountSerializer(account).data, 201)
        return marked(answer, replayed=account.entered_at != now)

    @extend_schema(request=None, responses=BankAccountSerializer, parameters=[ACCOUNT])
    @action(
        detail=True,
        methods=["post"],
        url_path=f"bank-accounts/(?P<account>{NUMBER})/confirm",
    )
    def confirm_account(self, _request: Request, slug: str, account: str) -> Response:
        """Say, as somebody else than who entered it, that a change of account is right."""
        found = self._account(slug, account)
        confirmed = confirm_account(account=found, by=self.reader, at=timezone.now())
        return Response(BankAccountSerializer(confirmed).data)

    @extend_schema(request=None, responses=BankAccountSerializer, parameters=[ACCOUNT])
    @action(
        detail=True,
        methods=["post"],
        url_path=f"bank-accounts/(?P<account>{NUMBER})/decline",
    )
    def decline_account(self, _request: Request, slug: str, account: str) -> Response:
        """Say that a change of account is not right, or take one's own back."""
        found = self._account(slug, account)
        declined = decline_account(account=found, by=self.reader, at=timezone.now())
        return Response(BankAccountSerializer(declined).data)

    def _managed(self, slug: str) -> LegalEntity:
        return get_object_or_404(legal_entities_managed_by(self.reader), slug=slug)

    def _kept(self, slug: str) -> LegalEntity:
        """An entity whose account numbers the reader may know."""
        entity: LegalEntity = get_object_or_404(legal_entities(), slug=slug)
        if not keeps_account(self.reader, entity, local_day(timezone.now())):
            raise Http404
        return entity

    def _account(self, slug: str, key: str) -> BankAccount:
        return get_object_or_404(BankAccount.objects.filter(entity=self._kept(slug)), pk=key)
