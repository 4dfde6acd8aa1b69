"""Figures of a document that follow from its frozen ones; amounts are Decimal in euro.

The same as the columns the database computes, for drawings that may not ask it.
"""

from collections.abc import Iterator
from decimal import Decimal
from itertools import count

from consign.invoices.models import Document, DocumentLine
from consign.money.split import half_up, portion


def total_of(document: Document) -> Decimal:
    return document.net + document.vat + document.rounding


def due_of(document: Document) -> Decimal:
    """What is left to be transferred once `set_off` is settled on the account."""
    return total_of(document) - document.set_off


def unit_price(line: DocumentLine) -> Decimal:
    """The price of one, without VAT and never below zero: with two decimals, or as many more as it
    takes for quantity times price to round to the line's net."""
    return next(
        price
        for price in _prices(abs(line.net), line.quantity)
        if half_up(line.quantity * price) == abs(line.net)
    )


def signed_quantity(line: DocumentLine) -> int:
    """The quantity, below zero on a line that takes something off: a price never is."""
    return -line.quantity if line.net < 0 else line.quantity


def _prices(net: Decimal, quantity: int) -> Iterator[Decimal]:
    """The net divided by the quantity, to 2, 3, 4 … decimals."""
    for more in count():
        yield portion(net.scaleb(more), 1, quantity).scaleb(-more)
