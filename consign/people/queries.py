"""Reads about people, coworkings and legal entities."""

from datetime import date

from django.db.models import QuerySet

from consign.people.models import (
    BankAccount,
    Coworking,
    LegalEntity,
    Maker,
    Membership,
    User,
    VatPeriod,
    VatStatus,
)


def vat_on(entity: LegalEntity, day: date) -> VatStatus | None:
    """The entity's VAT status on a day; None when nothing is known for that day."""
    period = (
        VatPeriod.objects.filter(entity=entity, starts_on__lte=day).order_by("-starts_on").first()
    )
    return VatStatus(period.status) if period else None


def bank_account_on(entity: LegalEntity, day: date) -> BankAccount | None:
    """The account the entity is paid on that day; None when it has none yet."""
    known = BankAccount.objects.filter(entity=entity, starts_on__lte=day)
    return known.order_by("-starts_on").first()


def memberships_of(user: User) -> QuerySet[Membership]:
    """The coworkings a person stands at the desk of, with the role there."""
    known = Membership.objects.filter(user=user).select_related("coworking")
    return known.order_by("coworking__name")


def makers_of(user: User) -> QuerySet[Maker]:
    """The projects a person runs."""
    return Maker.objects.filter(person=user).order_by("name")


def entities_of(user: User) -> QuerySet[LegalEntity]:
    """The legal entities a person advises."""
    return LegalEntity.objects.filter(contacts__user=user).order_by("legal_name")


def coworkings() -> QuerySet[Coworking]:
    """Every coworking: public knowledge."""
    return Coworking.objects.select_related("operator").order_by("name")


def members_of(coworking: Coworking) -> QuerySet[Membership]:
    return (
        Membership.objects.filter(coworking=coworking).select_related("user").order_by("user__name")
    )
