"""A scenario as it was written down: on which terms a coworking sells, and what happened.

Plain frozen data of the format `consign-scenario/1`; `reading` makes it from JSON and refuses what
is malformed, `playing` lets it happen.  Amounts are Decimal in euro, as everywhere in the house.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from consign.money.split import Base, CommissionVat, Discount, Mode
from consign.people.models import Kind, VatStatus

# Before every day a scenario can name.
EVER = date(1900, 1, 1)


@dataclass(frozen=True)
class CoworkingTerms:
    """The coworking's own VAT, and the terms it has with every maker."""

    liable: bool
    vat_percent: Decimal
    commission_percent: Decimal
    commission_base: Base
    commission_vat: CommissionVat
    minimum_payout: Decimal


@dataclass(frozen=True)
class PayeeSpan:
    """Who is paid for a maker, from a day to a day, both inclusive; None is open."""

    place: str
    id: str
    maker: str
    kind: Kind
    vat_status: VatStatus
    valid_from: date | None
    valid_to: date | None

    def meets(self, other: "PayeeSpan") -> bool:
        """Whether the two share a day."""
        return self.first <= other.last and other.first <= self.last

    @property
    def first(self) -> date:
        return self.valid_from or EVER

    @property
    def last(self) -> date:
        return self.valid_to or date.max


@dataclass(frozen=True)
class Happening:
    """What all events have: where they stand in the file, their name and their moment."""

    place: str
    id: str
    at: datetime


@dataclass(frozen=True)
class SaleEvent(Happening):
    maker: str
    item: str
    quantity: int
    unit_price: Decimal
    vat_percent: Decimal
    discount: Discount


@dataclass(frozen=True)
class RefundEvent(Happening):
    refunds: str
    quantity: int


@dataclass(frozen=True)
class FeeEvent(Happening):
    maker: str
    label: str
    amount: Decimal


@dataclass(frozen=True)
class LossEvent(Happening):
    maker: str
    item: str
    value: Decimal
    payee: str | None


@dataclass(frozen=True)
class AdjustmentEvent(Happening):
    maker: str
    amount: Decimal
    reason: str
    payee: str | None


Event = SaleEvent | RefundEvent | FeeEvent | LossEvent | AdjustmentEvent


@dataclass(frozen=True)
class Scenario:
    """One whole scenario; its events stand in the order of time."""

    title: str
    timezone: ZoneInfo
    mode: Mode
    terms: CoworkingTerms
    payees: tuple[PayeeSpan, ...]
    events: tuple[Event, ...]

    @property
    def steps(self) -> int:
        """How much there is to do at most: the events, and each account in each of the months."""
        if not self.events:
            return 0
        days = self.events[-1].at - self.events[0].at
        accounts = len({(span.id, span.maker) for span in self.payees})
        return len(self.events) + accounts * (days.days // 28 + 1)
