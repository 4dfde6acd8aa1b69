"""What one cell of a maker's list may hold, column by column, and why not."""

from collections.abc import Callable
from decimal import Decimal

from consign.money.text import NegativeAmount, NotAnAmount, TooManyDecimals, parse_amount
from consign.stock.columns import Column

LONGEST = {
    Column.REFERENCE: 40,
    Column.TITLE: 80,
    Column.MATERIALS: 160,
    Column.SIZE: 60,
    Column.REMARK: 500,
}
MOST_PIECES = 1_000
VAT_PERCENTS = {"6": Decimal(6), "12": Decimal(12), "21": Decimal(21)}


class UnclearError(ValueError):
    """This cell cannot be taken; `code` says why."""

    def __init__(self, code: str, *, longest: int = 0, first: int = 0) -> None:
        self.code = code
        self.longest = longest
        self.first = first
        super().__init__(code)


def text(cell: str, column: Column) -> str:
    if len(cell) > LONGEST[column]:
        raise UnclearError("text_too_long", longest=LONGEST[column])
    return cell


def title(cell: str) -> str:
    if not cell:
        raise UnclearError("title_missing")
    return text(cell, Column.TITLE)


def quantity(cell: str) -> int:
    if not cell:
        raise UnclearError("quantity_missing")
    if not (cell.isascii() and cell.isdecimal()):
        raise UnclearError("quantity_not_whole")
    if len(cell) > len(str(MOST_PIECES)) or int(cell) > MOST_PIECES:
        raise UnclearError("quantity_too_large")
    if int(cell) == 0:
        raise UnclearError("made_to_order")
    return int(cell)


def price(cell: str) -> Decimal:
    if not cell:
        raise UnclearError("price_missing")
    try:
        amount = parse_amount(cell)
    except NegativeAmount as no:
        raise UnclearError("price_not_above_zero") from no
    except NotAnAmount as no:
        raise UnclearError("price_unreadable") from no
    except TooManyDecimals as no:
        raise UnclearError("price_too_fine") from no
    if amount <= 0:
        raise UnclearError("price_not_above_zero")
    return amount


def vat_percent(cell: str) -> Decimal:
    if not cell:
        raise UnclearError("vat_missing")
    number = cell.removesuffix("%").strip().replace(",", ".")
    if "." in number:
        number = number.rstrip("0").rstrip(".")
    if number not in VAT_PERCENTS:
        raise UnclearError("vat_unknown")
    return VAT_PERCENTS[number]


_TAKERS: dict[Column, Callable[[str], object]] = {
    Column.TITLE: title,
    Column.QUANTITY: quantity,
    Column.PRICE: price,
    Column.VAT: vat_percent,
}


def check(cell: str, column: Column) -> None:
    """Raise UnclearError if this cell cannot stand in this column."""
    if column in _TAKERS:
        _TAKERS[column](cell)
    else:
        text(cell, column)
