"""Calculations as a person writes them down, with every rounding where it happens.

    (45.00 × 100 / 121 = 37.19) × 30 % = 11.16

A calculation is computed while it is written, with the rules of the house: what stands in brackets
is rounded to the cent before it is used, and so is the result.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from consign.money.split import HUNDRED, ZERO, portion
from consign.money.text import amount_text, number_text, percent_text

MINUS = "\N{MINUS SIGN}"
# What a reader still adds up: the lines themselves stand on the statement.
MOST_TERMS = 24


@dataclass(frozen=True)
class Number:
    """A plain number in a calculation: pieces, days, the 100 and the 121 of a rate."""

    value: Decimal


@dataclass(frozen=True)
class Percentage:
    """A percentage in a calculation: 30 is 30 %."""

    value: Decimal


Sign = str | Decimal | Number | Percentage


@dataclass(frozen=True)
class Worked:
    """An amount, and the calculation it comes from; without signs it is simply given.

    `exact` is one that needs no brackets inside a sum: nothing in it is rounded.
    """

    result: Decimal
    signs: tuple[Sign, ...] = ()
    exact: bool = False

    def text(self, language: str = "") -> str:
        """The calculation with its result, as a language writes numbers; for programs without one.

        For programs: no groups of thousands, a point, and `30 %`.
        """
        signs = (*self.signs, "=", self.result) if self.signs else (self.result,)
        written = " ".join(_written(sign, language) for sign in signs)
        return written.replace("( ", "(").replace(" )", ")")

    @property
    def inside(self) -> tuple[Sign, ...]:
        """As a part of another calculation: in brackets, with what it comes to."""
        return ("(", *self.signs, "=", self.result, ")") if self.signs else (self.result,)


def given(amount: Decimal) -> Worked:
    """An amount that needs no calculation."""
    return Worked(amount)


def repeated(times: int, amount: Decimal) -> Worked:
    """`3 × 10.00`; once is the amount itself."""
    if times == 1:
        return given(amount)
    return Worked(times * amount, (Number(Decimal(times)), "×", amount), exact=True)


def percent_of(of: Worked, percent: Decimal) -> Worked:
    """`45.00 × 30 %`, rounded."""
    return Worked(
        portion(of.result, percent, HUNDRED), (*of.inside, "×", Percentage(percent.normalize()))
    )


def part_of(whole: Worked, part: Decimal | int, of: Decimal | int) -> Worked:
    """`24.20 × 14 / 30`, rounded."""
    numbers = (Number(Decimal(part)), "/", Number(Decimal(of)))
    return Worked(portion(whole.result, part, of), (*whole.inside, "×", *numbers))


def proportion(whole: Worked, part: Worked, of: Worked) -> Worked:
    """`8.00 × 19.33 / 29.00`, rounded; nothing of nothing."""
    if not of.result:
        return given(ZERO)
    signs = (*whole.inside, "×", *part.inside, "/", *of.inside)
    return Worked(portion(whole.result, part.result, of.result), signs)


def without_vat(amount: Worked, percent: Decimal) -> Worked:
    """`45.00 × 100 / 121`, rounded; the amount itself where there is no VAT."""
    return part_of(amount, HUNDRED, HUNDRED + percent) if percent else amount


def added(*parts: Worked) -> Worked:
    """`13.50 + 6.00`; what is nothing is left out, and equal amounts are counted: `3 × 45.00`."""
    return balanced(parts, ())


def less(whole: Worked, *parts: Worked) -> Worked:
    """`13.50 - 10.00`."""
    return balanced([whole], parts)


def balanced(plus: Iterable[Worked], minus: Iterable[Worked]) -> Worked:
    """The sum of some amounts less that of others; an amount below zero changes sides.

    Of very many only the first and the last are written, with `…` between them.
    """
    up, down = _sides(plus, minus)
    result = sum((part.result for part in up), ZERO) - sum((part.result for part in down), ZERO)
    if len(up) == 1 and not down:
        return up[0]
    if len(down) == 1 and not up and _is_simple(down[0]):
        return Worked(result, (MINUS, *down[0].signs) if down[0].signs else ())
    terms = [("+", *_term(part)) for part in up] + [(MINUS, *_term(part)) for part in down]
    if len(terms) > MOST_TERMS:
        terms = [*terms[: MOST_TERMS - 1], ("+", "…"), terms[-1]]
    signs = [sign for term in terms for sign in term]
    return Worked(result, tuple(signs[1:] if signs[:1] == ["+"] else signs))


def _sides(plus: Iterable[Worked], minus: Iterable[Worked]) -> tuple[list[Worked], list[Worked]]:
    """What is added and what is taken off, each above zero unless it was calculated."""
    up: list[Worked] = []
    down: list[Worked] = []
    for parts, here, there in ((plus, up, down), (minus, down, up)):
        for part in parts:
            if part.result or part.signs:
                turned = part.result < 0 and not part.signs
                (there if turned else here).append(Worked(-part.result) if turned else part)
    return _counted(up), _counted(down)


def _counted(parts: Iterable[Worked]) -> list[Worked]:
    """Amounts that are simply given, each once, with how often it stands there."""
    times: dict[Worked, int] = {}
    for part in parts:
        times[part] = times.get(part, 0) + 1
    found: list[Worked] = []
    for part, often in times.items():
        found += [repeated(often, part.result)] if not part.signs else [part] * often
    return found


def _is_simple(part: Worked) -> bool:
    """Whether nothing is added in it but inside brackets: a minus before it needs none."""
    deep = 0
    for sign in part.signs:
        deep += {"(": 1, ")": -1}.get(sign, 0) if isinstance(sign, str) else 0
        if not deep and sign in ("+", MINUS):
            return False
    return True


def _term(part: Worked) -> tuple[Sign, ...]:
    return part.signs if part.exact else part.inside


def _written(sign: Sign, language: str) -> str:
    if isinstance(sign, str):
        return sign
    if isinstance(sign, Decimal):
        size = amount_text(abs(sign), language) if language else f"{abs(sign):.2f}"
        return f"{MINUS}{size}" if sign < 0 else size
    if isinstance(sign, Percentage):
        return percent_text(sign.value, language) if language else f"{sign.value:f} %"
    number = sign.value.normalize()
    return number_text(number, language) if language else f"{number:f}"
