"""A payment request on paper: what is owed, why, and how to transfer it."""

from datetime import date
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _

from consign.codes.reference import reference_text
from consign.codes.text import enterprise_text, iban_text
from consign.days import Month, local_day
from consign.invoices.blocks_pdf import Fact, draw_facts, draw_transfer
from consign.money.split import ZERO
from consign.monthend.written import Written
from consign.paper.page import Paper, Party, Total
from consign.payouts.models import PaymentRequest, RequestState
from consign.payouts.requests import payment_code_of


def request_pdf(request: PaymentRequest, received: Decimal, language: str) -> bytes:
    """One A4; `received` is what came in already, and the code to scan asks for the rest alone."""
    with translation.override(language):
        return _Drawing(request, received, Written(language)).draw()


class _Drawing:
    """One request being drawn from top to bottom."""

    def __init__(self, request: PaymentRequest, received: Decimal, written: Written) -> None:
        self.request, self.received, self.written = request, received, written
        self.left = max(request.amount - received, ZERO)
        self.parties = request.settlement.parties
        owed_to = self.parties["coworking"]["legal_name"]
        self.paper = Paper(
            title=_("Payment request %(number)s") % {"number": request.number},
            author=owed_to,
            language=written.language,
            foot=f"{owed_to} · {request.number}",
        )

    def draw(self) -> bytes:
        settlement = self.request.settlement
        self.paper.heading(
            _("Payment request"),
            subtitle=f"{self.parties['maker']} · {Month.parse(settlement.period).in_words}",
            aside=[self.request.number, self.written.day(self._asked_on())],
        )
        self.paper.parties(
            self._party(_("To be paid to"), "coworking"), self._party(_("Asked of"), "payee")
        )
        draw_facts(
            self.paper,
            [
                Fact(_("Statement"), settlement.number),
                Fact(_("Maker"), self.parties["maker"]),
                Fact(_("To be paid by"), self.written.day(self.request.due_on)),
            ],
        )
        self._totals()
        self._why()
        if self.request.state == RequestState.OPEN and self.left:
            self._transfer()
        return self.paper.finish()

    def _totals(self) -> None:
        money = self.written.money
        shown = [Total(_("Below zero at the closing"), money(self.request.amount))]
        if self.received:
            shown.append(Total(_("Received so far"), money(-self.received)))
        self.paper.totals([*shown, Total(_("Left to pay"), money(self.left), strong=True)])

    def _why(self) -> None:
        facts = {"number": self.request.settlement.number, "name": self.parties["maker"]}
        self.paper.note(
            _(
                "On statement %(number)s the account of %(name)s closed below zero: more was given"
                " back or charged than was sold. If this is not paid, it is taken off what is sold"
                " next."
            )
            % facts
        )
        self.paper.space(3)

    def _transfer(self) -> None:
        request = self.request
        rows = [
            Fact(
                _("Reference: put it in the transfer as it is"), reference_text(request.reference)
            ),
            Fact(_("IBAN"), iban_text(request.iban)),
            Fact(_("Account holder"), request.holder),
            Fact(_("Amount"), self.written.money(self.left)),
        ]
        draw_transfer(
            self.paper,
            _("How to pay"),
            rows,
            code=payment_code_of(request, self.left),
            hint=_("Scan it with your banking app."),
        )

    def _asked_on(self) -> date:
        return local_day(self.request.settlement.settled_at)

    def _party(self, role: str, side: str) -> Party:
        party = self.parties[side]
        lines = [
            party["street"],
            f"{party['postcode']} {party['town']}",
            enterprise_text(party["enterprise_number"]),
        ]
        return Party(role, party["legal_name"], lines)
