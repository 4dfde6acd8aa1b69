"""The basket of the till: it lives in the page alone and comes back whole with every button."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from itertools import zip_longest

from django.http import QueryDict

from consign.money.split import ZERO
from consign.money.text import NotAnAmount, TooManyDecimals, parse_amount
from consign.people.models import Coworking
from consign.refusal import Refused
from consign.stock.counting import NotEnough
from consign.stock.models import Item
from consign.till.lines import LineWanted, PriceChanged
from consign.till.models import Payment
from consign.till.payments import rounding_of
from consign.till.scan import Scanned, scan

FIELDS = ("code", "quantity", "seen_price", "discount")


@dataclass
class Line:
    """One piece of the basket; quantity and discount stay as they were typed."""

    found: Scanned
    quantity: str = "1"
    discount: str = ""
    seen_price: Decimal | None = None
    refusal: Refused | None = None
    new: bool = False

    def __post_init__(self) -> None:
        if self.seen_price is None:
            self.seen_price = self.found.price

    @property
    def item(self) -> Item:
        return self.found.item

    @property
    def count(self) -> int:
        return count(self.quantity)

    @property
    def amount(self) -> Decimal:
        """What the line comes to; the sale itself computes it again."""
        try:
            discount = parse_amount(self.discount or "0")
        except (NotAnAmount, TooManyDecimals):
            discount = ZERO
        return self.found.price * self.count - discount

    @property
    def changed(self) -> bool:
        """Whether the piece costs something else than when it was put into the basket."""
        return self.seen_price != self.found.price

    @property
    def offers_todays_price(self) -> bool:
        return isinstance(self.refusal, PriceChanged)

    @property
    def full(self) -> str:
        """What to say when more pieces are wanted than there are."""
        return str(NotEnough(title=self.item.title, left=self.found.on_hand))

    def wanted(self, place: str) -> LineWanted:
        """The line as the sale takes it.  Refused: NotAnAmount, TooManyDecimals."""
        try:
            discount = parse_amount(self.discount or "0")
        except Refused as refused:
            refused.place = f"{place}.discount"
            raise
        return LineWanted(self.item.code, self.count, discount, self.seen_price)


@dataclass
class Basket:
    """Lines, and what was refused that belongs to none of them."""

    coworking: Coworking
    day: date
    at: datetime | None = None
    lines: list[Line] = field(default_factory=list)
    refusals: list[Refused] = field(default_factory=list)

    @classmethod
    def read(
        cls, data: QueryDict, coworking: Coworking, day: date, at: datetime | None = None
    ) -> "Basket":
        """The basket that a page sent; a line that cannot be sold any more says so."""
        basket = cls(coworking, day, at)
        for sent in _rows(data):
            try:
                found = scan(coworking, sent["code"], day, at=at)
            except Refused as refused:
                basket.refusals.append(refused)
            else:
                basket.lines.append(_line(found, sent))
        return basket

    def drop_unsellable(self) -> None:
        """Leave out what cannot be sold and say why: for a basket nobody has looked at yet."""
        self.refusals += [line.refusal for line in self.lines if line.refusal]
        self.lines = [line for line in self.lines if not line.refusal]

    def add(self, text: str) -> None:
        """One more of the piece that was scanned or typed."""
        try:
            found = scan(self.coworking, text, self.day, at=self.at)
        except Refused as refused:
            self.refusals.append(refused)
            return
        known = self._line_of(found.item.code)
        if found.refusal:
            self.refusals.append(found.refusal)
        elif known:
            self.more(known)
        else:
            self.lines.append(Line(found, new=True))

    def change(self, how: str, code: str) -> None:
        """The buttons of a line: `more`, `less` (never below one) and `remove`."""
        line = self._line_of(code)
        if line is None:
            return
        if how == "more":
            self.more(line)
        elif how == "less":
            line.quantity = str(max(line.count - 1, 1))
        else:
            self.lines.remove(line)

    def more(self, line: Line) -> None:
        if line.count < line.found.on_hand:
            line.quantity, line.new = str(line.count + 1), True
        else:
            line.refusal = NotEnough(title=line.item.title, left=line.found.on_hand)

    def wanted(self) -> list[LineWanted]:
        return [line.wanted(f"lines.{index}") for index, line in enumerate(self.lines)]

    def refuse(self, refused: Refused) -> None:
        """Say a refusal at the line it is about."""
        kind, _dot, rest = refused.place.partition(".")
        index = rest.partition(".")[0]
        if kind == "lines" and index.isdecimal() and int(index) < len(self.lines):
            self.lines[int(index)].refusal = refused
        else:
            self.refusals.append(refused)

    @property
    def stopped(self) -> bool:
        """Whether a line of it cannot be sold as it stands."""
        return any(line.refusal for line in self.lines)

    @property
    def refused(self) -> bool:
        return bool(self.refusals) or self.stopped

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), ZERO)

    @property
    def in_cash(self) -> Decimal:
        return self.total + rounding_of(self.coworking, self.total, Payment.CASH)

    def _line_of(self, code: str) -> Line | None:
        return next((line for line in self.lines if line.item.code == code), None)


def count(text: str) -> int:
    """The number of pieces; 0, which is refused everywhere, for what is no such number."""
    digits = text.strip()
    return int(digits) if digits.isdecimal() and len(digits) < 5 else 0


def _rows(data: QueryDict) -> Iterator[dict[str, str]]:
    columns = [data.getlist(name)[: len(data.getlist("code"))] for name in FIELDS]
    for row in zip_longest(*columns, fillvalue=""):
        yield dict(zip(FIELDS, row, strict=True))


def _line(found: Scanned, sent: dict[str, str]) -> Line:
    return Line(
        found,
        quantity=sent["quantity"] or "1",
        discount=sent["discount"],
        seen_price=_price(sent["seen_price"]),
        refusal=found.refusal,
    )


def _price(text: str) -> Decimal | None:
    try:
        price = Decimal(text)
    except InvalidOperation:
        return None
    return price if price.is_finite() else None
