"""The cover list of a payee and month: one line for each of its statements, and their sums.

A cooperative that is paid for many makers, perhaps at several coworkings, checks its month with it.
The figures are those of the statements; lines do not net against each other.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields
from decimal import Decimal

from django.db.models import Exists, OuterRef

from consign.agreements.models import Mode
from consign.days import Month
from consign.ledger.queries import Tally, tallies
from consign.money.split import ZERO
from consign.monthend.statement_receipts import InvoiceWanted, together, wanted_by
from consign.monthend.statement_rows import SALES
from consign.people.models import LegalEntity, User
from consign.settlements.models import Settlement
from consign.settlements.queries import entries_of_all, settlements_seen_by
from consign.till.models import SaleLine
from consign.till.queries import with_invoice


@dataclass(frozen=True)
class Amounts:
    """The figures of a line, or of all lines; `commission` is less what refunds gave back.

    opening + sales - refunds - commission - commission_vat - fees + compensations + adjustments
    + returned + received = payout + closing.
    """

    opening: Decimal
    sales: Decimal
    refunds: Decimal
    commission: Decimal
    commission_vat: Decimal
    fees: Decimal
    compensations: Decimal
    adjustments: Decimal
    returned: Decimal
    received: Decimal
    payout: Decimal
    closing: Decimal


@dataclass(frozen=True)
class CoverLine:
    """One statement: whose it is, where its goods were sold, and its figures.

    Names are those of the closing; the slugs lead to maker and coworking.
    """

    settlement: int
    number: str
    maker: str
    maker_slug: str
    coworking: str
    coworking_slug: str
    amounts: Amounts


@dataclass(frozen=True)
class MakersInvoice:
    """What a business bought of a maker in the payee's name, and wants an invoice for."""

    maker: str
    wanted: InvoiceWanted


@dataclass(frozen=True)
class Cover:
    """What was settled with one payee for one month, as far as its reader may see it."""

    payee: LegalEntity
    month: Month
    lines: Sequence[CoverLine]
    invoices_wanted: Sequence[MakersInvoice] = ()

    @property
    def used(self) -> set[str]:
        """The columns in which some line has anything."""
        names = [column.name for column in fields(Amounts)]
        return {name for name in names if any(getattr(line.amounts, name) for line in self.lines)}

    @property
    def sums(self) -> Amounts:
        """Each column added up."""
        return Amounts(
            **{
                column.name: sum((getattr(line.amounts, column.name) for line in self.lines), ZERO)
                for column in fields(Amounts)
            }
        )


def cover(payee: LegalEntity, month: Month, reader: User) -> Cover:
    """The statements of a payee for a month that somebody may read, by maker and coworking.

    Its advisers read all of them, a manager those of their coworking, a maker their own.  Costs the
    same few queries however many there are.
    """
    seen = settlements_seen_by(reader).filter(account__payee=payee, period=str(month))
    rows = list(seen.order_by("account__maker__name", "coworking__name", "number"))
    sums = tallies(entries_of_all(rows))
    lines = [_line(row, sums.get(row.account_id)) for row in rows]
    return Cover(payee, month, lines, _invoices_wanted(rows))


def _invoices_wanted(rows: Sequence[Settlement]) -> list[MakersInvoice]:
    """By maker, in the order of the sales."""
    sold = entries_of_all(rows).filter(
        account=OuterRef("account"), reference=OuterRef("reference"), kind__in=SALES
    )
    lines = with_invoice(SaleLine.objects.filter(Exists(sold.order_by())), Mode.AGENT)
    found: dict[str, list[InvoiceWanted]] = defaultdict(list)
    for line in lines.filter(account__in=[row.account_id for row in rows]):
        found[line.account.maker.name].append(wanted_by(line))
    return [MakersInvoice(maker, one) for maker in sorted(found) for one in together(found[maker])]


def _line(settlement: Settlement, sums: Tally | None) -> CoverLine:
    return CoverLine(
        settlement=settlement.pk,
        number=settlement.number,
        maker=settlement.parties["maker"],
        maker_slug=settlement.account.maker.slug,
        coworking=settlement.parties["coworking"]["name"],
        coworking_slug=settlement.coworking.slug,
        amounts=_amounts(settlement, sums),
    )


def _amounts(settlement: Settlement, sums: Tally | None) -> Amounts:
    """A month without entries has only its opening and its closing."""
    return Amounts(
        opening=settlement.opening,
        sales=sums.sales if sums else ZERO,
        refunds=sums.refunds if sums else ZERO,
        commission=sums.commission - sums.commission_reversed if sums else ZERO,
        commission_vat=sums.commission_vat if sums else ZERO,
        fees=sums.fees if sums else ZERO,
        compensations=sums.compensations if sums else ZERO,
        adjustments=sums.adjustments if sums else ZERO,
        returned=sums.returned if sums else ZERO,
        received=sums.received if sums else ZERO,
        payout=settlement.payout,
        closing=settlement.closing,
    )
