"""Who hands what over when a maker changes payee: the closing list and the new deposit slip.

The pieces never move; on paper the old payee withdraws them and the new one deposits the same ones
the day after, with the same codes.  Plain frozen data; the paper draws it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from consign.agreements.models import Affiliation, Agreement
from consign.agreements.moves import affiliation_with, before, coworkings_of, first_terms, in_force
from consign.days import start_of
from consign.money.split import ZERO
from consign.monthend.left import PieceLeft, pieces_at
from consign.people.models import Coworking, LegalEntity, Maker, User, VatStatus
from consign.people.queries import entities_of, vat_on
from consign.people.roles import is_maker, may_settle


@dataclass(frozen=True)
class HandedPiece:
    """Pieces of an item on a list: price and agreed value in case of loss are for one of them.

    The value is None where no terms say it.
    """

    code: str
    title: str
    quantity: int
    price: Decimal
    value: Decimal | None

    @property
    def total(self) -> Decimal:
        return self.quantity * self.price

    @property
    def total_value(self) -> Decimal | None:
        return None if self.value is None else self.quantity * self.value


@dataclass(frozen=True)
class Side:
    """One payee's part: the list of pieces on its last or first day, and the terms they follow.

    `agreement` may still wait to be accepted by the new payee; None where there are no terms.
    """

    payee: LegalEntity
    vat_status: VatStatus | None
    project_code: str
    day: date
    agreement: Agreement | None
    pieces: Sequence[HandedPiece]

    @property
    def count(self) -> int:
        return sum(piece.quantity for piece in self.pieces)

    @property
    def total(self) -> Decimal:
        return sum((piece.total for piece in self.pieces), ZERO)

    @property
    def total_value(self) -> Decimal | None:
        """All of it; None as soon as one value is not known."""
        values = [piece.total_value for piece in self.pieces]
        known = [value for value in values if value is not None]
        return sum(known, ZERO) if len(known) == len(values) else None


@dataclass(frozen=True)
class Handover:
    """Both lists of one coworking.

    A side is None for a reader whom it does not concern.  `as_of` is the moment that was looked at
    when the day lies ahead, None once it has come: then the lists change no more.
    """

    reference: str
    coworking: Coworking
    operator_vat_status: VatStatus | None
    maker: Maker
    closing: Side | None
    deposit: Side | None
    as_of: datetime | None

    @property
    def sides(self) -> list[Side]:
        return [side for side in (self.closing, self.deposit) if side is not None]


def handover_to(user: User, affiliation: int, slug: str, now: datetime) -> Handover | None:
    """What a person may read of the handover to the affiliation with this key at a coworking.

    The maker and the coworking's managers read both lists, advisers that of their own payee.  None
    when there is nothing for them, no payee before, or it had no terms there.
    """
    later = affiliation_with(affiliation)
    earlier = before(later) if later else None
    if later is None or earlier is None:
        return None
    coworking = coworkings_of(earlier).filter(slug=slug).first()
    if coworking is None:
        return None
    every = is_maker(user, later.maker) or may_settle(user, coworking)
    advised = set(entities_of(user))
    reads = [one.payee for one in (earlier, later) if every or one.payee in advised]
    return handover(earlier, later, coworking, now, reads) if reads else None


def handover(
    earlier: Affiliation,
    later: Affiliation,
    coworking: Coworking,
    now: datetime,
    reads: Sequence[LegalEntity],
) -> Handover:
    """The lists of the payees in `reads`, as things stand when the later affiliation begins; as of
    now while that lies ahead."""
    first = start_of(later.starts_on)
    moment = min(first, now)
    sides = [
        _side(one, day, coworking, agreement, moment) if one.payee in reads else None
        for one, day, agreement in (
            (earlier, earlier.ends_on or later.starts_on, _closing_terms(earlier, coworking)),
            (later, later.starts_on, first_terms(later, coworking)),
        )
    ]
    return Handover(
        reference=f"H-{coworking.slug}-{later.pk}",
        coworking=coworking,
        operator_vat_status=vat_on(coworking.operator, later.starts_on),
        maker=later.maker,
        closing=sides[0],
        deposit=sides[1],
        as_of=now if now < first else None,
    )


def _side(
    affiliation: Affiliation,
    day: date,
    coworking: Coworking,
    agreement: Agreement | None,
    moment: datetime,
) -> Side:
    found = pieces_at(coworking, affiliation.maker, agreement, moment, day)
    return Side(
        payee=affiliation.payee,
        vat_status=vat_on(affiliation.payee, day),
        project_code=affiliation.project_code,
        day=day,
        agreement=agreement,
        pieces=[_handed(piece, agreement) for piece in found],
    )


def _handed(piece: PieceLeft, agreement: Agreement | None) -> HandedPiece:
    value = piece.loss_value if agreement else None
    return HandedPiece(piece.code, piece.title, piece.quantity, piece.price, value)


def _closing_terms(affiliation: Affiliation, coworking: Coworking) -> Agreement | None:
    """The terms of the last day."""
    last = affiliation.ends_on or affiliation.starts_on
    return in_force(affiliation, last).filter(coworking=coworking).first()
