"""For whom a maker sells on a day, and on which terms."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from consign.agreements.models import Affiliation, Agreement
from consign.people.models import Coworking, LegalEntity, Maker, User, VatStatus
from consign.people.queries import vat_on
from consign.refusal import Refused


class NoPayee(Refused):
    code = "no_payee"
    sentence = _("%(maker)s has no payee on %(day)s. Add an affiliation first.")


class NoAgreement(Refused):
    code = "no_agreement"
    sentence = _("%(maker)s has no accepted agreement with %(coworking)s on %(day)s.")


class NoVatStatus(Refused):
    code = "no_vat_status"
    sentence = _("The VAT status of %(payee)s on %(day)s is not known. Enter it first.")


@dataclass(frozen=True)
class Standing:
    """All that decides a sale on a day: the payee, its VAT status, and the agreement in force."""

    payee: LegalEntity
    vat_status: VatStatus
    agreement: Agreement


def affiliation_on(maker: Maker, day: date) -> Affiliation | None:
    """The maker's affiliation on that day: at most one, the database sees to it."""
    return (
        Affiliation.objects.filter(maker=maker, starts_on__lte=day)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))
        .select_related("payee", "maker")
        .first()
    )


def agreement_on(coworking: Coworking, affiliation: Affiliation, day: date) -> Agreement | None:
    """The agreement in force: of those accepted, the latest that has begun."""
    return (
        Agreement.objects.filter(coworking=coworking, affiliation=affiliation)
        .filter(starts_on__lte=day, accepted_at__isnull=False)
        .order_by("-starts_on")
        .first()
    )


def affiliations_of(maker: Maker) -> QuerySet[Affiliation]:
    return Affiliation.objects.filter(maker=maker).select_related("payee").order_by("-starts_on")


def agreements_at(coworking: Coworking) -> QuerySet[Agreement]:
    """Every agreement of a coworking, proposed ones first, then the latest."""
    return (
        Agreement.objects.filter(coworking=coworking)
        .select_related("affiliation__maker", "affiliation__payee", "accepted_by")
        .order_by("affiliation__maker__name", "-starts_on")
    )


def agreements_of(maker: Maker) -> QuerySet[Agreement]:
    return (
        Agreement.objects.filter(affiliation__maker=maker)
        .select_related("coworking", "affiliation__payee")
        .order_by("coworking__name", "-starts_on")
    )


def makers_at(coworking: Coworking) -> QuerySet[Maker]:
    """Makers who have, had or were proposed an agreement at this coworking."""
    return (
        Maker.objects.filter(affiliations__agreements__coworking=coworking)
        .distinct()
        .order_by("name")
    )


def coworkings_for(maker: Maker, day: date) -> QuerySet[Coworking]:
    """The coworkings where the maker has an accepted agreement that holds on that day."""
    return (
        Coworking.objects.filter(
            agreements__affiliation__maker=maker,
            agreements__accepted_at__isnull=False,
            agreements__starts_on__lte=day,
        )
        .filter(
            Q(agreements__affiliation__ends_on__isnull=True)
            | Q(agreements__affiliation__ends_on__gte=day)
        )
        .distinct()
        .order_by("name")
    )


def agreements_advised_by(user: User) -> QuerySet[Agreement]:
    """Agreements of the legal entities a person advises."""
    return (
        Agreement.objects.filter(affiliation__payee__contacts__user=user)
        .select_related("coworking", "affiliation__maker", "affiliation__payee")
        .order_by("affiliation__maker__name", "-starts_on")
    )


def standing_on(coworking: Coworking, maker: Maker, day: date, *, place: str = "") -> Standing:
    """Payee, VAT status and terms of a maker's sales at a coworking on a day.

    Refused with the gap that stops the sale: NoPayee, NoAgreement, NoVatStatus.
    """
    affiliation = affiliation_on(maker, day)
    if affiliation is None:
        raise NoPayee(place=place, maker=maker.name, day=day)
    agreement = agreement_on(coworking, affiliation, day)
    if agreement is None:
        raise NoAgreement(place=place, maker=maker.name, coworking=coworking.name, day=day)
    status = vat_on(affiliation.payee, day)
    if status is None:
        raise NoVatStatus(place=place, payee=affiliation.payee.legal_name, day=day)
    return Standing(affiliation.payee, status, agreement)
