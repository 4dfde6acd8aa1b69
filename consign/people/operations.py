"""Writes about people, coworkings and legal entities."""

import secrets
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import NotRequired, TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from stdnum.be import vat as enterprise_numbers
from stdnum.exceptions import ValidationError as BadNumber

from consign.journal.operations import HOUSE, note
from consign.letters.post import post
from consign.money.split import ZERO
from consign.people.accounts import LONGEST_HOLDER, add_bank_account
from consign.people.models import (
    Contact,
    Coworking,
    Kind,
    LegalEntity,
    Maker,
    Membership,
    Role,
    Scope,
    Token,
    User,
    VatPeriod,
    VatStatus,
)
from consign.people.queries import token_digest
from consign.refusal import Refused

# Of services, in Belgium since 1996.
STANDARD_RATE = Decimal(21)
MOST_CARD_DAYS = 30
# Every month has this day.
LAST_PAYOUT_DAY = 28
# What of a legal entity may be put right: its number never, for it is who it is.
AMENDABLE = (
    "legal_name",
    "street",
    "postcode",
    "town",
    "country",
    "email",
    "legal_form",
    "register",
    "language",
)


class BadEnterpriseNumber(Refused):
    code = "bad_enterprise_number"
    sentence = _("This is not a Belgian enterprise number: its check digits do not fit.")


class AlreadyKnown(Refused):
    code = "already_known"
    sentence = _("“%(what)s” is already known here. Choose the existing one instead.")


class BadCardDays(Refused):
    code = "bad_card_days"
    sentence = _("Card takings are under way for 0 to %(most)s days.")


class BadPayoutDay(Refused):
    code = "bad_payout_day"
    sentence = _("Choose a day that every month has: 1 to %(last)s.")


class NoName(Refused):
    code = "no_name"
    sentence = _("Give it a name.")


def add_person(
    *, email: str, name: str, language: str, at: datetime, password: str | None = None
) -> User:
    """A person who can sign in; without a password only by a mailed link.

    Refused: AlreadyKnown when the mail address has an account, whatever its case.
    """
    user = User(email=email.strip(), name=name.strip(), language=language, created_at=at)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        raise AlreadyKnown(place="email", what=email) from None
    return user


def person(*, email: str, name: str, language: str, at: datetime) -> User:
    """The person with this mail address, added when nobody has it yet."""
    known = User.objects.filter(email__iexact=email.strip()).first()
    return known or add_person(email=email, name=name, language=language, at=at)


def set_language(*, by: User, language: str, at: datetime) -> None:
    """The language a person reads from now on, on every page and in every mail."""
    if by.language != language:
        with transaction.atomic():
            User.objects.filter(pk=by.pk).update(language=language)
            note(by=by, at=at, verb="language", subject=f"user {by.pk}", language=language)


def add_legal_entity(
    *,
    kind: Kind,
    legal_name: str,
    enterprise_number: str,
    street: str,
    postcode: str,
    town: str,
    by: User | None,
    at: datetime,
    country: str = "BE",
    email: str = "",
    legal_form: str = "",
    register: str = "",
    language: str = "fr",
) -> LegalEntity:
    """A legal entity with its enterprise number (kept as ten digits).

    Refused: BadEnterpriseNumber; AlreadyKnown when the number has an entity.
    """
    number = _enterprise_number(enterprise_number)
    entity = LegalEntity(
        slug=_free_slug(legal_name, LegalEntity.objects.values_list("slug", flat=True)),
        kind=kind,
        legal_name=legal_name.strip(),
        enterprise_number=number,
        street=street,
        postcode=postcode,
        town=town,
        country=country,
        email=email,
        legal_form=legal_form,
        register=register,
        language=language,
    )
    try:
        with transaction.atomic():
            entity.save()
            _note_entity(by, at, "add legal entity", entity)
    except IntegrityError:
        raise AlreadyKnown(place="enterprise_number", what=number) from None
    return entity


def amend_legal_entity(
    *, entity: LegalEntity, by: User | None, at: datetime, **changes: str
) -> LegalEntity:
    """Put right what is known of an entity: legal name, address, mail address, legal form,
    register, language.  Papers that were issued keep what stood on them.

    Refused: NoName.
    """
    if "legal_name" in changes:
        changes["legal_name"] = _named(changes["legal_name"])
    with transaction.atomic():
        entity = LegalEntity.objects.select_for_update().get(pk=entity.pk)
        changed = [
            name
            for name in AMENDABLE
            if changes.get(name, getattr(entity, name)) != getattr(entity, name)
        ]
        for name in changed:
            setattr(entity, name, changes[name])
        if changed:
            entity.save(update_fields=changed)
            _note_entity(by, at, "amend legal entity", entity, changed=" ".join(changed))
    return entity


