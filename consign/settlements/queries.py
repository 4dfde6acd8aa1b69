"""Reads about closed months."""

import hashlib
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from consign.agreements.models import Agreement
from consign.agreements.queries import last_affiliation, self_billing_agreed_on
from consign.days import Month
from consign.ledger.models import Account, Entry, EntryKind
from consign.ledger.queries import Reach, Tally, accounts_seen_by, entries_between
from consign.money.split import ZERO
from consign.people.models import Coworking, LegalEntity, Maker, User
from consign.people.queries import bank_account_on, vat_on
from consign.settlements.models import Settlement


def settlements() -> QuerySet[Settlement]:
    """Live settlements, latest month first."""
    return (
        live()
        .select_related("coworking", "account__payee", "account__maker", "previous")
        .order_by("-period", "account__maker__name", "account__payee__legal_name")
    )


def settlements_at(coworking: Coworking, month: Month | None = None) -> QuerySet[Settlement]:
    found = settlements().filter(coworking=coworking)
    return found.filter(period=str(month)) if month else found


def settlements_of(maker: Maker) -> QuerySet[Settlement]:
    return settlements().filter(account__maker=maker)


def settlements_seen_by(user: User) -> QuerySet[Settlement]:
    """Settlements of the accounts a person may read."""
    return settlements().filter(account__in=accounts_seen_by(user))


def payout_sums_of(payee: LegalEntity) -> dict[str, Decimal]:
    """What a payee is or was paid for each month, over all its makers and all coworkings."""
    found = live().filter(account__payee=payee).values("period")
    return {row["period"]: row["n"] for row in found.annotate(n=Sum("payout"))}


def last_settlement(account: Account) -> Settlement | None:
    """The account's latest live settlement: the next one opens with its closing."""
    return settlements().filter(account=account).order_by("-period").first()


def closed_until(coworking: Coworking, maker: Maker, payee: LegalEntity) -> date | None:
    """The last day that is closed on the account of these three; None while none is."""
    known = live().filter(coworking=coworking, account__maker=maker, account__payee=payee)
    until: date | None = known.aggregate(until=Max("until"))["until"]
    return until


def last_settlements_at(coworking: Coworking) -> dict[int, Settlement]:
    """The latest live settlement of each of a coworking's accounts, by the account's key."""
    return _latest(live().filter(coworking=coworking))


def last_settlements_of(maker: Maker) -> dict[int, Settlement]:
    """The latest live settlement of each of a maker's accounts, by the account's key."""
    return _latest(live().filter(account__maker=maker))


def unsettled_at(coworking: Coworking, until: date) -> QuerySet[Entry]:
    """The entries up to a day that no live settlement of a coworking has closed."""
    return _unsettled().filter(account__coworking=coworking, on__lte=until)


def unsettled_of(maker: Maker) -> QuerySet[Entry]:
    """The entries of a maker's accounts that no live settlement has closed."""
    return _unsettled().filter(account__maker=maker)


def first_unsettled_days(coworking: Coworking, until: date) -> dict[int, date]:
    """The day of the earliest entry that waits for a month nobody has closed, by the account's key.

    An entry written late, for a month that was closed already, opens no month.
    """
    waiting = unsettled_at(coworking, until).filter(on__gt=_last("until", date.min))
    return {
        row["account"]: row["first"] for row in waiting.values("account").annotate(first=Min("on"))
    }


def reach_of(settlement: Settlement | None) -> Reach | None:
    return None if settlement is None else Reach(settlement.until, settlement.last_entry)


def entries_of(settlement: Settlement) -> QuerySet[Entry]:
    """The entries a settlement closed: those in its reach and not in the one before."""
    return entries_between(
        settlement.account,
        reach_of(settlement.previous),
        Reach(settlement.until, settlement.last_entry),
    )


def entries_of_all(settlements: Sequence[Settlement]) -> QuerySet[Entry]:
    """The entries that several settlements of different accounts closed, in one query."""
    closing = "account__settlements"
    before = Q(**{f"{closing}__previous": None})
    before |= Q(on__gt=F(f"{closing}__previous__until"))
    before |= Q(pk__gt=F(f"{closing}__previous__last_entry"))
    found = Entry.objects.filter(
        before,
        **{f"{closing}__in": [settlement.pk for settlement in settlements]},
        on__lte=F(f"{closing}__until"),
        pk__lte=F(f"{closing}__last_entry"),
    )
    return found.exclude(kind=EntryKind.PAYOUT)


