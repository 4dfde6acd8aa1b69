"""Terms to try on a price, as a scenario to work out and as the statement it would come to.

The statement is that of a month that never was; nothing is read from the database.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from consign.agreements.models import Bearer, CommissionBase, CommissionVat, Mode
from consign.agreements.treatment import Treatment, treatment
from consign.days import Month
from consign.ledger.models import EntryKind
from consign.money import split
from consign.money.split import ZERO, Discount, SoldLine
from consign.monthend.simulation.scenario import (
    CoworkingTerms,
    Event,
    FeeEvent,
    PayeeSpan,
    RefundEvent,
    SaleEvent,
    Scenario,
)
from consign.monthend.simulation.told import LineTold, Told
from consign.monthend.statement import Statement
from consign.monthend.statement_lines import OtherLine, StatementLine
from consign.monthend.statement_receipts import RateVat
from consign.people.models import Kind, VatStatus
from consign.settlements.fees import SHELF

# A month like any other: no figure depends on which.
AT = datetime(2026, 1, 15, 11, tzinfo=UTC)
MONTH = Month.parse("2026-01")
WHOLE_MONTH = f"{MONTH.last.day}/{MONTH.last.day}"
ZONE = ZoneInfo("Europe/Brussels")
WHO = "maker"


NONE = Discount()


@dataclass(frozen=True)
class Trial:
    """What is tried.  Amounts in euro, `price` and `shelf_fee` with VAT; percentages as 30.

    Every piece of the month is a sale of its own, with the same `discount`; `back` says that one
    of them is brought back.  `part` is the maker's of a discount that is split.
    """

    price: Decimal
    sold: int
    goods_vat: Decimal
    commission: Decimal
    base: CommissionBase
    mode: Mode
    commission_vat: CommissionVat
    payee: VatStatus
    coworking: VatStatus
    service_vat: Decimal
    shelf_fee: Decimal
    minimum: Decimal
    discount: Decimal
    bearer: Bearer
    part: Decimal | None
    back: bool

    @property
    def service_rate(self) -> Decimal:
        return self.service_vat if self.coworking == VatStatus.LIABLE else ZERO

    @property
    def terms(self) -> split.Terms:
        vat = self.commission_vat if self.service_rate else CommissionVat.NONE
        return split.Terms(
            percent=self.commission,
            base=split.Base(self.base),
            commission_vat=split.CommissionVat(vat),
            coworking_vat_percent=self.service_rate,
        )

    @property
    def given_off(self) -> Discount:
        part = self.part if self.bearer == Bearer.SPLIT else None
        return Discount(self.discount, split.Bearer(self.bearer), part) if self.discount else NONE

    @property
    def treatment(self) -> Treatment:
        return treatment(
            mode=self.mode,
            commission_vat=CommissionVat(self.terms.commission_vat),
            payee_vat_status=self.payee,
            goods_vat_percent=self.goods_vat,
            service_vat_percent=self.service_rate,
        )


def scenario_of(trial: Trial) -> Scenario:
    """One month of one payee and one maker."""
    terms = trial.terms
    payee = PayeeSpan("payees[0]", WHO, WHO, Kind.SELF_EMPLOYED, trial.payee, None, None)
    return Scenario(
        title=WHO,
        timezone=ZONE,
        mode=split.Mode(trial.mode),
        terms=CoworkingTerms(
            liable=trial.coworking == VatStatus.LIABLE,
            vat_percent=terms.coworking_vat_percent,
            commission_percent=terms.percent,
            commission_base=terms.base,
            commission_vat=terms.commission_vat,
            minimum_payout=trial.minimum,
        ),
        payees=(payee,),
        events=tuple(_events(trial)),
    )


def _events(trial: Trial) -> Iterator[Event]:
    for index in range(trial.sold):
        yield SaleEvent(
            place=f"events[{index}]",
            id=str(index),
            at=AT,
            maker=WHO,
            item=WHO,
            quantity=1,
            unit_price=trial.price,
            vat_percent=trial.goods_vat,
            discount=trial.given_off,
        )
    if trial.back:
        yield RefundEvent(place="back", id="back", at=AT, refunds="0", quantity=1)
    if trial.shelf_fee:
        yield FeeEvent("fee", id="fee", at=AT, maker=WHO, label=SHELF, amount=trial.shelf_fee)


def statement_of(trial: Trial, told: Told) -> Statement:
    """What has come of the scenario, as the payee would read it."""
    (one,) = told.statements
    return Statement(
        number="",
        month=MONTH,
        issued_on=None,
        parties={},
        lines=[_line(trial, line) for line in told.lines],
        others=[_shelf(trial)] if trial.shelf_fee else [],
        totals=one.totals,
        opening=one.opening,
        payout=one.payout,
        closing=one.closing,
        minimum=trial.minimum,
        vat_on_sales=[
            RateVat(rate.vat_percent, rate.paid, rate.vat, rate.base) for rate in one.vat_on_sales
        ],
        documents=one.documents,
        days=[],
        listed_apart=[],
    )


def _shelf(trial: Trial) -> OtherLine:
    return OtherLine(
        on=AT.date(),
        kind=EntryKind.FEE,
        memo=WHOLE_MONTH,
        reference=SHELF,
        amount=-trial.shelf_fee,
        vat_percent=trial.service_rate,
        whole=trial.shelf_fee,
    )


def _line(trial: Trial, told: LineTold) -> StatementLine:
    """A sale, or what was brought back of one."""
    sign = -1 if told.event == "back" else 1
    sold = SoldLine(
        unit_price=trial.price,
        quantity=1,
        discount=trial.given_off,
        terms=trial.terms,
        vat_percent=told.vat_percent,
        commission=sign * told.commission,
    )
    treated = trial.treatment
    return StatementLine(
        sold_at=AT,
        on=AT.date(),
        ticket="",
        code="",
        title="",
        quantity=sign,
        unit_price=trial.price,
        discount=sign * trial.discount,
        discount_bearer=sold.discount.bearer or Bearer.PRO_RATA,
        maker_part_percent=sold.discount.maker_part_percent,
        paid=told.paid,
        mode=treated.mode,
        vat_percent=treated.vat_percent,
        supply_vat_percent=treated.supply_vat_percent,
        service_vat_percent=treated.service_vat_percent,
        payee_vat_status=treated.payee_vat_status,
        commission_percent=trial.commission,
        commission_base=trial.base,
        commission_vat=treated.commission_vat,
        commission=told.commission,
        share=told.paid - told.commission,
        sold=sold if sign < 0 else None,
        left_before=1 if sign < 0 else 0,
    )
