"""What can be decided of a conflict that waits, as far as is known now."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from consign.money.split import split_return
from consign.till.lines import as_sold
from consign.till.models import Conflict, SaleLine

# Only then two customers have paid for one piece; otherwise nobody else has bought it.
SOLD_ELSEWHERE = ("already_sold", "not_enough")


@dataclass(frozen=True)
class Choices:
    """What a conflict that waits is about: how many pieces, and what each customer would get back.

    `other` is None where no other ticket can give the pieces back.
    """

    pieces: int
    this: Decimal
    other: Decimal | None


def choices(conflict: Conflict) -> Choices:
    """What can be decided of a conflict that `conflicts()` has read, as far as is known now."""
    known: Any = conflict
    pieces, other = pieces_of(conflict), other_line(conflict)
    return Choices(
        pieces=pieces,
        this=_worth(conflict.line, known.left, pieces),
        other=_worth(other, known.other_left, pieces) if other else None,
    )


def other_line(conflict: Any) -> SaleLine | None:
    """The other ticket's line, where it can give back what is missing."""
    sold = conflict.reason in SOLD_ELSEWHERE and conflict.other is not None
    able = sold and not conflict.other_waits and conflict.other_left >= pieces_of(conflict)
    return conflict.other if able else None


def pieces_of(conflict: Any) -> int:
    """How many pieces are still counted in for it: those that came back first are out again."""
    return int(conflict.missing - min(conflict.line.quantity - conflict.left, conflict.missing))


def _worth(line: SaleLine, left: int, pieces: int) -> Decimal:
    return -split_return(sold=as_sold(line), left_before=left, left_after=left - pieces).paid
