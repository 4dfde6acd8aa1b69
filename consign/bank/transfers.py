"""The order to a bank to pay, in plain data.

What can be built can be written: each part refuses, when it is made, what a bank would refuse.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from stdnum import bic as bic_rules
from stdnum import iban as iban_rules

from consign.bank.references import issuer
from consign.bank.sepa_text import transferable, transferable_id

LARGEST = Decimal("999999999.99")
NAME, STREET, POSTCODE, TOWN, MESSAGE = 70, 70, 16, 35, 140


class NotTransferable(ValueError):
    """No bank would take this order; it says why."""


class BadParty(NotTransferable):
    """A name, an account or an address that cannot stand in an order."""


class BadAmount(NotTransferable):
    """Not above zero, more than two decimals, or more than SEPA carries."""


class BadNumber(NotTransferable):
    """A number that would come back changed: it has signs no bank takes, or over 35.

    Also an enterprise number without ten digits.
    """


class BadReference(NotTransferable):
    """No payment reference, or one beside a free message."""


class NothingToTransfer(NotTransferable):
    """An order without a single transfer."""


class SameNumberTwice(NotTransferable):
    """Two transfers under one number: nobody could tell later which of them was paid."""


@dataclass(frozen=True)
class Party:
    """Who pays or is paid, as their bank knows them.

    Banks reject addresses in free lines; one is written in its parts or not at all, and then with
    its town.  `street` is the whole line with its number.
    """

    name: str
    iban: str
    street: str = ""
    postcode: str = ""
    town: str = ""
    country: str = "BE"
    bic: str = ""

    def __post_init__(self) -> None:
        if not transferable(self.name, NAME):
            raise BadParty(f"a party needs a name: {self.name!r}")
        if not iban_rules.is_valid(self.iban, check_country=False):
            raise BadParty(f"{self.name}: not an account number: {self.iban!r}")
        if self.bic and not bic_rules.is_valid(self.bic):
            raise BadParty(f"{self.name}: not a bank's code: {self.bic!r}")
        if self.has_address and not transferable(self.town, TOWN):
            raise BadParty(f"{self.name}: an address needs a town")
        if not re.fullmatch("[A-Z]{2}", self.country):
            raise BadParty(f"{self.name}: a country has two capitals: {self.country!r}")

    @property
    def has_address(self) -> bool:
        return bool(transferable(f"{self.street}{self.postcode}{self.town}", STREET))


@dataclass(frozen=True)
class Transfer:
    """One payment; `number` comes back in the bank's statement as its end-to-end id.

    It tells the creditor what it is for: a free message, cut to 140 signs, or a compact reference.
    """

    number: str
    amount: Decimal
    creditor: Party
    message: str = ""
    reference: str = ""

    def __post_init__(self) -> None:
        _expect_number(self.number)
        if not self.amount.is_finite() or not 0 < self.amount <= LARGEST:
            raise BadAmount(f"{self.number}: above zero and at most {LARGEST}: {self.amount}")
        if Decimal(f"{self.amount:.2f}") != self.amount:
            raise BadAmount(f"{self.number}: more than two decimals: {self.amount}")
        if self.reference and self.message:
            raise BadReference(f"{self.number}: a reference or a message, not both")
        if self.reference and not issuer(self.reference):
            raise BadReference(f"{self.number}: not a payment reference: {self.reference!r}")


@dataclass(frozen=True)
class CreditTransfers:
    """One order: the debtor pays all transfers on one day.

    `enterprise_number` is the debtor's, written with or without its points, empty for none.  With
    `batch_booking` the bank books one sum, without it a line for each transfer.  `created_at` is
    aware, and is written in local time.
    """

    number: str
    created_at: datetime
    execution_on: date
    debtor: Party
    enterprise_number: str
    transfers: Sequence[Transfer]
    batch_booking: bool = False
    instant: bool = False

    def __post_init__(self) -> None:
        _expect_number(self.number)
        if self.enterprise_number and len(self.enterprise_digits) != 10:
            raise BadNumber(f"an enterprise number has ten digits: {self.enterprise_number!r}")
        if not self.transfers:
            raise NothingToTransfer(f"{self.number} has no transfer")
        often, times = Counter(each.number for each in self.transfers).most_common(1)[0]
        if times > 1:
            raise SameNumberTwice(f"{self.number} has {times} transfers {often}")

    @property
    def enterprise_digits(self) -> str:
        return re.sub("[^0-9]", "", self.enterprise_number)


def _expect_number(number: str) -> None:
    if not number or transferable_id(number) != number:
        raise BadNumber(f"a bank would not give this number back: {number!r}")
