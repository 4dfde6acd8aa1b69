"""A month that has every kind of line, as CODA; spoiled a record at a time."""

from datetime import date
from decimal import Decimal

from consign.bank.reading import read_statements
from consign.bank.statement import BankLine, BankStatement
from tests.bank.files import coda

OURS, THEIRS = "BE71096123456769", "BE68539007547034"
DAY, LATER = date(2026, 11, 30), date(2026, 12, 1)
OPENING = Decimal("1000.00")


def line(position: int, amount: str, **told: str) -> BankLine:
    return BankLine(position, DAY, LATER, Decimal(amount), **told)  # type: ignore[arg-type]


LINES = [
    line(
        1,
        "-100.00",
        end_to_end_id="PO-2026-000123",
        text="Relevé de novembre",
        counterparty="Coopérative DiES",
        counterparty_iban=THEIRS,
        bank_reference="OL9456574JBBNEUBCRCL1",
    ),
    BankLine(
        2,
        DAY,
        LATER,
        Decimal("-30.00"),
        batch_number="RE-2026-0007",
        details=(
            line(1, "-10.00", end_to_end_id="PO-2026-000124", reference="123456789002"),
            line(2, "-20.00", end_to_end_id="PO-2026-000125", counterparty="Ben"),
        ),
    ),
    line(3, "-40.00", batch_number="RE-2026-0008"),
    line(4, "-50.00", batch_number="RE-2026-0009", end_to_end_id="PO-2026-000126", text="Un seul"),
    line(5, "100.00", end_to_end_id="PO-2026-000123", return_reason="AC04"),
    line(6, "12.30", reference="123456789002", counterparty="Ada"),
    line(7, "1.00", reference="RF18539007547034"),
    line(8, "-3.50", text="Frais de tenue de compte " * 5 + "et de carte"),
]


def written() -> list[str]:
    content = coda(iban=OURS, closed_on=DAY, opening=OPENING, lines=LINES, number=227)
    return content.decode("cp1252").split("\r\n")


def read(records: list[str]) -> BankStatement:
    (found,) = read_statements("\n".join(records).encode("cp1252"))
    return found


def changed(start: str, at: int, text: str) -> list[str]:
    """The file with other text at a position, from 1, of the first record that begins so."""
    records = written()
    place = next(place for place, record in enumerate(records) if record.startswith(start))
    record = records[place]
    records[place] = record[: at - 1] + text + record[at - 1 + len(text) :]
    return records
