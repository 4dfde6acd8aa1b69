"""What one cell of a maker's list may hold, column by column, and why not."""

import re
from collections.abc import Callable
from decimal import Decimal

from consign.money.text import NegativeAmount, NotAnAmount, TooManyDecimals, parse_amount
from consign.stock.columns import Column
from consign.stock.photos import MOST_PHOTOS

LONGEST = {
    Column.REFERENCE: 40,
    Column.TITLE: 80,
    Column.MATERIALS: 160,
    Column.SIZE: 60,
    Column.CARE: 160,
    Column.PHOTOS: 1000,
    Column.CODE: 40,
    Column.REMARK: 500,
}
MOST_PIECES = 1_000
VAT_PERCENTS = {"6": Decimal(6), "12": Decimal(12), "21": Decimal(21)}
# Some keyboards write digits, commas and points as wide as a letter.
NARROW = {wide: wide - 0xFEE0 for wide in (*range(0xFF10, 0xFF1A), 0xFF0C, 0xFF0E)}
GRAMS = re.compile(r"([0-9]{1,5})(?:[.,]([0-9]{1,2}))? ?(?:g|gr|gram|grams|grammes?|gramm)?\.?")


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
    cell = cell.translate(NARROW)
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
    amount = _amount(cell)
    if amount <= 0:
        raise UnclearError("price_not_above_zero")
    return amount


def value(cell: str) -> Decimal | None:
    """What the maker asks for a lost piece; an empty cell leaves it to the agreement."""
    return _amount(cell) if cell else None


def _amount(cell: str) -> Decimal:
    try:
        return parse_amount(cell.translate(NARROW))
    except NegativeAmount as no:
        raise UnclearError("price_not_above_zero") from no
    except NotAnAmount as no:
        raise UnclearError("price_unreadable") from no
    except TooManyDecimals as no:
        raise UnclearError("price_too_fine") from no


def metal_grams(cell: str) -> Decimal | None:
    """The weight of the precious metal: `4`, `4,25`, `4.2 g`; None for an empty cell."""
    if not cell:
        return None
    found = GRAMS.fullmatch(cell.translate(NARROW).lower())
    grams = Decimal(f"{found[1]}.{found[2] or 0}") if found else Decimal(0)
    if not grams:
        raise UnclearError("grams_unreadable")
    return grams


def vat_percent(cell: str) -> Decimal:
    if not cell:
        raise UnclearError("vat_missing")
    number = cell.translate(NARROW).removesuffix("%").strip().replace(",", ".")
    if "." in number:
        number = number.rstrip("0").rstrip(".")
    if number not in VAT_PERCENTS:
        raise UnclearError("vat_unknown")
    return VAT_PERCENTS[number]


def photos(cell: str) -> tuple[str, ...]:
    """Names of picture files, between semicolons or commas; each once."""
    names = re.split("[;,]", text(cell, Column.PHOTOS))
    found = tuple(dict.fromkeys(name.strip() for name in names if name.strip()))
    if len(found) > MOST_PHOTOS:
        raise UnclearError("too_many_photos", longest=MOST_PHOTOS)
    return found


_TAKERS: dict[Column, Callable[[str], object]] = {
    Column.TITLE: title,
    Column.QUANTITY: quantity,
    Column.PRICE: price,
    Column.VAT: vat_percent,
    Column.METAL: metal_grams,
    Column.VALUE: value,
    Column.PHOTOS: photos,
}


def taken(cell: str, column: Column) -> object:
    """What a cell says in its column; UnclearError when it cannot stand there."""
    take = _TAKERS.get(column)
    return take(cell) if take else text(cell, column)
