"""What a ticket says to the customer, in plain frozen words: page, paper and mail draw this.

It knows the coworking, the sellers and the goods; nobody at the desk and nothing of the customer
but the enterprise number on a ticket somebody wants an invoice for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from consign.agreements.models import Mode
from consign.codes.text import enterprise_text
from consign.people.models import LegalEntity
from consign.till.models import Payment, RefundReason, Sale, SaleLine
from consign.till.queries import sales


@dataclass(frozen=True)
class TicketLine:
    """One line: what was sold, by which maker, in whose name.  Refunds are below zero."""

    title: str
    quantity: int
    unit_price: Decimal
    discount: Decimal
    paid: Decimal
    maker: str
    seller: str


@dataclass(frozen=True)
class Part:
    """What was paid or given back in one way, and the reference of a transfer."""

    words: str
    amount: Decimal
    reference: str = ""


@dataclass(frozen=True)
class GivenBack:
    """A refund of this ticket, below zero."""

    number: str
    on: date
    amount: Decimal


@dataclass(frozen=True)
class Ticket:
    """A sale as its customer reads it, or a refund: then `first` is the ticket it comes from.

    `invoicing` are the sellers who owe the customer an invoice, none unless one is wanted.
    """

    number: str
    sold_at: datetime
    coworking: str
    street: str
    town: str
    lines: Sequence[TicketLine]
    total: Decimal
    rounding: Decimal
    to_pay: Decimal
    parts: Sequence[Part]
    refunds: Sequence[GivenBack] = ()
    first: str = ""
    reason: str = ""
    business: str = ""
    invoicing: Sequence[str] = ()

    @property
    def is_refund(self) -> bool:
        return bool(self.first)

    @property
    def heading(self) -> str:
        """`Ticket S-2026-00001`, `Refund S-2026-00002`."""
        words = _("Refund %(number)s") if self.is_refund else _("Ticket %(number)s")
        return words % {"number": self.number}

    @property
    def bringing_back(self) -> str:
        """What to do with it one day; nothing on a refund."""
        if self.is_refund:
            return ""
        said = _("To bring something back, show this ticket at the desk of %(coworking)s.")
        return said % {"coworking": self.coworking}

    @property
    def invoice_words(self) -> str:
        """Who sends the invoice that the customer wants, or the credit note of a refund; nothing
        where none is wanted."""
        if not self.business:
            return ""
        facts = {"sellers": ", ".join(self.invoicing)}
        if self.is_refund:
            return _("A credit note comes from: %(sellers)s.") % facts
        if len(self.invoicing) == 1:
            return _("%(sellers)s sends you a structured invoice.") % facts
        return _("Each seller sends you a structured invoice: %(sellers)s.") % facts


def ticket_of(sale: Sale) -> Ticket:
    """The ticket of a sale read by `queries.sales`, in the active language."""
    of, coworking, lines = sale.refund_of or sale, sale.coworking, list(sale.lines.all())
    return Ticket(
        number=sale.number,
        sold_at=sale.sold_at,
        coworking=coworking.name,
        street=coworking.street,
        town=f"{coworking.postcode} {coworking.town}",
        lines=[_line(line, coworking.operator) for line in lines],
        total=sale.total,
        rounding=sale.cash_rounding,
        to_pay=sale.to_pay,
        parts=[
            Part(str(capfirst(Payment(part.means).label)), part.amount, part.reference)
            for part in sale.payments.all()
        ],
        # A piece that was never there is taken off its maker's account, and the customer keeps it.
        refunds=[
            GivenBack(one.number, one.on, one.to_pay)
            for one in refunds_of(sale)
            if one.paid_with != Payment.NONE
        ],
        first=sale.refund_of.number if sale.refund_of else "",
        reason=str(RefundReason(sale.reason).label) if sale.reason else "",
        business=_business(of),
        invoicing=_invoicing(lines, coworking.operator) if of.business_number else (),
    )


def refunds_of(sale: Sale) -> list[Sale]:
    """The refunds of a ticket, the first one first; a refund has none."""
    if sale.refund_of_id is not None:
        return []
    return list(sales().filter(refund_of=sale).order_by("pk"))


def seller_of(line: SaleLine, operator: LegalEntity) -> LegalEntity:
    """Who sold a line: the payee in whose name it was, or the coworking's operator."""
    return line.account.payee if line.agreement.mode == Mode.AGENT else operator


def _line(line: SaleLine, operator: LegalEntity) -> TicketLine:
    return TicketLine(
        title=line.title,
        quantity=line.quantity,
        unit_price=line.unit_price,
        discount=line.discount,
        paid=line.gross,
        maker=line.item.maker.name,
        seller=_seller_words(line, operator),
    )


def _seller_words(line: SaleLine, operator: LegalEntity) -> str:
    if line.agreement.mode == Mode.AGENT:
        facts = {"payee": line.account.payee.legal_name}
        return _("Sold in the name and for the account of %(payee)s") % facts
    facts = {
        "operator": operator.legal_name,
        "number": enterprise_text(operator.enterprise_number),
    }
    return _("Sold by %(operator)s, %(number)s") % facts


def _business(sale: Sale) -> str:
    if not sale.business_number:
        return ""
    return " · ".join(
        part for part in (sale.business_name, enterprise_text(sale.business_number)) if part
    )


def _invoicing(lines: Sequence[SaleLine], operator: LegalEntity) -> list[str]:
    return list(dict.fromkeys(seller_of(line, operator).legal_name for line in lines))
