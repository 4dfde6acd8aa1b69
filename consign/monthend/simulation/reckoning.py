"""A scenario by the rules alone: the functions the operations call, on plain data instead of rows.

Some hundred times quicker than writing and reading a database, and nothing to take back.  That both
ways give the same cents is proved by going both ways.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from consign.agreements.models import CommissionVat, Mode
from consign.agreements.operations import Overlapping
from consign.agreements.queries import NoPayee, UnknownPayee
from consign.agreements.treatment import Treatment, treatment
from consign.days import Month
from consign.ledger.models import EntryKind
from consign.ledger.queries import tally_of
from consign.money.documents import documents_of, vat_added
from consign.money.split import ZERO, SoldLine, Split, Terms, split_return, split_sale
from consign.money.vat import vat_inside
from consign.monthend.simulation.refusals import placed
from consign.monthend.simulation.scenario import (
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
from consign.people.models import VatStatus
from consign.settlements.documents import part
from consign.settlements.queries import payable
from consign.till.taking_back import RefundExceedsSale


@dataclass(frozen=True)
class Owner:
    """Whose account: by the scenario's names."""

    payee: str
    maker: str


@dataclass(frozen=True)
class Booked:
    """An entry of an account; `sold_in` is the month of the sale a refund takes back."""

    kind: EntryKind
    amount: Decimal
    gross: Decimal = ZERO
    commission: Decimal = ZERO
    treatment: Treatment | None = None
    sold_in: Month | None = None


@dataclass
class Sold:
    """A sale line, and how many of its pieces have not come back."""

    owner: Owner
    line: SoldLine
    treatment: Treatment
    month: Month
    left: int


def reckon(scenario: Scenario) -> Told:
    """The result of a scenario.

    Refused: what the operations would refuse, with the place in the scenario.
    """
    return _Reckoning(scenario).told()


