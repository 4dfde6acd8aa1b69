"""A piece is lost, stolen or broken: it leaves the goods, and what was agreed for it is owed."""

import uuid
from dataclasses import dataclass
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
from consign.people.models import Coworking, LegalEntity, User, VatStatus
from consign.people.queries import service_vat_on, vat_on
from consign.people.roles import may_settle
from consign.refusal import KeyReused, Refused
from consign.slips.queries import agreed_value_of
from consign.stock.counter import lock_to_write_off, write_off
from consign.stock.counting import expect_count, expect_on_hand
from consign.stock.models import Item, MovementKind, Placement
from consign.stock.queries import losses_of as movements_of
from consign.stock.queries import written_off
from consign.till.lines import terms_of


class NoAgreedValue(Refused):
    code = "no_agreed_value"
    sentence = _("No agreement says what “%(title)s” is worth. A manager has to enter the value.")


class ValueNotAgreed(Refused):
    code = "value_not_agreed"
    sentence = _("Only a manager may enter another value than the agreed one.")


@dataclass(frozen=True)
class Loss:
    """Pieces of an item that were lost, stolen or broken, and what their payee was credited."""

    coworking: Coworking
    quantity: int
    entry: Entry

    @property
    def words(self) -> str:
        """What happened to them."""
        return str(LossCause(self.entry.cause).label)


@dataclass(frozen=True)
class Foreseen:
    """What recording a loss would credit, and to whom."""

    payee: LegalEntity
    value: Decimal
    amount: Decimal


def foresee_loss(
    *, placement: Placement, quantity: int, day: date, value: Decimal | None = None
) -> Foreseen:
    """What `record_loss` would do; nothing is written.  Refused as it refuses."""
    expect_count(quantity=quantity)
    expect_on_hand(placement, quantity)
    maker = placement.item.maker
    worth = _value(placement, value, day)
    return Foreseen(payee_for(maker, day, place="payee"), worth, quantity * worth)


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

    `value` is what one piece is worth, by default what the agreement of the day says; where that is
    nothing, an entry of nothing still tells the payee.  Without a payee it is that of the day.  The
    same key with the same content does it once.

    Refused: InFuture, NoPayee, UnknownPayee, NoAgreedValue, AmountOutOfRange, QuantityOutOfRange,
    NotEnough, KeyReused.
    """
    moment = happened(occurred_at, at)
    day = local_day(moment)
    item, coworking = placement.item, placement.showcase.coworking
    owner = Owner(payee_for(item.maker, day, payee, place="payee"), item.maker)
    worth = _value(placement, value, day)

    def take_out(number: str) -> None:
        kind = MovementKind(cause.value)
        write_off(placement=locked, quantity=quantity, kind=kind, reference=number, by=by, at=at)

    with transaction.atomic():
        locked = lock_to_write_off(placement=placement)
        entry = book(
            coworking=coworking,
            owner=owner,
            kind=EntryKind.LOSS,
            amount=quantity * worth,
            memo=item.title,
            cause=cause,
            reason=reason.strip(),
            occurred_at=moment,
            key=key,
            before=take_out,
            by=by,
            at=at,
        )
        # An entry knows an amount, not of how many pieces: the same key has to mean the same ones.
        if not written_off(placement, entry.reference, quantity):
            raise KeyReused(place="key")
    return entry


def _value(placement: Placement, value: Decimal | None, day: date) -> Decimal:
    if value is None:
        value = agreed_value(placement, day)
    if value is None:
        raise NoAgreedValue(place="value", title=placement.item.title)
    if value:
        expect_amount(value, "value")
    return value


def value_by(user: User, placement: Placement, value: Decimal | None, day: date) -> Decimal | None:
    """The value of a piece as somebody may enter it: managers any, others at the desk the agreed
    one.  Refused: ValueNotAgreed."""
    if value is None or may_settle(user, placement.showcase.coworking):
        return value
    agreed = agreed_value(placement, day)
    if value != agreed:
        raise ValueNotAgreed(place="value")
    return value


def losses_of(item: Item) -> list[Loss]:
    """All that was lost of an item anywhere, the latest first."""
    moved = list(movements_of(item))
    entries = Entry.objects.filter(
        kind=EntryKind.LOSS,
        account__maker=item.maker_id,
        reference__in={movement.reference for movement in moved},
    ).select_related("account__payee")
    booked = {(entry.account.coworking_id, entry.reference): entry for entry in entries}
    return [
        Loss(
            coworking=movement.placement.showcase.coworking,
            quantity=-movement.quantity,
            entry=booked[movement.placement.showcase.coworking_id, movement.reference],
        )
        for movement in moved
    ]


def agreed_value(placement: Placement, day: date) -> Decimal | None:
    """What one piece is worth: what both sides confirmed on a deposit slip, or else by the
    agreement of a day; None when none holds."""
    item, coworking = placement.item, placement.showcase.coworking
    confirmed = agreed_value_of(item, coworking)
    if confirmed is not None:
        return confirmed
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
