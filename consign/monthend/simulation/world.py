"""The world a scenario happens in, made with the operations: coworking, payees, makers, terms.

Only the goods are put on the shelf in one go, because a scenario does not tell how they came.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from consign.agreements.models import CommissionBase, CommissionVat, Mode
from consign.agreements.operations import affiliate
from consign.agreements.terms import Offer
from consign.money.split import ZERO
from consign.monthend.simulation.scenario import (
    EVER,
    Event,
    LossEvent,
    PayeeSpan,
    SaleEvent,
    Scenario,
)
from consign.monthend.terms import accept, propose
from consign.people import operations as people
from consign.people.accounts import add_bank_account
from consign.people.models import Coworking, Kind, LegalEntity, Maker, User, VatStatus
from consign.stock.models import Placement
from consign.stock.operations import add_showcase
from consign.stock.shelving import Piece, shelve
from consign.till.models import Sale, SaleLine

BEGINNING = datetime(1999, 1, 1, tzinfo=UTC)
# Valid, and nobody's: nothing is ever sent there.
IBAN = "BE71096123456769"
LONGEST_TITLE = 80


@dataclass
class World:
    """What the operations have made, by the scenario's names."""

    scenario: Scenario
    coworking: Coworking
    by: User
    entities: dict[str, LegalEntity] = field(default_factory=dict)
    makers: dict[str, Maker] = field(default_factory=dict)
    pieces: dict[str, Placement] = field(default_factory=dict)
    sales: dict[str, Sale] = field(default_factory=dict)
    lines: list[tuple[str, SaleLine]] = field(default_factory=list)


def found(scenario: Scenario) -> World:
    """The coworking, run by a legal entity of its VAT status, with one showcase."""
    terms = scenario.terms
    by = people.add_person(email="somebody@localhost", name="Somebody", language="en", at=BEGINNING)
    status = VatStatus.LIABLE if terms.liable else VatStatus.EXEMPT
    operator = _entity(Kind.COMPANY, 0, by)
    people.set_vat_status(entity=operator, status=status, starts_on=EVER, by=by, at=BEGINNING)
    coworking = people.add_coworking(
        name="Coworking",
        operator=operator,
        street="-",
        postcode="-",
        town="-",
        service_vat_percent=terms.vat_percent,
        by=by,
        at=BEGINNING,
    )
    return World(scenario, coworking, by)


def _entity(kind: Kind, index: int, by: User) -> LegalEntity:
    return people.add_legal_entity(
        kind=kind,
        legal_name=f"Entity {index}",
        enterprise_number=_enterprise_number(index),
        street="-",
        postcode="-",
        town="-",
        by=by,
        at=BEGINNING,
    )


def _enterprise_number(index: int) -> str:
    """Ten digits that could be a number: the last two are 97 less the rest of the others by 97."""
    base = 2_000_000 + index
    return f"{base:08d}{97 - base % 97:02d}"


def join(world: World, span: PayeeSpan) -> None:
    """A maker is paid through a payee for a while, on the scenario's terms."""
    payee = world.entities.get(span.id) or _payee(world, span)
    maker = world.makers.get(span.maker)
    if maker is None:
        maker = people.add_maker(name=span.maker, by=world.by, at=BEGINNING)
        world.makers[span.maker] = maker
    people.set_vat_status(
        entity=payee, status=span.vat_status, starts_on=span.first, by=world.by, at=BEGINNING
    )
    affiliation = affiliate(
        maker=maker,
        payee=payee,
        starts_on=span.first,
        ends_on=span.valid_to,
        by=world.by,
        at=BEGINNING,
    )
    agreement = propose(
        coworking=world.coworking,
        affiliation=affiliation,
        starts_on=span.first,
        offer=_offer(world.scenario),
        by=world.by,
        at=BEGINNING,
    )
    accept(agreement=agreement, by=world.by, at=BEGINNING)


def _payee(world: World, span: PayeeSpan) -> LegalEntity:
    payee = _entity(span.kind, len(world.entities) + 1, world.by)
    add_bank_account(
        entity=payee,
        iban=IBAN,
        holder=payee.legal_name,
        starts_on=EVER,
        by=world.by,
        at=BEGINNING,
    )
    world.entities[span.id] = payee
    return payee


def _offer(scenario: Scenario) -> Offer:
    terms = scenario.terms
    return Offer(
        commission_percent=terms.commission_percent,
        mode=Mode(scenario.mode),
        commission_base=CommissionBase(terms.commission_base),
        commission_vat=CommissionVat(terms.commission_vat),
        minimum_payout=terms.minimum_payout,
    )


def lay_out(world: World) -> None:
    """What will be sold or lost, each event's pieces under a code of their own."""
    showcase = add_showcase(coworking=world.coworking, name="Window", by=world.by, at=BEGINNING)
    found = {event.id: _piece(world, event) for event in world.scenario.events}
    pieces = {event: piece for event, piece in found.items() if piece is not None}
    placed = shelve(showcase=showcase, pieces=list(pieces.values()), by=world.by, at=BEGINNING)
    world.pieces = dict(zip(pieces, placed, strict=True))


def _piece(world: World, event: Event) -> Piece | None:
    match event:
        case SaleEvent():
            price, vat_percent, quantity = event.unit_price, event.vat_percent, event.quantity
        case LossEvent():
            price, vat_percent, quantity = event.value, ZERO, 1
        case _:
            return None
    return Piece(
        world.makers[event.maker], event.item[:LONGEST_TITLE], price, vat_percent, quantity
    )
