"""What a bank says happened on an account, whichever file it came in."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

NOT_A_STATEMENT = "not_a_bank_statement"
DAMAGED = "damaged"
SUMS = "sums"
TOO_LARGE = "too_large"


class Unreadable(ValueError):
    """The file is none that can be read; nothing of it is used.

    `code`: `not_a_bank_statement` (something else), `damaged` (one that breaks off, or lacks what
    it must have), `sums` (its lines do not lead from its opening to its closing balance, or not to
    its own totals) or `too_large`.  `position` is the line of the file, from 1, where it is known.
    """

    def __init__(self, code: str, position: int | None = None) -> None:
        self.code = code
        self.position = position
        super().__init__(code if position is None else f"{code}, line {position}")


@dataclass(frozen=True)
class BankLine:
    """One booked line; plus is money in.  Texts are empty where the bank says nothing.

    `position` counts the lines of the statement from 1, and anew the details of a line.
    `end_to_end_id` is the payer's own number of a transfer, `batch_number` that of the file's part
    it was ordered in.  A batch booked as one line has its transfers in `details`, where the bank
    gives them; a batch of one is the line itself.  `reference` is compact, its check digits fit.
    `return_reason` is the ISO code of why money came back (`AC04`), `MS03` where the bank does not
    say; the line then still carries the `end_to_end_id` of the transfer that failed.
    """

    position: int
    booked_on: date
    value_on: date
    amount: Decimal
    end_to_end_id: str = ""
    batch_number: str = ""
    reference: str = ""
    text: str = ""
    counterparty: str = ""
    counterparty_iban: str = ""
    bank_reference: str = ""
    return_reason: str = ""
    details: tuple["BankLine", ...] = ()


@dataclass(frozen=True)
class BankStatement:
    """The booked lines of one account between two balances.

    `identification` is the bank's own and one of a kind for the account.  `opened_on` is the day of
    the opening balance, often that of the statement before.  Amounts are in `currency`.
    """

    identification: str
    iban: str
    currency: str
    opened_on: date | None
    closed_on: date
    opening: Decimal | None
    closing: Decimal
    lines: tuple[BankLine, ...]


# What a bank writes for "the payer gave none", and ISO's word for "the bank does not say why".
NOT_PROVIDED = "NOTPROVIDED"
NO_REASON_GIVEN = "MS03"


def given(identification: str) -> str:
    """An identification, empty when it only says that there is none."""
    return "" if identification == NOT_PROVIDED else identification
