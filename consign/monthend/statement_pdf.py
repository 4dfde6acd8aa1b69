"""The statement on paper: the same frozen data as the page, in the reader's language."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from consign.agreements.models import Bearer
from consign.codes.label import spaced
from consign.codes.text import enterprise_text, iban_text
from consign.money.split import ZERO
from consign.money.text import money, percent_text
from consign.monthend.statement import Statement, StatementLine
from consign.monthend.words import document_words, other_words
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
        self.language = language
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
        self._vat()
        self._days()
        self._apart()
        return self.paper.finish()

    def _head(self) -> None:
        statement, paper = self.statement, self.paper
        issued = statement.issued_on
        aside = [statement.number or _("So far")]
        if issued:
            aside.append(_("issued on %(day)s") % {"day": self._day(issued)})
        paper.heading(
            _("Statement"),
            subtitle=f"{statement.parties['maker']} · {self.month}",
            aside=aside,
        )
        paper.parties(
            _party(_("Coworking"), statement.parties["coworking"]),
            _party(_("Payee"), statement.parties["payee"]),
        )
        paper.note(
            _(
                "Sold in the name and for the account of %(payee)s."
                " Amounts include VAT where it is due."
            )
            % {"payee": statement.parties["payee"]["legal_name"]}
        )

    def _totals(self) -> None:
        statement, sums = self.statement, self.statement.totals
        rows = [
            (_("Sales"), sums.sales),
            (_("Commission"), -sums.commission),
            (_("Refunds"), -sums.refunds),
            (_("Commission given back"), sums.commission_reversed),
            (_("Fees"), -sums.fees),
            (_("Compensations"), sums.compensations),
            (_("Adjustments"), sums.adjustments),
            (_("Payouts returned by the bank"), sums.returned),
        ]
        opening = _("Opening balance")
        if statement.opening_from:
            facts = {"number": statement.opening_from}
            opening = _("Opening balance, closing of %(number)s") % facts
        shown = [Total(opening, self._money(statement.opening))]
        shown += [Total(label, self._money(amount)) for label, amount in rows if amount]
        payout = Total(
            _("Payout"), self._money(statement.payout), strong=True, note=self._payout_note()
        )
        closing = Total(_("Closing balance"), self._money(statement.closing))
        self.paper.totals([*shown, payout, closing])

    def _payout_note(self) -> str:
        statement = self.statement
        if statement.paid_on:
            facts = {
                "day": self._day(statement.paid_on),
                "iban": iban_text(statement.parties["payee"]["iban"]),
                "number": statement.payout_number,
            }
            return _("Paid on %(day)s to %(iban)s, reference %(number)s") % facts
        if statement.payout_number:
            facts = {
                "iban": iban_text(statement.parties["payee"]["iban"]),
                "number": statement.payout_number,
            }
            return _("To be paid to %(iban)s, reference %(number)s") % facts
        if 0 < statement.balance < statement.minimum:
            facts = {"minimum": self._money(statement.minimum)}
            return _("Below %(minimum)s nothing is paid; it is carried to the next month.") % facts
        if statement.balance < 0:
            return _("Carried to the next month and taken off what is sold then.")
        return ""

    def _lines(self, title: str, lines: list[StatementLine]) -> None:
        if not lines:
            return
        self.paper.section(title)
        columns = [
            Column(_("When"), 25),
            Column(_("Piece")),
            Column(_("Paid"), 21, "right"),
            Column(_("VAT"), 11, "right"),
            Column(_("Rate"), 12, "right"),
            Column(_("Commission"), 21, "right"),
            Column(_("Share"), 21, "right"),
        ]
        with self.paper.table(columns) as table:
            for line in lines:
                cells = [
                    self._moment(line.sold_at),
                    line.title,
                    self._money(line.paid),
                    self._percent(line.vat_percent),
                    self._percent(line.commission_percent),
                    self._money(line.commission),
                    self._money(line.share),
                ]
                table.row(cells, note=self._line_note(line))
            sums = [
                self._money(sum((getattr(line, name) for line in lines), ZERO))
                for name in ("paid", "commission", "share")
            ]
            table.total(["", _("Together"), sums[0], "", "", sums[1], sums[2]])

    def _line_note(self, line: StatementLine) -> str:
        words = [line.ticket, spaced(line.code)]
        if abs(line.quantity) != 1 or line.discount:
            words.append(f"{abs(line.quantity)} × {self._money(line.unit_price)}")
        if line.discount:
            facts = {
                "amount": self._money(abs(line.discount)),
                "bearer": Bearer(line.discount_bearer).label,
            }
            words.append(_("discount %(amount)s, borne by %(bearer)s") % facts)
        if line.first_ticket:
            words.append(_("of ticket %(ticket)s") % {"ticket": line.first_ticket})
        if line.first_statement:
            words.append(_("on statement %(number)s") % {"number": line.first_statement})
        return " · ".join(words)

    def _others(self) -> None:
        if not self.statement.others:
            return
        self.paper.section(_("Other entries"))
        columns = [Column(_("Day"), 22), Column(_("What")), Column(_("Amount"), 26, "right")]
        with self.paper.table(columns) as table:
            for line in self.statement.others:
                table.row([self._day(line.on), other_words(line), self._money(line.amount)])

    def _vat(self) -> None:
        statement = self.statement
        if not statement.vat_on_sales and not statement.documents:
            return
        self.paper.section(_("VAT"))
        columns = [
            Column(_("On")),
            Column(_("Rate"), 18, "right"),
            Column(_("Without VAT"), 28, "right"),
            Column(_("VAT"), 24, "right"),
            Column(_("Together"), 28, "right"),
        ]
        with self.paper.table(columns) as table:
            for rate in statement.vat_on_sales:
                amounts = map(self._money, (rate.base, rate.vat, rate.paid))
                table.row([_("Sales less refunds"), self._percent(rate.vat_percent), *amounts])
            for document in statement.documents:
                parts = document.amounts
                amounts = map(self._money, (parts.net, parts.vat, parts.total))
                note = ""
                if parts.rounding:
                    note = _("rounding %(amount)s") % {"amount": self._money(parts.rounding)}
                table.row(
                    [document_words(document), self._percent(document.percent), *amounts],
                    note=note,
                )

    def _days(self) -> None:
        if not self.statement.days:
            return
        self.paper.section(
            _("Receipts by day"), intro=_("For the seller's journal of daily receipts.")
        )
        columns = [
            Column(_("Day")),
            Column(_("VAT rate"), 30, "right"),
            Column(_("Received"), 34, "right"),
        ]
        with self.paper.table(columns) as table:
            for day in self.statement.days:
                table.row(
                    [self._day(day.on), self._percent(day.vat_percent), self._money(day.paid)]
                )

    def _apart(self) -> None:
        if not self.statement.listed_apart:
            return
        self.paper.section(_("Pieces above 250 €"))
        columns = [Column(_("Day"), 30), Column(_("Piece")), Column(_("Paid"), 30, "right")]
        with self.paper.table(columns) as table:
            for line in self.statement.listed_apart:
                table.row([self._day(line.on), line.title, self._money(line.paid)])

    def _money(self, amount: Decimal) -> str:
        return money(amount, self.language)

    def _percent(self, value: Decimal) -> str:
        return percent_text(value, self.language)

    def _day(self, day: date) -> str:
        return formats.date_format(day, "SHORT_DATE_FORMAT")

    def _moment(self, moment: datetime) -> str:
        return formats.date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")


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
