"""What every act at the till shares: once for each key, numbered, with entries and a note."""

import hashlib
import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from consign.agreements.models import CommissionVat, Mode
from consign.agreements.treatment import Treatment
from consign.atomic import expect_transaction
from consign.codes.numbers import next_number
from consign.days import local_day
from consign.journal.operations import note
from consign.ledger.models import EntryKind
from consign.ledger.operations import Posting, post_entries
from consign.people.models import User, VatStatus
from consign.refusal import KeyReused, Refused
from consign.till.letters import tell_sellers
from consign.till.models import Conflict, Sale, SaleLine, SalePayment
from consign.till.payments import Settled
from consign.till.queries import by_key, sale_entries

SERIES = "S"


@dataclass(frozen=True)
class Rows:
    """What was written of a sale just now, so that nobody needs to read it again."""

    lines: Sequence[SaleLine]
    payments: Sequence[SalePayment]
    conflicts: Sequence[Conflict]


@dataclass(frozen=True)
class Recorded:
    """A sale or refund, and whether its key had recorded it before.

    `rows` are those of a sale that was recorded just now.
    """

    sale: Sale
    replayed: bool = False
    rows: Rows | None = None


def once(key: uuid.UUID, content: str, act: Callable[[], Sale]) -> Recorded:
    """Do an act once for each key, however often and however simultaneously it is sent.

    Of two at once, one does it; the other is stopped by a lock, a missing piece or the unique key,
    and then finds what the first has written.  Refused: KeyReused, and what the act refuses.
    """
    known = by_key(key)
    if known is not None:
        return _replayed(known, content)
    try:
        with transaction.atomic():
            made = act()
    except (IntegrityError, Refused):
        known = by_key(key)
        if known is None:
            raise
        return _replayed(known, content)
    return Recorded(made)


def digest(*content: Any) -> str:
    """A hash of what was sent, to tell the same from something else under the same key."""
    return hashlib.sha256(json.dumps(content, default=str).encode()).hexdigest()


def open_sale(
    sale: Sale, *, total: Decimal, settled: Settled, sold_at: datetime, at: datetime
) -> list[SalePayment]:
    """Number and write the sale itself: its till is locked (`lock_till`), the counter comes last.

    Under the till's lock its sales get rising numbers of their rows: a day closing relies on it.
    """
    expect_transaction("open_sale")
    sale.total, sale.paid_with, sale.cash_rounding = total, settled.paid_with, settled.rounding
    sale.sold_at, sale.on, sale.recorded_at = sold_at, local_day(sold_at), at
    sale.number = next_number(issuer=sale.coworking.slug, series=SERIES, year=local_day(at).year)
    sale.save(force_insert=True)
    return SalePayment.objects.bulk_create(settled.rows(sale))


def close_sale(
    sale: Sale, lines: Sequence[SaleLine], kind: EntryKind, verb: str, by: User, at: datetime
) -> Sale:
    """Write the lines, one entry for each, and the note in the journal; mail to sellers who owe an
    invoice for them leaves after the commit."""
    SaleLine.objects.bulk_create(lines)
    sold = sale_entries([line.reverses for line in lines if line.reverses])
    post_entries(
        postings=[
            Posting(
                account=line.account,
                kind=kind,
                gross=line.gross,
                commission=line.commission,
                amount=line.gross - line.commission,
                reference=line.reference,
                memo=line.title,
                treatment=_treatment(line),
                reverses=sold[line.reverses] if line.reverses else None,
            )
            for line in lines
        ],
        occurred_at=sale.sold_at,
        at=at,
    )
    note(
        by=by,
        at=at,
        verb=verb,
        subject=sale.number,
        chain=sale.coworking.slug,
        total=str(sale.total),
    )
    tell_sellers(sale=sale, lines=lines)
    return sale


def numbered(lines: Sequence[Any]) -> list[tuple[int, Any]]:
    """Lines with their positions, from 1."""
    return list(enumerate(lines, start=1))


def _replayed(known: Sale, content: str) -> Recorded:
    if known.content != content:
        raise KeyReused(place="key")
    return Recorded(known, replayed=True)


def _treatment(line: SaleLine) -> Treatment:
    return Treatment(
        mode=Mode(line.agreement.mode),
        commission_vat=CommissionVat(line.agreement.commission_vat),
        payee_vat_status=VatStatus(line.payee_vat_status),
        vat_percent=line.vat_percent,
        supply_vat_percent=line.supply_vat_percent,
        service_vat_percent=line.service_vat_percent,
    )
