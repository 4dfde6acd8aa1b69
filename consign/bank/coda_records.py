"""The lines of a CODA file, cut as the standard counts them: positions from 1, both included."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from consign.bank.statement import DAMAGED, Unreadable

WIDTH = 128
# A header of version 2, in bytes: a sign may take two.
HEADER = re.compile(rb"0[0-9 ]{4}[0-9]{6}[^\r\n]{116,232}2\r?(\n|\Z)")
# Most banks write Windows' Western European signs, some UTF-8.
ENCODINGS = ("utf-8", "cp1252")
SIGNS = {"0": 1, "1": -1}


@dataclass(frozen=True)
class Record:
    """One line of 128 characters and its number in the file."""

    line: int
    text: str

    @property
    def kind(self) -> str:
        return self.text[0]

    @property
    def article(self) -> str:
        """A movement and its information take up to three records: `21`, `22`, `23`."""
        return self.text[:2]

    def damaged(self) -> Unreadable:
        return Unreadable(DAMAGED, self.line)

    def cut(self, first: int, last: int) -> str:
        return self.text[first - 1 : last].rstrip()

    def raw(self, first: int, last: int) -> str:
        """With its trailing spaces: a text that goes on in the next record needs them."""
        return self.text[first - 1 : last]

    def number(self, first: int, last: int) -> int:
        digits = self.raw(first, last)
        if not re.fullmatch("[0-9]+", digits):
            raise self.damaged()
        return int(digits)

    def size(self, first: int) -> Decimal:
        """An amount of twelve digits and three decimals, the last of them zero."""
        thousandths = self.number(first, first + 14)
        if thousandths % 10:
            raise self.damaged()
        return Decimal(thousandths // 10).scaleb(-2)

    def amount(self, first: int) -> Decimal:
        """An amount behind its sign: plus is money in."""
        sign = self.raw(first, first)
        if sign not in SIGNS:
            raise self.damaged()
        return self.size(first + 1) * SIGNS[sign]

    def day(self, first: int) -> date:
        written = self.number(first, first + 5)
        try:
            return date(2000 + written % 100, written // 100 % 100, written // 10_000)
        except ValueError as error:
            raise self.damaged() from error


def looks_like_coda(content: bytes) -> bool:
    """Whether the first line is the header of a CODA file of version 2."""
    return HEADER.match(content) is not None


def records_of(content: bytes) -> list[Record]:
    """All lines of the file; Unreadable when one has not 128 characters."""
    for encoding in ENCODINGS:
        lines = _lines(content, encoding)
        wrong = next((number for number, line in enumerate(lines, 1) if len(line) != WIDTH), None)
        if lines and wrong is None:
            return [Record(number, line) for number, line in enumerate(lines, 1)]
    raise Unreadable(DAMAGED, wrong)


def _lines(content: bytes, encoding: str) -> list[str]:
    """The lines, without the empty ones at the end; none when the encoding does not fit."""
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return []
    return text.rstrip(" \r\n\x1a").replace("\r\n", "\n").split("\n")
