"""A scenario through the real operations: every step is the one a person would have started.

Only the goods are put on the shelf in one go, because a scenario does not tell how they came.
"""

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.utils import timezone

from consign.agreements.models import CommissionBase, CommissionVat, Mode
from consign.agreements.operations import affiliate
from consign.agreements.queries import UnknownPayee
from consign.agreements.terms import Offer
from consign.days import Month, local_day, start_of
from consign.ledger.bookings import adjust, charge_fee
from consign.ledger.models import LossCause
from consign.money.split import ZERO
from consign.monthend.losses import record_loss
from consign.monthend.operations import close_month
from consign.monthend.own_sales import own_vat_on_sales
from consign.monthend.simulation.refusals import placed
from consign.monthend.simulation.scenario import (
    EVER,
    AdjustmentEvent,
    Event,
    FeeEvent,
    LossEvent,
    PayeeSpan,
    RefundEvent,
    SaleEvent,
    Scenario,
)
from consign.monthend.simulation.told import LineTold, RateTold, StatementTold, Told
from consign.monthend.statement import Statement, statement_of
from consign.monthend.terms import accept, propose
from consign.people import operations as people
from consign.people.models import Coworking, Kind, LegalEntity, Maker, User, VatStatus
from consign.settlements.queries import settlements_at
from consign.stock.models import Placement
from consign.stock.operations import add_showcase
from consign.stock.shelving import Piece, shelve
from consign.till.lines import LineWanted
from consign.till.models import Payment, RefundReason, Sale, SaleLine
from consign.till.operations import LineBack, record_sale, refund_sale

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


def play(scenario: Scenario) -> Told:
    """Found the coworking, let every event happen, close every month, and read what is there.

    Inside a transaction that the caller takes back.  Refused: what the operations refuse, with the
    place in the scenario.
    """
    with timezone.override(scenario.timezone):
        world = _found(scenario)
        for span in scenario.payees:
            with placed(span.place):
                _join(world, span)
        _shelve(world)
        for event in scenario.events:
            with placed(event.place):
                _happen(world, event)
        _close(world)
    return _told(world)


def _found(scenario: Scenario) -> World:
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


def _join(world: World, span: PayeeSpan) -> None:
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
    people.add_bank_account(
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


def _shelve(world: World) -> None:
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


def _happen(world: World, event: Event) -> None:
    match event:
        case SaleEvent():
            _sell(world, event)
        case RefundEvent():
            _refund(world, event)
        case FeeEvent():
            charge_fee(
                coworking=world.coworking,
                maker=world.makers[event.maker],
                label=event.label.strip() or "-",
                amount=event.amount,
                by=world.by,
                at=event.at,
            )
        case LossEvent():
            record_loss(
                placement=world.pieces[event.id],
                quantity=1,
                cause=LossCause.LOST,
                value=event.value,
                payee=_payee_named(world, event),
                by=world.by,
                at=event.at,
            )
        case AdjustmentEvent():
            adjust(
                coworking=world.coworking,
                maker=world.makers[event.maker],
                amount=event.amount,
                reason=event.reason.strip() or "-",
                payee=_payee_named(world, event),
                by=world.by,
                at=event.at,
            )


def _sell(world: World, event: SaleEvent) -> None:
    """By card, so that nothing is rounded and no limit for cash applies."""
    wanted = LineWanted(
        code=world.pieces[event.id].item.code,
        quantity=event.quantity,
        discount=event.discount.amount,
        agreed=event.discount,
    )
    sale = record_sale(
        coworking=world.coworking,
        wanted=[wanted],
        paid_with=Payment.CARD,
        key=uuid.uuid4(),
        by=world.by,
        at=event.at,
    ).sale
    world.sales[event.id] = sale
    world.lines.append((event.id, sale.lines.get()))


def _refund(world: World, event: RefundEvent) -> None:
    refund = refund_sale(
        sale=world.sales[event.refunds],
        back=[LineBack(line=1, quantity=event.quantity)],
        reason=RefundReason.GESTURE,
        key=uuid.uuid4(),
        by=world.by,
        at=event.at,
    ).sale
    world.lines.append((event.id, refund.lines.get()))


def _payee_named(world: World, event: LossEvent | AdjustmentEvent) -> LegalEntity | None:
    if event.payee is None:
        return None
    if event.payee not in world.entities:
        raise UnknownPayee(payee=event.payee, maker=event.maker)
    return world.entities[event.payee]


def _close(world: World) -> None:
    """Every month from the first event to the last; one in which nothing is left is passed over.

    After all events, so that a clock that was set back over the end of a month changes nothing.
    """
    days = [local_day(event.at) for event in world.scenario.events]
    if not days:
        return
    month, last = Month.of(min(days)), Month.of(max(days))
    at = max(world.scenario.events[-1].at, start_of(last.next.first))
    while month <= last:
        close_month(coworking=world.coworking, month=month, by=world.by, at=at)
        month = month.next


def _told(world: World) -> Told:
    payees = {entity.pk: name for name, entity in world.entities.items()}
    makers = {maker.pk: name for name, maker in world.makers.items()}
    return Told(
        lines=[
            LineTold(
                event=event,
                payee=payees[line.account.payee_id],
                maker=makers[line.account.maker_id],
                paid=line.gross,
                vat_percent=line.vat_percent,
                commission=line.commission,
            )
            for event, line in world.lines
        ],
        statements=[
            _statement(
                statement_of(closed),
                payee=payees[closed.account.payee_id],
                maker=makers[closed.account.maker_id],
            )
            for closed in settlements_at(world.coworking)
        ],
        own_vat=_own_vat(world),
    )


def _statement(statement: Statement, *, payee: str, maker: str) -> StatementTold:
    return StatementTold(
        payee=payee,
        maker=maker,
        period=str(statement.month),
        opening=statement.opening,
        totals=statement.totals,
        payout=statement.payout,
        closing=statement.closing,
        vat_on_sales=[
            RateTold(rate.vat_percent, rate.paid, rate.vat, rate.base)
            for rate in statement.vat_on_sales
        ],
        documents=statement.documents,
    )


def _own_vat(world: World) -> list[RateTold] | None:
    if Mode(world.scenario.mode) == Mode.AGENT:
        return None
    return [
        RateTold(rate.vat_percent, rate.paid, rate.vat, rate.base, str(rate.month))
        for rate in own_vat_on_sales(world.coworking)
    ]
