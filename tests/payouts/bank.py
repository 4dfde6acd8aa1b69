"""Remittances and bank statements for tests, made with the real operations."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from consign.bank.statement import BankLine as Told
from consign.ledger.bookings import charge_fee
from consign.payouts.bank_statements import Read, read_in
from consign.payouts.contents import contents_digest
from consign.payouts.models import Payout, Remittance
from consign.payouts.remitting import approve, export, prepare_remittance
from consign.people import operations as people
from consign.people.models import Coworking, Maker, User
from tests.bank.files import camt_053
from tests.factories import IBANS, START, any_person, moment

EXECUTION = date(2026, 11, 4)


def second_person() -> User:
    """Somebody else, where two are needed."""
    return people.person(email="second@example.org", name="Second", language="en", at=START)


def make_remittance(
    coworking: Coworking,
    numbers: Sequence[str] | None = None,
    *,
    execution_on: date = EXECUTION,
    at: str = "2026-11-02",
    **switches: bool,
) -> Remittance:
    """A draft; without numbers of every payout there is."""
    known = Payout.objects.filter(coworking=coworking).order_by("number")
    return prepare_remittance(
        coworking=coworking,
        numbers=numbers or list(known.values_list("number", flat=True)),
        execution_on=execution_on,
        by=any_person(),
        at=moment(at),
        **switches,
    )


def make_approved(
    coworking: Coworking, numbers: Sequence[str] | None = None, **told: Any
) -> Remittance:
    remittance = make_remittance(coworking, numbers, **told)
    return approve(
        remittance=remittance,
        digest=contents_digest(remittance),
        by=second_person(),
        at=moment("2026-11-02 13:00"),
    )


def make_exported(
    coworking: Coworking, numbers: Sequence[str] | None = None, **told: Any
) -> Remittance:
    remittance = make_approved(coworking, numbers, **told)
    return export(remittance=remittance, by=any_person(), at=moment("2026-11-02 14:00"))


def told(amount: str, on: str = "2026-11-05", **facts: Any) -> Told:
    """A line of the bank."""
    day = date.fromisoformat(on)
    return Told(position=1, booked_on=day, value_on=day, amount=Decimal(amount), **facts)


def statement_file(
    *lines: Told,
    closed_on: str = "2026-11-05",
    opening: str = "1000.00",
    iban: str = IBANS[0],
    identification: str = "",
    currency: str = "EUR",
) -> bytes:
    """A camt.053 with these lines."""
    return camt_053(
        iban=iban,
        identification=identification or f"S {closed_on}",
        closed_on=date.fromisoformat(closed_on),
        opening=Decimal(opening),
        lines=lines,
        currency=currency,
    )


def read(
    coworking: Coworking, *lines: Told, by: User, at: str = "2026-11-06", **facts: Any
) -> Read:
    """Read a statement with these lines in."""
    content = statement_file(*lines, **facts)
    return read_in(coworking=coworking, content=content, by=by, at=moment(at))


def make_debt(
    coworking: Coworking, maker: Maker, amount: str = "24.20", *, on: str = "2026-10-05"
) -> None:
    """A fee: what a month without sales closes below zero with."""
    charge_fee(
        coworking=coworking,
        maker=maker,
        label="Labels",
        amount=Decimal(amount),
        by=any_person(),
        at=moment(on),
    )
