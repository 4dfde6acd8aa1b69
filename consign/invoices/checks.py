"""Documents add up, run without holes, and are kept as they were issued."""

import hashlib
from collections.abc import Iterator
from itertools import groupby

from django.db.models import QuerySet, Sum

from consign.invoices.models import Document
from consign.money.split import HUNDRED, portion


def problems() -> Iterator[str]:
    """A sentence for each document whose figures, lines, number or original are wrong."""
    for document in _documents().iterator(2000):
        for wrong in _wrong_with(document):
            yield f"invoices: {document.number}: {wrong}"
    yield from _series_with_holes()


def _documents() -> QuerySet[Document]:
    known = Document.objects.select_related("original", "reverses").order_by("pk")
    return known.annotate(of_lines=Sum("lines__net"))


def _wrong_with(document: Document) -> Iterator[str]:
    if document.of_lines != document.net:  # type: ignore[attr-defined]
        yield "its lines do not add up to its net"
    if document.vat != portion(document.net, document.percent, HUNDRED):
        yield "its VAT is not the rate of its net"
    original = getattr(document, "original", None)
    if original is None:
        yield "its structured original is missing"
    elif hashlib.sha256(original.xml.encode()).hexdigest() != original.digest:
        yield "its structured original was altered"
    taken = document.reverses
    if taken is not None and (taken.total, taken.settlement_id) != (
        document.total,
        document.settlement_id,
    ):
        yield "it does not take back what it names"


def _series_with_holes() -> Iterator[str]:
    """Numbers of an issuer, series and year run from 1, and their days never go back."""
    rows = Document.objects.order_by("issuer", "series", "year", "sequence")
    told = rows.values_list("issuer", "series", "year", "sequence", "issued_on", "number")
    for (_issuer, series, year), found in groupby(told.iterator(5000), key=lambda row: row[:3]):
        day = None
        for expected, (*_whose, sequence, issued_on, number) in enumerate(found, start=1):
            if sequence != expected:
                yield f"invoices: {series}-{year}: {number} comes where {expected} is missing"
                break
            if day is not None and issued_on < day:
                yield f"invoices: {number} is dated before the one before it"
            day = issued_on
