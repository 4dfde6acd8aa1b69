"""The statement: one settlement told line by line, as plain frozen data.

Page, PDF, CSV and API draw this and nothing else, so they cannot disagree.  Everything in it comes
from rows that never change, in euro, VAT included.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from consign.days import Month, local_day
from consign.ledger.models import Account, Entry
from consign.ledger.queries import Reach, Tally, entries_between, last_entry, tally
from consign.money.documents import Document, Part, vat_added
from consign.money.split import ZERO
from consign.monthend.left import PieceLeft, pieces_left, pieces_left_from
from consign.monthend.statement_lines import OtherLine, StatementLine
from consign.monthend.statement_papers import Asked, Paper, asked_of, papers_of
from consign.monthend.statement_receipts import (
    DayRate,
    InvoiceWanted,
    RateVat,
    days_of,
    invoices_wanted,
    listed_apart,
    vat_on_sales,
)
from consign.monthend.statement_rows import lines_of, others_of
from consign.payouts.models import Payout, PayoutState
from consign.payouts.queries import payouts_of, requests_of
from consign.settlements.documents import Closed, closed_before, documents_to_come
from consign.settlements.fees import fees_to_come
from consign.settlements.models import Settlement
from consign.settlements.queries import (
    entries_of,
    last_settlement,
    minimum_payout,
    parties,
    payable,
    reach_of,
)


@dataclass(frozen=True)
class Statement:
    """One account in one month.  `number` is empty while the month is open ("so far").

    `opening_from` is the number of the statement before, whose closing this one opens with.  The
    payout goes to `payout_iban`, its number is the end-to-end reference of the transfer.
    `shelf_fee_to_come` is what the end of an open month will charge; it is in no other figure.
    `papers` are the documents as issued, in the order of `documents`; none while the month is open.
    `asked` is the request that a closing below zero gives rise to.  A payout that came back is not
    paid: `returned_on` and `returned_reason` say when and why; `ordered` is one the bank has.
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
    invoices_wanted: Sequence[InvoiceWanted] = ()
    left: Sequence[PieceLeft] = ()
    payout_number: str = ""
    payout_iban: str = ""
    payout_holder: str = ""
    paid_on: date | None = None
    opening_from: str = ""
    shelf_fee_to_come: Decimal = ZERO
    papers: Sequence[Paper | None] = ()
    asked: Asked | None = None
    ordered: bool = False
    returned_on: date | None = None
    returned_reason: str = ""

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

    @property
    def as_agent(self) -> bool:
        """Whether something was sold in the payee's name."""
        return any(not line.in_own_name for line in self.lines)

    @property
    def in_own_name(self) -> bool:
        """Whether something was sold in the coworking's own name."""
        return any(line.in_own_name for line in self.lines)

    @property
    def documents_with_papers(self) -> list[tuple[Document, Paper | None]]:
        """Each document with what was issued of it; nothing is while the month is open."""
        papers = self.papers or [None] * len(self.documents)
        return list(zip(self.documents, papers, strict=True))

    @property
    def parts(self) -> list[Part]:
        """What each line puts on the month's documents."""
        others = [line.part for line in self.others if line.part is not None]
        return [line.part for line in self.lines] + others


def statement_of(settlement: Settlement) -> Statement:
    """The statement of a closed month: the same whenever it is asked for."""
    told = _told(
        account=settlement.account,
        month=Month.parse(settlement.period),
        entries=entries_of(settlement),
        before=closed_before(settlement.account, settlement.period),
        opening=settlement.opening,
        payout=settlement.payout,
        minimum=settlement.minimum,
        parties=settlement.parties,
        number=settlement.number,
        issued_on=local_day(settlement.settled_at),
        order=payouts_of([settlement]).get(settlement.pk),
        previous=settlement.previous,
        left=pieces_left_from(settlement.left),
    )
    papers = papers_of(settlement, told.documents)
    asked = requests_of([settlement]).get(settlement.pk)
    return replace(told, papers=papers, asked=asked_of(asked))


def so_far(account: Account, month: Month) -> Statement:
    """The statement as it would be if the month closed now; nothing of it is fixed yet.

    A shelf fee that only the end of the month charges is told apart and not yet taken off.
    """
    previous = last_settlement(account)
    reach = Reach(month.last, last_entry(account))
    return _told(
        account=account,
        month=month,
        entries=entries_between(account, reach_of(previous), reach),
        before=closed_before(account, str(month)),
        opening=previous.closing if previous else ZERO,
        minimum=minimum_payout(account, month.last),
        parties=parties(account, month),
        previous=previous,
        left=pieces_left(account, month),
        shelf_fee_to_come=_shelf_fee_to_come(account, month),
    )


def _told(
    *,
    account: Account,
    month: Month,
    entries: QuerySet[Entry],
    before: Sequence[Closed],
    opening: Decimal,
    minimum: Decimal,
    parties: dict[str, Any],
    left: Sequence[PieceLeft],
    payout: Decimal | None = None,
    number: str = "",
    issued_on: date | None = None,
    order: Payout | None = None,
    previous: Settlement | None = None,
    shelf_fee_to_come: Decimal = ZERO,
) -> Statement:
    """A payout of None is worked out, as closing now would: with the VAT that it would add."""
    documents = documents_to_come(entries, before)
    totals = tally(entries)
    if payout is None:
        totals = totals.with_commission_vat(vat_added(documents))
        payout = payable(opening, totals, minimum)
    rows = list(entries.select_related("reverses"))
    lines = lines_of(account, rows, before)
    return Statement(
        number=number,
        month=month,
        issued_on=issued_on,
        parties=parties,
        lines=lines,
        others=others_of(account, rows),
        totals=totals,
        opening=opening,
        payout=payout,
        closing=opening + totals.change - payout,
        minimum=minimum,
        vat_on_sales=vat_on_sales(lines),
        documents=documents,
        days=days_of(lines),
        listed_apart=listed_apart(lines),
        invoices_wanted=invoices_wanted(lines),
        left=left,
        opening_from=previous.number if previous else "",
        shelf_fee_to_come=shelf_fee_to_come,
        **_ordered(order),
    )


def _ordered(order: Payout | None) -> dict[str, Any]:
    """What is known of the transfer, once there is one."""
    if order is None:
        return {}
    return {
        "payout_number": order.number,
        "payout_iban": order.iban,
        "payout_holder": order.holder,
        "paid_on": order.paid_on if order.state == PayoutState.PAID else None,
        "ordered": order.state == PayoutState.ORDERED,
        "returned_on": order.returned_on,
        "returned_reason": order.returned_reason,
    }


def _shelf_fee_to_come(account: Account, month: Month) -> Decimal:
    fees = fees_to_come(account.coworking, month)
    whose = (account.payee_id, account.maker_id)
    own = (fee.amount for fee in fees if (fee.owner.payee.pk, fee.owner.maker.pk) == whose)
    return sum(own, ZERO)
