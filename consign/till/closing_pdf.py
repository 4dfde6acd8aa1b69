"""A day closing on an 80 mm roll, as a till's printer takes it."""

from decimal import Decimal

from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from consign.money.split import euros
from consign.money.text import money
from consign.paper.roll import WIDE, Roll
from consign.till.drawer import counted
from consign.till.models import DayClosing


def closing_pdf(closing: DayClosing, language: str) -> bytes:
    """The closing as PDF, in a language."""
    with translation.override(language):
        return _Drawing(closing, language).draw()


class _Drawing:
    """One closing being drawn from top to bottom."""

    def __init__(self, closing: DayClosing, language: str) -> None:
        self.closing, self.language = closing, language
        coworking = closing.till.coworking
        self.roll = Roll(
            WIDE,
            title=_("Day closing %(number)s") % {"number": closing.number},
            author=coworking.operator.legal_name,
            language=language,
        )

    def draw(self) -> bytes:
        self._heading()
        self._cash()
        self._pieces()
        self._others()
        self._foot()
        return self.roll.finish()

    def _heading(self) -> None:
        closing, roll = self.closing, self.roll
        coworking = closing.till.coworking
        day = formats.date_format(closing.on, "DATE_FORMAT")
        roll.text(coworking.name, size=13, bold=True, align="centre")
        place = f"{coworking.street}, {coworking.postcode} {coworking.town}"
        roll.text(place, size=8, align="centre")
        roll.space(2)
        roll.text(_("Day closing"), size=12, bold=True, align="centre")
        roll.text(closing.number, bold=True, align="centre")
        facts = {"till": closing.till.name, "day": day}
        roll.text(_("Till %(till)s · %(day)s") % facts, align="centre")

    def _cash(self) -> None:
        closing, roll = self.closing, self.roll
        roll.rule()
        roll.pair(_("It began with"), self._money(closing.opening))
        roll.pair(_("Cash of sales and refunds"), self._money(closing.cash))
        roll.pair(_("Expected"), self._money(closing.expected))
        roll.pair(_("Counted"), self._money(closing.counted), bold=True)
        roll.pair(_("Difference"), self._money(closing.difference), bold=bool(closing.difference))
        if closing.reason:
            roll.text(closing.reason, size=8)
        roll.rule()
        roll.pair(_("To the bank"), self._money(closing.banked))
        roll.pair(_("Left in the till"), self._money(closing.left), size=11, bold=True)

    def _pieces(self) -> None:
        roll = self.roll
        roll.rule()
        for cents, count in counted(self.closing.pieces):
            worth = euros(cents)
            roll.pair(f"{count} × {self._money(worth)}", self._money(worth * count), size=8)

    def _others(self) -> None:
        closing, roll = self.closing, self.roll
        roll.rule()
        roll.pair(_("By card"), self._money(closing.card), bold=True)
        roll.pair(_("By transfer"), self._money(closing.transfer))
        roll.pair(_("Sales"), str(closing.sales))
        roll.pair(_("Refunds"), str(closing.refunds))

    def _foot(self) -> None:
        closing, roll = self.closing, self.roll
        roll.rule()
        at = formats.date_format(timezone.localtime(closing.closed_at), "SHORT_DATETIME_FORMAT")
        facts = {"name": closing.closed_by.name, "at": at}
        roll.text(_("Closed by %(name)s, %(at)s") % facts, size=8)
        if closing.device:
            roll.text(_("On device %(name)s") % {"name": closing.device.name}, size=8)
        roll.text(_("It cannot be changed."), size=8)
        roll.space(12)
        roll.rule()
        roll.text(_("Day, name and signature"), size=7)

    def _money(self, amount: Decimal) -> str:
        return money(amount, self.language)
