"""What stands on a statement in words, on page and paper alike, in the language that is active."""

from django.utils.translation import gettext as _

from consign.days import Month
from consign.ledger.models import EntryKind, LossCause
from consign.money.documents import Document, DocumentKind
from consign.monthend.statement import OtherLine


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
    """What a fee, compensation, adjustment or returned payout is for, and why it was booked."""
    return " · ".join(part for part in (_what(line), line.reason) if part)


def _what(line: OtherLine) -> str:
    if line.kind == EntryKind.FEE:
        if line.is_shelf_fee:
            days, of = line.memo.split("/")
            return _("Shelf fee, %(days)s of %(of)s days") % {"days": days, "of": of}
        return line.memo
    if line.kind == EntryKind.LOSS:
        facts = {"title": line.memo, "cause": LossCause(line.cause).label}
        return _("Compensation: “%(title)s”, %(cause)s") % facts
    return str(EntryKind(line.kind).label)
