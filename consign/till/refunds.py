"""Taking back: refunds, and undoing what was sold a moment ago."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from consign.people.models import User
from consign.refusal import Refused
from consign.till.clock import true_time
from consign.till.lines import left_of
from consign.till.models import Payment, RefundReason, Sale
from consign.till.operations import Desk
from consign.till.recording import Recorded, digest, once
from consign.till.taking_back import (
    LineBack,
    NothingToRefund,
    as_paid,
    refund_of,
    take_back_lines,
)

MAY_BE_UNDONE = timedelta(minutes=5)


class NotASale(Refused):
    code = "not_a_sale"
    sentence = _("This ticket is itself a refund. Open the ticket of the sale.")


class NotYourSale(Refused):
    code = "not_your_sale"
    sentence = _("%(seller)s sold this. Only who sold it can undo it; anybody can refund it.")


class TooLateToUndo(Refused):
    code = "too_late_to_undo"
    sentence = _("A sale can be undone for five minutes. Refund it now, with a reason.")


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
    with_means = paid_with or as_paid(sale)

    def take_back() -> Sale:
        refund = refund_of(sale, key, content, reason, by, desk)
        return take_back_lines(refund, sale, back, with_means, by, at)

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
        refund = refund_of(sale, key, content, RefundReason.UNDONE, by, desk)
        return take_back_lines(refund, sale, back, None, by, at)

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