def set_vat_status(
    *, entity: LegalEntity, status: VatStatus, starts_on: date, by: User | None, at: datetime
) -> VatPeriod:
    """The entity's VAT status from a day on; the same day again replaces what was said of it.

    Sales already made keep the status they were frozen with.
    """
    with transaction.atomic():
        period, _created = VatPeriod.objects.update_or_create(
            entity=entity, starts_on=starts_on, defaults={"status": status}
        )
        _note_entity(by, at, "set VAT status", entity, status=status, day=str(starts_on))
    return period


class EntityFacts(TypedDict):
    """What is known of a legal entity, as `add_legal_entity` takes it."""

    kind: Kind
    legal_name: str
    enterprise_number: str
    street: str
    postcode: str
    town: str
    country: NotRequired[str]
    email: NotRequired[str]
    legal_form: NotRequired[str]
    register: NotRequired[str]
    language: NotRequired[str]


def add_payee(
    *,
    vat_status: VatStatus,
    since: date,
    by: User | None,
    at: datetime,
    iban: str = "",
    holder: str = "",
    bic: str = "",
    **facts: Unpack[EntityFacts],
) -> LegalEntity:
    """A legal entity with all a payee needs, in one act: VAT status and account hold from a day on.

    The account may follow later; without another holder it is in the legal name, as much of it as
    a transfer can carry.  Refused: BadEnterpriseNumber, AlreadyKnown, BadIban, BadBic,
    HolderTooLong.
    """
    with transaction.atomic():
        entity = add_legal_entity(by=by, at=at, **facts)
        set_vat_status(entity=entity, status=vat_status, starts_on=since, by=by, at=at)
        if iban.strip():
            add_bank_account(
                entity=entity,
                iban=iban,
                holder=holder.strip() or entity.legal_name[:LONGEST_HOLDER],
                bic=bic,
                starts_on=since,
                by=by,
                at=at,
            )
    return entity


def add_adviser(*, entity: LegalEntity, user: User, by: User | None, at: datetime) -> None:
    """Let a person read what concerns the entity; again is no error."""
    with transaction.atomic():
        Contact.objects.get_or_create(entity=entity, user=user)
        _note_entity(by, at, "add adviser", entity, user=user.pk)


def add_coworking(
    *,
    name: str,
    operator: LegalEntity,
    street: str,
    postcode: str,
    town: str,
    by: User | None,
    at: datetime,
    story: str = "",
    opening_hours: str = "",
    minimum_payout: Decimal = ZERO,
    service_vat_percent: Decimal = STANDARD_RATE,
) -> Coworking:
    """A place that shows and sells, run by a legal entity.

    `service_vat_percent` is the rate of its commission and fees while the entity is liable.
    Refused: NoName.
    """
    with transaction.atomic():
        coworking = Coworking.objects.create(
            slug=_free_slug(_named(name), Coworking.objects.values_list("slug", flat=True)),
            name=name.strip(),
            operator=operator,
            street=street,
            postcode=postcode,
            town=town,
            story=story,
            opening_hours=opening_hours,
            minimum_payout=minimum_payout,
            service_vat_percent=service_vat_percent,
        )
        note(by=by, at=at, verb="add coworking", subject=f"coworking {coworking.slug}")
    return coworking


def set_card_days(*, coworking: Coworking, days: int, by: User | None, at: datetime) -> Coworking:
    """How many days card takings are under way before they are on the coworking's account.

    Refused: BadCardDays.
    """
    if not 0 <= days <= MOST_CARD_DAYS:
        raise BadCardDays(place="days", most=MOST_CARD_DAYS)
    with transaction.atomic():
        coworking = Coworking.objects.select_for_update().get(pk=coworking.pk)
        if coworking.card_days != days:
            coworking.card_days = days
            coworking.save(update_fields=["card_days"])
            subject = f"coworking {coworking.slug}"
            note(by=by, at=at, verb="set card days", subject=subject, days=days)
    return coworking


def set_payout_day(
    *, coworking: Coworking, day: int | None, by: User | None, at: datetime
) -> Coworking:
    """By which day of a month the makers have their money for the month before; None is not said.

    Refused: BadPayoutDay.
    """
    if day is not None and not 1 <= day <= LAST_PAYOUT_DAY:
        raise BadPayoutDay(place="day", last=LAST_PAYOUT_DAY)
    with transaction.atomic():
        coworking = Coworking.objects.select_for_update().get(pk=coworking.pk)
        if coworking.payout_day != day:
            coworking.payout_day = day
            coworking.save(update_fields=["payout_day"])
            subject = f"coworking {coworking.slug}"
            note(by=by, at=at, verb="set payout day", subject=subject, day=day or 0)
    return coworking


