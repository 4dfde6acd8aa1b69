"""Selling and taking back: the one act in which goods and money meet."""

import hashlib
import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from consign.agreements.models import CommissionVat, Mode
from consign.agreements.treatment import Treatment
from consign.codes.numbers import next_number
from consign.days import local_day
from consign.journal.operations import note
from consign.ledger.models import Account, EntryKind
from consign.ledger.operations import Posting, lock_account, lock_accounts, post_entries
from consign.money.split import ZERO, Split, split_return
from consign.people.models import Coworking, User, VatStatus
from consign.refusal import KeyReused, Refused
from consign.stock.counter import lock_returns, pick, put_back, take
from consign.stock.models import Placement
from consign.till.lines import (
    LineWanted,
    PricedLine,
    as_sold,
    left_of,
    price_lines,
    rounding_of,
)
from consign.till.models import Payment, RefundReason, Sale, SaleLine
from consign.till.queries import by_key, sale_entries

SERIES = "S"
LARGEST_CASH = Decimal("3000.00")
LARGEST_BASKET = 100


class NothingToSell(Refused):
    code = "nothing_to_sell"
    sentence = _("The basket is empty. Scan a piece or type its code.")


class BasketTooLarge(Refused):
    code = "basket_too_large"
    sentence = _("A ticket has at most 100 lines. Make two tickets of it.")


class SoldInFuture(Refused):
    code = "sold_in_future"
    sentence = _("The time of the sale lies in the future. Check the clock of this device.")


class TooMuchCash(Refused):
    code = "too_much_cash"
    sentence = _("The law allows cash up to 3 000 €. Take a card instead.")


class NotASale(Refused):
    code = "not_a_sale"
    sentence = _("This ticket is itself a refund. Open the ticket of the sale.")


class NothingToRefund(Refused):
    code = "nothing_to_refund"
    sentence = _("Choose at least one piece that comes back.")


class RefundExceedsSale(Refused):
    code = "refund_exceeds_sale"
    sentence = _("Only %(left)s of “%(title)s” can still come back on this ticket.")


@dataclass(frozen=True)
class Recorded:
    """A sale or refund, and whether its key had recorded it before."""

    sale: Sale
    replayed: bool = False


@dataclass(frozen=True)
class LineBack:
    """Pieces of one line of a ticket that come back; lines are numbered from 1."""

    line: int
    quantity: int = 1


def record_sale(
    *,
    coworking: Coworking,
    wanted: Sequence[LineWanted],
    paid_with: Payment,
    key: uuid.UUID,
    by: User,
    at: datetime,
    sold_at: datetime | None = None,
    accept_price: bool = False,
) -> Recorded:
    """Ring up a basket: pieces leave stock, each maker's account is credited, all or nothing.

    The same key with the same content returns the first sale.  `sold_at` may lie in the past (the
    payee and terms of its local day hold), not in the future.

    Refused: NothingToSell, BasketTooLarge, SoldInFuture, TooMuchCash, KeyReused; all that
    `price_lines` refuses; AlreadySold, Withdrawn, NotHere, NotEnough.
    """
    content = _digest("sale", coworking.pk, paid_with, sold_at, [asdict(line) for line in wanted])
    sold_at = sold_at or at
    if sold_at > at:
        raise SoldInFuture(place="sold_at")
    if not wanted:
        raise NothingToSell(place="lines")
    if len(wanted) > LARGEST_BASKET:
        raise BasketTooLarge(place="lines")

    def ring_up() -> Sale:
        day = local_day(sold_at)
        lines = price_lines(coworking, wanted, day, accept_price=accept_price)
        total = sum((line.split.paid for line in lines), ZERO)
        if paid_with == Payment.CASH and total > LARGEST_CASH:
            raise TooMuchCash(place="paid_with")
        picked = pick(coworking=coworking, wanted=[line.wanted for line in lines])
        accounts = lock_accounts(coworking=coworking, owners=[line.owner for line in lines])
        sale = Sale(coworking=coworking, paid_with=paid_with, key=key, content=content, sold_by=by)
        _open(sale, total=total, sold_at=sold_at, at=at)
        frozen = [_frozen(sale, n, line, accounts[line.owner]) for n, line in _numbered(lines)]
        for line, pieces in zip(frozen, picked, strict=True):
            take(picked=pieces, reference=line.reference, by=by, at=at)
        return _close(sale, frozen, EntryKind.SALE, "sell", by, at)

    return _once(key, content, ring_up)


def refund_sale(
    *,
    sale: Sale,
    back: Sequence[LineBack],
    reason: RefundReason,
    key: uuid.UUID,
    by: User,
    at: datetime,
    paid_with: Payment | None = None,
) -> Recorded:
    """Take pieces of a ticket back: they return to stock, and the same account is debited.

    The commission comes back too; a sale and all its refunds add up to nothing.  The account is
    that of the payee of the sale, whoever the maker's payee is by now.

    Refused: NotASale, NothingToRefund, RefundExceedsSale, KeyReused.
    """
    content = _digest("refund", sale.pk, reason, paid_with, [asdict(line) for line in back])
    if sale.refund_of_id is not None:
        raise NotASale
    if not back:
        raise NothingToRefund(place="lines")

    def take_back() -> Sale:
        refund = Sale(
            coworking=sale.coworking,
            paid_with=paid_with or sale.paid_with,
            key=key,
            content=content,
            sold_by=by,
            refund_of=sale,
            reason=reason,
        )
        returned = _returned(sale, back)
        total = sum((line.split.paid for line in returned), ZERO)
        _open(refund, total=total, sold_at=at, at=at)
        frozen = [_reversed(refund, n, line) for n, line in _numbered(returned)]
        for reversal, line in zip(frozen, returned, strict=True):
            put_back(
                placement=line.placement,
                quantity=line.quantity,
                reference=reversal.reference,
                by=by,
                at=at,
            )
        return _close(refund, frozen, EntryKind.REFUND, "refund", by, at)

    return _once(key, content, take_back)


