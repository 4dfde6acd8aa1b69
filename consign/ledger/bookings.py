"""Booking what is neither sale nor payout: fees, compensations and adjustments.

Each is one entry on the account of a maker's payee, with a number of its own.
"""

import uuid
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from consign.agreements.queries import payee_for
from consign.codes.numbers import next_number
from consign.days import local_day
from consign.journal.operations import note
from consign.ledger.models import Entry, EntryKind
from consign.ledger.operations import Owner, Posting, lock_accounts, post_entries
from consign.money.split import ZERO
from consign.people.models import Coworking, LegalEntity, Maker, User
from consign.people.queries import service_vat_on
from consign.refusal import KeyReused, Refused

SERIES = {EntryKind.FEE: "F", EntryKind.LOSS: "L", EntryKind.ADJUSTMENT: "A"}
LARGEST = Decimal("100000.00")


class AmountOutOfRange(Refused):
    code = "amount_out_of_range"
    sentence = _("An amount here lies between 0.01 and 100 000 euro.")


class NothingToAdjust(Refused):
    code = "nothing_to_adjust"
    sentence = _("An adjustment of nothing changes nothing. Enter an amount.")


class NoReason(Refused):
    code = "no_reason"
    sentence = _("Say why, in a few words: the payee reads it on the statement.")


class InFuture(Refused):
    code = "in_future"
    sentence = _("This day lies in the future.")


def charge_fee(
    *,
    coworking: Coworking,
    maker: Maker,
    label: str,
    amount: Decimal,
    by: User | None,
    at: datetime,
    payee: LegalEntity | None = None,
    occurred_at: datetime | None = None,
    key: uuid.UUID | None = None,
) -> Entry:
    """What a maker owes for a service, VAT included: it stands on the commission invoice.

    Without a payee that of the day owes it, at the coworking's VAT rate of the day.  The same key
    with the same content books once.  Refused: AmountOutOfRange, NoReason, InFuture, NoPayee,
    UnknownPayee, KeyReused.
    """
    expect_amount(amount, "amount")
    _expect_words(label, "label")
    moment = happened(occurred_at, at)
    day = local_day(moment)
    return book(
        coworking=coworking,
        owner=Owner(payee_for(maker, day, payee, place="maker"), maker),
        kind=EntryKind.FEE,
        amount=-amount,
        memo=label.strip(),
        service_vat_percent=service_vat_on(coworking, day),
        occurred_at=moment,
        key=key,
        by=by,
        at=at,
    )


def adjust(
    *,
    coworking: Coworking,
    maker: Maker,
    amount: Decimal,
    reason: str,
    by: User | None,
    at: datetime,
    payee: LegalEntity | None = None,
    occurred_at: datetime | None = None,
    key: uuid.UUID | None = None,
) -> Entry:
    """Put a balance right, with the reason: plus in the payee's favour, minus in the coworking's.

    It enters the balance and no document.  Without a payee it is that of the day.  The same key
    with the same content books once.  Refused: NothingToAdjust, AmountOutOfRange, NoReason,
    InFuture, NoPayee, UnknownPayee, KeyReused.
    """
    if not amount:
        raise NothingToAdjust(place="amount")
    expect_amount(abs(amount), "amount")
    _expect_words(reason, "reason")
    moment = happened(occurred_at, at)
    return book(
        coworking=coworking,
        owner=Owner(payee_for(maker, local_day(moment), payee, place="maker"), maker),
        kind=EntryKind.ADJUSTMENT,
        amount=amount,
        reason=reason.strip(),
        occurred_at=moment,
        key=key,
        by=by,
        at=at,
    )


def book(
    *,
    coworking: Coworking,
    owner: Owner,
    kind: EntryKind,
    amount: Decimal,
    occurred_at: datetime,
    by: User | None,
    at: datetime,
    key: uuid.UUID | None = None,
    before: Callable[[str], None] | None = None,
    **told: Any,
) -> Entry:
    """One numbered entry, all or nothing; the same key with the same content is the same entry.

    `before` is done with the number, in the same transaction and ahead of the entry.  Refused:
    KeyReused, and what `before` refuses.
    """
    content = {"kind": kind, "amount": amount, **told}
    whose = (coworking.pk, owner.payee.pk, owner.maker.pk)
    known = _made_with(key, whose, content)
    if known is not None:
        return known
    try:
        with transaction.atomic():
            account = lock_accounts(coworking=coworking, owners=[owner])[owner]
            year = local_day(at).year
            number = next_number(issuer=coworking.slug, series=SERIES[kind], year=year)
            if before is not None:
                before(number)
            posting = Posting(account=account, reference=number, key=key, **content)
            (entry,) = post_entries(postings=[posting], occurred_at=occurred_at, at=at)
            facts = {"chain": coworking.slug, "amount": str(amount)}
            note(by=by, at=at, verb=f"book {kind}", subject=number, **facts)
    except IntegrityError:
        known = _made_with(key, whose, content)
        if known is None:
            raise
        return known
    return entry


def happened(occurred_at: datetime | None, at: datetime) -> datetime:
    """When something happened: now, or earlier.  Refused: InFuture."""
    if occurred_at is not None and occurred_at > at:
        raise InFuture(place="on")
    return occurred_at or at


def _made_with(
    key: uuid.UUID | None, whose: tuple[int, int, int], content: dict[str, Any]
) -> Entry | None:
    """What a key has booked before; KeyReused when it was sent with other content."""
    known = Entry.objects.select_related("account").filter(key=key).first() if key else None
    if known is None:
        return None
    of = known.account
    same = (of.coworking_id, of.payee_id, of.maker_id) == whose
    if not same or any(getattr(known, name) != value for name, value in content.items()):
        raise KeyReused(place="key")
    return known


def expect_amount(amount: Decimal, place: str) -> None:
    """Refuse with AmountOutOfRange what nobody owes in one go."""
    if not ZERO < amount <= LARGEST:
        raise AmountOutOfRange(place=place)


def _expect_words(words: str, place: str) -> None:
    if not words.strip():
        raise NoReason(place=place)
