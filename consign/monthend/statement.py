"""The statement: one settlement told line by line, as plain frozen data.

Page, PDF and API draw this and nothing else, so they cannot disagree.  Everything in it comes from
rows that never change, in euro, VAT included.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from consign.agreements.models import Mode
from consign.days import Month, local_day
from consign.ledger.models import Account, Entry, EntryKind
from consign.ledger.queries import Reach, Tally, entries_between, last_entry, tally
from consign.money.documents import Document, vat_added
from consign.money.split import ZERO
from consign.money.vat import vat_inside
from consign.monthend.left import PieceLeft, pieces_left, pieces_left_from
from consign.payouts.models import Payout, PayoutState
from consign.payouts.queries import payouts_of
from consign.people.models import VatStatus
from consign.settlements.documents import closed_before, documents_to_come
from consign.settlements.documents import documents as documents_of_month
from consign.settlements.fees import SHELF
from consign.settlements.models import Settlement
from consign.settlements.queries import (
    entries_of,
    last_settlement,
    minimum_payout,
    parties,
    payable,
    reach_of,
    settlements,
)
from consign.till.models import SaleLine
from consign.till.queries import lines_by_reference

# Pieces above this price stand one by one in a seller's daily receipts (royal decree n° 1).
LISTED_APART = Decimal("250.00")
SALES = (EntryKind.SALE, EntryKind.REFUND)
OTHERS = (EntryKind.FEE, EntryKind.LOSS, EntryKind.ADJUSTMENT, EntryKind.PAYOUT_RETURNED)


@dataclass(frozen=True)
class StatementLine:
    """One sale or refund: what was paid, at which rate, and how it divides."""

    sold_at: datetime
    on: date
    ticket: str
    code: str
    title: str
    quantity: int
    unit_price: Decimal
    discount: Decimal
    discount_bearer: str
    paid: Decimal
    vat_percent: Decimal
    payee_vat_status: str
    commission_percent: Decimal
    commission: Decimal
    share: Decimal
    mode: str
    commission_base: str
    commission_vat: str
    # Of a refund: the ticket of the sale, and the statement that sale stood on ("" while open).
    first_ticket: str = ""
    first_statement: str = ""
    first_on: date | None = None
    # Of a discount that both bear by an agreed part.
    maker_part_percent: Decimal | None = None


@dataclass(frozen=True)
class OtherLine:
    """A fee, compensation, adjustment or returned payout, with the reason it was booked for."""

    on: date
    kind: str
    memo: str
    reference: str
    amount: Decimal
    reason: str = ""
    cause: str = ""
    vat_percent: Decimal | None = None

    @property
    def is_shelf_fee(self) -> bool:
        """Whether it is the shelf of some days of the month, which `memo` counts: `14/30`."""
        return self.kind == EntryKind.FEE and self.reference.startswith(SHELF)


@dataclass(frozen=True)
class DayRate:
    """What was paid on one day at one VAT rate, for the seller's daily receipts."""

    on: date
    vat_percent: Decimal
    paid: Decimal


@dataclass(frozen=True)
class RateVat:
    """The VAT in a month's sales at one rate."""

    vat_percent: Decimal
    paid: Decimal
    vat: Decimal
    base: Decimal


@dataclass(frozen=True)
class Statement:
    """One account in one month.  `number` is empty while the month is open ("so far").

    `opening_from` is the number of the statement before, whose closing this one opens with.
    """

    number: str
    month: Month
    issued_on: date | None
    parties: dict[str, Any]
    lines: Sequence[StatementLine]
    others: Sequence[OtherLine]
    totals: Tally
    opening: Decimal
    payout: Decimal
    closing: Decimal
    minimum: Decimal
    vat_on_sales: Sequence[RateVat]
    documents: Sequence[Document]
    days: Sequence[DayRate]
    listed_apart: Sequence[StatementLine]
    left: Sequence[PieceLeft] = ()
    payout_number: str = ""
    paid_on: date | None = None
    opening_from: str = ""

    @property
    def balance(self) -> Decimal:
        """What is owed before anything is paid."""
        return self.opening + self.totals.change

    @property
    def reaches_back(self) -> bool:
        """Whether it holds sales of earlier months: none of them was closed yet."""
        return any(line.on < self.month.first for line in self.lines)

    @property
    def sales(self) -> list[StatementLine]:
        return [line for line in self.lines if line.quantity > 0]

    @property
    def refunds(self) -> list[StatementLine]:
        return [line for line in self.lines if line.quantity < 0]


def statement_of(settlement: Settlement) -> Statement:
    """The statement of a closed month: the same whenever it is asked for."""
    entries = list(entries_of(settlement))
    payout = payouts_of([settlement]).get(settlement.pk)
    return _told(
        account=settlement.account,
        month=Month.parse(settlement.period),
        entries=entries,
        totals=tally(entries_of(settlement)),
        opening=settlement.opening,
        payout=settlement.payout,
        minimum=settlement.minimum,
        parties=settlement.parties,
        number=settlement.number,
        issued_on=local_day(settlement.settled_at),
        order=payout,
        previous=settlement.previous,
        documents=documents_of_month(settlement),
        left=pieces_left_from(settlement.left),
    )