def fingerprint(entries: QuerySet[Entry]) -> str:
    """A hash over numbers and amounts of entries: it changes when one is added, lost or altered."""
    found = hashlib.sha256()
    for pk, amount in entries.values_list("pk", "amount").iterator(5000):
        found.update(f"{pk}:{amount};".encode())
    return found.hexdigest()


def minimum_payouts(coworking: Coworking, day: date) -> dict[tuple[int, int], Decimal]:
    """The smallest balance paid out by agreement, by the keys of maker and payee, in one query."""
    known = Agreement.objects.filter(
        coworking=coworking, accepted_at__isnull=False, starts_on__lte=day
    )
    rows = known.order_by("starts_on").select_related("affiliation")
    return {
        (row.affiliation.maker_id, row.affiliation.payee_id): _minimum(row, day) for row in rows
    }


def minimum_payout(account: Account, day: date) -> Decimal:
    """The smallest balance paid out: the latest accepted agreement's, else the coworking's.

    Nothing once that agreement was ended: then whatever is owed is paid.  An affiliation whose last
    day was known from the start ends no agreement; moving the maker does.
    """
    agreement = (
        Agreement.objects.filter(
            coworking=account.coworking,
            affiliation__maker=account.maker,
            affiliation__payee=account.payee,
            accepted_at__isnull=False,
            starts_on__lte=day,
        )
        .order_by("-starts_on")
        .first()
    )
    return _minimum(agreement, day) if agreement else account.coworking.minimum_payout


def payable(opening: Decimal, sums: Tally, minimum: Decimal) -> Decimal:
    """The whole balance when it is above zero and reaches the minimum, otherwise nothing."""
    balance = opening + sums.change
    return balance if balance > 0 and balance >= minimum else ZERO


def parties(account: Account, month: Month, on: date | None = None) -> dict[str, Any]:
    """Names, addresses and numbers of both sides as they stand on the month's last day, and their
    bank accounts as of `on`, the day of the closing, if that is later.

    `maker` is the project, `person` who makes it (empty where nobody signs in for it),
    `project_code` and `payment_reference` what the payee knows it by, `agreed_on` the day on which
    invoices in the payee's name were agreed.
    """
    person = account.maker.person
    paid_on = max(month.last, on or month.last)
    known = last_affiliation(account.maker, account.payee, month.last)
    agreed = self_billing_agreed_on(account.coworking, account.maker, account.payee, month.last)
    return {
        "coworking": {
            "name": account.coworking.name,
            **_entity(account.coworking.operator, month, paid_on),
        },
        "payee": _entity(account.payee, month, paid_on),
        "maker": account.maker.name,
        "person": person.name if person else "",
        "project_code": known.project_code if known else "",
        "payment_reference": known.payment_reference if known else "",
        "agreed_on": str(agreed) if agreed else "",
    }


def _minimum(agreement: Agreement, day: date) -> Decimal:
    ended = agreement.ends_on is not None and agreement.ends_on <= day
    return ZERO if ended else agreement.minimum_payout


def live() -> QuerySet[Settlement]:
    """Settlements that were not taken back."""
    return Settlement.objects.filter(voided_at__isnull=True)


def _entity(entity: LegalEntity, month: Month, paid_on: date) -> dict[str, Any]:
    bank = bank_account_on(entity, paid_on)
    return {
        "legal_name": entity.legal_name,
        "street": entity.street,
        "postcode": entity.postcode,
        "town": entity.town,
        "country": entity.country,
        "enterprise_number": entity.enterprise_number,
        "vat_status": vat_on(entity, month.last) or "",
        "iban": bank.iban if bank else "",
        "holder": bank.holder if bank else "",
        "bic": bank.bic if bank else "",
        "legal_form": entity.legal_form,
        "register": entity.register,
        "email": entity.email,
        "language": entity.language,
    }


def _latest(found: QuerySet[Settlement]) -> dict[int, Settlement]:
    later = live().filter(account=OuterRef("account"), period__gt=OuterRef("period"))
    return {settlement.account_id: settlement for settlement in found.filter(~Exists(later))}


def _unsettled() -> QuerySet[Entry]:
    """What the next settlements take: entries beyond the reach of their account's last one.

    An account's reach only grows, so what the last one has not reached, none has.
    """
    beyond = Q(on__gt=_last("until", date.min)) | Q(pk__gt=_last("last_entry", 0))
    return Entry.objects.filter(beyond).exclude(kind=EntryKind.PAYOUT)


def _last(column: str, otherwise: date | int) -> Coalesce:
    """A column of the last live settlement of an entry's account, inside a query over entries."""
    last = live().filter(account=OuterRef("account")).order_by("-period")
    return Coalesce(Subquery(last.values(column)[:1]), Value(otherwise))
