"""Reads about people, coworkings and legal entities."""

import hashlib
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from consign.people.models import (
    BankAccount,
    Contact,
    Coworking,
    LegalEntity,
    Maker,
    Membership,
    Role,
    Token,
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


def service_vat_on(coworking: Coworking, day: date) -> Decimal:
    """The rate of a coworking's commission and fees on a day: 0 while its operator is exempt."""
    liable = vat_on(coworking.operator, day) == VatStatus.LIABLE
    return coworking.service_vat_percent if liable else Decimal(0)


def bank_account_on(entity: LegalEntity, day: date) -> BankAccount | None:
    """The confirmed account the entity is paid on that day; None when it has none yet."""
    known = _confirmed().filter(entity=entity, starts_on__lte=day)
    return known.order_by("-starts_on", "-confirmed_at", "-pk").first()


def bank_accounts_on(entities: Iterable[LegalEntity], day: date) -> dict[int, BankAccount]:
    """The account each of several entities is paid on, by the entity's key, in one query."""
    known = _confirmed().filter(entity__in=list(entities), starts_on__lte=day)
    ordered = known.order_by("starts_on", "confirmed_at", "pk")
    return {account.entity_id: account for account in ordered}


def has_address(entity: LegalEntity) -> bool:
    """Whether all is there that an invoice and a transfer have to say of where it is."""
    told = (entity.street, entity.postcode, entity.town, entity.country)
    return all(part.strip() for part in told)


def waiting_account(entity: LegalEntity) -> BankAccount | None:
    """The change of account that waits for a second person; there is at most one."""
    known = BankAccount.objects.filter(
        entity=entity, confirmed_at__isnull=True, declined_at__isnull=True
    )
    return known.select_related("entered_by").first()


def waiting_accounts(entities: QuerySet[LegalEntity]) -> QuerySet[BankAccount]:
    """The changes of account among these entities that wait for a second person."""
    known = BankAccount.objects.filter(
        entity__in=entities.order_by().values("pk"),
        confirmed_at__isnull=True,
        declined_at__isnull=True,
    )
    return known.select_related("entity", "entered_by").order_by("entity__legal_name")


def ibans_of(entity: LegalEntity) -> set[str]:
    """Every account the entity ever had confirmed: a bank's statement of one of them is its own."""
    return set(_confirmed().filter(entity=entity).values_list("iban", flat=True))


def vat_periods_of(entity: LegalEntity) -> QuerySet[VatPeriod]:
    return VatPeriod.objects.filter(entity=entity).order_by("-starts_on")


def bank_accounts_of(entity: LegalEntity) -> QuerySet[BankAccount]:
    """The accounts that hold, held or will hold, latest first."""
    known = _confirmed().filter(entity=entity)
    return known.order_by("-starts_on", "-confirmed_at", "-pk")


def known_accounts_of(entity: LegalEntity) -> QuerySet[BankAccount]:
    """The same, and a change that waits; with who entered and who confirmed it."""
    known = BankAccount.objects.filter(entity=entity, declined_at__isnull=True)
    return known.select_related("entered_by", "confirmed_by").order_by("-starts_on", "-pk")


def legal_entities() -> QuerySet[LegalEntity]:
    """Every legal entity of the network: managers choose among them who is paid."""
    return LegalEntity.objects.order_by("legal_name", "pk")


def memberships_of(user: User) -> QuerySet[Membership]:
    """The coworkings a person stands at the desk of, with the role there."""
    known = Membership.objects.filter(user=user).select_related("coworking")
    return known.order_by("coworking__name")


def makers() -> QuerySet[Maker]:
    """Every maker of the network: their names are public."""
    return Maker.objects.order_by("name", "pk")


def makers_of(user: User) -> QuerySet[Maker]:
    """The projects a person runs."""
    return Maker.objects.filter(person=user).order_by("name")


def entities_of(user: User) -> QuerySet[LegalEntity]:
    """The legal entities a person advises."""
    return LegalEntity.objects.filter(contacts__user=user).order_by("legal_name")


def coworkings() -> QuerySet[Coworking]:
    """Every coworking: public knowledge."""
    return Coworking.objects.select_related("operator").order_by("name")


def desks_of(user: User) -> QuerySet[Coworking]:
    """The coworkings at whose desk a person stands, managers among them."""
    return coworkings().filter(memberships__user=user)


def managed_by(user: User) -> QuerySet[Coworking]:
    """The coworkings a person manages."""
    return coworkings().filter(memberships__user=user, memberships__role=Role.MANAGER)


def legal_entities_seen_by(user: User) -> QuerySet[LegalEntity]:
    """Those a person advises; managers choose among all when they enter who is paid."""
    known = LegalEntity.objects.order_by("legal_name")
    if managed_by(user).exists():
        return known
    return known.filter(pk__in=entities_of(user).order_by().values("pk"))


def active_person(email: str) -> User | None:
    """Who signs in with this mail address, whatever its case."""
    return User.objects.filter(email__iexact=email.strip(), is_active=True).first()


def token_with(digest: str) -> Token | None:
    """The key with this hash, with its person."""
    return Token.objects.select_related("user").filter(digest=digest).first()


def token_digest(key: str) -> str:
    """Keys are long and random, so one plain hash is enough (and quick) to keep them secret."""
    return hashlib.sha256(key.encode()).hexdigest()


def tokens_of(user: User) -> QuerySet[Token]:
    """A person's keys that still work or have expired, newest first; revoked ones are gone."""
    return Token.objects.filter(user=user, revoked_at__isnull=True).order_by("-created_at")


def everybody() -> QuerySet[User]:
    """Everyone who can sign in: for the demo's page, where anyone may be anyone."""
    return User.objects.filter(is_active=True).order_by("pk")


def memberships() -> QuerySet[Membership]:
    """Everyone at every desk, by coworking, managers first."""
    known = Membership.objects.filter(user__is_active=True).select_related("coworking", "user")
    return known.order_by("coworking__name", "-role", "user__name")


def staff_of(coworking: Coworking) -> QuerySet[Membership]:
    """Those at a coworking's desk who can sign in, by name."""
    known = Membership.objects.filter(coworking=coworking, user__is_active=True)
    return known.select_related("user").order_by("user__name", "user")


def with_pin(coworking: Coworking) -> QuerySet[Membership]:
    """Those of them who have a PIN: who may sign an act at a paired device."""
    return staff_of(coworking).exclude(pin_hash="")


def makers_with_people() -> QuerySet[Maker]:
    """Makers whose person can sign in."""
    known = Maker.objects.filter(person__is_active=True).select_related("person")
    return known.order_by("name")


def managers_of(coworking: Coworking) -> QuerySet[User]:
    """Those who manage a coworking and can sign in."""
    managing = Membership.objects.filter(coworking=coworking, role=Role.MANAGER)
    found = User.objects.filter(pk__in=managing.values("user"), is_active=True)
    return found.order_by("name", "pk")


def advisers_of(entity: LegalEntity) -> QuerySet[User]:
    """Those who advise a legal entity and can sign in."""
    return User.objects.filter(contacts__entity=entity, is_active=True).order_by("name", "pk")


def advisers() -> QuerySet[Contact]:
    """Everyone who advises a legal entity, by entity."""
    known = Contact.objects.filter(user__is_active=True).select_related("entity", "user")
    return known.order_by("entity__legal_name", "user__name")


def _confirmed() -> QuerySet[BankAccount]:
    return BankAccount.objects.filter(confirmed_at__isnull=False)
