"""The handover on paper: the closing list and the deposit slip, each on pages of its own."""

from datetime import date
from decimal import Decimal

from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consign.agreements.models import Agreement
from consign.agreements.words import clauses
from consign.codes.label import spaced
from consign.codes.text import enterprise_text
from consign.money.text import money
from consign.monthend.handover import HandedPiece, Handover, Side
from consign.paper.page import Paper, Party
from consign.paper.table import Column
from consign.people.models import LegalEntity, VatStatus


def handover_pdf(handover: Handover, language: str) -> bytes:
    """A4, black on white; the lists that the handover holds, one after the other."""
    with translation.override(language):
        return _Drawing(handover, language).draw()


class _Drawing:
    """One handover being drawn from top to bottom."""

    def __init__(self, handover: Handover, language: str) -> None:
        self.handover = handover
        self.language = language
        coworking = handover.coworking
        facts = {"maker": handover.maker.name, "coworking": coworking.name}
        self.paper = Paper(
            title=_("Handover · %(maker)s · %(coworking)s") % facts,
            author=coworking.operator.legal_name,
            language=language,
            foot=f"{coworking.operator.legal_name} · {handover.reference}",
        )

    def draw(self) -> bytes:
        closing, deposit = self.handover.closing, self.handover.deposit
        if closing is not None:
            self._closing(closing)
        if closing is not None and deposit is not None:
            self.paper.turn()
        if deposit is not None:
            self._deposit(deposit)
        return self.paper.finish()

    def _closing(self, side: Side) -> None:
        self._head(_("Closing list"), side)
        self.paper.note(
            _(
                "%(payee)s withdraws these pieces at the end of %(day)s: %(coworking)s keeps them"
                " for it no longer. They are deposited again the day after, under the same"
                " reference and the same codes; labels stay on the pieces. What was sold until"
                " then is paid to %(payee)s, and refunds of it are too."
            )
            % self._facts(side)
        )
        self._terms(_("Terms that end"), side)
        self._pieces(_("Pieces withdrawn"), side)
        self._signed(_("For %(payee)s, who withdraws") % self._facts(side))

    def _deposit(self, side: Side) -> None:
        self._head(_("Deposit slip"), side)
        self.paper.note(
            _(
                "%(payee)s deposits these pieces at %(coworking)s from %(day)s on. They stay its"
                " property until a customer buys them. They were there before: codes and labels"
                " stay the same."
            )
            % self._facts(side)
        )
        self._terms(_("Terms"), side)
        self._pieces(_("Pieces deposited"), side)
        self._signed(_("For %(payee)s, who deposits") % self._facts(side))

    def _head(self, title: str, side: Side) -> None:
        handover = self.handover
        aside = [handover.reference, self._day(side.day)]
        if handover.as_of is not None:
            aside.append(_("draft"))
        self.paper.heading(
            title, subtitle=f"{handover.maker.name} · {handover.coworking.name}", aside=aside
        )
        coworking = _party(
            _("Coworking"), handover.coworking.operator, handover.operator_vat_status
        )
        payee = _party(_("Payee"), side.payee, side.vat_status, self._project(side))
        self.paper.parties(coworking, payee)
        if handover.as_of is not None:
            facts = {"day": self._day(side.day), "now": self._moment()}
            self.paper.note(
                _(
                    "%(day)s lies ahead: this is what was there on %(now)s. Print the list again"
                    " when the day has come, then sign it."
                )
                % facts
            )

    def _project(self, side: Side) -> list[str]:
        lines = [_("for %(maker)s") % {"maker": self.handover.maker.name}]
        if side.project_code:
            lines.append(_("project %(code)s") % {"code": side.project_code})
        return lines

    def _terms(self, title: str, side: Side) -> None:
        self.paper.space(4)
        self.paper.section(title)
        agreement = side.agreement
        if agreement is None:
            self.paper.note(_("None are agreed for this day."))
            return
        words = self._waiting(agreement)
        if words:
            self.paper.note(words)
        with self.paper.table([Column(_("About"), 45), Column(_("Agreed"), lines=4)]) as table:
            for clause in clauses(agreement):
                table.row([clause.about, clause.words])

    def _waiting(self, agreement: Agreement) -> str:
        """What to know of terms that are not accepted, or hold only later."""
        if agreement.accepted_at is None:
            return _("Proposed; the payee has not accepted them yet.")
        if self.handover.deposit and agreement.starts_on > self.handover.deposit.day:
            return _("They hold from %(day)s on.") % {"day": self._day(agreement.starts_on)}
        return ""

    def _pieces(self, title: str, side: Side) -> None:
        self.paper.section(title)
        if not side.pieces:
            self.paper.note(_("No piece is there."))
            return
        columns = [
            Column(_("Code"), 19),
            Column(_("Piece")),
            Column(_("Pieces"), 14, "right"),
            Column(_("Price"), 21, "right"),
            Column(_("Together"), 23, "right"),
            Column(_("Agreed value if lost, each"), 26, "right"),
        ]
        with self.paper.table(columns) as table:
            for piece in side.pieces:
                table.row(self._row(piece))
            table.total(
                [
                    "",
                    self._counted(side.count),
                    str(side.count),
                    "",
                    self._money(side.total),
                    self._known(side.total_value),
                ]
            )
        self.paper.note(_("Prices include VAT. The last figure is the agreed value of all pieces."))

    def _row(self, piece: HandedPiece) -> list[str]:
        return [
            spaced(piece.code),
            piece.title,
            str(piece.quantity),
            self._money(piece.price),
            self._money(piece.total),
            self._known(piece.value),
        ]

    def _counted(self, count: int) -> str:
        return ngettext("%(count)s piece", "%(count)s pieces", count) % {"count": count}

    def _signed(self, payee: str) -> None:
        self.paper.space(5)
        operator = self.handover.coworking.operator.legal_name
        self.paper.signatures(payee, _("For %(coworking)s") % {"coworking": operator})

    def _facts(self, side: Side) -> dict[str, str]:
        return {
            "payee": side.payee.legal_name,
            "coworking": self.handover.coworking.name,
            "day": self._day(side.day),
        }

    def _money(self, amount: Decimal) -> str:
        return money(amount, self.language)

    def _known(self, amount: Decimal | None) -> str:
        return "–" if amount is None else self._money(amount)

    def _day(self, day: date) -> str:
        return formats.date_format(day, "DATE_FORMAT")

    def _moment(self) -> str:
        as_of = self.handover.as_of
        return formats.date_format(timezone.localtime(as_of), "DATETIME_FORMAT") if as_of else ""


def _party(
    role: str, entity: LegalEntity, status: VatStatus | None, about: list[str] | None = None
) -> Party:
    lines = [
        entity.street,
        f"{entity.postcode} {entity.town}",
        enterprise_text(entity.enterprise_number),
    ]
    if status is not None:
        lines.append(str(status.label))
    return Party(role, entity.legal_name, [*lines, *(about or [])])
