"""A scenario through the real operations: every step is the one a person would have started."""

import uuid

from django.utils import timezone

from consign.agreements.models import Mode
from consign.agreements.queries import UnknownPayee
from consign.days import Month, local_day, start_of
from consign.ledger.bookings import adjust, charge_fee
from consign.ledger.models import LossCause
from consign.monthend.losses import record_loss
from consign.monthend.operations import close_month
from consign.monthend.own_sales import own_vat_on_sales
from consign.monthend.simulation.refusals import placed
from consign.monthend.simulation.scenario import (
    AdjustmentEvent,
    Event,
    FeeEvent,
    LossEvent,
    RefundEvent,
    SaleEvent,
    Scenario,
)
from consign.monthend.simulation.told import LineTold, RateTold, StatementTold, Told
from consign.monthend.simulation.world import World, found, join, lay_out
from consign.monthend.statement import Statement, statement_of
from consign.people.models import LegalEntity
from consign.settlements.queries import settlements_at
from consign.till.lines import LineWanted
from consign.till.models import Payment, RefundReason
from consign.till.operations import record_sale
from consign.till.refunds import refund_sale
from consign.till.taking_back import LineBack


def play(scenario: Scenario) -> Told:
    """Found the coworking, let every event happen, close every month, and read what is there.

    Inside a transaction that the caller takes back.  Refused: what the operations refuse, with the
    place in the scenario.
    """
    with timezone.override(scenario.timezone):
        world = found(scenario)
        for span in scenario.payees:
            with placed(span.place):
                join(world, span)
        lay_out(world)
        for event in scenario.events:
            with placed(event.place):
                _happen(world, event)
        _close(world)
    return _told(world)


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
