"""VAT: once per document and rate, never per line, and the odd cent is shown.

Percentages are Decimal (21 means 21 %), amounts Decimal with two digits.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from consign.money.split import HUNDRED, portion


@dataclass(frozen=True)
class DocumentAmounts:
    """The figures of a document: total = net + vat + rounding, and vat is exactly the rate of net,
    as the rules of structured invoices want it.  The rounding is -0.01, 0.00 or 0.01.

    The total is what is due; `vat_added` is the VAT on top of its net parts: what the document
    costs more than the sum of its parts.
    """

    net: Decimal
    vat: Decimal
    rounding: Decimal
    total: Decimal
    vat_added: Decimal


class VatInside(NamedTuple):
    """A total with VAT as a receipts journal wants it: vat + base is the total."""

    vat: Decimal
    base: Decimal


def vat_inside(*, paid: Decimal, percent: Decimal) -> VatInside:
    """The VAT inside what customers paid at one rate; refunds may have made it 0 or less."""
    vat = portion(paid, percent, HUNDRED + percent)
    return VatInside(vat, paid - vat)


def document_amounts(*, inclusive: Decimal, net: Decimal, percent: Decimal) -> DocumentAmounts:
    """The figures of a document with these sums of VAT-inclusive and of net parts, at one rate."""
    vat_added = portion(net, percent, HUNDRED)
    total = inclusive + net + vat_added
    without = net + portion(inclusive, HUNDRED, HUNDRED + percent)
    vat = portion(without, percent, HUNDRED)
    return DocumentAmounts(without, vat, total - without - vat, total, vat_added)
