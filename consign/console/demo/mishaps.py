"""What else happens in a month: a theft, a fee, a mistake put right, a maker who asks for more."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from consign.agreements.queries import affiliation_on, agreement_on
from consign.agreements.terms import Offer
from consign.console.demo.agenda import Agenda, moment
from consign.console.demo.arrivals import Shelf
from consign.console.demo.founding import World
from consign.console.demo.makers import PLUME
from consign.days import Month, local_day
from consign.ledger.bookings import adjust, charge_fee
from consign.ledger.models import LossCause
from consign.monthend.losses import record_loss
from consign.monthend.terms import propose
from consign.stock.queries import placements_at

STOLEN_FROM = "terre-dombre"
PUT_RIGHT = "holzweg"
ASKS = "draad-en-daad"


@dataclass
class Mishaps:
    """What goes wrong at one coworking, and who writes it down."""

    world: World
    shelf: Shelf
    agenda: Agenda

    def note_down(self, month: Month) -> None:
        first = month.first
        self.agenda.add(moment(first + timedelta(days=5), 10), self._photographs)
        self.agenda.add(moment(first + timedelta(days=11), 18, 5), self._theft)
        self.agenda.add(moment(first + timedelta(days=15), 9, 40), self._correction)
        self.agenda.add(self.agenda.now - timedelta(hours=6), self._wish)

    def _theft(self, at: datetime) -> None:
        maker = self.world.makers[STOLEN_FROM].maker
        there = placements_at(self.shelf.place.coworking).filter(item__maker=maker)
        for placement in there.order_by("pk")[:1]:
            record_loss(
                placement=placement,
                quantity=1,
                cause=LossCause.STOLEN,
                reason="PV BR.12.L3.004711/26",
                by=self.shelf.place.manager,
                at=at,
            )
            self.shelf.on_hand[placement.item_id] -= 1

    def _photographs(self, at: datetime) -> None:
        charge_fee(
            coworking=self.shelf.place.coworking,
            maker=self.world.makers[PLUME.key].maker,
            label="Photos du catalogue",
            amount=Decimal("18.15"),
            by=self.shelf.place.manager,
            at=at,
        )

    def _correction(self, at: datetime) -> None:
        adjust(
            coworking=self.shelf.place.coworking,
            maker=self.world.makers[PUT_RIGHT].maker,
            amount=Decimal("4.00"),
            reason="Etikett falsch gedruckt, unser Versehen",
            by=self.shelf.place.manager,
            at=at,
        )

    def _wish(self, at: datetime) -> None:
        """For a smaller commission from next month on; nobody has answered yet."""
        here, coworking = self.world.makers[ASKS], self.shelf.place.coworking
        affiliation = affiliation_on(here.maker, local_day(at))
        current = agreement_on(coworking, affiliation, local_day(at)) if affiliation else None
        if affiliation is None or current is None:
            return
        propose(
            coworking=coworking,
            affiliation=affiliation,
            starts_on=Month.of(local_day(at)).next.first,
            offer=replace(Offer.of(current), commission_percent=Decimal(30)),
            by=here.person,
            at=at,
            by_maker=True,
        )
