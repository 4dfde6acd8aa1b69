"""A slip on paper: who, on which terms, which pieces, and whose word it has."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consign.money.split import ZERO
from consign.money.text import money
from consign.paper.page import Paper, Party, Total
from consign.paper.table import Column
from consign.slips.lines_pdf import draw_lines
from consign.slips.models import How, Slip, SlipKind, SlipLine

# Lines for pieces that go back one by one later on.
ANNEX_ROWS = 6


def slip_pdf(slip: Slip) -> bytes:
    """A4, black on white, in the language the slip was drawn up in."""
    with translation.override(slip.language):
        return _Drawing(slip).draw()


class _Drawing:
    """One slip being drawn from top to bottom."""

    def __init__(self, slip: Slip) -> None:
        self.slip = slip
        self.deposit = slip.kind == SlipKind.DEPOSIT
        self.lines: list[SlipLine] = list(slip.lines.all())
        self.title = _("Deposit slip") if self.deposit else _("Withdrawal slip")
        operator = slip.parties["coworking"]["name"]
        self.paper = Paper(
            title=f"{self.title} {slip.number}",
            author=operator,
            language=slip.language,
            foot=f"{operator} · {slip.number}",
        )

    def draw(self) -> bytes:
        self._head()
        self._pieces()
        self._terms()
        self._words()
        if self.deposit:
            self._annex()
        return self.paper.finish()

    def _head(self) -> None:
        slip = self.slip
        day = formats.date_format(timezone.localtime(slip.drawn_up_at), "DATE_FORMAT")
        self.paper.heading(
            self.title,
            subtitle=f"{slip.maker.name} · {slip.coworking.name}",
            aside=self._aside(day),
        )
        told = slip.parties
        coworking = _party(_("Coworking"), told["coworking"])
        payee = _party(_("Payee"), told["payee"] or {"name": told["maker"], "lines": []})
        about = [_("for %(maker)s") % {"maker": told["maker"]}, told["person"]]
        if told["project_code"]:
            about.append(_("project %(code)s") % {"code": told["project_code"]})
        lines = [*payee.lines, *(line for line in about if line)]
        self.paper.parties(coworking, Party(payee.role, payee.name, lines))
        self.paper.note(_("Handed over at: %(place)s") % {"place": slip.place})
        self.paper.note(self._sense())

    def _aside(self, day: str) -> list[str]:
        found = [self.slip.number, day]
        return [*found, _("taken back")] if self.slip.voided_at else found

    def _sense(self) -> str:
        facts = {"maker": self.slip.maker.name, "coworking": self.slip.coworking.name}
        if self.deposit:
            return (
                _(
                    "%(maker)s has deposited these pieces at %(coworking)s, to be shown and sold on"
                    " the terms below. Until a customer buys them they belong to the payee."
                )
                % facts
            )
        return _("%(coworking)s has given these pieces back to %(maker)s.") % facts

    def _pieces(self) -> None:
        self.paper.section(_("Pieces"))
        draw_lines(self.paper, self.lines, self.slip)
        count = sum(line.quantity for line in self.lines)
        worth = sum((line.quantity * line.price for line in self.lines), ZERO)
        said = ngettext("%(count)s piece", "%(count)s pieces", count) % {"count": count}
        self.paper.totals([Total(said, self._money(worth), strong=True)])
        if self.deposit:
            self.paper.note(
                _(
                    "Prices include VAT where the payee is liable to it. The agreed value is owed"
                    " for one piece that is lost, stolen or broken; where none is named, the"
                    " agreement says what is owed."
                )
            )
        if self.slip.remark:
            self.paper.note(_("Remark: %(remark)s") % {"remark": self.slip.remark})

    def _terms(self) -> None:
        if not self.deposit or not self.slip.terms:
            return
        self.paper.space(4)
        self.paper.section(_("Terms"))
        with self.paper.table([Column(_("About"), 45), Column(_("Agreed"), lines=4)]) as table:
            for about, words in self.slip.terms:
                table.row([about, words])

    def _words(self) -> None:
        slip = self.slip
        self.paper.section(_("Whose word this has"))
        for told in self._said():
            self.paper.note(told)
        if slip.confirmed_at is None and slip.voided_at is None:
            self.paper.space(3)
            payee = (slip.parties["payee"] or {"name": slip.maker.name})["name"]
            operator = slip.parties["coworking"]["name"]
            self.paper.signatures(
                _("For %(payee)s") % {"payee": payee},
                _("For %(coworking)s") % {"coworking": operator},
            )

    def _said(self) -> list[str]:
        """Who said what, in the order it was said."""
        slip = self.slip
        facts = {"who": slip.drawn_up_by.name, "when": self._moment(slip.drawn_up_at)}
        facts["coworking"] = slip.parties["coworking"]["name"]
        said = [_("For %(coworking)s: drawn up by %(who)s, %(when)s.") % facts]
        if slip.objected_at:
            facts = {"when": self._moment(slip.objected_at), "words": slip.objection}
            said.append(_("The maker objected, %(when)s: “%(words)s”") % facts)
        if slip.answered_at:
            facts = {"when": self._moment(slip.answered_at), "words": slip.answer}
            said.append(_("The coworking answered, %(when)s: “%(words)s”") % facts)
        if slip.confirmed_at:
            said.append(self._confirmed(slip.confirmed_at))
        elif not slip.voided_at:
            said.append(_("The maker has not confirmed it yet."))
        return said

    def _confirmed(self, at: datetime) -> str:
        slip = self.slip
        facts = {
            "maker": slip.maker.name,
            "who": slip.confirmed_name,
            "when": self._moment(at),
            "how": How(slip.confirmed_how).label,
        }
        return _("For %(maker)s: confirmed by %(who)s, %(when)s, %(how)s.") % facts

    def _annex(self) -> None:
        self.paper.space(5)
        self.paper.section(
            _("Annex: taken home later"),
            intro=_("For pieces that go back one by one, where no withdrawal slip is drawn up."),
        )
        columns = [
            Column(_("Day"), 24),
            Column(_("Code"), 24),
            Column(_("Pieces"), 16),
            Column(_("Name and signature of both")),
        ]
        with self.paper.table(columns) as table:
            for _row in range(ANNEX_ROWS):
                table.row(["", "", "", ""], note="\N{NO-BREAK SPACE}")

    def _money(self, amount: Decimal) -> str:
        return money(amount, self.slip.language)

    def _moment(self, at: datetime) -> str:
        return formats.date_format(timezone.localtime(at), "DATETIME_FORMAT")


def _party(role: str, told: dict[str, Any]) -> Party:
    return Party(role, told["name"], told["lines"])
