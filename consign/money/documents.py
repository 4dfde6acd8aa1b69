"""Which documents a month gives rise to, and their figures.

A commission invoice bears what the coworking earns of a payee; a self-billed invoice what it owes a
payee for goods it sold in its own name.  What is given back on an earlier invoice stands on a
credit note that corrects it, and the two never net.  A document has one VAT category and one rate,
and its VAT is computed once, from its sums.  Amounts are Decimal in euro, percentages Decimal.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

from consign.money.split import ZERO
from consign.money.vat import DocumentAmounts, document_amounts


class DocumentKind(StrEnum):
    """What a document is, in the order in which a month's documents stand."""

    COMMISSION_INVOICE = "commission_invoice"
    COMMISSION_CREDIT_NOTE = "commission_credit_note"
    SELF_BILLED_INVOICE = "self_billed_invoice"
    SELF_BILLED_CREDIT_NOTE = "self_billed_credit_note"

    @property
    def type_code(self) -> str:
        """Its code in a structured invoice (UNTDID 1001)."""
        return TYPE_CODES[self]

    @property
    def is_credit_note(self) -> bool:
        return self in (self.COMMISSION_CREDIT_NOTE, self.SELF_BILLED_CREDIT_NOTE)

    @property
    def is_self_billed(self) -> bool:
        return self in (self.SELF_BILLED_INVOICE, self.SELF_BILLED_CREDIT_NOTE)

    @property
    def owed_to_coworking(self) -> bool:
        """Whether it asks the payee: for the coworking's services, or for goods' price back."""
        return self.is_self_billed == self.is_credit_note

    @property
    def opposite(self) -> "DocumentKind":
        """What takes one of this kind back: an invoice is credited, a credit note invoiced."""
        invoice = self.corrects
        return CREDITED_BY[invoice] if self is invoice else invoice

    @property
    def corrects(self) -> "DocumentKind":
        """The kind of invoice a credit note of this kind corrects."""
        return self.SELF_BILLED_INVOICE if self.is_self_billed else self.COMMISSION_INVOICE


TYPE_CODES = {
    DocumentKind.COMMISSION_INVOICE: "380",
    DocumentKind.COMMISSION_CREDIT_NOTE: "381",
    DocumentKind.SELF_BILLED_INVOICE: "389",
    DocumentKind.SELF_BILLED_CREDIT_NOTE: "261",
}
CREDITED_BY = {
    DocumentKind.COMMISSION_INVOICE: DocumentKind.COMMISSION_CREDIT_NOTE,
    DocumentKind.SELF_BILLED_INVOICE: DocumentKind.SELF_BILLED_CREDIT_NOTE,
}
KINDS = list(DocumentKind)
# So long a payee may contest what was issued in its name; then it counts as accepted (VAT code,
# article 53, § 2: the acceptance may be tacit).
TACIT_DAYS = 14
# So long a payee has to transfer what a closing leaves it to pay.
DAYS_TO_PAY = timedelta(days=30)


class VatCategory(StrEnum):
    """How VAT sees a supply (UNCL 5305)."""

    STANDARD = "S"
    EXEMPT = "E"
    ZERO = "Z"


@dataclass(frozen=True)
class Part:
    """What some sales, refunds or fees of a month put on one document.

    `corrects` is the month whose invoice the part is given back on, empty for the month's own
    invoice; there, what was sold and given back within the month counts together.  Amounts are
    positive for what is charged and negative for what is given back; `net` is before VAT.
    """

    self_billed: bool
    category: VatCategory
    percent: Decimal
    corrects: str = ""
    inclusive: Decimal = ZERO
    net: Decimal = ZERO


@dataclass(frozen=True)
class Document:
    """A document's figures, all positive but for the odd cent of `amounts.rounding`."""

    kind: DocumentKind
    category: VatCategory
    percent: Decimal
    corrects: str
    amounts: DocumentAmounts


def documents_of(parts: Iterable[Part]) -> list[Document]:
    """The documents of one statement: by kind, corrected month, rate and category.

    None is issued for nothing.
    """
    sums: dict[tuple[DocumentKind, str, Decimal, VatCategory], list[Decimal]]
    sums = defaultdict(lambda: [ZERO, ZERO])
    for part in parts:
        sign = -1 if part.corrects else 1
        found = sums[_kind(part), part.corrects, part.percent, part.category]
        found[0] += sign * part.inclusive
        found[1] += sign * part.net
    made = [
        Document(
            kind=kind,
            category=category,
            percent=percent,
            corrects=corrects,
            amounts=document_amounts(inclusive=inclusive, net=net, percent=percent),
        )
        for (kind, corrects, percent, category), (inclusive, net) in sums.items()
    ]
    return sorted((one for one in made if one.amounts.total), key=_order)


def vat_added(documents: Sequence[Document]) -> Decimal:
    """The VAT that comes on top of net commissions: below zero when more is given back."""
    return sum(
        (
            -one.amounts.vat_added if one.kind.is_credit_note else one.amounts.vat_added
            for one in documents
        ),
        ZERO,
    )


def service_category(percent: Decimal) -> VatCategory:
    """The category of a coworking's services; one without VAT is that of an exempt coworking."""
    return VatCategory.STANDARD if percent else VatCategory.EXEMPT


def supply_category(*, liable: bool, percent: Decimal) -> VatCategory:
    """The category of a payee's supply of goods to a coworking that sells in its own name."""
    if not liable:
        return VatCategory.EXEMPT
    return VatCategory.STANDARD if percent else VatCategory.ZERO


def _kind(part: Part) -> DocumentKind:
    if part.self_billed:
        return (
            DocumentKind.SELF_BILLED_CREDIT_NOTE
            if part.corrects
            else DocumentKind.SELF_BILLED_INVOICE
        )
    return DocumentKind.COMMISSION_CREDIT_NOTE if part.corrects else DocumentKind.COMMISSION_INVOICE


def _order(document: Document) -> tuple[int, str, Decimal, str]:
    return (
        KINDS.index(document.kind),
        document.corrects,
        document.percent,
        document.category,
    )
