"""Why one sale or refund was paid and divided as it was: the rule, and its arithmetic.

The rules are those of `money.split`, written out with the frozen figures of the line.
"""

from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consign.agreements.models import CommissionBase
from consign.money.split import ZERO, Base, Bearer, CommissionVat, SoldLine
from consign.money.text import percent_text
from consign.money.worked import (
    Worked,
    balanced,
    given,
    less,
    part_of,
    percent_of,
    proportion,
    repeated,
    without_vat,
)
from consign.monthend.statement_lines import StatementLine


def paid(line: StatementLine) -> Worked:
    """What the customer paid, or got back: below zero."""
    sold = line.as_sold
    if line.quantity > 0:
        return _paid_with(sold, sold.quantity)
    if not sold.discount.amount:
        return balanced((), [repeated(-line.quantity, sold.unit_price)])
    after = line.left_before + line.quantity
    return less(_paid_with(sold, after), _paid_with(sold, line.left_before))


def commission(line: StatementLine) -> Worked:
    """What the coworking keeps of a sale, or gives back with a refund: below zero."""
    sold = line.as_sold
    if line.quantity > 0:
        return _of_the_sale(sold)
    after = line.left_before + line.quantity
    return less(_commission_with(sold, after), _commission_with(sold, line.left_before))


def share(line: StatementLine) -> Worked:
    """What the payee gets of a line."""
    return less(given(line.paid), given(line.commission))


def paid_rule(line: StatementLine) -> str:
    if line.quantity > 0:
        return (
            _("The price of the pieces, less the discount.") if line.discount else _("The price.")
        )
    if not line.discount:
        return _("What was paid for the pieces that came back.")
    return _left_rule(line)


def commission_rule(line: StatementLine) -> str:
    """The rule and the rate that hold for the line, whenever it is read."""
    words = [_difference_stays()] if line.in_own_name else []
    words += [_("%(percent)s of %(of)s, as agreed for the day of the sale.") % _rate(line)]
    if line.quantity < 0:
        words.append(_left_rule(line))
        if not line.as_sold.discount.is_pro_rata:
            words.append(_("While some are left, it is in proportion to what was paid."))
    elif not line.as_sold.discount.is_pro_rata:
        words += _discount_rules(line)
    if line.vat_is_added:
        words.append(_("VAT comes on top, once for the whole document."))
    return " ".join(words)


def share_rule(line: StatementLine) -> str:
    if line.in_own_name:
        return _("What was paid, less the difference.")
    if line.vat_is_added:
        return _("What was paid, less the commission before its VAT.")
    return _("What was paid, less the commission.")


def _of_the_sale(sold: SoldLine) -> Worked:
    if sold.discount.is_pro_rata:
        return _percentage(given(sold.with_left(sold.quantity).paid), sold)
    return less(_percentage(repeated(sold.quantity, sold.unit_price), sold), _given_up(sold))


def _commission_with(sold: SoldLine, left: int) -> Worked:
    """The commission while so many pieces are left; of the whole sale it is the frozen one."""
    if not left:
        return given(ZERO)
    now = sold.with_left(left)
    if sold.discount.is_pro_rata:
        return _percentage(given(now.paid), sold)
    if left == sold.quantity:
        return given(sold.commission)
    whole = sold.with_left(sold.quantity)
    return proportion(given(sold.commission), given(now.paid), given(whole.paid))


def _paid_with(sold: SoldLine, left: int) -> Worked:
    """What is paid while so many pieces are left."""
    if not left:
        return given(ZERO)
    discount = given(sold.discount.amount)
    if left < sold.quantity and sold.discount.amount:
        discount = part_of(discount, left, sold.quantity)
    return less(repeated(left, sold.unit_price), discount)


def _percentage(of: Worked, sold: SoldLine) -> Worked:
    if sold.terms.base == Base.PRICE_PAID_EXCL_VAT:
        of = without_vat(of, sold.vat_percent)
    return percent_of(of, sold.terms.percent)


def _given_up(sold: SoldLine) -> Worked:
    """The coworking's part of a discount: without VAT where the commission is without it."""
    part = _coworkings_part(sold)
    if sold.terms.commission_vat == CommissionVat.ADDED:
        return without_vat(part, sold.terms.coworking_vat_percent)
    return part


def _coworkings_part(sold: SoldLine) -> Worked:
    discount = given(sold.discount.amount)
    if sold.discount.bearer == Bearer.MAKER:
        return given(ZERO)
    if sold.discount.bearer == Bearer.SPLIT:
        return less(discount, percent_of(discount, sold.discount.maker_part_percent or ZERO))
    return discount


def _rate(line: StatementLine) -> dict[str, str]:
    sold = line.as_sold
    incl = sold.terms.base == Base.PRICE_PAID_INCL_VAT
    if sold.discount.is_pro_rata:
        of = str((CommissionBase.INCL_VAT if incl else CommissionBase.EXCL_VAT).label)
    elif incl:
        of = _("the price before the discount, VAT included")
    else:
        of = _("the price before the discount, without VAT")
    return {"percent": _percent(line.commission_percent), "of": of}


def _discount_rules(line: StatementLine) -> list[str]:
    words = {
        Bearer.MAKER: _("The maker bears the discount: the commission stays as it was."),
        Bearer.COWORKING: _("The coworking bears the discount: it comes off the commission."),
        Bearer.SPLIT: _(
            "The maker bears %(percent)s of the discount, the rest comes off the commission."
        )
        % {"percent": _percent(line.maker_part_percent or ZERO)},
    }
    bearer = Bearer(line.discount_bearer)
    found = [words[bearer]]
    if line.vat_is_added and bearer != Bearer.MAKER:
        found.append(_("The commission is without VAT, so the discount comes off without it too."))
    return found


def _left_rule(line: StatementLine) -> str:
    facts = {"before": line.left_before, "left": line.left_before + line.quantity}
    if not facts["left"]:
        return _("Nothing is left of the sale: all of what it was with %(before)s.") % facts
    return _("What it is with %(left)s left, less what it was with %(before)s.") % facts


def _difference_stays() -> str:
    return _("No commission is invoiced: this difference stays with the coworking.")


def _percent(value: Decimal) -> str:
    return percent_text(value, get_language() or "en")
