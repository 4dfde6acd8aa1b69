"""The cover list as PDF and as rows for a spreadsheet: the same frozen data as page and API."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from consign.codes.text import enterprise_text
from consign.monthend.cover import Amounts, Cover
from consign.monthend.statement_vat_pdf import draw_invoices_wanted
from consign.monthend.words import customer_words
from consign.monthend.written import Written
from consign.paper.page import Paper, Total
from consign.paper.spreadsheet import table
from consign.paper.table import Column

FIGURES = tuple(column.name for column in fields(Amounts))
COLUMNS = (
    *("part", "number", "maker", "coworking", *FIGURES),
    # Only of a customer who wants an invoice.
    *("on", "customer", "vat_percent"),
)
# What the balance takes off is shown below zero.
TAKEN = ("refunds", "commission", "commission_vat", "fees")
# These have columns on paper; what else a line has stands below it in words.
WIDE = ("sales", "refunds", "commission", "payout", "closing")


def cover_words() -> dict[str, str]:
    """What each figure of a cover list is called, in the order in which they add up."""
    return {
        "opening": _("Opening"),
        "sales": _("Sales"),
        "refunds": _("Refunds"),
        "commission": _("Commission"),
        "commission_vat": _("VAT on top"),
        "fees": _("Fees"),
        "compensations": _("Compensations"),
        "adjustments": _("Adjustments"),
        "returned": _("Returned payouts"),
        "received": _("Payments received"),
        "payout": _("Payout"),
        "closing": _("Carried on"),
    }


def shown(amounts: Amounts, name: str) -> Decimal:
    """A figure with the sign it has in the sum."""
    amount: Decimal = getattr(amounts, name)
    return -amount if name in TAKEN else amount


def cover_csv(cover: Cover) -> bytes:
    """One row for each statement, one for the sums, one for each invoice a customer wants; amounts
    as `45.00`, all above zero but balances and corrections."""
    return table(COLUMNS, _rows(cover))


def _rows(cover: Cover) -> Iterator[Mapping[str, Any]]:
    for line in cover.lines:
        whose = {"number": line.number, "maker": line.maker, "coworking": line.coworking}
        yield {"part": "statement", **whose, **asdict(line.amounts)}
    yield {"part": "sum", **asdict(cover.sums)}
    for one in cover.invoices_wanted:
        yield {
            "part": "invoice_wanted",
            "number": one.wanted.ticket,
            "maker": one.maker,
            "sales": one.wanted.paid,
            "on": one.wanted.on,
            "customer": customer_words(one.wanted),
            "vat_percent": f"{one.wanted.vat_percent.normalize():f}",
        }


def cover_pdf(cover: Cover, language: str) -> bytes:
    """A4; the same list in the same language gives the same bytes."""
    with translation.override(language):
        return _draw(cover, Written(language))


def _draw(cover: Cover, written: Written) -> bytes:
    month, payee = cover.month.in_words, cover.payee
    paper = Paper(
        title=_("Cover list %(month)s · %(payee)s") % {"month": month, "payee": payee.legal_name},
        author=payee.legal_name,
        language=written.language,
        foot=payee.legal_name,
    )
    paper.heading(
        _("Cover list"),
        subtitle=f"{payee.legal_name} · {month}",
        aside=[enterprise_text(payee.enterprise_number)],
    )
    words = cover_words()
    paper.totals(
        [
            Total(words[name], written.money(shown(cover.sums, name)), strong=name == "payout")
            for name in FIGURES
            if name in cover.used or name in ("payout", "closing")
        ]
    )
    _draw_lines(paper, cover, written, words)
    draw_invoices_wanted(
        paper,
        [one.wanted for one in cover.invoices_wanted],
        written,
        makers=[one.maker for one in cover.invoices_wanted],
    )
    return paper.finish()


def _draw_lines(paper: Paper, cover: Cover, written: Written, words: Mapping[str, str]) -> None:
    paper.section(_("Statements"))
    columns = [
        Column(_("Maker")),
        Column(_("Statement"), 26),
        *[Column(words[name], 21, "right") for name in WIDE],
    ]
    with paper.table(columns) as drawn:
        for line in cover.lines:
            amounts = [written.money(shown(line.amounts, name)) for name in WIDE]
            more = [
                f"{words[name]} {written.money(shown(line.amounts, name))}"
                for name in FIGURES
                if name not in WIDE and getattr(line.amounts, name)
            ]
            note = " · ".join([line.coworking, *more])
            drawn.row([line.maker, line.number, *amounts], note=note)
        sums = [written.money(shown(cover.sums, name)) for name in WIDE]
        drawn.total([_("Together"), "", *sums])
