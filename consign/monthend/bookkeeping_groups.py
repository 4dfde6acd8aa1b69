"""What journal lines are made of, before they have codes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from consign.ledger.models import Account
from consign.money.split import ZERO
from consign.monthend.bookkeeping_codes import Use


class Journal(StrEnum):
    """The book a group of lines belongs to."""

    TILL = "till"
    SALES = "sales"
    PURCHASES = "purchases"
    BANK = "bank"
    MISCELLANEOUS = "miscellaneous"


@dataclass(frozen=True)
class Step:
    """An amount on one account: plus is credit, minus is debit.

    `taxed` says that the amount belongs in the VAT return; `owner` whose account it is.
    """

    use: Use
    amount: Decimal
    owner: Account | None = None
    taxed: bool = False


@dataclass(frozen=True)
class Group:
    """Steps that belong together; ValueError unless they balance."""

    on: date
    journal: Journal
    reference: str
    text: str
    steps: Sequence[Step]

    def __post_init__(self) -> None:
        if sum(step.amount for step in self.steps):
            raise ValueError(f"{self.reference} does not balance: {self.steps}")


def moved(use: Use, to: Use, amount: Decimal, owner: Account | None) -> list[Step]:
    """An amount taken off one account's credit and put on another's."""
    return [Step(use, -amount, owner=owner), Step(to, amount, owner=owner)]


def rounding(amount: Decimal, *, reverses: bool = False) -> Step:
    """A rounding difference: plus for the coworking.  A reversal stands where its original does."""
    gains = (amount < ZERO) if reverses else (amount > ZERO)
    return Step(Use.ROUNDING_GAIN if gains else Use.ROUNDING_LOSS, amount)
