"""Whatever somebody chose from a disk: a bank's statement, or a plain no."""

from decimal import Decimal

from consign.bank.camt import read_camt
from consign.bank.coda import read_coda
from consign.bank.coda_records import looks_like_coda
from consign.bank.statement import NOT_A_STATEMENT, SUMS, TOO_LARGE, BankStatement, Unreadable

# A line of camt.053 takes about a kilobyte; a year of a busy counter stays far below.
LARGEST = 16 * 1024 * 1024
UTF_8_MARK = b"\xef\xbb\xbf"


def read_statements(content: bytes) -> list[BankStatement]:
    """All statements of a camt.053 or CODA file, in its order, at least one.

    Raises Unreadable for anything else, and when opening and lines do not make the closing.
    """
    statements = _read(content)
    for statement in statements:
        _check_sums(statement)
    return statements


def _read(content: bytes) -> list[BankStatement]:
    if len(content) > LARGEST:
        raise Unreadable(TOO_LARGE)
    content = content.removeprefix(UTF_8_MARK).lstrip()
    # No text in an encoding that banks use holds a zero byte.
    if b"\0" not in content:
        if content.startswith(b"<"):
            return read_camt(content)
        if looks_like_coda(content):
            return read_coda(content)
    raise Unreadable(NOT_A_STATEMENT)


def _check_sums(statement: BankStatement) -> None:
    if statement.opening is None:
        return
    booked = sum((line.amount for line in statement.lines), Decimal("0.00"))
    if statement.opening + booked != statement.closing:
        raise Unreadable(SUMS)
