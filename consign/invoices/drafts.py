"""What is to be issued, before it has a number: figures of a document, and its lines in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from consign.invoices.models import LineKind
from consign.money.documents import Document
from consign.money.split import share_out


def language_of(parties: Mapping[str, Any]) -> str:
    """The payee reads its documents; closings from before languages were known are in French."""
    return parties["payee"].get("language") or "fr"


@dataclass(frozen=True)
class DraftLine:
    """One line in the payee's language.

    `inclusive` is its amount with VAT, or `net` without; one of them, above zero.
    """

    kind: LineKind
    text: str
    detail: str = ""
    quantity: int = 1
    inclusive: Decimal = Decimal("0.00")
    net: Decimal = Decimal("0.00")


@dataclass(frozen=True)
class Draft:
    """A document's figures, and the lines they are made of."""

    figures: Document
    lines: Sequence[DraftLine]

    def nets(self) -> list[Decimal]:
        """The net of each line; they add up to the document's, to the cent.

        VAT-inclusive lines share what the net ones leave: none is more than a cent off.
        """
        left = self.figures.amounts.net - sum(line.net for line in self.lines)
        inclusive = [line for line in self.lines if line.inclusive]
        if not inclusive:
            return [line.net for line in self.lines]
        shared = iter(share_out(whole=left, weights=[line.inclusive for line in inclusive]))
        return [next(shared) if line.inclusive else line.net for line in self.lines]
