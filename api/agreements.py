"""Agreements: a maker's terms at a coworking from a day on."""

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.fields import Amount, Currency, Percent, RowKey
from api.places import managed
from api.resource import Filters, Resource, ordering
from consign.agreements.models import Agreement, Bearer, CommissionBase, CommissionVat, Mode
from consign.agreements.queries import affiliations_seen_by, agreements_seen_by
from consign.agreements.terms import Offer
from consign.monthend.terms import accept, propose
from consign.people.roles import is_maker, may_settle


class AgreementSerializer(serializers.Serializer[Any]):
    """Terms; proposed until they are accepted, never edited: new terms are a new agreement."""

    id = serializers.IntegerField()
    coworking = serializers.SlugField(source="coworking.slug")
    maker = serializers.SlugField(source="affiliation.maker.slug")
    payee = serializers.SlugField(source="affiliation.payee.slug")
    payee_name = serializers.CharField(source="affiliation.payee.legal_name")
    affiliation = serializers.IntegerField(source="affiliation_id")
    starts_on = serializers.DateField()
    mode = serializers.ChoiceField(choices=Mode.choices)
    commission_percent = Percent()
    commission_base = serializers.ChoiceField(choices=CommissionBase.choices)
    commission_vat = serializers.ChoiceField(choices=CommissionVat.choices)
    discount_bearer = serializers.ChoiceField(choices=Bearer.choices)
    maker_part_percent = Percent(allow_null=True)
    largest_discount_percent = Percent()
    minimum_payout = Amount()
    currency = Currency()
    unsold_days = serializers.IntegerField()
    proposed_at = serializers.DateTimeField()
    accepted_at = serializers.DateTimeField(allow_null=True)


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
    minimum_payout = Amount(default=Decimal("0.00"), min_value=Decimal(0))
    unsold_days = serializers.IntegerField(default=90, min_value=0, max_value=3650)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        split = attrs["discount_bearer"] == Bearer.SPLIT
        if split != (attrs.get("maker_part_percent") is not None):
            raise serializers.ValidationError(
                {"maker_part_percent": [_("Say the maker's part for “split”, and only then.")]}
            )
        return attrs


class AgreementFilters(Filters):
    coworking = serializers.SlugField(required=False, source="coworking__slug")
    maker = serializers.SlugField(required=False, source="affiliation__maker__slug")
    payee = serializers.SlugField(required=False, source="affiliation__payee__slug")
    proposed = serializers.BooleanField(
        required=False,
        allow_null=True,
        default=None,
        source="accepted_at__isnull",
        help_text="Only those that wait to be accepted, or only those accepted.",
    )
    ordering = ordering("starts_on")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in attrs.items() if value is not None}


class Agreements(Resource[Agreement]):
    """A maker's terms at a coworking from a day on."""

    queryset = Agreement.objects.none()
    serializer_class = AgreementSerializer
    filters = AgreementFilters

    def visible(self) -> QuerySet[Agreement]:
        return agreements_seen_by(self.reader)

    @extend_schema(request=NewAgreement, responses={201: AgreementSerializer})
    def create(self, _request: Request) -> Response:
        """Propose terms; they hold once they are accepted.  For managers."""
        sent = self.sent(NewAgreement)
        coworking = managed(self.reader, sent.pop("coworking"))
        affiliations = affiliations_seen_by(self.reader)
        affiliation = get_object_or_404(affiliations, pk=sent.pop("affiliation"))
        made = propose(
            coworking=coworking,
            affiliation=affiliation,
            starts_on=sent.pop("starts_on"),
            offer=Offer(**sent),
            by=self.reader,
            at=timezone.now(),
        )
        return self.told(made, 201)

    @extend_schema(request=None, responses=AgreementSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, _request: Request, pk: str) -> Response:
        """Accept terms: the maker, or the manager who holds the signed paper."""
        agreement = get_object_or_404(self.visible(), pk=pk)
        makes = is_maker(self.reader, agreement.affiliation.maker)
        if not makes and not may_settle(self.reader, agreement.coworking):
            raise Http404
        accept(agreement=agreement, by=self.reader, at=timezone.now())
        return self.told(self.visible().get(pk=pk))
