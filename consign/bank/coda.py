"""A bank's statement as Belgian banks tell it: CODA, Febelfin's coded statement, version 2.

A movement is a record 21, with more of it in 22 and 23; what 31 to 33 add is not about the payment,
but for the other side's name.  The first digit of its code says how movements hang together:

    0 alone   1 a batch as the customer ordered it: 5 its transfers
              2 as the bank gathered it: 6 its movements, 7 its sums, each with its movements 9
              3 one movement: 8 what it consists of (charges, exchange), which is no payment
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from consign.bank.coda_records import Record, records_of
from consign.bank.references import recognised, told_in
from consign.bank.statement import (
    NO_REASON_GIVEN,
    SUMS,
    BankLine,
    BankStatement,
    Unreadable,
    given,
)

STATEMENT = re.compile("01[234]*8?4*9")
COUNTED = "1238"
GOES_ON = {"22", "23", "31", "32", "33"}
NO_DAY = {"000000", "      "}
# The movements that one of a kind may hold.
HOLDS = {"1": "5", "2": "67", "3": "8", "7": "9"}
ALONE = "0123"
BATCH = "127"
IBAN = re.compile("[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
# Structured communications that are a payment reference: ISO 11649, Belgian, Belgian of old.
REFERENCES = {"100", "101", "102"}
# Reject, return, refund, reversal or cancellation, and why; older files had other things there.
CAME_BACK = re.compile("   [1-5]([A-Z]{2}[A-Z0-9]{2}|    )")
OTHER_SIDE = "1001"


@dataclass
class Movement:
    """The records of one movement, and those it holds."""

    records: list[Record]
    held: list["Movement"] = field(default_factory=list)

    @property
    def first(self) -> Record:
        return self.records[0]

    @property
    def kind(self) -> str:
        return self.first.raw(54, 54)

    def part(self, article: str) -> Record | None:
        return next((record for record in self.records if record.article == article), None)


def read_coda(content: bytes) -> list[BankStatement]:
    """The statements of a file that begins like CODA; Unreadable when it goes on differently."""
    return [_statement(records) for records in _statements(records_of(content))]


def _statements(records: Sequence[Record]) -> Iterator[Sequence[Record]]:
    kinds = "".join(record.kind for record in records)
    start = 0
    while start < len(kinds):
        found = STATEMENT.match(kinds, start)
        if found is None:
            raise records[start].damaged()
        yield records[start : found.end()]
        start = found.end()


def _statement(records: Sequence[Record]) -> BankStatement:
    before, trailer = records[1], records[-1]
    after = next((record for record in records if record.kind == "8"), None)
    opening, opened_on = before.amount(43), before.day(59)
    closed_on = after.day(58) if after else opened_on
    movements = _gathered(records)
    lines = tuple(_line(movement, place) for place, movement in enumerate(movements, 1))
    _check_totals(trailer, records, lines)
    # Before account numbers were international: twelve digits, as the bank still writes them.
    old_account = before.raw(2, 2) == "0"
    return BankStatement(
        # Numbers begin anew each year, and a bank may count a year by its own day.
        identification=f"{closed_on}/{before.cut(126, 128)}",
        iban=before.cut(6, 17) if old_account else before.cut(6, 36),
        currency=before.cut(19, 21) if old_account else before.cut(40, 42),
        opened_on=opened_on,
        closed_on=closed_on,
        opening=opening,
        closing=after.amount(42) if after else opening,
        lines=lines,
    )


def _check_totals(trailer: Record, records: Sequence[Record], lines: Sequence[BankLine]) -> None:
    if trailer.number(17, 22) != sum(record.kind in COUNTED for record in records):
        raise trailer.damaged()
    out = sum(-line.amount for line in lines if line.amount < 0)
    come = sum(line.amount for line in lines if line.amount > 0)
    if (trailer.size(23), trailer.size(38)) != (out, come):
        raise Unreadable(SUMS, trailer.line)


def _movements(records: Sequence[Record]) -> list[Movement]:
    found: list[Movement] = []
    for record in records:
        if record.article == "21":
            found.append(Movement([record]))
        elif record.article in GOES_ON:
            # A movement goes on under its own number; information has one of its own within it.
            last = 10 if record.kind == "2" else 6
            if not found or record.raw(3, last) != found[-1].first.raw(3, last):
                raise record.damaged()
            found[-1].records.append(record)
        elif record.kind in "23":
            raise record.damaged()
    return found


def _gathered(records: Sequence[Record]) -> list[Movement]:
    """The movements that were booked, each holding its own."""
    booked: list[Movement] = []
    within: list[Movement] = []
    for movement in _movements(records):
        while within and movement.kind not in HOLDS.get(within[-1].kind, ""):
            within.pop()
        if movement.kind in ALONE:
            booked.append(movement)
        elif within and within[-1].first.raw(3, 6) == movement.first.raw(3, 6):
            within[-1].held.append(movement)
        else:
            raise movement.first.damaged()
        within.append(movement)
    return booked


def _line(movement: Movement, position: int) -> BankLine:
    own = _own(movement, position)
    if movement.kind not in BATCH:
        return own
    held = tuple(_line(each, place) for place, each in enumerate(movement.held, 1))
    if len(held) != 1:
        return replace(own, details=held)
    return replace(
        held[0],
        position=position,
        amount=own.amount,
        batch_number=own.batch_number,
        bank_reference=own.bank_reference or held[0].bank_reference,
    )


def _own(movement: Movement, position: int) -> BankLine:
    """The line without what it holds."""
    first, second, third = movement.first, movement.part("22"), movement.part("23")
    booked_on = first.day(116)
    unknown = first.raw(48, 53) in NO_DAY
    customer = given(second.cut(64, 98).strip()) if second else ""
    reference, text = _communication(movement)
    account = third.cut(11, 44) if third else ""
    return BankLine(
        position=position,
        booked_on=booked_on,
        value_on=booked_on if unknown else first.day(48),
        amount=first.amount(32),
        end_to_end_id="" if movement.kind in BATCH else customer,
        batch_number=customer if movement.kind in BATCH else "",
        reference=reference,
        text=text,
        counterparty=_counterparty(movement),
        counterparty_iban=account if IBAN.fullmatch(account) else "",
        bank_reference=first.cut(11, 31),
        return_reason=_return_reason(second) if second else "",
    )


def _communication(movement: Movement) -> tuple[str, str]:
    """Reference and message; of the structured kinds only those that are one or the other."""
    whole = movement.first.raw(62, 115)
    for article, first, last in (("22", 11, 63), ("23", 83, 125)):
        part = movement.part(article)
        whole += part.raw(first, last) if part else ""
    structured, kind = whole[0] == "1", whole[1:4]
    message = " ".join(whole[4 if structured else 1 :].split())
    if not structured:
        return told_in(message), message
    if kind not in REFERENCES:
        return "", ""
    reference = recognised(message)
    return reference, "" if reference else message


def _counterparty(movement: Movement) -> str:
    """The other side's name in 23, or in the information of older files."""
    third, told = movement.part("23"), movement.part("31")
    name = third.cut(48, 82).strip() if third else ""
    if not name and told and told.raw(40, 43) == OTHER_SIDE:
        name = told.cut(44, 113).strip()
    return " ".join(name.split())


def _return_reason(second: Record) -> str:
    found = CAME_BACK.fullmatch(second.raw(110, 117))
    return (found[1].strip() or NO_REASON_GIVEN) if found else ""
