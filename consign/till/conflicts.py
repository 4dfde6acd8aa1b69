"""Deciding what becomes of a sale without network of pieces that were gone by then."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from consign.journal.operations import note
from consign.people.models import User
from consign.refusal import Refused
from consign.till.models import Conflict, ConflictState, Payment, RefundReason, Sale, SaleLine
from consign.till.operations import Desk
from consign.till.queries import conflicts
from consign.till.recording import digest, once
from consign.till.taking_back import (
    AlreadyDecided,
    LineBack,
    as_paid,
    refund_of,
    take_back_lines,
)
from consign.till.undecided import other_line, pieces_of

LONGEST_REMARK = 200


class NoOtherTicket(Refused):
    code = "no_other_ticket"
    sentence = _("No other ticket can give this piece back. Choose something else.")


class Decision(StrEnum):
    """What becomes of a conflict."""

    KEEP = "keep"
    REFUND = "refund"
    LOSS = "loss"


class Which(StrEnum):
    """Whose money goes back: that of the ticket in conflict, or of the one that had sold before."""

    THIS = "this"
    OTHER = "other"


@dataclass(frozen=True)
class Decided:
    """A conflict after a decision, and the refund it gave rise to, if any."""

    conflict: Conflict
    refund: Sale | None = None
    replayed: bool = False


def decide(
    *,
    conflict: Conflict,
    decision: Decision,
    key: uuid.UUID,
    by: User,
    at: datetime,
    which: Which = Which.THIS,
    paid_with: Payment | None = None,
    remark: str = "",
    desk: Desk | None = None,
) -> Decided:
    """Say what becomes of a sale of pieces that were not there by the books; once, and for good.

    `keep`: both were sold, one more was there than had been counted.  `refund`: one of the two
    customers gets the money back (`paid_with` as in a refund); the other one has the piece, so it
    is not on the shelf.  `loss`: the line is taken back without money, because the customer cannot
    be found or the money is not there; the maker is paid once, the coworking bears the rest.

    The same key, or the same person keeping it again, changes nothing.  Refused: AlreadyDecided,
    NoOtherTicket, NotPaidBack, KeyReused.
    """
    remark = remark.strip()[:LONGEST_REMARK]
    if decision == Decision.KEEP:
        return _keep(conflict, remark, by, at)
    unpaid = decision == Decision.LOSS
    which = Which.THIS if unpaid else which
    content = digest("decide", conflict.pk, decision, which, paid_with)

    def give_back() -> Sale:
        known = conflicts().get(pk=conflict.pk)
        line, pieces = _line_of(known, which), pieces_of(known)
        sale = line.sale
        means = Payment.NONE if unpaid else paid_with or as_paid(sale)
        refund = refund_of(sale, key, content, RefundReason.SOLD_TWICE, by, desk)
        known.remark = remark
        back = [LineBack(line.position, pieces)]
        return take_back_lines(refund, sale, back, means, by, at, deciding=known)

    recorded = once(key, content, give_back)
    return Decided(conflicts().get(pk=conflict.pk), recorded.sale, recorded.replayed)


def _keep(conflict: Conflict, remark: str, by: User, at: datetime) -> Decided:
    with transaction.atomic():
        known = Conflict.objects.select_for_update().get(pk=conflict.pk)
        if known.state != ConflictState.OPEN:
            if known.state != ConflictState.KEPT or known.decided_by_id != by.pk:
                raise AlreadyDecided
            return Decided(conflicts().get(pk=known.pk), replayed=True)
        known.state, known.remark = ConflictState.KEPT, remark
        known.decided_by, known.decided_at = by, at
        known.save(update_fields=["state", "remark", "decided_by", "decided_at"])
        found = conflicts().get(pk=known.pk)
        sale = found.line.sale
        chain, reference = sale.coworking.slug, found.line.reference
        note(by=by, at=at, verb="keep both", subject=sale.number, chain=chain, line=reference)
    return Decided(found)


def _line_of(conflict: Conflict, which: Which) -> SaleLine:
    """The line that is taken back, as far as the conflict still waits."""
    if conflict.state != ConflictState.OPEN:
        raise AlreadyDecided
    if which == Which.THIS:
        return conflict.line
    other = other_line(conflict)
    if other is None:
        raise NoOtherTicket(place="which")
    return other
