"""Three months in the life of two coworkings, told through the operations everyone uses.

The first month is closed and paid, by a bank file at Rcoop, and one transfer came back; the second
waits: at Rcoop for a visitor to preview and close it, at La Filature with a bank file to approve;
the third is today's.  The same day always gives
the same world, but for its label codes.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from consign.console.demo.agenda import Agenda, moment
from consign.console.demo.arrivals import Arrivals
from consign.console.demo.drawer import Drawer
from consign.console.demo.founding import Place, World, found
from consign.console.demo.handing_over import HandingOver
from consign.console.demo.makers import PLUME
from consign.console.demo.mishaps import Mishaps
from consign.console.demo.paying import Paying
from consign.console.demo.selling import Till
from consign.console.demo.studio import Studio
from consign.console.demo.these_days import TheseDays
from consign.console.demo.world import FILATURE, RCOOP
from consign.days import Month, local_day
from consign.monthend.operations import close_month
from consign.stock.lists import ListProblem
from consign.stock.operations import give_back
from consign.stock.queries import placements_at
from consign.till.models import RefundReason

GOES_HOME = "Encre d’été"


@dataclass(frozen=True)
class Filled:
    """What a run has made, and the lines of the jeweller's list that could not be taken."""

    pieces: int
    sales: int
    problems: list[ListProblem]


def fill(*, now: datetime, workers: int, tell: Callable[[str], None]) -> Filled:
    """Fill an empty database with the demo world as of now; all of it or nothing.

    As many processes as `workers` draw the pictures; with none, there are no pictures.
    """
    with Studio(workers) as studio, transaction.atomic():
        return _Life(now, studio).live(tell)


class _Life:
    def __init__(self, now: datetime, studio: Studio) -> None:
        self.agenda = Agenda(now)
        self.third = Month.of(local_day(now))
        self.second = self.third.previous
        self.first = self.second.previous
        self.rng = random.Random(str(self.third))  # noqa: S311 - a story keeps no secret
        self.studio = studio

    def live(self, tell: Callable[[str], None]) -> Filled:
        world = found(self.agenda)
        arrivals = Arrivals(world, self.agenda, self.studio, self.rng, self.first.previous)
        arrivals.note_down()
        tills = {key: Till(arrivals.shelves[key], self.agenda, self.rng) for key in world.places}
        for till in tills.values():
            till.note_down(self.first.first)
        for place in world.places.values():
            Drawer(place, self.agenda).note_down(self.first.first)
            months = self.first, self.second, self.third
            HandingOver(world, place, self.agenda).note_down(*months)
        self._month_ends(world)
        Paying(world, self.agenda).note_down(self.first, self.second)
        self._second_thoughts(tills[RCOOP], arrivals)
        self._goodbye(arrivals)
        Mishaps(world, arrivals.shelves[RCOOP], self.agenda).note_down(self.second)
        TheseDays(world, arrivals.shelves, self.agenda).note_down()
        tell("People, agreements, pieces and their pictures, three months of sales …")
        self.agenda.live()
        sales = sum(len(till.sold) for till in tills.values())
        pieces = len({pk for shelf in arrivals.shelves.values() for pk in shelf.items})
        return Filled(pieces, sales, arrivals.problems)

    def _month_ends(self, world: World) -> None:
        for place in world.places.values():
            self._close(place, self.first)
        self._close(world.places[FILATURE], self.second)

    def _close(self, place: Place, month: Month) -> None:
        def close(at: datetime) -> None:
            close_month(coworking=place.coworking, month=month, by=place.manager, at=at)

        self.agenda.add(moment(month.next.first + timedelta(days=1), 10), close)

    def _second_thoughts(self, till: Till, arrivals: Arrivals) -> None:
        """A jewel sold in the first month comes back once that month is paid; another later."""

        def first_jewel(at: datetime) -> None:
            jewels = [
                sale
                for sale in till.sold
                if Month.of(sale.on) == self.first
                and sale.lines.all()[0].item.maker.name == PLUME.name
            ]
            if jewels:
                till.take_back(jewels[-1], RefundReason.GESTURE, at)

        def broken(at: datetime) -> None:
            till.take_back(till.sold[-3], RefundReason.NONCONFORMITY, at)

        self.agenda.add(moment(self.second.first + timedelta(days=8), 15, 20), first_jewel)
        self.agenda.add(moment(self.third.first + timedelta(days=3), 15, 5), broken)
        for day in (self.second.first, self.second.first + timedelta(days=18), self.third.first):
            for shelf in arrivals.shelves.values():
                at = moment(day + timedelta(days=2), 8, 30)
                self.agenda.add(at, lambda at, shelf=shelf: arrivals.restock(shelf, at))  # type: ignore[misc]

    def _goodbye(self, arrivals: Arrivals) -> None:
        """One piece goes home to its maker."""
        shelf = arrivals.shelves[RCOOP]

        def go_home(at: datetime) -> None:
            theirs = [
                placement
                for placement in placements_at(shelf.place.coworking)
                if placement.item.maker.name == GOES_HOME
            ]
            if theirs:
                give_back(placement=theirs[0], quantity=1, by=shelf.place.desk[0], at=at)
                shelf.on_hand[theirs[0].item_id] -= 1

        self.agenda.add(moment(self.second.first + timedelta(days=20), 9, 15), go_home)
