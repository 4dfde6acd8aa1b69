"""Why the sums of a statement are what they are, from its opening to its closing."""

from collections.abc import Iterator, Sequence

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from consign.ledger.models import EntryKind
from consign.money.documents import Document
from consign.money.split import ZERO
from consign.money.text import money
from consign.money.worked import Worked, added, balanced, given, less
from consign.monthend.statement import Statement
from consign.monthend.statement_receipts import DayRate
from consign.monthend.why_figure import Figure
from consign.monthend.why_vat import DocumentWorked, vat_added_worked
from consign.monthend.words import given_back_words, kept_words


def opening(statement: Statement) -> Figure:
    rule = _("Nothing was carried over: no month was closed before.")
    if statement.opening_from:
        facts = {"number": statement.opening_from}
        rule = _("The closing balance of statement %(number)s.") % facts
    amount = statement.opening
    return Figure("opening", _("Opening balance"), amount, rule, given(amount))


def totals(
    statement: Statement, documents: Sequence[tuple[Document, DocumentWorked]]
) -> Iterator[Figure]:
    """What came in and what went off, in the order of the statement."""
    sums, sales, refunds = statement.totals, statement.sales, statement.refunds
    yield Figure(
        "totals.sales",
        _("Sales"),
        sums.sales,
        ngettext(
            "What customers paid: %(count)s sale below.",
            "What customers paid: %(count)s sales below, added up.",
            len(sales),
        )
        % {"count": len(sales)},
        added(*(given(line.paid) for line in sales)),
    )
    yield Figure(
        "totals.commission",
        kept_words(statement),
        sums.commission,
        _("The coworking's part of the sales below, added up."),
        added(*(given(line.commission) for line in sales)),
        taken=True,
    )
    yield Figure(
        "totals.refunds",
        _("Refunds"),
        sums.refunds,
        _("What customers got back below, added up."),
        added(*(given(-line.paid) for line in refunds)),
        taken=True,
    )
    yield Figure(
        "totals.commission_reversed",
        given_back_words(statement),
        sums.commission_reversed,
        _("The coworking's part of the refunds below, added up."),
        added(*(given(-line.commission) for line in refunds)),
    )
    yield Figure(
        "totals.commission_vat",
        _("VAT on the commission"),
        sums.commission_vat,
        _("It comes on top of the commission, once for each document."),
        vat_added_worked(documents),
        taken=True,
    )
    yield from _other_totals(statement)


def _other_totals(statement: Statement) -> Iterator[Figure]:
    sums = statement.totals
    yield Figure(
        "totals.fees",
        _("Fees"),
        sums.fees,
        _("The fees below, added up; VAT is in them."),
        _sum_of(statement, EntryKind.FEE, sign=-1),
        taken=True,
    )
    yield Figure(
        "totals.compensations",
        _("Compensations"),
        sums.compensations,
        _("What was agreed for the pieces below, added up: no commission, no VAT."),
        _sum_of(statement, EntryKind.LOSS),
    )
    yield Figure(
        "totals.adjustments",
        _("Adjustments"),
        sums.adjustments,
        _("The adjustments below, added up; each says why."),
        _sum_of(statement, EntryKind.ADJUSTMENT),
    )
    yield Figure(
        "totals.returned",
        _("Payouts returned by the bank"),
        sums.returned,
        _("What was paid and came back, so it is owed again."),
        _sum_of(statement, EntryKind.PAYOUT_RETURNED),
    )
    yield Figure(
        "totals.received",
        _("Payments received"),
        sums.received,
        _("What was paid to the coworking for what was owed to it."),
        _sum_of(statement, EntryKind.RECEIVED),
    )


def _sum_of(statement: Statement, kind: EntryKind, *, sign: int = 1) -> Worked:
    return added(*(given(sign * line.amount) for line in statement.others if line.kind == kind))


def balance(statement: Statement) -> Figure:
    sums = statement.totals
    plus = [statement.opening, sums.sales, sums.commission_reversed]
    plus += [sums.compensations, sums.adjustments, sums.returned, sums.received]
    minus = [sums.commission, sums.refunds, sums.commission_vat, sums.fees]
    return Figure(
        "balance",
        _("Balance"),
        statement.balance,
        _("What was owed before, plus what came in, less what goes off."),
        balanced(map(given, plus), map(given, minus)),
    )


def payout(statement: Statement) -> Figure:
    worked = given(statement.balance if statement.payout else ZERO)
    rule = payout_rule(statement)
    return Figure("payout", _("Payout"), statement.payout, rule, worked, taken=True)


def closing(statement: Statement) -> Figure:
    return Figure(
        "closing",
        _("Closing balance"),
        statement.closing,
        _("What is owed, less what is paid: the next month opens with it."),
        less(given(statement.balance), given(statement.payout)),
    )


def day(statement: Statement, day: DayRate, place: str) -> Figure:
    """What was received on a day at a rate."""
    lines = (
        given(line.paid)
        for line in statement.lines
        if not line.in_own_name and (line.on, line.vat_percent) == (day.on, day.vat_percent)
    )
    rule = _("What was paid that day at this rate, less what was given back.")
    return Figure(place, _("Receipts of the day"), day.paid, rule, added(*lines))


def payout_rule(statement: Statement) -> str:
    """Why so much is paid, or nothing."""
    facts = {"minimum": money(statement.minimum, get_language() or "en")}
    if statement.payout and statement.minimum:
        words = _(
            "It is above zero and reaches the agreed minimum of %(minimum)s, so all of it is paid."
        )
        return words % facts
    if statement.payout:
        return _("It is above zero, so all of it is paid.")
    if statement.balance < 0:
        return _(
            "It is below zero: nothing is paid, and it is taken off what is sold in the next month."
        )
    if statement.balance:
        words = _(
            "It is below the agreed minimum of %(minimum)s, so it is carried to the next month."
        )
        return words % facts
    return _("Nothing is left to pay.")
