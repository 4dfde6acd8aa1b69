"""Where a legal entity is paid: a change of account needs a second person."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from stdnum import bic as bic_rules
from stdnum import iban as iban_rules
from stdnum.exceptions import ValidationError as BadNumber

from consign.days import local_day
from consign.journal.operations import HOUSE, note
from consign.people.models import BankAccount, LegalEntity, User
from consign.refusal import Refused

# What a transfer can carry; a legal name may be longer.
LONGEST_HOLDER = 70


class BadIban(Refused):
    code = "bad_iban"
    sentence = _("This is not an account number (IBAN): its check digits do not fit.")


class BadBic(Refused):
    code = "bad_bic"
    sentence = _("This is not a bank's code (BIC): it has 8 or 11 letters and digits.")


class NoHolder(Refused):
    code = "no_holder"
    sentence = _("Say in whose name the bank keeps the account.")


class HolderTooLong(Refused):
    code = "holder_too_long"
    sentence = _(
        "The holder's name has %(length)s characters; a transfer carries at most %(most)s."
        " Shorten it the way the bank writes it."
    )


class StartsInPast(Refused):
    code = "starts_in_past"
    sentence = _("Another account holds from today or a later day on: what is paid stays paid.")


class ChangeWaiting(Refused):
    code = "change_waiting"
    sentence = _("Another change of account still waits. Confirm or decline that one first.")


class SamePerson(Refused):
    code = "same_person"
    sentence = _("Somebody else than who entered it has to confirm it.")


class ChangeDeclined(Refused):
    code = "change_declined"
    sentence = _("This change of account was declined. Enter it again if it is right.")


class ChangeConfirmed(Refused):
    code = "change_confirmed"
    sentence = _("This change of account was confirmed. Enter another account instead.")


def add_bank_account(
    *,
    entity: LegalEntity,
    iban: str,
    holder: str,
    starts_on: date,
    by: User | None,
    at: datetime,
    bic: str = "",
) -> BankAccount:
    """Where the entity is paid from a day on.

    Its first account holds at once; another waits for a second person.  The same account sent again
    is the one that is known.  Refused: BadIban, BadBic, NoHolder, HolderTooLong; StartsInPast for a
    change; ChangeWaiting while another change waits.
    """
    number, named, bank = _iban(iban), _holder(holder), _bic(bic)
    with transaction.atomic():
        entity = LegalEntity.objects.select_for_update().get(pk=entity.pk)
        told = {"iban": number, "holder": named, "bic": bank, "starts_on": starts_on}
        known = BankAccount.objects.filter(entity=entity, declined_at__isnull=True)
        same = known.filter(**told).order_by("-pk").first()
        if same is not None:
            return same
        is_change = known.exists()
        if is_change:
            _expect_change(known, starts_on, at)
        account = BankAccount.objects.create(
            entity=entity,
            is_change=is_change,
            entered_by=by,
            entered_at=at,
            confirmed_by=None if is_change else by,
            confirmed_at=None if is_change else at,
            **told,
        )
        _note(account, "add bank account", by, at, day=str(starts_on))
    return account


def confirm_bank_account(*, account: BankAccount, by: User | None, at: datetime) -> BankAccount:
    """A second person says that a change of account is right; again is no error.

    Refused: SamePerson for who entered it; ChangeDeclined.
    """
    with transaction.atomic():
        account = _locked_account(account)
        if account.confirmed_at is not None:
            return account
        if account.declined_at is not None:
            raise ChangeDeclined
        if by is not None and account.entered_by_id == by.pk:
            raise SamePerson
        account.confirmed_by, account.confirmed_at = by, at
        account.save(update_fields=["confirmed_by", "confirmed_at"])
        _note(account, "confirm bank account", by, at)
    return account


def decline_bank_account(*, account: BankAccount, by: User, at: datetime) -> BankAccount:
    """A change of account is not right, or is taken back by who entered it; again is no error.

    Refused: ChangeConfirmed once it was confirmed.
    """
    with transaction.atomic():
        account = _locked_account(account)
        if account.declined_at is not None:
            return account
        if account.confirmed_at is not None:
            raise ChangeConfirmed
        account.declined_by, account.declined_at = by, at
        account.save(update_fields=["declined_by", "declined_at"])
        _note(account, "decline bank account", by, at)
    return account


def _iban(text: str) -> str:
    try:
        # Not by country: the Belgian list of bank codes lags behind and refuses good accounts.
        return str(iban_rules.validate(text, check_country=False))
    except BadNumber:
        raise BadIban(place="iban") from None


def _holder(text: str) -> str:
    name = " ".join(text.split())
    if not name:
        raise NoHolder(place="holder")
    if len(name) > LONGEST_HOLDER:
        raise HolderTooLong(place="holder", length=len(name), most=LONGEST_HOLDER)
    return name


def _bic(text: str) -> str:
    if not text.strip():
        return ""
    try:
        return str(bic_rules.validate(text))
    except BadNumber:
        raise BadBic(place="bic") from None


def _expect_change(known: QuerySet[BankAccount], starts_on: date, at: datetime) -> None:
    if known.filter(confirmed_at__isnull=True).exists():
        raise ChangeWaiting(place="iban")
    if starts_on < local_day(at):
        raise StartsInPast(place="starts_on")


def _locked_account(account: BankAccount) -> BankAccount:
    rows = BankAccount.objects.select_for_update(of=("self",)).select_related("entity")
    return rows.get(pk=account.pk)


def _note(account: BankAccount, verb: str, by: User | None, at: datetime, **facts: str) -> None:
    """Who changed it is remembered, the account itself only where it stands."""
    subject = f"entity {account.entity_id}"
    note(by=by, at=at, verb=verb, subject=subject, chain=HOUSE, account=account.pk, **facts)
