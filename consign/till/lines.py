"""From what a customer wants to a frozen sale line: price, terms of the day, commission, share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from consign.agreements.models import Agreement, Mode
from consign.agreements.models import CommissionVat as AgreedVat
from consign.agreements.queries import Standing, standing_on
from consign.agreements.treatment import Treatment, treatment
from consign.ledger.operations import Owner
from consign.money.split import (
    ZERO,
    Base,
    Bearer,
    CommissionVat,
    Discount,
    SoldLine,
    Split,
    Terms,
    portion,
    split_sale,
)
from consign.people.models import Coworking, Maker
from consign.people.queries import service_vat_on
from consign.refusal import Refused
from consign.stock.counter import Wanted
from consign.stock.counting import expect_count
from consign.stock.models import Item
from consign.stock.queries import by_codes, prices_on_labels
from consign.till.models import SaleLine


class PriceChanged(Refused):
    code = "price_changed"
    sentence = _(
        "“%(title)s” costs %(price)s € now, not %(seen)s €. Sell at today's price, or put it aside."
    )


class WhichPrice(StrEnum):
    """Which price holds when a piece costs something else than the customer has seen."""

    ASK = "ask"
    TODAYS = "todays"
    LABELS = "labels"
    PAID = "paid"


class DiscountNotAgreed(Refused):
    code = "discount_not_agreed"
    sentence = _("The maker of “%(title)s” agreed to a discount of at most %(largest)s %%.")


@dataclass(frozen=True)
class LineWanted:
    """One line of a basket: a code as scanned or typed, and how many pieces.

    `discount` is taken off the whole line; `seen_price` is the price the customer was shown.  Who
    bears a discount is what the agreement says, unless it was agreed for this sale alone
    (`agreed`): then nothing but the price limits it.
    """

    code: str
    quantity: int = 1
    discount: Decimal = ZERO
    seen_price: Decimal | None = None
    agreed: Discount | None = None


@dataclass(frozen=True)
class PricedLine:
    """A line with all that decides its money on the day of the sale; `price` is that of one."""

    item: Item
    price: Decimal
    quantity: int
    place: str
    standing: Standing
    treatment: Treatment
    discount: Discount
    split: Split

    @property
    def owner(self) -> Owner:
        return Owner(self.standing.payee, self.item.maker)

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.item, self.quantity, f"{self.place}.quantity")

    @property
    def todays_price(self) -> Decimal | None:
        """What one piece costs by now, where the customer pays another price."""
        return None if self.price == self.item.price else self.item.price


def price_lines(
    coworking: Coworking,
    wanted: Sequence[LineWanted],
    day: date,
    *,
    at: datetime,
    which: WhichPrice = WhichPrice.ASK,
) -> list[PricedLine]:
    """Look up and split every line by the terms of the day.

    `which` decides where a piece costs something else than the customer has seen: ask, which is to
    refuse; today's; the one seen, if a label printed in the last 60 days says so; or what was paid
    already, whatever it was.  Refused, with the place of the line: NotACode, MistypedCode,
    UnknownCode; NoPayee, NoAgreement, NoVatStatus; PriceChanged; DiscountNotAgreed and the
    refusals of a split.
    """
    known = _Day(coworking, day, at, which)
    items = by_codes([(line.code, f"lines.{index}.code") for index, line in enumerate(wanted)])
    return [
        _priced(known, item, line, f"lines.{index}")
        for index, (item, line) in enumerate(zip(items, wanted, strict=True))
    ]


def terms_of(agreement: Agreement, service_vat_percent: Decimal) -> Terms:
    """The agreement's terms as the split of a line needs them."""
    return Terms(
        percent=agreement.commission_percent,
        base=Base(agreement.commission_base),
        commission_vat=CommissionVat(agreement.commission_vat),
        coworking_vat_percent=service_vat_percent,
    )


def as_sold(line: SaleLine) -> SoldLine:
    """A frozen line as its returns are computed from."""
    return SoldLine(
        unit_price=line.unit_price,
        quantity=line.quantity,
        discount=Discount(line.discount, Bearer(line.discount_bearer), line.maker_part_percent),
        terms=terms_of(line.agreement, line.service_vat_percent),
        vat_percent=line.vat_percent,
        commission=line.commission,
    )


def left_of(line: SaleLine) -> int:
    """How many pieces of a sale line have not been returned."""
    returned = line.reversed_by.aggregate(n=Sum("quantity"))["n"] or 0
    return line.quantity + returned


class _Day:
    """What holds for a coworking's sales of one day; each maker is looked up once a basket."""

    def __init__(self, coworking: Coworking, day: date, at: datetime, which: WhichPrice) -> None:
        self.coworking, self.day, self.at, self.which = coworking, day, at, which
        self.service_vat_percent = service_vat_on(coworking, day)
        self._standings: dict[int, Standing] = {}

    def standing(self, maker: Maker, place: str) -> Standing:
        if maker.pk not in self._standings:
            self._standings[maker.pk] = standing_on(self.coworking, maker, self.day, place=place)
        return self._standings[maker.pk]

    def price(self, item: Item, seen: Decimal | None, place: str) -> Decimal:
        """What one piece costs in this sale."""
        if seen in (None, item.price) or self.which == WhichPrice.TODAYS:
            return item.price
        if self.which == WhichPrice.PAID and seen >= ZERO:
            return seen
        if self.which == WhichPrice.LABELS and seen in prices_on_labels(item, self.at):
            return seen
        raise PriceChanged(place=place, title=item.title, price=item.price, seen=seen)


def _priced(known: _Day, item: Item, line: LineWanted, place: str) -> PricedLine:
    expect_count(quantity=line.quantity, place=f"{place}.quantity")
    price = known.price(item, line.seen_price, place)
    standing = known.standing(item.maker, place)
    treated = treatment(
        mode=Mode(standing.agreement.mode),
        commission_vat=AgreedVat(standing.agreement.commission_vat),
        payee_vat_status=standing.vat_status,
        goods_vat_percent=item.vat_percent,
        service_vat_percent=known.service_vat_percent,
    )
    try:
        discount = line.agreed or _agreed_discount(item, price, line, standing.agreement)
        split = split_sale(
            unit_price=price,
            quantity=line.quantity,
            discount=discount,
            terms=terms_of(standing.agreement, known.service_vat_percent),
            vat_percent=treated.vat_percent,
        )
    except Refused as refused:
        refused.place = refused.place or f"{place}.discount"
        raise
    return PricedLine(item, price, line.quantity, place, standing, treated, discount, split)


def _agreed_discount(
    item: Item, price: Decimal, line: LineWanted, agreement: Agreement
) -> Discount:
    largest = portion(price * line.quantity, agreement.largest_discount_percent, 100)
    if not 0 <= line.discount <= largest:
        percent = f"{agreement.largest_discount_percent.normalize():f}"
        raise DiscountNotAgreed(title=item.title, largest=percent)
    return Discount(line.discount, Bearer(agreement.discount_bearer), agreement.maker_part_percent)
