"""A ticket on the paper of a till's printer: a roll of 80 or 58 millimetres, black on white."""

from decimal import Decimal

from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from consign.codes.reference import reference_text
from consign.money.text import money
from consign.paper.roll import NARROW, WIDE, Roll
from consign.till.models import Sale
from consign.till.tickets import Ticket, TicketLine, ticket_of

WIDTHS = {"80": WIDE, "58": NARROW}
SMALL = 7.25


def ticket_pdf(sale: Sale, *, address: str, width: str, language: str) -> bytes:
    """One page as high as it needs to be; `width` is a key of WIDTHS.

    Its QR code is `address`, the customer's page: at the till it finds the ticket again.  The same
    ticket in the same language gives the same bytes.
    """
    with translation.override(language):
        ticket = ticket_of(sale)
        roll = Roll(WIDTHS[width], title=ticket.heading, author=ticket.coworking, language=language)
        return _Drawing(ticket, roll, language).draw(address)


class _Drawing:
    """One ticket being drawn from top to bottom."""

    def __init__(self, ticket: Ticket, roll: Roll, language: str) -> None:
        self.ticket, self.roll, self.language = ticket, roll, language

    def draw(self, address: str) -> bytes:
        self._head()
        for line in self.ticket.lines:
            self._line(line)
        self.roll.rule()
        self._sums()
        self._notes()
        self.roll.space(2)
        self.roll.symbol(address)
        return self.roll.finish()

    def _head(self) -> None:
        ticket, roll = self.ticket, self.roll
        roll.text(ticket.coworking, size=13, bold=True, align="centre")
        roll.text(ticket.street, align="centre")
        roll.text(ticket.town, align="centre")
        roll.space(2)
        roll.text(ticket.heading, bold=True, align="centre")
        moment = timezone.localtime(ticket.sold_at)
        day = formats.date_format(moment, "SHORT_DATE_FORMAT")
        roll.text(f"{day} {moment:%H:%M}", align="centre")
        if ticket.is_refund:
            facts = {"number": ticket.first}
            roll.text(_("Comes from ticket %(number)s") % facts, align="centre")
            roll.text(ticket.reason, align="centre")
        roll.rule()

    def _line(self, line: TicketLine) -> None:
        roll = self.roll
        roll.pair(line.title, self._money(line.paid), bold=True)
        detail = []
        if line.quantity != 1:
            detail.append(f"{line.quantity} × {self._money(line.unit_price)}")
        if line.discount:
            facts = {"amount": self._money(abs(line.discount))}
            detail.append(_("discount %(amount)s") % facts)
        roll.text(" · ".join([*detail, line.maker]), size=SMALL)
        roll.text(line.seller, size=SMALL)
        roll.space(1)

    def _sums(self) -> None:
        ticket, roll = self.ticket, self.roll
        if ticket.rounding:
            roll.pair(_("Sum"), self._money(ticket.total))
            roll.pair(_("Rounding of cash"), self._money(ticket.rounding))
        roll.pair(_("Total"), self._money(ticket.to_pay), size=12, bold=True)
        for part in ticket.parts:
            roll.pair(part.words, self._money(part.amount))
            if part.reference:
                roll.text(reference_text(part.reference), size=SMALL)
        for back in ticket.refunds:
            facts = {
                "number": back.number,
                "day": formats.date_format(back.on, "SHORT_DATE_FORMAT"),
            }
            roll.pair(_("Refund %(number)s of %(day)s") % facts, self._money(back.amount))

    def _notes(self) -> None:
        ticket, roll = self.ticket, self.roll
        roll.rule()
        roll.text(_("Prices include VAT where the seller is liable to it."), size=SMALL)
        if ticket.business:
            roll.space(1)
            roll.text(_("For the invoice: %(customer)s") % {"customer": ticket.business}, bold=True)
            roll.text(ticket.invoice_words, size=SMALL)
        if ticket.bringing_back:
            roll.space(1)
            roll.text(ticket.bringing_back, size=SMALL)

    def _money(self, amount: Decimal) -> str:
        return money(amount, self.language)
