"""How the figures of a statement were computed, at the end of its paper.

Compact: a rule is said once for all lines that follow it, and what is simply charged or subtracted
in its own row is not said again.
"""

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from consign.monthend.why import LineWhy, Why
from consign.monthend.why_figure import Figure
from consign.monthend.words import document_words
from consign.monthend.written import Written
from consign.paper.page import Paper
from consign.paper.table import Column

# What a calculation is about, and the figure.
Named = tuple[str, Figure]
MANY_LINES = 60


def draw_why(paper: Paper, why: Why, written: Written) -> None:
    """A table of calculations, each rule in small type below the last that follows it."""
    paper.section(
        _("How it was computed"),
        intro=_(
            "What stands in brackets is rounded to the cent before it is used."
            " The share of a line is what was paid less the coworking's part."
        ),
    )
    columns = [Column(_("Figure"), 58), Column(_("Calculation"), lines=MANY_LINES)]
    with paper.table(columns) as table:
        for figures in _by_rule(_figures(why, written)):
            for name, figure in figures[:-1]:
                table.row([name, figure.arithmetic])
            name, figure = figures[-1]
            table.row([name, figure.arithmetic], note=figure.rule)


def _by_rule(figures: Iterable[Named]) -> Iterator[list[Named]]:
    """What follows the same rule together, in the order of the first of it."""
    found: dict[str, list[Named]] = {}
    for named in figures:
        found.setdefault(named[1].rule, []).append(named)
    yield from found.values()


def _figures(why: Why, written: Written) -> Iterator[Named]:
    for figure in why.sums:
        yield figure.label, figure
    yield from _of_lines(why.lines)
    for other in why.others:
        if other.amount.worked.signs:
            yield other.amount.label, other.amount
    for rate in why.rates:
        percent = written.percent(rate.rate.vat_percent)
        yield from ((f"{percent} · {figure.label}", figure) for figure in rate.figures)
    for document in why.documents:
        words = document_words(document.document)
        yield from ((f"{words} · {figure.label}", figure) for figure in document.figures)


def _of_lines(lines: Sequence[LineWhy]) -> Iterator[Named]:
    """What was paid where it had to be worked out, then the coworking's part of every line."""
    for line in lines:
        if line.paid.worked.signs:
            yield f"{line.line.ticket} · {line.line.title} · {line.paid.label}", line.paid
    for line in lines:
        words = f"{line.line.ticket} · {line.line.title} · {line.commission.label}"
        yield words, line.commission