def add_member(
    *, coworking: Coworking, user: User, role: Role, by: User | None, at: datetime
) -> Membership:
    """Give a person a role at a coworking; a new role replaces the old one."""
    with transaction.atomic():
        membership, _created = Membership.objects.update_or_create(
            coworking=coworking, user=user, defaults={"role": role}
        )
        note(
            by=by,
            at=at,
            verb="add member",
            subject=f"user {user.pk}",
            chain=coworking.slug,
            role=role,
        )
    return membership


def add_maker(
    *,
    name: str,
    by: User | None,
    at: datetime,
    person: User | None = None,
    story: str = "",
    craft: str = "",
    online: bool = False,
) -> Maker:
    """A maker under the project's name; the person may be invited later.

    `online` says that they agreed to be shown on the web.  Refused: NoName.
    """
    with transaction.atomic():
        maker = Maker.objects.create(
            slug=_free_slug(_named(name), Maker.objects.values_list("slug", flat=True)),
            name=name.strip(),
            person=person,
            story=story,
            craft=craft,
            online=online,
        )
        note(by=by, at=at, verb="add maker", subject=f"maker {maker.slug}", online=online)
    return maker


def tell_about_maker(
    *, maker: Maker, name: str, craft: str, story: str, online: bool, by: User, at: datetime
) -> Maker:
    """What the street reads about a maker, and whether the web may show them and their pieces.

    Their address stays, also under another name.  Refused: NoName.
    """
    with transaction.atomic():
        maker.name, maker.craft, maker.story = _named(name), craft.strip(), story.strip()
        maker.online = online
        maker.save(update_fields=["name", "craft", "story", "online"])
        note(by=by, at=at, verb="tell about maker", subject=f"maker {maker.slug}", online=online)
    return maker


def invite_maker(
    *,
    coworking: Coworking,
    name: str,
    email: str,
    called: str,
    language: str,
    link: str,
    by: User,
    at: datetime,
) -> Maker:
    """A new maker whose person gets a mail with the address to sign in at.

    Someone who already has an account keeps it and gets one more project.  Refused: NoName;
    AlreadyKnown when they have a project of this name, so that a form sent twice invites once.
    """
    with transaction.atomic():
        user = person(email=email, name=called, language=language, at=at)
        User.objects.select_for_update().get(pk=user.pk)
        if Maker.objects.filter(person=user, name__iexact=name.strip()).exists():
            raise AlreadyKnown(place="name", what=name.strip())
        maker = add_maker(name=name, person=user, by=by, at=at)
        post(
            name="invitation",
            to=user.email,
            called=user.name,
            language=user.language,
            facts={"person": user, "maker": maker, "coworking": coworking, "link": link},
        )
    return maker


def issue_token(
    *,
    user: User,
    name: str,
    scopes: Iterable[Scope],
    by: User | None,
    at: datetime,
    expires_at: datetime | None = None,
) -> str:
    """A new key for a program that acts for the person: returned here once, kept only as a hash."""
    key = f"consign_{secrets.token_urlsafe(32)}"
    with transaction.atomic():
        token = Token.objects.create(
            user=user,
            name=_named(name),
            digest=token_digest(key),
            scopes=sorted(scopes),
            created_at=at,
            expires_at=expires_at,
        )
        note(by=by, at=at, verb="issue token", subject=f"token {token.pk}", user=user.pk)
    return key


def revoke_token(*, token: Token, by: User, at: datetime) -> None:
    """The key stops working at once; again is no error and changes nothing."""
    with transaction.atomic():
        if Token.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=at):
            note(by=by, at=at, verb="revoke token", subject=f"token {token.pk}")


def note_token_use(*, token: Token, on: date) -> None:
    """Remember the day a key was last used; written once a day."""
    if token.last_used_on != on:
        Token.objects.filter(pk=token.pk).update(last_used_on=on)


def _enterprise_number(text: str) -> str:
    try:
        return str(enterprise_numbers.validate(text))
    except BadNumber:
        raise BadEnterpriseNumber(place="enterprise_number") from None


def _named(name: str) -> str:
    if not name.strip():
        raise NoName(place="name")
    return name.strip()


def _free_slug(name: str, taken: Iterable[str]) -> str:
    """A short address part that nobody has yet: `plume`, `plume-2`, …

    `new` is never given away: it is the address of the page where one is added.
    """
    root = slugify(name)[:40].strip("-") or "x"
    known = {*taken, "new"}
    slug, count = root, 1
    while slug in known:
        count += 1
        slug = f"{root}-{count}"
    return slug


def _note_entity(
    by: User | None, at: datetime, verb: str, entity: LegalEntity, **facts: str | int
) -> None:
    note(by=by, at=at, verb=verb, subject=f"entity {entity.pk}", chain=HOUSE, **facts)
