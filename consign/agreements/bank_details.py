"""Changing where a payee is paid: whoever is behind it hears of it before it holds.

A letter goes to the addresses known before the change, so that nobody moves money by one account
of their own; somebody else than who entered it has to confirm it.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from consign.agreements.models import Affiliation
from consign.agreements.queries import affiliations_of, legal_entities_managed_by
from consign.codes.text import iban_tail
from consign.days import local_day
from consign.letters.post import post
from consign.people.accounts import (
    add_bank_account,
    confirm_bank_account,
    decline_bank_account,
)
from consign.people.models import BankAccount, Contact, Kind, LegalEntity, Maker, User
from consign.people.queries import advisers_of, entities_of, makers_of


def change_account(
    *,
    entity: LegalEntity,
    iban: str,
    holder: str,
    starts_on: date,
    by: User,
    at: datetime,
    bic: str = "",
) -> BankAccount:
    """Enter where an entity is paid from a day on; a change waits for a second person.

    Those behind the entity get a letter about a change.  Refused as `add_bank_account` is.
    """
    with transaction.atomic():
        account = add_bank_account(
            entity=entity, iban=iban, holder=holder, starts_on=starts_on, bic=bic, by=by, at=at
        )
        if account.entered_at == at and account.is_change:
            _tell(account, "account_change", by, at)
    return account


def confirm_account(*, account: BankAccount, by: User, at: datetime) -> BankAccount:
    """Confirm a change; those behind the entity hear of that too.  Refused: SamePerson."""
    with transaction.atomic():
        confirmed = confirm_bank_account(account=account, by=by, at=at)
        if confirmed.confirmed_at == at:
            _tell(confirmed, "account_confirmed", by, at)
    return confirmed


def decline_account(*, account: BankAccount, by: User, at: datetime) -> BankAccount:
    """Say that a change is not right, or take one's own back.  Refused: ChangeConfirmed."""
    return decline_bank_account(account=account, by=by, at=at)


def people_behind(entity: LegalEntity) -> list[User]:
    """Who answers for a legal entity: its advisers; without any, the makers who trade as it."""
    advisers = list(advisers_of(entity))
    if advisers or entity.kind == Kind.COOPERATIVE:
        return advisers
    own = Affiliation.objects.filter(payee=entity, maker__person__is_active=True)
    people = {row.maker.person for row in own.select_related("maker__person")}
    return sorted((one for one in people if one is not None), key=lambda one: one.pk)


def own_enterprise(maker: Maker, day: date) -> LegalEntity | None:
    """The legal entity a maker trades as, on a day or from a later one: no cooperative, and nobody
    advises it, so that the maker answers for it.  None when others do."""
    not_over = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    advised = Contact.objects.filter(entity=OuterRef("payee"))
    own = affiliations_of(maker).filter(not_over, ~Exists(advised))
    affiliation = own.exclude(payee__kind=Kind.COOPERATIVE).order_by("starts_on").first()
    return affiliation.payee if affiliation else None


def keeps_account(user: User, entity: LegalEntity, day: date) -> bool:
    """Who reads and changes where an entity is paid: managers of its makers, its advisers, and a
    maker who trades as it."""
    managed = legal_entities_managed_by(user).filter(pk=entity.pk)
    if managed.exists() or entities_of(user).filter(pk=entity.pk).exists():
        return True
    return any(own_enterprise(maker, day) == entity for maker in makers_of(user))


def _tell(account: BankAccount, letter: str, by: User, at: datetime) -> None:
    facts = {
        "payee": account.entity,
        "holder": account.holder,
        "tail": iban_tail(account.iban),
        "starts_on": account.starts_on,
        "by": by,
        "on": local_day(at),
    }
    for email, called, language in _addresses(account.entity):
        post(
            name=letter,
            to=email,
            called=called,
            language=language,
            facts={**facts, "called": called},
        )


def _addresses(entity: LegalEntity) -> Iterable[tuple[str, str, str]]:
    """Each address once, whatever its case."""
    known = {
        one.email.lower(): (one.email, one.name, one.language) for one in people_behind(entity)
    }
    if entity.email:
        known.setdefault(entity.email.lower(), (entity.email, entity.legal_name, entity.language))
    return known.values()
