"""Who gets what of a sale line, and the one rounding of the house.

Amounts are Decimal with two digits, in euro, VAT included unless a name says otherwise; percentages
are Decimal (30 means 30 %).  Everything is computed from exact fractions and rounded to the cent,
half away from zero, exactly where the words below say so.  A line is split once, when it is sold;
everything later is a sum of such lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from itertools import accumulate, pairwise

from django.utils.translation import gettext_lazy as _

from consign.refusal import Refused

ZERO = Decimal("0.00")
CENT = Decimal("0.01")
HUNDRED = Decimal(100)
# Eighteen digits of cents fit a column of 64 bits.
TO_THE_CENT = Context(prec=18, traps=[Inexact, InvalidOperation])


class Base(StrEnum):
    """The price that the commission is a percentage of."""

    PRICE_PAID_INCL_VAT = "price_paid_incl_vat"
    PRICE_PAID_EXCL_VAT = "price_paid_excl_vat"


class CommissionVat(StrEnum):
    """Whether the commission contains the coworking's VAT, gets it on top, or knows none."""

    INCLUDED = "included"
    ADDED = "added"
    NONE = "none"


class Bearer(StrEnum):
    """Who gives up money for a discount; pro rata, both in proportion of their parts."""

    PRO_RATA = "pro_rata"
    MAKER = "maker"
    COWORKING = "coworking"
    SPLIT = "split"


class Mode(StrEnum):
    """In whose name the coworking sells: the payee's, or its own."""

    AGENT = "agent"
    OWN_NAME = "own_name"


class DiscountTooLarge(Refused):
    code = "discount_above_price"
    sentence = _("The discount is larger than the price. Give at most the price of the line.")


class CommissionBelowZero(Refused):
    code = "commission_below_zero"
    sentence = _(
        "The coworking would give more discount than it earns. "
        "Give less, or let the maker bear a part."
    )


class ShareBelowZero(Refused):
    code = "share_below_zero"
    sentence = _(
        "The maker would give more discount than is left. "
        "Give less, or let the coworking bear a part."
    )


@dataclass(frozen=True)
class Terms:
    """What the split of a line depends on; the coworking's VAT rate is 0 when it is exempt."""

    percent: Decimal
    base: Base
    commission_vat: CommissionVat
    coworking_vat_percent: Decimal


@dataclass(frozen=True)
class Discount:
    """What is taken off a whole line, VAT included, and who bears it.

    ValueError when the amount is negative or finer than a cent, when nobody bears it, or when the
    maker's part (of a split discount, and of no other) is missing, superfluous or not 0 to 100.
    """

    amount: Decimal = ZERO
    bearer: Bearer | None = None
    maker_part_percent: Decimal | None = None

    def __post_init__(self) -> None:
        if cents(self.amount) < 0:
            raise ValueError(f"a discount cannot be negative: {self.amount}")
        if self.amount and self.bearer is None:
            raise ValueError("somebody has to bear a discount")
        if (self.bearer == Bearer.SPLIT) != (self.maker_part_percent is not None):
            raise ValueError("a maker's part belongs to a split discount and to no other")
        if not 0 <= (self.maker_part_percent or 0) <= HUNDRED:
            raise ValueError(f"a part is 0 to 100 percent: {self.maker_part_percent}")

    @property
    def is_pro_rata(self) -> bool:
        """Whether the commission is simply the percentage of what was paid; so without discount."""
        return not self.amount or self.bearer == Bearer.PRO_RATA

    @property
    def coworkings_part(self) -> Decimal:
        """What the coworking gives up of its commission for a discount that is not pro rata."""
        makers_percent = self.maker_part_percent or ZERO
        if self.bearer == Bearer.MAKER:
            makers_percent = HUNDRED
        return self.amount - portion(self.amount, makers_percent, HUNDRED)


@dataclass(frozen=True)
class Split:
    """What was paid and how it divides; of a return the changes, none of them positive.

    When VAT is added to the commission, commission and share are before that VAT.
    """

    paid: Decimal
    commission: Decimal
    discount: Decimal

    @property
    def share(self) -> Decimal:
        return self.paid - self.commission


@dataclass(frozen=True)
class SoldLine:
    """A sale line as it was frozen: all that its returns depend on."""

    unit_price: Decimal
    quantity: int
    discount: Discount
    terms: Terms
    vat_percent: Decimal
    commission: Decimal

    def with_left(self, pieces: int) -> Split:
        """The line as it stands while so many of its pieces are not returned."""
        whole = self.quantity * self.unit_price - self.discount.amount
        if pieces == self.quantity:
            return Split(whole, self.commission, self.discount.amount)
        discount = portion(self.discount.amount, pieces, self.quantity)
        paid = pieces * self.unit_price - discount
        if self.discount.is_pro_rata:
            commission = _percentage(paid, self.terms, self.vat_percent)
        else:
            commission = portion(self.commission, paid, whole) if whole else ZERO
        return Split(paid, commission, discount)


