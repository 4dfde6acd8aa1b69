"""Someone with a pencil: reads a calculation as it is written and does it again.

Numbers are read as the language writes them; what stands in brackets is rounded to the cent and
must be what is written behind its equals sign.
"""

import re
from decimal import Decimal
from fractions import Fraction

from consign.money.split import half_up

GROUPS = {"": "", "en": ",", "fr": "\N{NARROW NO-BREAK SPACE}", "nl": ".", "de": "."}
POINTS = {"": ".", "en": ".", "fr": ",", "nl": ",", "de": ","}
MINUS = "\N{MINUS SIGN}"


def worked_out(text: str, language: str = "") -> Decimal:
    """What a calculation comes to; an AssertionError where it says something else."""
    pencil = _Pencil(text, language)
    exact: Fraction | Decimal = pencil.sum()
    if pencil.next_is("="):
        written = pencil.number()
        assert half_up(exact) == written, text
        exact = written
    assert not pencil.signs, f"not read to the end: {text}"
    return half_up(exact)


class _Pencil:
    def __init__(self, text: str, language: str) -> None:
        plain = text.replace(GROUPS[language], "") if language else text
        plain = plain.replace(POINTS[language], ".").replace("\N{NO-BREAK SPACE}", " ")
        self.signs = re.findall(rf"\d+(?:\.\d+)?|[-()+×/=%{MINUS}]", plain)
        assert "".join(self.signs) == plain.replace(" ", ""), text

    def next_is(self, sign: str) -> bool:
        if self.signs and self.signs[0] == sign:
            self.signs.pop(0)
            return True
        return False

    def sum(self) -> Fraction:
        total = self.product()
        while self.signs and self.signs[0] in ("+", MINUS):
            sign = self.signs.pop(0)
            total += self.product() if sign == "+" else -self.product()
        return total

    def product(self) -> Fraction:
        found = self.factor()
        while self.signs and self.signs[0] in ("×", "/"):
            sign = self.signs.pop(0)
            found = found * self.factor() if sign == "×" else found / self.factor()
        return found

    def factor(self) -> Fraction:
        if self.next_is(MINUS):
            return -self.factor()
        if not self.next_is("("):
            value = Fraction(self.number())
            return value / 100 if self.next_is("%") else value
        exact = self.sum()
        assert self.next_is("=")
        written = self.number()
        assert self.next_is(")")
        assert half_up(exact) == written
        return Fraction(written)

    def number(self) -> Decimal:
        sign = -1 if self.next_is(MINUS) else 1
        return sign * Decimal(self.signs.pop(0))
