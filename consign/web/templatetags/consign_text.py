"""Filters for templates: amounts, percentages, codes and numbers.  Filters only, no queries."""

from decimal import Decimal

from django import template
from django.utils.translation import get_language

from consign.codes.label import spaced
from consign.money.text import money as money_text
from consign.money.text import percent_text

register = template.Library()


@register.filter
def money(amount: Decimal | None) -> str:
    """An amount in euro as the reader's language writes it; nothing for None."""
    return "" if amount is None else money_text(amount, get_language() or "en")


@register.filter
def percent(value: Decimal | None) -> str:
    """A percentage as the reader's language writes it."""
    return "" if value is None else percent_text(value, get_language() or "en")


@register.filter
def code(label: str) -> str:
    """A label code in groups a hand can copy: `7K3 M9Q X`."""
    return spaced(label)


@register.filter
def negated(amount: Decimal) -> Decimal:
    """The amount with the other sign: commission is shown as what is taken off."""
    return -amount


@register.filter
def iban(number: str) -> str:
    """An account number in groups of four, as banks print it."""
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


@register.filter
def enterprise(number: str) -> str:
    """An enterprise number as it is written: `0123.456.789`."""
    return f"{number[:4]}.{number[4:7]}.{number[7:]}"
