"""Why a fee, compensation, adjustment, returned payout or payment received has its amount."""

from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consign.ledger.models import EntryKind
from consign.money.split import portion
from consign.money.text import money
from consign.money.worked import Worked, balanced, given, less, part_of, repeated
from consign.monthend.statement_lines import OtherLine
from consign.monthend.why_figure import Figure
from consign.monthend.words import other_words


def figure(line: OtherLine, place: str) -> Figure:
    """The amount of one of these lines."""
    rule, worked = _worked(line)
    return Figure(place, other_words(line), line.amount, rule, worked)


def _worked(line: OtherLine) -> tuple[str, Worked]:
    if line.is_shelf_fee and line.whole is not None:
        return _shelf(line, line.whole)
    if line.kind == EntryKind.FEE:
        return _("What was charged, VAT included."), given(line.amount)
    if line.kind == EntryKind.LOSS:
        rule = _("What was agreed for one piece, times the pieces: no commission, no VAT.")
        return rule, _pieces(line)
    if line.kind == EntryKind.ADJUSTMENT:
        return _("What was adjusted by hand, for the reason beside it."), given(line.amount)
    if line.kind == EntryKind.RECEIVED:
        return _("What came in on the coworking's bank account."), given(line.amount)
    return _("What was paid and came back."), given(line.amount)


def _shelf(line: OtherLine, whole: Decimal) -> tuple[str, Worked]:
    """Counted from the month's first day, so that its parts add up to the whole."""
    before, days, of = line.shelf_days
    facts = {"amount": money(whole, get_language() or "en"), "days": days, "of": of}
    rule = _("%(amount)s a month, VAT included, for %(days)s of %(of)s days.") % facts
    reached = part_of(given(whole), before + days, of)
    if not before:
        return rule, balanced((), [reached])
    return rule, less(part_of(given(whole), before, of), reached)


def _pieces(line: OtherLine) -> Worked:
    pieces = line.quantity or 1
    each = portion(line.amount, 1, pieces)
    return repeated(pieces, each) if pieces * each == line.amount else given(line.amount)
