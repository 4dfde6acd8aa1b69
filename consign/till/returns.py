"""Taking back: refunds, and undoing what was sold a moment ago."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from consign.ledger.models import EntryKind
from consign.ledger.operations import lock_account
from consign.money.split import ZERO, Split, split_return
from consign.people.models import User
from consign.refusal import Refused
from consign.stock.counter import count_out, lock_returns, put_back
from consign.stock.models import Placement
from consign.till.clock import true_time
from consign.till.lines import as_sold, left_of
from consign.till.models import (
    MEANS_BACK,
    Conflict,
    ConflictState,
    Payment,
    RefundReason,
    Sale,
    SaleLine,
)
from consign.till.operations import Desk
from consign.till.payments import Settled, settle_back, settle_undone
from consign.till.places import first_till
from consign.till.recording import Recorded, close_sale, digest, numbered, once, open_sale

MAY_BE_UNDONE = timedelta(minutes=5)


class NotASale(Refused):
    code = "not_a_sale"
    sentence = _("This ticket is itself a refund. Open the ticket of the sale.")


class NothingToRefund(Refused):
    code = "nothing_to_refund"
    sentence = _("Choose at least one piece that comes back.")


class RefundExceedsSale(Refused):
    code = "refund_exceeds_sale"
    sentence = _("Only %(left)s of “%(title)s” can still come back on this ticket.")


class NotYourSale(Refused):
    code = "not_your_sale"
    sentence = _("%(seller)s sold this. Only who sold it can undo it; anybody can refund it.")


class TooLateToUndo(Refused):
    code = "too_late_to_undo"
    sentence = _("A sale can be undone for five minutes. Refund it now, with a reason.")


@dataclass(frozen=True)
class LineBack:
    """Pieces of one line of a ticket that come back; lines are numbered from 1."""

    line: int
    quantity: int = 1


def refund_sale(
    *,
    sale: Sale,
    back: Sequence[LineBack],
    reason: RefundReason,
    key: uuid.UUID,
    by: User,
    at: datetime,
    paid_with: Payment | None = None,
    desk: Desk | None = None,
) -> Recorded:
    """Take pieces of a ticket back: they return to stock, and the same account is debited.

    The commission comes back too; a sale and all its refunds add up to nothing.  The account is
    that of the payee of the sale, whoever the maker's payee is by now.  Money goes back as it was
    paid unless said otherwise; what was paid in another way than cash or card, in cash.  Pieces
    that had been counted in for a conflict are counted out again, which decides it.

    Refused: NotASale, NothingToRefund, RefundExceedsSale, NotPaidBack, KeyReused.
    """
    content = digest("refund", sale.pk, reason, paid_with, [asdict(line) for line in back])
    with_means = paid_with or _as_paid(sale)

    def take_back() -> Sale:
        refund = _refund_of(sale, key, content, reason, by, desk)
        return _take_back(refund, sale, back, with_means, by, at)

    _expect_sale(sale, back)
    return once(key, content, take_back)


def undo_sale(
    *,
    sale: Sale,
    key: uuid.UUID,
    by: User,
    at: datetime,
    undone_at: datetime | None = None,
    sent_at: datetime | None = None,
    desk: Desk | None = None,
) -> Recorded:
    """Take back a whole sale at once, within five minutes and by whoever sold it.

    Its pieces and its money go back as they came.  `undone_at` and `sent_at` are told by a device
    that had no network, like those of a sale.

    Refused: NotASale, NotYourSale, TooLateToUndo, NothingToRefund (something of it has come back
    already), KeyReused.
    """
    content = digest("undo", sale.pk)
    undone = true_time(undone_at or at, sent_at, at)

    def take_back() -> Sale:
        lines = list(sale.lines.all())
        if any(left_of(line) != line.quantity for line in lines):
            raise NothingToRefund(place="lines")
        back = [LineBack(line.position, line.quantity) for line in lines]
        refund = _refund_of(sale, key, content, RefundReason.UNDONE, by, desk)
        return _take_back(refund, sale, back, None, by, at)

    _expect_undoable(sale, undone, by)
    return once(key, content, take_back)


def undo_until(sale: Sale) -> datetime:
    """Until when whoever sold it can undo a sale."""
    return (sale.sold_at if sale.queued else sale.recorded_at) + MAY_BE_UNDONE


def _expect_sale(sale: Sale, back: Sequence[LineBack]) -> None:
    if sale.refund_of_id is not None:
        raise NotASale
    if not back:
        raise NothingToRefund(place="lines")


def _expect_undoable(sale: Sale, undone: datetime, by: User) -> None:
    if sale.refund_of_id is not None:
        raise NotASale
    if sale.sold_by_id != by.pk:
        raise NotYourSale(seller=sale.sold_by.name)
    if undone > undo_until(sale):
        raise TooLateToUndo


def _as_paid(sale: Sale) -> Payment:
    paid = Payment(sale.paid_with)
    return paid if paid in MEANS_BACK else Payment.CASH


def _refund_of(
    sale: Sale, key: uuid.UUID, content: str, reason: RefundReason, by: User, desk: Desk | None
) -> Sale:
    desk = desk or Desk()
    return Sale(
        coworking=sale.coworking,
        till=desk.till or first_till(sale.coworking),
        device=desk.device,
        key=key,
        content=content,
        sold_by=by,
        refund_of=sale,
        reason=reason,
    )


def _take_back(
    refund: Sale,
    sale: Sale,
    back: Sequence[LineBack],
    paid_with: Payment | None,
    by: User,
    at: datetime,
) -> Sale:
    """Write a refund, inside its transaction; without `paid_with` money goes back as it came."""
    returned = _returned(sale, back)
    total = sum((line.split.paid for line in returned), ZERO)
    settled = _settled(sale, total, paid_with)
    open_sale(refund, total=total, settled=settled, sold_at=at, at=at)
    frozen = [_reversed(refund, n, line) for n, line in numbered(returned)]
    for reversal, line in zip(frozen, returned, strict=True):
        put_back(
            placement=line.placement,
            quantity=line.quantity,
            reference=reversal.reference,
            by=by,
            at=at,
        )
        _settle_conflict(line, reversal, by, at)
    return close_sale(refund, frozen, EntryKind.REFUND, "refund", by, at)


def _settled(sale: Sale, total: Decimal, paid_with: Payment | None) -> Settled:
    if paid_with is None:
        return settle_undone(sale)
    return settle_back(sale.coworking, total, paid_with)


def _settle_conflict(back: "_ReturnedLine", reversal: SaleLine, by: User, at: datetime) -> None:
    """What was only counted in for this line never was there: it goes again with the money."""
    conflict = Conflict.objects.select_for_update().filter(line=back.sold).first()
    if conflict is None or conflict.state != ConflictState.OPEN:
        return
    before, after = back.returned, back.returned + back.quantity
    gone = min(after, conflict.missing) - min(before, conflict.missing)
    if gone:
        count_out(
            placement=back.placement,
            quantity=gone,
            reference=reversal.reference,
            by=by,
            at=at,
        )
    if after < conflict.missing:
        return
    unpaid = reversal.sale.paid_with == Payment.NONE
    conflict.state = ConflictState.LOST if unpaid else ConflictState.REFUNDED
    conflict.decided_by, conflict.decided_at = by, at
    conflict.save(update_fields=["state", "decided_by", "decided_at"])


@dataclass(frozen=True)
class _ReturnedLine:
    """What comes back of a sale line, what had come before, and where it goes."""

    sold: SaleLine
    quantity: int
    returned: int
    placement: Placement
    split: Split


def _returned(sale: Sale, back: Sequence[LineBack]) -> list[_ReturnedLine]:
    """Lock what a refund touches, in the house's order, and compute what each line gives back."""
    wanted = _by_line(sale, back)
    places = lock_returns(coworking=sale.coworking, references=[line.reference for line in wanted])
    rows = SaleLine.objects.select_for_update().filter(pk__in=[line.pk for line in wanted])
    list(rows.order_by("pk"))
    for account in sorted({line.account for line in wanted}, key=lambda account: account.pk):
        lock_account(account=account)
    return [_back(line, quantity, places[line.reference]) for line, quantity in wanted.items()]


