"""What is going on today: pieces under way, prices that are down, people who ask for a piece."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from consign.console.demo.agenda import Agenda
from consign.console.demo.arrivals import Shelf
from consign.console.demo.founding import World
from consign.console.demo.makers import PLUME
from consign.console.demo.world import FILATURE, RCOOP
from consign.days import local_day
from consign.money.split import half_up
from consign.stock.models import HoldWish, Placement
from consign.stock.queries import placements_at
from consign.stock.reductions import LowerPrice, plan_reductions
from consign.stock.transits import send
from consign.stock.wishes import ask_to_keep, confirm_wish, keep_wish

REDUCES = "cuir-de-brume"
OFF = Decimal("0.80")


@dataclass
class TheseDays:
    """The last hours before a visitor comes."""

    world: World
    shelves: dict[str, Shelf]
    agenda: Agenda

    def note_down(self) -> None:
        now = self.agenda.now
        self.agenda.add(now - timedelta(hours=30), self._to_the_other_window)
        self.agenda.add(now - timedelta(hours=28), self._reduce)
        self.agenda.add(now - timedelta(hours=5), self._kept)
        self.agenda.add(now - timedelta(hours=2), self._asked)

    def _to_the_other_window(self, at: datetime) -> None:
        """The jeweller sells better in the other street: two of hers are on their way there."""
        shelf = self.shelves[FILATURE]
        for placement in self._there(FILATURE, PLUME.key)[:2]:
            send(
                placement=placement,
                coworking=self.world.places[RCOOP].coworking,
                quantity=1,
                remark="Met de fiets, donderdag",
                by=shelf.place.desk[0],
                at=at,
            )
            shelf.on_hand[placement.item_id] -= 1

    def _reduce(self, at: datetime) -> None:
        """A fifth off for two weeks, on three pieces now and on two from next week on."""
        theirs = self._there(RCOOP, REDUCES)
        today = local_day(at)
        for some, begins in ((theirs[:3], today), (theirs[3:5], today + timedelta(days=7))):
            lower = [LowerPrice(one.item, half_up(one.item.price * OFF)) for one in some]
            if lower:
                plan_reductions(
                    lower=lower,
                    starts_on=begins,
                    ends_on=begins + timedelta(days=13),
                    by=self.world.makers[REDUCES].person,
                    at=at,
                )
            for one in some:
                self.shelves[RCOOP].items[one.item_id].refresh_from_db()

    def _kept(self, at: datetime) -> None:
        wish = self._wish(self._there(RCOOP, "terre-dombre")[-1], "Eva", "Pour Léa, samedi", at)
        desk = self.shelves[RCOOP].place.desk[0]
        keep_wish(wish=wish, until=at + timedelta(days=2), by=desk, at=at)

    def _asked(self, at: datetime) -> None:
        self._wish(self._there(RCOOP, PLUME.key)[-1], "Anneke", "Ik kom na vijven langs.", at)

    def _wish(self, placement: Placement, name: str, words: str, at: datetime) -> HoldWish:
        wish = ask_to_keep(
            item=placement.item,
            coworking=placement.showcase.coworking,
            name=name,
            email=f"{name.lower()}@passante.example",
            language="fr",
            address=lambda token: token,
            words=words,
            at=at,
        )
        return confirm_wish(wish=wish, at=at)

    def _there(self, where: str, whose: str) -> list[Placement]:
        """What is on hand there of a maker, one placement for each piece, always the same way."""
        found = placements_at(self.world.places[where].coworking).filter(
            item__maker=self.world.makers[whose].maker, on_hand__gt=0
        )
        return list({one.item_id: one for one in found.order_by("item__title", "pk")}.values())
