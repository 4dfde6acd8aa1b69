"""Why each figure of a statement is what it is: a rule in words and an arithmetic to check it by.

The arithmetic is computed anew from the frozen lines, so a figure that does not follow from its
rule is found (`monthend.checks`).  Words are in the language that is active.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consign.money.documents import Document
from consign.money.text import percent_text
from consign.monthend import why_lines, why_others, why_sums
from consign.monthend.statement import Statement
from consign.monthend.statement_lines import OtherLine, StatementLine
from consign.monthend.statement_receipts import DayRate, RateVat
from consign.monthend.why_figure import Figure
from consign.monthend.why_vat import DocumentWorked, RateWorked, document_worked, rate_worked
from consign.monthend.words import part_words


@dataclass(frozen=True)
class LineWhy:
    """A sale or refund, and why it divides as it does."""

    line: StatementLine
    paid: Figure
    commission: Figure
    share: Figure

    @property
    def figures(self) -> Sequence[Figure]:
        return [self.paid, self.commission, self.share]


@dataclass(frozen=True)
class OtherWhy:
    """A fee, compensation, adjustment, returned payout or payment, and how it came about."""

    line: OtherLine
    amount: Figure


@dataclass(frozen=True)
class RateWhy:
    """The VAT on sales at one rate."""

    rate: RateVat
    figures: Sequence[Figure]


@dataclass(frozen=True)
class DocumentWhy:
    """A document and its figures: net, VAT, the odd cent, what is due."""

    document: Document
    figures: Sequence[Figure]


@dataclass(frozen=True)
class DayWhy:
    """What was received on a day at a rate."""

    day: DayRate
    paid: Figure


@dataclass(frozen=True)
class Why:
    """Every figure of one statement; of `totals` those that are not nothing."""

    opening: Figure
    totals: Sequence[Figure]
    balance: Figure
    payout: Figure
    closing: Figure
    lines: Sequence[LineWhy]
    others: Sequence[OtherWhy]
    rates: Sequence[RateWhy]
    documents: Sequence[DocumentWhy]
    days: Sequence[DayWhy]

    @property
    def sales(self) -> list[LineWhy]:
        return [one for one in self.lines if one.line.quantity > 0]

    @property
    def refunds(self) -> list[LineWhy]:
        return [one for one in self.lines if one.line.quantity < 0]

    @property
    def sums(self) -> list[Figure]:
        """From the opening to the closing, as they stand below each other."""
        return [self.opening, *self.totals, self.balance, self.payout, self.closing]

    def __iter__(self) -> Iterator[Figure]:
        """All of them, in the order of the statement."""
        yield from self.sums
        for line in self.lines:
            yield from line.figures
        yield from (other.amount for other in self.others)
        for rate in self.rates:
            yield from rate.figures
        for document in self.documents:
            yield from document.figures
        yield from (day.paid for day in self.days)


def explained(statement: Statement) -> Why:
    """Why every figure of a statement is what it is."""
    documents = [(one, document_worked(statement, one)) for one in statement.documents]
    rates = [(one, rate_worked(statement, one)) for one in statement.vat_on_sales]
    return Why(
        opening=why_sums.opening(statement),
        totals=[one for one in why_sums.totals(statement, documents) if one.amount],
        balance=why_sums.balance(statement),
        payout=why_sums.payout(statement),
        closing=why_sums.closing(statement),
        lines=[_line(line, f"lines[{index}]") for index, line in enumerate(statement.lines)],
        others=[
            OtherWhy(line, why_others.figure(line, f"others[{index}].amount"))
            for index, line in enumerate(statement.others)
        ],
        rates=[_rate(*one, f"vat_on_sales[{index}]") for index, one in enumerate(rates)],
        documents=[_document(*one, f"documents[{index}]") for index, one in enumerate(documents)],
        days=[
            DayWhy(day, why_sums.day(statement, day, f"days[{index}].paid"))
            for index, day in enumerate(statement.days)
        ],
    )


def _line(line: StatementLine, place: str) -> LineWhy:
    return LineWhy(
        line,
        Figure(
            f"{place}.paid",
            _("Paid"),
            line.paid,
            why_lines.paid_rule(line),
            why_lines.paid(line),
        ),
        Figure(
            f"{place}.commission",
            part_words(line),
            line.commission,
            why_lines.commission_rule(line),
            why_lines.commission(line),
        ),
        Figure(
            f"{place}.share",
            _("Share"),
            line.share,
            why_lines.share_rule(line),
            why_lines.share(line),
        ),
    )


def _rate(rate: RateVat, worked: RateWorked, place: str) -> RateWhy:
    paid = _("What was paid at this rate, less what was given back.")
    vat = _("The VAT inside it, computed once for the month.")
    rest = _("What is left of it.")
    return RateWhy(
        rate,
        [
            Figure(f"{place}.paid", _("Sales less refunds"), rate.paid, paid, worked.paid),
            Figure(f"{place}.vat", _("VAT"), rate.vat, vat, worked.vat),
            Figure(f"{place}.base", _("Without VAT"), rate.base, rest, worked.base),
        ],
    )


def _document(document: Document, worked: DocumentWorked, place: str) -> DocumentWhy:
    amounts = document.amounts
    due = (
        _("The shares of what was sold in the coworking's own name, added up.")
        if document.kind.is_self_billed
        else _("Commission and fees, added up.")
    )
    net = (
        _("What comes without VAT as it is; from the rest it is taken out, once for the document.")
        if amounts.vat_added
        else _("VAT is taken out once, for the whole document.")
    )
    percent = percent_text(document.percent, get_language() or "en")
    vat = _("%(percent)s of what is without VAT.") % {"percent": percent}
    odd = _("What the two roundings leave.")
    return DocumentWhy(
        document,
        [
            Figure(f"{place}.total", _("Together"), amounts.total, due, worked.due),
            Figure(f"{place}.net", _("Without VAT"), amounts.net, net, worked.net),
            Figure(f"{place}.vat", _("VAT"), amounts.vat, vat, worked.vat),
            Figure(f"{place}.rounding", _("Odd cent"), amounts.rounding, odd, worked.rounding),
        ],
    )
