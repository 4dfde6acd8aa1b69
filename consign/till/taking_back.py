"""Taking lines of a ticket back, inside a refund's transaction.

What it touches is locked, what each line gives back is computed, the opposite lines are written.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consign.ledger.models import EntryKind
from consign.ledger.operations import lock_account
from consign.money.split import ZERO, Split, split_return
from consign.people.models import User
from consign.refusal import Refused
from consign.stock.counter import count_out, lock_returns, put_back
from consign.stock.models import Placement
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
from consign.till.places import lock_till
from consign.till.recording import close_sale, numbered, open_sale


class NothingToRefund(Refused):
    code = "nothing_to_refund"
    sentence = _("Choose at least one piece that comes back.")


class RefundExceedsSale(Refused):
    code = "refund_exceeds_sale"
    sentence = _("Only %(left)s of “%(title)s” can still come back on this ticket.")


class AlreadyDecided(Refused):
    code = "conflict_decided"
    sentence = _("Somebody has decided on this in the meantime. Look at it again.")


@dataclass(frozen=True)
class LineBack:
    """Pieces of one line of a ticket that come back; lines are numbered from 1."""

    line: int
    quantity: int = 1


def as_paid(sale: Sale) -> Payment:
    """How money goes back unless something else is said."""
    paid = Payment(sale.paid_with)
    return paid if paid in MEANS_BACK else Payment.CASH


def refund_of(
    sale: Sale, key: uuid.UUID, content: str, reason: RefundReason, by: User, desk: Desk | None
) -> Sale:
    """A refund of a sale that is not written yet."""
    desk = desk or Desk()
    refund = Sale(
        coworking=sale.coworking,
        device=desk.device,
        key=key,
        content=content,
        sold_by=by,
        refund_of=sale,
        reason=reason,
    )
    if desk.till is not None:
        refund.till = desk.till
    return refund


def take_back_lines(
    refund: Sale,
    sale: Sale,
    back: Sequence[LineBack],
    paid_with: Payment | None,
    by: User,
    at: datetime,
    deciding: Conflict | None = None,
) -> Sale:
    """Write a refund, inside its transaction; without `paid_with` money goes back as it came.

    It decides the conflicts of its lines, or `deciding` by whichever ticket is taken back: then it
    is of one line, with just the pieces that conflict is about.  Refused then: AlreadyDecided.
    """
    returned = _returned(sale, back, deciding)
    total = sum((line.split.paid for line in returned), ZERO)
    settled = _settled(sale, total, paid_with)
    refund.till = lock_till(sale.coworking, refund.till_id)
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
    """What was only counted in never was there: it goes again with the money."""
    if back.gone:
        count_out(
            placement=back.placement,
            quantity=back.gone,
            reference=reversal.reference,
            by=by,
            at=at,
        )
    conflict = back.decides
    if conflict is None:
        return
    # Whoever else sold the piece meant by this line means the one that keeps it from now on.
    keeps = conflict.other_id if conflict.line_id == back.sold.pk else conflict.line_id
    waiting = Conflict.objects.filter(other=back.sold, state=ConflictState.OPEN)
    waiting.exclude(pk=conflict.pk).update(other=keeps)
    unpaid = reversal.sale.paid_with == Payment.NONE
    conflict.state = ConflictState.LOST if unpaid else ConflictState.REFUNDED
    conflict.decided_by, conflict.decided_at = by, at
    conflict.save(update_fields=["state", "decided_by", "decided_at", "remark"])


@dataclass(frozen=True)
class _ReturnedLine:
    """What comes back of a sale line, and where it goes.

    `gone` of the pieces were only counted in and are counted out again; `decides` is the conflict
    that is over with them.
    """

    sold: SaleLine
    quantity: int
    placement: Placement
    split: Split
    gone: int = 0
    decides: Conflict | None = None


def _returned(
    sale: Sale, back: Sequence[LineBack], deciding: Conflict | None
) -> list[_ReturnedLine]:
    """Lock what a refund touches, in the house's order, and compute what each line gives back."""
    wanted = _by_line(sale, back)
    places = lock_returns(coworking=sale.coworking, references=[line.reference for line in wanted])
    rows = SaleLine.objects.select_for_update().filter(pk__in=[line.pk for line in wanted])
    list(rows.order_by("pk"))
    waiting = _lock_conflicts(wanted, deciding)
    for account in sorted({line.account for line in wanted}, key=lambda account: account.pk):
        lock_account(account=account)
    return [
        _back(line, quantity, places[line.reference], waiting.get(line.pk))
        for line, quantity in wanted.items()
    ]


def _lock_conflicts(
    wanted: Iterable[SaleLine], deciding: Conflict | None
) -> dict[int, tuple[Conflict, bool]]:
    """The open conflicts a refund decides, by line; and whether it is the other ticket's.

    Those that only name one of the lines are locked as well: they may come to name another.
    """
    lines = [line.pk for line in wanted]
    concerned = Q(line__in=lines) | Q(other__in=lines)
    if deciding is not None:
        concerned |= Q(pk=deciding.pk)
    rows = Conflict.objects.select_for_update().filter(concerned, state=ConflictState.OPEN)
    known = {row.pk: row for row in rows.order_by("pk")}
    if deciding is None:
        return {row.line_id: (row, False) for row in known.values() if row.line_id in lines}
    if deciding.pk not in known:
        raise AlreadyDecided
    (line,) = lines
    known[deciding.pk].remark = deciding.remark
    return {line: (known[deciding.pk], deciding.line_id != line)}


def _back(
    line: SaleLine, quantity: int, placement: Placement, waiting: tuple[Conflict, bool] | None
) -> _ReturnedLine:
    left = left_of(line)
    if not 1 <= quantity <= left:
        raise RefundExceedsSale(place=f"lines.{line.position}", left=left, title=line.title)
    split = split_return(sold=as_sold(line), left_before=left, left_after=left - quantity)
    if waiting is None:
        return _ReturnedLine(line, quantity, placement, split)
    conflict, of_other = waiting
    if of_other:
        return _ReturnedLine(line, quantity, placement, split, quantity, conflict)
    before, after = line.quantity - left, line.quantity - left + quantity
    gone = min(after, conflict.missing) - min(before, conflict.missing)
    over = conflict if after >= conflict.missing else None
    return _ReturnedLine(line, quantity, placement, split, gone, over)


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
