"""The parts of a statement's paper that bookkeepers read: VAT, documents, receipts, stock."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from consign.codes.label import spaced
from consign.codes.reference import reference_text
from consign.codes.text import iban_text
from consign.invoices.blocks_pdf import Fact, draw_transfer
from consign.money.documents import Document
from consign.monthend.statement import Statement
from consign.monthend.statement_papers import Asked
from consign.monthend.statement_papers import Paper as Issued
from consign.monthend.statement_receipts import InvoiceWanted
from consign.monthend.words import customer_words, document_words, invoice_rule
from consign.monthend.written import Written
from consign.paper.page import Paper
from consign.paper.table import Column


def draw_vat(paper: Paper, statement: Statement, written: Written) -> None:
    """The VAT in the sales, and the documents the month gives rise to."""
    if statement.vat_on_sales:
        paper.section(_("VAT on sales"))
        columns = [
            Column(_("Rate")),
            Column(_("Without VAT"), 30, "right"),
            Column(_("VAT"), 30, "right"),
            Column(_("Together"), 30, "right"),
        ]
        with paper.table(columns) as table:
            for rate in statement.vat_on_sales:
                amounts = map(written.money, (rate.base, rate.vat, rate.paid))
                table.row([written.percent(rate.vat_percent), *amounts])
    if statement.documents:
        paper.section(_("Documents"))
        columns = [
            Column(_("Document")),
            Column(_("Rate"), 16, "right"),
            Column(_("Without VAT"), 24, "right"),
            Column(_("VAT"), 22, "right"),
            Column(_("Odd cent"), 18, "right"),
            Column(_("Together"), 24, "right"),
        ]
        with paper.table(columns) as table:
            for document, issued in statement.documents_with_papers:
                note = issued_words(issued, written) if issued else ""
                table.row(_document(document, written), note=note)


def _document(document: Document, written: Written) -> list[str]:
    parts = document.amounts
    amounts = map(written.money, (parts.net, parts.vat, parts.rounding, parts.total))
    category = f"{document.category} {written.percent(document.percent)}"
    return [document_words(document), category, *amounts]


def issued_words(paper: Issued, written: Written) -> str:
    """Number and day of a document, and how much of it this statement settles."""
    facts = {
        "number": paper.number,
        "day": written.day(paper.issued_on),
        "settled": written.money(paper.settled),
        "due": written.money(paper.due),
    }
    if not paper.due:
        return _("%(number)s of %(day)s · settled on this statement") % facts
    words = _("%(number)s of %(day)s · settled here %(settled)s · still to transfer %(due)s")
    return words % facts


def draw_request(paper: Paper, asked: Asked | None, written: Written) -> None:
    """What the payee is asked to pay, with a code that its banking app reads while it is open."""
    if asked is None:
        return
    facts = {"number": asked.number, "amount": written.money(asked.amount)}
    if not asked.is_open:
        facts["state"] = asked.state_words
        paper.note(_("Payment request %(number)s over %(amount)s: %(state)s.") % facts)
        return
    rows = [
        Fact(_("Amount"), written.money(asked.left)),
        Fact(_("By"), written.day(asked.due_on)),
        Fact(_("Account holder"), asked.holder),
        Fact(_("IBAN"), iban_text(asked.iban)),
        Fact(_("Payment reference"), reference_text(asked.reference)),
    ]
    hint = _("Scan it with your banking app.")
    draw_transfer(paper, _("Please transfer"), rows, code=asked.code, hint=hint)
    paper.space(4)


def draw_days(paper: Paper, statement: Statement, written: Written) -> None:
    """What was received each day at each rate, and the pieces that have to stand one by one."""
    if statement.days:
        paper.section(_("Receipts by day"), intro=_("For the seller's journal of daily receipts."))
        columns = [
            Column(_("Day")),
            Column(_("VAT rate"), 30, "right"),
            Column(_("Received"), 34, "right"),
        ]
        with paper.table(columns) as table:
            for day in statement.days:
                amount = written.money(day.paid)
                table.row([written.day(day.on), written.percent(day.vat_percent), amount])
    if statement.listed_apart:
        paper.section(_("Pieces above 250 €"))
        columns = [Column(_("Day"), 30), Column(_("Piece")), Column(_("Paid"), 30, "right")]
        with paper.table(columns) as table:
            for line in statement.listed_apart:
                table.row([written.day(line.on), line.title, written.money(line.paid)])


def draw_invoices_wanted(
    paper: Paper,
    wanted: Sequence[InvoiceWanted],
    written: Written,
    makers: Sequence[str] = (),
) -> None:
    """What businesses bought and want an invoice for; of several makers, of which each."""
    if not wanted:
        return
    paper.section(_("Customers who want an invoice from you"), intro=invoice_rule())
    columns = [
        Column(_("Day"), 20),
        Column(_("Ticket"), 30),
        Column(_("Customer")),
        Column(_("VAT rate"), 18, "right"),
        Column(_("Paid"), 26, "right"),
    ]
    with paper.table(columns) as table:
        for one, maker in zip(wanted, makers or [""] * len(wanted), strict=True):
            row = [
                written.day(one.on),
                one.ticket,
                customer_words(one),
                written.percent(one.vat_percent),
                written.money(one.paid),
            ]
            back = _("of ticket %(ticket)s") % {"ticket": one.first_ticket}
            notes = [maker, back if one.first_ticket else ""]
            table.row(row, note=" · ".join(note for note in notes if note))


def draw_left(paper: Paper, statement: Statement, written: Written) -> None:
    """The pieces that are still there, what is owed for one that is lost, how long it may stay."""
    if not statement.left:
        return
    paper.section(
        _("Still there"),
        intro=_("What the coworking held at the end of the month. It stays the payee's."),
    )
    columns = [
        Column(_("Piece")),
        Column(_("Pieces"), 16, "right"),
        Column(_("Price"), 24, "right"),
        Column(_("If lost, for one"), 28, "right"),
        Column(_("May stay until"), 28, "right"),
    ]
    with paper.table(columns) as table:
        for piece in statement.left:
            table.row(
                [
                    f"{piece.title} · {spaced(piece.code)}",
                    str(piece.quantity),
                    written.money(piece.price),
                    written.money(piece.loss_value),
                    written.day(piece.until) if piece.until else "",
                ]
            )
