"""Why the VAT on a month's sales and the figures of its documents are what they are.

VAT is computed once, from sums: of the lines of a rate, and of what a document is for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from consign.money.documents import Document, Part
from consign.money.split import HUNDRED
from consign.money.worked import (
    Worked,
    added,
    balanced,
    given,
    less,
    part_of,
    percent_of,
    without_vat,
)
from consign.monthend.statement import Statement
from consign.monthend.statement_receipts import RateVat
from consign.people.models import VatStatus


@dataclass(frozen=True)
class RateWorked:
    """The arithmetic behind the VAT on sales at one rate."""

    paid: Worked
    vat: Worked
    base: Worked


@dataclass(frozen=True)
class DocumentWorked:
    """The arithmetic behind the figures of a document; `added` is the VAT on top of net parts."""

    due: Worked
    net: Worked
    vat: Worked
    rounding: Worked
    added: Worked


def rate_worked(statement: Statement, rate: RateVat) -> RateWorked:
    lines = (
        given(line.paid)
        for line in statement.lines
        if not line.in_own_name
        and line.payee_vat_status == VatStatus.LIABLE
        and line.vat_percent == rate.vat_percent
    )
    return RateWorked(
        paid=added(*lines),
        vat=part_of(given(rate.paid), rate.vat_percent, HUNDRED + rate.vat_percent),
        base=less(given(rate.paid), given(rate.vat)),
    )


def document_worked(statement: Statement, document: Document) -> DocumentWorked:
    parts = [part for part in statement.parts if _is_on(part, document)]
    inclusive, net = _signed(parts, document), _signed(parts, document, net=True)
    on_top = percent_of(added(*net), document.percent)
    amounts = document.amounts
    without = [without_vat(added(*inclusive), document.percent)] if inclusive else []
    return DocumentWorked(
        due=added(*inclusive, *net, on_top) if net else added(*inclusive),
        net=added(*net, *without),
        vat=percent_of(given(amounts.net), document.percent),
        rounding=less(given(amounts.total), given(amounts.net), given(amounts.vat)),
        added=on_top,
    )


def vat_added_worked(documents: Iterable[tuple[Document, DocumentWorked]]) -> Worked:
    """The VAT on top of net commissions: of invoices, less that of credit notes."""
    known = [(document, of) for document, of in documents if document.amounts.vat_added]
    return balanced(
        [of.added for document, of in known if not document.kind.is_credit_note],
        [of.added for document, of in known if document.kind.is_credit_note],
    )


def _signed(parts: Sequence[Part], document: Document, *, net: bool = False) -> list[Worked]:
    """The parts of a document that contain VAT, or those without; positive where they add."""
    sign = -1 if document.kind.is_credit_note else 1
    amounts = (part.net if net else part.inclusive for part in parts)
    return [given(sign * amount) for amount in amounts if amount]


def _is_on(part: Part, document: Document) -> bool:
    return (
        part.self_billed == document.kind.is_self_billed
        and part.corrects == document.corrects
        and part.percent == document.percent
        and part.category == document.category
    )
