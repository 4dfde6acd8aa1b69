"""The structured invoice of a document: UBL 2.1 as the Peppol network takes it.

An operator's invoices and credit notes follow Peppol BIS Billing 3.0, those issued in a payee's
name Peppol BIS Self-Billing 3.0; both are EN 16931.  Nothing is reckoned here but what follows from
the document's own figures.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import formats, translation
from django.utils.translation import gettext as _
from lxml import etree

from consign.invoices.figures import due_of
from consign.invoices.mentions import self_billing
from consign.invoices.models import Document, DocumentLine
from consign.invoices.ubl_parts import (
    NAMESPACES,
    PREFIX,
    group,
    put,
    put_line,
    put_party,
    put_payment,
    put_totals,
    put_vat,
)
from consign.money.documents import DocumentKind
from consign.money.split import ZERO

STANDARD = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc"
SPACES = " ".join(f'xmlns:{prefix}="{space}"' for prefix, space in NAMESPACES.items())
PROCESS = "urn:fdc:peppol.eu:2017:poacc"


@dataclass(frozen=True)
class Form:
    """What an invoice and a credit note call the same things."""

    root: str
    type_code: str
    line: str
    quantity: str


INVOICE = Form("Invoice", "InvoiceTypeCode", "InvoiceLine", "InvoicedQuantity")
CREDIT_NOTE = Form("CreditNote", "CreditNoteTypeCode", "CreditNoteLine", "CreditedQuantity")


def structured(document: Document, lines: Sequence[DocumentLine]) -> bytes:
    """The document as UBL, in its own language; the same document gives the same bytes.

    The nets of the lines add up to the document's.  What XML cannot hold is left out of texts.
    """
    kind = DocumentKind(document.kind)
    form = CREDIT_NOTE if kind.is_credit_note else INVOICE
    root = etree.fromstring(f'<{form.root} xmlns="{PREFIX}{form.root}-2" {SPACES}/>')
    with translation.override(document.language):
        _put_head(root, document, kind, form)
        _put_references(root, document)
        _put_parties(root, document, kind)
        _put_payment(root, document, kind)
        put_vat(root, document, document.facts["exemption"])
        put_totals(root, document)
        for line in lines:
            put_line(root, document, line, name=form.line, quantity=form.quantity)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _put_head(root: etree._Element, document: Document, kind: DocumentKind, form: Form) -> None:
    profile = "selfbilling" if kind.is_self_billed else "billing"
    put(root, "CustomizationID", f"{STANDARD}:{profile}:3.0")
    put(root, "ProfileID", f"{PROCESS}:{profile}:01:1.0")
    put(root, "ID", document.number)
    put(root, "IssueDate", document.issued_on.isoformat())
    if document.due_on is not None and not kind.is_credit_note:
        put(root, "DueDate", document.due_on.isoformat())
    put(root, form.type_code, kind.type_code)
    put(root, "Note", _note(document, kind))
    put(root, "DocumentCurrencyCode", "EUR")
    put(root, "BuyerReference", document.facts["buyer_reference"])


def _note(document: Document, kind: DocumentKind) -> str:
    """All that has no element of its own, in the one note the network allows."""
    facts, parts = document.facts, []
    if kind.is_self_billed:
        parts.append(self_billing(document.language, document.issued_on))
        if facts["agreed_on"]:
            parts.append(
                _("agreed on %(day)s") % {"day": _day(date.fromisoformat(facts["agreed_on"]))}
            )
    if facts["statement"]:
        parts.append(_("Statement %(number)s") % {"number": facts["statement"]})
    return " · ".join(parts)


def _put_references(root: etree._Element, document: Document) -> None:
    facts = document.facts
    period = group(root, "InvoicePeriod")
    put(period, "StartDate", facts["period"][0])
    put(period, "EndDate", facts["period"][1])
    if facts["corrects"]:
        earlier = group(group(root, "BillingReference"), "InvoiceDocumentReference")
        put(earlier, "ID", facts["corrects"]["number"])
        put(earlier, "IssueDate", facts["corrects"].get("issued_on", ""))


def _put_parties(root: etree._Element, document: Document, kind: DocumentKind) -> None:
    """The coworking is known by its name, a payee by the project the document is about."""
    facts = document.facts
    seller, buyer = facts["seller"], facts["buyer"]
    names = [facts["coworking"], facts["maker"]]
    if kind.is_self_billed:
        names.reverse()
    legal = ", ".join(filter(None, (seller.get("legal_form"), seller.get("register"))))
    put_party(root, "AccountingSupplierParty", seller, trading=names[0], legal=legal)
    put_party(root, "AccountingCustomerParty", buyer, trading=names[1])


def _put_payment(root: etree._Element, document: Document, kind: DocumentKind) -> None:
    put_payment(root, document.facts["payment"], document.due_on if kind.is_credit_note else None)
    if due_of(document) > ZERO and document.due_on is not None:
        words = _("To be transferred by %(day)s") % {"day": _day(document.due_on)}
        put(group(root, "PaymentTerms"), "Note", words)


def _day(day: date) -> str:
    return formats.date_format(day, "SHORT_DATE_FORMAT")
