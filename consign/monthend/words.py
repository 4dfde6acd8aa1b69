"""What stands on a statement in words, on page and paper alike, in the language that is active."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from consign.agreements.models import Bearer
from consign.codes.text import enterprise_text
from consign.days import Month
from consign.ledger.models import EntryKind, LossCause
from consign.money.documents import Document, DocumentKind
from consign.monthend.statement import Statement
from consign.monthend.statement_lines import OtherLine, StatementLine
from consign.monthend.statement_receipts import InvoiceWanted
from consign.people.models import VatStatus


def mode_words(statement: Statement) -> list[str]:
    """In whose name it was sold: one sentence for each way, nothing where nothing was sold."""
    facts = {
        "payee": statement.parties["payee"]["legal_name"],
        "coworking": statement.parties["coworking"]["legal_name"],
    }
    found = []
    if statement.as_agent:
        found.append(_("Sold in the name and for the account of %(payee)s.") % facts)
    if statement.in_own_name:
        found.append(
            _(
                "Sold by %(coworking)s in its own name. No commission is invoiced for it: the share"
                " is what %(payee)s supplied it for, and the difference stays with %(coworking)s."
            )
            % facts
        )
    return found


def kept_words(statement: Statement) -> str:
    """What the coworking's part of the sales is called: only as an agent it earns a commission."""
    if not statement.in_own_name:
        return _("Commission")
    return _("Commission and difference") if statement.as_agent else _("Difference")


def given_back_words(statement: Statement) -> str:
    """What the coworking's part of the refunds is called."""
    if not statement.in_own_name:
        return _("Commission given back")
    if statement.as_agent:
        return _("Commission and difference given back")
    return _("Difference given back")


def part_words(line: StatementLine) -> str:
    """What the coworking's part of one line is called."""
    return _("Difference") if line.in_own_name else _("Commission")


def invoice_rule() -> str:
    """What a payee does about customers who want an invoice (royal decree n° 1, article 4)."""
    return _(
        "You are the seller: send each of them a structured invoice, at the latest on the 15th of"
        " the month after the sale. These sales are in the receipts by day too: leave out of your"
        " journal what you invoice."
    )


def customer_words(wanted: InvoiceWanted) -> str:
    """The business that wants an invoice: its name, if it gave one, and its enterprise number."""
    return " · ".join(part for part in (wanted.name, enterprise_text(wanted.number)) if part)


def bearer_words(line: StatementLine) -> str:
    """Who bears the discount of a line."""
    return str(Bearer(line.discount_bearer).label)


def vat_words(line: StatementLine, percent: str) -> str:
    """Which VAT is in a line's price, and who owes it."""
    if line.in_own_name:
        if not line.vat_percent:
            return _("There is no VAT in the price.")
        return _("The price contains VAT at %(percent)s, which the coworking owes.") % {
            "percent": percent
        }
    if line.payee_vat_status == VatStatus.LIABLE:
        return _("The price contains VAT at %(percent)s, which the payee owes.") % {
            "percent": percent
        }
    return _("The payee is exempt: there is no VAT in the price.")


def document_words(document: Document) -> str:
    """What a document is for, and which month's invoice it corrects."""
    month = Month.parse(document.corrects).in_words if document.corrects else ""
    match document.kind:
        case DocumentKind.COMMISSION_INVOICE:
            return _("Invoice for commission and fees")
        case DocumentKind.COMMISSION_CREDIT_NOTE:
            return _("Credit note for commission of %(month)s") % {"month": month}
        case DocumentKind.SELF_BILLED_INVOICE:
            return _("Self-billed invoice for goods sold")
    return _("Self-billed credit note for goods of %(month)s") % {"month": month}


def other_words(line: OtherLine) -> str:
    """What a fee, compensation, adjustment, returned payout or payment is for, and why."""
    return " · ".join(part for part in (_what(line), line.reason) if part)


def _what(line: OtherLine) -> str:
    if line.kind == EntryKind.FEE:
        if line.is_shelf_fee:
            _before, days, of = line.shelf_days
            return _("Shelf fee, %(days)s of %(of)s days") % {"days": days, "of": of}
        return line.memo
    if line.kind == EntryKind.LOSS:
        facts = {"title": line.memo, "cause": LossCause(line.cause).label}
        return _("Compensation: “%(title)s”, %(cause)s") % facts
    return str(capfirst(EntryKind(line.kind).label))


def returned_words(reason: str) -> str:
    """Why a transfer came back: what the bank's code (ISO 20022) means, or somebody's own words."""
    known = {
        "AC01": _("the account number is wrong"),
        "AC04": _("the account is closed"),
        "AC06": _("the account is blocked"),
        "MS03": _("the bank gave no reason"),
    }
    return f"{known[reason]} ({reason})" if reason in known else reason