def so_far(account: Account, month: Month) -> Statement:
    """The statement as it would be if the month closed now; nothing of it is fixed yet."""
    previous = last_settlement(account)
    reach = Reach(month.last, last_entry(account))
    entries = entries_between(account, reach_of(previous), reach)
    documents = documents_to_come(entries, closed_before(account, str(month)))
    totals = tally(entries).with_commission_vat(vat_added(documents))
    opening = previous.closing if previous else ZERO
    minimum = minimum_payout(account, month.last)
    return _told(
        account=account,
        month=month,
        entries=list(entries),
        totals=totals,
        opening=opening,
        payout=payable(opening, totals, minimum),
        minimum=minimum,
        parties=parties(account, month),
        previous=previous,
        documents=documents,
        left=pieces_left(account, month),
    )


def _told(
    *,
    account: Account,
    month: Month,
    entries: Sequence[Entry],
    totals: Tally,
    opening: Decimal,
    payout: Decimal,
    minimum: Decimal,
    parties: dict[str, Any],
    documents: Sequence[Document],
    left: Sequence[PieceLeft],
    number: str = "",
    issued_on: date | None = None,
    order: Payout | None = None,
    previous: Settlement | None = None,
) -> Statement:
    lines = _lines(account, entries)
    paid = order if order and order.state == PayoutState.PAID else None
    return Statement(
        number=number,
        month=month,
        issued_on=issued_on,
        parties=parties,
        lines=lines,
        others=[_other(entry) for entry in entries if entry.kind in OTHERS],
        totals=totals,
        opening=opening,
        payout=payout,
        closing=opening + totals.change - payout,
        minimum=minimum,
        vat_on_sales=_vat_on_sales(lines),
        documents=documents,
        days=_days(lines),
        listed_apart=[line for line in lines if line.unit_price > LISTED_APART],
        left=left,
        payout_number=order.number if order else "",
        paid_on=paid.paid_on if paid else None,
        opening_from=previous.number if previous else "",
    )


def _lines(account: Account, entries: Iterable[Entry]) -> list[StatementLine]:
    references = [entry.reference for entry in entries if entry.kind in SALES]
    behind = lines_by_reference(account, references)
    first = _first_statements(account, behind.values())
    return [_line(behind[reference], first) for reference in references]


def _line(line: SaleLine, first_statements: dict[str, str]) -> StatementLine:
    first = line.reverses
    return StatementLine(
        sold_at=line.sale.sold_at,
        on=line.sale.on,
        ticket=line.sale.number,
        code=line.item.code,
        title=line.title,
        quantity=line.quantity,
        unit_price=line.unit_price,
        discount=line.discount,
        discount_bearer=line.discount_bearer,
        paid=line.gross,
        vat_percent=line.vat_percent,
        payee_vat_status=line.payee_vat_status,
        commission_percent=line.commission_percent,
        commission=line.commission,
        share=line.gross - line.commission,
        mode=line.agreement.mode,
        commission_base=line.agreement.commission_base,
        commission_vat=line.agreement.commission_vat,
        first_ticket=first.sale.number if first else "",
        first_statement=first_statements.get(first.reference, "") if first else "",
        first_on=first.sale.on if first else None,
        maker_part_percent=line.maker_part_percent,
    )


def _first_statements(account: Account, lines: Iterable[SaleLine]) -> dict[str, str]:
    """The number of the statement each refunded sale stood on, by the sale line's reference."""
    wanted = {line.reverses.reference for line in lines if line.reverses}
    found: dict[str, str] = {}
    if not wanted:
        return found
    for settlement in settlements().filter(account=account):
        claimed = entries_of(settlement).filter(kind=EntryKind.SALE, reference__in=wanted)
        found.update(dict.fromkeys(claimed.values_list("reference", flat=True), settlement.number))
    return found


def _other(entry: Entry) -> OtherLine:
    return OtherLine(
        on=entry.on,
        kind=entry.kind,
        memo=entry.memo,
        reference=entry.reference,
        amount=entry.amount,
        reason=entry.reason,
        cause=entry.cause,
        vat_percent=entry.service_vat_percent,
    )


def _vat_on_sales(lines: Iterable[StatementLine]) -> list[RateVat]:
    """Once per rate, over the lines a liable payee sold; what the coworking sold in its own name is
    taxed on its side."""
    paid: dict[Decimal, Decimal] = defaultdict(lambda: ZERO)
    for line in lines:
        if line.mode == Mode.AGENT and line.payee_vat_status == VatStatus.LIABLE:
            paid[line.vat_percent] += line.paid
    return [
        RateVat(rate, paid[rate], *vat_inside(paid=paid[rate], percent=rate))
        for rate in sorted(paid)
    ]


def _days(lines: Iterable[StatementLine]) -> list[DayRate]:
    paid: dict[tuple[date, Decimal], Decimal] = defaultdict(lambda: ZERO)
    for line in lines:
        paid[line.on, line.vat_percent] += line.paid
    return [DayRate(on, rate, paid[on, rate]) for on, rate in sorted(paid)]
