"""A piece is lost, stolen or broken: it leaves the goods, and what was agreed for it is owed."""

import uuid
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from consign.agreements.queries import affiliation_on, agreement_on, payee_for
from consign.days import local_day
from consign.ledger.bookings import book, expect_amount, happened
from consign.ledger.models import Entry, EntryKind, LossCause
from consign.ledger.operations import Owner
from consign.money.split import ZERO, loss_value
from consign.people.models import LegalEntity, User, VatStatus
from consign.people.queries import service_vat_on, vat_on
from consign.refusal import Refused
from consign.stock.models import MovementKind, Placement
from consign.stock.operations import lock_to_write_off, write_off
from consign.till.lines import terms_of


class NoAgreedValue(Refused):
    code = "no_agreed_value"
    sentence = _("No agreement says what “%(title)s” is worth. Enter the value.")


def record_loss(
    *,
    placement: Placement,
    quantity: int,
    cause: LossCause,
    by: User,
    at: datetime,
    reason: str = "",
    value: Decimal | None = None,
    payee: LegalEntity | None = None,
    occurred_at: datetime | None = None,
    key: uuid.UUID | None = None,
) -> Entry:
    """Write pieces off and credit their payee with what was agreed: no commission and no VAT.

    `value` is what one piece is worth, by default what the agreement of the day says.  Without a
    payee it is that of the day.  The same key with the same content does it once.

    Refused: InFuture, NoPayee, UnknownPayee, NoAgreedValue, AmountOutOfRange, QuantityOutOfRange,
    NotEnough, KeyReused.
    """
    moment = happened(occurred_at, at)
    day = local_day(moment)
    item, coworking = placement.item, placement.showcase.coworking
    owner = Owner(payee_for(item.maker, day, payee, place="payee"), item.maker)
    if value is None:
        value = agreed_value(placement, day)
    if value is None:
        raise NoAgreedValue(place="value", title=item.title)
    expect_amount(value, "value")

    def take_out(number: str) -> None:
        kind = MovementKind(cause.value)
        write_off(placement=locked, quantity=quantity, kind=kind, reference=number, by=by, at=at)

    with transaction.atomic():
        locked = lock_to_write_off(placement=placement)
        return book(
            coworking=coworking,
            owner=owner,
            kind=EntryKind.LOSS,
            amount=quantity * value,
            memo=item.title,
            cause=cause,
            reason=reason.strip(),
            occurred_at=moment,
            key=key,
            before=take_out,
            by=by,
            at=at,
        )


def agreed_value(placement: Placement, day: date) -> Decimal | None:
    """What one piece is worth by the agreement of a day; None when none holds."""
    item, coworking = placement.item, placement.showcase.coworking
    affiliation = affiliation_on(item.maker, day)
    agreement = agreement_on(coworking, affiliation, day) if affiliation else None
    if affiliation is None or agreement is None:
        return None
    liable = vat_on(affiliation.payee, day) == VatStatus.LIABLE
    return loss_value(
        price=item.price,
        terms=terms_of(agreement, service_vat_on(coworking, day)),
        vat_percent=item.vat_percent if liable else ZERO,
        percent=agreement.loss_percent,
    )
