"""Days at the till: who buys what, how they pay, what comes back."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from consign.console.demo.agenda import Agenda, moment
from consign.console.demo.arrivals import Shelf
from consign.days import local_day
from consign.money.split import ZERO
from consign.stock.models import Item
from consign.till.lines import LineWanted
from consign.till.models import Payment, RefundReason, Sale
from consign.till.operations import record_sale
from consign.till.payments import Paid
from consign.till.refunds import refund_sale
from consign.till.taking_back import LineBack

OPENS_AT, CLOSES_AT = 11, 18
# Of a hundred tickets: how many have one, two, three lines; are paid in cash, by transfer, partly
# in cash; get a discount.
LINES = ((1, 58), (2, 30), (3, 12))
CASH, TRANSFER, MIXED = 36, 5, 5
# Who pays in two ways has a note in hand.
NOTE = Decimal("10.00")
DISCOUNTS = 7
# From which price on people think twice, and how much more rarely they buy, in hundredths.
DEAR = ((Decimal(30), 100), (Decimal(70), 55), (Decimal(130), 22), (Decimal(10_000), 9))
UNIQUE = 40


@dataclass
class Till:
    """The till of one coworking, over the months."""

    shelf: Shelf
    agenda: Agenda
    rng: random.Random
    sold: list[Sale] = field(default_factory=list)

    def note_down(self, first: date) -> None:
        """Every opening day from the first one on; today there is always something to see."""
        today = local_day(self.agenda.now)
        for number in range((today - first).days):
            day = first + timedelta(days=number)
            if day.weekday() in self.shelf.place.facts.open_weekdays:
                self.agenda.add(moment(day, OPENS_AT), self._open)
        since_midnight = self.agenda.now - moment(today, 0)
        for _ in range(self.shelf.place.facts.tickets[1]):
            ago = min(since_midnight, timedelta(hours=5)) * self.rng.randrange(100) / 100
            self.agenda.add(self.agenda.now - ago, self._sell)

    def _open(self, at: datetime) -> None:
        """Choose when tickets are rung up today; what is on them is seen then."""
        few, many = self.shelf.place.facts.tickets
        for _ in range(self.rng.randint(few, many)):
            later = timedelta(minutes=self.rng.randrange((CLOSES_AT - OPENS_AT) * 60))
            self.agenda.add(at + later, self._sell)

    def _sell(self, at: datetime) -> None:
        lines = self._basket()
        if not lines:
            return
        paid_with, parts = self._paid(lines)
        recorded = record_sale(
            coworking=self.shelf.place.coworking,
            wanted=lines,
            paid_with=paid_with,
            payments=parts,
            key=self._key(),
            by=self.rng.choice(self.shelf.place.desk),
            at=at,
        )
        self.sold.append(recorded.sale)

    def _paid(self, lines: list[LineWanted]) -> tuple[Payment, list[Paid]]:
        chance = self.rng.randrange(100)
        total = sum(((one.seen_price or ZERO) * one.quantity - one.discount for one in lines), ZERO)
        if chance < CASH:
            return Payment.CASH, []
        if chance < CASH + TRANSFER:
            return Payment.TRANSFER, []
        if chance < CASH + TRANSFER + MIXED and total > NOTE:
            parts = [Paid(Payment.CASH, NOTE), Paid(Payment.CARD, total - NOTE)]
            return Payment.MIXED, parts
        return Payment.CARD, []

    def _basket(self) -> list[LineWanted]:
        there = [item for pk, item in self.shelf.items.items() if self.shelf.on_hand[pk]]
        count = self.rng.choices([n for n, _ in LINES], [often for _, often in LINES])[0]
        chosen: dict[int, Item] = {}
        for _ in range(count if there else 0):
            item = self.rng.choices(there, [self._wish(item) for item in there])[0]
            chosen[item.pk] = item
        return [self._line(item) for item in chosen.values()]

    def _wish(self, item: Item) -> int:
        often = next(often for price, often in DEAR if item.price <= price)
        return often * UNIQUE // 100 if self.shelf.brought[item.pk] == 1 else often

    def _line(self, item: Item) -> LineWanted:
        cheap = item.price < 20 and self.shelf.on_hand[item.pk] > 3
        quantity = self.rng.choice((1, 1, 2, 3)) if cheap else 1
        self.shelf.on_hand[item.pk] -= quantity
        whole = item.price * quantity
        generous = self.rng.randrange(100) < DISCOUNTS
        # Whole euros, and never more than the tenth that makers agreed to.
        discount = Decimal(int(whole / 10)) if generous else Decimal(0)
        return LineWanted(item.code, quantity, discount, item.price)

    def take_back(self, ticket: Sale, reason: RefundReason, at: datetime) -> None:
        """A customer brings one piece back; it can be sold again."""
        line = ticket.lines.order_by("position").first()
        if line is None:
            return
        refund_sale(
            sale=ticket,
            back=[LineBack(line.position, 1)],
            reason=reason,
            key=self._key(),
            by=self.rng.choice(self.shelf.place.desk),
            at=at,
        )
        self.shelf.on_hand[line.item_id] += 1

    def _key(self) -> UUID:
        return UUID(int=self.rng.getrandbits(128), version=4)
