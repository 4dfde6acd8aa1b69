"""Filters for templates: amounts, percentages, codes and numbers.  Filters only, no queries."""

from collections import Counter
from decimal import Decimal

from django import template
from django.utils.translation import get_language

from consign.codes.label import spaced
from consign.codes.reference import looks_like_reference, reference_text
from consign.codes.text import enterprise_text, iban_text
from consign.money.documents import Document
from consign.money.text import money as money_text
from consign.money.text import percent_text
from consign.monthend.statement_lines import OtherLine, StatementLine
from consign.monthend.statement_receipts import InvoiceWanted
from consign.monthend.words import bearer_words as bearer_words_of
from consign.monthend.words import customer_words as customer_words_of
from consign.monthend.words import document_words as document_words_of
from consign.monthend.words import other_words as other_words_of
from consign.monthend.words import vat_words as vat_words_of
from consign.payouts.reasons import reason_in_words
from consign.stock.models import Item

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
def places(item: Item) -> list[tuple[str, int]]:
    """How many pieces of an item each coworking has, of `stock.queries.items_of`."""
    pieces: Counter[str] = Counter()
    for place in item.placements.all():
        pieces[place.showcase.coworking.name] += place.on_hand
    return list(pieces.items())


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
    return iban_text(number)


@register.filter
def reference(compact: str) -> str:
    """A payment's reference as people write it: `+++123/4567/89002+++`, or a number as it is."""
    return reference_text(compact) if looks_like_reference(compact) else compact


@register.filter
def enterprise(number: str) -> str:
    """An enterprise number as it is written: `0123.456.789`."""
    return enterprise_text(number)


@register.filter
def bearer_words(line: StatementLine) -> str:
    """Who bears the discount of a statement's line."""
    return bearer_words_of(line)


@register.filter
def vat_words(line: StatementLine) -> str:
    """Which VAT is in the price of a statement's line, and who owes it."""
    return vat_words_of(line, percent(line.vat_percent))


@register.filter
def customer_words(wanted: InvoiceWanted) -> str:
    """The business that wants an invoice."""
    return customer_words_of(wanted)


@register.filter
def size(number: Decimal | int) -> Decimal | int:
    """A number without its sign."""
    return -number if number < 0 else number


@register.filter
def document_words(document: Document) -> str:
    """What a document is for."""
    return document_words_of(document)


@register.filter
def other_words(line: OtherLine) -> str:
    """What a fee, compensation or adjustment is for."""
    return other_words_of(line)


@register.filter
def reason(given: str) -> str:
    """Why money came back: a bank's code with what it means, other words as they are."""
    return reason_in_words(given)
