"""The statement on paper: the same frozen data as the page, in the reader's language."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from consign.codes.label import spaced
from consign.codes.text import enterprise_text, iban_text
from consign.money.split import ZERO
from consign.monthend.statement import Statement
from consign.monthend.statement_lines import StatementLine
from consign.monthend.statement_vat_pdf import (
    draw_days,
    draw_invoices_wanted,
    draw_left,
    draw_request,
    draw_vat,
)
from consign.monthend.statement_why_pdf import draw_why
from consign.monthend.why import Why, explained
from consign.monthend.words import (
    bearer_words,
    kept_words,
    mode_words,
    other_words,
    returned_words,
)
from consign.monthend.written import Written
from consign.paper.page import Paper, Party, Total
from consign.paper.table import Column
from consign.people.models import VatStatus


def statement_pdf(statement: Statement, language: str) -> bytes:
    """A4, one embedded font; the same statement in the same language gives the same bytes."""
    with translation.override(language):
        return _Drawing(statement, language).draw()


class _Drawing:
    """One statement being drawn from top to bottom."""

    def __init__(self, statement: Statement, language: str) -> None:
        self.statement = statement
        self.why: Why = explained(statement)
        self.written = Written(language)
        self.month = statement.month.in_words
        facts = {"month": self.month, "maker": statement.parties["maker"]}
        self.paper = Paper(
            title=_("Statement %(month)s · %(maker)s") % facts,
            author=statement.parties["coworking"]["legal_name"],
            language=language,
            foot=f"{statement.parties['coworking']['legal_name']} · {statement.number}",
        )

    def draw(self) -> bytes:
        self._head()
        self._totals()
        self._lines(_("Sales"), self.statement.sales)
        self._lines(_("Refunds"), self.statement.refunds)
        self._others()
        draw_request(self.paper, self.statement.asked, self.written)
        draw_vat(self.paper, self.statement, self.written)
        draw_days(self.paper, self.statement, self.written)
        draw_invoices_wanted(self.paper, self.statement.invoices_wanted, self.written)
        draw_left(self.paper, self.statement, self.written)
        draw_why(self.paper, self.why, self.written)
        return self.paper.finish()

    def _head(self) -> None:
        statement, paper, parties = self.statement, self.paper, self.statement.parties
        aside = [statement.number or _("So far")]
        if statement.issued_on:
            facts = {"day": self.written.day(statement.issued_on)}
            aside.append(_("issued on %(day)s") % facts)
        whose = " · ".join(
            part for part in (parties["maker"], parties.get("person"), self.month) if part
        )
        paper.heading(_("Statement"), subtitle=whose, aside=aside)
        paper.parties(
            _party(_("Coworking"), parties["coworking"]),
            _party(_("Payee"), parties["payee"]),
        )
        paper.note("\n".join([*mode_words(statement), _("Amounts include VAT where it is due.")]))

    def _totals(self) -> None:
        why, money = self.why, self.written.money
        opening = why.opening.label
        if self.statement.opening_from:
            facts = {"number": self.statement.opening_from}
            opening = _("Opening balance, closing of %(number)s") % facts
        shown = [Total(opening, money(why.opening.amount))]
        shown += [Total(one.label, money(one.shown)) for one in (*why.totals, why.balance)]
        payout = Total(
            why.payout.label, money(why.payout.amount), strong=True, note=self._payout_note()
        )
        closing = Total(why.closing.label, money(why.closing.amount))
        self.paper.totals([*shown, payout, closing])
        if self.statement.shelf_fee_to_come:
            fee = {"amount": money(self.statement.shelf_fee_to_come)}
            words = _("A shelf fee of %(amount)s comes with the end of the month.")
            self.paper.note(words % fee)

    def _payout_note(self) -> str:
        statement = self.statement
        if statement.payout_number:
            return self._sent()
        if 0 < statement.balance < statement.minimum:
            below = {"minimum": self.written.money(statement.minimum)}
            return _("Below %(minimum)s nothing is paid; it is carried to the next month.") % below
        if statement.balance < 0:
            return _("Carried to the next month and taken off what is sold then.")
        return ""

    def _sent(self) -> str:
        """Where the payout is: to be paid, with the bank, paid, or back again."""
        statement = self.statement
        facts = {
            "iban": iban_text(statement.payout_iban),
            "number": statement.payout_number,
            "reason": returned_words(statement.returned_reason),
        }
        if statement.returned_on:
            facts["day"] = self.written.day(statement.returned_on)
            return _("Sent back by the bank on %(day)s: %(reason)s. It is owed again.") % facts
        if statement.paid_on:
            facts["day"] = self.written.day(statement.paid_on)
            return _("Paid on %(day)s to %(iban)s, reference %(number)s") % facts
        return _("To be paid to %(iban)s, reference %(number)s") % facts

    def _lines(self, title: str, lines: list[StatementLine]) -> None:
        if not lines:
            return
        self.paper.section(title)
        money, percent = self.written.money, self.written.percent
        columns = [
            Column(_("When"), 25),
            Column(_("Piece")),
            Column(_("Paid"), 21, "right"),
            Column(_("VAT"), 11, "right"),
            Column(_("Rate"), 12, "right"),
            Column(kept_words(self.statement), 21, "right"),
            Column(_("Share"), 21, "right"),
        ]
        with self.paper.table(columns) as table:
            for line in lines:
                cells = [
                    self.written.moment(line.sold_at),
                    line.title,
                    money(line.paid),
                    percent(line.vat_percent),
                    percent(line.commission_percent),
                    money(line.commission),
                    money(line.share),
                ]
                table.row(cells, note=self._line_note(line))
            sums = [
                money(sum((getattr(line, name) for line in lines), ZERO))
                for name in ("paid", "commission", "share")
            ]
            table.total(["", _("Together"), sums[0], "", "", sums[1], sums[2]])

    def _line_note(self, line: StatementLine) -> str:
        money = self.written.money
        words = [line.ticket, spaced(line.code), f"{abs(line.quantity)} × {money(line.unit_price)}"]
        if line.discount:
            facts = {"amount": money(abs(line.discount)), "bearer": bearer_words(line)}
            words.append(_("discount %(amount)s, borne by %(bearer)s") % facts)
        if line.first_ticket:
            words.append(_("of ticket %(ticket)s") % {"ticket": line.first_ticket})
        if line.first_statement:
            words.append(_("on statement %(number)s") % {"number": line.first_statement})
        if line.in_own_name and self.statement.as_agent:
            words.append(_("sold in the coworking's own name"))
        return " · ".join(words)

    def _others(self) -> None:
        if not self.statement.others:
            return
        self.paper.section(_("Other entries"))
        columns = [
            Column(_("Day"), 22),
            Column(_("What")),
            Column(_("VAT"), 14, "right"),
            Column(_("Amount"), 26, "right"),
        ]
        with self.paper.table(columns) as table:
            for line in self.statement.others:
                vat = "" if line.vat_percent is None else self.written.percent(line.vat_percent)
                amount = self.written.money(line.amount)
                table.row([self.written.day(line.on), other_words(line), vat, amount])


def _party(role: str, party: dict[str, Any]) -> Party:
    lines = [
        party["street"],
        f"{party['postcode']} {party['town']}",
        enterprise_text(party["enterprise_number"]),
    ]
    if party["vat_status"]:
        lines.append(str(VatStatus(party["vat_status"]).label))
    if party.get("iban"):
        lines.append(iban_text(party["iban"]))
    return Party(role, party["legal_name"], lines)
