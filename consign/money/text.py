"""Amounts and percentages as people write them, and back."""

import re
from decimal import Decimal

from babel.numbers import format_currency, format_decimal, format_percent
from django.utils.translation import gettext_lazy as _

from consign.money.split import euros
from consign.refusal import Refused

LOCALES = {"fr": "fr_BE", "nl": "nl_BE", "de": "de_BE", "en": "en_IE"}

EURO = "(?:€|eur|euros?)"
SIGNED = re.compile(
    rf"(?:{EURO} ?)?(?P<minus>[-\u2212])? ?(?:{EURO} ?)?(?P<body>[^a-z]*?) ?{EURO}?", re.IGNORECASE
)
# By hand, 45.00 is also 45,- or 45.--, and 12.50 is also 12€50.
NO_CENTS = re.compile(r"([.,])[-\u2013\u2014]{1,2}$")
EURO_BETWEEN = re.compile(r"(?<=[0-9]) ?€ ?(?=[0-9]{2}$)")
# Whole euros, in groups of three if in groups at all, then perhaps a separator and decimals.
BODY = re.compile(
    r"""(?P<whole> [0-9]{1,15} | [0-9]{1,3} (?P<group>[ .,'’]) [0-9]{3} ((?P=group)[0-9]{3}){0,3} )?
        (?: (?P<point>[.,]) (?P<decimals>[0-9]+) )?""",
    re.VERBOSE,
)


class NotAnAmount(Refused):
    code = "not_an_amount"
    sentence = _("This is not an amount. Write it like 45 or 45.00.")


class NegativeAmount(NotAnAmount):
    code = "negative_amount"
    sentence = _("An amount here cannot be below zero. Write it without the minus.")


class TooManyDecimals(Refused):
    code = "too_many_decimals"
    sentence = _("An amount has at most two decimals. Write a thousand euros as 1000.")


def money(amount: Decimal, language: str) -> str:
    """`1 234,50 €` (fr), `€ 1.234,50` (nl), `1.234,50 €` (de), `€1,234.50` (en and any other).

    Its spaces do not break.
    """
    return format_currency(amount, "EUR", locale=_locale(language))


def amount_text(amount: Decimal, language: str) -> str:
    """The same without its currency, as it stands in a calculation: `1 234,50`, `1,234.50`."""
    return format_decimal(amount, format="#,##0.00", locale=_locale(language))


def number_text(number: Decimal, language: str) -> str:
    """A plain number with as many decimals as it has: `121`, `106,5`."""
    return format_decimal(number, format="#,##0.####", locale=_locale(language))


def percent_text(percent: Decimal, language: str) -> str:
    """`30 %` and `33,3 %` (fr, de), `33,3%` (nl), `33.3%` (en): all decimals but trailing zeros."""
    return format_percent(percent.scaleb(-2), locale=_locale(language), decimal_quantization=False)


def parse_amount(text: str, *, negative: bool = False) -> Decimal:
    """Read what a hand or a price list writes: `45`, `45,00 €`, `€ 18.50`, `1.045,00`, `1 045`.

    Of two kinds of separator the last stands before the decimals; so does a single separator.
    Three digits after a single one (`1.045`) could be a thousand or a slip, so they are refused
    like any third decimal: TooManyDecimals.  NotAnAmount for everything else that is no amount,
    NegativeAmount (one of those) for a minus unless `negative` is asked for.
    """
    signed = SIGNED.fullmatch(" ".join(text.split()))
    if signed is None:
        raise NotAnAmount
    size = _size(signed["body"])
    if signed["minus"] is None or not size:
        return size
    if not negative:
        raise NegativeAmount
    return -size


def _size(body: str) -> Decimal:
    found = BODY.fullmatch(EURO_BETWEEN.sub(",", NO_CENTS.sub(r"\g<1>00", body)))
    if found is None or not found[0] or _misgrouped(found):
        raise NotAnAmount
    whole, decimals = found["whole"] or "0", found["decimals"] or ""
    # A single point or comma before three digits; a space or an apostrophe only ever groups.
    unclear = len(re.findall("[.,]", whole)) == 1 and not decimals
    if unclear or len(decimals) > 2:
        raise TooManyDecimals
    return euros(int(re.sub("[^0-9]", "", whole)) * 100 + int(decimals.ljust(2, "0")))


def _misgrouped(found: re.Match[str]) -> bool:
    return found["point"] is not None and found["point"] == found["group"]


def _locale(language: str) -> str:
    return LOCALES.get(language[:2].lower(), LOCALES["en"])
