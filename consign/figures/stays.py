"""How long pieces stood before they sold, and how long those have stood that are still there.

Equal pieces of an item leave in the order they came.  What only changes its place keeps its day; a
piece that a customer brings back was not sold, and stands there since it first came.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import QuerySet

from consign.days import local_day
from consign.stock.models import Movement, MovementKind


@dataclass(frozen=True)
class Stay:
    """Equal pieces that came on one day; `sold_on` is None while they are there."""

    item: int
    pieces: int
    came_on: date
    sold_on: date | None = None

    def days(self, today: date) -> int:
        """How long until they sold, or until today."""
        return ((self.sold_on or today) - self.came_on).days


@dataclass
class _Pieces:
    """Where the pieces of one item are, as (day they came, how many), the oldest first."""

    here: list[tuple[date, int]] = field(default_factory=list)
    moving: list[tuple[date, int]] = field(default_factory=list)
    sold: list[tuple[date, int, date]] = field(default_factory=list)

    def moved(self, kind: str, quantity: int, on: date) -> None:
        if quantity > 0:
            self._came(kind, quantity, on)
            return
        for came, pieces in self._leave(-quantity):
            if kind == MovementKind.SOLD:
                self.sold.append((came, pieces, on))
            elif kind == MovementKind.MOVED:
                self.moving.append((came, pieces))

    def _came(self, kind: str, quantity: int, on: date) -> None:
        known = self.moving if kind == MovementKind.MOVED else []
        if kind == MovementKind.RETURNED:
            known = [(came, pieces) for came, pieces, _on in self.sold]
            self._forget_sold(quantity)
        for came, pieces in _taken(known, quantity, latest=True):
            self.here.append((came, pieces))
            quantity -= pieces
        if quantity:
            self.here.append((on, quantity))
        self.here.sort()

    def _forget_sold(self, quantity: int) -> None:
        while quantity and self.sold:
            came, pieces, on = self.sold.pop()
            if pieces > quantity:
                self.sold.append((came, pieces - quantity, on))
            quantity -= min(pieces, quantity)

    def _leave(self, quantity: int) -> list[tuple[date, int]]:
        return list(_taken(self.here, quantity))


def stays(movements: QuerySet[Movement]) -> list[Stay]:
    """What sold and what is there, of all movements of some items at the places that count."""
    items: dict[int, _Pieces] = defaultdict(_Pieces)
    told = movements.order_by("at", "pk")
    rows: Iterable[tuple[int, str, int, datetime]]
    rows = told.values_list("placement__item", "kind", "quantity", "at")
    for item, kind, quantity, at in rows.iterator():
        items[item].moved(kind, quantity, local_day(at))
    return [stay for item, pieces in items.items() for stay in _stays(item, pieces)]


def _stays(item: int, pieces: _Pieces) -> Iterator[Stay]:
    for came, count, on in pieces.sold:
        yield Stay(item, count, came, on)
    for came, count in pieces.here:
        yield Stay(item, count, came)


def _taken(
    known: list[tuple[date, int]], quantity: int, *, latest: bool = False
) -> Iterator[tuple[date, int]]:
    """Take so many pieces out of a list, the first or the latest of them."""
    end = -1 if latest else 0
    while quantity and known:
        came, pieces = known.pop(end)
        if pieces > quantity:
            known.insert(len(known) if latest else 0, (came, pieces - quantity))
            pieces = quantity
        quantity -= pieces
        yield came, pieces
