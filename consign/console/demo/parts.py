"""What the demo world is made of: plain facts, no database."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class PersonFacts:
    """Somebody who signs in; the mail address ends in .example and reaches nobody."""

    email: str
    name: str
    language: str


@dataclass(frozen=True)
class EntityFacts:
    """A legal entity.  Numbers and accounts are invented; only their check digits are right."""

    key: str
    kind: str
    legal_name: str
    enterprise_number: str
    iban: str
    street: str
    postcode: str
    town: str
    email: str
    vat_status: str = "liable"
    legal_form: str = ""
    register: str = ""
    language: str = "fr"


@dataclass(frozen=True)
class ShowcaseFacts:
    name: str
    on_show: bool = True


@dataclass(frozen=True)
class CoworkingFacts:
    """A coworking with the people who work there, by mail address."""

    key: str
    name: str
    operator: str
    street: str
    postcode: str
    town: str
    story: str
    opening_hours: str
    showcases: tuple[ShowcaseFacts, ...]
    managers: tuple[str, ...]
    desk: tuple[str, ...]
    open_weekdays: tuple[int, ...]
    # Between how many and how many tickets a day at the till.
    tickets: tuple[int, int]
    payout_day: int


@dataclass(frozen=True)
class PayeeFacts:
    """Who is paid for a maker from a day on; `ends_in_days` counts from the day of the demo."""

    entity: str
    starts_on: date
    ends_on: date | None = None
    ends_in_days: int | None = None
    project_code: str = ""
    payment_reference: str = ""


@dataclass(frozen=True)
class TermsFacts:
    """What a maker agreed with a coworking; percentages and amounts as text."""

    coworking: str
    commission_percent: str
    minimum_payout: str = "0.00"
    largest_discount_percent: str = "10"
    mode: str = "agent"
    commission_base: str = "price_paid_incl_vat"
    commission_vat: str = "included"
    discount_bearer: str = "pro_rata"
    maker_part_percent: str | None = None
    shelf_fee: str = "0.00"
    loss_percent: str | None = None
    unsold_days: int = 180


@dataclass(frozen=True)
class MakerFacts:
    key: str
    name: str
    person: PersonFacts
    craft: str
    story: str
    payees: tuple[PayeeFacts, ...]
    terms: tuple[TermsFacts, ...]
