"""What a journal line is for, with the account and VAT code it has unless a coworking says other.

Accounts are those of the Belgian standard chart (royal decree of 21 October 2018), VAT codes the
boxes of the periodic return.
"""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consign.invoices.queries import Code, book_codes
from consign.people.models import Coworking


class Use(StrEnum):
    """What a line is for; a value is what the file and the table of codes say."""

    CASH = "cash"
    CARD = "card"
    TRANSFER = "transfer"
    TO_BANK = "to_bank"
    BANK = "bank"
    HELD = "held"
    RECEIVABLE = "receivable"
    PAYABLE = "payable"
    COMMISSION = "commission"
    COMMISSION_BACK = "commission_back"
    FEES = "fees"
    FEES_BACK = "fees_back"
    OWN_SALES_21 = "own_sales_21"
    OWN_SALES_12 = "own_sales_12"
    OWN_SALES_6 = "own_sales_6"
    OWN_SALES = "own_sales"
    VAT_DUE = "vat_due"
    VAT_DUE_BACK = "vat_due_back"
    GOODS = "goods"
    GOODS_BACK = "goods_back"
    VAT_DEDUCTIBLE = "vat_deductible"
    VAT_DEDUCTIBLE_BACK = "vat_deductible_back"
    LOSSES = "losses"
    ADJUSTMENTS = "adjustments"
    ROUNDING_LOSS = "rounding_loss"
    ROUNDING_GAIN = "rounding_gain"
    TILL_LOSS = "till_loss"
    TILL_GAIN = "till_gain"


DEFAULTS: Mapping[Use, Code] = {
    Use.CASH: Code("570"),
    Use.CARD: Code("580"),
    Use.TRANSFER: Code("499"),
    Use.TO_BANK: Code("580"),
    Use.BANK: Code("550"),
    Use.HELD: Code("489"),
    Use.RECEIVABLE: Code("400"),
    Use.PAYABLE: Code("440"),
    Use.COMMISSION: Code("7000", "03"),
    Use.COMMISSION_BACK: Code("7000", "49"),
    Use.FEES: Code("7002", "03"),
    Use.FEES_BACK: Code("7002", "49"),
    Use.OWN_SALES_21: Code("7001", "03"),
    Use.OWN_SALES_12: Code("7001", "02"),
    Use.OWN_SALES_6: Code("7001", "01"),
    Use.OWN_SALES: Code("7001"),
    Use.VAT_DUE: Code("451", "54"),
    Use.VAT_DUE_BACK: Code("451", "64"),
    Use.GOODS: Code("604", "81"),
    Use.GOODS_BACK: Code("604", "85"),
    Use.VAT_DEDUCTIBLE: Code("411", "59"),
    Use.VAT_DEDUCTIBLE_BACK: Code("411", "63"),
    Use.LOSSES: Code("643"),
    Use.ADJUSTMENTS: Code("643"),
    Use.ROUNDING_LOSS: Code("658"),
    Use.ROUNDING_GAIN: Code("758"),
    Use.TILL_LOSS: Code("658"),
    Use.TILL_GAIN: Code("758"),
}

NAMES: Mapping[Use, Promise] = {
    Use.CASH: _("Cash"),
    Use.CARD: _("Card takings under way"),
    Use.TRANSFER: _("Customers' transfers under way"),
    Use.TO_BANK: _("Cash on its way to the bank"),
    Use.BANK: _("Bank"),
    Use.HELD: _("Makers' money held"),
    Use.RECEIVABLE: _("Payees, invoiced to them"),
    Use.PAYABLE: _("Payees, self-billed for them"),
    Use.COMMISSION: _("Commission"),
    Use.COMMISSION_BACK: _("Commission given back"),
    Use.FEES: _("Shelf and other fees"),
    Use.FEES_BACK: _("Fees given back"),
    Use.OWN_SALES_21: _("Sales in our own name, 21 %"),
    Use.OWN_SALES_12: _("Sales in our own name, 12 %"),
    Use.OWN_SALES_6: _("Sales in our own name, 6 %"),
    Use.OWN_SALES: _("Sales in our own name, other rates and without VAT"),
    Use.VAT_DUE: _("VAT due"),
    Use.VAT_DUE_BACK: _("VAT due, on credit notes"),
    Use.GOODS: _("Goods of makers bought"),
    Use.GOODS_BACK: _("Goods of makers given back"),
    Use.VAT_DEDUCTIBLE: _("VAT deductible"),
    Use.VAT_DEDUCTIBLE_BACK: _("VAT deductible, on credit notes"),
    Use.LOSSES: _("Compensations for lost pieces"),
    Use.ADJUSTMENTS: _("Adjustments"),
    Use.ROUNDING_LOSS: _("Rounding against us"),
    Use.ROUNDING_GAIN: _("Rounding for us"),
    Use.TILL_LOSS: _("Missing in the till"),
    Use.TILL_GAIN: _("Too much in the till"),
}

OWN_SALES: Mapping[Decimal, Use] = {
    Decimal(21): Use.OWN_SALES_21,
    Decimal(12): Use.OWN_SALES_12,
    Decimal(6): Use.OWN_SALES_6,
}


def codes_of(coworking: Coworking) -> dict[Use, Code]:
    """The codes of a coworking, for every use."""
    own = book_codes(coworking)
    return {use: own.get(use, default) for use, default in DEFAULTS.items()}


def own_sales(percent: Decimal) -> Use:
    """Where sales in the coworking's own name stand whose customers paid VAT at this rate."""
    return OWN_SALES.get(percent, Use.OWN_SALES)