class _Reckoning:
    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.mode = Mode(scenario.mode)
        self.service_vat_percent = scenario.terms.vat_percent
        self.terms = Terms(
            percent=scenario.terms.commission_percent,
            base=scenario.terms.commission_base,
            commission_vat=scenario.terms.commission_vat,
            coworking_vat_percent=self.service_vat_percent,
        )
        self.spans: dict[str, list[PayeeSpan]] = defaultdict(list)
        self.sales: dict[str, Sold] = {}
        self.lines: list[LineTold] = []
        self.booked: dict[Owner, dict[Month, list[Booked]]] = defaultdict(lambda: defaultdict(list))

    def told(self) -> Told:
        for span in self.scenario.payees:
            with placed(span.place):
                self._join(span)
        for event in self.scenario.events:
            with placed(event.place):
                self._happen(event)
        statements = [statement for owner in self.booked for statement in self._statements(owner)]
        return Told(self.lines, statements, self._own_vat())

    def _join(self, span: PayeeSpan) -> None:
        for other in self.spans[span.maker]:
            if other.meets(span):
                raise Overlapping(maker=span.maker, payee=other.id)
        self.spans[span.maker].append(span)

    def _happen(self, event: Event) -> None:
        match event:
            case SaleEvent():
                self._sell(event)
            case RefundEvent():
                self._take_back(event)
            case FeeEvent():
                owner = Owner(self._span_on(event.maker, event.at).id, event.maker)
                self._book(owner, event.at, Booked(EntryKind.FEE, -event.amount))
            case LossEvent():
                self._book(self._owner(event), event.at, Booked(EntryKind.LOSS, event.value))
            case AdjustmentEvent():
                booked = Booked(EntryKind.ADJUSTMENT, event.amount)
                self._book(self._owner(event), event.at, booked)

    def _sell(self, event: SaleEvent) -> None:
        span = self._span_on(event.maker, event.at)
        owner = Owner(span.id, event.maker)
        treated = treatment(
            mode=self.mode,
            commission_vat=CommissionVat(self.terms.commission_vat),
            payee_vat_status=span.vat_status,
            goods_vat_percent=event.vat_percent,
            service_vat_percent=self.service_vat_percent,
        )
        split = split_sale(
            unit_price=event.unit_price,
            quantity=event.quantity,
            discount=event.discount,
            terms=self.terms,
            vat_percent=treated.vat_percent,
        )
        line = SoldLine(
            unit_price=event.unit_price,
            quantity=event.quantity,
            discount=event.discount,
            terms=self.terms,
            vat_percent=treated.vat_percent,
            commission=split.commission,
        )
        sold = Sold(owner, line, treated, self._month(event.at), event.quantity)
        self.sales[event.id] = sold
        self._tell(event, sold, split, EntryKind.SALE, None)

    def _take_back(self, event: RefundEvent) -> None:
        sold = self.sales[event.refunds]
        if event.quantity > sold.left:
            raise RefundExceedsSale(left=sold.left, title=event.refunds)
        left = sold.left - event.quantity
        split = split_return(sold=sold.line, left_before=sold.left, left_after=left)
        sold.left = left
        self._tell(event, sold, split, EntryKind.REFUND, sold.month)

    def _tell(
        self,
        event: SaleEvent | RefundEvent,
        sold: Sold,
        split: Split,
        kind: EntryKind,
        sold_in: Month | None,
    ) -> None:
        rate = sold.treatment.vat_percent
        owner = sold.owner
        self.lines.append(
            LineTold(event.id, owner.payee, owner.maker, split.paid, rate, split.commission)
        )
        booked = Booked(kind, split.share, split.paid, split.commission, sold.treatment, sold_in)
        self._book(owner, event.at, booked)

    def _book(self, owner: Owner, at: datetime, booked: Booked) -> None:
        self.booked[owner][self._month(at)].append(booked)

    def _owner(self, event: LossEvent | AdjustmentEvent) -> Owner:
        """The payee that is named, on whatever day it was the maker's, or else that of the day."""
        if event.payee is None:
            return Owner(self._span_on(event.maker, event.at).id, event.maker)
        if all(span.id != event.payee for span in self.spans[event.maker]):
            raise UnknownPayee(payee=event.payee, maker=event.maker)
        return Owner(event.payee, event.maker)

    def _span_on(self, maker: str, at: datetime) -> PayeeSpan:
        day = self._day(at)
        for span in self.spans[maker]:
            if span.first <= day <= span.last:
                return span
        raise NoPayee(maker=maker, day=day)

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.scenario.timezone).date()

    def _month(self, at: datetime) -> Month:
        return Month.of(self._day(at))

    def _statements(self, owner: Owner) -> Iterator[StatementTold]:
        """Each month with entries, and each that carries a balance, to the end of the scenario."""
        months = self.booked[owner]
        month, last = min(months), max(month for of in self.booked.values() for month in of)
        opening = ZERO
        while month <= last:
            if months.get(month) or opening:
                told = self._statement(owner, month, opening)
                opening = told.closing
                yield told
            month = month.next

    def _statement(self, owner: Owner, month: Month, opening: Decimal) -> StatementTold:
        booked = self.booked[owner].get(month, [])
        documents = documents_of(
            part(self._row(one), _corrects(one, month))
            for one in booked
            if one.kind in (EntryKind.SALE, EntryKind.REFUND, EntryKind.FEE)
        )
        totals = tally_of(booked).with_commission_vat(vat_added(documents))
        payout = payable(opening, totals, self.scenario.terms.minimum_payout)
        return StatementTold(
            payee=owner.payee,
            maker=owner.maker,
            period=str(month),
            opening=opening,
            totals=totals,
            payout=payout,
            closing=opening + totals.change - payout,
            vat_on_sales=self._vat_on_sales(booked),
            documents=documents,
        )

    def _row(self, one: Booked) -> Mapping[str, Any]:
        row = {"kind": one.kind, "taken": one.commission, "owed": one.amount}
        if one.treatment is not None:
            return row | asdict(one.treatment)
        return row | {"service_vat_percent": self.service_vat_percent, "commission_vat": ""}

    def _vat_on_sales(self, booked: Sequence[Booked]) -> list[RateTold]:
        """As agent, over what a liable payee sold."""
        if self.mode == Mode.OWN_NAME:
            return []
        paid: dict[Decimal, Decimal] = defaultdict(lambda: ZERO)
        for one in booked:
            treated = one.treatment
            if treated is not None and treated.payee_vat_status == VatStatus.LIABLE:
                paid[treated.vat_percent] += one.gross
        return [_rate(percent, paid[percent]) for percent in sorted(paid)]

    def _own_vat(self) -> list[RateTold] | None:
        """In its own name, over what the coworking sold while liable, all accounts together."""
        if self.mode == Mode.AGENT:
            return None
        paid: dict[tuple[str, Decimal], Decimal] = defaultdict(lambda: ZERO)
        for months in self.booked.values():
            for month, booked in months.items():
                for one in booked:
                    if one.treatment is not None and self.scenario.terms.liable:
                        paid[str(month), one.treatment.vat_percent] += one.gross
        return [_rate(percent, paid[month, percent], month) for month, percent in sorted(paid)]


def _corrects(one: Booked, month: Month) -> str:
    return str(one.sold_in) if one.sold_in is not None and one.sold_in != month else ""


def _rate(percent: Decimal, paid: Decimal, period: str = "") -> RateTold:
    return RateTold(percent, paid, *vat_inside(paid=paid, percent=percent), period=period)
