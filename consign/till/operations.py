"""Selling: the one act in which goods and money meet."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from stdnum.be import vat

from consign.days import local_day
from consign.ledger.models import Account, EntryKind
from consign.ledger.operations import lock_accounts
from consign.money.split import ZERO
from consign.people.models import Coworking, User
from consign.refusal import Refused
from consign.stock.counter import Pick, pick, take
from consign.till.clock import true_time
from consign.till.conflict_letters import tell_managers
from consign.till.lines import LineWanted, PricedLine, WhichPrice, price_lines
from consign.till.models import Conflict, Device, Payment, Sale, SaleLine, Till
from consign.till.payments import Paid, settle
from consign.till.places import lock_till
from consign.till.queries import sold_before
from consign.till.recording import Recorded, Rows, close_sale, digest, numbered, once, open_sale

LARGEST_BASKET = 100
LONGEST_NAME = 140


class NothingToSell(Refused):
    code = "nothing_to_sell"
    sentence = _("The basket is empty. Scan a piece or type its code.")


class BasketTooLarge(Refused):
    code = "basket_too_large"
    sentence = _("A ticket has at most 100 lines. Make two tickets of it.")


class SoldInFuture(Refused):
    code = "sold_in_future"
    sentence = _("The time of the sale lies in the future. Check the clock of this device.")


class NotABusiness(Refused):
    code = "not_a_business"
    sentence = _("This is no enterprise number. It has ten digits, like 0202.239.951.")


@dataclass(frozen=True)
class Business:
    """A customer who wants an invoice: the enterprise number, and a name to write on it."""

    number: str
    name: str = ""


@dataclass(frozen=True)
class Desk:
    """Where a sale is rung up: the first till unless another is named, by which paired device."""

    till: Till | None = None
    device: Device | None = None


def record_sale(
    *,
    coworking: Coworking,
    wanted: Sequence[LineWanted],
    paid_with: Payment,
    key: uuid.UUID,
    by: User,
    at: datetime,
    payments: Sequence[Paid] = (),
    sold_at: datetime | None = None,
    sent_at: datetime | None = None,
    which: WhichPrice = WhichPrice.ASK,
    queued: bool = False,
    business: Business | None = None,
    desk: Desk | None = None,
) -> Recorded:
    """Ring up a basket: pieces leave stock, each maker's account is credited, all or nothing.

    The same key with the same content returns the first sale.  `sold_at` may lie in the past (the
    payee and terms of its local day hold), not in the future; with `sent_at`, the device's clock
    when it sent this, a wrong clock is put right.

    `queued` tells what a device sold while nobody could ask: the prices paid hold, and pieces that
    are not there by the books are counted in and become a conflict for a person to decide.

    Refused: NothingToSell, BasketTooLarge, SoldInFuture, NotABusiness, KeyReused; what `settle`
    refuses of payments; all that `price_lines` refuses; unless queued, AlreadySold, Withdrawn,
    WrittenOff, NotHere, NotEnough.
    """
    content = digest(*_told(coworking, wanted, paid_with, sold_at, payments, business))
    sold = true_time(sold_at or at, sent_at, at)
    _expect_basket(wanted, sold, at)
    number = _enterprise_number(business)
    desk = desk or Desk()

    def ring_up() -> Sale:
        lines = price_lines(
            coworking,
            wanted,
            local_day(sold),
            at=at,
            which=WhichPrice.PAID if queued else which,
        )
        total = sum((line.split.paid for line in lines), ZERO)
        settled = settle(coworking, total, paid_with, payments)
        picks = pick(coworking=coworking, wanted=[line.wanted for line in lines], short=queued)
        accounts = lock_accounts(coworking=coworking, owners=[line.owner for line in lines])
        sale = Sale(
            coworking=coworking,
            till=lock_till(coworking, desk.till.pk if desk.till else None),
            device=desk.device,
            key=key,
            content=content,
            sold_by=by,
            queued=queued,
            business_number=number,
            business_name=business.name if business else "",
        )
        paid = open_sale(sale, total=total, settled=settled, sold_at=sold, at=at)
        frozen = [_frozen(sale, n, line, accounts[line.owner]) for n, line in numbered(lines)]
        for line, picked in zip(frozen, picks, strict=True):
            take(pick=picked, reference=line.reference, by=by, at=at)
        close_sale(sale, frozen, EntryKind.SALE, "sell", by, at)
        written.append(Rows(frozen, paid, _remember_conflicts(frozen, picks, at)))
        tell_managers(sale, written[-1].conflicts)
        return sale

    written: list[Rows] = []
    recorded = once(key, content, ring_up)
    return recorded if recorded.replayed else replace(recorded, rows=written[-1])


def _told(
    coworking: Coworking,
    wanted: Sequence[LineWanted],
    paid_with: Payment,
    sold_at: datetime | None,
    payments: Sequence[Paid],
    business: Business | None,
) -> list[Any]:
    """What a key stands for; what is not said is left out, so that it may be said one day."""
    told: list[Any] = ["sale", coworking.pk, paid_with, sold_at, [asdict(one) for one in wanted]]
    if payments:
        told.append(["payments", [asdict(part) for part in payments]])
    if business:
        told.append(["business", asdict(business)])
    return told


def _expect_basket(wanted: Sequence[LineWanted], sold_at: datetime, at: datetime) -> None:
    if sold_at > at:
        raise SoldInFuture(place="sold_at")
    if not wanted:
        raise NothingToSell(place="lines")
    if len(wanted) > LARGEST_BASKET:
        raise BasketTooLarge(place="lines")


def _enterprise_number(business: Business | None) -> str:
    if business is None:
        return ""
    if not vat.is_valid(business.number) or len(business.name) > LONGEST_NAME:
        raise NotABusiness(place="business")
    return vat.compact(business.number)


def _remember_conflicts(
    lines: Sequence[SaleLine], picks: Sequence[Pick], at: datetime
) -> list[Conflict]:
    found = [
        Conflict(
            line=line,
            other=sold_before(line),
            reason=picked.reason.code if picked.reason else "",
            missing=picked.missing,
            found_at=at,
        )
        for line, picked in zip(lines, picks, strict=True)
        if picked.missing
    ]
    return Conflict.objects.bulk_create(found)


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
        unit_price=line.price,
        todays_price=line.todays_price,
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
