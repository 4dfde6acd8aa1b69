"""Agreements: a maker's terms at a coworking from a day on."""

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.fields import Amount, Currency, Percent, RowKey
from api.resource import Filters, Resource, ordering
from consign.agreements.models import (
    Affiliation,
    Agreement,
    Bearer,
    CommissionBase,
    CommissionVat,
    Mode,
)
from consign.agreements.queries import (
    affiliations_seen_by,
    agreements_seen_by,
    coworkings_to_ask,
)
from consign.agreements.terms import Offer, agree, decline
from consign.monthend.terms import accept, end_agreement, propose
from consign.people.models import Coworking
from consign.people.queries import coworkings
from consign.people.roles import is_maker, may_accept_for, may_settle


class AgreementSerializer(serializers.Serializer[Any]):
    """Terms, never edited: new terms are a new agreement.

    They hold once the coworking has agreed (`agreed_at`) and the payee has accepted
    (`accepted_at`), unless somebody declines them first.
    """

    id = serializers.IntegerField()
    coworking = serializers.SlugField(source="coworking.slug")
    maker = serializers.SlugField(source="affiliation.maker.slug")
    payee = serializers.SlugField(source="affiliation.payee.slug")
    payee_name = serializers.CharField(source="affiliation.payee.legal_name")
    affiliation = serializers.IntegerField(source="affiliation_id")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True, help_text="The last day, if it was ended.")
    mode = serializers.ChoiceField(choices=Mode.choices)
    commission_percent = Percent()
    commission_base = serializers.ChoiceField(choices=CommissionBase.choices)
    commission_vat = serializers.ChoiceField(choices=CommissionVat.choices)
    discount_bearer = serializers.ChoiceField(choices=Bearer.choices)
    maker_part_percent = Percent(allow_null=True)
    largest_discount_percent = Percent()
    shelf_fee = Amount(help_text="For a whole month, VAT included.")
    minimum_payout = Amount()
    currency = Currency()
    unsold_days = serializers.IntegerField()
    pickup_days = serializers.IntegerField(help_text="To fetch a piece once it stayed too long.")
    storage_fee = Amount(help_text="Then, for a piece and calendar month begun, VAT included.")
    loss_percent = Percent(
        allow_null=True,
        help_text="Owed for a lost piece, of its price; null: the share of a sale.",
    )
    proposed_at = serializers.DateTimeField()
    agreed_at = serializers.DateTimeField(
        allow_null=True, help_text="When the coworking agreed; null while a maker asks."
    )
    accepted_at = serializers.DateTimeField(allow_null=True)
    accepted_by = serializers.CharField(source="accepted_by.name", allow_null=True)
    accepted_text = serializers.CharField(help_text="The words that were accepted, as they were.")
    declined_at = serializers.DateTimeField(allow_null=True)
    declined_reason = serializers.CharField()


class NewAgreement(serializers.Serializer[Any]):
    """Terms to propose."""

    coworking = serializers.SlugField()
    affiliation = RowKey()
    starts_on = serializers.DateField()
    commission_percent = Percent()
    mode = serializers.ChoiceField(choices=Mode.choices, default=Mode.AGENT)
    commission_base = serializers.ChoiceField(
        choices=CommissionBase.choices, default=CommissionBase.INCL_VAT
    )
    commission_vat = serializers.ChoiceField(
        choices=CommissionVat.choices, default=CommissionVat.INCLUDED
    )
    discount_bearer = serializers.ChoiceField(choices=Bearer.choices, default=Bearer.PRO_RATA)
    maker_part_percent = Percent(
        required=False, allow_null=True, help_text="The maker's part of a discount: for `split`."
    )
    largest_discount_percent = Percent(default=Decimal(0))
    shelf_fee = Amount(
        default=Decimal("0.00"),
        min_value=Decimal(0),
        help_text="For a whole month, VAT included.",
    )
    minimum_payout = Amount(default=Decimal("0.00"), min_value=Decimal(0))
    unsold_days = serializers.IntegerField(default=90, min_value=0, max_value=3650)
    pickup_days = serializers.IntegerField(default=30, min_value=0, max_value=3650)
    storage_fee = Amount(
        default=Decimal("0.00"),
        min_value=Decimal(0),
        help_text="For a piece and calendar month begun after that, VAT included.",
    )
    loss_percent = Percent(
        required=False,
        allow_null=True,
        help_text="Owed for a lost piece, of its price; left out: the share of a sale.",
    )


class Declining(serializers.Serializer[Any]):
    """A word to the other side."""

    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)


