"""Whatever statement a bank can tell, in either format, is read as it was told."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from consign.bank.reading import read_statements
from consign.bank.statement import BankLine, BankStatement
from tests.bank.files import camt_file, coda_file, statement

OURS = "BE71096123456769"

# What both formats can carry: plain words, single spaces between them; either a reference or a
# message; the transfers of a batch all in one direction.
words = st.lists(
    st.text(st.sampled_from("ABCDEFabcdefé0123456789-.,'"), min_size=1, max_size=8), max_size=8
).map(" ".join)
days = st.integers(0, 36_000).map(lambda more: date(2000, 1, 1) + timedelta(days=more))
amounts = st.integers(-99_999_999, 99_999_999).map(lambda cents: Decimal(cents).scaleb(-2))
ids = st.text("ABCPO-0123456789/", min_size=1, max_size=35)


@st.composite
def transfers(draw: st.DrawFn, *, position: int) -> BankLine:
    has_reference = draw(st.booleans())
    amount = draw(amounts)
    return BankLine(
        position=position,
        booked_on=draw(days),
        value_on=draw(days),
        amount=amount,
        end_to_end_id=draw(ids),
        reference=draw(st.sampled_from(["123456789002", "RF18539007547034"]))
        if has_reference
        else "",
        text="" if has_reference else f"Tasse {draw(words)}".strip(),
        counterparty=draw(words)[:35].strip(),
        counterparty_iban=draw(st.sampled_from(["", "NL91ABNA0417164300", "BE68539007547034"])),
        bank_reference=draw(words)[:21].strip(),
        return_reason=draw(st.sampled_from(["", "", "AC04", "MS03"])) if amount > 0 else "",
    )


@st.composite
def lines(draw: st.DrawFn, *, position: int) -> BankLine:
    line: BankLine = draw(transfers(position=position))
    if draw(st.booleans()):
        return line
    amount = abs(line.amount)
    held = [
        replace(
            draw(transfers(position=place)),
            amount=amount + place,
            booked_on=line.booked_on,
            value_on=line.value_on,
            return_reason="",
        )
        for place in draw(st.sampled_from([(), (1, 2), (1, 2, 3)]))
    ]
    return BankLine(
        position,
        line.booked_on,
        line.value_on,
        amount,
        batch_number=draw(ids),
        bank_reference=line.bank_reference,
        details=tuple(held),
    )


@st.composite
def statements(draw: st.DrawFn) -> BankStatement:
    count = draw(st.integers(0, 4))
    closed_on = draw(days)
    return statement(
        iban=OURS,
        identification=f"{closed_on}/{draw(st.integers(1, 999)):03}",
        closed_on=closed_on,
        opened_on=draw(days),
        opening=draw(amounts),
        lines=[draw(lines(position=position)) for position in range(1, count + 1)],
    )


@settings(max_examples=150)
@given(st.lists(statements(), min_size=1, max_size=3), st.sampled_from([2, 8]))
def test_what_a_bank_tells_is_what_we_read(told: list[BankStatement], version: int) -> None:
    assert read_statements(camt_file(told, version=version)) == told
    assert read_statements(coda_file(told)) == told