def cents(amount: Decimal | int | str) -> int:
    """The amount in cents.

    ValueError when it is finer than a cent, too large for a column or not a number; TypeError for
    floats and whatever else is no amount.
    """
    if isinstance(amount, bool) or not isinstance(amount, Decimal | int | str):
        raise TypeError(f"an amount is a Decimal, never {type(amount).__name__}: {amount!r}")
    try:
        exact = Decimal(amount).quantize(CENT, context=TO_THE_CENT)
        return int(exact.scaleb(2))
    except (ArithmeticError, ValueError):
        raise ValueError(f"not an amount in euro and whole cents: {amount!r}") from None


def euros(cents: int) -> Decimal:
    """Whole cents as an amount with two digits."""
    return Decimal(cents).scaleb(-2)


def half_up(value: Decimal | Fraction) -> Decimal:
    """The amount to the cent, half away from zero: the one rounding of the house."""
    size = int(abs(Fraction(value)) * 100 + Fraction(1, 2))
    return euros(-size if value < 0 else size)


def portion(whole: Decimal, part: Decimal | int, of: Decimal | int) -> Decimal:
    """`whole * part / of`, computed exactly and rounded once."""
    return half_up(Fraction(whole) * Fraction(part) / Fraction(of))


def split_sale(
    *, unit_price: Decimal, quantity: int, discount: Discount, terms: Terms, vat_percent: Decimal
) -> Split:
    """Divide what a customer pays for a line.

    `vat_percent` is the effective rate of the goods: 0 when their seller is exempt.  Refuses
    DiscountTooLarge, CommissionBelowZero (the coworking bears more than it earns) and
    ShareBelowZero (the maker bears more than is left).
    """
    if quantity < 1 or cents(unit_price) < 0:
        raise ValueError(f"not a sale: {quantity} pieces at {unit_price}")
    listed = quantity * unit_price
    paid = listed - discount.amount
    if paid < 0:
        raise DiscountTooLarge
    if discount.is_pro_rata:
        commission = _percentage(paid, terms, vat_percent)
    else:
        commission = _percentage(listed, terms, vat_percent) - _given_up(discount, terms)
    if commission < 0:
        raise CommissionBelowZero
    if commission > paid:
        raise ShareBelowZero
    return Split(paid, commission, discount.amount)


def split_return(*, sold: SoldLine, left_before: int, left_after: int) -> Split:
    """The changes when a line goes from so many pieces left to fewer.

    Any sequence of returns adds up to the same, and returning all gives back all.
    """
    if not 0 <= left_after < left_before <= sold.quantity:
        raise ValueError(f"not a return: {left_before} to {left_after} of {sold.quantity}")
    old, new = sold.with_left(left_before), sold.with_left(left_after)
    return Split(new.paid - old.paid, new.commission - old.commission, new.discount - old.discount)


def loss_value(
    *, price: Decimal, terms: Terms, vat_percent: Decimal, percent: Decimal | None
) -> Decimal:
    """What is owed for a lost piece: so many percent of its price, or else what selling it would
    have brought the payee; without the VAT of the payee's own supply, for a loss is no supply.
    """
    if percent is not None:
        worth = portion(price, percent, HUNDRED)
    else:
        commission = _percentage(price, terms, vat_percent)
        if terms.commission_vat == CommissionVat.ADDED:
            commission += portion(commission, terms.coworking_vat_percent, HUNDRED)
        worth = max(price - commission, ZERO)
    return portion(worth, HUNDRED, HUNDRED + vat_percent)


def share_out(*, whole: Decimal, weights: Sequence[int | Decimal]) -> list[Decimal]:
    """Divide a whole amount by weights into parts that add up to it; the last takes the rest.

    What has been given away after each part is rounded, not the part itself: so no part is more
    than a cent off, none has the wrong sign, and a discount spread over lines by their prices never
    exceeds a line.  ValueError for a negative weight or when all weights are 0.
    """
    given = list(accumulate(weights, initial=Decimal(0)))
    if not given[-1] or min(weights) < 0:
        raise ValueError(f"nothing can be shared out by {list(weights)}")
    reached = [portion(whole, weight, given[-1]) for weight in given]
    return [after - before for before, after in pairwise(reached)]


def cash_rounding(total: Decimal) -> Decimal:
    """What must be added to a ticket paid in cash to end on 0.05: -0.02 to +0.02.

    It belongs to the till, never to a line; money given back is rounded like money taken.
    """
    over = abs(cents(total)) % 5
    difference = -over if over <= 2 else 5 - over
    return euros(-difference if total < 0 else difference)


def _percentage(amount: Decimal, terms: Terms, vat_percent: Decimal) -> Decimal:
    if terms.base == Base.PRICE_PAID_EXCL_VAT:
        amount = portion(amount, HUNDRED, HUNDRED + vat_percent)
    return portion(amount, terms.percent, HUNDRED)


def _given_up(discount: Discount, terms: Terms) -> Decimal:
    part = discount.coworkings_part
    if terms.commission_vat == CommissionVat.ADDED:
        # The commission is net here, and the discount is not.
        return portion(part, HUNDRED, HUNDRED + terms.coworking_vat_percent)
    return part
