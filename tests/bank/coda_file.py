"""Statements as CODA, cut by the positions that Febelfin's standard gives."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from consign.bank.statement import BankLine, BankStatement

ROOM_FOR_TEXT = 53 + 53 + 43


def coda_file(statements: Sequence[BankStatement], *, encoding: str = "cp1252") -> bytes:
    """The statements, identified as `2026-11-30/227`, with Belgian account numbers."""
    records = [record for told in statements for record in _statement(told)]
    return "".join(f"{record}\r\n" for record in records).encode(encoding)


def _statement(told: BankStatement) -> Iterator[str]:
    number = told.identification[-3:]
    assert told.opening is not None
    assert told.opened_on is not None
    account = {0: told.iban, 34: told.currency}
    yield _record("0", {6: _day(told.closed_on), 12: "096", 15: "05", 35: "Ourselves", 128: "2"})
    yield _record(
        "1",
        {
            2: "2" + number,
            **{6 + place: text for place, text in account.items()},
            43: _amount(told.opening),
            59: _day(told.opened_on),
            126: number,
        },
    )
    movements = [
        record
        for sequence, line in enumerate(told.lines, 1)
        for record in _line(line, sequence, number)
    ]
    yield from movements
    yield _record(
        "8",
        {
            2: number,
            **{5 + place: text for place, text in account.items()},
            42: _amount(told.closing),
            58: _day(told.closed_on),
            128: "0",
        },
    )
    yield _record("4", {3: "00010000", 33: "A word of thanks to our customers.", 128: "0"})
    out = sum((-line.amount for line in told.lines if line.amount < 0), Decimal("0.00"))
    come = sum((line.amount for line in told.lines if line.amount > 0), Decimal("0.00"))
    totals = {17: f"{len(movements) + 2:06}", 23: _amount(out)[1:], 38: _amount(come)[1:]}
    yield _record("9", {**totals, 128: "2"})


def _line(line: BankLine, sequence: int, number: str) -> Iterator[str]:
    """One movement, or a batch as its customer ordered it, followed by its transfers."""
    transfers = line.details
    if line.batch_number and line.end_to_end_id:
        # Only the transfer of a batch has a number of its own beside the batch's.
        transfers = (replace(line, batch_number=""),)
    if not line.batch_number and not transfers:
        yield from _movement(line, f"{sequence:04}0000", "0", number)
        return
    whole = line if transfers == line.details else _bare(line)
    yield from _movement(
        replace(whole, end_to_end_id=line.batch_number), f"{sequence:04}0000", "1", number
    )
    for place, transfer in enumerate(transfers, 1):
        yield from _movement(transfer, f"{sequence:04}{place:04}", "5", number)


def _bare(line: BankLine) -> BankLine:
    return BankLine(
        line.position,
        line.booked_on,
        line.value_on,
        line.amount,
        bank_reference=line.bank_reference,
    )


def _movement(line: BankLine, at: str, kind: str, number: str) -> Iterator[str]:
    told = _communication(line)
    assert len(told) <= ROOM_FOR_TEXT + 1
    first, second, third = told[:54], told[54:107], told[107:]
    yield _record(
        "21",
        {
            3: at,
            11: line.bank_reference,
            32: _amount(line.amount),
            48: _day(line.value_on),
            54: f"{kind}0101000",
            62: first,
            116: _day(line.booked_on),
            122: number,
            126: "1",
            128: "0",
        },
    )
    reason = {113: f"2{line.return_reason}"} if line.return_reason else {}
    yield _record("22", {3: at, 11: second, 64: line.end_to_end_id, **reason, 126: "1", 128: "0"})
    account = f"{line.counterparty_iban:34}{'EUR' if line.counterparty_iban else ''}"
    yield _record("23", {3: at, 11: account, 48: line.counterparty, 83: third, 126: "0", 128: "0"})


def _communication(line: BankLine) -> str:
    """Free, or structured: then a reference stands alone."""
    if not line.reference:
        return f"0{line.text}"
    assert not line.text, "CODA tells a reference or a message, not both"
    return f"1{'100' if line.reference.startswith('RF') else '101'}{line.reference}"


def _record(start: str, fields: Mapping[int, str]) -> str:
    """128 characters with these texts at these positions, counted from 1."""
    record = start.ljust(128)
    for place, text in fields.items():
        record = record[: place - 1] + text + record[place - 1 + len(text) :]
    assert len(record) == 128, "a field is longer than its record"
    return record


def _day(day: date) -> str:
    return f"{day:%d%m%y}"


def _amount(amount: Decimal) -> str:
    return f"{'1' if amount < 0 else '0'}{abs(amount).scaleb(3):015.0f}"
