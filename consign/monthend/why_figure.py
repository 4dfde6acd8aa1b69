"""A figure of a statement and why it is what it is."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import get_language

from consign.money.worked import Worked


@dataclass(frozen=True)
class Figure:
    """One figure with its words, the rule it follows, and its arithmetic.

    `place` is where the API tells it: `lines[3].commission`.  `taken` says that it is deducted from
    the balance, and so shown below zero.
    """

    place: str
    label: str
    amount: Decimal
    rule: str
    worked: Worked
    taken: bool = False

    @property
    def shown(self) -> Decimal:
        """As it stands in a sum."""
        return -self.amount if self.taken else self.amount

    @property
    def arithmetic(self) -> str:
        """With the numbers, as the active language writes them."""
        return self.worked.text(get_language() or "en")

    @property
    def holds(self) -> bool:
        """Whether the arithmetic comes to the figure."""
        return self.worked.result == self.amount