def _once(key: uuid.UUID, content: str, act: Callable[[], Sale]) -> Recorded:
    """Do an act once for each key, however often and however simultaneously it is sent.

    Of two at once, one does it; the other is stopped by a lock, a missing piece or the unique key,
    and then finds what the first has written.
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


def _replayed(known: Sale, content: str) -> Recorded:
    if known.content != content:
        raise KeyReused(place="key")
    return Recorded(known, replayed=True)


def _open(sale: Sale, *, total: Decimal, sold_at: datetime, at: datetime) -> None:
    """Number and write the sale itself; the counter is the last thing locked."""
    sale.total = total
    sale.cash_rounding = rounding_of(sale.coworking, total, Payment(sale.paid_with))
    sale.sold_at, sale.on, sale.recorded_at = sold_at, local_day(sold_at), at
    sale.number = next_number(issuer=sale.coworking.slug, series=SERIES, year=local_day(at).year)
    sale.save(force_insert=True)


def _frozen(sale: Sale, position: int, line: PricedLine, account: Account) -> SaleLine:
    agreement = line.standing.agreement
    return SaleLine(
        sale=sale,
        position=position,
        reference=f"{sale.number}/{position}",
        item=line.item,
        account=account,
        agreement=agreement,
        title=line.item.title,
        quantity=line.quantity,
        unit_price=line.item.price,
        discount=line.split.discount,
        discount_bearer=line.discount.bearer or agreement.discount_bearer,
        maker_part_percent=line.discount.maker_part_percent,
        gross=line.split.paid,
        commission_percent=agreement.commission_percent,
        payee_vat_status=line.treatment.payee_vat_status,
        vat_percent=line.treatment.vat_percent,
        supply_vat_percent=line.treatment.supply_vat_percent,
        service_vat_percent=line.treatment.service_vat_percent,
        commission=line.split.commission,
    )


@dataclass(frozen=True)
class _ReturnedLine:
    """What comes back of a sale line, and where it goes."""

    sold: SaleLine
    quantity: int
    placement: Placement
    split: Split


def _returned(sale: Sale, back: Sequence[LineBack]) -> list[_ReturnedLine]:
    """Lock what a refund touches, in the house's order, and compute what each line gives back."""
    wanted = _by_line(sale, back)
    places = lock_returns(coworking=sale.coworking, references=[line.reference for line in wanted])
    rows = SaleLine.objects.select_for_update().filter(pk__in=[line.pk for line in wanted])
    list(rows.order_by("pk"))
    for account in sorted({line.account for line in wanted}, key=lambda account: account.pk):
        lock_account(account=account)
    return [
        _ReturnedLine(line, quantity, places[line.reference], _split_back(line, quantity))
        for line, quantity in wanted.items()
    ]


def _split_back(line: SaleLine, quantity: int) -> Split:
    left = left_of(line)
    if not 1 <= quantity <= left:
        raise RefundExceedsSale(place=f"lines.{line.position}", left=left, title=line.title)
    return split_return(sold=as_sold(line), left_before=left, left_after=left - quantity)


def _by_line(sale: Sale, back: Sequence[LineBack]) -> dict[SaleLine, int]:
    lines = {line.position: line for line in sale.lines.all()}
    wanted: dict[SaleLine, int] = {}
    for index, line in enumerate(back):
        if line.line not in lines:
            raise NothingToRefund(place=f"lines.{index}.line")
        sold = lines[line.line]
        wanted[sold] = wanted.get(sold, 0) + line.quantity
    return dict(sorted(wanted.items(), key=lambda pair: pair[0].position))


def _reversed(refund: Sale, position: int, back: _ReturnedLine) -> SaleLine:
    """The opposite line: same item, terms and account, negative amounts."""
    line = back.sold
    return SaleLine(
        sale=refund,
        position=position,
        reference=f"{refund.number}/{position}",
        item=line.item,
        account=line.account,
        agreement=line.agreement,
        title=line.title,
        quantity=-back.quantity,
        unit_price=line.unit_price,
        discount=back.split.discount,
        discount_bearer=line.discount_bearer,
        maker_part_percent=line.maker_part_percent,
        gross=back.split.paid,
        commission_percent=line.commission_percent,
        payee_vat_status=line.payee_vat_status,
        vat_percent=line.vat_percent,
        supply_vat_percent=line.supply_vat_percent,
        service_vat_percent=line.service_vat_percent,
        commission=back.split.commission,
        reverses=line,
    )


def _close(
    sale: Sale, lines: Sequence[SaleLine], kind: EntryKind, verb: str, by: User, at: datetime
) -> Sale:
    """Write the lines, one entry for each, and the note in the journal."""
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
    return sale


def _treatment(line: SaleLine) -> Treatment:
    return Treatment(
        mode=Mode(line.agreement.mode),
        commission_vat=CommissionVat(line.agreement.commission_vat),
        payee_vat_status=VatStatus(line.payee_vat_status),
        vat_percent=line.vat_percent,
        supply_vat_percent=line.supply_vat_percent,
        service_vat_percent=line.service_vat_percent,
    )


def _numbered(lines: Sequence[Any]) -> list[tuple[int, Any]]:
    return list(enumerate(lines, start=1))


def _digest(*content: Any) -> str:
    return hashlib.sha256(json.dumps(content, default=str).encode()).hexdigest()