def _back(line: SaleLine, quantity: int, placement: Placement) -> _ReturnedLine:
    left = left_of(line)
    if not 1 <= quantity <= left:
        raise RefundExceedsSale(place=f"lines.{line.position}", left=left, title=line.title)
    split = split_return(sold=as_sold(line), left_before=left, left_after=left - quantity)
    return _ReturnedLine(line, quantity, line.quantity - left, placement, split)


def _by_line(sale: Sale, back: Sequence[LineBack]) -> dict[SaleLine, int]:
    lines = {line.position: line for line in sale.lines.all()}
    wanted: dict[SaleLine, int] = {}
    for index, line in enumerate(back):
        if line.line not in lines:
            raise NothingToRefund(place=f"lines.{index}.line")
        sold = lines[line.line]
        wanted[sold] = wanted.get(sold, 0) + line.quantity
    return dict(sorted(wanted.items(), key=lambda pair: pair[0].position))


def _reversed(refund: Sale, position: int, back: _ReturnedLine) -> SaleLine:
    """The opposite line: same item, terms and account, negative amounts."""
    line = back.sold
    return SaleLine(
        sale=refund,
        position=position,
        reference=f"{refund.number}/{position}",
        item=line.item,
        account=line.account,
        agreement=line.agreement,
        title=line.title,
        quantity=-back.quantity,
        unit_price=line.unit_price,
        todays_price=line.todays_price,
        discount=back.split.discount,
        discount_bearer=line.discount_bearer,
        maker_part_percent=line.maker_part_percent,
        gross=back.split.paid,
        commission_percent=line.commission_percent,
        payee_vat_status=line.payee_vat_status,
        vat_percent=line.vat_percent,
        supply_vat_percent=line.supply_vat_percent,
        service_vat_percent=line.service_vat_percent,
        commission=back.split.commission,
        reverses=line,
    )
