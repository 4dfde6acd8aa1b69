"""Affiliations: who is paid for a maker, from a day to a day."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.resource import Filters, Resource, ordering
from consign.agreements.models import Affiliation
from consign.agreements.operations import affiliate, amend_affiliation, end_affiliation
from consign.agreements.queries import affiliations_seen_by, makers_managed_by
from consign.monthend.moving import move_maker
from consign.people.queries import legal_entities_seen_by

CODES = ("project_code", "payment_reference")


class AffiliationSerializer(serializers.Serializer[Any]):
    """A payee of a maker, from a day to a day, both inclusive."""

    id = serializers.IntegerField()
    maker = serializers.SlugField(source="maker.slug")
    payee = serializers.SlugField(source="payee.slug")
    payee_name = serializers.CharField(source="payee.legal_name")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True)
    project_code = serializers.CharField(help_text="How the payee calls the project.")
    payment_reference = serializers.CharField(
        help_text="What the payee reads on transfers: OGM or RF, compact, or its own words."
    )


class NewAffiliation(serializers.Serializer[Any]):
    """Who is paid for a maker from now on."""

    maker = serializers.SlugField()
    payee = serializers.SlugField(help_text="The slug of a legal entity.")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(required=False, allow_null=True)
    project_code = serializers.CharField(max_length=40, required=False, allow_blank=True)
    payment_reference = serializers.CharField(max_length=140, required=False, allow_blank=True)
    moves = serializers.BooleanField(
        default=False,
        help_text="The payee of that day is paid until the day before, and its terms end then.",
    )
    same_terms = serializers.BooleanField(
        default=False,
        help_text="With `moves`: propose the terms of each coworking to the new payee.",
    )


class AffiliationChanges(serializers.Serializer[Any]):
    """When it ends, or else how the payee calls the project and what it reads on transfers."""

    ends_on = serializers.DateField(required=False)
    project_code = serializers.CharField(max_length=40, required=False, allow_blank=True)
    payment_reference = serializers.CharField(
        max_length=140,
        required=False,
        allow_blank=True,
        help_text="A structured reference (`+++123/4567/89002+++`, `RF…`), or words.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs or ("ends_on" in attrs and len(attrs) > 1):
            raise serializers.ValidationError(_("Send the last day, or what it is called."))
        return attrs


class AffiliationFilters(Filters):
    maker = serializers.SlugField(required=False, source="maker__slug")
    payee = serializers.SlugField(required=False, source="payee__slug")
    ordering = ordering("starts_on")


class Affiliations(Resource[Affiliation]):
    """Who is paid for a maker on which days."""

    queryset = Affiliation.objects.none()
    serializer_class = AffiliationSerializer
    filters = AffiliationFilters

    def visible(self) -> QuerySet[Affiliation]:
        return affiliations_seen_by(self.reader)

    @extend_schema(request=NewAffiliation, responses={201: AffiliationSerializer})
    def create(self, _request: Request) -> Response:
        """Say who is paid for a maker from a day on.  For managers.

        With `moves` another payee may be paid until the day before; without, that is refused.
        """
        sent = self.sent(NewAffiliation)
        maker = get_object_or_404(makers_managed_by(self.reader), slug=sent.pop("maker"))
        payee = get_object_or_404(legal_entities_seen_by(self.reader), slug=sent.pop("payee"))
        moves, same_terms = sent.pop("moves"), sent.pop("same_terms")
        who: dict[str, Any] = {
            "maker": maker,
            "payee": payee,
            "by": self.reader,
            "at": timezone.now(),
        }
        if moves:
            return self.told(move_maker(**who, **sent, same_terms=same_terms), 201)
        return self.told(affiliate(**who, **sent), 201)

    @extend_schema(request=AffiliationChanges, responses=AffiliationSerializer)
    def partial_update(self, _request: Request, pk: str) -> Response:
        """Give an affiliation its last day, or change its project code or reference.  For managers.

        Sales made keep their payee; closings and payouts keep what they were made with.
        """
        managed = affiliations_seen_by(self.reader).filter(maker__in=makers_managed_by(self.reader))
        affiliation = get_object_or_404(managed, pk=pk)
        sent = self.sent(AffiliationChanges)
        who: dict[str, Any] = {"affiliation": affiliation, "by": self.reader, "at": timezone.now()}
        if "ends_on" in sent:
            end_affiliation(**who, **sent)
        else:
            known = {name: getattr(affiliation, name) for name in CODES}
            amend_affiliation(**who, **{**known, **sent})
        return self.told(self.visible().get(pk=affiliation.pk))
