"""The lines of a statement, read from the entries of an account and the rows behind them.

Everything comes from rows that never change.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from consign.agreements.models import Agreement
from consign.ledger.models import Account, Entry, EntryKind
from consign.monthend.statement_lines import OtherLine, StatementLine
from consign.settlements.documents import Closed
from consign.settlements.fees import SHELF
from consign.settlements.queries import live
from consign.stock.models import Movement
from consign.till.lines import as_sold
from consign.till.models import SaleLine
from consign.till.queries import lines_by_reference

SALES = (EntryKind.SALE, EntryKind.REFUND)
OTHERS = (
    EntryKind.FEE,
    EntryKind.LOSS,
    EntryKind.ADJUSTMENT,
    EntryKind.PAYOUT_RETURNED,
    EntryKind.RECEIVED,
)


def lines_of(
    account: Account, entries: Iterable[Entry], before: Sequence[Closed]
) -> list[StatementLine]:
    """The sales and refunds among entries of an account that close together, after these closings.

    Costs the same few queries however many they are.
    """
    sold = [entry for entry in entries if entry.kind in SALES]
    known = _Behind(account, sold, before)
    return [known.line(entry) for entry in sold]


def others_of(account: Account, entries: Iterable[Entry]) -> list[OtherLine]:
    """Fees, compensations, adjustments, returned payouts and payments among entries."""
    found = [entry for entry in entries if entry.kind in OTHERS]
    pieces, shelves = _pieces_lost(account, found), _shelves(found)
    return [
        OtherLine(
            on=entry.on,
            kind=entry.kind,
            memo=entry.memo,
            reference=entry.reference,
            amount=entry.amount,
            reason=entry.reason,
            cause=entry.cause,
            vat_percent=entry.service_vat_percent,
            quantity=pieces.get(entry.reference),
            whole=shelves.get(entry.reference),
        )
        for entry in found
    ]


class _Behind:
    """What stands behind the sales and refunds of a month: their sale lines, and for refunds the
    sale, its month, and what had come back before."""

    def __init__(
        self, account: Account, entries: Sequence[Entry], before: Sequence[Closed]
    ) -> None:
        self.lines = lines_by_reference(account, [entry.reference for entry in entries])
        self.months = {
            entry.reference: _month_of(entry.reverses, before)
            for entry in entries
            if entry.reverses is not None
        }
        self.numbers = _numbers(account, set(self.months.values()) - {""})
        self.returns = _returns(line for line in self.lines.values())

    def line(self, entry: Entry) -> StatementLine:
        line = self.lines[entry.reference]
        month = self.months.get(entry.reference, "")
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
            maker_part_percent=line.maker_part_percent,
            paid=line.gross,
            mode=line.agreement.mode,
            vat_percent=line.vat_percent,
            supply_vat_percent=line.supply_vat_percent,
            service_vat_percent=line.service_vat_percent,
            payee_vat_status=line.payee_vat_status,
            commission_percent=line.commission_percent,
            commission_base=line.agreement.commission_base,
            commission_vat=line.agreement.commission_vat,
            commission=line.commission,
            share=line.gross - line.commission,
            business_number=(first or line).sale.business_number,
            business_name=(first or line).sale.business_name,
            first_ticket=first.sale.number if first else "",
            first_on=first.sale.on if first else None,
            corrects=month,
            first_statement=self.numbers.get(month, ""),
            sold=as_sold(first) if first else None,
            left_before=self._left_before(line, first) if first else 0,
        )

    def _left_before(self, line: SaleLine, first: SaleLine) -> int:
        """How many of a sale had not come back before this refund: refunds are numbered in turn."""
        earlier = [quantity for pk, quantity in self.returns[first.pk] if pk < line.pk]
        return first.quantity + sum(earlier)


def _month_of(sale: Entry, before: Sequence[Closed]) -> str:
    """The closed month that holds a sale; empty while none does.

    Reaches only grow, so the first that covers an entry is the one that claimed it.
    """
    return next((month.period for month in before if month.reach.covers(sale.on, sale.pk)), "")


def _numbers(account: Account, months: Iterable[str]) -> dict[str, str]:
    """The number of an account's statement of each of these months."""
    wanted = list(months)
    if not wanted:
        return {}
    known = live().filter(account=account, period__in=wanted)
    return dict(known.values_list("period", "number"))


def _returns(lines: Iterable[SaleLine]) -> Mapping[int, list[tuple[int, int]]]:
    """All refunds of the sales that these lines give back: key and pieces, by the sale's key."""
    sold = [line.reverses_id for line in lines if line.reverses_id is not None]
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    if sold:
        back = SaleLine.objects.filter(reverses__in=sold)
        for line in back.only("reverses", "quantity"):
            found[line.reverses_id or 0].append((line.pk, line.quantity))
    return found


def _pieces_lost(account: Account, entries: Iterable[Entry]) -> dict[str, int]:
    """How many pieces each compensation is for, by its number."""
    wanted = [entry.reference for entry in entries if entry.kind == EntryKind.LOSS]
    if not wanted:
        return {}
    moved = Movement.objects.filter(
        reference__in=wanted, placement__showcase__coworking=account.coworking_id
    )
    return {
        reference: -quantity for reference, quantity in moved.values_list("reference", "quantity")
    }


def _shelves(entries: Iterable[Entry]) -> dict[str, Decimal]:
    """What a whole month of each shelf fee's terms costs; its reference ends with their key."""
    wanted = {
        entry.reference: int(entry.reference.split()[-1])
        for entry in entries
        if entry.kind == EntryKind.FEE and entry.reference.startswith(SHELF)
    }
    if not wanted:
        return {}
    rows = Agreement.objects.filter(pk__in=wanted.values())
    fees = dict(rows.values_list("pk", "shelf_fee"))
    return {reference: fees[key] for reference, key in wanted.items() if key in fees}