class LastDayOfTerms(serializers.Serializer[Any]):
    """When an agreement ends."""

    ends_on = serializers.DateField()


class AgreementFilters(Filters):
    coworking = serializers.SlugField(required=False, source="coworking__slug")
    maker = serializers.SlugField(required=False, source="affiliation__maker__slug")
    payee = serializers.SlugField(required=False, source="affiliation__payee__slug")
    proposed = serializers.BooleanField(
        required=False,
        allow_null=True,
        default=None,
        help_text="Only those that wait for somebody's word, or only those accepted.",
    )
    ordering = ordering("starts_on")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        waits = attrs.pop("proposed")
        if waits is None:
            return attrs
        unsaid = {"accepted_at__isnull": True, "declined_at__isnull": True}
        return attrs | (unsaid if waits else {"accepted_at__isnull": False})


class Agreements(Resource[Agreement]):
    """A maker's terms at a coworking from a day on."""

    queryset = Agreement.objects.none()
    serializer_class = AgreementSerializer
    filters = AgreementFilters

    def visible(self) -> QuerySet[Agreement]:
        return agreements_seen_by(self.reader)

    @extend_schema(request=NewAgreement, responses={201: AgreementSerializer})
    def create(self, _request: Request) -> Response:
        """Propose terms, as a manager, or as a maker for a project of one's own.

        Those of a maker wait for the coworking to agree; then the payee accepts.
        """
        sent = self.sent(NewAgreement)
        coworking = get_object_or_404(coworkings(), slug=sent.pop("coworking"))
        affiliations = affiliations_seen_by(self.reader)
        affiliation = get_object_or_404(affiliations, pk=sent.pop("affiliation"))
        manages = may_settle(self.reader, coworking)
        if not manages and not self._may_ask(coworking, affiliation):
            raise Http404
        made = propose(
            coworking=coworking,
            affiliation=affiliation,
            starts_on=sent.pop("starts_on"),
            offer=Offer(**sent),
            by=self.reader,
            at=timezone.now(),
            by_maker=not manages,
        )
        return self.told(made, 201)

    @extend_schema(request=None, responses=AgreementSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, _request: Request, pk: str) -> Response:
        """Accept terms for the payee; its text is kept.

        For the advisers of the payee, for the maker where it has none, and for the manager who
        holds the signed paper.
        """
        agreement = self._one(pk)
        bound = agreement.affiliation
        binds = may_accept_for(self.reader, payee=bound.payee, maker=bound.maker)
        if not binds and not may_settle(self.reader, agreement.coworking):
            raise Http404
        accept(agreement=agreement, by=self.reader, at=timezone.now())
        return self.told(agreement)

    @extend_schema(request=None, responses=AgreementSerializer)
    @action(detail=True, methods=["post"])
    def agree(self, _request: Request, pk: str) -> Response:
        """Agree to terms that a maker asks for.  For managers."""
        agreement = self._managed(pk)
        agree(agreement=agreement, by=self.reader, at=timezone.now())
        return self.told(agreement)

    @extend_schema(request=Declining, responses=AgreementSerializer)
    @action(detail=True, methods=["post"])
    def decline(self, _request: Request, pk: str) -> Response:
        """Decline terms that wait, or take one's own proposal back.  For either side."""
        agreement = self._one(pk)
        sent = self.sent(Declining)
        decline(agreement=agreement, by=self.reader, at=timezone.now(), **sent)
        return self.told(agreement)

    @extend_schema(request=LastDayOfTerms, responses=AgreementSerializer)
    @action(detail=True, methods=["post"])
    def end(self, _request: Request, pk: str) -> Response:
        """Give accepted terms their last day: no sale after it, and all that is owed is paid then.

        For managers.
        """
        agreement = self._managed(pk)
        sent = self.sent(LastDayOfTerms)
        end_agreement(agreement=agreement, by=self.reader, at=timezone.now(), **sent)
        return self.told(agreement)

    def _one(self, pk: str) -> Agreement:
        return get_object_or_404(self.visible(), pk=pk)

    def _managed(self, pk: str) -> Agreement:
        agreement = self._one(pk)
        if not may_settle(self.reader, agreement.coworking):
            raise Http404
        return agreement

    def _may_ask(self, coworking: Coworking, affiliation: Affiliation) -> bool:
        """Makers ask for their own projects, where terms were proposed to them before."""
        known = coworkings_to_ask(affiliation.maker).filter(pk=coworking.pk)
        return is_maker(self.reader, affiliation.maker) and known.exists()
