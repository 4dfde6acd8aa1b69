"""What lies in a drawer: euro coins and notes, told by their cents."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from consign.money.split import euros
from consign.refusal import Refused
from consign.till.counts import LARGEST, CountOutOfRange

NOTES = (50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500)
# Coins of one and two cents are legal, though tickets in cash end on five.
COINS = (200, 100, 50, 20, 10, 5, 2, 1)


class NotAPiece(Refused):
    code = "not_a_piece"
    sentence = _("Count euro coins and notes: for each of them how many, 0 or more.")


def worth(pieces: Mapping[int, int]) -> Decimal:
    """What so many of each coin and note come to.  Refused: NotAPiece, CountOutOfRange."""
    if not set(pieces) <= {*NOTES, *COINS} or min(pieces.values(), default=0) < 0:
        raise NotAPiece(place="pieces")
    amount = euros(sum(cents * count for cents, count in pieces.items()))
    if amount > LARGEST:
        raise CountOutOfRange(place="pieces")
    return amount


def counted(kept: Mapping[str, int]) -> list[tuple[int, int]]:
    """What a row has kept as (cents, how many), the largest first: a database has its own order."""
    return sorted(((int(cents), count) for cents, count in kept.items()), reverse=True)


def kept(pieces: Mapping[int, int]) -> dict[str, int]:
    """The same as it is kept in a row: the largest first, what there is none of left out."""
    return {str(cents): pieces[cents] for cents in sorted(pieces, reverse=True) if pieces[cents]}
