"""Evenings at the till: cash is counted and closed on most days, and sometimes a coin is off."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from consign.console.demo.agenda import Agenda, moment
from consign.console.demo.founding import Place
from consign.days import local_day
from consign.money.split import cents
from consign.till.closings import close_day
from consign.till.drawer import COINS, NOTES
from consign.till.places import first_till
from consign.till.running import days_to_close, so_far

CLOSED_AT = (18, 20)
# What is always there for change, and from when on the rest is carried to the bank.
CHANGE, FULL = Decimal("120.00"), Decimal("280.00")
# Of a hundred evenings: how many are forgotten, and on how many the count is off.
FORGOTTEN, OFF = 12, 18
MISHAPS = (
    (Decimal("-1.00"), "Une pièce d’un euro rendue en trop"),
    (Decimal("-2.00"), "Pièce tombée sous le comptoir, pas retrouvée"),
    (Decimal("0.50"), "Une cliente n’a pas voulu sa monnaie"),
    (Decimal("2.00"), "Pièce retrouvée sous le comptoir"),
    (Decimal("-5.00"), "Café du matin payé avec la caisse"),
    (Decimal("0.20"), "Sans doute mal rendu, on ne sait pas"),
)


@dataclass
class Drawer:
    """The cash of one coworking's till, evening by evening."""

    place: Place
    agenda: Agenda

    def __post_init__(self) -> None:
        self.till = first_till(self.place.coworking)
        self.rng = random.Random(f"drawer {self.place.facts.key}")  # noqa: S311 - no secret

    def note_down(self, first: date) -> None:
        """Every evening from the first day on; today's is left to whoever looks around."""
        today = local_day(self.agenda.now)
        for number in range((today - first).days):
            day = first + timedelta(days=number)
            yesterday = number == (today - first).days - 1
            opens = day.weekday() in self.place.facts.open_weekdays
            if opens and (self.rng.randrange(100) >= FORGOTTEN or yesterday):
                self.agenda.add(moment(day, *CLOSED_AT), self._close)

    def _close(self, at: datetime) -> None:
        day = days_to_close(self.till, at)[0]
        found = so_far(self.till, day)
        opening = CHANGE if found.opening is None else None
        expected = (opening or found.opening or Decimal(0)) + found.cash
        off, why = self.rng.choice(MISHAPS) if self.rng.randrange(100) < OFF else (Decimal(0), "")
        counted = expected + off
        close_day(
            till=self.till,
            pieces=_pieces(counted),
            opening=opening,
            on=day,
            banked=Decimal(int((counted - CHANGE) / 10) * 10) if counted > FULL else Decimal(0),
            reason=why,
            by=self.rng.choice(self.place.desk),
            at=at,
        )


def _pieces(amount: Decimal) -> dict[int, int]:
    """An amount in notes and coins, none of them larger than a till likes."""
    left, found = cents(amount), {}
    for kind in (*NOTES[3:], *COINS):
        found[kind], left = divmod(left, kind)
    return found
