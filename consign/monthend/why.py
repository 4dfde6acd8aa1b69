"""Why the share of a line is what it is: steps a person can follow with a pencil.

The amounts are the frozen ones; they add up whatever the words beside them say.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consign.agreements.models import Bearer as BearerWords
from consign.money.split import ZERO, Bearer, Discount
from consign.money.text import money, percent_text
from consign.monthend.statement import StatementLine


@dataclass(frozen=True)
class Step:
    """One amount and where it comes from; a `result` is what stands above it, added up."""

    words: str
    amount: Decimal
    result: bool = False


def steps(line: StatementLine) -> list[Step]:
    """From the price to the share, in the language that is active."""
    if line.quantity < 0:
        return _given_back(line)
    return [*_paid(line), *_kept(line), Step(_("Share"), line.share, result=True)]


def _given_back(line: StatementLine) -> list[Step]:
    return [
        Step(_("Given back to the customer"), line.paid),
        Step(_("Commission of the sale, given back"), -line.commission),
        Step(_("Share"), line.share, result=True),
    ]


def _paid(line: StatementLine) -> list[Step]:
    if line.quantity == 1 and not line.discount:
        return [Step(_("Paid"), line.paid)]
    listed = line.paid + line.discount
    found = [Step(f"{line.quantity} × {_money(line.unit_price)}", listed)]
    if line.discount:
        bearer = {"bearer": BearerWords(line.discount_bearer).label}
        found.append(Step(_("Discount, borne by %(bearer)s") % bearer, -line.discount))
    return [*found, Step(_("Paid"), line.paid, result=True)]


def _kept(line: StatementLine) -> list[Step]:
    """The commission; of a discount that is not pro rata the coworking's part comes off it."""
    discount = Discount(line.discount, Bearer(line.discount_bearer), line.maker_part_percent)
    given = ZERO if discount.is_pro_rata else discount.coworkings_part
    of = line.paid if discount.is_pro_rata else line.paid + line.discount
    facts = {"percent": percent_text(line.commission_percent, _language()), "amount": _money(of)}
    found = [
        Step(_("Commission, %(percent)s of %(amount)s") % facts, -(line.commission + given)),
    ]
    if given:
        found.append(Step(_("The coworking's part of the discount"), given))
    return found


def _money(amount: Decimal) -> str:
    return money(amount, _language())


def _language() -> str:
    return get_language() or "en"
