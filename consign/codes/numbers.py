"""Numbers without holes, drawn in the transaction of the act they number.

Source of the rule: royal decree n° 1 on VAT, article 5: consecutive, no holes, one or more series.
An act that fails gives its number back, because the counter's change is rolled back with it.
"""

from consign.atomic import expect_transaction
from consign.codes.models import Counter


def next_number(*, issuer: str, series: str, year: int) -> str:
    """The next number of a series, such as `S-2026-00042`; unique within the issuer.

    Locks the counter until the end of the transaction, so it comes last in the order of locks.
    """
    expect_transaction("next_number")
    return f"{series}-{year}-{next_in(issuer=issuer, series=series, year=year):05d}"


def next_in(*, issuer: str, series: str, year: int) -> int:
    """The next of a series as a bare number, beginning with 1; locks like `next_number`."""
    expect_transaction("next_in")
    counter = _locked(issuer, series, year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last


def _locked(issuer: str, series: str, year: int) -> Counter:
    wanted = {"issuer": issuer, "series": series, "year": year}
    found = Counter.objects.select_for_update().filter(**wanted).first()
    if found is not None:
        return found
    # Two first numbers at once: the second insert waits for the first and then does nothing.
    Counter.objects.bulk_create([Counter(**wanted)], ignore_conflicts=True)
    return Counter.objects.select_for_update().get(**wanted)
